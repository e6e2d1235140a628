//! What surrounds every page: the name of the place, its language, its footer.

use doorward_core::time::Timestamp;

use crate::language::Language;
use crate::messages::{Html, Named, Value};
use crate::moment::moment;

/// What every page needs to know about the place it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The name of the application (`APP_TITLE`).
    pub app_title: String,
    /// What every local path begins with: empty, or like `/chat`, without a slash at the end.
    pub prefix: String,
    /// A line of plain text under the page (`CUSTOM_FOOTER`).
    pub footer: Option<String>,
    /// The language of the page.
    pub language: Language,
    /// The local path of this page, without the prefix, to come back to in another language.
    pub here: String,
}

impl Frame {
    /// A frame in English, at the root of its host and without a footer.
    pub fn new(app_title: impl Into<String>) -> Self {
        Self {
            app_title: app_title.into(),
            prefix: String::new(),
            footer: None,
            language: Language::English,
            here: "/".to_owned(),
        }
    }

    /// The message called `key`; see [`Language::t`].
    pub fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    /// The message called `key` with one value in it.
    pub fn t1(&self, key: &str, name: &'static str, value: impl Value) -> String {
        self.language.t1(key, name, value)
    }

    /// The message called `key` with two values in it.
    #[expect(clippy::too_many_arguments, reason = "templates read best with names before values")]
    pub fn t2(
        &self,
        key: &str,
        name: &'static str,
        value: impl Value,
        name2: &'static str,
        value2: impl Value,
    ) -> String {
        self.language.t2(key, name, value, name2, value2)
    }

    /// The message called `key` with any number of values in it.
    pub fn say(&self, key: &str, values: &[Named<'_>]) -> String {
        self.language.say(key, values)
    }

    /// The message called `key`, which has markup; see [`Language::mark`].
    pub fn h(&self, key: &str) -> Html {
        self.language.mark(key, &[])
    }

    /// The message called `key`, which has markup, with one value in it, which is escaped.
    pub fn h1(&self, key: &str, name: &'static str, value: impl Value) -> Html {
        self.language.mark(key, &[(name, &value)])
    }

    /// The message called `key`, which has markup, with two values in it, which are escaped.
    #[expect(clippy::too_many_arguments, reason = "templates read best with names before values")]
    pub fn h2(
        &self,
        key: &str,
        name: &'static str,
        value: impl Value,
        name2: &'static str,
        value2: impl Value,
    ) -> Html {
        self.language.mark(key, &[(name, &value), (name2, &value2)])
    }

    /// The title of a page whose form was sent back, if it was; else the title itself.
    pub(crate) fn title(&self, key: &str, failed: bool) -> String {
        let title = self.t(key);
        if failed { self.t1("common-error-title", "title", title) } else { title }
    }

    /// A point in time, which the script words as `date`, as `day` or as `ago`, in the reader's own zone.
    pub(crate) fn time(&self, at: Timestamp, style: &str) -> Html {
        moment(at).html(self.language, style)
    }

    /// The language as a BCP 47 tag.
    pub(crate) const fn lang(&self) -> &'static str {
        self.language.tag()
    }

    /// The direction in which the page is written.
    pub(crate) const fn dir(&self) -> &'static str {
        self.language.direction().as_str()
    }
}

/// Why a form was sent back as a whole, when no single field is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// The stable code, such as `DW-1001`.
    pub code: String,
    /// What happened and what to do, for the person.
    pub text: String,
}
