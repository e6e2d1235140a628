//! Passkeys in the hands of their owner, of other people, and of whoever sends nonsense.

use serde_json::{Value, json};

use crate::harness::authenticator::Authenticator;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, together};
use crate::passkeys::{
    ALICE, ORIGIN, add, alice, ask, assert_refused, kinds, send, sign_in, start,
};

/// The names, in addresses, of the passkeys on the account page.
async fn names(browser: &mut Browser) -> Vec<String> {
    let page = browser.get("/").await.expect_status(200);
    let parts = page.text().split("/account/passkeys/").skip(1);
    parts.filter_map(|part| part.split_once("/rename\"")).map(|(id, _)| id.to_owned()).collect()
}

/// Takes the password of everybody away, as if they had come by a provider that is gone.
fn forget_passwords(door: &Doorward) {
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    database.execute("UPDATE users SET password_hash = NULL", []).unwrap();
}

#[tokio::test]
async fn an_owner_renames_and_removes_a_passkey() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    let id = names(&mut browser).await.remove(0);
    let rename = format!("/account/passkeys/{id}/rename");
    let done = browser.form(&rename, &[("name", "  My <b>phone</b> ")]).await.expect_status(303);
    assert_eq!(done.location(), "/?notice=passkey-renamed");
    let page = browser.get("/?notice=passkey-renamed").await.expect_status(200);
    assert!(page.text().contains("My &#60;b&#62;phone&#60;/b&#62;"));
    let long = "é".repeat(65);
    for name in ["", "   ", "a\u{7}b", &long] {
        let refused = browser.form(&rename, &[("name", name)]).await.expect_status(400);
        assert!(refused.text().contains("DW-KEY-004"), "{name:?}");
    }
    let remove = format!("/account/passkeys/{id}/remove");
    let done = browser.form(&remove, &[]).await.expect_status(303);
    assert_eq!(done.location(), "/?notice=passkey-removed");
    browser.form(&remove, &[]).await.expect_status(404);
    assert!(names(&mut browser).await.is_empty());
    assert_refused(&sign_in(&mut door.browser(), &mut key).await, 401, "DW-KEY-001");
    assert_eq!(kinds(&door), ["passkey.add", "passkey.rename", "passkey.remove"]);
    door.stop().await;
}

/// Checklist item 99: whoever has a stolen device is out once its passkey is removed, and nobody else is.
#[tokio::test]
async fn sessions_that_a_passkey_opened_end_when_it_is_removed() {
    let door = start(&[]).await;
    let (mut browser, mut stolen) = alice(&door).await;
    door.clock.advance(1000);
    let mut own = Authenticator::at(ORIGIN);
    add(&mut browser, &mut own).await.expect_status(200);
    let (mut thief, mut beside) = (door.browser(), door.browser());
    sign_in(&mut thief, &mut stolen).await.expect_status(200);
    sign_in(&mut beside, &mut own).await.expect_status(200);
    thief.get("/").await.expect_status(200);
    let remove = async |browser: &mut Browser| {
        let oldest = names(browser).await.remove(0);
        let path = format!("/account/passkeys/{oldest}/remove");
        browser.form(&path, &[]).await.expect_status(303);
    };
    remove(&mut browser).await;
    assert_eq!(thief.get("/").await.expect_status(303).location(), "/login");
    beside.get("/").await.expect_status(200);
    remove(&mut beside).await;
    beside.get("/").await.expect_status(200);
    browser.get("/").await.expect_status(200);
    door.stop().await;
}

