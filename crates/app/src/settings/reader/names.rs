//! The names of a setting.

use std::borrow::Cow;

use super::{Code, Fault};

/// A setting's names; of those that are set, the first counts.
#[derive(Clone, Debug)]
pub(in crate::settings) struct Names(Vec<Name>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::settings) struct Name {
    pub(in crate::settings) text: Cow<'static, str>,
    /// What to say of it when it is used.
    pub(in crate::settings) kind: Kind,
}

/// What a name is among the names of its setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::settings) enum Kind {
    /// It is as good as any.
    Current,
    /// It works beside the current one.
    Alias,
    /// It was replaced by the current one.
    Older,
}

impl Names {
    /// Names in the order in which they count.
    pub(in crate::settings) fn in_order(names: impl IntoIterator<Item = Name>) -> Self {
        Self(names.into_iter().collect())
    }

    /// The name that counts before all others: the one that a row of the documentation begins with.
    pub(in crate::settings) fn first(&self) -> Option<String> {
        self.0.first().map(|name| name.text.clone().into_owned())
    }

    /// The first name, and the others.
    pub(super) fn split(&self) -> Option<(Cow<'static, str>, Vec<Cow<'static, str>>)> {
        let (first, others) = self.0.split_first()?;
        Some((first.text.clone(), others.iter().map(|name| name.text.clone()).collect()))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Name> {
        self.0.iter()
    }

    /// What to say when the setting is given by this name.
    pub(super) fn hint(&self, written: &Name) -> Option<Fault> {
        let current = self.0.iter().find(|name| name.kind == Kind::Current)?;
        let (what, remedy) = match written.kind {
            Kind::Current => return None,
            Kind::Alias => (format!("is another name of {}", current.text), "It works.".to_owned()),
            Kind::Older => (
                format!("is an older name of {}", current.text),
                format!("It works. Rename it to {} when convenient.", current.text),
            ),
        };
        Some(Fault::new(Code::OTHER_NAME, what, remedy))
    }
}

impl From<&'static str> for Names {
    fn from(name: &'static str) -> Self {
        Self(vec![Name { text: Cow::Borrowed(name), kind: Kind::Current }])
    }
}

impl From<String> for Names {
    fn from(name: String) -> Self {
        Self(vec![Name { text: Cow::Owned(name), kind: Kind::Current }])
    }
}

impl From<(&'static str, &[&'static str])> for Names {
    fn from((name, aliases): (&'static str, &[&'static str])) -> Self {
        let aliases =
            aliases.iter().map(|name| Name { text: Cow::Borrowed(name), kind: Kind::Alias });
        let first = Name { text: Cow::Borrowed(name), kind: Kind::Current };
        Self(std::iter::once(first).chain(aliases).collect())
    }
}
