use serde_json::{Value, json};

use super::*;
use crate::oidc::Refusal;

const NOW: i64 = 1_763_686_800;

fn good() -> Value {
    json!({
        "iss": "https://op.example", "sub": "alice", "aud": "client", "nonce": "n",
        "exp": NOW + 300, "iat": NOW, "at_hash": "h",
    })
}

fn check(claims: &Value) -> Result<String, Refusal> {
    let trusted = ["https://api.example".to_owned()];
    let expected = Expected {
        issuer: "https://op.example",
        client_id: "client",
        trusted_audiences: &trusted,
        at_hash: "h",
        now: Timestamp::from_seconds(NOW),
        tolerance_s: 30,
    };
    let verdict = id_token(claims.as_object().unwrap(), &expected, "n");
    verdict.map(str::to_owned).map_err(|refused| refused.why)
}

/// The verdict after `name` was set to `value`, or removed for null.
fn with(name: &str, value: Value) -> Result<String, Refusal> {
    let mut claims = good();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    check(&claims)
}

#[test]
fn good_tokens_are_accepted() {
    assert_eq!(check(&good()).as_deref(), Ok("alice"));
    for (name, value) in [
        ("aud", json!(["client"])),
        ("azp", json!("client")),
        ("at_hash", Value::Null),
        ("exp", json!(NOW - 29)),
        ("exp", json!(1.763_687e9)),
        ("iat", json!(NOW + 30)),
        ("iat", json!(1_763_686_800.25)),
        ("iat", json!(NOW - 86_000)),
        ("nbf", json!(NOW + 30)),
        ("nbf", json!(0)),
        ("auth_time", json!(1_763_686_800.25)),
        ("auth_time", json!("yesterday")),
        ("acr", json!([])),
    ] {
        assert!(with(name, value.clone()).is_ok(), "{name}: {value}");
    }
}

#[test]
fn a_trusted_second_audience_needs_azp() {
    let both = json!(["client", "https://api.example"]);
    assert_eq!(with("aud", both.clone()), Err(Refusal::AzpWrong));
    let mut claims = good();
    claims["aud"] = both;
    claims["azp"] = json!("client");
    assert!(check(&claims).is_ok());
}

#[test]
fn each_fault_of_origin_has_its_own_refusal() {
    for (name, value, why) in [
        ("iss", Value::Null, Refusal::IssMissing),
        ("iss", json!("https://evil.example"), Refusal::IssWrong),
        ("iss", json!("https://op.example/"), Refusal::IssSpelling),
        ("iss", json!("http://op.example"), Refusal::IssSpelling),
        ("iss", json!(["https://op.example"]), Refusal::IssWrong),
        ("sub", Value::Null, Refusal::SubUnusable),
        ("sub", json!(""), Refusal::SubUnusable),
        ("sub", json!(7), Refusal::SubUnusable),
        ("sub", json!(["alice"]), Refusal::SubUnusable),
        ("sub", json!("a".repeat(256)), Refusal::SubUnusable),
        ("sub", json!("a\u{0}"), Refusal::SubUnusable),
        ("nonce", Value::Null, Refusal::NonceMissing),
        ("nonce", json!("m"), Refusal::NonceWrong),
        ("nonce", json!(1), Refusal::NonceWrong),
        ("at_hash", json!("x"), Refusal::AtHashWrong),
        ("at_hash", json!(1), Refusal::AtHashWrong),
    ] {
        assert_eq!(with(name, value.clone()), Err(why), "{name}: {value}");
    }
    let mut claims = good();
    claims["sub"] = Value::Null;
    assert_eq!(check(&claims), Err(Refusal::SubUnusable));
}

#[test]
fn each_fault_of_audience_has_its_own_refusal() {
    for (name, value, why) in [
        ("aud", Value::Null, Refusal::AudMissing),
        ("aud", json!("clien"), Refusal::AudWrong),
        ("aud", json!("client2"), Refusal::AudWrong),
        ("aud", json!("Client"), Refusal::AudWrong),
        ("aud", json!([]), Refusal::AudWrong),
        ("aud", json!({}), Refusal::AudWrong),
        ("aud", json!(["client", 1]), Refusal::AudWrong),
        ("aud", json!([["client"]]), Refusal::AudWrong),
        ("aud", json!(["https://api.example"]), Refusal::AudWrong),
        ("aud", json!(["client", "evil"]), Refusal::AudForeign),
        ("azp", json!("evil"), Refusal::AzpWrong),
        ("azp", json!(["client"]), Refusal::AzpWrong),
    ] {
        assert_eq!(with(name, value.clone()), Err(why), "{name}: {value}");
    }
}

/// Checklist item 34.
#[test]
fn each_fault_of_time_has_its_own_refusal() {
    for (name, value, why) in [
        ("exp", Value::Null, Refusal::ExpUnusable),
        ("exp", json!("1763687100"), Refusal::ExpUnusable),
        ("exp", json!(-1), Refusal::ExpUnusable),
        ("exp", json!(-1e300), Refusal::ExpUnusable),
        ("exp", json!(true), Refusal::ExpUnusable),
        ("exp", json!(1e300), Refusal::ExpAbsurd),
        ("exp", json!(i64::MAX), Refusal::ExpAbsurd),
        ("exp", json!(u64::MAX), Refusal::ExpAbsurd),
        ("exp", json!(NOW - 30), Refusal::Expired),
        ("exp", json!(0), Refusal::Expired),
        ("iat", Value::Null, Refusal::IatUnusable),
        ("iat", json!("x"), Refusal::IatUnusable),
        ("iat", json!(1e300), Refusal::IatUnusable),
        ("iat", json!(NOW + 31), Refusal::IatFuture),
        ("iat", json!(NOW + 86_400), Refusal::IatFuture),
        ("iat", json!(0), Refusal::IatAncient),
        ("nbf", json!(NOW + 31), Refusal::NotYetValid),
        ("nbf", json!("x"), Refusal::NbfUnusable),
        ("nbf", json!(1e300), Refusal::NbfUnusable),
    ] {
        assert_eq!(with(name, value.clone()), Err(why), "{name}: {value}");
    }
    let mut claims = good();
    claims["nbf"] = Value::Null;
    assert_eq!(check(&claims), Err(Refusal::NbfUnusable));
}

proptest::proptest! {
    /// Checklist item 121.
    #[test]
    fn no_claim_panics(text in ".*", number in proptest::num::f64::ANY, whole: i64) {
        for name in ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash"] {
            for value in [json!(text), json!(number), json!(whole), json!([text, number])] {
                drop(with(name, value));
            }
        }
    }
}
