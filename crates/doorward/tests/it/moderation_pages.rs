//! Bans by the console.

use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";

/// Checklist item 106: reason, actor and expiry are on record, and a ban is lifted by the page.
#[tokio::test]
async fn an_administrator_bans_and_lifts_by_the_page() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    alice.get("/admin/bans").await.expect_status(404);
    alice.form("/admin/bans", &[("who", "root@example.test")]).await.expect_status(404);
    for (fields, code) in [
        ([("who", ALICE), ("for", "2h"), ("reason", " ")], "DW-BAN-003"),
        ([("who", ALICE), ("for", "120"), ("reason", "Spam")], "DW-BAN-004"),
        ([("who", "nobody@example.test"), ("for", ""), ("reason", "Spam")], "DW-ADM-003"),
        ([("who", "root@example.test"), ("for", ""), ("reason", "Spam")], "DW-ADM-002"),
    ] {
        let refused = root.form("/admin/bans", &fields).await;
        assert!(refused.status >= 400 && refused.text().contains(code), "{}", refused.text());
    }
    let fields = [("who", ALICE), ("for", "2h"), ("reason", "Spam <b>everywhere</b>")];
    root.form("/admin/bans", &fields).await.expect_status(303);
    assert_eq!(alice.who().await, None);
    alice.login(ALICE, PASSWORD).await.expect_status(403);
    let shown = root.get("/admin/bans").await.expect_status(200);
    assert!(shown.text().contains(ALICE) && shown.text().contains("by root@example.test"));
    assert!(!shown.text().contains("<b>everywhere"));
    let id = shown.text().split_once("/lift\"").unwrap().0.rsplit_once('/').unwrap().1.to_owned();
    // Nothing is done without a fresh proof.
    door.clock.advance(11 * 60 * 1000);
    let lift = format!("/admin/bans/{id}/lift");
    root.form(&lift, &[]).await.expect_status(200);
    alice.login(ALICE, PASSWORD).await.expect_status(403);
    root.form(&lift, &[("password", PASSWORD)]).await.expect_status(303);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    assert!(!root.get("/admin/bans").await.text().contains(ALICE));
    assert!(root.get("/admin/bans?all=true").await.text().contains("Lifted"));
    // An administrator who bans the address of everybody goes on, and lifts it.
    let address = [("who", "127.0.0.1"), ("for", ""), ("reason", "A mistake")];
    root.form("/admin/bans", &address).await.expect_status(303);
    door.browser().get("/login").await.expect_status(403);
    let shown = root.get("/admin/bans").await.expect_status(200);
    let id = shown.text().split_once("/lift\"").unwrap().0.rsplit_once('/').unwrap().1.to_owned();
    root.form(&format!("/admin/bans/{id}/lift"), &[]).await.expect_status(303);
    door.browser().get("/login").await.expect_status(200);
    door.stop().await;
}
