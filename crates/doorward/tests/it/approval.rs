//! The queue of new people (`DOORWARD_APPROVAL`).

use serde_json::{Value, json};

use crate::commands;
use crate::harness::browser::Browser;
use crate::harness::provider::{failed_with, holds_no_session, settings, sign_in};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

const ON: (&str, &str) = ("DOORWARD_APPROVAL", "true");

const ALICE: &str = "alice@example.test";

/// Where the console names somebody who waits.
async fn waiting(admin: &mut Browser) -> Vec<String> {
    let page = admin.get("/admin/approvals").await.expect_status(200).text().to_owned();
    let parts = page.split("/admin/approvals/").skip(1);
    let ids = parts.filter_map(|part| part.split_once("/approve\"").map(|(id, _)| id.to_owned()));
    ids.filter(|id| id.len() == 24).collect()
}

/// Checklist item 92: whoever waits gets no session by any path, and is told so after the proof alone.
#[tokio::test]
async fn new_people_wait_until_an_administrator_lets_them_in() {
    let door = Doorward::start(&[ON]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    assert_eq!(admin.get("/api/user").await.json()["role"], "ADMIN");
    let mut alice = door.browser();
    let form = [("name", "Alice"), ("email", ALICE), ("password", PASSWORD)];
    let made = alice.form("/register", &form).await.expect_status(303);
    let taken = alice.form("/register", &form).await.expect_status(303);
    assert_eq!(made.location(), "/login?redirect=false&notice=account-waits");
    assert_eq!(made.location(), taken.location());
    alice.login(ALICE, "a wrong password").await.expect_status(404);
    let told = alice.login(ALICE, PASSWORD).await.expect_status(403);
    assert!(told.message().contains("waits until an administrator"));
    let typed = |password| [("email", ALICE), ("password", password)];
    let page = alice.form("/login", &typed(PASSWORD)).await.expect_status(403);
    assert!(page.text().contains("DW-INV-002") && page.text().contains("Waiting for approval"));
    let page = alice.form("/login", &typed("a wrong password")).await.expect_status(401);
    assert!(!page.text().contains("DW-INV-002"));
    assert!(holds_no_session(&alice));
    let path = format!("/admin/approvals/{}", waiting(&mut admin).await.remove(0));
    alice.form(&format!("{path}/approve"), &[]).await.expect_status(303);
    alice.login(ALICE, PASSWORD).await.expect_status(403);
    admin.form(&format!("{path}/approve"), &[]).await.expect_status(303);
    let again = admin.form(&format!("{path}/approve"), &[]).await.expect_status(409);
    assert!(again.text().contains("DW-INV-008"));
    admin.form(&format!("{path}/reject"), &[]).await.expect_status(409);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(alice.who().await.as_deref(), Some(ALICE));
    let refused = alice.form(&format!("{path}/reject"), &[]).await.expect_status(404);
    assert!(refused.text().contains("DW-REQ-002"));
    door.stop().await;
}

/// Checklist item 68: letting in, shutting out and turning away need a proof of who the administrator is.
#[tokio::test]
async fn whoever_judges_has_proved_of_late_who_they_are() {
    let door = Doorward::start(&[ON]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let mut alice = door.browser();
    alice.register(ALICE).await.expect_status(200);
    let id = waiting(&mut admin).await.remove(0);
    for (act, before, after) in [("approve", 1, 0), ("withdraw", 0, 1), ("reject", 1, 0)] {
        let path = format!("/admin/approvals/{id}/{act}");
        door.clock.advance(11 * 60_000);
        let asked = admin.form(&path, &[]).await.expect_status(200);
        assert!(asked.text().contains(&format!("action=\"{path}\"")), "{act}");
        admin.form(&path, &[("password", "not the password")]).await.expect_status(403);
        assert_eq!(waiting(&mut admin).await.len(), before, "{act}");
        admin.form(&path, &[("password", PASSWORD)]).await.expect_status(303);
        assert_eq!(waiting(&mut admin).await.len(), after, "{act}");
    }
    alice.login(ALICE, PASSWORD).await.expect_status(404);
    door.stop().await;
}

#[tokio::test]
async fn who_is_turned_away_is_gone() {
    let door = Doorward::start(&[ON]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let mut alice = door.browser();
    alice.register(ALICE).await.expect_status(200);
    let path = format!("/admin/approvals/{}/reject", waiting(&mut admin).await.remove(0));
    admin.form(&path, &[]).await.expect_status(303);
    assert!(waiting(&mut admin).await.is_empty());
    alice.login(ALICE, PASSWORD).await.expect_status(404);
    door.stop().await;
}

/// Checklist items 92 and 117: at a provider too, and whatever the setting says later.
#[tokio::test]
async fn new_people_of_a_provider_wait_too() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.push(ON);
    let door = Doorward::start(&all).await;
    door.browser().register("admin@example.test").await.expect_status(200);
    hostile.vouch_for(&json!({"email": ALICE, "email_verified": true}));
    let mut alice = door.browser();
    for _ in 0..2 {
        let answer = sign_in(&mut alice, &hostile).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-INV-002"));
        assert!(holds_no_session(&alice));
    }
    let door = door.restart_with(&settings(&hostile)).await;
    alice.address = door.address;
    sign_in(&mut alice, &hostile).await.expect_status(302);
    assert!(holds_no_session(&alice));
    let run = |args: &[&str]| commands::doorward(door.folder.path(), &[], args, "");
    let listed = run(&["user", "approve", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!((&listed[0]["email"], &listed[0]["waiting"]), (&json!(ALICE), &json!(true)));
    assert_eq!(run(&["user", "approve", ALICE]).status.code(), Some(0));
    assert_eq!(run(&["user", "approve", ALICE]).status.code(), Some(1));
    sign_in(&mut alice, &hostile).await.expect_status(302);
    alice.get("/").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn invited_people_do_not_wait() {
    let door = Doorward::start(&[ON]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let form = [("email", ""), ("role", "USER"), ("days", "1")];
    let page = admin.form("/admin/invitations", &form).await.expect_status(200).text().to_owned();
    let (_, rest) = page.split_once("/register?token=").unwrap();
    let (token, _) = rest.split_once('<').unwrap();
    let mut alice = door.browser();
    let form = [("name", "Alice"), ("email", ALICE), ("password", PASSWORD), ("token", token)];
    alice.form("/register", &form).await.expect_status(303);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 66, as far as approval goes.
#[tokio::test]
async fn sessions_end_with_the_approval_under_them() {
    let door = Doorward::start(&[ON]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let mut alice = door.browser();
    alice.register(ALICE).await.expect_status(200);
    let id = waiting(&mut admin).await.remove(0);
    admin.form(&format!("/admin/approvals/{id}/approve"), &[]).await.expect_status(303);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    admin.form(&format!("/admin/approvals/{id}/withdraw"), &[]).await.expect_status(303);
    assert_eq!(alice.who().await, None);
    alice.refresh().await.expect_status(401);
    alice.get("/").await.expect_status(303);
    assert_eq!(waiting(&mut admin).await, [id]);
    door.stop().await;
}
