//! The whole server against a certified provider, as a person with a browser without script meets the two.

use serde_json::Value;

use crate::harness::Doorward;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::provider::{HOME, failed_with, holds_no_session, local, settings, way_back};
use crate::hostile::Hostile;

const BASIC: (&str, &str) = ("basic", "basic-secret-0123456789abcdef0123456789");

/// Signs in at the provider, starting at `start`.
async fn sign_in_from(
    start: &str,
    browser: &mut Browser,
    peer: &Peer,
    person: Person<'_>,
) -> Answer {
    let started = browser.get(start).await.expect_status(302);
    let back = visit(&mut peer.browser(), started.location(), person).await;
    browser.get(&back).await.expect_status(302)
}

async fn sign_in(browser: &mut Browser, peer: &Peer, name: &str) -> Answer {
    sign_in_from("/oauth/openid", browser, peer, Person::Agrees(name)).await
}

/// Who signs in under `name`, as the API shows them.
async fn signed_in(door: &Doorward, peer: &Peer, name: &str) -> Value {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, peer, name).await;
    assert_eq!(answer.location(), format!("{HOME}/"), "{name}");
    browser.refresh().await.expect_status(200);
    browser.get("/api/user").await.expect_status(200).json()
}

#[tokio::test]
async fn the_first_person_from_the_provider_is_the_administrator_and_is_known_again() {
    let peer = Peer::start(&[]);
    let door = Doorward::start_today(&peer.settings(BASIC.0, BASIC.1)).await;
    let alice = signed_in(&door, &peer, "alice").await;
    for (name, value) in [
        ("email", "alice@example.test"),
        ("name", "Alice Liddell"),
        ("username", "alice"),
        ("provider", "openid"),
        ("role", "ADMIN"),
        ("avatar", "https://pics.example.test/a.png"),
    ] {
        assert_eq!(alice[name], value, "{name}");
    }
    assert_eq!(alice["emailVerified"], true);
    let bob = signed_in(&door, &peer, "bob").await;
    assert_eq!((&bob["role"], &bob["emailVerified"]), (&"USER".into(), &false.into()));
    assert_eq!(signed_in(&door, &peer, "alice").await, alice);
    door.stop().await;
}

/// Checklist item 42: the provider demands PKCE, and sees the method that it published.
#[tokio::test]
async fn every_kind_of_client_signs_in() {
    let peer = Peer::start(&[]);
    let secret = |name: &str| format!("{name}-secret-0123456789abcdef0123456789");
    for (client, more) in [
        ("basic", None),
        ("es256", None),
        ("ps256", None),
        ("eddsa", None),
        ("public", Some(("OPENID_USE_PKCE", "true"))),
    ] {
        let secret = secret(client);
        let mut settings = peer.settings(client, &secret);
        if client == "public" {
            settings.retain(|(name, _)| *name != "OPENID_CLIENT_SECRET");
        }
        settings.extend(more);
        let door = Doorward::start_today(&settings).await;
        assert_eq!(signed_in(&door, &peer, "alice").await["role"], "ADMIN", "{client}");
        door.stop().await;
    }
    let requests = peer.asked("/token").await;
    assert_eq!(requests.len(), 5);
    for request in requests {
        assert_eq!(request["status"], 200);
        assert_eq!(request["body"]["code_verifier"].as_str().unwrap().len(), 43);
        assert!(request["body"].get("client_secret").is_none(), "basic keeps it out of the body");
    }
}

/// A provider that takes the secret in the body only says so in its metadata.
#[tokio::test]
async fn the_secret_goes_into_the_body_where_the_provider_takes_it_nowhere_else() {
    let peer = Peer::start(&[("CLIENT_AUTH", "client_secret_post")]);
    let secret = "post-secret-0123456789abcdef0123456789";
    let door = Doorward::start_today(&peer.settings("post", secret)).await;
    assert_eq!(signed_in(&door, &peer, "alice").await["role"], "ADMIN");
    assert_eq!(peer.asked("/token").await[0]["body"]["client_secret"], secret);
    door.stop().await;
}

