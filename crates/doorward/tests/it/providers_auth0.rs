//! Auth0, whose access token depends on `OPENID_AUDIENCE`, played by a certified provider.

use crate::harness::Doorward;
use crate::harness::browser::Browser;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::provider::{HOME, failed_with};

const API: &str = "https://api.librechat.ai";

fn start() -> Peer {
    Peer::start(&[("MODE", "auth0"), ("CLAIMS_IN_ID_TOKEN", "1")])
}

async fn door(peer: &Peer, more: &[(&str, &str)]) -> Doorward {
    let mut settings = peer.settings("basic", "basic-secret-0123456789abcdef0123456789");
    settings.extend(more);
    Doorward::start_today(&settings).await
}

/// Signs in as Alice, and gives where that ends.
async fn sign_in(peer: &Peer, browser: &mut Browser) -> String {
    let started = browser.get("/oauth/openid").await.expect_status(302);
    let back = visit(&mut peer.browser(), started.location(), Person::Agrees("alice")).await;
    browser.get(&back).await.expect_status(302).location().to_owned()
}

/// An opaque token opens userinfo, a JWT for an API does not: the ID token's claims have to do then.
#[tokio::test]
async fn people_sign_in_with_an_audience_and_without() {
    let peer = start();
    for (audience, opens_userinfo) in [("", true), (API, false)] {
        let door = door(&peer, &[("OPENID_AUDIENCE", audience)]).await;
        let before = peer.asked("/me").await.len();
        let mut browser = door.browser();
        assert_eq!(sign_in(&peer, &mut browser).await, format!("{HOME}/"), "{audience}");
        browser.refresh().await.expect_status(200);
        assert_eq!(browser.who().await.as_deref(), Some("alice@example.test"));
        let asked = peer.asked("/me").await;
        assert_eq!(asked.len(), before + 1);
        assert_eq!(asked[before]["status"] == 200, opens_userinfo, "{audience}");
        door.stop().await;
    }
    let door = door(&peer, &[("OPENID_AUDIENCE", "https://unknown.example")]).await;
    let mut browser = door.browser();
    assert_eq!(sign_in(&peer, &mut browser).await, failed_with("DW-OIDC-040"));
    door.stop().await;
}

/// With `OPENID_REUSE_TOKENS` the refresh token is redeemed and rotates, whatever the access token is.
#[tokio::test]
async fn sessions_are_renewed_with_an_audience_and_without() {
    let peer = start();
    for audience in ["", API] {
        let door = door(
            &peer,
            &[
                ("OPENID_AUDIENCE", audience),
                ("OPENID_REUSE_TOKENS", "true"),
                ("OPENID_SCOPE", "openid profile email offline_access"),
                ("OPENID_REUSE_MAX_SESSION_AGE_MS", "1000"),
            ],
        )
        .await;
        let mut browser = door.browser();
        assert_eq!(sign_in(&peer, &mut browser).await, format!("{HOME}/"), "{audience}");
        let before = peer.asked("/token").await.len();
        for round in 1..=2 {
            door.clock.advance(2000);
            browser.refresh().await.expect_status(200);
            let asked = peer.asked("/token").await;
            assert_eq!(asked.len(), before + round, "{audience}");
            let last = asked.last().unwrap();
            assert_eq!(last["body"]["grant_type"], "refresh_token");
            assert_eq!(last["status"], 200, "{audience}");
        }
        door.stop().await;
    }
}
