//! A reader of `.env` files in the dialect of npm's `dotenv`, which the files that people have were
//! written for: what that package makes of a text, this makes of it (see `table.json`).
//!
//! It differs in one thing: what the package drops without a word is reported here. Values that
//! look odd keep the package's meaning and are reported too.

mod scanner;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use scanner::Scanner;

/// What a file said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    /// Each name with its value; the last line that names it wins.
    pub(super) entries: BTreeMap<String, Entry>,
    /// What a person should look at, in the order of lines.
    pub(super) doubts: Vec<Doubt>,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The value, quotes removed.
    pub(super) value: String,
    /// The line of its name, counted from 1.
    pub(super) line: usize,
}

/// A line that probably does not say what its author meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// What is odd about it.
    pub(super) kind: DoubtKind,
}

/// What may be odd about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DoubtKind {
    /// No name and value can be read from it. It is ignored.
    Unreadable,
    /// The value of this name opens with a quote that never closes, or goes on after the closing
    /// one. The quotes became part of the value.
    Quotes(String),
    /// This name has another value on an earlier line, which is ignored.
    Repeated(String, usize),
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Parsed {
    // Line ends of Windows and of old Macs count as one.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = Scanner::new(&text);
    let mut parsed = Parsed::default();
    while let Some(found) = scanner.next(|line| {
        parsed.doubts.push(Doubt { line, kind: DoubtKind::Unreadable });
    }) {
        let name = found.name.to_owned();
        let value = unquote(found.raw);
        if found.raw.trim_matches(is_space).starts_with(QUOTES) && !found.quoted {
            let kind = DoubtKind::Quotes(name.clone());
            parsed.doubts.push(Doubt { line: found.line, kind });
        }
        let entry = Entry { value, line: found.line };
        if let Some(earlier) = parsed.entries.insert(name.clone(), entry.clone())
            && earlier.value != entry.value
        {
            let kind = DoubtKind::Repeated(name, earlier.line);
            parsed.doubts.push(Doubt { line: entry.line, kind });
        }
    }
    parsed
}

const QUOTES: [char; 3] = ['\'', '"', '`'];

/// Trims a raw value, takes its outer quotes off, and expands `\n` and `\r` after a double quote.
fn unquote(raw: &str) -> String {
    let trimmed = raw.trim_matches(is_space);
    let inner = QUOTES
        .into_iter()
        .find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(trimmed);
    if trimmed.starts_with('"') {
        inner.replace("\\n", "\n").replace("\\r", "\r")
    } else {
        inner.to_owned()
    }
}

/// What `JavaScript`'s `\s` and `trim` take for white space: Unicode's, and the byte order mark.
fn is_space(character: char) -> bool {
    (character.is_whitespace() && character != '\u{85}') || character == '\u{feff}'
}

/// Where `JavaScript`'s `^` and `$` see the end of a line.
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{2028}' | '\u{2029}')
}