#[tokio::test]
async fn every_spelling_of_the_issuer_leads_to_one_account() {
    let peer = Peer::start(&[]);
    let mut door = Doorward::start_today(&peer.settings(BASIC.0, BASIC.1)).await;
    let alice = signed_in(&door, &peer, "alice").await;
    for end in ["/", "/.well-known/openid-configuration", "/.well-known/openid-configuration/"] {
        let issuer = format!("{}{end}", peer.issuer);
        let mut settings = peer.settings(BASIC.0, BASIC.1);
        settings.retain(|(name, _)| *name != "OPENID_ISSUER");
        settings.push(("OPENID_ISSUER", &issuer));
        door = door.restart_with(&settings).await;
        assert_eq!(signed_in(&door, &peer, "alice").await["id"], alice["id"], "{end}");
    }
    door.stop().await;
}

#[tokio::test]
async fn claims_are_found_in_the_id_token_as_well_as_at_userinfo() {
    for environment in [&[][..], &[("CLAIMS_IN_ID_TOKEN", "1")][..]] {
        let peer = Peer::start(environment);
        let door = Doorward::start_today(&peer.settings(BASIC.0, BASIC.1)).await;
        let alice = signed_in(&door, &peer, "alice").await;
        assert_eq!(alice["email"], "alice@example.test");
        assert_eq!(alice["name"], "Alice Liddell");
        door.stop().await;
    }
}

/// Checklist item 54: the provider is asked for what the operator wrote, and nothing else.
#[tokio::test]
async fn the_provider_is_asked_for_the_configured_scopes_only() {
    let peer = Peer::start(&[]);
    let mut settings = peer.settings(BASIC.0, BASIC.1);
    settings.push(("OPENID_SCOPE", "openid email"));
    let door = Doorward::start_today(&settings).await;
    let alice = signed_in(&door, &peer, "alice").await;
    assert_eq!(alice["email"], "alice@example.test");
    assert_ne!(alice["name"], "Alice Liddell", "the profile was not asked for");
    assert_eq!(peer.asked("/auth").await[0]["query"]["scope"], "openid email");
    door.stop().await;
}

/// Checklist item 115, on the way through a provider.
#[tokio::test]
async fn people_get_to_where_they_wanted_and_only_within_this_service() {
    let peer = Peer::start(&[]);
    let door = Doorward::start_today(&peer.settings(BASIC.0, BASIC.1)).await;
    for (start, end) in [
        ("/oauth/openid?return_to=/c/new%3Fmodel%3Da", "/c/new?model=a"),
        ("/oauth/openid?redirect_to=/c/new", "/c/new"),
        ("/oauth/openid?return_to=//evil.test", "/"),
        ("/oauth/openid?return_to=https://evil.test/", "/"),
        ("/oauth/openid?return_to=/%5Cevil.test", "/"),
    ] {
        let mut browser = door.browser();
        let answer = sign_in_from(start, &mut browser, &peer, Person::Agrees("alice")).await;
        assert_eq!(answer.location(), format!("{HOME}{end}"), "{start}");
    }
    // The sign-in page hands it on.
    let page = door.browser().get("/login?return_to=/c/new").await.expect_status(200);
    assert!(page.text().contains("/oauth/openid?return_to=%2Fc%2Fnew"), "{}", page.text());
    door.stop().await;
}

#[tokio::test]
async fn who_cancels_at_the_provider_is_back_at_the_sign_in_page_with_a_polite_word() {
    let peer = Peer::start(&[]);
    let door = Doorward::start_today(&peer.settings(BASIC.0, BASIC.1)).await;
    let mut browser = door.browser();
    let answer = sign_in_from("/oauth/openid", &mut browser, &peer, Person::Cancels).await;
    assert_eq!(answer.location(), failed_with("DW-OIDC-038"));
    assert!(holds_no_session(&browser));
    let page = browser.get(local(answer.location())).await.expect_status(200);
    assert!(page.text().contains("DW-OIDC-038") && page.text().contains("Try again."));
    assert!(!page.text().contains("aborted"), "the provider's words are for the log");
    assert!(peer.asked("/token").await.is_empty());
    sign_in(&mut browser, &peer, "alice").await;
    assert!(browser.jar.contains_key("doorward"), "and may try again");
    door.stop().await;
}

