//! Passwords: what a stored hash is, whether it is up to date, and the one form in which a password is hashed.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The most characters a password may have; `LibreChat`'s bound.
pub const MAX_LENGTH: usize = 128;

/// The fewest characters of a new password that nothing else stands beside (NIST SP 800-63B-4 §3.1.1.2).
pub const MIN_LENGTH: usize = 15;

/// How many guesses a new password has to withstand: more than whoever goes through lists of common
/// passwords, names and dates can make at a door that counts them. Eight random characters do.
const GUESSES: u64 = 100_000_000;

/// Whether a password is among the first that somebody would try, by the number of guesses that it
/// takes.
pub const fn is_guessable(guesses: u64) -> bool {
    guesses < GUESSES
}

/// What stands in place of a hash while no password opens an account: its owner sets a new one by mail.
pub const UNUSABLE: &str = "!";

/// The cost of argon2id (RFC 9106 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// What a stored hash was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// argon2id at this cost: our own.
    Argon2id(Cost),
    /// bcrypt, as `LibreChat` stores it. It reads only the first 72 bytes of a password.
    Bcrypt,
}

/// Recognises a stored hash by its text; `None` when no scheme of ours made it.
pub fn scheme(hash: &str) -> Option<Scheme> {
    if let Some(rest) = hash.strip_prefix("$argon2id$v=19$") {
        let parameters = rest.split('$').next()?;
        let mut cost = Cost { memory_kib: 0, passes: 0, lanes: 0 };
        for parameter in parameters.split(',') {
            let (name, value) = parameter.split_once('=')?;
            let value = value.parse().ok()?;
            match name {
                "m" => cost.memory_kib = value,
                "t" => cost.passes = value,
                "p" => cost.lanes = value,
                _ => return None,
            }
        }
        return (cost.memory_kib > 0 && cost.passes > 0 && cost.lanes > 0)
            .then_some(Scheme::Argon2id(cost));
    }
    let bcrypt = ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| hash.starts_with(prefix));
    (bcrypt && hash.len() == 60).then_some(Scheme::Bcrypt)
}

/// Whether a hash should be made anew now that the password is at hand.
pub fn is_outdated(scheme: Scheme, wanted: Cost) -> bool {
    scheme != Scheme::Argon2id(wanted)
}

/// The form of a password that is hashed: NFKC (NIST SP 800-63B-4 §3.1.1.2), so that the same
/// characters typed on two keyboards are the same password. Nothing is cut off.
pub fn canonical(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfkc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_recognised_by_their_text() {
        let cost = Cost { memory_kib: 19456, passes: 2, lanes: 1 };
        let own = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA";
        assert_eq!(scheme(own), Some(Scheme::Argon2id(cost)));
        let bcrypt = format!("$2a$10${}", "x".repeat(53));
        assert_eq!(scheme(&bcrypt), Some(Scheme::Bcrypt));
        for text in [
            "",
            "plain",
            "$argon2i$v=19$m=1,t=1,p=1$a$b",
            "$argon2id$v=16$m=1,t=1,p=1$a$b",
            "$argon2id$v=19$m=1,t=1$a$b",
            "$2a$10$short",
        ] {
            assert_eq!(scheme(text), None, "{text}");
        }
    }

    #[test]
    fn a_hash_is_outdated_when_its_scheme_or_cost_is_not_the_wanted_one() {
        let cost = Cost { memory_kib: 19456, passes: 2, lanes: 1 };
        assert!(!is_outdated(Scheme::Argon2id(cost), cost));
        assert!(is_outdated(Scheme::Argon2id(Cost { passes: 1, ..cost }), cost));
        assert!(is_outdated(Scheme::Bcrypt, cost));
    }

    #[test]
    fn the_same_characters_are_the_same_password() {
        assert_eq!(*canonical("pässwörd"), *canonical("pa\u{308}sswo\u{308}rd"));
        assert_ne!(*canonical("a b"), *canonical("a  b"));
    }
}
