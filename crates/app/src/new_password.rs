//! A new password: judged, then hashed. Every way to set one leads through here.
//!
//! Its length and how soon it would be guessed are all that is asked (NIST SP 800-63B-4 §3.1.1.2):
//! no mixture of characters, no hints, no change after some time.

mod breached;

use doorward_core::password;
use doorward_core::registration::{Fault, password_fault};
use doorward_core::secret::Secret;

use crate::app::App;
use crate::hashing::HashingError;

/// How much of a password is weighed, in characters. Whoever types more than that is not guessed, and
/// weighing takes longer the more there is.
const WEIGHED: usize = 64;

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewPasswordError {
    /// It does not do.
    #[error("the password was refused: {0}")]
    Refused(Fault),
    /// It could not be hashed.
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
}

/// Judges a new password and hashes it. `about` is what somebody who knows its owner would try first:
/// their address and names.
pub(crate) async fn hash(
    app: &App,
    password: Secret<String>,
    about: &[&str],
) -> Result<Secret<String>, NewPasswordError> {
    let min = app.settings.switches.min_password_length;
    if let Some(fault) = password_fault(Some(password.expose()), min) {
        return Err(NewPasswordError::Refused(fault));
    }
    let title = app.settings.general.app_title.as_str();
    let about: Vec<_> = about.iter().copied().chain([title]).flat_map(words).collect();
    let breached = app.settings.switches.breached_passwords.clone();
    let hashed = app.hasher.hash_if(password, move |password| {
        if password::is_guessable(guesses(password, &about)) {
            return Err(Fault::Guessable);
        }
        let known = breached.is_some_and(|file| breached::contains(&file, password));
        if known { Err(Fault::Breached) } else { Ok(()) }
    });
    hashed.await?.map_err(NewPasswordError::Refused)
}

/// A text and the words in it, as an address and a name have them.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 2);
    std::iter::once(text).chain(parts).map(str::to_lowercase)
}

/// How many guesses a password takes somebody who has lists of common passwords, words, names and
/// dates, and knows `about`.
fn guesses(password: &Secret<String>, about: &[String]) -> u64 {
    let canonical = password::canonical(password.expose());
    let end = canonical.char_indices().nth(WEIGHED).map_or(canonical.len(), |(at, _)| at);
    let about: Vec<_> = about.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(canonical.get(..end).unwrap_or_default(), &about).guesses()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_guessable(password: &str) -> bool {
        let about = ["alice.liddell@example.test", "Alice Liddell", "Wonderland Chat"];
        let about: Vec<_> = about.into_iter().flat_map(words).collect();
        password::is_guessable(guesses(&Secret::new(password.to_owned()), &about))
    }

    /// Checklist item 75.
    #[test]
    fn what_everybody_tries_first_is_guessable() {
        for password in [
            "passwordpassword",
            "Password12345678",
            "aaaaaaaaaaaaaaaaaaaa",
            "123456789012345678",
            "qwertyuiopasdfghjkl",
            "alice.liddell@example.test",
            "alicealicealice",
            "wonderlandwonderland",
            "Wonderland Chat 1",
        ] {
            assert!(is_guessable(password), "{password}");
        }
    }

    /// Checklist item 74: what counts is how soon it is guessed, not what characters it has.
    #[test]
    fn no_mixture_of_characters_is_asked_for() {
        for password in [
            "correct horse battery staple",
            "the rabbit is late again",
            "mycatsleepsonthewarmstove",
            "катится яблоко по дорожке",
            "82917364550192837465",
            "k7#qX9vd",
        ] {
            assert!(!is_guessable(password), "{password}");
        }
    }

    /// Checklist item 73: a long password costs no more to weigh than a short one.
    #[test]
    fn only_the_beginning_of_a_long_password_is_weighed() {
        let long = "the rabbit is late again ".repeat(5);
        assert!(!is_guessable(&long));
        assert!(is_guessable(&"a".repeat(128)));
    }
}
