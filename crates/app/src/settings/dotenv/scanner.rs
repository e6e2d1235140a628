//! Finds the next `NAME=value` in a text.
//!
//! White space includes line ends nearly everywhere, as in the original: a name may stand on one
//! line and its `=` on the next.

use super::{QUOTES, is_line_end, is_space};

/// One assignment as it stands in the text.
pub(super) struct Assignment<'a> {
    pub(super) name: &'a str,
    /// The value with its quotes and blanks.
    pub(super) raw: &'a str,
    /// Whether `raw` is one quoted text, which may span lines.
    pub(super) quoted: bool,
    /// The line of the name, counted from 1.
    pub(super) line: usize,
}

pub(super) struct Scanner<'a> {
    /// What is still to be read; it begins at the begin of a line or at the first word of one.
    rest: &'a str,
    line: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    /// The next assignment. The numbers of lines before it that are neither blank nor comment nor
    /// assignment go to `unreadable`.
    pub(super) fn next(&mut self, mut unreadable: impl FnMut(usize)) -> Option<Assignment<'a>> {
        loop {
            self.skip(is_space);
            if self.rest.is_empty() {
                return None;
            }
            if let Some((before, name, after)) = name(self.rest) {
                self.pass(before.len());
                let line = self.line;
                let (raw, quoted) = value(after);
                self.pass(self.rest.len() - after.len() + raw.len());
                self.skip(is_space);
                if self.rest.starts_with('#') {
                    self.skip(|c| !is_line_end(c));
                }
                return Some(Assignment { name, raw, quoted, line });
            }
            if !self.rest.starts_with('#') {
                unreadable(self.line);
            }
            self.skip(|c| !is_line_end(c));
        }
    }

    fn skip(&mut self, while_true: impl Fn(char) -> bool) {
        let kept = self.rest.trim_start_matches(while_true).len();
        self.pass(self.rest.len() - kept);
    }

    fn pass(&mut self, bytes: usize) {
        if let Some((passed, rest)) = self.rest.split_at_checked(bytes) {
            self.line += passed.matches('\n').count();
            self.rest = rest;
        }
    }
}

/// What precedes a name (`export`), the name, and what follows its `=` or `: `.
fn name(text: &str) -> Option<(&str, &str, &str)> {
    let plain = |before: usize| {
        let (before, text) = text.split_at_checked(before)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let (name, rest) = text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()));
        let after = match rest.trim_start_matches(is_space).strip_prefix('=') {
            Some(after) => after,
            None => rest.strip_prefix(':')?.strip_prefix(is_space)?,
        };
        (!name.is_empty()).then_some((before, name, after))
    };
    let exported = text.strip_prefix("export").and_then(|rest| {
        let name = rest.trim_start_matches(is_space);
        (name.len() < rest.len()).then_some(text.len() - name.len())
    });
    // `export = 5` names `export` itself.
    exported.and_then(plain).or_else(|| plain(0))
}

/// The raw value at the begin of `text`, and whether it is a quoted one.
fn value(text: &str) -> (&str, bool) {
    let blanks = text.len() - text.trim_start_matches(is_space).len();
    if let Some(end) = text.get(blanks..).and_then(quoted_length)
        && let Some(raw) = text.get(..blanks + end)
    {
        return (raw, true);
    }
    let end = text.find(['#', '\n']).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), false)
}

/// How long the quoted text at the begin of `text` is, quotes included; `None` when it opens with no
/// quote, or no closing one has the end of the line or a comment after it.
///
/// The first quote without a backslash closes; failing that, the last one that has a backslash.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = QUOTES.into_iter().find(|quote| text.starts_with(*quote))?;
    let mut escaped = Vec::new();
    let mut before = quote;
    let mut closing = None;
    for (at, character) in text.char_indices().skip(1) {
        if character == quote {
            if before != '\\' {
                closing = Some(at + 1);
                break;
            }
            escaped.push(at + 1);
        }
        before = character;
    }
    closing.into_iter().chain(escaped.into_iter().rev()).find(|end| ends_there(text.get(*end..)))
}

/// Whether only blanks and a comment stand between here and the end of the line.
fn ends_there(after: Option<&str>) -> bool {
    after.is_some_and(|after| {
        let rest = after.trim_start_matches(is_space);
        let crosses_a_line = after.chars().take_while(|c| is_space(*c)).any(is_line_end);
        rest.is_empty() || rest.starts_with('#') || crosses_a_line
    })
}
