//! The fields of a request body, as JSON or as a form, with one reading of both.
//!
//! What is ambiguous is refused: a repeated name, text that is no UTF-8, a body of another kind.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt as _, Limited};
use percent_encoding::percent_decode;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The largest body that is read, in bytes. Our largest form is a hundredth of it.
pub(crate) const BODY_MAX: usize = 64 * 1024;

/// The type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// How long a client may take to send its body.
const BODY_DEADLINE: Duration = Duration::from_secs(15);

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    /// It is larger than [`BODY_MAX`].
    #[error("the body is too large")]
    TooLarge,
    /// It is neither JSON nor a form.
    #[error("the body is of a kind that is not read")]
    ContentType,
    /// It is not what its type says.
    #[error("the body is malformed")]
    Malformed,
    /// It came too slowly, or stopped coming.
    #[error("the body did not arrive")]
    Incomplete,
}

/// Names and values. A JSON member that is no text counts as missing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a field; empty when it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Takes a value out.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }
}

/// Reads a body. An empty one has no fields, whatever its type.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Fields, BodyError> {
    let bytes = bytes(body, BODY_MAX).await?;
    if bytes.is_empty() {
        return Ok(Fields::default());
    }
    match kind(headers).as_str() {
        "application/json" => json(&bytes),
        FORM => form(&bytes),
        _ => Err(BodyError::ContentType),
    }
}

/// Reads a body that must be JSON, and say so: no form of another site can send such a body.
pub(crate) async fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, BodyError> {
    if kind(headers) != "application/json" {
        return Err(BodyError::ContentType);
    }
    let bytes = bytes(body, BODY_MAX).await?;
    serde_json::from_slice(&bytes).map_err(|_| BodyError::Malformed)
}

/// Reads a posted form as it was written.
pub(crate) async fn raw_form(headers: &HeaderMap, body: Body) -> Result<String, BodyError> {
    if kind(headers) != FORM {
        return Err(BodyError::ContentType);
    }
    String::from_utf8(bytes(body, BODY_MAX).await?.into()).map_err(|_| BodyError::Malformed)
}

/// The type of a body, without its parameters.
fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads a body of at most `most` bytes as it is.
pub(crate) async fn bytes(body: Body, most: usize) -> Result<Bytes, BodyError> {
    let limited = Limited::new(body, most);
    match tokio::time::timeout(BODY_DEADLINE, limited.collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            Err(BodyError::TooLarge)
        }
        Ok(Err(_)) | Err(_) => Err(BodyError::Incomplete),
    }
}

fn json(bytes: &[u8]) -> Result<Fields, BodyError> {
    serde_json::from_slice(bytes).map_err(|_| BodyError::Malformed)
}

/// Reads `a=b&c=d`, also of a query string.
pub(crate) fn form(bytes: &[u8]) -> Result<Fields, BodyError> {
    let mut fields = BTreeMap::new();
    for pair in bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        if fields.insert(name, value).is_some() {
            return Err(BodyError::Malformed);
        }
    }
    Ok(Fields(fields))
}

fn decode(part: &[u8]) -> Result<String, BodyError> {
    let spaced: Vec<u8> = part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let text = percent_decode(&spaced).decode_utf8().map_err(|_| BodyError::Malformed)?;
    Ok(text.into_owned())
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// Reads a JSON object and refuses a repeated member, of which parsers disagree which one counts.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut seen = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
            if seen.insert(name, value).is_some() {
                return Err(serde::de::Error::custom("a member is repeated"));
            }
        }
        let texts = seen.into_iter().filter_map(|(name, value)| match value {
            serde_json::Value::String(text) => Some((name, text)),
            _ => None,
        });
        Ok(Fields(texts.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_as(kind: &str, body: impl Into<Body>) -> Result<Fields, BodyError> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
        read(&headers, body.into()).await
    }

    #[tokio::test]
    async fn json_and_forms_are_read_alike() {
        let json = read_as("application/json; charset=utf-8", r#"{"a":"b c","n":1,"z":null}"#)
            .await
            .unwrap();
        let form = read_as("application/x-www-form-urlencoded", "a=b+c&").await.unwrap();
        assert_eq!(json, form);
        assert_eq!((json.get("a"), json.get("n")), (Some("b c"), None));
        assert_eq!(read_as("text/plain", "").await.unwrap(), Fields::default());
    }

    #[tokio::test]
    async fn what_is_ambiguous_or_broken_is_refused() {
        for (kind, body, error) in [
            ("application/json", "{\"a\":\"b\"", BodyError::Malformed),
            ("application/json", "[]", BodyError::Malformed),
            ("application/json", "\"a\"", BodyError::Malformed),
            ("application/json", r#"{"a":"1","a":"2"}"#, BodyError::Malformed),
            ("application/json", r#"{"a":"\ud800"}"#, BodyError::Malformed),
            ("application/x-www-form-urlencoded", "a=1&a=2", BodyError::Malformed),
            ("application/x-www-form-urlencoded", "a=%ff", BodyError::Malformed),
            ("text/plain", "a=1", BodyError::ContentType),
            ("multipart/form-data; boundary=x", "--x", BodyError::ContentType),
        ] {
            assert_eq!(read_as(kind, body).await.unwrap_err(), error, "{body}");
        }
        let mut nested = "[".repeat(40_000);
        nested.insert_str(0, "{\"a\":");
        assert_eq!(read_as("application/json", nested).await.unwrap_err(), BodyError::Malformed);
        let large = "a".repeat(BODY_MAX + 1);
        assert_eq!(read_as("application/json", large).await.unwrap_err(), BodyError::TooLarge);
        assert_eq!(
            read_as("application/json", &b"{\"a\":\"\xff\"}"[..]).await.unwrap_err(),
            BodyError::Malformed
        );
    }
}
