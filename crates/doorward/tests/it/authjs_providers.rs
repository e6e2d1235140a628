//! Auth.js's contract at the ways in through providers.

use serde_json::json;

use crate::harness::authjs::{As, ON, SESSION, SESSION_V4, url};
use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, settings, way_back};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::{Fault, Hostile};

async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut with = settings(&hostile);
    with.push(ON);
    let door = Doorward::start(&with).await;
    (hostile, door)
}

/// Goes to the provider by the contract, and gives the path with which it sends the browser back.
async fn go(browser: &mut Browser, by: As, hostile: &Hostile) -> String {
    let wish = [("callbackUrl", "/chat?x=1")];
    let answer = browser.act("signin/openid", by, &wish).await;
    let to = match by {
        As::Form => answer.expect_status(302).location().to_owned(),
        _ => url(&answer.expect_status(200)),
    };
    way_back(&to, hostile)
}

#[tokio::test]
async fn the_ways_in_are_listed_with_whole_addresses() {
    let (_hostile, door) = start().await;
    let answer = door.browser().get("/api/auth/providers").await.expect_status(200);
    assert_eq!(answer.all("set-cookie").count(), 0);
    let text = answer.text().to_owned();
    assert!(text.find("\"openid\"").unwrap() < text.find("\"credentials\"").unwrap());
    let listed = answer.json();
    for (id, kind) in [("openid", "oidc"), ("credentials", "credentials")] {
        let way = &listed[id];
        assert_eq!((&way["id"], &way["type"]), (&json!(id), &json!(kind)));
        assert_eq!(way["signinUrl"], format!("{HOME}/api/auth/signin/{id}"));
        assert_eq!(way["callbackUrl"], format!("{HOME}/api/auth/callback/{id}"));
        assert!(!way["name"].as_str().unwrap().is_empty());
    }
    door.stop().await;
}

#[tokio::test]
async fn all_clients_sign_in_at_a_provider_and_arrive_where_they_wanted() {
    for by in [As::V5, As::V4, As::Form] {
        let (hostile, door) = start().await;
        let mut alice = door.browser();
        let back = go(&mut alice, by, &hostile).await;
        let answer = alice.get(&back).await.expect_status(302);
        assert_eq!(answer.location(), format!("{HOME}/chat?x=1"), "{by:?}");
        let cookie = if by == As::V4 { SESSION_V4 } else { SESSION };
        assert!(alice.jar.contains_key(cookie), "{by:?} {:?}", alice.jar.keys());
        assert!(alice.session().await["user"]["email"].is_string());
        door.stop().await;
    }
}

#[tokio::test]
async fn wishes_are_handed_on_and_nothing_else_is() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let query = "prompt=login&login_hint=ada%40example.com&client_id=evil&redirect_uri=https://evil.test\
                 &state=x&scope=all&nonce=x&code_challenge=x&response_type=token";
    let answer = alice.act(&format!("signin/openid?{query}"), As::V5, &[]).await.expect_status(200);
    let to = url::Url::parse(&url(&answer)).unwrap();
    let pairs: std::collections::HashMap<_, _> = to.query_pairs().into_owned().collect();
    assert_eq!(
        (pairs["prompt"].as_str(), pairs["login_hint"].as_str()),
        ("login", "ada@example.com")
    );
    for name in ["client_id", "redirect_uri", "state", "scope", "nonce", "code_challenge"] {
        assert_eq!(to.query_pairs().filter(|(key, _)| key == name).count(), 1, "{name}");
        assert!(
            !["evil", "https://evil.test", "x", "all"].contains(&pairs[name].as_str()),
            "{name}"
        );
    }
    assert_eq!(pairs["response_type"], "code");
    assert!(to.as_str().starts_with(hostile.base()));
    door.stop().await;
}

