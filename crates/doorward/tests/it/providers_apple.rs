//! Sign in with Apple: the secret that we sign, and the answer that a browser posts.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, failed_with, holds_no_session, way_back};
use crate::harness::{BEGIN, Doorward, Folder};
use crate::hostile::{CLIENT_ID, Fault, Hostile};

struct Apple {
    hostile: Hostile,
    door: Doorward,
    public_key: Vec<u8>,
}

impl Apple {
    /// Doorward with `LibreChat`'s four settings, at a provider that stands for Apple.
    async fn start(folder: &Folder) -> Self {
        let hostile = Hostile::start(BEGIN.seconds());
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref());
        let public_key = pair.unwrap().public_key().as_ref().to_vec();
        let file = folder.path().join("AuthKey_ABC123DEFG.p8");
        let body = STANDARD.encode(made.as_ref());
        let (one, other) = body.split_at(64);
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{one}\n{other}\n-----END PRIVATE KEY-----");
        std::fs::write(&file, pem).unwrap();
        let door = Doorward::start(&[
            ("ALLOW_SOCIAL_LOGIN", "true"),
            ("ALLOW_SOCIAL_REGISTRATION", "true"),
            ("APPLE_CLIENT_ID", CLIENT_ID),
            ("APPLE_TEAM_ID", "TEAM123456"),
            ("APPLE_KEY_ID", "ABC123DEFG"),
            ("APPLE_PRIVATE_KEY_PATH", file.to_str().unwrap()),
            ("AUTH_APPLE_ISSUER", hostile.base()),
        ])
        .await;
        Self { hostile, door, public_key }
    }

    /// Goes there, and gives path and form of the answer.
    async fn go(&self, browser: &mut Browser) -> (String, String) {
        let started = browser.get("/oauth/apple").await.expect_status(302);
        let request = Url::parse(started.location()).unwrap();
        let mode = request.query_pairs().find(|(name, _)| name == "response_mode");
        assert_eq!(mode.unwrap().1, "form_post");
        let back = way_back(started.location(), &self.hostile);
        let (path, form) = back.split_once('?').unwrap();
        (path.to_owned(), form.to_owned())
    }
}

async fn post(browser: &mut Browser, path: &str, form: &str) -> String {
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", "https://appleid.apple.com"),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    let answer = browser.send("POST", path, &headers, form.as_bytes()).await;
    answer.expect_status(302).location().to_owned()
}

#[tokio::test]
async fn the_secret_is_signed_by_the_teams_key() {
    let folder = Folder::new();
    let apple = Apple::start(&folder).await;
    let mut browser = apple.door.browser();
    let (path, form) = apple.go(&mut browser).await;
    assert_eq!(path, "/oauth/apple/callback");
    assert_eq!(post(&mut browser, &path, &form).await, format!("{HOME}/"));
    let (form, authorization) = apple.hostile.token_request().unwrap();
    let secret = match authorization {
        None => form["client_secret"].clone(),
        Some(header) => {
            let text = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
            String::from_utf8(text).unwrap().split_once(':').unwrap().1.to_owned()
        }
    };
    let (input, signature) = secret.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &apple.public_key);
    key.verify(input.as_bytes(), &signature).unwrap();
    let (header, claims) = input.split_once('.').unwrap();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (header, claims) = (read(header), read(claims));
    assert_eq!((&header["alg"], &header["kid"]), (&"ES256".into(), &"ABC123DEFG".into()));
    assert_eq!((&claims["iss"], &claims["sub"]), (&"TEAM123456".into(), &CLIENT_ID.into()));
    assert_eq!(claims["aud"], apple.hostile.base());
    let (from, until) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert_eq!(from, BEGIN.seconds());
    assert!((1..=180 * 24 * 3600).contains(&(until - from)));
    apple.door.stop().await;
}

/// Checklist items 42 and 43, for an answer that a browser posts.
#[tokio::test]
async fn a_posted_answer_is_judged_like_any_other() {
    let folder = Folder::new();
    let apple = Apple::start(&folder).await;
    for (fault, code) in [
        (Fault::StateMissing, "DW-OIDC-032"),
        (Fault::StateTwice, "DW-OIDC-039"),
        (Fault::ResponseIssWrong, "DW-OIDC-035"),
        (Fault::TwoCodes, "DW-OIDC-031"),
        (Fault::CodeAndError, "DW-OIDC-036"),
        (Fault::NoCode, "DW-OIDC-037"),
    ] {
        apple.hostile.play(fault);
        let mut browser = apple.door.browser();
        let (path, form) = apple.go(&mut browser).await;
        assert_eq!(post(&mut browser, &path, &form).await, failed_with(code), "{code}");
        assert!(holds_no_session(&browser));
        assert_eq!(apple.hostile.hits("/token"), 0);
    }
    apple.hostile.play(Fault::None);
    let mut browser = apple.door.browser();
    let (path, form) = apple.go(&mut browser).await;
    let cancelled: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("error", "user_cancelled_authorize")
        .extend_pairs(form_urlencoded::parse(form.as_bytes()).filter(|(name, _)| name != "code"))
        .finish();
    assert_eq!(post(&mut browser, &path, &cancelled).await, failed_with("DW-OIDC-038"));
    // Other providers' paths take no posts from elsewhere.
    let answer = browser.send("POST", "/oauth/google/callback", &[], form.as_bytes()).await;
    assert_eq!(answer.status, 405);
    apple.door.stop().await;
}
