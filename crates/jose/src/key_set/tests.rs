use serde_json::json;

use super::*;

fn ec(kid: &str) -> Value {
    json!({"kty": "EC", "crv": "P-256", "kid": kid,
           "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
           "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
}

fn parse(keys: &Value) -> Result<KeySet, NotAKeySet> {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes())
}

fn refusal(set: &KeySet, kid: Option<&str>, algorithm: Algorithm) -> Option<JwsError> {
    set.fitting(kid, algorithm).err()
}

#[test]
fn keys_of_unknown_kinds_do_not_spoil_the_set() {
    let set = parse(&json!([{"kty": "AKP", "kid": "new"}, 7, {}, null, ec("a")])).unwrap();
    assert_eq!(set.usable(), 1);
    assert_eq!(set.fitting(Some("a"), Algorithm::Es256).unwrap().count(), 1);
    assert_eq!(set.fitting(None, Algorithm::Es256).unwrap().count(), 1);
}

#[test]
fn a_named_key_that_cannot_be_used_says_why() {
    let mut encryption = ec("enc");
    encryption["use"] = json!("enc");
    let set = parse(&json!([encryption, ec("a")])).unwrap();
    for (kid, algorithm, error) in [
        (Some("enc"), Algorithm::Es256, JwsError::UnusableKey(Unusable::NotForSignatures)),
        (Some("a"), Algorithm::Rs256, JwsError::UnusableKey(Unusable::OtherAlgorithm)),
        (Some("b"), Algorithm::Es256, JwsError::UnknownKey),
        (None, Algorithm::Rs256, JwsError::UnknownKey),
    ] {
        assert_eq!(refusal(&set, kid, algorithm), Some(error));
    }
}

#[test]
fn all_keys_of_one_name_are_tried() {
    let set = parse(&json!([ec("a"), ec("a"), ec("b")])).unwrap();
    assert_eq!(set.fitting(Some("a"), Algorithm::Es256).unwrap().count(), 2);
}

#[test]
fn other_documents_are_refused() {
    for text in ["", "[]", "null", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#, "<html>"] {
        assert_eq!(KeySet::parse(text.as_bytes()).err(), Some(NotAKeySet::Malformed), "{text}");
    }
    let many = vec![ec("a"); MAX_KEYS + 1];
    assert_eq!(parse(&json!(many)).err(), Some(NotAKeySet::TooManyKeys));
    assert_eq!(parse(&json!([])).unwrap().usable(), 0);
}

proptest::proptest! {
    /// Checklist item 121.
    #[test]
    fn no_text_panics(text in ".*", n in "[A-Za-z0-9_=-]{0,600}", kty in "RSA|EC|OKP|oct") {
        assert!(KeySet::parse(text.as_bytes()).is_err());
        let crv = if kty == "EC" { "P-256" } else { "Ed25519" };
        let set = parse(&json!([{"kty": kty, "crv": crv, "n": n, "e": n, "x": n, "y": n}]));
        assert!(set.is_ok());
    }
}

#[test]
fn a_key_may_say_for_which_issuer_it_signs() {
    let set = br#"{"keys":[{"kid":"a","kty":"x","issuer":"https://a"},{"kid":"b","kty":"x"},
        {"kid":"c","kty":"x","issuer":7},{"kid":"d","kty":"x","issuer":"https://d"}]}"#;
    let set = KeySet::parse(set).unwrap();
    let issuers = |kid| set.issuers(kid).collect::<Vec<_>>();
    assert_eq!(issuers(Some("a")), ["https://a"]);
    assert!(issuers(Some("b")).is_empty() && issuers(Some("c")).is_empty());
    assert_eq!(issuers(None), ["https://a", "https://d"]);
}
