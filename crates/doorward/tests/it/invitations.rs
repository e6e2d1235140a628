//! Invitations: links by which one person comes in whatever the registration switch says.

use std::path::Path;

use serde_json::{Value, json};

use crate::commands;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::provider::{failed_with, local, settings, way_back};
use crate::harness::{BEGIN, Doorward, PASSWORD, together};
use crate::hostile::Hostile;

/// Nobody may make an account without an invitation.
const CLOSED: (&str, &str) = ("ALLOW_REGISTRATION", "false");

const ALICE: &str = "alice@example.test";

/// What the command line prints of a new invitation.
fn invite(folder: &Path, args: &[&str]) -> Value {
    let all: Vec<_> = ["user", "invite", "--json"].iter().chain(args).copied().collect();
    let output = commands::doorward(folder, &[], &all, "");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The token in the link of an invitation.
fn token(made: &Value) -> String {
    let (_, token) = made["link"].as_str().unwrap().split_once("/register?token=").unwrap();
    token.to_owned()
}

async fn start(more: &[(&str, &str)]) -> Doorward {
    let mut all = vec![CLOSED];
    all.extend(more);
    let door = Doorward::start_today(&all).await;
    door.browser().register("admin@example.test").await.expect_status(200);
    door
}

async fn register(browser: &mut Browser, email: &str, token: &str) -> Answer {
    let body = json!({
        "name": "Some Body", "username": "", "email": email, "token": token,
        "password": PASSWORD, "confirm_password": PASSWORD,
    });
    browser.post("/api/auth/register", &body).await
}

/// Checklist item 90: bound to its address and role, and used up by the account that it makes.
#[tokio::test]
async fn an_invitation_makes_one_account_for_its_address() {
    let door = start(&[]).await;
    let token = token(&invite(door.folder.path(), &[ALICE, "--role", "admin"]));
    let mut browser = door.browser();
    let closed = browser.register(ALICE).await.expect_status(403);
    assert_eq!(closed.message(), "Registration is not allowed.");
    for (email, token) in
        [("bob@example.test", token.as_str()), (ALICE, "made up"), (ALICE, &token[1..])]
    {
        let refused = register(&mut browser, email, token).await.expect_status(400);
        assert_eq!(refused.message(), "Invalid invite token");
    }
    let undefined = register(&mut browser, ALICE, "undefined").await.expect_status(403);
    assert_eq!(undefined.message(), "Registration is not allowed.");
    // What is typed wrongly burns nothing.
    let body = json!({"name": "", "email": ALICE, "token": token, "password": "x"});
    browser.post("/api/auth/register", &body).await.expect_status(404);
    let encoded = format!("%{:02X}{}", token.as_bytes()[0], &token[1..]);
    register(&mut browser, ALICE, &encoded).await.expect_status(200);
    browser.login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(browser.get("/api/user").await.json()["role"], "ADMIN");
    let again = register(&mut door.browser(), ALICE, &token).await.expect_status(400);
    assert_eq!(again.message(), "Invalid invite token");
    door.stop().await;
}

/// Checklist item 90: of a hundred holders of one link exactly one gets in.
#[tokio::test]
async fn of_a_hundred_that_redeem_one_invitation_one_gets_an_account() {
    let door = start(&[("DOORWARD_HASH_QUEUE", "200")]).await;
    let token = token(&invite(door.folder.path(), &[]));
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let (mut browser, token) = (door.browser(), token.clone());
            together::begin(async move {
                register(&mut browser, &format!("p{n}@example.test"), &token).await.status
            })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            200 => made += 1,
            status => assert_eq!(status, 400),
        }
    }
    assert_eq!(made, 1);
    let output = commands::doorward(door.folder.path(), &[], &["user", "list", "--json"], "");
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 2);
    door.stop().await;
}

