//! What surrounds every page: the name of the place, its language, its footer.

/// What every page needs to know about the place it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The name of the application (`APP_TITLE`).
    pub app_title: String,
    /// What every local path begins with: empty, or like `/chat`, without a slash at the end.
    pub prefix: String,
    /// A line of plain text under the page (`CUSTOM_FOOTER`).
    pub footer: Option<String>,
    /// The language of the page as a BCP 47 tag, such as `en`.
    pub lang: String,
    /// The direction in which that language is written.
    pub dir: Direction,
}

impl Frame {
    /// A frame in English, at the root of its host and without a footer.
    pub fn new(app_title: impl Into<String>) -> Self {
        Self {
            app_title: app_title.into(),
            prefix: String::new(),
            footer: None,
            lang: "en".to_owned(),
            dir: Direction::Ltr,
        }
    }
}

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
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
