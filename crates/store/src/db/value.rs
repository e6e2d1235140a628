//! Values on their way in and rows on their way out: text, 64-bit integers and NULL.

use std::str::FromStr;

use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::{Digest, Sealed};
use doorward_core::time::Timestamp;

use crate::error::StoreError;

/// A value of a column.
#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
}

/// A list of values, each made by `Value::from`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}

pub(crate) use values;

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Integer(_) => "Integer([redacted])",
            Self::Text(_) => "Text([redacted])",
        })
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Integer(flag.into())
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Integer(time.0)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<UserId> for Value {
    fn from(id: UserId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<SessionId> for Value {
    fn from(id: SessionId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<&Sealed> for Value {
    fn from(sealed: &Sealed) -> Self {
        Self::Text(sealed.as_str().to_owned())
    }
}

impl From<&Digest> for Value {
    fn from(digest: &Digest) -> Self {
        Self::Text(digest.to_hex())
    }
}

impl<T> From<Option<T>> for Value
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

/// A row that is read from left to right.
#[derive(Debug)]
pub(crate) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The column that is next, if it is text. It stays the next one.
    pub(crate) fn first_text(&self) -> Option<&str> {
        match self.0.as_slice().first() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The next column, text or NULL. `what` names it in the error.
    pub(crate) fn optional_text(&mut self, what: &str) -> Result<Option<String>, StoreError> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(StoreError::unreadable(what)),
        }
    }

    /// The next column, text.
    pub(crate) fn text(&mut self, what: &str) -> Result<String, StoreError> {
        self.optional_text(what)?.ok_or_else(|| StoreError::unreadable(what))
    }

    /// The next column, an integer or NULL.
    pub(crate) fn optional_integer(&mut self, what: &str) -> Result<Option<i64>, StoreError> {
        match self.0.next() {
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(Value::Null) => Ok(None),
            _ => Err(StoreError::unreadable(what)),
        }
    }

    /// The next column, an integer.
    pub(crate) fn integer(&mut self, what: &str) -> Result<i64, StoreError> {
        self.optional_integer(what)?.ok_or_else(|| StoreError::unreadable(what))
    }

    /// The next column, a time.
    pub(crate) fn time(&mut self, what: &str) -> Result<Timestamp, StoreError> {
        self.integer(what).map(Timestamp)
    }

    /// The next column, text of a form, such as an identifier.
    pub(crate) fn parsed<T: FromStr>(&mut self, what: &str) -> Result<T, StoreError> {
        self.text(what)?.parse().map_err(|_| StoreError::unreadable(what))
    }

    /// The next column, text of a form or NULL.
    pub(crate) fn optional_parsed<T: FromStr>(
        &mut self,
        what: &str,
    ) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(what)?;
        text.map(|text| text.parse().map_err(|_| StoreError::unreadable(what))).transpose()
    }

    /// The next column, a digest or NULL.
    pub(crate) fn optional_digest(&mut self, what: &str) -> Result<Option<Digest>, StoreError> {
        let text = self.optional_text(what)?;
        text.map(|text| Digest::from_hex(&text).ok_or_else(|| StoreError::unreadable(what)))
            .transpose()
    }

    /// The next column, a digest.
    pub(crate) fn digest(&mut self, what: &str) -> Result<Digest, StoreError> {
        self.optional_digest(what)?.ok_or_else(|| StoreError::unreadable(what))
    }
}
