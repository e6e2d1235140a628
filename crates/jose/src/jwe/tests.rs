use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::json;

fn vectors() -> Vec<Value> {
    let text = include_str!("../../tests/vectors/authjs-session-tokens.json");
    let mut file: Value = serde_json::from_str(text).unwrap();
    match file["vectors"].take() {
        Value::Array(vectors) => vectors,
        _ => panic!("the file has no vectors"),
    }
}

/// All secrets of a vector; the first makes tokens.
fn secrets(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn key(vector: &Value, secret: &str, salt: &str) -> Key {
    let made_with = vector["salt"].as_str().unwrap();
    let info = vector["hkdf_info"].as_str().unwrap();
    let info = info.replace(&format!("({made_with})"), &format!("({salt})"));
    let header = &vector["protected_header"];
    let encryption = Encryption::from_name(header["enc"].as_str().unwrap()).unwrap();
    let named = if header["kid"].is_null() { Named::Not } else { Named::ByThumbprint };
    Key::derive(secret.as_bytes(), (salt, &info), encryption, named)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Keys, names, headers and claims are those of the other implementation; what it refuses for the
/// token's own sake (and not for its times) is refused here.
#[test]
fn the_tokens_of_the_other_implementation_are_read_and_refused_alike() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 11);
    for vector in &vectors {
        let name = vector["name"].as_str().unwrap();
        let token = Jwe::split(vector["token"].as_str().unwrap()).unwrap();
        let stated = token.stated().unwrap();
        assert_eq!(stated.encryption.name(), vector["protected_header"]["enc"], "{name}");
        let salt = vector["decode_salt"].as_str().or(vector["salt"].as_str()).unwrap();
        let keys: Vec<_> = secrets(&vector["decode_with"])
            .into_iter()
            .map(|secret| key(vector, secret, salt))
            .collect();
        let key = keys.iter().find(|key| stated.kid.as_deref().is_none_or(|kid| kid == key.kid()));
        let plain = key.map(|key| key.decrypt(&token));
        if vector["decoded_claims"].is_null() && name != "v5-expired" {
            assert!(!matches!(plain, Some(Ok(_))), "{name} is refused");
            continue;
        }
        let plain = plain.unwrap().unwrap_or_else(|error| panic!("{name}: {error}"));
        let claims = Value::Object(json::object(&plain).unwrap());
        if name != "v5-expired" {
            assert_eq!(claims, vector["decoded_claims"], "{name}");
        }
        let key = key.unwrap();
        if secrets(&vector["secret"]).len() == 1 {
            assert_eq!(hex(&key.bytes), vector["derived_key_hex"], "{name}");
        }
        assert!(key.wrote(&token), "{name}: the header is the same text");
    }
}

fn any_key(encryption: Encryption) -> Key {
    Key::derive(b"secret", ("salt", "info"), encryption, Named::ByThumbprint)
}

/// The characters of base64url, in order.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const BOTH: [Encryption; 2] = [Encryption::A256CbcHs512, Encryption::A256Gcm];

