//! Accounts that change while somebody signs in to them.

use std::process::Command;

use futures_util::future::join_all;

use crate::commands::doorward;
use crate::harness::{Doorward, PASSWORD, postgres};

/// One thread checks the passwords one after the other, so many wait there when the reset comes.
#[tokio::test]
async fn a_reset_wins_over_sign_ins_with_the_old_password_that_are_under_way() {
    let door = Doorward::start(&[("DOORWARD_HASH_THREADS", "1")]).await;
    let alice = door.signed_in("alice@example.test").await;
    let (folder, new) = (std::sync::Arc::clone(&door.folder), "quite another password");
    let reset = std::thread::spawn(move || {
        let args = ["user", "set-password", "alice@example.test"];
        doorward(folder.path(), &[], &args, &format!("{new}\n"))
    });
    let until_refused = (0..20).map(async |_| {
        let mut browser = door.browser();
        loop {
            match browser.login("alice@example.test", PASSWORD).await.status {
                200 => {}
                refused => break (browser, refused),
            }
        }
    });
    let browsers = join_all(until_refused).await;
    let reset = reset.join().unwrap();
    assert!(reset.status.success(), "{reset:?}");
    for (mut browser, refused) in browsers.into_iter().chain([(alice, 404)]) {
        assert_eq!(refused, 404);
        browser.refresh().await;
        assert_eq!(browser.who().await, None, "a session outlived the reset");
    }
    door.browser().login("alice@example.test", new).await.expect_status(200);
    door.stop().await;
}

/// There is no command for it yet, so the database is told by hand.
#[tokio::test]
async fn an_account_that_is_switched_off_is_out_until_it_is_switched_on_again() {
    let url = postgres::database();
    let door = Doorward::start(&[("DATABASE_URL", &url)]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let set = |value: &str| {
        let update = format!(
            "UPDATE users SET disabled_at = {value}; SELECT pg_notify('doorward_changes', '')"
        );
        let done = Command::new("psql").args(["-q", "-c", &update, &url]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    assert!(alice.who().await.is_some());
    set("1");
    let waiting = async { while alice.who().await.is_some() {} };
    tokio::time::timeout(std::time::Duration::from_secs(1), waiting).await.expect("still in");
    alice.clone().refresh().await.expect_status(401);
    door.browser().login("alice@example.test", PASSWORD).await.expect_status(403);
    door.browser().login("alice@example.test", "a wrong password").await.expect_status(404);
    set("NULL");
    door.browser().login("alice@example.test", PASSWORD).await.expect_status(200);
    door.stop().await;
}
