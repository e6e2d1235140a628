//! The hostile provider's documents and answers.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde_json::{Value, json};

use super::fault::Fault;
use super::keys::{self, FOREIGN, RSA, Signer, base64url};
use super::{ACCESS_TOKEN, CLIENT_ID, REFRESH_TOKEN};

/// A body in the form that the fault asks for, or `None` when the answer is a plain document.
pub(crate) async fn transport(fault: Option<Form>, base: &str) -> Option<Response> {
    Some(match fault? {
        Form::Html => ([(header::CONTENT_TYPE, "text/html")], "<h1>Welcome</h1>").into_response(),
        Form::Status(code) => StatusCode::from_u16(code).unwrap().into_response(),
        Form::Slow => std::future::pending().await,
        Form::Huge => Body::from_stream(stream::repeat_with(|| {
            Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])
        }))
        .into_response(),
        Form::Cut => {
            let pieces = [Ok(&b"{"[..]), Err(std::io::Error::other("cut"))];
            Body::from_stream(stream::iter(pieces)).into_response()
        }
        Form::Redirect => {
            (StatusCode::FOUND, [(header::LOCATION, format!("{base}/evil/moved"))]).into_response()
        }
        Form::Text(text) => json_answer(200, text),
    })
}

/// How an answer can be no document at all.
pub(crate) enum Form {
    Html,
    Status(u16),
    Slow,
    Huge,
    Cut,
    Redirect,
    Text(String),
}

pub(crate) fn json_answer(status: u16, text: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

pub(crate) const fn discovery_form(fault: Fault) -> Option<Form> {
    Some(match fault {
        Fault::DiscoveryRedirect => Form::Redirect,
        Fault::DiscoverySlow => Form::Slow,
        Fault::Discovery500 => Form::Status(500),
        Fault::DiscoveryHtml => Form::Html,
        Fault::DiscoveryHuge => Form::Huge,
        Fault::DiscoveryCut => Form::Cut,
        _ => return None,
    })
}

pub(crate) fn discovery(fault: Fault, issuer: &str, base: &str) -> Value {
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "jwks_uri": format!("{base}/jwks"),
        "end_session_endpoint": format!("{base}/logout"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "HS256", "none"],
        "response_types_supported": ["code"],
        "authorization_response_iss_parameter_supported": true,
    });
    let (name, value) = match fault {
        Fault::IssuerWrong => ("issuer", json!("https://evil.example")),
        Fault::IssuerMissing => ("issuer", Value::Null),
        Fault::DiscoveryFile => ("jwks_uri", json!("file:///etc/passwd")),
        Fault::DiscoveryNoJwks => ("jwks_uri", Value::Null),
        Fault::KeysPrivate => ("jwks_uri", json!("http://127.0.0.2:9/jwks")),
        Fault::NoUserinfo => ("userinfo_endpoint", Value::Null),
        Fault::AlgNotAnnounced => ("id_token_signing_alg_values_supported", json!(["RS256"])),
        Fault::PostOnly => ("token_endpoint_auth_methods_supported", json!(["client_secret_post"])),
        Fault::PostUnsaid => ("token_endpoint_auth_methods_supported", Value::Null),
        Fault::PostOfBoth => (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post"]),
        ),
        _ => return document,
    };
    document[name] = value;
    document
}

pub(crate) const fn keys_form(fault: Fault) -> Option<Form> {
    Some(match fault {
        Fault::KeysHtml => Form::Html,
        Fault::Keys500 => Form::Status(500),
        Fault::KeysSlow => Form::Slow,
        Fault::KeysRedirect => Form::Redirect,
        Fault::KeysHuge => Form::Huge,
        Fault::KeysCut => Form::Cut,
        _ => return None,
    })
}

