use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
    RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

use super::*;
use crate::algorithm::ASYMMETRIC;

const JOE: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

fn set(keys: &Value) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// The modulus, from where the DER form of a 2048-bit public key (RFC 8017 §A.1.1) has it.
fn modulus() -> &'static [u8] {
    &RSA.public_key().as_ref()[9..][..256]
}

fn rsa_jwk(kid: &str) -> Value {
    json!({"kty": "RSA", "kid": kid, "n": base64url::encode(modulus()), "e": "AQAB"})
}

/// Signs with the RSA key of the tests.
fn rsa_token(header: &Value, payload: &str) -> String {
    let encoding: &'static dyn RsaEncoding = match header["alg"].as_str().unwrap() {
        "RS384" => &RSA_PKCS1_SHA384,
        "RS512" => &RSA_PKCS1_SHA512,
        "PS256" => &RSA_PSS_SHA256,
        "PS384" => &RSA_PSS_SHA384,
        "PS512" => &RSA_PSS_SHA512,
        _ => &RSA_PKCS1_SHA256,
    };
    let header = base64url::encode(header.to_string());
    let input = format!("{header}.{}", base64url::encode(payload));
    let mut signature = vec![0; RSA.public_modulus_len()];
    RSA.sign(encoding, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", base64url::encode(signature))
}

fn verify(token: &str, set: &KeySet) -> Result<Object, JwsError> {
    Jws::parse(token, &ASYMMETRIC)?.verify(set)
}

