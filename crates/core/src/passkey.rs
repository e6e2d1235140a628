//! Passkeys (`WebAuthn` Level 3): where they count, what each is worth, and what it is called.

use std::net::IpAddr;

use crate::time::MINUTE_MS;

/// How long a person may take with their authenticator, in milliseconds.
pub const CEREMONY_MS: i64 = 5 * MINUTE_MS;

/// How many passkeys an account may have: every one of them travels with the request for another.
pub const MOST: usize = 20;

/// Most characters of a passkey's name.
pub const NAME_MAX: usize = 64;

/// What a passkey is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It opens the account by itself: the authenticator finds it without a name being typed, and makes
    /// sure whose hand is on it, so it is two factors in one (NIST SP 800-63B §3.1.7).
    SignIn,
    /// It is a second factor beside another proof: it shows that the device is there, not who holds it.
    SecondFactor,
}

/// What a new passkey is worth. `verified` is the flag UV of its registration; `discoverable` is what the
/// browser says of it (`credProps.rk`), and most say nothing unless it is not.
pub const fn worth(verified: bool, discoverable: Option<bool>) -> Worth {
    match (verified, discoverable) {
        (true, None | Some(true)) => Worth::SignIn,
        _ => Worth::SecondFactor,
    }
}

/// Where the private key of a passkey can be (`WebAuthn` Level 3 §6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// On one device, and lost with it.
    DeviceBound,
    /// On one device today; it may be copied to others.
    Eligible,
    /// With the person's other devices as well.
    Synced,
}

/// Reads the flags BE and BS.
pub const fn backup(eligible: bool, backed_up: bool) -> Backup {
    match (eligible, backed_up) {
        (_, true) => Backup::Synced,
        (true, false) => Backup::Eligible,
        (false, false) => Backup::DeviceBound,
    }
}

/// Whether browsers let a page at `host` use passkeys of the relying party `rp_id`: it is the host itself
/// or a parent of it, at the border of a label (`WebAuthn` Level 3 §5.1.3). An IP address has no parents,
/// and is no relying party.
pub fn covers(rp_id: &str, host: &str) -> bool {
    let parent = |rest: &str| rest.ends_with('.') && rp_id.contains('.');
    let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    !is_address
        && !rp_id.is_empty()
        && (host == rp_id || host.strip_suffix(rp_id).is_some_and(parent))
}

/// Whether browsers offer passkeys at this origin at all: over https, or on the machine itself by name
/// (Secure Contexts §3.1), and never at an IP address.
pub fn is_offered(https: bool, host: &str) -> bool {
    let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let is_local = host == "localhost" || host.ends_with(".localhost");
    !is_address && (https || is_local)
}

/// The name that a person gives a passkey, trimmed; `None` when it is empty, too long or holds control
/// characters.
pub fn name(text: &str) -> Option<&str> {
    let name = text.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_MAX;
    (fits && !name.chars().any(char::is_control)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 97: user verification is a policy.
    #[test]
    fn only_a_verified_passkey_that_can_be_found_opens_an_account() {
        for (verified, discoverable, expected) in [
            (true, Some(true), Worth::SignIn),
            (true, None, Worth::SignIn),
            (true, Some(false), Worth::SecondFactor),
            (false, Some(true), Worth::SecondFactor),
            (false, None, Worth::SecondFactor),
        ] {
            assert_eq!(worth(verified, discoverable), expected, "{verified} {discoverable:?}");
        }
    }

    /// Checklist item 97: a relying party covers hosts at the border of a label only.
    #[test]
    fn a_relying_party_covers_itself_and_what_is_below_it() {
        for (rp_id, host, expected) in [
            ("example.com", "example.com", true),
            ("example.com", "chat.example.com", true),
            ("example.com", "a.b.example.com", true),
            ("example.com", "badexample.com", false),
            ("example.com", "example.com.evil.test", false),
            ("chat.example.com", "example.com", false),
            ("com", "example.com", false),
            ("", "example.com", false),
            (".com", "example.com", false),
            ("localhost", "localhost", true),
            ("localhost", "app.localhost", false),
            ("0.0.1", "127.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", false),
            ("[::1]", "[::1]", false),
        ] {
            assert_eq!(covers(rp_id, host), expected, "{rp_id} {host}");
        }
    }

    #[test]
    fn browsers_offer_passkeys_over_https_and_on_the_machine_itself() {
        assert!(is_offered(true, "chat.example.com"));
        assert!(is_offered(false, "localhost"));
        assert!(is_offered(false, "app.localhost"));
        for (https, host) in [
            (false, "chat.example.com"),
            (true, "192.0.2.1"),
            (false, "127.0.0.1"),
            (true, "[::1]"),
        ] {
            assert!(!is_offered(https, host), "{https} {host}");
        }
    }

    #[test]
    fn a_name_is_short_and_has_no_control_characters() {
        assert_eq!(name("  My key "), Some("My key"));
        assert_eq!(name(&"é".repeat(NAME_MAX)).map(|name| name.chars().count()), Some(NAME_MAX));
        for wrong in ["", "   ", "a\nb", "a\u{0}b", &"é".repeat(NAME_MAX + 1)] {
            assert_eq!(name(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_flags_say_where_the_key_is() {
        assert_eq!(backup(false, false), Backup::DeviceBound);
        assert_eq!(backup(true, false), Backup::Eligible);
        assert_eq!(backup(true, true), Backup::Synced);
    }
}
