//! A dry run of a sign-in changes nothing, and is never taken for a sign-in, nor a sign-in for a dry run.

use std::collections::BTreeMap;

use doorward_app::callback::dry_run::{Decision, End};
use doorward_app::doctor::login::Ticket;
use serde_json::{Value, json};

use crate::clerk_api::ClerkApi;
use crate::doctor_login::{decided, rehearse, ticket, told};
use crate::harness::authjs::{As, ON, url};
use crate::harness::browser::Browser;
use crate::harness::clerk::{back_with, settings as clerk};
use crate::harness::provider::{
    HOME, failed_with, go, holds_no_session, settings, sign_in, way_back,
};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::Hostile;

/// What a dry run may write: itself, and that it was.
const OWN: [&str; 3] = ["dry_runs", "pending_logins", "audit"];

fn database(door: &Doorward) -> rusqlite::Connection {
    rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap()
}

/// Every row of every other table.
fn kept(door: &Doorward) -> BTreeMap<String, Vec<String>> {
    let database = database(door);
    let mut tables =
        database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let rows = |table: &str| {
        let mut query = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let width = query.column_count();
        let told = query.query_map([], |row| {
            let values = (0..width).map(|at| row.get::<_, rusqlite::types::Value>(at).unwrap());
            Ok(format!("{:?}", values.collect::<Vec<_>>()))
        });
        let mut told: Vec<_> = told.unwrap().map(Result::unwrap).collect();
        told.sort();
        told
    };
    names
        .filter(|name| !OWN.contains(&name.as_str()))
        .map(|name| (name.clone(), rows(&name)))
        .collect()
}

/// Opens a new link, and gives the path with which the provider sends the browser back.
async fn set_out(door: &Doorward, browser: &mut Browser, hostile: &Hostile) -> (Ticket, String) {
    let (ticket, path) = ticket(door).await;
    let started = browser.get(&path).await.expect_status(302);
    let back = way_back(started.location(), hostile);
    (ticket, back)
}

/// The rules by which somebody's account follows the provider.
const FOLLOWING: [(&str, &str); 4] = [
    ("OPENID_ADMIN_ROLE", "ADMIN"),
    ("OPENID_ADMIN_ROLE_PARAMETER_PATH", "roles"),
    ("OPENID_ADMIN_ROLE_TOKEN_KIND", "userinfo"),
    ("DOORWARD_TRUSTED_EMAIL_DOMAINS", "openid:trusted.test"),
];

/// What the provider says next, by which decision it leads, and whether its word is new.
fn people() -> Vec<(&'static str, Value)> {
    let person = |sub: &str, email: &str| {
        json!({
            "sub": sub, "email": email, "email_verified": true, "name": "Somebody Else",
            "preferred_username": "renamed", "picture": "https://pics.example.test/other.png",
            "roles": ["ADMIN"],
        })
    };
    vec![
        ("new", person("nobody-yet", "new@example.test")),
        ("known", person("known", "moved@example.test")),
        ("join", person("joins", "bob@trusted.test")),
        ("link_first", person("asks", "carol@example.test")),
        // Registered, and never proved: whoever did so may wait for the stranger whose address it is.
        ("link_first", person("waits", "unproven@trusted.test")),
        ("refuse", person("disabled", "dave@example.test")),
    ]
}

fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::New { .. } => "new",
        Decision::Known { .. } => "known",
        Decision::Join { .. } => "join",
        Decision::LinkFirst { .. } => "link_first",
        Decision::Refuse { .. } => "refuse",
    }
}

/// Whatever would be done with somebody, and however the provider's word of them has changed, not a value
/// in the store is another afterwards.
#[tokio::test]
async fn no_decision_changes_a_row() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend(FOLLOWING);
    let door = Doorward::start(&all).await;
    door.signed_in("admin@example.test").await;
    for (sub, email) in [("known", "known@example.test"), ("disabled", "dave@example.test")] {
        hostile.vouch_for(&json!({"sub": sub, "email": email, "roles": ["USER"]}));
        let came = sign_in(&mut door.browser(), &hostile).await;
        assert_eq!(came.location(), format!("{HOME}/"), "{sub}");
    }
    for address in ["bob@trusted.test", "carol@example.test", "unproven@trusted.test"] {
        door.signed_in(address).await;
    }
    for (act, who) in [("disable", "dave@example.test"), ("verify", "bob@trusted.test")] {
        let out = crate::commands::doorward(door.folder.path(), &[], &["user", act, who], "");
        assert!(out.status.success(), "{out:?}");
    }
    let before = kept(&door);
    assert!(before["users"].len() >= 6 && before["links"].len() >= 2, "{before:#?}");
    for (expected, person) in people() {
        hostile.vouch_for(&person);
        let (judged, page) = rehearse(&door, &hostile).await;
        assert_eq!(word(decided(&judged)), expected, "{}", judged.text());
        if expected == "known" {
            assert!(judged.text().contains("role ADMIN"), "{}", judged.text());
        }
        let waits = person["sub"] == "waits";
        assert_eq!(judged.text().contains("has not proved the address here"), waits, "{expected}");
        assert!(!page.text().contains("has not proved"), "{}", page.text());
        assert_eq!(kept(&door), before, "{expected}");
    }
    // The same word of a real sign-in changes them.
    for (at, table) in [(1, "users"), (2, "links")] {
        hostile.vouch_for(&people()[at].1);
        let came = sign_in(&mut door.browser(), &hostile).await;
        assert_eq!(came.location(), format!("{HOME}/"), "{table}");
        assert_ne!(kept(&door)[table], before[table]);
    }
    door.stop().await;
}

