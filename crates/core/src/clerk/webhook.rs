//! Messages from Clerk: what they are signed over, and what they say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::Object;
use crate::time::Timestamp;

/// How far a message's time may be from ours, in seconds, the bounds included.
pub const TOLERANCE_S: i64 = 300;

/// The most signatures of one message that are looked at.
const SIGNATURES_MAX: usize = 20;

/// The headers of a message, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    /// `svix-id`.
    pub id: Option<&'a str>,
    /// `svix-timestamp`, in seconds.
    pub timestamp: Option<&'a str>,
    /// `svix-signature`: signatures with blanks between, each with its version before a comma.
    pub signature: Option<&'a str>,
}

/// Why a message is not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A header is missing, or the body is.
    #[error("a header or the body is missing")]
    Missing,
    /// The time is no number.
    #[error("the time is not a number")]
    NotATime,
    /// It is older than [`TOLERANCE_S`].
    #[error("the message is too old")]
    TooOld,
    /// It is from a time to come.
    #[error("the message is from the future")]
    TooNew,
    /// No signature is right.
    #[error("no signature is right")]
    Signature,
    /// The body is not what Clerk sends.
    #[error("the body is not an event")]
    Malformed,
}

/// A message whose signatures are yet to be verified.
#[derive(Debug)]
pub struct Signed {
    /// What was signed.
    pub content: Vec<u8>,
    /// The tags of HMAC-SHA256 of which one must be right.
    pub tags: Vec<Vec<u8>>,
}

/// Reads the headers and says what must have been signed.
pub fn signed(headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Signed, Refused> {
    let Stamp { id, sent, tags } = stamp(headers, now)?;
    if body.is_empty() {
        return Err(Refused::Missing);
    }
    let content = [id.as_bytes(), b".", sent.as_bytes(), b".", body].concat();
    Ok(Signed { content, tags })
}

/// What the headers say.
#[derive(Debug)]
pub struct Stamp<'a> {
    id: &'a str,
    sent: &'a str,
    tags: Vec<Vec<u8>>,
}

/// Reads the headers alone: a message that these rule out need not be read.
pub fn stamp(headers: Headers<'_>, now: Timestamp) -> Result<Stamp<'_>, Refused> {
    let present = |value: Option<&str>| value.is_some_and(|text| !text.is_empty());
    let (Some(id), Some(sent), Some(signature)) =
        (headers.id, headers.timestamp, headers.signature)
    else {
        return Err(Refused::Missing);
    };
    if !present(headers.id) || !present(headers.timestamp) {
        return Err(Refused::Missing);
    }
    if !sent.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refused::NotATime);
    }
    let sent_s: i64 = sent.parse().map_err(|_| Refused::NotATime)?;
    let age_s = now.seconds().saturating_sub(sent_s);
    if age_s > TOLERANCE_S {
        return Err(Refused::TooOld);
    }
    if age_s < -TOLERANCE_S {
        return Err(Refused::TooNew);
    }
    let tags = signature.split(' ').take(SIGNATURES_MAX).filter_map(|entry| {
        let (version, tag) = entry.split_once(',')?;
        (version == "v1").then(|| STANDARD.decode(tag).ok()).flatten()
    });
    Ok(Stamp { id, sent, tags: tags.collect() })
}

/// The key of a signing secret: base64, with `whsec_` before it or not. `None` when it is none.
pub fn key(secret: &str) -> Option<Vec<u8>> {
    let encoded = secret.trim();
    let encoded = encoded.strip_prefix("whsec_").unwrap_or(encoded);
    STANDARD.decode(encoded).ok().filter(|key| !key.is_empty())
}

/// What happened at Clerk.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its type, such as `user.created`.
    pub kind: String,
    /// What it happened to.
    pub data: Object,
    /// When it happened, in milliseconds since 1970.
    pub at_ms: Option<i64>,
}

impl Event {
    /// Which state of a person it describes: of two, the newer has the greater number. 0 when it does
    /// not say.
    pub fn version(&self) -> i64 {
        let updated = self.data.get("updated_at").and_then(serde_json::Value::as_i64);
        updated.or(self.at_ms).unwrap_or(0)
    }

    /// Whom it is about, by their name at Clerk.
    pub fn subject(&self) -> Option<&str> {
        let name = if self.kind.starts_with("user.") { "id" } else { "user_id" };
        self.data.get(name).and_then(serde_json::Value::as_str)
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    data: Object,
    timestamp: Option<serde_json::Value>,
}

/// Reads a message whose signature is right.
pub fn event(body: &[u8]) -> Result<Event, Refused> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| Refused::Malformed)?;
    let at_ms = envelope.timestamp.and_then(|at| at.as_i64());
    Ok(Event { kind: envelope.kind, data: envelope.data, at_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_767_225_600_000);

    fn read(sent: &str, signature: &str) -> Result<Signed, Refused> {
        let headers =
            Headers { id: Some("msg_1"), timestamp: Some(sent), signature: Some(signature) };
        signed(headers, b"{}", NOW)
    }

    #[test]
    fn times_count_within_five_minutes_both_ways() {
        for (sent, expected) in [
            ("1767225600", None),
            ("1767225300", None),
            ("1767225900", None),
            ("1767225299", Some(Refused::TooOld)),
            ("1767225901", Some(Refused::TooNew)),
            ("1767225600.5", Some(Refused::NotATime)),
            ("+1767225600", Some(Refused::NotATime)),
            ("99999999999999999999", Some(Refused::NotATime)),
            ("", Some(Refused::Missing)),
        ] {
            assert_eq!(read(sent, "v1,AA==").err(), expected, "{sent}");
        }
    }

    #[test]
    fn only_signatures_of_the_first_version_are_looked_at() {
        let signed = read("1767225600", "v2,AA== v1a,AA== AA== v1,AQ== v1,??? v1,Ag==").unwrap();
        assert_eq!(signed.tags, [vec![1], vec![2]]);
        assert_eq!(signed.content, b"msg_1.1767225600.{}");
    }

    #[test]
    fn a_secret_is_base64_with_or_without_its_prefix() {
        assert_eq!(key("whsec_AQID"), Some(vec![1, 2, 3]));
        assert_eq!(key(" AQID "), Some(vec![1, 2, 3]));
        assert_eq!(key("whsec_"), None);
        assert_eq!(key("not base64"), None);
    }
}