/// The key set; `asked` is how often it was asked for before.
pub(crate) fn key_set(fault: Fault, asked: u32) -> Value {
    let mut rsa = keys::rsa_jwk(&RSA, "rsa-1");
    let list = match fault {
        Fault::KeysEmpty => json!([]),
        Fault::KeysWeak => {
            rsa["n"] = json!(base64url(&keys::modulus(&RSA)[..128]));
            json!([rsa])
        }
        Fault::KeysForEncryption => {
            rsa["use"] = json!("enc");
            json!([rsa])
        }
        Fault::KeysOtherAlg => {
            rsa["alg"] = json!("PS256");
            json!([rsa])
        }
        Fault::UnknownKeyFirst => json!([{"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44"}, rsa]),
        Fault::RotatesKeys if asked > 0 => json!([rsa, keys::rsa_jwk(&FOREIGN, "rsa-2")]),
        Fault::NoKidOneKey | Fault::NoKidForeignKey => json!([rsa]),
        Fault::NoKidSeveralKeys => json!([keys::rsa_jwk(&FOREIGN, "rsa-0"), keys::ec_jwk(), rsa]),
        _ => json!([rsa, keys::ec_jwk()]),
    };
    json!({ "keys": list })
}

pub(crate) fn token_form(fault: Fault) -> Option<Form> {
    let text = |text: &str| Form::Text(text.to_owned());
    Some(match fault {
        Fault::TokenHtml => Form::Html,
        Fault::TokenEmpty => text(""),
        Fault::TokenTruncated => text(r#"{"access_token":"a","token_type":"Bea"#),
        Fault::TokenArray => text("[]"),
        Fault::TokenNull => text("null"),
        Fault::TokenDeep => Form::Text(format!("{{\"a\":{}", "[".repeat(100_000))),
        Fault::ErrorWith200 => text(r#"{"error":"server_error"}"#),
        Fault::TokenHuge => Form::Huge,
        Fault::TokenRedirect => Form::Redirect,
        Fault::TokenCut => Form::Cut,
        Fault::TokenSlow => Form::Slow,
        Fault::Token500 => Form::Status(500),
        _ => return None,
    })
}

/// The token answer, its status first.
pub(crate) fn tokens(fault: Fault, id_token: &str) -> (u16, Value) {
    let mut answer = json!({
        "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300,
        "id_token": id_token, "refresh_token": REFRESH_TOKEN,
    });
    let (name, value) = match fault {
        Fault::InvalidClient => return (401, json!({"error": "invalid_client"})),
        Fault::InvalidGrant => return (400, json!({"error": "invalid_grant"})),
        Fault::NoIdToken => ("id_token", Value::Null),
        Fault::NoAccessToken => ("access_token", Value::Null),
        Fault::NoTokenType => ("token_type", Value::Null),
        Fault::TokenTypeMac => ("token_type", json!("mac")),
        _ => ("token_type", json!("bearer")),
    };
    answer[name] = value;
    (200, answer)
}

pub(crate) const fn userinfo_form(fault: Fault) -> Option<Form> {
    Some(match fault {
        Fault::UserinfoHtml => Form::Html,
        Fault::Userinfo401 => Form::Status(401),
        Fault::Userinfo500 | Fault::UserinfoDownButAddressInToken => Form::Status(500),
        Fault::UserinfoRedirect => Form::Redirect,
        Fault::UserinfoHuge => Form::Huge,
        Fault::UserinfoCut => Form::Cut,
        Fault::UserinfoSlow => Form::Slow,
        _ => return None,
    })
}

/// The userinfo answer about the person with these claims.
pub(crate) fn userinfo(fault: Fault, issuer: &str, mut claims: Value) -> Response {
    let (name, value) = match fault {
        Fault::UserinfoSubDiffers => ("sub", json!("mallory")),
        Fault::UserinfoSubMissing => {
            claims.as_object_mut().unwrap().remove("sub");
            return json_answer(200, claims.to_string());
        }
        Fault::EmailUnverified => ("email_verified", json!(false)),
        Fault::EmailVerifiedAsText => ("email_verified", json!("true")),
        Fault::EmailAsArray => ("email", json!(["alice@example.test"])),
        _ => ("iss", json!(issuer)),
    };
    claims[name] = value;
    let audience = if fault == Fault::UserinfoForAnother { "another" } else { CLIENT_ID };
    claims["aud"] = json!(audience);
    let signer = match fault {
        Fault::SignedUserinfo | Fault::UserinfoForAnother => Signer::Rs256(&RSA),
        Fault::UserinfoForeignKey => Signer::Rs256(&FOREIGN),
        Fault::UserinfoUnsigned => Signer::Nothing,
        _ => return json_answer(200, claims.to_string()),
    };
    let token = signer.token(&json!({"alg": signer.alg(), "kid": "rsa-1"}), &claims.to_string());
    ([(header::CONTENT_TYPE, "application/jwt")], token).into_response()
}
