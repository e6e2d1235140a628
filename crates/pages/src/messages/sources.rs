//! The message files, as they are built in.

use crate::language::Language;

/// An area and what its file says.
pub(crate) type Source = (&'static str, &'static str);

macro_rules! areas {
    ($($area:literal)*) => {
        /// The files of a language.
        pub(crate) const fn of(language: Language) -> &'static [Source] {
            match language {
                Language::English => {
                    &[$(($area, include_str!(concat!("../../words/en/", $area, ".ftl")))),*]
                }
                Language::German => {
                    &[$(($area, include_str!(concat!("../../words/de/", $area, ".ftl")))),*]
                }
                Language::French => {
                    &[$(($area, include_str!(concat!("../../words/fr/", $area, ".ftl")))),*]
                }
                Language::Spanish => {
                    &[$(($area, include_str!(concat!("../../words/es/", $area, ".ftl")))),*]
                }
                Language::Chinese => {
                    &[$(($area, include_str!(concat!("../../words/zh/", $area, ".ftl")))),*]
                }
                Language::Arabic => {
                    &[$(($area, include_str!(concat!("../../words/ar/", $area, ".ftl")))),*]
                }
            }
        }
    };
}

// One line for each area: it has a file in every language's folder.
areas! {
    "access"
    "account"
    "activity"
    "admin"
    "common"
    "doctor"
    "factors"
    "failures"
    "invitations"
    "linking"
    "mail"
    "moderation"
    "notices"
    "passkeys"
    "providers"
    "recovery"
    "register"
    "sign-in"
    "sign-out"
}
