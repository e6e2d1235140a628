//! The relying party against a provider that plays every fault: each is refused with its own code,
//! nothing is asked after a bad ID token, and the oddities within the standard are accepted.

#![cfg(test)]

#[expect(dead_code, reason = "the stories of the whole server move its clock and its people")]
mod hostile;

use std::time::Duration;

use doorward_app::openid::{Algorithm, Identity, OpenIdError, Provider, ProviderConfig};
use doorward_core::oidc::Refusal;
use doorward_core::time::Timestamp;
use doorward_jose::mac::MacKey;
use hostile::{CLIENT_ID, CLIENT_SECRET, Fault, Hostile, SUBJECT, Stage};
use url::Url;

const NOW_S: i64 = 1_763_686_800;
const NOW: Timestamp = Timestamp::from_seconds(NOW_S);
const STATE: &str = "state-of-this-sign-in";
const DISCOVERY: &str = "/.well-known/openid-configuration";

fn config(hostile: &Hostile) -> ProviderConfig {
    let back = Url::parse("http://127.0.0.1:3080/oauth/openid/callback").unwrap();
    let mut config = ProviderConfig::new(hostile.base(), CLIENT_ID, back);
    config.client_secret = Some(CLIENT_SECRET.to_owned().into());
    config
}

async fn sign_in(provider: &Provider, hostile: &Hostile) -> Result<Identity, OpenIdError> {
    let keys = MacKey::new(b"login key");
    let url = provider.start(STATE, &keys, NOW, false).await?;
    let answer = hostile.visit(&url);
    provider.finish(&answer, STATE, &keys, NOW).await
}

/// Plays `fault` to a provider that has never been asked before.
async fn play(hostile: &Hostile, fault: Fault) -> Result<Identity, OpenIdError> {
    hostile.play(fault);
    let mut config = config(hostile);
    if fault.needs_hs256() {
        config.id_token_alg = Some(Algorithm::Hs256);
    }
    // Long enough for a busy machine, and short enough to wait for.
    if fault.is_slow() {
        config.deadline = Duration::from_millis(500);
    }
    sign_in(&Provider::new(config).unwrap(), hostile).await
}

async fn all_refused(stage: Stage) {
    let hostile = Hostile::start(NOW_S);
    for (fault, code) in Fault::refused_at(stage) {
        let refused = play(&hostile, *fault).await.expect_err(&format!("{fault:?} was accepted"));
        assert_eq!(refused.code(), *code, "{fault:?}: {refused}");
        for (path, most) in stage.most() {
            assert!(hostile.hits(path) <= most, "{fault:?}: {path}");
        }
        assert_eq!(hostile.evil_hits(), 0, "{fault:?}");
    }
}

#[tokio::test]
async fn a_plain_provider_signs_somebody_in() {
    let hostile = Hostile::start(NOW_S);
    let who = play(&hostile, Fault::None).await.unwrap();
    assert_eq!((who.issuer.as_str(), who.subject.as_str()), (hostile.base(), SUBJECT));
    assert_eq!(who.email.unwrap().as_str(), "alice@example.test");
    assert!(who.email_verified);
    assert_eq!((who.name.as_str(), who.username.as_str()), ("Alice Liddell", "alice"));
    assert_eq!(who.picture.as_deref(), Some("https://pics.example.test/a.png"));
    for path in [DISCOVERY, "/jwks", "/token", "/userinfo"] {
        assert_eq!(hostile.hits(path), 1, "{path}");
    }
}

#[tokio::test]
async fn oddities_within_the_standard_are_accepted() {
    let hostile = Hostile::start(NOW_S);
    for fault in Fault::ACCEPTED {
        let who = play(&hostile, *fault).await.unwrap_or_else(|e| panic!("{fault:?}: {e}"));
        assert_eq!(who.subject, SUBJECT, "{fault:?}");
        let email = who.email.map(|email| email.as_str().to_owned());
        let expected = (*fault != Fault::EmailAsArray).then_some("alice@example.test");
        assert_eq!(email.as_deref(), expected, "{fault:?}");
    }
}