#[test]
fn the_rs256_token_of_rfc_7515_is_accepted() {
    let n = concat!(
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4Ql",
        "L-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs",
        "LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoud",
        "F8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    );
    let signature = concat!(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujG",
        "bds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K",
        "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6",
        "LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
    );
    let claims = verify(
        &format!("eyJhbGciOiJSUzI1NiJ9.{JOE}.{signature}"),
        &set(&json!([{"kty": "RSA", "n": n, "e": "AQAB"}])),
    );
    assert_eq!(claims.unwrap()["iss"], "joe");
}

#[test]
fn the_es256_token_of_rfc_7515_is_accepted() {
    let signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let keys = set(&json!([{"kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]));
    let claims = verify(&format!("eyJhbGciOiJFUzI1NiJ9.{JOE}.{signature}"), &keys);
    assert_eq!(claims.unwrap()["iss"], "joe");
}

/// RFC 8037 appendix A.4. Its payload is a sentence: that is noticed only after the signature.
#[test]
fn the_signature_of_rfc_8037_is_accepted() {
    let token = concat!(
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.",
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    );
    let keys = |x: &str| set(&json!([{"kty": "OKP", "crv": "Ed25519", "x": x}]));
    let good = keys("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(verify(token, &good), Err(JwsError::Claims));
    let other = Ed25519KeyPair::generate().unwrap();
    let other = keys(&base64url::encode(other.public_key()));
    assert_eq!(verify(token, &other), Err(JwsError::Signature));
}

/// Checklist item 33.
#[test]
fn each_rsa_algorithm_verifies_its_own_signatures_and_no_other() {
    let keys = set(&json!([rsa_jwk("a")]));
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let token = rsa_token(&json!({"alg": alg, "kid": "a"}), r#"{"sub":"1"}"#);
        assert_eq!(verify(&token, &keys).unwrap()["sub"], "1", "{alg}");
        let (_, rest) = token.split_once('.').unwrap();
        let other = if alg == "RS256" { "PS256" } else { "RS256" };
        let header = base64url::encode(json!({"alg": other, "kid": "a"}).to_string());
        assert_eq!(verify(&format!("{header}.{rest}"), &keys), Err(JwsError::Signature), "{alg}");
    }
}

#[test]
fn each_curve_verifies_its_own_signatures() {
    for (alg, crv, size, signing) in [
        ("ES256", "P-256", 32, &ECDSA_P256_SHA256_FIXED_SIGNING),
        ("ES384", "P-384", 48, &ECDSA_P384_SHA384_FIXED_SIGNING),
    ] {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(size);
        let (x, y) = (base64url::encode(x), base64url::encode(y));
        let keys = set(&json!([{"kty": "EC", "crv": crv, "x": x, "y": y}]));
        let header = base64url::encode(json!({ "alg": alg }).to_string());
        let input = format!("{header}.{}", base64url::encode("{}"));
        let signature = pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        let signature = base64url::encode(signature);
        assert!(verify(&format!("{input}.{signature}"), &keys).is_ok(), "{alg}");
        let (_, cut) = signature.split_at(4);
        assert_eq!(verify(&format!("{input}.{cut}"), &keys), Err(JwsError::Signature), "{alg}");
    }
}

/// Checklist item 33.
#[test]
fn a_public_key_never_serves_as_a_shared_secret() {
    let keys = set(&json!([rsa_jwk("a")]));
    let header = base64url::encode(r#"{"alg":"HS256","kid":"a"}"#);
    let input = format!("{header}.{}", base64url::encode("{}"));
    for secret in [modulus(), b"", b"client secret"] {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
        let tag = base64url::encode(aws_lc_rs::hmac::sign(&key, input.as_bytes()));
        let token = format!("{input}.{tag}");
        assert_eq!(verify(&token, &keys), Err(JwsError::Symmetric));
        // Even a caller that allows the algorithm by mistake finds no key for it in a set.
        let jws = Jws::parse(&token, &[Algorithm::Hs256]).unwrap();
        assert!(matches!(jws.verify(&keys), Err(JwsError::UnusableKey(_))));
        assert!(jws.verify_with_secret(secret).is_ok());
        assert_eq!(jws.verify_with_secret(b"other"), Err(JwsError::Signature));
    }
    let token = rsa_token(&json!({"alg": "RS256"}), "{}");
    let jws = Jws::parse(&token, &ASYMMETRIC).unwrap();
    assert_eq!(jws.verify_with_secret(b""), Err(JwsError::Algorithm));
}

#[test]
fn the_key_is_chosen_by_name_or_tried_when_there_is_none() {
    let token = |header: Value| rsa_token(&header, "{}");
    let named = token(json!({"alg": "RS256", "kid": "a"}));
    let nameless = token(json!({"alg": "RS256"}));
    let mut wrong = rsa_jwk("b");
    wrong["n"] = json!(wrong["n"].as_str().unwrap().replacen('A', "B", 1));
    let both = set(&json!([wrong, rsa_jwk("a")]));
    assert!(verify(&named, &both).is_ok());
    assert!(verify(&nameless, &both).is_ok());
    for kid in ["c", "../../a", "", "A"] {
        let token = token(json!({"alg": "RS256", "kid": kid}));
        assert_eq!(verify(&token, &both), Err(JwsError::UnknownKey), "{kid}");
    }
    assert_eq!(verify(&nameless, &set(&json!([]))), Err(JwsError::UnknownKey));
}

/// Checklist item 33.
#[test]
fn what_is_malformed_is_refused() {
    let keys = set(&json!([rsa_jwk("a")]));
    let good = rsa_token(&json!({"alg": "RS256", "kid": "a"}), "{}");
    for (token, error) in [
        (String::new(), JwsError::Malformed),
        ("..".to_owned(), JwsError::Header),
        (format!("{good}="), JwsError::Malformed),
        (format!(" {good}"), JwsError::Malformed),
        (format!("{good}."), JwsError::Malformed),
        (good.rsplit_once('.').unwrap().0.to_owned(), JwsError::Malformed),
        (format!("{}.", good.rsplit_once('.').unwrap().0), JwsError::Unsigned),
        (format!("{good}.a.b"), JwsError::Encrypted),
        ("a".repeat(MAX_TOKEN + 1), JwsError::TooLarge),
    ] {
        assert_eq!(verify(&token, &keys), Err(error), "{token}");
    }
    for payload in ["", "[]", "null", "{", r#"{"sub":"a","sub":"b"}"#, "{}{}"] {
        let token = rsa_token(&json!({"alg": "RS256", "kid": "a"}), payload);
        assert_eq!(verify(&token, &keys), Err(JwsError::Claims), "{payload}");
    }
}

proptest::proptest! {
    /// Checklist item 121.
    #[test]
    fn no_text_panics(text in ".*", header in ".*", rest in "[A-Za-z0-9_.=-]{0,80}") {
        let keys = KeySet::default();
        assert!(verify(&text, &keys).is_err());
        assert!(verify(&format!("{}.{rest}", base64url::encode(header)), &keys).is_err());
    }
}

#[test]
fn opaque_tokens_are_told_from_jwts() {
    let header = base64url::encode(r#"{"alg":"RS256"}"#);
    assert!(is_jwt(&format!("{header}.e30.c2ln")));
    for text in
        ["", "opaque", "a.b.c", "..", &format!("{header}.e30"), &format!("{header}.a.b.c.d")]
    {
        assert!(!is_jwt(text), "{text}");
    }
}
