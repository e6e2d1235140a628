//! Changes to one's own account: password, profile, data, activity.

use serde_json::{Value, json};

use crate::harness::provider::{settings, sign_in};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";

const NEW: &str = "a brand new umbrella stand";

/// How long a proof is fresh, in milliseconds.
const FRESH_MS: i64 = 10 * 60 * 1000;

/// Checklist items 67 and 79: the old password is asked for, however fresh the sign-in is, and all other
/// sessions end.
#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_ends_other_sessions() {
    let door = Doorward::start(&[]).await;
    door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    let mut other = door.signed_in(ALICE).await;
    for (current, new, status) in [
        ("not the old password", NEW, 403),
        ("", NEW, 403),
        (PASSWORD, "short", 422),
        (PASSWORD, "passwordpassword", 422),
    ] {
        let form = [("current-password", current), ("new-password", new)];
        let page = alice.form("/account/password", &form).await.expect_status(status);
        assert!(page.text().contains("<title>Error: "), "{current} {new}");
    }
    alice.form("/account/password", &[("new-password", NEW)]).await.expect_status(403);
    assert!(other.who().await.is_some());
    let form = [("current-password", PASSWORD), ("new-password", NEW)];
    let done = alice.form("/account/password", &form).await.expect_status(303);
    assert_eq!(done.location(), "/?notice=password-changed");
    assert_eq!(alice.who().await.as_deref(), Some(ALICE));
    assert_eq!(other.who().await, None);
    other.refresh().await.expect_status(401);
    other.login(ALICE, PASSWORD).await.expect_status(404);
    other.login(ALICE, NEW).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 68: whoever has no password proves anew who they are before they get one.
#[tokio::test]
async fn a_first_password_needs_a_fresh_proof() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    // It does not say when the person has signed in there, so that proves nothing.
    hostile.vouch_for(&json!({"email": ALICE, "email_verified": true}));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    let form = [("new-password", NEW)];
    let asked = alice.form("/account/password", &form).await.expect_status(200);
    assert!(asked.text().contains("Confirm that it is you"));
    alice.login(ALICE, NEW).await.expect_status(404);
    hostile.vouch_for(&json!({
        "email": ALICE, "email_verified": true, "auth_time": BEGIN.seconds(),
    }));
    let mut fresh = door.browser();
    sign_in(&mut fresh, &hostile).await.expect_status(302);
    fresh.form("/account/password", &form).await.expect_status(303);
    let mut again = door.browser();
    again.login(ALICE, NEW).await.expect_status(200);
    // What the provider says of the person is not theirs to change here.
    let profile = [("profile-name", "Mallory"), ("profile-username", ""), ("picture", "")];
    let refused = fresh.form("/account/profile", &profile).await.expect_status(403);
    assert!(refused.text().contains("DW-ACC-004"));
    door.stop().await;
}

#[tokio::test]
async fn a_profile_is_changed_and_what_is_wrong_with_it_is_said() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in(ALICE).await;
    let form = |name, username, picture| {
        [("profile-name", name), ("profile-username", username), ("picture", picture)]
    };
    for (name, username, picture) in [
        ("Al", "", ""),
        ("Alice", "a b", ""),
        ("Alice", "", "http://pictures.example/a.png"),
        ("Alice", "", "javascript:alert(1)"),
    ] {
        let form = form(name, username, picture);
        let page = alice.form("/account/profile", &form).await.expect_status(422);
        assert!(page.text().contains("aria-invalid"), "{name} {username} {picture}");
    }
    let picture = "https://pictures.example/a.png";
    let form = form("Alice Liddell", "Alice", picture);
    alice.form("/account/profile", &form).await.expect_status(303);
    let user = alice.get("/api/user").await.json();
    assert_eq!(
        (&user["name"], &user["username"], &user["avatar"]),
        (&json!("Alice Liddell"), &json!("alice"), &json!(picture))
    );
    door.stop().await;
}

/// Checklist items 68 and 94: the export has what is one's own and no secret, and asks who asks.
#[tokio::test]
async fn ones_own_data_is_downloaded_after_a_fresh_proof() {
    let door = Doorward::start(&[]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    let answer = alice.get("/account/export").await.expect_status(200);
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment"));
    door.clock.advance(FRESH_MS);
    let asked = alice.get("/account/export").await.expect_status(200);
    assert!(asked.text().contains("action=\"/account/export\""));
    let wrong = alice.form("/account/export", &[("password", "not it")]).await.expect_status(403);
    assert!(wrong.text().contains("DW-LINK-007"));
    let answer = alice.form("/account/export", &[("password", PASSWORD)]).await.expect_status(200);
    let kept: Value = answer.json();
    assert_eq!(kept["account"]["email"], ALICE);
    assert_eq!(kept["sessions"].as_array().unwrap().len(), 1);
    let kinds: Vec<_> = kept["events"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
    assert!(kinds.contains(&&json!("user.create")) && kinds.contains(&&json!("user.export")));
    let text = answer.text().to_lowercase();
    for secret in ["hash", "argon2", "token", "cookie", "admin@"] {
        assert!(!text.contains(secret), "{secret}");
    }
    admin.get("/account/activity").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn activity_is_told_in_words_page_by_page() {
    let door = Doorward::start(&[]).await;
    door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    for _ in 0..60 {
        door.clock.advance(1000);
        alice.login(ALICE, PASSWORD).await.expect_status(200);
    }
    let page = alice.get("/account/activity").await.expect_status(200);
    assert!(page.text().contains("Signed in") && page.text().contains("127.0.0.1"));
    let (_, rest) = page.text().split_once("/account/activity?before=").unwrap();
    let query = rest.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&");
    let older = alice.get(&format!("/account/activity?before={query}")).await.expect_status(200);
    assert!(older.text().contains("Account made") || older.text().contains("before="));
    assert!(!page.text().contains("admin@example.test"));
    let mut stranger = door.browser();
    stranger.get("/account/activity").await.expect_status(303);
    door.stop().await;
}
