//! Whose account a sign-in at a provider leads to, and what becomes of its sessions.

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::provider::{
    HOME, asked, failed_with, holds_no_session, local, settings, sign_in,
};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::{CLIENT_SECRET, Fault, Hostile};

async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    (hostile, door)
}

/// Signs in at the provider and tells who that is, as the API shows them.
async fn signed_in(door: &Doorward, hostile: &Hostile) -> (Browser, Value) {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    browser.refresh().await.expect_status(200);
    let who = browser.get("/api/user").await.expect_status(200).json();
    (browser, who)
}

async fn is_refused(door: &Doorward, hostile: &Hostile, code: &str) -> String {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with(code));
    assert!(holds_no_session(&browser));
    let page = browser.get(local(answer.location())).await.expect_status(200);
    page.text().to_owned()
}

/// Signs in under an address that has an account already, and gives the page that asks for proof.
async fn is_asked(door: &Doorward, hostile: &Hostile) -> String {
    let mut browser = door.browser();
    let handle = asked(&mut browser, hostile).await;
    assert!(holds_no_session(&browser));
    let page = browser.get(&format!("/link?handle={handle}")).await.expect_status(200);
    page.text().to_owned()
}

/// All accounts, as the operator sees them.
fn accounts(door: &Doorward) -> Vec<Value> {
    let listed = doorward(door.folder.path(), &[], &["user", "list", "--json"], "");
    serde_json::from_slice(&listed.stdout).unwrap()
}

/// Checklist item 47: neither name nor address is the key, (issuer, subject) is.
#[tokio::test]
async fn a_person_is_known_again_whatever_their_name_and_address_are_now() {
    let (hostile, door) = start().await;
    let (_, first) = signed_in(&door, &hostile).await;
    hostile.vouch_for(&json!({
        "email": "liddell@example.test", "email_verified": false,
        "name": "Alice Hargreaves", "preferred_username": "hargreaves", "picture": null,
    }));
    let (_, second) = signed_in(&door, &hostile).await;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(
        (&first["name"], &second["name"]),
        (&"Alice Liddell".into(), &"Alice Hargreaves".into())
    );
    assert_eq!(second["email"], "liddell@example.test");
    assert_eq!((&first["emailVerified"], &second["emailVerified"]), (&true.into(), &false.into()));
    assert_eq!(accounts(&door).len(), 1);
    door.stop().await;
}

/// Checklist item 47: who is given another's name and address at the provider is somebody else.
#[tokio::test]
async fn a_new_person_under_an_old_address_does_not_get_the_old_account() {
    let (hostile, door) = start().await;
    let (mut alice, first) = signed_in(&door, &hostile).await;
    hostile.vouch_for(&json!({"sub": "alice|43"}));
    is_asked(&door, &hostile).await;
    hostile.vouch_for(&json!({"sub": "Alice|42"}));
    is_asked(&door, &hostile).await;
    hostile.vouch_for(&json!({"sub": "alice|43", "email": "other@example.test"}));
    let (_, other) = signed_in(&door, &hostile).await;
    assert_ne!(first["id"], other["id"]);
    assert_eq!((&first["role"], &other["role"]), (&"ADMIN".into(), &"USER".into()));
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    door.stop().await;
}

/// Checklist items 43 and 47: the same subject at another issuer is somebody else.
#[tokio::test]
async fn the_same_subject_at_another_provider_is_somebody_else() {
    let (hostile, door) = start().await;
    let (mut alice, first) = signed_in(&door, &hostile).await;
    let elsewhere = Hostile::start(BEGIN.seconds());
    let door = door.restart_with(&settings(&elsewhere)).await;
    is_asked(&door, &elsewhere).await;
    elsewhere.vouch_for(&json!({"email": "other@example.test"}));
    let (_, other) = signed_in(&door, &elsewhere).await;
    assert_ne!(first["id"], other["id"]);
    alice.address = door.address;
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"), "still her own account");
    door.stop().await;
}

/// Checklist item 48: a local account is never captured by its address, whatever the provider says of it.
#[tokio::test]
async fn an_address_with_a_local_account_asks_to_sign_in_the_known_way() {
    let (hostile, door) = start().await;
    let mut local = door.signed_in("Alice@Example.test").await;
    let before = accounts(&door);
    for verified in [json!(true), json!(false), json!("true"), Value::Null] {
        for email in ["alice@example.test", "ALICE@example.TEST"] {
            hostile.vouch_for(&json!({"email": email, "email_verified": verified}));
            let page = is_asked(&door, &hostile).await;
            // Only who is known to have the address learns for certain that there is an account.
            assert_eq!(page.contains("has an account already"), verified == json!(true));
            assert_eq!(
                page.contains("Is there an account of yours here?"),
                verified != json!(true)
            );
        }
    }
    assert_eq!(accounts(&door), before);
    local.login("alice@example.test", PASSWORD).await.expect_status(200);
    // No link was left behind: once the address is free, it makes an account of its own.
    local.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(200);
    hostile.vouch_for(&json!({}));
    let (_, made) = signed_in(&door, &hostile).await;
    assert_ne!(made["id"], before[0]["id"]);
    door.stop().await;
}

