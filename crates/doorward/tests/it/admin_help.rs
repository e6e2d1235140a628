//! What administrators do for people who cannot get in, and against those who should not.

use doorward_app::{people, sessions};
use serde_json::Value;

use crate::admin::page_of;
use crate::commands::doorward;
use crate::harness::links::{House, NEW, RESET, reset};
use crate::harness::totp::enrolled;
use crate::harness::{Doorward, PASSWORD};
use crate::passkeys;

const ROOT: &str = "root@example.test";
const ALICE: &str = "alice@example.test";

/// Checklist item 93: an administrator has a link mailed, and neither sees it nor chooses a password.
#[tokio::test]
async fn an_administrator_starts_a_reset_and_never_sees_the_link() {
    let house = House::of_the_trusting(&[]).await;
    let mut root = house.door.signed_in(ROOT).await;
    let mut alice = house.door.signed_in(ALICE).await;
    let page = page_of(&mut root, "alice").await;
    let shown = root.get(&page).await.expect_status(200);
    assert!(!shown.text().contains("type=\"password\""), "no password is typed there");
    let done = root.form(&format!("{page}/reset-password"), &[]).await.expect_status(303);
    assert!(done.location().ends_with("?done=reset-password"), "{}", done.location());
    let link = house.link(RESET, 1).await;
    let told = root.get(&format!("{page}?done=reset-password")).await.expect_status(200);
    let events = root.get("/admin/audit?kind=password.reset_ask").await.expect_status(200);
    for answer in [&done, &told, &events] {
        assert!(!answer.text().contains(&link.token()));
    }
    assert!(told.text().contains("on its way") && events.text().contains("by root@example.test"));
    assert!(alice.who().await.is_some(), "a link alone changes nothing");
    reset(&mut house.door.browser(), &link, NEW).await.expect_status(200);
    alice.login(ALICE, NEW).await.expect_status(200);
    root.form(&format!("{page}/disable"), &[]).await.expect_status(303);
    let pointless = root.form(&format!("{page}/reset-password"), &[]).await.expect_status(409);
    assert!(pointless.text().contains("DW-ADM-006"));
    house.close().await;
}

#[tokio::test]
async fn where_no_mail_is_sent_the_administrator_is_told_so() {
    let door = Doorward::start(&[("DOORWARD_APPROVAL", "true")]).await;
    let mut root = door.signed_in(ROOT).await;
    let mut alice = door.browser();
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(403);
    let page = page_of(&mut root, "alice").await;
    assert!(root.get(&page).await.text().contains("Waits to be let in since"));
    let off = root.form(&format!("{page}/reset-password"), &[]).await.expect_status(409);
    assert!(off.text().contains("DW-ADM-005"));
    root.form(&format!("{page}/approve"), &[]).await.expect_status(303);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    let twice = root.form(&format!("{page}/approve"), &[]).await.expect_status(409);
    assert!(twice.text().contains("DW-INV-008"));
    door.stop().await;
}

/// Checklist item 94, as far as factors go: their owner learns of them, and nobody gets what opens anything.
#[tokio::test]
async fn an_administrator_sees_factors_and_takes_them_away_but_not_their_own() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in(ROOT).await;
    let mut alice = enrolled(&door, ALICE).await;
    let own = page_of(&mut root, "root").await;
    let page = page_of(&mut root, "alice").await;
    assert!(root.get(&page).await.text().contains("<dd>Set up</dd>"));
    let kept = root.get(&format!("{page}/export")).await.expect_status(200);
    let json = kept.json();
    assert_eq!(json["factors"]["recovery_codes"], 10);
    assert!(json["factors"]["authenticator_since"].is_i64());
    for code in &alice.recovery_codes {
        assert!(!kept.text().contains(code));
    }
    root.form(&format!("{own}/reset-factors"), &[]).await.expect_status(409);
    root.form(&format!("{page}/reset-factors"), &[]).await.expect_status(303);
    assert_eq!(alice.browser.who().await, None);
    assert!(root.get(&page).await.text().contains("<dd>None</dd>"));
    let login = alice.browser.login(ALICE, PASSWORD).await.expect_status(200);
    assert!(login.json()["twoFAPending"].is_null());
    assert!(alice.browser.who().await.is_some());
    door.stop().await;
}