/// Checklist item 69: a link starts nothing.
#[tokio::test]
async fn only_a_form_of_ours_starts_a_sign_in() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let link = alice.get("/api/auth/signin/openid").await.expect_status(302);
    assert_eq!(link.location(), format!("{HOME}/next-auth/error?error=Configuration"));
    alice.jar.clear();
    let form =
        [("Content-Type", "application/x-www-form-urlencoded"), ("X-Auth-Return-Redirect", "1")];
    let answer = alice.send("POST", "/api/auth/signin/openid", &form, b"csrfToken=x").await;
    assert_eq!(url(&answer), format!("{HOME}/next-auth/signin?error=MissingCSRF"));
    let answer = alice.act("signin/nope", As::V5, &[]).await;
    assert_eq!(url(&answer), format!("{HOME}/next-auth/error?error=Configuration"));
    for none in ["signin", "signin/credentials", "signin/undefined"] {
        let answer = alice.act(none, As::V5, &[]).await;
        assert_eq!(url(&answer), format!("{HOME}/api/auth/signin"), "{none}");
    }
    assert_eq!(hostile.hits("/.well-known/openid-configuration"), 0);
    door.stop().await;
}

/// Checklist item 42, by this contract.
#[tokio::test]
async fn faults_are_told_in_the_words_of_the_client_that_started() {
    let (hostile, door) = start().await;
    let page = |error: &str, code: &str| match error {
        "Configuration" | "AccessDenied" => {
            format!("{HOME}/next-auth/error?error={error}&code={code}")
        }
        _ => format!("{HOME}/next-auth/signin?error={error}&code={code}"),
    };
    // Not begun in this browser; spent already; unknown.
    let mut alice = door.browser();
    let back = go(&mut alice, As::V5, &hostile).await;
    let path = back.replace("/oauth/openid/callback", "/api/auth/callback/openid");
    let foreign = door.browser().get(&path).await.expect_status(302);
    assert_eq!(foreign.location(), page("Configuration", "DW-LOGIN-002"));
    let late = alice.get(&back).await.expect_status(302);
    assert_eq!(late.location(), page("Configuration", "DW-LOGIN-001"));
    let unknown = alice.get("/api/auth/callback/openid?code=a&state=b").await.expect_status(302);
    assert_eq!(unknown.location(), page("Configuration", "DW-LOGIN-001"));
    // The provider says no, and then something that must not be believed.
    let back = go(&mut alice, As::V5, &hostile).await;
    let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let iss: String = url::form_urlencoded::byte_serialize(hostile.base().as_bytes()).collect();
    let denied = format!("/api/auth/callback/openid?error=access_denied&state={state}&iss={iss}");
    let denied = alice.get(&denied).await.expect_status(302);
    assert_eq!(denied.location(), page("OAuthCallbackError", "DW-OIDC-038"));
    hostile.play(Fault::TokenHtml);
    let back = go(&mut alice, As::V5, &hostile).await;
    let failed = alice.get(&back).await.expect_status(302);
    assert!(failed.location().starts_with(&page("Configuration", "DW-OIDC-0")));
    // The older client has its own words and pages.
    let mut old = door.browser();
    let back = go(&mut old, As::V4, &hostile).await;
    let failed = old.get(&back).await.expect_status(302);
    let expected = format!("{HOME}/api/auth/error?error=OAuthCallback&code=DW-OIDC-0");
    assert!(failed.location().starts_with(&expected), "{}", failed.location());
    // Who came by our own page is told there.
    let mut own = door.browser();
    let started = own.get("/oauth/openid").await.expect_status(302);
    let back = way_back(started.location(), &hostile);
    let failed = own.get(&back).await.expect_status(302);
    assert!(failed.location().starts_with(&format!("{HOME}/login?redirect=false&error=")));
    door.stop().await;
}

/// Checklist item 48: the contract would refuse, or hand the account over; here the person is asked.
#[tokio::test]
async fn an_address_that_has_an_account_is_asked_for_a_proof() {
    let (hostile, door) = start().await;
    let email = "alice@example.test";
    hostile.vouch_for(&json!({"sub": "b", "email": email, "email_verified": true}));
    door.signed_in(email).await;
    let mut alice = door.browser();
    let back = go(&mut alice, As::V5, &hostile).await;
    let asked = alice.get(&back).await.expect_status(302);
    assert!(asked.location().starts_with(&format!("{HOME}/link?handle=")), "{}", asked.location());
    assert!(!alice.jar.contains_key(SESSION));
    let handle = asked.location().split("handle=").nth(1).unwrap().to_owned();
    let proof = [("handle", handle.as_str()), ("password", PASSWORD)];
    let answer = alice.form("/link", &proof).await.expect_status(303);
    assert_eq!(answer.location(), "/chat?x=1");
    assert_eq!(alice.session().await["user"]["email"], email);
    door.stop().await;
}
