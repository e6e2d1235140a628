//! The languages that pages and mails are written in.

use doorward_core::language::lookup;

/// A language that all messages are translated to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, which the messages are written in first; what a translation lacks is said in it.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Chinese in simplified characters.
    Chinese,
    /// Arabic.
    Arabic,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Chinese, Self::Arabic];

    /// Its tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Chinese => "zh-Hans",
            Self::Arabic => "ar",
        }
    }

    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Chinese => "简体中文",
            Self::Arabic => "العربية",
        }
    }

    /// Which way it is written.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Arabic => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }

    /// The language that comes nearest to a tag or range, such as German to `de-AT`. Any Chinese is nearer to
    /// a reader of Chinese than English is.
    pub fn parse(tag: &str) -> Option<Self> {
        let is = |language: &Self, tag: &str| {
            language.tag().eq_ignore_ascii_case(tag)
                || (*language == Self::Chinese && tag.eq_ignore_ascii_case("zh"))
        };
        lookup(tag, |tag| Self::ALL.into_iter().find(|language| is(language, tag)))
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
    /// Its name in HTML.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_leads_to_the_nearest_language() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Some(language));
        }
        for (tag, expected) in [
            ("de-AT", Some(Language::German)),
            ("ZH-cn", Some(Language::Chinese)),
            ("zh-Hant-TW", Some(Language::Chinese)),
            ("ar-EG", Some(Language::Arabic)),
            ("sv", None),
            ("english", None),
            ("", None),
        ] {
            assert_eq!(Language::parse(tag), expected, "{tag}");
        }
    }
}