/// Role sync is rehearsed with the rest: where it looked, what it found, and what came of it. It makes nobody
/// administrator, nor does a dry run.
#[tokio::test]
async fn role_sync_is_rehearsed_and_gives_nobody_a_role() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend([
        ("OPENID_ROLE_SYNC_ENABLED", "true"),
        ("OPENID_ROLE_SYNC_SOURCE", "userinfo"),
        ("OPENID_ROLE_SYNC_CLAIM", "chat.role"),
        ("OPENID_ROLE_SYNC_ROLE_PRIORITY", "USER"),
    ]);
    let door = Doorward::start(&all).await;
    door.signed_in("admin@example.test").await;
    sign_in(&mut door.browser(), &hostile).await.expect_status(302);
    let before = kept(&door);
    for (said, found, is_named) in [
        (json!({"role": "USER"}), "1 names", false),
        (json!({"role": ["ADMIN", "USER"]}), "2 names", false),
        (json!({"role": "ADMIN"}), "1 names", false),
        (json!({"role": 7}), "", true),
        (json!({}), "", true),
    ] {
        hostile.vouch_for(&json!({"chat": said}));
        let (judged, _) = rehearse(&door, &hostile).await;
        let Decision::Known { account } = decided(&judged) else { panic!("{said}") };
        assert_eq!(account.role, "USER", "{said}");
        let [roles] = &judged.login.roles[..] else { panic!("{:?}", judged.login.roles) };
        assert_eq!(roles.path, "chat.role");
        assert!(roles.found.contains(found), "{said}: {}", roles.found);
        let named = judged.report.findings.iter().any(|one| one.code == "DW-DOC-104");
        assert_eq!(named, is_named, "{said}: {}", judged.text());
        assert_eq!(kept(&door), before, "{said}");
    }
    door.stop().await;
}

/// Checklist items 42 and 123: whichever door the answer of a dry run is brought to, nobody is signed in by it.
#[tokio::test]
async fn no_other_door_takes_a_dry_run_for_a_sign_in() {
    let (api, hostile) = (ClerkApi::start(), Hostile::start(BEGIN.seconds()));
    let mut all = clerk(&api);
    all.extend(settings(&hostile));
    all.push(ON);
    let door = Doorward::start(&all).await;
    let before = kept(&door);
    // Clerk's door: a good session of Clerk's beside it does not help.
    let mut browser = door.browser();
    let (first, back) = set_out(&door, &mut browser, &hostile).await;
    let query = back.split_once('?').unwrap().1.to_owned();
    let token = ClerkApi::token(BEGIN.seconds(), &json!({}));
    let refused = back_with(&mut browser, &format!("/oauth/clerk/callback?{query}"), &token).await;
    assert_eq!(refused.expect_status(302).location(), failed_with("DW-LOGIN-001"));
    assert!(told(&door, &first).await.is_none());
    // Auth.js's door: it is a dry run there too, and ends as one.
    let mut browser = door.browser();
    let (second, back) = set_out(&door, &mut browser, &hostile).await;
    let query = back.split_once('?').unwrap().1.to_owned();
    browser.get(&format!("/api/auth/callback/openid?{query}")).await.expect_status(200);
    assert!(told(&door, &second).await.is_some());
    assert!(holds_no_session(&browser), "{:?}", browser.jar);
    assert_eq!(browser.session().await, Value::Null);
    assert_eq!(kept(&door), before);
    // And a sign-in that was begun there is no dry run.
    let wish = [("callbackUrl", "/")];
    let to = url(&browser.act("signin/openid", As::V5, &wish).await.expect_status(200));
    browser.get(&way_back(&to, &hostile)).await.expect_status(302);
    assert!(browser.session().await["user"]["email"].is_string());
    door.stop().await;
}

/// Replaces the code of an answer by that of another.
fn with_code_of(back: &str, other: &str) -> String {
    let code = |path: &str| {
        let pairs = path.split(['?', '&']);
        pairs.map(str::to_owned).find(|pair| pair.starts_with("code=")).unwrap()
    };
    back.replace(&code(back), &code(other))
}

