//! Decoding `X-lobe-chat-auth`. None of its forms proves anything: their keys are public.

use std::sync::LazyLock;

use doorward_core::access_code::{Carried, Carrier, Payload, reveal};
use doorward_core::time::Timestamp;
use doorward_jose::base64url::decode_standard;
use doorward_jose::digest::sha256;
use doorward_jose::jwt::HmacKey;

/// The longest header that is looked at, in bytes.
const MAX: usize = 8 * 1024;

/// The public key of the JWT form.
static KEY: LazyLock<HmacKey> =
    LazyLock::new(|| HmacKey::hs256(&sha256(Carrier::JWT_KEY_TEXT.as_bytes())));

/// Reads the header. A payload whose time is over says nothing any more.
pub(super) fn read(header: Option<&str>, now: Timestamp) -> (Carried, Payload) {
    let Some(value) = header.filter(|value| !value.trim().is_empty()) else {
        return (Carried::Missing, Payload::default());
    };
    match decode(value) {
        Some(payload) if payload.expires_s.is_some_and(|end| end <= now.seconds()) => {
            (Carried::Expired, Payload::default())
        }
        Some(payload) => (Carried::Read, payload),
        None => (Carried::Unreadable, Payload::default()),
    }
}

fn decode(value: &str) -> Option<Payload> {
    if value.len() > MAX {
        return None;
    }
    match Carrier::of(value) {
        Carrier::Jwt(token) => KEY.verify(token).ok(),
        Carrier::Plain(text) => Payload::parse(&decode_standard(text).ok()?).ok(),
        Carrier::Masked(text) => Payload::parse(&reveal(&decode_standard(text).ok()?)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp(1_767_225_600_000);

    fn code(header: &str) -> (Carried, Option<String>) {
        let (carried, payload) = read(Some(header), NOW);
        (carried, payload.access_code.map(|code| code.expose().clone()))
    }

    fn jwt(exp: i64) -> String {
        let claims = json!({"accessCode": "opensesame", "iat": exp - 100, "exp": exp});
        KEY.sign(&claims).unwrap()
    }

    #[test]
    fn all_three_forms_carry_a_code() {
        let now = NOW.seconds();
        let read = (Carried::Read, Some("opensesame".to_owned()));
        assert_eq!(code(&jwt(now + 100)), read);
        assert_eq!(code("http_nosafe.eyJhY2Nlc3NDb2RlIjoib3BlbnNlc2FtZSJ9"), read);
        assert_eq!(code("N00DBisQEVOB2EQpTVhHJwUHIhwHFikYBwK/"), read);
    }

    #[test]
    fn the_published_vector_is_a_key_of_ones_own() {
        let (carried, payload) = read(Some("N00DFSE+B1ngjQI0TR8="), NOW);
        assert_eq!(carried, Carried::Read);
        assert!(payload.own_key && payload.access_code.is_none());
    }

    #[test]
    fn a_token_of_another_time_carries_nothing() {
        assert_eq!(code(&jwt(NOW.seconds())), (Carried::Expired, None));
    }

    #[test]
    fn what_cannot_be_read_carries_nothing() {
        let foreign = HmacKey::hs256(b"another key").sign(&json!({"accessCode": "x"})).unwrap();
        let long = "A".repeat(MAX + 1);
        for header in ["!", "a.b.c", "http_nosafe.", "http_nosafe.!", "AAAA", &foreign, &long] {
            assert_eq!(code(header), (Carried::Unreadable, None), "{header}");
        }
        for header in [None, Some(""), Some(" ")] {
            assert_eq!(read(header, NOW).0, Carried::Missing);
        }
    }

    proptest! {
        /// Checklist item 121.
        #[test]
        fn no_header_panics(text in "\\PC*", prefix in "(http_nosafe\\.)?") {
            drop(read(Some(&format!("{prefix}{text}")), NOW));
        }
    }
}
