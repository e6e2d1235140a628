//! Mail addresses: one strict parser and one canonical form, for every path that takes one.

use std::fmt;

/// The longest address accepted, in bytes (RFC 5321 §4.5.3.1.3, less its angle brackets).
pub const MAX_LENGTH: usize = 254;

/// A mail address in its canonical form: trimmed and lower-case.
///
/// Only plain ASCII `local@domain` with a dot in the domain is one. Quoted local parts, comments,
/// lists, a second `@` and Unicode look-alikes are refused before anything is looked up or mailed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// A text that is no mail address we accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address")]
pub struct NotAnAddress;

impl Email {
    /// Reads an address as a person typed it.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return Err(NotAnAddress);
        }
        let (local, domain) = text.split_once('@').ok_or(NotAnAddress)?;
        if !is_local(local) || !is_domain(domain) {
            return Err(NotAnAddress);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The canonical text: what storage is keyed by.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl Email {
    /// The address as its owner knows it again and nobody else can use it: `a•••@example.org`.
    pub fn masked(&self) -> String {
        let first = self.local_part().chars().next().map(String::from).unwrap_or_default();
        format!("{first}•••@{}", self.domain())
    }
}

/// A dot-atom of RFC 5322 §3.2.3, at most 64 bytes.
fn is_local(text: &str) -> bool {
    let atom = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    text.len() <= 64 && text.split('.').all(atom)
}

/// At least two labels of letters, digits and inner hyphens; the last one is not a number.
fn is_domain(text: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.') && text.split('.').all(label) && !last.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Addresses are personal: logs and panics must not carry them by accident.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_outer_blanks_make_no_difference() {
        let email = Email::parse("  Alice.B+Tag@Example.COM ").unwrap();
        assert_eq!(email.as_str(), "alice.b+tag@example.com");
        assert_eq!((email.local_part(), email.domain()), ("alice.b+tag", "example.com"));
    }

    #[test]
    fn a_masked_address_keeps_its_first_letter_and_its_domain() {
        for (text, masked) in [("alice@example.com", "a•••@example.com"), ("b@c.de", "b•••@c.de")]
        {
            assert_eq!(Email::parse(text).unwrap().masked(), masked);
        }
    }

    #[test]
    fn everything_ambiguous_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for text in [
            "",
            "a",
            "@",
            "a@",
            "@b.c",
            "a@b",
            "a@b.c@d.e",
            "a b@c.de",
            "a@b c.de",
            "a,b@c.de",
            "a@c.de,b@c.de",
            "\"a\"@b.cd",
            "a(x)@b.cd",
            "<a@b.cd>",
            "a@b.cd\r\nBcc: x@y.zz",
            "a\u{0}@b.cd",
            "a＠b.cd",
            "a@b。cd",
            "ä@b.cd",
            "a@ä.cd",
            ".a@b.cd",
            "a.@b.cd",
            "a..b@c.de",
            "a@.cd",
            "a@b..cd",
            "a@-b.cd",
            "a@b-.cd",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a%40b.cd",
            &long,
        ] {
            assert_eq!(Email::parse(text), Err(NotAnAddress), "{text:?}");
        }
    }

    #[test]
    fn an_address_does_not_show_in_debug_output() {
        assert!(!format!("{:?}", Email::parse("alice@example.com")).contains("alice"));
    }
}