/// Checklist item 48, the other way round: an account of a provider has no password to be guessed or set.
#[tokio::test]
async fn an_address_of_a_provider_can_be_neither_registered_nor_signed_in_with_a_password() {
    let (hostile, door) = start().await;
    let (_, first) = signed_in(&door, &hostile).await;
    let mut mallory = door.browser();
    mallory.register("alice@example.test").await;
    for password in [PASSWORD, "", "x"] {
        let answer = mallory.login("alice@example.test", password).await;
        assert!(matches!(answer.status, 400 | 404), "{}: {}", answer.status, answer.text());
    }
    assert_eq!(mallory.who().await, None);
    assert_eq!(signed_in(&door, &hostile).await.1["id"], first["id"]);
    assert_eq!(accounts(&door).len(), 1);
    door.stop().await;
}

/// Checklist item 49.
#[tokio::test]
async fn an_unproven_address_makes_an_account_that_says_so() {
    for unproven in [json!(false), json!("true"), json!(1), json!([true]), Value::Null] {
        let (hostile, door) = start().await;
        hostile.vouch_for(&json!({"email_verified": unproven}));
        let (_, who) = signed_in(&door, &hostile).await;
        assert_eq!(who["emailVerified"], false, "{unproven}");
        hostile.vouch_for(&json!({}));
        assert_eq!(signed_in(&door, &hostile).await.1["emailVerified"], true, "proven meanwhile");
        door.stop().await;
    }
}

/// Checklist item 47: nobody has the empty address.
#[tokio::test]
async fn without_an_address_no_account_is_made() {
    let (hostile, door) = start().await;
    for email in [Value::Null, json!(""), json!(" "), json!("nonsense"), json!(7), json!({})] {
        hostile.vouch_for(&json!({"email": email}));
        let page = is_refused(&door, &hostile, "DW-LOGIN-007").await;
        assert!(page.contains("did not give a mail address"), "{email}");
    }
    assert!(accounts(&door).is_empty());
    door.stop().await;
}

/// Names are a stranger's text, on every page and in every answer.
#[tokio::test]
async fn names_from_a_provider_are_shown_as_text() {
    let (hostile, door) = start().await;
    hostile.vouch_for(&json!({
        "name": "<script>alert(1)</script>", "preferred_username": "\" onload=alert(1) \"",
        "picture": "javascript:alert(1)",
    }));
    let (mut alice, who) = signed_in(&door, &hostile).await;
    let page = alice.get("/").await.expect_status(200);
    assert!(!page.text().contains("<script>alert") && !page.text().contains("\" onload"));
    assert!(page.text().contains("alert(1)"));
    assert_eq!(who["name"], "<script>alert(1)</script>");
    assert!(!who.to_string().contains("javascript:"));
    door.stop().await;
}

/// Checklist items 57, 62 and 64, for a session that a provider began.
#[tokio::test]
async fn sessions_of_a_provider_are_refreshed_listed_and_ended_like_any_other() {
    let hostile = Hostile::start(0);
    // The command line knows the machine's clock only.
    let door = Doorward::start_today(&settings(&hostile)).await;
    hostile.set_clock(door.now().seconds());
    let (mut here, _) = signed_in(&door, &hostile).await;
    let (mut there, _) = signed_in(&door, &hostile).await;
    let before = here.jar["refreshToken"].clone();
    here.refresh().await.expect_status(200);
    assert_ne!(here.jar["refreshToken"], before);
    let args = ["user", "sessions", "alice@example.test", "--json"];
    let listed = doorward(door.folder.path(), &[], &args, "");
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let methods: Vec<_> = listed.as_array().unwrap().iter().map(|s| &s["method"]).collect();
    assert_eq!(methods, ["openid", "openid"]);
    let page = here.get("/").await.expect_status(200);
    assert_eq!(page.text().matches("/account/sessions/").count(), 2, "one, and all others");
    here.form("/account/sessions/end-others", &[]).await.expect_status(303);
    assert_eq!(there.who().await, None);
    there.refresh().await.expect_status(401);
    assert!(here.who().await.is_some());
    let mut copy = here.clone();
    here.form("/logout", &[]).await.expect_status(303);
    assert_eq!(copy.who().await, None);
    copy.refresh().await.expect_status(401);
    door.stop().await;
}

/// Checklist item 53.
#[tokio::test]
async fn while_the_provider_is_away_passwords_work_and_when_it_is_back_so_does_it() {
    let mut hostile = Hostile::asleep(BEGIN.seconds());
    let base = hostile.base().to_owned();
    let provider = [
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("OPENID_ISSUER", base.as_str()),
        ("OPENID_CLIENT_ID", crate::hostile::CLIENT_ID),
        ("OPENID_CLIENT_SECRET", CLIENT_SECRET),
    ];
    let door = Doorward::start(&provider).await;
    let mut local = door.signed_in("bob@example.test").await;
    assert!(local.who().await.is_some());
    assert_eq!(door.browser().get("/readyz").await.status, 200);
    let page = is_refused(&door, &hostile, "DW-OIDC-002").await;
    assert!(!page.contains(CLIENT_SECRET) && !page.contains(&base), "no secret, no inner address");
    hostile.wake();
    door.clock.advance(5_000);
    hostile.set_clock(BEGIN.seconds() + 5);
    signed_in(&door, &hostile).await;
    // Away again, in the middle of a sign-in.
    for (fault, code) in [(Fault::TokenCut, "DW-OIDC-041"), (Fault::Token500, "DW-OIDC-043")] {
        hostile.play(fault);
        is_refused(&door, &hostile, code).await;
        local.login("bob@example.test", PASSWORD).await.expect_status(200);
    }
    hostile.play(Fault::None);
    signed_in(&door, &hostile).await;
    door.stop().await;
}