/// Checklist item 71: nobody sees, renames or removes another person's passkey, or signs in with it.
#[tokio::test]
async fn a_passkey_is_its_owners_alone() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    let id = names(&mut browser).await.remove(0);
    let mut bob = door.signed_in("bob@example.test").await;
    assert!(names(&mut bob).await.is_empty());
    for (action, fields) in [("rename", &[("name", "mine")][..]), ("remove", &[])] {
        let path = format!("/account/passkeys/{id}/{action}");
        bob.form(&path, fields).await.expect_status(404);
        bob.form(&format!("/account/passkeys/{}/{action}", "x".repeat(64)), fields)
            .await
            .expect_status(404);
        let login = door.browser().form(&path, fields).await.expect_status(303);
        assert_eq!(login.location(), "/login");
    }
    // A handle that names somebody else opens neither account.
    let mut own = Authenticator::at(ORIGIN);
    add(&mut bob, &mut own).await.expect_status(200);
    let mut stranger = door.browser();
    let asked = ask(&mut stranger, "sign-in").await;
    let mut swapped = own.get(&asked["options"]);
    swapped["response"]["userHandle"] =
        key.get(&asked["options"])["response"]["userHandle"].clone();
    assert_refused(&send(&mut stranger, "sign-in", &asked, swapped).await, 401, "DW-KEY-001");
    let asked = ask(&mut stranger, "sign-in").await;
    let mut nameless = own.get(&asked["options"]);
    nameless["response"]["userHandle"] = Value::Null;
    assert_refused(&send(&mut stranger, "sign-in", &asked, nameless).await, 401, "DW-KEY-001");
    let asked = ask(&mut stranger, "sign-in").await;
    let mut mixed = own.get(&asked["options"]);
    mixed["response"]["signature"] = key.get(&asked["options"])["response"]["signature"].clone();
    assert_refused(&send(&mut stranger, "sign-in", &asked, mixed).await, 401, "DW-KEY-001");
    assert_eq!(names(&mut browser).await, [id]);
    door.stop().await;
}

