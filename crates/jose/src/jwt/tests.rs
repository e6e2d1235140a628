use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Claims {
    id: String,
    exp: i64,
}

fn key() -> HmacKey {
    HmacKey::hs256(b"secret")
}

/// A token with this header and payload that the key of the tests really signed.
fn signed(header: &str, payload: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header), base64url::encode(payload));
    let tag = hmac::sign(&key().0, input.as_bytes());
    format!("{input}.{}", base64url::encode(tag))
}

#[test]
fn a_token_goes_there_and_back_with_the_plain_header() {
    let claims = Claims { id: "a".to_owned(), exp: 1 };
    let token = key().sign(&claims).unwrap();
    assert!(token.starts_with(HEADER_DOT));
    assert_eq!(key().verify(&token), Ok(claims));
}

/// RFC 7515 appendix A.1: its header has blanks, line ends and the other order.
#[test]
fn the_token_of_rfc_7515_is_accepted() {
    let secret = base64url::decode(concat!(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75",
        "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    ));
    let token = concat!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.",
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    );
    let claims: Value = HmacKey::hs256(&secret.unwrap()).verify(token).unwrap();
    assert_eq!(claims["iss"], "joe");
}

#[test]
fn the_header_and_payload_that_other_software_writes_are_read() {
    let token = signed(r#"{"typ":"JWT","alg":"HS256"}"#, r#"{"id":"a","exp":1}"#);
    assert!(key().verify::<Claims>(&token).is_ok());
}

/// Checklist item 33.
#[test]
fn each_fault_has_its_name() {
    let good = r#"{"id":"a","exp":1}"#;
    for (header, payload, error) in [
        (r#"{"alg":"none"}"#, good, JwsError::Unsigned),
        (r#"{"alg":"HS512"}"#, good, JwsError::Algorithm),
        (r#"{"alg":"RS256"}"#, good, JwsError::Algorithm),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, good, JwsError::Type),
        (r#"{"alg":"HS256","crit":["a"]}"#, good, JwsError::Critical),
        (r#"{"alg":"HS256","alg":"HS256"}"#, good, JwsError::Header),
        (r#"{"alg":"HS256"}"#, "[]", JwsError::Claims),
        (r#"{"alg":"HS256"}"#, r#"{"id":"a","id":"b","exp":1}"#, JwsError::Claims),
    ] {
        assert_eq!(key().verify::<Claims>(&signed(header, payload)), Err(error), "{header}");
    }
}

#[test]
fn damaged_tokens_are_refused() {
    let token = key().sign(&Claims { id: "a".to_owned(), exp: 1 }).unwrap();
    let verify = |token: &str| key().verify::<Claims>(token).unwrap_err();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (_, payload) = input.split_once('.').unwrap();
    let changed = payload.replacen('e', "f", 1);
    let other = base64url::encode([0; 32]);
    for (text, error) in [
        (String::new(), JwsError::Malformed),
        (input.to_owned(), JwsError::Malformed),
        (format!("{token}."), JwsError::Malformed),
        (format!("{token}="), JwsError::Malformed),
        (format!("{input}."), JwsError::Malformed),
        (format!("{input}.{other}"), JwsError::Signature),
        (token.replace(payload, &changed), JwsError::Signature),
        (format!("{HEADER_DOT}{payload}.{payload}.{signature}"), JwsError::Signature),
        (format!("{token}{}", "a".repeat(MAX_TOKEN)), JwsError::TooLarge),
    ] {
        assert_eq!(verify(&text), error, "{text}");
    }
    let wrong = HmacKey::hs256(b"Secret").verify::<Claims>(&token);
    assert_eq!(wrong, Err(JwsError::Signature));
}

#[test]
fn claims_that_are_no_json_are_an_error_and_no_panic() {
    let odd = std::collections::HashMap::from([(vec![1], 1)]);
    assert_eq!(key().sign(&odd), Err(JwsError::Claims));
    assert!(key().sign(&json!({})).is_ok());
}

proptest::proptest! {
    /// Checklist item 121.
    #[test]
    fn no_text_panics(text in ".*", parts in "[A-Za-z0-9_=.-]{0,200}") {
        assert!(key().verify::<Value>(&text).is_err());
        assert!(key().verify::<Value>(&parts).is_err());
    }
}
