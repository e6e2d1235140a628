//! Renewed sessions against a certified provider with Auth0's habits: the troubles that people have with
//! them, one by one.

use std::collections::HashMap;
use std::time::Duration;

use doorward_app::time::MINUTE_MS;
use serde_json::Value;
use url::Url;

use crate::harness::Doorward;
use crate::harness::browser::Browser;
use crate::harness::http::{self, Answer};
use crate::harness::peer::{Peer, Person, between, visit};
use crate::harness::provider::{HOME, failed_with, local};

const SECRET: &str = "basic-secret-0123456789abcdef0123456789";
const API: &str = "https://api.librechat.ai";
const REUSE: (&str, &str) = ("OPENID_REUSE_TOKENS", "true");
/// Short, because the provider's clock is the machine's and its ID tokens last five minutes.
const AGE: (&str, &str) = ("OPENID_REUSE_MAX_SESSION_AGE_MS", "1000 * 60");
const OFFLINE: (&str, &str) = ("OPENID_SCOPE", "openid profile email offline_access");
const AUDIENCE: (&str, &str) = ("OPENID_AUDIENCE", API);

async fn start(peer: &Peer, more: &[(&str, &str)]) -> Doorward {
    let mut settings = peer.settings("basic", SECRET);
    settings.extend_from_slice(more);
    Doorward::start_today(&settings).await
}

async fn sign_in(door: &Doorward, at: &mut Browser, name: &str) -> (Browser, Answer) {
    let mut browser = door.browser();
    let started = browser.get("/oauth/openid").await.expect_status(302);
    let back = visit(at, started.location(), Person::Agrees(name)).await;
    let answer = browser.get(&back).await.expect_status(302);
    (browser, answer)
}

/// Signs in and goes on for three times the age of the provider's word.
async fn stays_signed_in(door: &Doorward, peer: &Peer) -> Browser {
    let (mut browser, answer) = sign_in(door, &mut peer.browser(), "alice").await;
    assert_eq!(answer.location(), format!("{HOME}/"));
    for _ in 0..3 {
        door.clock.advance(MINUTE_MS + 1000);
        browser.refresh().await.expect_status(200);
        assert!(browser.who().await.is_some());
    }
    browser
}

/// The refresh tokens that the provider was shown.
async fn redeemed(peer: &Peer) -> Vec<String> {
    let asked = peer.asked("/token").await;
    let refreshed = asked.iter().filter(|entry| entry["body"]["grant_type"] == "refresh_token");
    refreshed.map(|entry| entry["body"]["refresh_token"].as_str().unwrap().to_owned()).collect()
}

/// "Infinite refresh loop": an opaque access token, because no API is asked for.
#[tokio::test]
async fn an_opaque_access_token_makes_no_loop() {
    let peer = Peer::start(&[("MODE", "auth0")]);
    let door = start(&peer, &[REUSE, AGE, OFFLINE]).await;
    stays_signed_in(&door, &peer).await;
    let mut tokens = redeemed(&peer).await;
    assert_eq!(tokens.len(), 3, "asked once for each time that its word grew old");
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "each counts once");
    door.stop().await;
}

/// "Signed out every hour": no refresh token, because `offline_access` is not asked for.
#[tokio::test]
async fn without_offline_access_people_stay_signed_in() {
    let peer = Peer::start(&[("MODE", "auth0")]);
    let door = start(&peer, &[REUSE, AGE, AUDIENCE]).await;
    stays_signed_in(&door, &peer).await;
    assert_eq!(redeemed(&peer).await.len(), 0);
    door.stop().await;
}

/// "Service not found": an API that the provider does not know.
#[tokio::test]
async fn a_wrong_audience_ends_at_the_sign_in_page() {
    let peer = Peer::start(&[("MODE", "auth0")]);
    let door = start(&peer, &[REUSE, OFFLINE, ("OPENID_AUDIENCE", "https://nobody.test")]).await;
    let (_, answer) = sign_in(&door, &mut peer.browser(), "alice").await;
    assert_eq!(answer.location(), failed_with("DW-OIDC-040"));
    door.stop().await;
}

#[tokio::test]
async fn with_an_api_sessions_are_renewed_and_roles_are_in_the_access_token() {
    let peer = Peer::start(&[("MODE", "auth0")]);
    let role = [
        ("OPENID_REQUIRED_ROLE", "staff"),
        ("OPENID_REQUIRED_ROLE_PARAMETER_PATH", "https://chat.example.test/roles"),
        ("OPENID_REQUIRED_ROLE_TOKEN_KIND", "access"),
    ];
    let all = [REUSE, AGE, OFFLINE, AUDIENCE].into_iter().chain(role).collect::<Vec<_>>();
    let door = start(&peer, &all).await;
    stays_signed_in(&door, &peer).await;
    let (_, stranger) = sign_in(&door, &mut peer.browser(), "carol").await;
    assert_eq!(stranger.location(), failed_with("DW-OIDC-160"));
    door.stop().await;
    // Without an API the token is opaque, and its roles are out of reach.
    let door = start(&peer, &role).await;
    let (_, answer) = sign_in(&door, &mut peer.browser(), "alice").await;
    assert_eq!(answer.location(), failed_with("DW-OIDC-164"));
    door.stop().await;
}