#[tokio::test]
async fn an_address_is_proven_by_the_boolean_only() {
    let hostile = Hostile::start(NOW_S);
    for fault in [Fault::EmailUnverified, Fault::EmailVerifiedAsText] {
        let who = play(&hostile, fault).await.unwrap();
        assert!(who.email.is_some() && !who.email_verified, "{fault:?}");
    }
    let who = play(&hostile, Fault::EmailAsArray).await.unwrap();
    assert!(who.email.is_none() && !who.email_verified);
}

#[tokio::test]
async fn each_bad_discovery_document_is_refused_before_anything_else() {
    all_refused(Stage::Discovery).await;
}

#[tokio::test]
async fn each_bad_answer_to_the_browser_is_refused_without_a_token_request() {
    all_refused(Stage::Response).await;
}

#[tokio::test]
async fn each_bad_token_answer_is_refused_and_followed_by_nothing() {
    all_refused(Stage::TokenAnswer).await;
}

#[tokio::test]
async fn each_bad_token_is_refused_before_userinfo() {
    all_refused(Stage::Form).await;
}

#[tokio::test]
async fn each_bad_claim_is_refused_before_userinfo() {
    all_refused(Stage::Claims).await;
}

#[tokio::test]
async fn each_bad_key_set_is_refused_after_one_more_look_at_most() {
    all_refused(Stage::Keys).await;
}

#[tokio::test]
async fn each_bad_userinfo_answer_is_refused() {
    all_refused(Stage::Userinfo).await;
}

#[tokio::test]
async fn outages_and_refusals_by_people_can_be_told_apart() {
    let hostile = Hostile::start(NOW_S);
    for (fault, outage, denied) in [
        (Fault::Discovery500, true, false),
        (Fault::Token500, true, false),
        (Fault::KeysCut, true, false),
        (Fault::Denied, false, true),
        (Fault::IssWrong, false, false),
    ] {
        let error = play(&hostile, fault).await.unwrap_err();
        assert_eq!(error.is_upstream_outage(), outage, "{fault:?}");
        assert_eq!(error.was_denied_by_person(), denied, "{fault:?}");
        assert!(error.to_string().starts_with(error.code()), "{fault:?}");
    }
    let gone = Hostile::start(NOW_S);
    let provider = Provider::new(config(&gone)).unwrap();
    drop(gone);
    let error = provider.start(STATE, &MacKey::new(b"k"), NOW, false).await.unwrap_err();
    assert_eq!(error.why(), Refusal::DiscoveryUnreachable, "{error}");
}

#[tokio::test]
async fn a_new_key_is_found_and_the_documents_are_kept() {
    let hostile = Hostile::start(NOW_S);
    let provider = Provider::new(config(&hostile)).unwrap();
    for _ in 0..3 {
        sign_in(&provider, &hostile).await.unwrap();
    }
    assert_eq!((hostile.hits(DISCOVERY), hostile.hits("/jwks")), (1, 1));

    hostile.play(Fault::RotatesKeys);
    let rotated = Provider::new(config(&hostile)).unwrap();
    sign_in(&rotated, &hostile).await.unwrap();
    assert_eq!(hostile.hits("/jwks"), 2);

    hostile.play(Fault::KidUnknown);
    for _ in 0..3 {
        let refused = sign_in(&rotated, &hostile).await.unwrap_err();
        assert_eq!(refused.why(), Refusal::IdTokenKeyUnknown);
    }
    assert_eq!(hostile.hits("/jwks"), 0, "a key was asked for a moment ago");
}