/// Checklist items 42 and 123: a dry run and a sign-in under way in one browser stay two.
#[tokio::test]
async fn two_ways_in_one_browser_are_not_mixed() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let before = kept(&door);
    let mut browser = door.browser();
    let (ticket, dry) = set_out(&door, &mut browser, &hostile).await;
    let real = go(&mut browser, &hostile).await;
    // The code of each under the state of the other.
    let page = browser.get(&with_code_of(&dry, &real)).await.expect_status(200);
    let judged = told(&door, &ticket).await.expect("a report");
    let End::Failed { code, .. } = &judged.login.end else { panic!("{:?}", judged.login.end) };
    assert!(page.text().contains(code.as_str()), "{code}");
    let refused = browser.get(&with_code_of(&real, &dry)).await.expect_status(302);
    assert!(refused.location().contains("error=auth_failed"), "{}", refused.location());
    assert!(holds_no_session(&browser), "{:?}", browser.jar);
    assert_eq!(kept(&door), before);
    // Each under its own, the sign-in first.
    let (ticket, dry) = set_out(&door, &mut browser, &hostile).await;
    let real = go(&mut browser, &hostile).await;
    assert_eq!(browser.get(&real).await.location(), format!("{HOME}/"));
    let (jar, after) = (browser.jar.clone(), kept(&door));
    assert_eq!(after["sessions"].len(), 1);
    browser.get(&dry).await.expect_status(200);
    let judged = told(&door, &ticket).await.expect("a report");
    assert!(matches!(decided(&judged), Decision::Known { .. }));
    assert_eq!(kept(&door), after);
    let opens = |jar: &BTreeMap<String, String>| {
        let mut jar = jar.clone();
        jar.retain(|name, _| !name.starts_with("doorward-login-"));
        jar
    };
    assert_eq!(opens(&browser.jar), opens(&jar));
    door.stop().await;
}

/// Checklist item 123: a dry run in the browser of somebody who is signed in concerns neither their session nor
/// their account.
#[tokio::test]
async fn a_live_session_stays_whose_it_is() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    alice.refresh().await.expect_status(200);
    let (before, jar) = (kept(&door), alice.jar.clone());
    hostile.vouch_for(&json!({"sub": "carol", "email": "carol@example.test"}));
    let (ticket, back) = set_out(&door, &mut alice, &hostile).await;
    alice.get(&back).await.expect_status(200);
    let judged = told(&door, &ticket).await.expect("a report");
    // As for a stranger: nothing is linked to whoever is signed in.
    assert!(matches!(decided(&judged), Decision::New { .. }), "{:?}", judged.login.end);
    assert_eq!((kept(&door), &alice.jar), (before, &jar));
    let who = alice.get("/api/user").await.expect_status(200).json();
    assert_eq!(who["email"], "alice@example.test");
    door.stop().await;
}

/// Whatever fails here, the command line hears of it, and need not wait for its time to be over.
#[tokio::test]
async fn a_dry_run_that_breaks_off_is_told_too() {
    let hostile = Hostile::start(BEGIN.seconds());
    let github = [
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("GITHUB_CLIENT_ID", "id"),
        ("GITHUB_CLIENT_SECRET", "a-secret"),
    ];
    let all = settings(&hostile);
    let door = Doorward::start(&all).await;
    // The provider is taken out before the link is opened, and while somebody is there.
    let (early, path) = ticket(&door).await;
    let mut browser = door.browser();
    let (late, back) = set_out(&door, &mut browser, &hostile).await;
    let door = door.restart_with(&github).await;
    let mut other = door.browser();
    other.get(&path).await.expect_status(404);
    browser.address = door.address;
    browser.get(&back).await.expect_status(404);
    for ticket in [early, late] {
        let judged = told(&door, &ticket).await.expect("a report");
        assert_eq!(judged.report.findings[0].code, "DW-DOC-108", "{}", judged.text());
        assert!(judged.text().contains("no such provider is set up"), "{}", judged.text());
    }
    // The store fails where the decision is made.
    let door = door.restart_with(&all).await;
    browser.address = door.address;
    let (ticket, back) = set_out(&door, &mut browser, &hostile).await;
    database(&door).execute_batch("ALTER TABLE links RENAME TO lost").unwrap();
    browser.get(&back).await.expect_status(302);
    database(&door).execute_batch("ALTER TABLE lost RENAME TO links").unwrap();
    let judged = told(&door, &ticket).await.expect("a report");
    assert_eq!(judged.report.findings[0].code, "DW-DOC-108", "{}", judged.text());
    door.stop().await;
}

/// Whoever asks with other keys is told so, and not that nobody came.
#[tokio::test]
async fn a_report_that_does_not_open_is_told_as_such() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let mut browser = door.browser();
    let (ticket, back) = set_out(&door, &mut browser, &hostile).await;
    browser.get(&back).await.expect_status(200);
    database(&door).execute("UPDATE dry_runs SET report = 'sealed elsewhere'", []).unwrap();
    let judged = told(&door, &ticket).await.expect("a report");
    assert_eq!(judged.report.findings[0].code, "DW-DOC-109", "{}", judged.text());
    assert_eq!(judged.report.failures, 1);
    door.stop().await;
}
