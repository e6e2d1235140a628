//! `LibreChat`'s API beside sign-in: what its web client asks for and how.

use crate::harness::Doorward;

#[tokio::test]
async fn the_anonymous_configuration_has_what_the_sign_in_page_reads() {
    let door = Doorward::start(&[("APP_TITLE", "Chat of the Club")]).await;
    let mut browser = door.browser();
    let config = browser.get("/api/config").await.expect_status(200).json();
    assert_eq!(config["appTitle"], "Chat of the Club");
    for flag in ["emailLoginEnabled", "registrationEnabled"] {
        assert_eq!(config[flag], true, "{flag}");
    }
    for flag in [
        "socialLoginEnabled",
        "openidLoginEnabled",
        "googleLoginEnabled",
        "githubLoginEnabled",
        "discordLoginEnabled",
        "facebookLoginEnabled",
        "appleLoginEnabled",
        "samlLoginEnabled",
        "passwordResetEnabled",
        "emailEnabled",
        "openidAutoRedirect",
    ] {
        assert_eq!(config[flag], false, "{flag}");
    }
    assert_eq!(config["ldap"]["enabled"], false);
    assert_eq!(config["minPasswordLength"], 15);
    assert!(config["socialLogins"].is_array() && config["turnstile"].is_object());
    assert!(config["serverDomain"].as_str().unwrap().starts_with("http://localhost"));
    assert!(config.get("allowAccountDeletion").is_none());
    let mut alice = door.signed_in("alice@example.test").await;
    let config = alice.get("/api/config").await.expect_status(200).json();
    assert_eq!(config["allowAccountDeletion"], true);
    alice.token = Some("nonsense".to_owned());
    alice.get("/api/config").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn the_other_routes_answer_as_the_client_expects() {
    let door = Doorward::start(&[]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let banner = alice.get("/api/banner").await.expect_status(200);
    assert!(banner.body.is_empty());
    let role = alice.get("/api/roles/USER").await.expect_status(200).json();
    assert_eq!(
        (&role["name"], &role["permissions"]["PROMPTS"]["USE"]),
        (&"USER".into(), &true.into())
    );
    let refused = alice.get("/api/roles/ADMIN").await.expect_status(403);
    assert_eq!(refused.message(), "Unauthorized");
    admin.get("/api/roles/ADMIN").await.expect_status(200);
    assert_eq!(admin.get("/api/roles/NONE").await.expect_status(404).message(), "Role not found");
    for path in ["/health", "/livez", "/readyz"] {
        assert_eq!(alice.get(path).await.expect_status(200).text(), "OK");
    }
    for (method, path) in
        [("GET", "/api/nothing"), ("GET", "/api/auth/login"), ("PUT", "/api/user"), ("GET", "/api")]
    {
        let answer = alice.send(method, path, &[], b"").await.expect_status(404);
        assert_eq!(answer.message(), "Endpoint not found", "{method} {path}");
    }
    door.stop().await;
}

#[tokio::test]
async fn who_may_not_pass_is_told_in_the_known_words() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let good = alice.token.clone().unwrap();
    let parts: Vec<_> = good.split('.').collect();
    let forged = format!("{}.{}.{}", parts[0], parts[1], "A".repeat(43));
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", parts[1]);
    for (token, text) in [
        ("nonsense".to_owned(), "jwt malformed"),
        ("a.b".to_owned(), "jwt malformed"),
        (forged, "invalid signature"),
        (unsigned, "invalid algorithm"),
        ("x".repeat(9000), "jwt malformed"),
    ] {
        alice.token = Some(token);
        assert_eq!(alice.get("/api/user").await.expect_status(401).message(), text);
    }
    alice.token = None;
    assert_eq!(alice.get("/api/user").await.expect_status(401).message(), "No auth token");
    door.stop().await;
}

#[tokio::test]
async fn a_person_in_json_has_the_documented_fields() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let user = alice.get("/api/user").await.expect_status(200).json();
    assert_eq!(user["createdAt"], "2026-01-01T00:00:00.000Z");
    assert_eq!(user["id"], user["_id"]);
    let refreshed = alice.refresh().await.expect_status(200).json();
    assert!(refreshed["user"].get("id").is_none(), "a refresh has only _id, as in the original");
    assert_eq!(refreshed["user"]["_id"], user["_id"]);
    door.stop().await;
}