#[tokio::test]
async fn hs256_without_a_secret_is_never_accepted() {
    let hostile = Hostile::start(NOW_S);
    for secret in [None, Some(String::new().into())] {
        hostile.play(Fault::ConfusedWithNothing);
        let id_token_alg = Some(Algorithm::Hs256);
        let config = ProviderConfig { client_secret: secret, id_token_alg, ..config(&hostile) };
        let refused = sign_in(&Provider::new(config).unwrap(), &hostile).await.unwrap_err();
        assert_eq!(refused.why(), Refusal::IdTokenSymmetric);
    }
}

/// A server hands the two halves to whichever thread is free.
#[tokio::test]
async fn both_halves_may_move_between_threads() {
    fn movable<T: Send>(future: T) -> T {
        future
    }
    let hostile = Hostile::start(NOW_S);
    let provider = Provider::new(config(&hostile)).unwrap();
    let keys = MacKey::new(b"login key");
    let url = movable(provider.start(STATE, &keys, NOW, false)).await.unwrap();
    let answer = hostile.visit(&url);
    assert!(movable(provider.finish(&answer, STATE, &keys, NOW)).await.is_ok());
}

/// A provider that offers both ways, or does not say, and allows this client one: the refusal spends no code,
/// and the way that works is remembered.
#[tokio::test]
async fn where_both_ways_are_offered_the_one_that_works_is_found_and_kept() {
    for fault in [Fault::PostOfBoth, Fault::PostUnsaid] {
        let hostile = Hostile::start(NOW_S);
        hostile.play(fault);
        let provider = Provider::new(config(&hostile)).unwrap();
        sign_in(&provider, &hostile).await.unwrap();
        assert_eq!(hostile.hits("/token"), 2);
        sign_in(&provider, &hostile).await.unwrap();
        assert_eq!(hostile.hits("/token"), 3);
        let (form, authorization) = hostile.token_request().unwrap();
        assert_eq!((form["client_secret"].as_str(), authorization), (CLIENT_SECRET, None));
    }
}

#[tokio::test]
async fn the_secret_goes_where_the_provider_wants_it() {
    let hostile = Hostile::start(NOW_S);
    play(&hostile, Fault::None).await.unwrap();
    let (form, authorization) = hostile.token_request().unwrap();
    // "doorward-client:0123456789-hostile%20~secret%25%2B%3A0123456789"
    let expected = "Basic ZG9vcndhcmQtY2xpZW50OjAxMjM0NTY3ODktaG9zdGlsZSUyMH5zZWNyZXQlMjUlMkIlM0EwMTIzNDU2Nzg5";
    assert_eq!(authorization.as_deref(), Some(expected));
    assert!(!form.contains_key("client_secret") && !form.contains_key("client_id"));
    assert_eq!(form["code_verifier"].len(), 43);

    play(&hostile, Fault::PostOnly).await.unwrap();
    let (form, authorization) = hostile.token_request().unwrap();
    assert_eq!((form["client_id"].as_str(), authorization), (CLIENT_ID, None));
    assert_eq!(form["client_secret"], CLIENT_SECRET);

    hostile.play(Fault::None);
    let public = ProviderConfig { client_secret: None, ..config(&hostile) };
    sign_in(&Provider::new(public).unwrap(), &hostile).await.unwrap();
    let (form, authorization) = hostile.token_request().unwrap();
    assert_eq!((form["client_id"].as_str(), authorization), (CLIENT_ID, None));
    assert!(!form.contains_key("client_secret"));
}

/// `OPENID_JWKS_URL_CACHE_TIME` and `OPENID_JWKS_URL_CACHE_ENABLED`.
#[tokio::test]
async fn keys_are_kept_for_as_long_as_it_is_set() {
    let hostile = Hostile::start(NOW_S);
    for (max_age_ms, expected) in [(600_000, 1), (0, 3)] {
        hostile.play(Fault::None);
        let mut config = config(&hostile);
        config.session.keys_max_age_ms = max_age_ms;
        let provider = Provider::new(config).unwrap();
        for _ in 0..3 {
            sign_in(&provider, &hostile).await.unwrap();
        }
        assert_eq!(hostile.hits("/jwks"), expected, "{max_age_ms}");
    }
}
