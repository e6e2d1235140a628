//! Relying on Clerk: the recorded verdicts of its own libraries, and its Backend API when it fails.

#![cfg(test)]

#[expect(dead_code, reason = "the stories of the whole server ask for more")]
mod clerk_api;
mod clerk_vectors;

use clerk_api::{ADA, ClerkApi, Fault, ISSUER, PUBLISHABLE_KEY, SECRET_KEY, SUFFIX};
use doorward_app::clerk::{ApiError, Clerk, Incoming, Outcome};
use doorward_app::settings;
use doorward_app::upstream::authorities::Authorities;
use doorward_core::clerk::{Instance, Reason};
use doorward_core::time::Timestamp;
use doorward_jose::digest::sha1;
use serde_json::json;
use url::Url;

const NOW_S: i64 = 1_767_225_600;
const NOW: Timestamp = Timestamp::from_seconds(NOW_S);

/// The settings of an instance whose two APIs are at `base`.
pub(crate) fn settings(publishable_key: &str, base: &str) -> settings::Clerk {
    let base = Url::parse(base).unwrap();
    let instance = Instance::parse(publishable_key, sha1).unwrap();
    settings::Clerk {
        secret_key: Some(SECRET_KEY.to_owned().into()),
        jwt_key: None,
        webhook_secret: None,
        api_url: base.clone(),
        frontend_url: base,
        sign_in_url: Url::parse(&format!("{}/sign-in", instance.portal())).unwrap(),
        sign_up_url: Url::parse(&format!("{}/sign-up", instance.portal())).unwrap(),
        parties: Vec::new(),
        authorities: Authorities::default(),
        instance,
    }
}

fn clerk(api: &ClerkApi) -> Clerk {
    Clerk::new(settings(PUBLISHABLE_KEY, api.base()))
}

async fn refused(clerk: &Clerk, token: &str, now: Timestamp) -> Reason {
    clerk.verify(token, now).await.unwrap_err()
}

#[tokio::test]
async fn a_session_token_says_who_it_is() {
    let api = ClerkApi::start();
    let session = clerk(&api).verify(&ClerkApi::token(NOW_S, &json!({})), NOW).await.unwrap();
    assert_eq!((session.user.as_str(), session.id.as_deref()), (ADA, Some("sess_1")));
    assert_eq!(api.asked(), ["GET /v1/jwks"]);
}

/// Without a secret key the published keys of the frontend API do.
#[tokio::test]
async fn without_a_secret_key_the_frontend_api_gives_the_keys() {
    let api = ClerkApi::start();
    let settings = settings::Clerk { secret_key: None, ..settings(PUBLISHABLE_KEY, api.base()) };
    let clerk = Clerk::new(settings);
    clerk.verify(&ClerkApi::token(NOW_S, &json!({})), NOW).await.unwrap();
    assert_eq!(api.asked(), ["GET /.well-known/jwks.json"]);
    assert!(clerk.sign_in_link(ADA, 60, NOW).await.unwrap().is_none());
}

/// Checklist item 33.
#[tokio::test]
async fn another_key_never_verifies() {
    let api = ClerkApi::start();
    let clerk = clerk(&api);
    let forged = ClerkApi::forged(NOW_S, &json!({}));
    assert_eq!(refused(&clerk, &forged, NOW).await, Reason::TokenInvalidSignature);
    for _ in 0..5 {
        assert_eq!(refused(&clerk, &forged, NOW).await, Reason::TokenInvalidSignature);
    }
    assert_eq!(api.hits("GET /v1/jwks"), 1, "the named key was there");
}

/// Checklist item 45.
#[tokio::test]
async fn a_storm_of_unknown_keys_makes_one_request() {
    let api = ClerkApi::start();
    let clerk = clerk(&api);
    let unknown = |n: i32| {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": format!("ins_{n}_unknown")});
        ClerkApi::signed(&header, &json!({"sub": ADA, "iss": ISSUER, "exp": NOW_S + 60}))
    };
    let tokens: Vec<_> = (0..50).map(unknown).collect();
    let storm = async |at: Timestamp| {
        let all = tokens.iter().map(|token| refused(&clerk, token, at));
        for reason in futures_util::future::join_all(all).await {
            assert_eq!(reason, Reason::JwkKidMismatch);
        }
    };
    storm(NOW).await;
    assert_eq!(api.hits("GET /v1/jwks"), 1);
    storm(NOW.plus(9_999)).await;
    assert_eq!(api.hits("GET /v1/jwks"), 1);
    storm(NOW.plus(10_000)).await;
    assert_eq!(api.hits("GET /v1/jwks"), 2);
    let good = ClerkApi::token(NOW_S, &json!({}));
    clerk.verify(&good, NOW.plus(10_000)).await.unwrap();
    assert_eq!(api.hits("GET /v1/jwks"), 2);
}

#[tokio::test]
async fn keys_are_kept_for_five_minutes_and_a_new_one_is_found() {
    let api = ClerkApi::start();
    let clerk = clerk(&api);
    let at = |s: i64| (ClerkApi::token(NOW_S + s, &json!({})), NOW.plus(s * 1000));
    for (s, hits) in [(0, 1), (299, 1), (300, 2)] {
        let (token, now) = at(s);
        clerk.verify(&token, now).await.unwrap();
        assert_eq!(api.hits("GET /v1/jwks"), hits, "after {s} seconds");
    }
}

