//! Signing out at the provider too, and being signed out by it.

use std::time::Duration;

use doorward_app::time::MINUTE_MS;
use serde_json::{Value, json};
use url::Url;

use crate::harness::browser::Browser;
use crate::harness::http::{self, Answer};
use crate::harness::provider::{HOME, failed_with, holds_no_session, settings, sign_in};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::session::Made;
use crate::hostile::{CLIENT_ID, Hostile, SUBJECT};

const END_SESSION: (&str, &str) = ("OPENID_USE_END_SESSION_ENDPOINT", "true");

async fn alice(door: &Doorward, hostile: &Hostile) -> Browser {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    browser.refresh().await.expect_status(200);
    browser
}

async fn start(more: &[(&str, &str)]) -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    hostile.say_in_id_token(&json!({"sid": "s1"}));
    let mut all = settings(&hostile);
    all.extend_from_slice(more);
    let door = Doorward::start(&all).await;
    (hostile, door)
}

fn query(url: &str) -> std::collections::HashMap<String, String> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

/// Checklist item 60, and item 56 but for the hint that the standard sends by way of the browser.
#[tokio::test]
async fn the_stock_client_is_led_on_to_the_provider() {
    let (hostile, door) = start(&[END_SESSION]).await;
    let mut alice = alice(&door, &hostile).await;
    let answer = alice.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    assert_eq!(answer.message(), "Logout successful");
    assert_eq!(answer.header("clear-site-data"), Some("\"cache\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let redirect = answer.json()["redirect"].as_str().unwrap().to_owned();
    assert!(redirect.starts_with(&format!("{}/logout?", hostile.base())), "{redirect}");
    let asked = query(&redirect);
    assert_eq!(asked["post_logout_redirect_uri"], format!("{HOME}/login"));
    assert_eq!(Some(&asked["id_token_hint"]), hostile.secrets().last());
    assert!(!asked.contains_key("client_id") && !asked.contains_key("logout_hint"));
    assert_eq!(alice.who().await, None);
    door.stop().await;
}

#[tokio::test]
async fn a_hint_that_is_too_long_is_replaced_and_none_is_needed() {
    let (hostile, door) = start(&[END_SESSION, ("OPENID_MAX_LOGOUT_URL_LENGTH", "300")]).await;
    let mut browser = alice(&door, &hostile).await;
    let answer = browser.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    let asked = query(answer.json()["redirect"].as_str().unwrap());
    assert_eq!(asked["logout_hint"], "alice@example.test");
    assert_eq!(asked["client_id"], CLIENT_ID);
    assert!(!asked.contains_key("id_token_hint"));
    door.stop().await;
}

#[tokio::test]
async fn our_own_page_goes_on_to_the_provider_without_redirecting_a_form() {
    let back = ("OPENID_POST_LOGOUT_REDIRECT_URI", "http://localhost:3080/bye");
    let (hostile, door) = start(&[END_SESSION, back]).await;
    let mut alice = alice(&door, &hostile).await;
    let answer = alice.form("/logout", &[]).await.expect_status(200);
    let onward = answer.header("refresh").unwrap().strip_prefix("0; url=").unwrap().to_owned();
    assert_eq!(query(&onward)["post_logout_redirect_uri"], back.1);
    assert!(answer.text().contains("You are signed out"));
    assert_eq!(answer.header("clear-site-data"), Some("\"cache\""));
    assert_eq!(alice.who().await, None);
    door.stop().await;
}

#[tokio::test]
async fn nobody_is_led_on_unless_it_is_set_or_who_signed_in_with_a_password() {
    let (hostile, door) = start(&[]).await;
    let mut browser = alice(&door, &hostile).await;
    let answer = browser.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    assert_eq!(answer.json().get("redirect"), None);
    let mut all = settings(&hostile);
    all.push(END_SESSION);
    let door = door.restart_with(&all).await;
    let mut bob = door.signed_in("bob@example.test").await;
    let answer = bob.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    assert_eq!(answer.json().get("redirect"), None);
    door.stop().await;
}

/// Row 38 of what must be rejected: with automatic sign-in, only who really comes back from signing out
/// is spared from being signed in again at once.
#[tokio::test]
async fn a_return_from_signing_out_counts_with_its_own_state_only() {
    let (hostile, door) = start(&[END_SESSION, ("OPENID_AUTO_REDIRECT", "true")]).await;
    let mut alice = alice(&door, &hostile).await;
    let answer = alice.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    let state = query(answer.json()["redirect"].as_str().unwrap())["state"].clone();
    let automatic =
        |answer: &Answer| answer.status == 303 && answer.location().ends_with("/oauth/openid");
    for path in ["/login", "/login?state=", "/login?state=other"] {
        assert!(automatic(&alice.get(path).await), "{path}");
    }
    assert!(automatic(&door.browser().get(&format!("/login?state={state}")).await));
    let back = alice.get(&format!("/login?state={state}")).await.expect_status(200);
    assert!(back.text().contains("You are signed out."));
    // It counts once.
    assert!(automatic(&alice.get(&format!("/login?state={state}")).await));
    alice.get("/login?redirect=false").await.expect_status(200);
    door.stop().await;
}

async fn post_token(door: &Doorward, provider: &str, token: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", token)
        .finish();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let path = format!("/oauth/{provider}/backchannel-logout");
    http::send(door.address, "POST", &path, &headers, body.as_bytes()).await
}

/// Checklist item 55; rows 36 and 37 of what must be rejected.
#[tokio::test]
async fn a_logout_token_with_any_fault_ends_nothing() {
    let (hostile, door) = start(&[]).await;
    let mut alice = alice(&door, &hostile).await;
    let now = BEGIN.seconds();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let changes = [
        (json!({"iss": "https://evil.example"}), "081"),
        (json!({"aud": "another"}), "084"),
        (json!({"aud": null}), "083"),
        (json!({"events": null}), "131"),
        (json!({"events": {}}), "131"),
        (json!({"events": {event: "yes"}}), "131"),
        (json!({"events": [event]}), "131"),
        (json!({"nonce": "n"}), "132"),
        (json!({"sub": null, "sid": null}), "133"),
        (json!({"sid": 7}), "134"),
        (json!({"jti": null}), "135"),
        (json!({"iat": null}), "090"),
        (json!({"exp": null}), "087"),
        (json!({"exp": now - 300}), "089"),
        (json!({"iat": now + 3600}), "091"),
        (json!({"sub": "mallory"}), "137"),
    ];
    let forged = [
        (Made::Unsigned, "066"),
        (Made::ForeignKey, "071"),
        (Made::Hs256, "073"),
        (Made::Typed("at+jwt"), "068"),
    ];
    let tokens =
        changes.iter().map(|(change, code)| (hostile.logout_token(change, Made::Well), *code));
    let forged = forged.map(|(made, code)| (hostile.logout_token(&json!({}), made), code));
    let id_token = (hostile.secrets().pop().unwrap(), "131");
    let garbage = [(String::new(), "060"), ("x".repeat(70_000), "130")];
    let all = tokens.chain(forged).chain([id_token]).chain(garbage);
    for (token, code) in all.collect::<Vec<_>>() {
        let answer = post_token(&door, "openid", &token).await.expect_status(400);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.json()["error"], "invalid_request");
        let said = answer.json()["error_description"].as_str().unwrap().to_owned();
        let code = code.replacen("13", "15", 1);
        assert_eq!(said, format!("DW-OIDC-{code}"), "{token:.90}");
        assert!(alice.who().await.is_some(), "{said}");
    }
    post_token(&door, "nobody", "x").await.expect_status(404);
    door.stop().await;
}

/// Checklist items 55 and 66: within a second, on every node.
#[tokio::test]
async fn a_logout_token_ends_its_session_everywhere_and_counts_once() {
    let (hostile, door) = start(&[]).await;
    let second = door.another().await;
    for (change, made) in [
        (json!({}), Made::Well),
        (json!({"sub": null}), Made::Typed("JWT")),
        (json!({"sid": null}), Made::Untyped),
        (json!({"aud": [CLIENT_ID]}), Made::Typed("logout+JWT")),
    ] {
        let mut alice = alice(&door, &hostile).await;
        let mut there = alice.clone();
        there.address = second.address;
        assert!(there.who().await.is_some());
        let token = hostile.logout_token(&change, made);
        let answer = post_token(&door, "openid", &token).await.expect_status(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(alice.who().await, None, "{change}");
        let waiting = async { while there.who().await.is_some() {} };
        tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("still signed in there");
        alice.refresh().await.expect_status(401);
        // The same token again must not end what began since.
        let mut again = self::alice(&door, &hostile).await;
        let replayed = post_token(&second, "openid", &token).await.expect_status(400);
        assert_eq!(replayed.json()["error_description"], "DW-OIDC-156");
        assert!(again.who().await.is_some());
        again.form("/logout", &[]).await.expect_status(303);
    }
    second.stop().await;
    door.stop().await;
}

/// Checklist item 55: a logout token that arrives while its sign-in is under way counts for it too.
#[tokio::test]
async fn a_sign_in_that_is_overtaken_by_its_end_opens_nothing() {
    let (hostile, door) = start(&[]).await;
    for change in [json!({}), json!({"sid": null})] {
        let token = hostile.logout_token(&change, Made::Well);
        // The provider's word was asked for a moment before the token came.
        door.clock.advance(1);
        post_token(&door, "openid", &token).await.expect_status(200);
        door.clock.advance(-1);
        let mut overtaken = door.browser();
        let answer = sign_in(&mut overtaken, &hostile).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-LOGIN-001"), "{change}");
        assert!(holds_no_session(&overtaken));
        door.clock.advance(1);
        alice(&door, &hostile).await;
    }
    door.stop().await;
}

#[tokio::test]
async fn a_provider_ends_its_own_sessions_only_and_another_site_none() {
    let (hostile, door) = start(&[]).await;
    let mut local = door.signed_in("bob@example.test").await;
    let mut other = alice(&door, &hostile).await;
    let token = hostile.logout_token(&json!({"sid": "s2"}), Made::Well);
    post_token(&door, "openid", &token).await.expect_status(200);
    assert!(other.who().await.is_some(), "a session of another name");
    let token = hostile.logout_token(&json!({"sub": SUBJECT}), Made::Well);
    let body = format!("logout_token={token}");
    let headers =
        [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://evil.example")];
    let path = "/oauth/openid/backchannel-logout";
    http::send(door.address, "POST", path, &headers, body.as_bytes()).await.expect_status(403);
    post_token(&door, "openid", &token).await.expect_status(200);
    assert_eq!(other.who().await, None);
    assert!(local.who().await.is_some());
    door.stop().await;
}

/// Checklist item 103.
#[tokio::test]
async fn refused_logout_tokens_are_counted() {
    let (hostile, door) = start(&[("LOGIN_MAX", "3")]).await;
    for _ in 0..3 {
        post_token(&door, "openid", "a.b.c").await.expect_status(400);
    }
    let answer = post_token(&door, "openid", "a.b.c").await.expect_status(429);
    assert!(answer.header("retry-after").is_some());
    // Nothing from there is looked at any more, until the window is over.
    let token = hostile.logout_token(&json!({}), Made::Well);
    post_token(&door, "openid", &token).await.expect_status(429);
    door.clock.advance(5 * MINUTE_MS);
    hostile.set_clock(door.now().seconds());
    // Good ones are not counted.
    for _ in 0..5 {
        let token = hostile.logout_token(&json!({}), Made::Well);
        post_token(&door, "openid", &token).await.expect_status(200);
    }
    door.stop().await;
}
