//! The hostile provider's ID tokens.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::fault::Fault;
use super::keys::{self, FOREIGN, RSA, Signer, base64url, modulus, pem};
use super::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET};

/// What an ID token is made of.
pub(crate) struct Order<'a> {
    pub(crate) fault: Fault,
    pub(crate) issuer: &'a str,
    /// The provider's address.
    pub(crate) base: &'a str,
    /// The claims of the person.
    pub(crate) person: &'a Value,
    /// None in the token of a renewed session.
    pub(crate) nonce: Option<&'a str>,
    /// More claims.
    pub(crate) said: &'a Value,
    pub(crate) now_s: i64,
}

/// An ID token with its fault.
pub(crate) fn make(order: &Order<'_>) -> String {
    let fault = order.fault;
    let signer = signer(fault);
    let payload = payload(fault, &claims(order));
    let token = signer.token(&header(fault, &signer, order.base), &payload);
    deform(fault, &token)
}

fn claims(order: &Order<'_>) -> Value {
    let Order { fault, issuer, now_s, .. } = *order;
    let half = &digest(&SHA256, ACCESS_TOKEN.as_bytes()).as_ref()[..16].to_vec();
    let mut claims = json!({
        "iss": issuer, "sub": order.person["sub"], "aud": CLIENT_ID,
        "iat": now_s, "exp": now_s + 300, "at_hash": base64url(half),
    });
    if let Some(nonce) = order.nonce {
        claims["nonce"] = json!(nonce);
    }
    for (name, value) in order.said.as_object().unwrap() {
        claims[name] = value.clone();
    }
    if fault == Fault::UserinfoDownButAddressInToken || fault == Fault::NoUserinfo {
        claims["email"] = order.person["email"].clone();
    }
    if let Some(at) = order.person.get("auth_time") {
        claims["auth_time"] = at.clone();
    }
    if let Some((name, value)) = changed_claim(fault, issuer, now_s) {
        claims[name] = value;
    }
    if let Some(name) = missing_claim(fault) {
        claims.as_object_mut().unwrap().remove(name);
    }
    if fault == Fault::FloatTimes {
        claims["auth_time"] = claims["iat"].clone();
        for name in ["iat", "exp", "auth_time"] {
            claims[name] = json!(claims[name].as_f64().unwrap() + 0.25);
        }
    }
    claims
}

const fn missing_claim(fault: Fault) -> Option<&'static str> {
    Some(match fault {
        Fault::IssMissing => "iss",
        Fault::SubMissing => "sub",
        Fault::AudMissing => "aud",
        Fault::ExpMissing => "exp",
        Fault::IatMissing => "iat",
        Fault::NonceMissing => "nonce",
        _ => return None,
    })
}

fn changed_claim(fault: Fault, issuer: &str, now_s: i64) -> Option<(&'static str, Value)> {
    Some(match fault {
        Fault::IssWrong => ("iss", json!("https://evil.example")),
        Fault::IssSlash => ("iss", json!(format!("{issuer}/"))),
        Fault::IssScheme => ("iss", json!(issuer.replacen("http://", "https://", 1))),
        Fault::SubEmpty => ("sub", json!("")),
        Fault::SubNumber => ("sub", json!(7)),
        Fault::SubNull => ("sub", Value::Null),
        Fault::SubLong => ("sub", json!("a".repeat(256))),
        Fault::AudArrayOfOne => ("aud", json!([CLIENT_ID])),
        Fault::AudWrong => ("aud", json!("another")),
        Fault::AudPrefix => ("aud", json!(format!("{CLIENT_ID}2"))),
        Fault::AudEmpty => ("aud", json!([])),
        Fault::AudForeign => ("aud", json!([CLIENT_ID, "evil"])),
        Fault::AzpWrong => ("azp", json!("evil")),
        Fault::ExpPast => ("exp", json!(now_s - 3600)),
        Fault::ExpText => ("exp", json!((now_s + 300).to_string())),
        Fault::ExpNegative => ("exp", json!(-1)),
        Fault::ExpAbsurd => ("exp", json!(1e300)),
        Fault::IatTomorrow => ("iat", json!(now_s + 86_400)),
        Fault::Iat1970 => ("iat", json!(1)),
        Fault::NbfFuture => ("nbf", json!(now_s + 3600)),
        Fault::NonceWrong => ("nonce", json!("another")),
        Fault::AtHashWrong => ("at_hash", json!(base64url([0; 16]))),
        _ => return None,
    })
}