/// Checklist item 47: nobody has the empty address.
#[tokio::test]
async fn a_person_without_an_address_is_told_so() {
    let peer = Peer::start(&[]);
    let door = Doorward::start_today(&peer.settings(BASIC.0, BASIC.1)).await;
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, &peer, "noemail").await;
    assert_eq!(answer.location(), failed_with("DW-LOGIN-007"));
    assert!(holds_no_session(&browser));
    door.stop().await;
}

/// A wrong secret is the operator's trouble: the code says which.
#[tokio::test]
async fn a_wrong_client_secret_has_its_own_code() {
    let peer = Peer::start(&[]);
    let door =
        Doorward::start_today(&peer.settings("basic", "another-secret-0123456789abcdef")).await;
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, &peer, "alice").await;
    assert_eq!(answer.location(), failed_with("DW-OIDC-047"));
    assert!(holds_no_session(&browser));
    door.stop().await;
}

#[tokio::test]
async fn without_social_login_there_is_neither_a_button_nor_a_route() {
    let hostile = Hostile::start(0);
    let mut on = settings(&hostile);
    on.extend([
        ("OPENID_BUTTON_LABEL", "Continue with Wonderland"),
        ("OPENID_IMAGE_URL", "/w.png"),
    ]);
    let door = Doorward::start(&on).await;
    let page = door.browser().get("/login").await.expect_status(200);
    for part in ["Continue with Wonderland", "/oauth/openid", "/w.png"] {
        assert!(page.text().contains(part), "{part}");
    }
    door.browser().get("/oauth/github").await.expect_status(404);
    let mut off = on.clone();
    off[0] = ("ALLOW_SOCIAL_LOGIN", "false");
    let door = door.restart_with(&off).await;
    let page = door.browser().get("/login").await.expect_status(200);
    assert!(!page.text().contains("Wonderland") && !page.text().contains("/oauth/"));
    let config = door.browser().get("/api/config").await.expect_status(200).json();
    assert_eq!(config["openidLoginEnabled"], false);
    for path in ["/oauth/openid", "/oauth/openid/callback?code=a&state=b"] {
        let page = door.browser().get(path).await.expect_status(404);
        assert!(page.text().contains("DW-LOGIN-003"), "{path}");
    }
    assert_eq!(hostile.hits("/.well-known/openid-configuration"), 0, "nobody was asked");
    door.stop().await;
}

#[tokio::test]
async fn the_sign_in_page_goes_on_by_itself_where_it_is_told_to_and_stops_where_it_must() {
    let hostile = Hostile::start(0);
    let mut settings = settings(&hostile);
    settings.push(("OPENID_AUTO_REDIRECT", "true"));
    let door = Doorward::start(&settings).await;
    let answer = door.browser().get("/login").await.expect_status(303);
    assert_eq!(answer.location(), "/oauth/openid");
    let page = door.browser().get("/login?redirect=false").await.expect_status(200);
    assert!(page.text().contains("/oauth/openid"));
    // A refusal must not send people round in circles.
    let failed = door.browser().get("/oauth/openid/callback?state=x").await.expect_status(302);
    door.browser().get(local(failed.location())).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 43: wherever the answer arrives, it is the state that says whose it is.
#[tokio::test]
async fn the_callback_may_be_at_another_path() {
    let hostile = Hostile::start(0);
    for path in ["/api/auth/callback/sso", "/oauth/sso/callback", "/back"] {
        let mut settings = settings(&hostile);
        settings.push(("OPENID_CALLBACK_URL", path));
        let door = Doorward::start(&settings).await;
        hostile.set_clock(door.now().seconds());
        let mut browser = door.browser();
        let started = browser.get("/oauth/openid").await.expect_status(302);
        let back = way_back(started.location(), &hostile);
        assert!(back.starts_with(&format!("{path}?")), "{back}");
        assert_eq!(browser.get(&back).await.expect_status(302).location(), format!("{HOME}/"));
        let (form, _) = hostile.token_request().unwrap();
        assert_eq!(form["redirect_uri"], format!("{HOME}{path}"));
        door.stop().await;
    }
}
