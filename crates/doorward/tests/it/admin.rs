//! The console: administrators see and change people by pages, and nobody else does.

use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

/// Eleven minutes: longer than a proof counts.
const PROOF_IS_OVER_MS: i64 = 11 * 60 * 1000;

/// The page of somebody, as the search leads there.
pub(crate) async fn page_of(root: &mut Browser, email: &str) -> String {
    let found = root.get(&format!("/admin/people?q={email}")).await.expect_status(200);
    let rest = found.text().split_once("<h3><a href=\"").unwrap().1;
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn people_are_found_page_by_page_by_administrators_alone() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    for n in 0..27 {
        door.browser().register(&format!("member{n:02}@example.test")).await.expect_status(200);
    }
    for path in ["/admin", "/admin/people", "/admin/audit", "/admin/settings"] {
        alice.get(path).await.expect_status(404);
        assert!(door.browser().get(path).await.expect_status(303).location().contains("/login"));
    }
    let first = root.get("/admin/people?q=member").await.expect_status(200);
    assert!(first.text().contains("member00@") && !first.text().contains("member26@"));
    let next = first.text().split_once("/admin/people?q=member").unwrap().1;
    let next = next.split_once('"').unwrap().0.replace("&#38;", "&");
    let second = root.get(&format!("/admin/people?q=member{next}")).await.expect_status(200);
    assert!(second.text().contains("member26@") && !second.text().contains("member00@"));
    let admins = root.get("/admin/people?role=ADMIN").await;
    assert!(admins.text().contains("root@") && !admins.text().contains("alice@"));
    let none = root.get("/admin/people?q=%25&state=disabled").await.expect_status(200);
    assert!(none.text().contains("Nobody is found"));
    door.stop().await;
}

/// Checklist items 65 and 66: an administrator ends sessions, one or all, and switches accounts off; the
/// person is out at once.
#[tokio::test]
async fn an_administrator_ends_sessions_and_switches_off_and_on() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut phone = door.signed_in("alice@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let page = page_of(&mut root, "alice").await;
    let shown = root.get(&page).await.expect_status(200);
    let session = shown.text().split_once("/sessions/").unwrap().1;
    let session = session.split_once('/').unwrap().0;
    root.form(&format!("{page}/sessions/{session}/end"), &[]).await.expect_status(303);
    let left = [phone.who().await, alice.who().await].into_iter().flatten().count();
    assert_eq!(left, 1, "one of the two has ended");
    root.form(&format!("{page}/end-sessions"), &[]).await.expect_status(303);
    assert_eq!((phone.who().await, alice.who().await), (None, None));
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    root.form(&format!("{page}/disable"), &[]).await.expect_status(303);
    assert_eq!(alice.who().await, None);
    alice.refresh().await.expect_status(401);
    alice.login("alice@example.test", PASSWORD).await.expect_status(403);
    assert!(root.get(&page).await.text().contains("Switched off since"));
    root.form(&format!("{page}/enable"), &[]).await.expect_status(303);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    let told = root.get("/admin/audit?kind=user.disable&who=alice@example.test").await;
    assert!(told.text().contains("by root@example.test"));
    door.stop().await;
}

/// Checklist item 68, as far as administration goes: nothing is done without a fresh proof.
#[tokio::test]
async fn every_act_needs_a_fresh_proof_of_the_administrator() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let page = page_of(&mut root, "alice").await;
    door.clock.advance(PROOF_IS_OVER_MS);
    let asked = root.form(&format!("{page}/disable"), &[]).await.expect_status(200);
    assert!(asked.text().contains("autocomplete=\"current-password\""));
    root.form(&format!("{page}/disable"), &[("password", "wrong password")])
        .await
        .expect_status(403);
    assert!(alice.refresh().await.status == 200, "nothing was done");
    let delete = format!("{page}/delete");
    let proved = root.form(&delete, &[("password", PASSWORD)]).await.expect_status(303);
    assert!(proved.location().ends_with("?done=proved"), "and nothing was deleted");
    root.form(&delete, &[("confirm", "bob@example.test")]).await.expect_status(400);
    assert!(alice.refresh().await.status == 200, "nothing was done");
    root.form(&delete, &[("confirm", "alice@example.test")]).await.expect_status(303);
    alice.refresh().await.expect_status(401);
    root.get(&page).await.expect_status(404);
    door.stop().await;
}

#[tokio::test]
async fn roles_are_given_by_the_page_but_not_taken_from_oneself() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let own = page_of(&mut root, "root").await;
    let page = page_of(&mut root, "alice").await;
    for act in ["make-member", "disable", "delete"] {
        let fields = [("confirm", "root@example.test")];
        root.form(&format!("{own}/{act}"), &fields).await.expect_status(409);
    }
    root.form(&format!("{page}/crown"), &[]).await.expect_status(404);
    root.form(&format!("{page}/make-administrator"), &[]).await.expect_status(303);
    alice.get("/admin/people").await.expect_status(200);
    alice.form(&format!("{own}/make-member"), &[]).await.expect_status(303);
    root.get("/admin/people").await.expect_status(404);
    let foreign = [("Origin", "https://elsewhere.example"), ("Content-Length", "0")];
    let headers = [foreign[0], ("Content-Type", "application/x-www-form-urlencoded")];
    alice.send("POST", &format!("{own}/disable"), &headers, b"").await.expect_status(403);
    assert!(root.who().await.is_some());
    door.stop().await;
}

/// Checklist item 94 by the page, and the record as JSON lines; settings show no secret.
#[tokio::test]
async fn what_is_kept_what_happened_and_what_is_set_can_be_seen() {
    let secret = "2779d4dc270d12cf728e4fd01546020dc7f9ac17fbd19e16b242a1429d75f609";
    let door = Doorward::start(&[("JWT_SECRET", secret)]).await;
    let mut root = door.signed_in("root@example.test").await;
    door.signed_in("alice@example.test").await;
    let page = page_of(&mut root, "alice").await;
    let kept = root.get(&format!("{page}/export")).await.expect_status(200);
    assert_eq!(kept.json()["account"]["email"], "alice@example.test");
    assert!(kept.header("content-disposition").unwrap().starts_with("attachment"));
    let lines = root.get("/admin/audit/export?kind=session.begin").await.expect_status(200);
    assert_eq!(lines.text().lines().count(), 2);
    for line in lines.text().lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["kind"], "session.begin");
    }
    let settings = root.get("/admin/settings").await.expect_status(200);
    assert!(settings.text().contains("JWT_SECRET") && !settings.text().contains(secret));
    assert!(settings.body.len() < 60_000, "{} bytes", settings.body.len());
    door.stop().await;
}
