//! Every `OpenID` provider of the table by its documented settings, at a certified provider.

use crate::harness::Doorward;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::provider::{HOME, failed_with, holds_no_session};
use crate::harness::social::borrowed;

const SECRET: &str = "basic-secret-0123456789abcdef0123456789";

/// Those that take an issuer, by their current names. Apple and Microsoft have stories of their own.
const CURRENT: [&str; 15] = [
    "auth0",
    "authelia",
    "authentik",
    "azure-ad",
    "casdoor",
    "cloudflare-zero-trust",
    "cognito",
    "generic-oidc",
    "google",
    "keycloak",
    "logto",
    "microsoft",
    "microsoft-entra-id",
    "okta",
    "zitadel",
];

/// Those that have older names too.
const OLDER: [&str; 7] =
    ["auth0", "authelia", "authentik", "cloudflare-zero-trust", "generic-oidc", "logto", "zitadel"];

fn line(name: String, value: &str) -> (String, String) {
    (name, value.to_owned())
}

fn prefix(id: &str) -> String {
    id.to_uppercase().replace('-', "_")
}

async fn everybody_arrives(peer: &Peer, settings: &[(String, String)], ids: &[&str]) {
    let door = Doorward::start_today(&borrowed(settings)).await;
    for id in ids {
        let mut browser = door.browser();
        let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
        let callback = format!("%2Fapi%2Fauth%2Fcallback%2F{id}");
        assert!(started.location().contains(&callback), "{id}: {}", started.location());
        let person = Person::Agrees(id);
        let back = visit(&mut peer.browser(), started.location(), person).await;
        let answer = browser.get(&back).await.expect_status(302);
        assert_eq!(answer.location(), format!("{HOME}/"), "{id}");
        browser.refresh().await.expect_status(200);
        let account = browser.get("/api/user").await.json();
        assert_eq!(account["email"], format!("{id}@example.test"));
        assert_eq!(account["provider"], **id);
        // Microsoft's word for an address is not enough.
        let verified = !matches!(*id, "azure-ad" | "microsoft" | "microsoft-entra-id");
        assert_eq!(account["emailVerified"], verified, "{id}");
    }
    door.stop().await;
}

/// Checklist item 43: all at once, each with a redirect address of its own.
#[tokio::test]
async fn every_provider_signs_people_in_by_its_current_names() {
    let peer = Peer::start(&[]);
    let mut settings = Vec::new();
    for id in CURRENT {
        let prefix = prefix(id);
        settings.push(line(format!("AUTH_{prefix}_ID"), "basic"));
        settings.push(line(format!("AUTH_{prefix}_SECRET"), SECRET));
        settings.push(line(format!("AUTH_{prefix}_ISSUER"), &peer.issuer));
    }
    everybody_arrives(&peer, &settings, &CURRENT).await;
}

#[tokio::test]
async fn every_provider_signs_people_in_by_its_older_names() {
    let peer = Peer::start(&[("CLAIMS_IN_ID_TOKEN", "1")]);
    let mut settings = vec![line("NEXT_AUTH_SSO_PROVIDERS".to_owned(), &OLDER.join("，"))];
    for id in OLDER {
        let prefix = prefix(id);
        settings.push(line(format!("{prefix}_CLIENT_ID"), "basic"));
        settings.push(line(format!("{prefix}_CLIENT_SECRET"), SECRET));
        settings.push(line(format!("{prefix}_ISSUER"), &format!("{}/", peer.issuer)));
    }
    everybody_arrives(&peer, &settings, &OLDER).await;
}

/// Authentik's issuer has a path and a slash at its end. Without a signing key its tokens are HS256, with an
/// encryption key they are encrypted: both are recognised and named.
#[tokio::test]
async fn authentik_signs_people_in_and_its_two_traps_are_named() {
    let peer = Peer::start(&[("ISSUER_PATH", "/application/o/chat/")]);
    assert!(peer.issuer.ends_with("/application/o/chat/"));
    for (client, end) in [
        ("basic", format!("{HOME}/")),
        ("hs256", failed_with("DW-OIDC-073")),
        ("encrypted", failed_with("DW-OIDC-062")),
    ] {
        for issuer in [&*peer.issuer, peer.issuer.trim_end_matches('/')] {
            let secret = SECRET.replace("basic", client);
            let door = Doorward::start_today(&[
                ("AUTHENTIK_CLIENT_ID", client),
                ("AUTHENTIK_CLIENT_SECRET", &secret),
                ("AUTHENTIK_ISSUER", issuer),
            ])
            .await;
            let mut browser = door.browser();
            let started = browser.get("/oauth/authentik").await.expect_status(302);
            let person = Person::Agrees("alice");
            let back = visit(&mut peer.browser(), started.location(), person).await;
            let answer = browser.get(&back).await.expect_status(302);
            assert_eq!(answer.location(), end, "{client}");
            assert_eq!(holds_no_session(&browser), client != "basic");
            door.stop().await;
        }
    }
}
