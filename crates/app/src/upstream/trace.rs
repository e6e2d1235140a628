//! Requests to providers in the log, for whoever sets one up: what was asked and what came back,
//! without anything that opens a door or is about a person.
//!
//! A value is shown only if its name is known to carry nothing secret; of everything else the length
//! is.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, USER_AGENT};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::http::{Answer, FetchError};

/// Names whose values say how something is set up, and not who anybody is.
const PLAIN: [&str; 24] = [
    "alg",
    "audience",
    "authorization_details",
    "client_id",
    "code_challenge_method",
    "crv",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "grant_type",
    "issuer",
    "jwks_uri",
    "kid",
    "kty",
    "redirect_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "token_type",
    "use",
    "x5t",
    "typ",
];

/// Ends of such names in discovery documents.
const PLAIN_ENDS: [&str; 3] = ["_endpoint", "_supported", "_supported_values"];

/// The longest text that is shown, in characters.
const SHOWN: usize = 200;

/// Writes a request to the log, and gives the number under which its answer is written.
pub(super) fn request(request: &Request) -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    tracing::debug!(
        number,
        method = %request.method(),
        url = masked_url(request.url()),
        headers = masked_headers(request.headers()),
        body = masked_body(body),
        "asked the provider"
    );
    number
}

/// Writes what came back to the log.
pub(super) fn answer(number: u64, answer: &Result<Answer, FetchError>) {
    match answer {
        Ok(Answer { status, content_type, body, .. }) => {
            let body = masked_body(body);
            tracing::debug!(number, status, content_type, body, "the provider answered");
        }
        Err(error) => tracing::debug!(number, %error, "the provider did not answer"),
    }
}

/// The address, with the names of its parameters.
fn masked_url(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    match url.query() {
        Some(query) => format!("{bare}?{}", masked_form(query.as_bytes())),
        None => bare.into(),
    }
}

fn masked_headers(headers: &HeaderMap) -> String {
    let mut text = String::new();
    for (name, value) in headers {
        let value = value.to_str().unwrap_or_default();
        let shown: Cow<'_, str> = if [ACCEPT, CONTENT_TYPE, USER_AGENT].contains(name) {
            value.into()
        } else {
            // `Basic` or `Bearer` may be said; what follows may not.
            let scheme = value.split_once(' ').map_or("", |(scheme, _)| scheme);
            format!("{scheme} {}", length(value)).trim_start().to_owned().into()
        };
        _ = write!(text, "{name}: {shown}; ");
    }
    text
}

fn masked_body(body: &[u8]) -> String {
    if let Ok(mut json) = serde_json::from_slice::<Value>(body) {
        mask(&mut json, false);
        return json.to_string();
    }
    let text = std::str::from_utf8(body).unwrap_or_default();
    let is_form = text.contains('=') && !text.contains(['<', '\n', ' ', '{']);
    match (text.is_empty(), is_form) {
        (true, _) if body.is_empty() => String::new(),
        (false, true) => masked_form(body),
        _ => format!("[{} bytes]", body.len()),
    }
}

fn masked_form(form: &[u8]) -> String {
    let pairs = form_urlencoded::parse(form).map(|(name, value)| {
        let shown = if is_plain(&name) { cut(&value) } else { length(&value) };
        format!("{name}={shown}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Replaces every value that is not known to be harmless by its length.
fn mask(value: &mut Value, plain: bool) {
    match value {
        Value::String(text) if plain => *text = cut(text),
        Value::String(text) => *text = length(text),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, plain)),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                mask(value, plain || is_plain(name));
            }
        }
        Value::Number(_) if !plain => *value = Value::String("[number]".to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name) || PLAIN_ENDS.iter().any(|end| name.ends_with(end))
}

fn length(text: &str) -> String {
    format!("[{} characters]", text.chars().count())
}

fn cut(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must never be seen.
    const CANARY: &str = "canary-0123456789";

    #[test]
    fn names_are_shown_and_secrets_are_not() {
        let form = format!(
            "grant_type=refresh_token&scope=openid+email&client_id=door&client_secret={CANARY}\
             &refresh_token={CANARY}&code={CANARY}&code_verifier={CANARY}&assertion={CANARY}"
        );
        let masked = masked_body(form.as_bytes());
        assert!(masked.starts_with("grant_type=refresh_token&scope=openid email&client_id=door&"));
        assert!(masked.contains("client_secret=[17 characters]") && !masked.contains(CANARY));
        let url =
            Url::parse(&format!("https://id.example/a?access_token={CANARY}&scope=x")).unwrap();
        assert_eq!(masked_url(&url), "https://id.example/a?access_token=[17 characters]&scope=x");
    }

    #[test]
    fn answers_show_their_shape_and_what_went_wrong() {
        let answer = format!(
            r#"{{"access_token":"{CANARY}","id_token":"{CANARY}","refresh_token":"{CANARY}",
                "token_type":"Bearer","expires_in":3600,"sub":"{CANARY}","email":"{CANARY}",
                "address":{{"street":"{CANARY}"}},"groups":["{CANARY}"],"birth":19700101}}"#
        );
        let masked = masked_body(answer.as_bytes());
        for shown in [r#""token_type":"Bearer""#, r#""expires_in":3600"#, r#""birth":"[number]""#] {
            assert!(masked.contains(shown), "{masked}");
        }
        assert!(!masked.contains(CANARY), "{masked}");
        let error = r#"{"error":"invalid_grant","error_description":"expired"}"#;
        assert_eq!(masked_body(error.as_bytes()), error);
        assert_eq!(masked_body(b"<html>a=b</html>"), "[16 bytes]");
        assert_eq!(masked_body(b"\xff\xfe"), "[2 bytes]");
        assert_eq!(masked_body(b""), "");
    }

    #[test]
    fn headers_keep_their_names_and_lose_what_they_carry() {
        let mut headers = HeaderMap::new();
        headers.insert(reqwest::header::AUTHORIZATION, format!("Bearer {CANARY}").parse().unwrap());
        headers.insert(ACCEPT, "application/json".parse().unwrap());
        let masked = masked_headers(&headers);
        assert!(masked.contains("accept: application/json"), "{masked}");
        assert!(masked.contains("authorization: Bearer [") && !masked.contains(CANARY), "{masked}");
    }
}
