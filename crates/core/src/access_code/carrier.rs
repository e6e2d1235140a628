//! The header `X-lobe-chat-auth`, in the three forms that `LobeChat` gave it.

use serde::Deserialize;

use crate::secret::Secret;

/// What pages without `WebCrypto` (plain http) put in front of unsigned JSON.
const UNSIGNED: &str = "http_nosafe.";

/// What the later form is masked with, in UTF-8. It is public.
const MASK: &[u8] = "LobeHub · LobeHub".as_bytes();

/// The form of a header's value. The texts are what is left to be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier<'a> {
    /// A compact JWT, HS256 with a public key (2024).
    Jwt(&'a str),
    /// Standard base64 of JSON (2024, on plain http).
    Plain(&'a str),
    /// Standard base64 of JSON that went through [`reveal`] (late 1.x).
    Masked(&'a str),
}

impl<'a> Carrier<'a> {
    /// What the key of [`Self::Jwt`] is the SHA-256 of, in UTF-8. It is public too.
    pub const JWT_KEY_TEXT: &'static str = "LobeHub · LobeChat";

    /// Tells the forms apart: standard base64 has no dot, a JWT has two.
    pub fn of(value: &'a str) -> Self {
        let value = value.trim();
        match value.strip_prefix(UNSIGNED) {
            Some(rest) => Self::Plain(rest),
            None if value.contains('.') => Self::Jwt(value),
            None => Self::Masked(value),
        }
    }
}

/// Takes the mask off, or puts it on: XOR with a public text, over and over.
pub fn reveal(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
}

/// What of a payload matters here. An empty member counts as missing.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Members")]
pub struct Payload {
    /// The access code.
    pub access_code: Option<Secret<String>>,
    /// Whether the request brings a key of its own for the model, and so pays itself.
    pub own_key: bool,
    /// When a token with this payload stops counting, in seconds (RFC 7519 §4.1.4).
    pub expires_s: Option<i64>,
}

/// A payload that is no JSON object of distinct members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payload is no JSON object")]
pub struct Unreadable;

/// The members, of any type: what is no text counts as missing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    #[serde(default)]
    access_code: serde_json::Value,
    #[serde(default)]
    api_key: serde_json::Value,
    #[serde(default)]
    exp: serde_json::Value,
}

impl Payload {
    /// Reads a payload out of its JSON.
    pub fn parse(json: &[u8]) -> Result<Self, Unreadable> {
        // The derived reader would take a list for the members in their order.
        if json.trim_ascii_start().first() != Some(&b'{') {
            return Err(Unreadable);
        }
        serde_json::from_slice(json).map_err(|_| Unreadable)
    }
}

impl From<Members> for Payload {
    fn from(members: Members) -> Self {
        let access_code = match members.access_code {
            serde_json::Value::String(code) if !code.is_empty() => Some(Secret::new(code)),
            _ => None,
        };
        let own_key = members.api_key.as_str().is_some_and(|key| !key.trim().is_empty());
        Self { access_code, own_key, expires_s: members.exp.as_i64() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_forms_are_told_apart() {
        assert_eq!(Carrier::of("http_nosafe.e30="), Carrier::Plain("e30="));
        assert_eq!(Carrier::of("a.b.c"), Carrier::Jwt("a.b.c"));
        assert_eq!(Carrier::of(" N00DFSE+B1ngjQI0TR8= "), Carrier::Masked("N00DFSE+B1ngjQI0TR8="));
    }

    /// The vector of the later form, decoded from `N00DFSE+B1ngjQI0TR8=`.
    #[test]
    fn the_mask_is_the_known_one() {
        let masked =
            [0x37, 0x4d, 0x03, 0x15, 0x21, 0x3e, 0x07, 0x59, 0xe0, 0x8d, 0x02, 0x34, 0x4d, 0x1f];
        assert_eq!(reveal(&masked), br#"{"apiKey":"x"}"#);
        assert_eq!(MASK.len(), 18);
    }

    #[test]
    fn only_texts_count() {
        let read = |json: &str| {
            let payload = Payload::parse(json.as_bytes()).unwrap();
            (payload.access_code.map(|code| code.expose().clone()), payload.own_key)
        };
        assert_eq!(read(r#"{"accessCode":"a b","apiKey":"k"}"#), (Some("a b".to_owned()), true));
        for json in [
            "{}",
            r#"{"accessCode":"","apiKey":" "}"#,
            r#"{"accessCode":1,"apiKey":["k"]}"#,
            r#"{"accessCode":null,"apiKey":true,"userId":"u"}"#,
        ] {
            assert_eq!(read(json), (None, false), "{json}");
        }
    }

    #[test]
    fn what_is_no_object_of_distinct_members_is_refused() {
        for json in
            ["", "[]", "[\"a\"]", "null", "\"a\"", "7", r#"{"accessCode":"a","accessCode":"b"}"#]
        {
            assert_eq!(Payload::parse(json.as_bytes()).unwrap_err(), Unreadable, "{json}");
        }
    }

    proptest! {
        /// Checklist item 121.
        #[test]
        fn no_header_panics(text in "\\PC*") {
            let value = match Carrier::of(&text) {
                Carrier::Jwt(value) | Carrier::Plain(value) | Carrier::Masked(value) => value,
            };
            prop_assert!(text.contains(value));
        }

        /// Checklist item 121.
        #[test]
        fn no_payload_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            drop(Payload::parse(&bytes));
            prop_assert_eq!(reveal(&reveal(&bytes)), bytes);
        }
    }
}
