use serde_json::json;

use super::*;

/// The P-256 and RSA keys of RFC 7517 appendix A.1.
fn ec() -> Value {
    json!({"kty": "EC", "crv": "P-256",
           "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
           "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
}

fn rsa_key() -> Value {
    json!({"kty": "RSA", "e": "AQAB", "n": concat!(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWK",
        "RXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic",
        "AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3",
        "XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")})
}

fn read(mut jwk: Value, changes: &Value) -> Result<Key, Unusable> {
    for (name, value) in changes.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    Key::from_jwk(jwk.as_object().unwrap())
}

#[test]
fn a_key_fits_the_algorithms_of_its_type_only() {
    let rsa = read(rsa_key(), &json!({})).unwrap();
    let ec = read(ec(), &json!({})).unwrap();
    assert!(rsa.fits(Algorithm::Rs256) && rsa.fits(Algorithm::Ps512));
    assert!(!rsa.fits(Algorithm::Es256) && !rsa.fits(Algorithm::Hs256));
    assert!(ec.fits(Algorithm::Es256) && !ec.fits(Algorithm::Es384) && !ec.fits(Algorithm::Rs256));
}

#[test]
fn a_key_that_names_its_algorithm_is_used_with_no_other() {
    let key =
        read(rsa_key(), &json!({"alg": "PS256", "use": "sig", "key_ops": ["verify"]})).unwrap();
    assert!(key.fits(Algorithm::Ps256) && !key.fits(Algorithm::Rs256));
    assert!(!key.verifies(Algorithm::Rs256, b"", b""));
}

#[test]
fn leading_zeros_of_a_modulus_do_no_harm() {
    let bytes = base64url::decode(rsa_key()["n"].as_str().unwrap()).unwrap();
    let padded = base64url::encode([&[0], bytes.as_slice()].concat());
    assert!(read(rsa_key(), &json!({ "n": padded })).is_ok());
}

#[test]
fn keys_that_cannot_be_used_say_why() {
    let short = base64url::encode([0xff; 128]);
    let padded = base64url::encode([&[0; 200], [0xff; 128].as_slice()].concat());
    let huge = base64url::encode([0xff; 1025]);
    for (jwk, changes, why) in [
        (rsa_key(), json!({ "n": short }), Unusable::Weak),
        (rsa_key(), json!({ "n": padded }), Unusable::Weak),
        (rsa_key(), json!({ "n": huge }), Unusable::Malformed),
        (rsa_key(), json!({"n": ""}), Unusable::Weak),
        (rsa_key(), json!({"n": null}), Unusable::Malformed),
        (rsa_key(), json!({"e": ""}), Unusable::Weak),
        (rsa_key(), json!({"e": "AQ"}), Unusable::Weak),
        (rsa_key(), json!({"e": "Ag"}), Unusable::Weak),
        (rsa_key(), json!({"use": "enc"}), Unusable::NotForSignatures),
        (rsa_key(), json!({"use": 1}), Unusable::NotForSignatures),
        (rsa_key(), json!({"key_ops": ["encrypt"]}), Unusable::NotForSignatures),
        (rsa_key(), json!({"key_ops": "verify"}), Unusable::NotForSignatures),
        (rsa_key(), json!({"alg": "RSA-OAEP"}), Unusable::OtherAlgorithm),
        (rsa_key(), json!({"alg": null}), Unusable::Malformed),
        (rsa_key(), json!({"kty": "rsa"}), Unusable::Unknown),
        (rsa_key(), json!({"kty": "oct", "k": "AAAA"}), Unusable::Unknown),
        (rsa_key(), json!({"kty": null}), Unusable::Malformed),
        (ec(), json!({"crv": "P-521"}), Unusable::Unknown),
        (ec(), json!({"crv": "secp256k1"}), Unusable::Unknown),
        (ec(), json!({"crv": "P-384"}), Unusable::Malformed),
        (ec(), json!({"y": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"}), Unusable::Malformed),
        (ec(), json!({"x": "AA"}), Unusable::Malformed),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}), json!({}), Unusable::Malformed),
        (json!({"kty": "OKP", "crv": "X25519", "x": "AA"}), json!({}), Unusable::Unknown),
    ] {
        assert_eq!(read(jwk, &changes).err(), Some(why), "{changes}");
    }
}