/// Checklist item 33: nothing that a token says of itself is done before it is known to be ours.
#[test]
fn each_fault_of_a_header_has_its_name() {
    for (header, error) in [
        (r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#, JweError::Critical),
        (r#"{"alg":"dir","enc":"A256GCM","crit":[]}"#, JweError::Critical),
        (r#"{"alg":"dir","enc":"A256GCM","jwk":{}}"#, JweError::EmbeddedKey),
        (r#"{"alg":"dir","enc":"A256GCM","jku":"https://a"}"#, JweError::EmbeddedKey),
        (r#"{"alg":"dir","enc":"A256GCM","epk":{}}"#, JweError::EmbeddedKey),
        (r#"{"alg":"dir","enc":"A128GCM"}"#, JweError::Algorithm),
        (r#"{"alg":"A256KW","enc":"A256GCM"}"#, JweError::Algorithm),
        (r#"{"alg":"none","enc":"A256GCM"}"#, JweError::Algorithm),
        (r#"{"enc":"A256GCM"}"#, JweError::Algorithm),
        (r#"{"alg":"dir"}"#, JweError::Header),
        (r#"{"alg":"dir","enc":5}"#, JweError::Header),
        (r#"{"alg":"dir","enc":"A256GCM","kid":1}"#, JweError::Header),
        (r#"{"alg":"dir","alg":"dir","enc":"A256GCM"}"#, JweError::Header),
        ("[]", JweError::Header),
    ] {
        let token = format!("{}..a.b.c", base64url::encode(header));
        assert_eq!(Jwe::split(&token).unwrap().stated(), Err(error), "{header}");
    }
    let long = format!("{}..a.b.c", "a".repeat(5000));
    assert_eq!(Jwe::split(&long).unwrap().stated(), Err(JweError::TooLarge));
}

#[test]
fn a_token_has_five_parts_and_an_empty_second_one() {
    for token in ["", "a", "a.b.c", "a..b.c", "a.k.b.c.d", "a..b.c.d.e", "...."] {
        let read = Jwe::split(token).and_then(|token| token.stated());
        assert!(matches!(read, Err(JweError::Malformed | JweError::Header)), "{token} {read:?}");
    }
    assert_eq!(Jwe::split(&"a".repeat(MAX_TOKEN + 1)).unwrap_err(), JweError::TooLarge);
}

#[test]
fn parts_of_another_length_are_refused() {
    for encryption in BOTH {
        let key = any_key(encryption);
        let token = key.encrypt(&json!({"a": 1})).unwrap();
        let parts: Vec<_> = token.split('.').collect();
        let short = |part: &str| base64url::encode(&base64url::decode(part).unwrap()[1..]);
        for (iv, content, tag) in [
            (short(parts[2]), parts[3].to_owned(), parts[4].to_owned()),
            (parts[2].to_owned(), parts[3].to_owned(), short(parts[4])),
            (String::new(), parts[3].to_owned(), parts[4].to_owned()),
            (parts[2].to_owned(), parts[3].to_owned(), String::new()),
        ] {
            let token = format!("{}..{iv}.{content}.{tag}", parts[0]);
            let read = key.decrypt(&Jwe::split(&token).unwrap());
            assert_eq!(read, Err(JweError::Malformed), "{encryption:?}");
        }
        let short = format!("{}..{}.{}.{}", parts[0], parts[2], short(parts[3]), parts[4]);
        assert_eq!(key.decrypt(&Jwe::split(&short).unwrap()), Err(JweError::Decryption));
    }
}

#[test]
fn a_key_does_not_print_itself() {
    assert_eq!(format!("{:?}", any_key(Encryption::A256Gcm)), "Key(A256GCM, [redacted])");
}

proptest! {

    #[test]
    fn what_is_encrypted_is_decrypted_and_nothing_else_is(
        text in ".{0,200}",
        at in any::<prop::sample::Index>(),
        by in 1_u8..64,
    ) {
        for encryption in BOTH {
            let key = any_key(encryption);
            let token = key.encrypt(&json!({"text": &text})).unwrap();
            let plain = key.decrypt(&Jwe::split(&token).unwrap()).unwrap();
            prop_assert_eq!(Value::Object(json::object(&plain).unwrap()), json!({"text": &text}));
            let other = Key::derive(b"other", ("salt", "info"), encryption, Named::Not);
            let read = other.decrypt(&Jwe::split(&token).unwrap());
            prop_assert_eq!(read, Err(JweError::Decryption));
            // One character of the token becomes another one of the alphabet.
            let mut bytes = token.into_bytes();
            let at = at.index(bytes.len());
            if let Some(was) = ALPHABET.iter().position(|letter| *letter == bytes[at]) {
                bytes[at] = ALPHABET[(was + usize::from(by)) % 64];
                let changed = String::from_utf8(bytes).unwrap();
                prop_assert!(key.decrypt(&Jwe::split(&changed).unwrap()).is_err());
            }
        }
    }

    /// Checklist item 121.
    #[test]
    fn no_input_makes_it_panic(
        token in prop_oneof![
            any::<String>(),
            "[A-Za-z0-9_-]{0,80}\\.\\.[A-Za-z0-9_-]{0,30}\\.[A-Za-z0-9_-]{0,90}\\.[A-Za-z0-9_-]{0,50}",
        ],
    ) {
        if let Ok(token) = Jwe::split(&token) {
            drop(token.stated());
            for encryption in BOTH {
                prop_assert!(any_key(encryption).decrypt(&token).is_err());
            }
        }
    }
}