/// Checklist item 90: the end is looked at when the invitation is used.
#[tokio::test]
async fn an_invitation_is_over_at_its_end_and_when_it_is_taken_back() {
    let door = start(&[]).await;
    let folder = door.folder.path();
    let (short, kept) = (invite(folder, &["--days", "1"]), invite(folder, &["--days", "30"]));
    let run = |args: &[&str]| commands::doorward(folder, &[], args, "").status.code();
    let mut browser = door.browser();
    door.clock.advance(25 * 60 * 60 * 1000);
    let page = browser.get(&format!("/register?token={}", token(&short))).await.expect_status(400);
    assert!(page.text().contains("DW-INV-001"));
    register(&mut browser, ALICE, &token(&short)).await.expect_status(400);
    let id = kept["id"].as_str().unwrap();
    let path = format!("/register?token={}", token(&kept));
    browser.get(&path).await.expect_status(200);
    assert_eq!(run(&["invites", "revoke", id]), Some(0));
    assert_eq!(run(&["invites", "revoke", id]), Some(1));
    browser.get(&path).await.expect_status(400);
    register(&mut browser, ALICE, &token(&kept)).await.expect_status(400);
    let output = commands::doorward(folder, &[], &["invites", "list", "--json"], "");
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert!(listed.as_array().unwrap().iter().any(|one| one["standing"] == "revoked"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(&token(&kept)), "a list gives no link away");
    door.stop().await;
}

/// Checklist item 85: opening the link changes nothing; the page says whom it is for.
#[tokio::test]
async fn the_page_of_an_invitation_leads_in() {
    let door = start(&[]).await;
    let token = token(&invite(door.folder.path(), &[ALICE]));
    let mut alice = door.browser();
    let path = format!("/register?token={token}");
    for _ in 0..3 {
        let page = alice.get(&path).await.expect_status(200);
        assert!(page.text().contains(ALICE) && page.text().contains("readonly"));
        assert!(page.text().contains(&format!("name=\"token\" value=\"{token}\"")));
    }
    let form = |name, password| {
        [("name", name), ("email", ALICE), ("password", password), ("token", token.as_str())]
    };
    let page = alice.form("/register", &form("Al", "x")).await.expect_status(422);
    assert!(page.text().contains(&format!("name=\"token\" value=\"{token}\"")));
    let made = alice.form("/register", &form("Alice", PASSWORD)).await.expect_status(303);
    assert_eq!(made.location(), "/");
    alice.get("/").await.expect_status(200);
    door.stop().await;
}

/// The form by which an administrator invites whoever holds the link.
const INVITE_ADMIN: [(&str, &str); 3] = [("email", ""), ("role", "ADMIN"), ("days", "7")];

/// The token on the page of a new invitation.
fn shown(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("/register?token=").unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

/// Checklist item 68: an invitation makes accounts, so a session alone does not send one.
#[tokio::test]
async fn an_administrator_who_invites_has_proved_who_they_are() {
    let door = Doorward::start(&[CLOSED]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    door.clock.advance(11 * 60_000);
    let path = "/admin/invitations";
    let asked = admin.form(path, &INVITE_ADMIN).await.expect_status(200);
    assert!(asked.text().contains("Confirm that it is you"), "{}", asked.text());
    assert!(!asked.text().contains("/register?token="));
    let wrong = admin.form(path, &[("password", "not the password")]).await.expect_status(403);
    assert!(wrong.text().contains("DW-LINK-007"));
    let proof = [("email", "admin@example.test"), ("password", PASSWORD)];
    let proved = admin.form(path, &proof).await.expect_status(303);
    assert_eq!(proved.location(), "/admin/invitations?notice=confirmed");
    let made = admin.form(path, &INVITE_ADMIN).await.expect_status(200);
    assert!(!shown(&made).is_empty());
    door.stop().await;
}

/// Checklist item 68: nor does it take one back.
#[tokio::test]
async fn an_administrator_who_takes_an_invitation_back_has_proved_who_they_are() {
    let door = Doorward::start(&[CLOSED]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let made = admin.form("/admin/invitations", &INVITE_ADMIN).await.expect_status(200);
    let link = format!("/register?token={}", shown(&made));
    let (before, _) = made.text().split_once("/revoke\"").unwrap();
    let (_, id) = before.rsplit_once("/admin/invitations/").unwrap();
    let path = format!("/admin/invitations/{id}/revoke");
    door.clock.advance(11 * 60_000);
    let asked = admin.form(&path, &[]).await.expect_status(200);
    assert!(asked.text().contains(&format!("action=\"{path}\"")), "{}", asked.text());
    admin.form(&path, &[("password", "not the password")]).await.expect_status(403);
    door.browser().get(&link).await.expect_status(200);
    admin.form(&path, &[("password", PASSWORD)]).await.expect_status(303);
    door.browser().get(&link).await.expect_status(400);
    door.stop().await;
}

/// Checklist item 90: who is no administrator any more makes none by an invitation of former days.
#[tokio::test]
async fn an_invitation_to_administer_counts_while_its_sender_administers() {
    let door = start(&[]).await;
    let run = |args: &[&str]| commands::doorward(door.folder.path(), &[], args, "").status.code();
    let first = token(&invite(door.folder.path(), &["--role", "admin"]));
    let mut second = door.browser();
    register(&mut second, "second@example.test", &first).await.expect_status(200);
    second.login("second@example.test", PASSWORD).await.expect_status(200);
    let token = shown(&second.form("/admin/invitations", &INVITE_ADMIN).await.expect_status(200));
    let page = format!("/register?token={token}");
    let mut guest = door.browser();
    let who = "second@example.test";
    let (member, admin) = (["user", "role", who, "user"], ["user", "role", who, "admin"]);
    let (off, on) = (["user", "disable", who], ["user", "enable", who]);
    for (stop, resume) in [(&member[..], &admin[..]), (&off, &on)] {
        assert_eq!(run(stop), Some(0));
        guest.get(&page).await.expect_status(400);
        register(&mut guest, ALICE, &token).await.expect_status(400);
        assert_eq!(run(resume), Some(0));
        guest.get(&page).await.expect_status(200);
    }
    register(&mut guest, ALICE, &token).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 92: the list of addresses holds for invited people too.
#[tokio::test]
async fn nobody_is_invited_past_the_list() {
    let list = ("AUTH_ALLOWED_EMAILS", "club.test");
    let door = Doorward::start_today(&[CLOSED]).await;
    door.browser().register("admin@example.test").await.expect_status(200);
    let folder = door.folder.path();
    let (bound, open) = (token(&invite(folder, &[ALICE])), token(&invite(folder, &[])));
    let refused = commands::doorward(folder, &[list], &["user", "invite", ALICE], "");
    assert_eq!(refused.status.code(), Some(1));
    let twice = commands::doorward(folder, &[], &["user", "invite", "admin@example.test"], "");
    assert_eq!(twice.status.code(), Some(1));
    let door = door.restart_with(&[CLOSED, list]).await;
    let mut browser = door.browser();
    for token in [bound, open.clone()] {
        let refused = register(&mut browser, ALICE, &token).await.expect_status(403);
        assert!(refused.message().contains("cannot be used"));
    }
    register(&mut browser, "member@club.test", &open).await.expect_status(200);
    door.stop().await;
}

/// Sets out for the provider with an invitation, and comes back.
async fn come_by_provider(browser: &mut Browser, hostile: &Hostile, token: &str) -> Answer {
    let form = [("token", token), ("return_to", "/")];
    let page = browser.form("/register/openid", &form).await.expect_status(200);
    let header = page.header("refresh").unwrap().to_owned();
    let back = way_back(header.strip_prefix("0;url=").unwrap(), hostile);
    browser.get(&back).await
}

/// Checklist items 90 and 92: where a provider makes no accounts, an invitation does, for whom the
/// provider says that it has checked the address.
#[tokio::test]
async fn an_invited_person_comes_in_by_a_provider() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend([CLOSED, ("ALLOW_SOCIAL_REGISTRATION", "false")]);
    let door = Doorward::start(&all).await;
    door.browser().register("admin@example.test").await.expect_status(200);
    let at = door.now().0 / 1000;
    assert_eq!(at, BEGIN.seconds());
    let mut admin = door.browser();
    admin.login("admin@example.test", PASSWORD).await.expect_status(200);
    let form = [("email", ALICE), ("role", "USER"), ("days", "7")];
    let made = admin.form("/admin/invitations", &form).await.expect_status(200);
    let token = shown(&made);
    for person in [
        json!({"email": ALICE, "email_verified": false}),
        json!({"email": "bob@example.test", "email_verified": true}),
    ] {
        hostile.vouch_for(&person);
        let refused = come_by_provider(&mut door.browser(), &hostile, &token).await;
        assert_eq!(refused.expect_status(302).location(), failed_with("DW-AUTH-004"), "{person}");
    }
    hostile.vouch_for(&json!({"email": ALICE, "email_verified": true}));
    let mut alice = door.browser();
    let answer = come_by_provider(&mut alice, &hostile, &token).await.expect_status(302);
    assert_eq!(local(answer.location()), "/");
    assert_eq!(alice.get("/").await.status, 200);
    hostile
        .vouch_for(&json!({"sub": "bob|1", "email": "bob@example.test", "email_verified": true}));
    let refused = come_by_provider(&mut door.browser(), &hostile, &token).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-AUTH-004"));
    door.stop().await;
}
