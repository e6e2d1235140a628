//! A person's own account.

use crate::commands::doorward;
use crate::harness::{Doorward, PASSWORD};

/// Checklist item 66, as far as deletion goes.
#[tokio::test]
async fn a_deleted_account_is_gone_with_everything_that_opened_it() {
    let door = Doorward::start(&[]).await;
    let _first = door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let mut other = door.signed_in("alice@example.test").await;
    let answer = alice.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(200);
    assert_eq!(answer.message(), "User deleted");
    assert_eq!(other.who().await, None);
    other.refresh().await.expect_status(401);
    other.get("/").await.expect_status(303);
    other.login("alice@example.test", PASSWORD).await.expect_status(404);
    door.stop().await;
}

#[tokio::test]
async fn where_deletion_is_off_only_an_administrator_may() {
    let door = Doorward::start(&[("ALLOW_ACCOUNT_DELETION", "false")]).await;
    let mut admin = door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let refused = alice.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(403);
    assert_eq!(refused.message(), "You do not have permission to delete this account");
    assert!(!alice.get("/").await.text().contains("/account/delete"));
    let form = [("confirm", "alice@example.test"), ("password", PASSWORD)];
    alice.form("/account/delete", &form).await.expect_status(403);
    assert!(alice.who().await.is_some());
    admin.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(409);
    let role = ["user", "role", "alice@example.test", "admin"];
    assert!(doorward(door.folder.path(), &[], &role, "").status.success());
    admin.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn the_page_deletes_an_account_only_with_address_and_password() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    for (confirm, password) in
        [("bob@example.test", PASSWORD), ("alice@example.test", "wrong password"), ("", "")]
    {
        let form = [("confirm", confirm), ("password", password)];
        alice.form("/account/delete", &form).await.expect_status(403);
        assert!(alice.who().await.is_some());
    }
    let form = [("confirm", "Alice@example.test"), ("password", PASSWORD)];
    alice.form("/account/delete", &form).await.expect_status(303);
    assert!(alice.is_forgotten());
    alice.login("alice@example.test", PASSWORD).await.expect_status(404);
    door.stop().await;
}
