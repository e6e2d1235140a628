//! What can stand in the place of a variable.

use std::borrow::Cow;

use super::html::Html;

/// A value for a variable of a message.
pub trait Value {
    /// What it comes to.
    fn part(&self) -> Part<'_>;
}

/// What a value comes to.
#[derive(Clone, Debug)]
pub enum Part<'a> {
    /// Plain text.
    Text(Cow<'a, str>),
    /// A number, which the message may choose its words by and which is written as the language does.
    Number(i64),
    /// Markup, for messages with markup.
    Html(Cow<'a, str>),
}

impl Value for str {
    fn part(&self) -> Part<'_> {
        Part::Text(Cow::Borrowed(self))
    }
}

impl Value for String {
    fn part(&self) -> Part<'_> {
        Part::Text(Cow::Borrowed(self))
    }
}

impl Value for Html {
    fn part(&self) -> Part<'_> {
        Part::Html(Cow::Borrowed(self.as_str()))
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn part(&self) -> Part<'_> {
        (**self).part()
    }
}

/// Numbers beyond what fits are beyond what anybody counts.
macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Value for $number {
            fn part(&self) -> Part<'_> {
                Part::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64);