fn payload(fault: Fault, claims: &Value) -> String {
    let text = claims.to_string();
    match fault {
        Fault::ClaimTwice => text.replacen('{', r#"{"sub":"mallory","#, 1),
        Fault::PayloadList => format!("[{text}]"),
        _ => text,
    }
}

fn signer(fault: Fault) -> Signer {
    match fault {
        Fault::SignsEs256 | Fault::BadEs256 | Fault::AlgNotAnnounced => Signer::Es256,
        Fault::SignsPs256 => Signer::Ps256(&RSA),
        Fault::SignsHs256 | Fault::ConfusedWithSecret => {
            Signer::Hs256(CLIENT_SECRET.as_bytes().to_vec())
        }
        Fault::BadHs256 => Signer::Hs256(b"another secret".to_vec()),
        Fault::AlgNone | Fault::AlgNoneCased => Signer::Nothing,
        Fault::ConfusedWithPem => Signer::Hs256(pem(&RSA).into_bytes()),
        Fault::ConfusedWithModulus => Signer::Hs256(modulus(&RSA)),
        Fault::ConfusedWithNothing => Signer::Hs256(Vec::new()),
        Fault::HeaderJwk
        | Fault::HeaderJku
        | Fault::HeaderX5u
        | Fault::HeaderX5c
        | Fault::NoKidForeignKey
        | Fault::RotatesKeys => Signer::Rs256(&FOREIGN),
        _ => Signer::Rs256(&RSA),
    }
}

fn header(fault: Fault, signer: &Signer, base: &str) -> Value {
    let kid = match signer {
        Signer::Es256 => "ec-1",
        _ => "rsa-1",
    };
    let mut header = json!({"alg": signer.alg(), "kid": kid, "typ": "JWT"});
    let (name, value) = match fault {
        Fault::AlgNoneCased => ("alg", json!("nOnE")),
        Fault::HeaderJwk => ("jwk", keys::rsa_jwk(&FOREIGN, "rsa-1")),
        Fault::HeaderJku => ("jku", json!(format!("{base}/evil/jwks"))),
        Fault::HeaderX5u => ("x5u", json!(format!("{base}/evil/chain"))),
        Fault::HeaderX5c => ("x5c", json!(["AAAA"])),
        Fault::KidUnknown => ("kid", json!("nobody")),
        Fault::KidPath => ("kid", json!("../../../../etc/passwd")),
        Fault::RotatesKeys => ("kid", json!("rsa-2")),
        Fault::Crit => ("crit", json!(["https://example.com/new"])),
        Fault::B64 => ("b64", json!(false)),
        Fault::TypAccess => ("typ", json!("at+jwt")),
        Fault::TypLogout => ("typ", json!("logout+jwt")),
        _ => ("typ", json!("JWT")),
    };
    header[name] = value;
    if matches!(fault, Fault::NoKidOneKey | Fault::NoKidSeveralKeys | Fault::NoKidForeignKey) {
        header.as_object_mut().unwrap().remove("kid");
    }
    header
}

fn deform(fault: Fault, token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').unwrap();
    match fault {
        Fault::SignatureStripped => format!("{input}."),
        Fault::BadRs256 => format!("{input}.{}", base64url([1; 256])),
        Fault::BadEs256 => format!("{input}.{}", base64url([1; 64])),
        Fault::TwoParts => input.to_owned(),
        Fault::FourParts => format!("{token}.{signature}"),
        Fault::FiveParts => format!("{token}.{signature}.{signature}"),
        Fault::Padded => format!("{token}=="),
        Fault::Garbage => "<b>not a token</b>".to_owned(),
        _ => token.to_owned(),
    }
}