/// Checklist item 55, with a certified peer: the provider accepts our way of signing out, and
/// tells every session of the person that it is over.
#[tokio::test]
async fn signing_out_at_a_certified_provider_ends_the_session_in_another_browser() {
    let peer = Peer::start(&[("BACKCHANNEL", "1")]);
    let door = start(&peer, &[("OPENID_USE_END_SESSION_ENDPOINT", "true")]).await;
    let url = format!("http://{}/oauth/openid/backchannel-logout", door.address);
    let query: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    let tell = format!("/_tell?url={query}");
    http::send(peer.address(), "GET", &tell, &[], b"").await.expect_status(200);
    // One person at the provider, two browsers here.
    let mut at = peer.browser();
    let (mut first, _) = sign_in(&door, &mut at, "alice").await;
    let (mut second, _) = sign_in(&door, &mut at, "alice").await;
    for browser in [&mut first, &mut second] {
        browser.refresh().await.expect_status(200);
    }
    let left = first.form("/logout", &[]).await.expect_status(200);
    let onward = left.header("refresh").unwrap().strip_prefix("0; url=").unwrap().to_owned();
    assert!(second.who().await.is_some(), "nobody told the provider yet");
    let back = sign_out_there(&mut at, &onward).await;
    assert!(back.starts_with(&format!("{HOME}/login?state=")), "{back}");
    let waiting = async { while second.who().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("still signed in");
    second.refresh().await.expect_status(401);
    door.stop().await;
}

/// Checklist item 58: an ID token that has expired still names the session to a certified provider; only
/// the registered address is returned to, with the state that we sent; and whoever brings none of these is
/// asked, there as here.
#[tokio::test]
async fn a_certified_provider_returns_whom_we_send_to_sign_out() {
    let peer = Peer::start(&[("RP", HOME)]);
    let end_session = ("OPENID_USE_END_SESSION_ENDPOINT", "true");
    let door = start(&peer, &[end_session, ("OPENID_AUTO_REDIRECT", "true")]).await;
    let mut at = peer.browser();
    let (mut alice, _) = sign_in(&door, &mut at, "alice").await;
    alice.refresh().await.expect_status(200);
    alice.get("/logout").await.expect_status(200);
    assert!(alice.who().await.is_some(), "she was only asked");
    // Its ID tokens last five minutes, its sessions an hour.
    peer.advance(10 * MINUTE_MS).await;
    let answer = alice.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    let onward = Url::parse(answer.json()["redirect"].as_str().unwrap()).unwrap();
    let query: HashMap<_, _> = onward.query_pairs().into_owned().collect();
    assert!(query.contains_key("id_token_hint"));
    let registered = format!("{HOME}/login");
    assert_eq!(query["post_logout_redirect_uri"], registered);
    for other in ["/login/", "/login?x=1", "/logi", "/admin"] {
        let mut changed = onward.clone();
        let pairs = query.iter().map(|(name, value)| match name.as_str() {
            "post_logout_redirect_uri" => (name.as_str(), format!("{HOME}{other}")),
            name => (name, value.clone()),
        });
        changed.query_pairs_mut().clear().extend_pairs(pairs);
        there(&mut at, changed.as_str()).await.expect_status(400);
    }
    let bare = there(&mut at, onward.as_str().split_once('?').unwrap().0).await.expect_status(200);
    assert!(bare.text().contains("Yes, sign me out"), "{}", bare.text());
    let back = sign_out_there(&mut at, onward.as_str()).await;
    assert_eq!(back, format!("{registered}?state={}", query["state"]));
    // A return with another state is none: the sign-in begins anew by itself.
    alice.get("/login?state=changed").await.expect_status(303);
    let page = alice.get(local(&back)).await.expect_status(200);
    assert!(page.text().contains("You are signed out."));
    door.stop().await;
}

/// Asks the provider for an address of its own.
async fn there(at: &mut Browser, url: &str) -> Answer {
    let base = format!("http://{}", at.address);
    at.get(url.strip_prefix(&base).unwrap()).await
}

/// Presses "Yes, sign me out" and gives where the provider sends the browser.
async fn sign_out_there(at: &mut Browser, onward: &str) -> String {
    let page = there(at, onward).await.expect_status(200);
    let action = between(page.text(), "action=\"", "\"");
    let xsrf = between(page.text(), "name=\"xsrf\" value=\"", "\"");
    let path = Url::parse(&action).map_or(action.clone(), |url| url.path().to_owned());
    let done = at.form(&path, &[("xsrf", &xsrf), ("logout", "yes")]).await.expect_status(303);
    done.location().to_owned()
}
