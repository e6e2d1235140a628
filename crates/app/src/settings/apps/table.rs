//! A table of the file of apps: its keys by name and kind, and all that is wrong with it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::Text;
use crate::settings::complaint::{Code, Origin};
use crate::settings::guard::Written;
use crate::settings::reader::{Fault, duration, number_fault, without_password};

/// What is wrong in the file, and where.
pub(super) type Wrong = Vec<(Written, Fault)>;

/// A table that is being read.
pub(super) struct Table<'a> {
    file: &'a Text,
    /// What it is called in complaints: `app`, `app.rule`.
    name: &'static str,
    span: Range<usize>,
    entries: &'a DeTable<'a>,
    known: Vec<&'static str>,
}

/// A value with its place.
type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> Table<'a> {
    pub(super) const fn new(
        file: &'a Text,
        name: &'static str,
        span: Range<usize>,
        entries: &'a DeTable<'a>,
    ) -> Self {
        Self { file, name, span, entries, known: Vec::new() }
    }

    /// Where a key stands, or else the table.
    pub(super) fn written(&self, key: &str) -> Written {
        let entry = self.entries.get_key_value(key);
        let span = entry.map_or_else(|| self.span.clone(), |(key, _)| key.span());
        Written { setting: format!("{}.{key}", self.name), source: self.file.origin(&span) }
    }

    /// Where the table itself stands.
    pub(super) fn origin(&self) -> Origin {
        self.file.origin(&self.span)
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.known.push(key);
        self.entries.get(key)
    }

    /// Reads one value; `None` when it is absent or wrong.
    fn read<T>(
        &mut self,
        wrong: &mut Wrong,
        key: &'static str,
        read: impl FnOnce(&DeValue<'a>) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = self.value(key)?;
        read(value.get_ref()).map_err(|fault| self.complain(wrong, key, fault)).ok()
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Complains of the value of a key.
    fn complain(&self, wrong: &mut Wrong, key: &str, fault: Fault) {
        let shown = self.entries.get(key).map(|value| match value.get_ref() {
            DeValue::String(text) => format!(" = \"{}\"", without_password(text, false)),
            _ => format!(" = {}", self.file.shown(value.span())),
        });
        let what = format!("{}.{key}{} {}.", self.name, shown.unwrap_or_default(), fault.what);
        self.object(wrong, key, Fault { what, ..fault });
    }

    /// Complains of a key that is not there.
    pub(super) fn miss(&self, wrong: &mut Wrong, key: &str, example: &str) {
        let remedy = format!("Write {key} = {example}.");
        self.complain(wrong, key, Fault::new(Code::APPS_KEY, "is missing", remedy));
    }

    /// Complains of a key in a whole sentence.
    pub(super) fn object(&self, wrong: &mut Wrong, key: &str, fault: Fault) {
        wrong.push((self.written(key), fault));
    }

    /// A text.
    pub(super) fn text<T>(
        &mut self,
        wrong: &mut Wrong,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        self.read(wrong, key, |value| {
            read(value.as_str().ok_or_else(|| kind("a text", "\"...\""))?)
        })
    }

    /// A list of texts.
    pub(super) fn list<T>(
        &mut self,
        wrong: &mut Wrong,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<Vec<T>> {
        let list = || kind("a list of texts", "[\"...\", \"...\"]");
        self.read(wrong, key, |value| {
            let items = value.as_array().ok_or_else(list)?.iter();
            items.map(|item| read(item.get_ref().as_str().ok_or_else(list)?)).collect()
        })
    }

    /// A whole number from 1 on.
    pub(super) fn number(&mut self, wrong: &mut Wrong, key: &'static str) -> Option<u64> {
        self.read(wrong, key, |value| {
            let number = value.as_integer().and_then(|number| number.as_str().parse().ok());
            number.filter(|number| *number > 0).ok_or_else(|| number_fault(1, i64::MAX))
        })
    }

    /// A duration in milliseconds: a number, or a text with a product as in the settings file.
    pub(super) fn millis(&mut self, wrong: &mut Wrong, key: &'static str) -> Option<i64> {
        self.read(wrong, key, |value| match (value.as_integer(), value.as_str()) {
            (Some(number), _) => duration(number.as_str()),
            (None, Some(text)) => duration(text),
            (None, None) => Err(kind("a duration", "60000")),
        })
    }

    /// The tables of a list.
    pub(super) fn tables(
        &mut self,
        wrong: &mut Wrong,
        key: &'static str,
        name: &'static str,
    ) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|items| items.iter());
        let tables = items.map(|items| {
            items
                .map(|item| Some((item.span(), item.get_ref().as_table()?)))
                .collect::<Option<Vec<_>>>()
        });
        let Some(Some(tables)) = tables else {
            self.complain(wrong, key, kind("a list of tables", &format!("[[{name}]]")));
            return Vec::new();
        };
        let file = self.file;
        tables.into_iter().map(|(span, table)| Table::new(file, name, span, table)).collect()
    }

    /// Ends the reading: whatever was not asked for is unknown.
    pub(super) fn end(self, wrong: &mut Wrong) {
        let is_unknown = |key: &&Spanned<_>| !self.known.iter().any(|known| known == key.get_ref());
        for key in self.entries.keys().filter(is_unknown) {
            let what = format!("{}.{} is no key that there is.", self.name, key.get_ref());
            let remedy = format!("Write one of {}.", self.known.join(", "));
            let setting = format!("{}.{}", self.name, key.get_ref());
            let written = Written { setting, source: self.file.origin(&key.span()) };
            wrong.push((written, Fault::new(Code::APPS_KEY, what, remedy)));
        }
    }
}

fn kind(what: &str, example: &str) -> Fault {
    Fault::new(Code::APPS_KEY, format!("is not {what}"), format!("Write {example}."))
}
