//! The life of an account by the command line alone: whoever runs the place invites somebody, vouches for their
//! address, leads them to a passkey, bans them, lifts the ban and deletes the account. What the person does
//! themselves they do by the links that the commands print.

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::authenticator::Authenticator;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};
use crate::passkeys::{ALICE, ORIGIN, add, sign_in};

/// Where a passkey is added, as links write it.
const TO_PASSKEYS: &str = "return_to=%2F%23passkeys";

/// The server, by the clock that the commands go by.
async fn start(more: &[(&str, &str)]) -> Doorward {
    let own =
        [("DOMAIN_SERVER", ORIGIN), ("DOMAIN_CLIENT", ORIGIN), ("SESSION_COOKIE_SECURE", "false")];
    Doorward::start_today(&[&own, more].concat()).await
}

/// Runs a command beside the server; it must succeed.
fn run(door: &Doorward, args: &[&str]) -> String {
    let settings = [("DOMAIN_SERVER", ORIGIN), ("DOMAIN_CLIENT", ORIGIN)];
    let output = doorward(door.folder.path(), &settings, args, "");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn printed(door: &Doorward, args: &[&str]) -> Value {
    serde_json::from_str(&run(door, args)).unwrap()
}

/// The path and query of a link that a command prints.
fn link(door: &Doorward, args: &[&str]) -> String {
    let made = printed(door, args);
    let link = url::Url::parse(made["link"].as_str().unwrap()).unwrap();
    format!("{}?{}", link.path(), link.query().unwrap())
}

/// What the query of a link says.
fn said(link: &str, name: &str) -> String {
    let link = url::Url::parse(&format!("{ORIGIN}{link}")).unwrap();
    link.query_pairs().find(|(one, _)| one == name).unwrap().1.into_owned()
}

/// Opens the invitation and fills its form in.
async fn come_in(browser: &mut Browser, link: &str) {
    let page = browser.get(link).await.expect_status(200);
    assert!(page.text().contains(r#"name="return_to" value="/#passkeys""#), "{}", page.text());
    let (token, return_to) = (said(link, "token"), said(link, "return_to"));
    let form = [
        ("name", "Alice"),
        ("email", ALICE),
        ("password", PASSWORD),
        ("confirm_password", PASSWORD),
        ("token", &*token),
        ("return_to", &*return_to),
    ];
    let made = browser.form("/register", &form).await.expect_status(303);
    assert_eq!(made.location(), "/#passkeys");
}

#[tokio::test]
async fn somebody_is_invited_verified_given_a_passkey_banned_unbanned_and_deleted() {
    let door = start(&[("ALLOW_REGISTRATION", "false")]).await;
    door.browser().register("root@example.test").await.expect_status(200);
    let invitation = link(&door, &["user", "invite", ALICE, "--passkey", "--json"]);
    assert!(invitation.ends_with(TO_PASSKEYS), "{invitation}");
    let mut alice = door.browser();
    come_in(&mut alice, &invitation).await;
    let mut key = Authenticator::at(ORIGIN);
    add(&mut alice, &mut key).await.expect_status(200);
    assert_eq!(shown(&door)["email_verified"], json!(false), "nobody has vouched for it");
    run(&door, &["user", "verify", ALICE]);
    run(&door, &["user", "verify", ALICE]);
    assert_eq!(shown(&door)["email_verified"], json!(true));
    run(&door, &["user", "ban", ALICE, "--for", "2h", "--reason", "Spam"]);
    let refused = sign_in(&mut door.browser(), &mut key).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("DW-BAN-001")));
    run(&door, &["user", "unban", ALICE]);
    sign_in(&mut door.browser(), &mut key).await.expect_status(200);
    run(&door, &["user", "delete", ALICE, "--yes"]);
    assert_ne!(sign_in(&mut door.browser(), &mut key).await.status, 200);
    let events = run(&door, &["audit", "list", "--json"]);
    for kind in ["invitation.create", "user.verify", "ban.add", "ban.lift", "user.delete"] {
        assert!(events.contains(kind), "{kind}: {events}");
    }
    door.stop().await;
}

/// Somebody who has an account already is led to a passkey by a reset link.
#[tokio::test]
async fn a_reset_link_leads_on_to_a_passkey() {
    let door = start(&[]).await;
    door.signed_in(ALICE).await;
    let reset = link(&door, &["user", "reset-link", ALICE, "--passkey", "--json"]);
    assert!(reset.ends_with(TO_PASSKEYS), "{reset}");
    let mut alice = door.browser();
    let page = alice.get(&reset).await.expect_status(200);
    assert!(page.text().contains(r#"name="return_to" value="/#passkeys""#), "{}", page.text());
    let new = "another horse battery";
    let names = ["token", "userId", "return_to"];
    let [token, user, return_to] = names.map(|name| said(&reset, name));
    let form =
        [("token", &*token), ("userId", &*user), ("return_to", &*return_to), ("password", new)];
    let done = alice.form("/reset-password", &form).await.expect_status(303);
    assert!(done.location().ends_with(TO_PASSKEYS), "{}", done.location());
    let form = [("email", ALICE), ("password", new), ("return_to", &*return_to)];
    let opened = alice.form("/login", &form).await.expect_status(303);
    assert_eq!(opened.location(), "/#passkeys");
    let mut key = Authenticator::at(ORIGIN);
    add(&mut alice, &mut key).await.expect_status(200);
    door.stop().await;
}

/// The account as the command line shows it.
fn shown(door: &Doorward) -> Value {
    printed(door, &["user", "show", ALICE, "--json"])
}