/// Checklist item 99: the last way in stays, also when two are removed at once.
#[tokio::test]
async fn the_last_passkey_stays() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    add(&mut browser, &mut key).await.expect_status(200);
    forget_passwords(&door);
    let tries: Vec<_> = names(&mut browser)
        .await
        .into_iter()
        .map(|id| {
            let mut tab = browser.clone();
            let path = format!("/account/passkeys/{id}/remove");
            together::begin(async move { tab.form(&path, &[]).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let page = browser.get("/").await.expect_status(200);
    assert!(page.text().contains("Your only way in") && !page.text().contains("/remove\""));
    let id = names(&mut browser).await.remove(0);
    let refused = browser.form(&format!("/account/passkeys/{id}/remove"), &[]).await;
    assert!(refused.expect_status(409).text().contains("DW-KEY-007"));
    door.stop().await;
}

/// Checklist item 54: a switched-off account is not opened, and one that is not on the list neither.
#[tokio::test]
async fn a_passkey_opens_no_account_that_may_not_be_opened() {
    let door = start(&[]).await;
    let (_, mut key) = alice(&door).await;
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    database.execute("UPDATE users SET disabled_at = 1", []).unwrap();
    assert_refused(&sign_in(&mut door.browser(), &mut key).await, 403, "DW-AUTH-002");
    database.execute("UPDATE users SET disabled_at = NULL", []).unwrap();
    let listed = [("DOMAIN_SERVER", ORIGIN), ("AUTH_ALLOWED_EMAILS", "other.test")];
    let door = door.restart_with(&listed).await;
    let mut browser = door.browser();
    let asked = ask(&mut browser, "sign-in").await;
    // Cookies are for https now: the jar of the story does not mind.
    let answer = key.get(&asked["options"]);
    assert_refused(&send(&mut browser, "sign-in", &asked, answer).await, 403, "DW-AUTH-010");
    door.stop().await;
}

/// Where browsers offer none, passkeys are off: no page speaks of them, no route knows them.
#[tokio::test]
async fn passkeys_are_off_where_browsers_offer_none() {
    let door = Doorward::start(&[("DOMAIN_SERVER", "http://192.0.2.7:3080")]).await;
    let mut browser = door.signed_in(ALICE).await;
    for path in ["/passkeys/sign-in/begin", "/passkeys/register/begin", "/passkeys/prove/begin"] {
        browser.post(path, &json!({})).await.expect_status(404);
    }
    browser.get("/.well-known/passkey-endpoints").await.expect_status(404);
    for path in ["/", "/login"] {
        assert!(!door.browser().get(path).await.text().contains("data-passkeys"));
    }
    door.stop().await;
}

/// A session that began with a passkey is over where passkeys are off.
#[tokio::test]
async fn a_session_ends_with_its_way_in() {
    let door = start(&[]).await;
    let (_, mut key) = alice(&door).await;
    let mut browser = door.browser();
    sign_in(&mut browser, &mut key).await.expect_status(200);
    let door = door.restart_with(&[("DOMAIN_SERVER", "http://192.0.2.7:3080")]).await;
    browser.address = door.address;
    assert_eq!(browser.get("/").await.expect_status(303).location(), "/login");
    door.stop().await;
}

#[tokio::test]
async fn password_managers_learn_where_passkeys_are_looked_after() {
    let door = start(&[]).await;
    let answer = door.browser().get("/.well-known/passkey-endpoints").await.expect_status(200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let section = format!("{ORIGIN}/#passkeys");
    assert_eq!(answer.json(), json!({"enroll": section, "manage": section}));
    door.stop().await;
}

#[tokio::test]
async fn nonsense_is_refused_in_words() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    let mut stranger = door.browser();
    let asked = ask(&mut stranger, "sign-in").await;
    let good = key.get(&asked["options"]);
    let whole = json!({"handle": asked["handle"], "credential": good}).to_string();
    let json_type = [("Content-Type", "application/json")];
    for cut in [1, whole.len() / 2, whole.len() - 1] {
        let body = &whole.as_bytes()[..cut];
        let refused = stranger.send("POST", "/passkeys/sign-in/finish", &json_type, body).await;
        assert_refused(&refused, 400, "DW-REQ-004");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let headers = [("Content-Type", kind)];
        for half in ["begin", "finish"] {
            let path = format!("/passkeys/sign-in/{half}");
            let refused = stranger.send("POST", &path, &headers, whole.as_bytes()).await;
            assert_refused(&refused, 415, "DW-REQ-006");
        }
    }
    let foreign = [("Content-Type", "application/json"), ("Origin", "https://evil.test")];
    stranger.send("POST", "/passkeys/sign-in/begin", &foreign, b"{}").await.expect_status(403);
    for body in [json!([]), json!({"a": 1}), json!(null), json!({"handle": 1, "credential": {}})] {
        let refused = stranger.post("/passkeys/sign-in/finish", &body).await;
        assert_refused(&refused, 400, "DW-REQ-004");
    }
    for credential in broken(&good) {
        let asked = ask(&mut stranger, "sign-in").await;
        let refused = send(&mut stranger, "sign-in", &asked, credential.clone()).await;
        assert!(matches!(refused.status, 400 | 401), "{credential}: {}", refused.text());
    }
    let asked = ask(&mut browser, "register").await;
    let made = key.create(&asked["options"]);
    let body = json!({"handle": asked["handle"], "credential": made, "name": "x".repeat(65)});
    let refused = browser.post("/passkeys/register/finish", &body).await;
    assert_refused(&refused, 400, "DW-KEY-004");
    for credential in broken(&made) {
        let asked = ask(&mut browser, "register").await;
        let refused = send(&mut browser, "register", &asked, credential.clone()).await;
        assert!(matches!(refused.status, 400 | 401), "{credential}: {}", refused.text());
    }
    assert_eq!(names(&mut browser).await.len(), 1);
    door.stop().await;
}

/// A credential with each member of its answer missing, cut short, emptied, and of another kind.
fn broken(good: &Value) -> Vec<Value> {
    let mut all = vec![json!({}), json!(""), json!([good])];
    for member in good["response"].as_object().unwrap().keys() {
        if matches!(member.as_str(), "transports" | "userHandle") {
            continue;
        }
        let text = good["response"][member].as_str().unwrap();
        for value in [json!(null), json!(""), json!(7), json!(&text[..text.len() / 2]), json!("*")]
        {
            let mut one = good.clone();
            one["response"][member] = value;
            all.push(one);
        }
    }
    all
}