#[tokio::test]
async fn each_failure_of_the_api_has_its_reason() {
    for (fault, reason) in [
        (Fault::Broken, Reason::JwkRemoteFailedToLoad),
        (Fault::NoKeys, Reason::JwkRemoteFailedToLoad),
        (Fault::TooMany, Reason::JwkRemoteFailedToLoad),
        (Fault::KeyInvalid, Reason::SecretKeyInvalid),
    ] {
        let api = ClerkApi::start();
        api.play(fault);
        let clerk = clerk(&api);
        let token = ClerkApi::token(NOW_S, &json!({}));
        for _ in 0..3 {
            assert_eq!(refused(&clerk, &token, NOW).await, reason, "{fault:?}");
        }
        assert_eq!(api.hits("GET /v1/jwks"), 1, "{fault:?}: it is not hammered");
        api.play(Fault::None);
        clerk.verify(&ClerkApi::token(NOW_S + 5, &json!({})), NOW.plus(5_000)).await.unwrap();
    }
    let gone = ClerkApi::start();
    let clerk = clerk(&gone);
    drop(gone);
    let token = ClerkApi::token(NOW_S, &json!({}));
    assert_eq!(refused(&clerk, &token, NOW).await, Reason::JwkRemoteFailedToLoad);
}

#[tokio::test]
async fn a_busy_api_is_left_alone_for_as_long_as_it_says() {
    let api = ClerkApi::start();
    let clerk = clerk(&api);
    api.play(Fault::TooMany);
    let link = async |now: Timestamp| clerk.sign_in_link(ADA, 60, now).await;
    assert_eq!(link(NOW).await.unwrap_err(), ApiError::Busy);
    api.play(Fault::None);
    assert_eq!(link(NOW.plus(29_999)).await.unwrap_err(), ApiError::Busy);
    assert_eq!(api.asked(), Vec::<String>::new());
    let url = link(NOW.plus(30_000)).await.unwrap().unwrap();
    assert!(url.expose().starts_with("https://clerk.example.com/v1/tickets/accept"));
    let body = api.body("POST /v1/sign_in_tokens").unwrap();
    assert_eq!(body, json!({"user_id": ADA, "expires_in_seconds": 60}));
}

fn visit(cookies: &[(&str, &str)]) -> Incoming {
    Incoming {
        url: Url::parse("https://chat.example.com/chat?x=1").unwrap(),
        get: true,
        authorization: None,
        fetch_dest: Some("document".to_owned()),
        accept: Some("text/html".to_owned()),
        referer: None,
        cookies: cookies.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    }
}

#[tokio::test]
async fn an_expired_session_is_renewed_on_the_spot() {
    let api = ClerkApi::start();
    let clerk = clerk(&api);
    let (expired, fresh) =
        (ClerkApi::token(NOW_S - 100, &json!({})), ClerkApi::token(NOW_S, &json!({})));
    let name = format!("__session_{SUFFIX}");
    let (uat, refresh) = (format!("__client_uat_{SUFFIX}"), format!("__refresh_{SUFFIX}"));
    let cookies = [(name.as_str(), expired.as_str()), (&uat, "1767225400"), (&refresh, "rt")];
    api.refresh_with(json!([format!("{name}={fresh}; Path=/"), "doorward=evil"]));
    let renewed = clerk.authenticate(&visit(&cookies), NOW).await;
    assert!(matches!(renewed.outcome, Outcome::SignedIn(_)), "{renewed:?}");
    assert_eq!(renewed.cookies, [format!("{name}={fresh}; Path=/")]);
    let body = api.body("POST /v1/sessions/sess_1/refresh?suffixed_cookies=true").unwrap();
    assert_eq!(body["refresh_token"], "rt");
    assert_eq!(body["expired_token"], expired.as_str());
    assert_eq!(body["request_origin"], "https://chat.example.com");
    api.refresh_with(json!([format!("{name}={expired}; Path=/")]));
    let again = clerk.authenticate(&visit(&cookies), NOW).await;
    let Outcome::Handshake(reason) = again.outcome else { panic!("{again:?}") };
    assert_eq!(reason.name(), "session-token-expired-refresh-invalid-session-token");
}

#[tokio::test]
async fn a_handshake_brings_cookies_by_its_nonce() {
    let api = ClerkApi::start();
    let clerk = clerk(&api);
    let token = ClerkApi::token(NOW_S, &json!({}));
    api.leave("n1", json!([format!("__session={token}; Path=/"), "__client_uat=1; Path=/"]));
    let mut incoming = visit(&[]);
    incoming.url.query_pairs_mut().append_pair("__clerk_handshake_nonce", "n1");
    let signed_in = clerk.authenticate(&incoming, NOW).await;
    assert!(matches!(signed_in.outcome, Outcome::SignedIn(_)));
    assert_eq!(signed_in.cookies.len(), 2);
    let mut unknown = visit(&[]);
    unknown.url.query_pairs_mut().append_pair("__clerk_handshake_nonce", "../../v1/jwks");
    let nobody = clerk.authenticate(&unknown, NOW).await;
    let Outcome::SignedOut(reason) = nobody.outcome else { panic!("{nobody:?}") };
    assert_eq!(reason, Reason::SessionTokenAndUatMissing);
    assert!(api.asked().iter().any(|asked| asked.ends_with("?nonce=..%2F..%2Fv1%2Fjwks")));
}