/// Checklist item 99: whoever has lost their devices gets rid of the passkeys on them too, and of whoever has
/// found them; in the console and from the command line.
#[tokio::test]
async fn a_reset_of_factors_takes_passkeys_away_and_ends_sessions() {
    let house = House::of_the_trusting(&[("SESSION_COOKIE_SECURE", "false")]).await;
    let door = &house.door;
    let mut root = door.signed_in(ROOT).await;
    let (mut alice, mut key) = passkeys::alice(door).await;
    let page = page_of(&mut root, "alice").await;
    let data = door.folder.path().join("data").display().to_string();
    for by_console in [true, false] {
        let mut finder = door.browser();
        passkeys::sign_in(&mut finder, &mut key).await.expect_status(200);
        if by_console {
            let done = root.form(&format!("{page}/reset-factors"), &[]).await.expect_status(303);
            let told = root.get(done.location()).await.expect_status(200);
            assert!(told.text().contains("no passkey any more"));
            assert_eq!(finder.get("/").await.expect_status(303).location(), "/login");
        } else {
            let args = ["user", "reset-factors", ALICE, "--yes"];
            let output = doorward(door.folder.path(), &[("DOORWARD_DATA", &*data)], &args, "");
            assert!(output.status.success(), "{output:?}");
        }
        let app = door.app();
        let user = people::find(&app, ALICE).await.unwrap();
        assert!(sessions::list(&app, user.id).await.unwrap().is_empty());
        passkeys::sign_in(&mut door.browser(), &mut key).await.expect_status(401);
        alice.login(ALICE, PASSWORD).await.expect_status(200);
        passkeys::add(&mut alice, &mut key).await.expect_status(200);
    }
    let (told, mut wanted) = ("Your second factors were removed", 1);
    while !house.sink.mails(wanted).await.iter().any(|mail| mail.subject() == told) {
        wanted += 1;
    }
    house.close().await;
}

#[tokio::test]
async fn bans_are_shown_with_their_person_kept_in_the_export_and_lifted() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in(ROOT).await;
    let mut alice = door.signed_in(ALICE).await;
    let page = page_of(&mut root, "alice").await;
    let ban = [("who", ALICE), ("for", "2h"), ("reason", "Spam everywhere")];
    root.form("/admin/bans", &ban).await.expect_status(303);
    assert_eq!(alice.who().await, None);
    let shown = root.get(&page).await.expect_status(200);
    assert!(shown.text().contains("Spam everywhere") && shown.text().contains("In force"));
    let kept = root.get(&format!("{page}/export")).await.expect_status(200).json();
    assert_eq!(kept["bans"][0]["reason"], "Spam everywhere");
    assert_eq!(kept["bans"][0]["lifted_at"], Value::Null);
    root.form(&format!("{page}/unban"), &[]).await.expect_status(303);
    assert!(root.get(&page).await.text().contains("Lifted"));
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Of two administrators who ban each other at once one stays; who is banned does not count as one who
/// could take over.
#[tokio::test]
async fn the_last_administrator_who_can_get_in_is_not_banned() {
    let door = Doorward::start_today(&[]).await;
    let command = |args: &[&str]| {
        let output = doorward(door.folder.path(), &[], args, "");
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let ban = ["user", "ban", ROOT, "--for", "2h", "--reason", "A slip"];
    let mut root = door.signed_in(ROOT).await;
    door.browser().register(ALICE).await;
    let (done, error) = command(&ban);
    assert!(!done && error.contains("last administrator"), "{error}");
    assert!(root.who().await.is_some());
    assert!(command(&["user", "role", ALICE, "admin"]).0);
    let mut alice = door.browser();
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    let of = |who| [("who", who), ("for", "2h"), ("reason", "Quarrel")];
    let (of_alice, of_root) = (of(ALICE), of(ROOT));
    let (first, second) =
        tokio::join!(root.form("/admin/bans", &of_alice), alice.form("/admin/bans", &of_root));
    let banned = [&first, &second]
        .map(|answer| answer.header("location").is_some_and(|at| at.ends_with("done=banned")));
    assert_ne!(banned[0], banned[1], "{} {}", first.status, second.status);
    let left = if banned[0] { ROOT } else { ALICE };
    for args in [
        &["user", "disable", left][..],
        &["user", "role", left, "user"],
        &["user", "delete", left, "--yes"],
    ] {
        let (done, error) = command(args);
        assert!(!done && error.contains("last administrator"), "{args:?}: {error}");
    }
    door.stop().await;
}
