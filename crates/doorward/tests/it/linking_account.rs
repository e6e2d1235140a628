//! Linking and removing providers from the account page.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::provider::{HOME, failed_with, go, local, settings, sign_in, way_back};
use crate::harness::{BEGIN, Doorward, PASSWORD, together};
use crate::hostile::Hostile;
use crate::linking::record;

const ALICE: &str = "alice@example.test";
const TEN_MINUTES_MS: i64 = 600_000;

async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    (hostile, door)
}

/// Where the page that stands between a form of ours and the provider leads.
pub(crate) fn onward(page: &Answer) -> String {
    let refresh = page.header("refresh").unwrap_or_else(|| panic!("{}", page.text()));
    refresh.strip_prefix("0;url=").unwrap().to_owned()
}

/// Asks to link the provider, and gives the path with which it sends the browser back.
async fn begin(browser: &mut Browser, hostile: &Hostile, fields: &[(&str, &str)]) -> String {
    let page = browser.form("/account/links/openid", fields).await.expect_status(200);
    way_back(&onward(&page), hostile)
}

async fn link(browser: &mut Browser, hostile: &Hostile) -> Answer {
    let back = begin(browser, hostile, &[]).await;
    browser.get(&back).await.expect_status(302)
}

/// The names of the links on the account page that can be removed.
async fn removable(browser: &mut Browser) -> Vec<String> {
    let page = browser.get("/").await.expect_status(200);
    let parts = page.text().split("/account/links/").skip(1);
    parts.filter_map(|part| part.split_once("/remove\"")).map(|(name, _)| name.to_owned()).collect()
}

/// Checklist items 62 and 68: a fresh session links at once, and a new one takes its place.
#[tokio::test]
async fn a_provider_is_linked_and_removed_from_the_account_page() {
    let (hostile, door) = start().await;
    // The provider's address is another one: that does not matter to who proves both sides.
    hostile.vouch_for(&json!({"email": "liddell@elsewhere.test"}));
    let mut alice = door.signed_in(ALICE).await;
    let before = alice.clone();
    assert_eq!(
        link(&mut alice, &hostile).await.location(),
        format!("{HOME}/?notice=provider-linked")
    );
    let page = alice.get("/?notice=provider-linked").await.expect_status(200);
    assert!(page.text().contains("That provider opens your account from now on."));
    assert_ne!(alice.jar["doorward"], before.jar["doorward"]);
    let mut old = before;
    assert_eq!(old.get("/").await.expect_status(303).location(), "/login");
    assert_eq!(old.who().await, None);
    old.refresh().await.expect_status(401);
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.who().await.as_deref(), Some(ALICE), "the address stays as it was");
    let mut elsewhere = door.browser();
    sign_in(&mut elsewhere, &hostile).await.expect_status(302);
    elsewhere.refresh().await.expect_status(200);
    assert_eq!(elsewhere.who().await.as_deref(), Some(ALICE));

    let names = removable(&mut alice).await;
    assert_eq!(names.len(), 1);
    let path = format!("/account/links/{}/remove", names[0]);
    let removed = alice.form(&path, &[]).await.expect_status(303);
    assert_eq!(removed.location(), "/?notice=provider-removed");
    alice.form(&path, &[]).await.expect_status(404);
    // What stood on the link is over, the session in which it was removed is not.
    assert_eq!(elsewhere.get("/").await.expect_status(303).location(), "/login");
    alice.get("/").await.expect_status(200);
    let kinds: Vec<_> = record(&door).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["link.add", "link.remove"]);
    door.stop().await;
}

/// Checklist item 68.
#[tokio::test]
async fn after_ten_minutes_the_password_is_asked_for() {
    let (hostile, door) = start().await;
    let mut alice = door.signed_in(ALICE).await;
    link(&mut alice, &hostile).await;
    let name = removable(&mut alice).await.remove(0);
    let remove = format!("/account/links/{name}/remove");
    door.clock.advance(TEN_MINUTES_MS);
    hostile.set_clock(door.now().seconds());
    for path in ["/account/links/openid", remove.as_str()] {
        let page = alice.form(path, &[]).await.expect_status(200);
        assert!(page.text().contains("Confirm that it is you"), "{path}");
        assert!(page.text().contains(&format!("action=\"{path}\"")));
        assert!(page.header("refresh").is_none());
        let wrong = alice.form(path, &[("password", "not the password")]).await.expect_status(403);
        assert!(wrong.text().contains("DW-LINK-007"));
    }
    assert_eq!(removable(&mut alice).await.len(), 1);
    hostile.vouch_for(&json!({"sub": "alice|43"}));
    let back = begin(&mut alice, &hostile, &[("password", PASSWORD)]).await;
    alice.get(&back).await.expect_status(302);
    door.clock.advance(TEN_MINUTES_MS);
    alice.form(&remove, &[("password", PASSWORD)]).await.expect_status(303);
    assert_eq!(removable(&mut alice).await.len(), 1);
    door.stop().await;
}

/// Checklist item 68: signing in anew at a linked provider is a proof, if the provider says that it was
/// done anew.
#[tokio::test]
async fn a_linked_provider_proves_anew_who_somebody_is() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    door.clock.advance(TEN_MINUTES_MS);
    let now_s = door.now().seconds();
    hostile.set_clock(now_s);
    let page = alice.form("/account/links/openid", &[]).await.expect_status(200);
    assert!(
        page.text().contains("/account/confirm/openid")
            && !page.text().contains("type=\"password\"")
    );
    for (sub, auth_time, code) in [
        ("alice|42", json!(null), "DW-LINK-004"),
        ("alice|42", json!(now_s - 600), "DW-LINK-004"),
        ("alice|43", json!(now_s), "DW-LINK-003"),
    ] {
        hostile.vouch_for(&json!({"sub": sub, "auth_time": auth_time}));
        let back = prove(&mut alice, &hostile).await;
        let failed = alice.get(&back).await.expect_status(302);
        assert_eq!(failed.location(), failed_with(code));
        // Who is signed in is told on the account page.
        let told = alice.get(local(failed.location())).await.expect_status(303);
        assert_eq!(told.location(), format!("/?error=auth_failed&code={code}"));
        assert!(alice.get(told.location()).await.expect_status(200).text().contains(code));
        let page = alice.form("/account/links/openid", &[]).await.expect_status(200);
        assert!(page.header("refresh").is_none(), "nothing was proved");
    }
    hostile.vouch_for(&json!({"auth_time": now_s}));
    let before = alice.jar["doorward"].clone();
    let back = prove(&mut alice, &hostile).await;
    let proved = alice.get(&back).await.expect_status(302);
    assert_eq!(proved.location(), format!("{HOME}/?notice=confirmed"));
    assert_ne!(alice.jar["doorward"], before);
    hostile.vouch_for(&json!({"sub": "alice|44"}));
    assert_eq!(
        link(&mut alice, &hostile).await.location(),
        format!("{HOME}/?notice=provider-linked")
    );
    door.stop().await;
}

async fn prove(browser: &mut Browser, hostile: &Hostile) -> String {
    let page = browser.form("/account/confirm/openid", &[]).await.expect_status(200);
    let to = onward(&page);
    assert!(to.contains("prompt=login") && to.contains("max_age=0"), "{to}");
    way_back(&to, hostile)
}

/// What opens somebody else's account is not taken from them.
#[tokio::test]
async fn what_is_linked_to_another_account_stays_there() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    let mut mallory = door.signed_in("mallory@example.test").await;
    let answer = link(&mut mallory, &hostile).await;
    assert_eq!(answer.location(), failed_with("DW-LINK-001"));
    assert_eq!(mallory.who().await.as_deref(), Some("mallory@example.test"), "still signed in");
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.who().await.as_deref(), Some(ALICE));
    let mut again = door.browser();
    sign_in(&mut again, &hostile).await.expect_status(302);
    again.refresh().await.expect_status(200);
    assert_eq!(again.who().await.as_deref(), Some(ALICE));
    assert_eq!(record(&door).last().unwrap().0, "link.refused");
    // What is linked already to oneself is fine, and changes nothing.
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut again = door.browser();
    sign_in(&mut again, &hostile).await.expect_status(302);
    let answer = link(&mut again, &hostile).await;
    assert_eq!(answer.location(), format!("{HOME}/?notice=provider-linked"));
    assert_eq!(record(&door).iter().filter(|(kind, _)| kind == "link.add").count(), 0);
    door.stop().await;
}

/// Checklist item 69: an answer counts only for who asked, in the session in which they asked.
#[tokio::test]
async fn an_answer_for_a_session_that_is_over_or_anothers_links_nothing() {
    let (hostile, door) = start().await;
    let mut alice = door.signed_in(ALICE).await;
    let back = begin(&mut alice, &hostile, &[]).await;
    let mut swapped = alice.clone();
    let bob = door.signed_in("bob@example.test").await;
    swapped.jar.insert("doorward".to_owned(), bob.jar["doorward"].clone());
    assert_eq!(swapped.get(&back).await.location(), failed_with("DW-LINK-002"));
    let back = begin(&mut alice, &hostile, &[]).await;
    alice.form("/logout", &[]).await.expect_status(303);
    assert_eq!(alice.get(&back).await.location(), failed_with("DW-LINK-002"));
    let mut alice = door.signed_in(ALICE).await;
    let back = begin(&mut alice, &hostile, &[]).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(alice.get(&back).await.location(), failed_with("DW-LINK-002"));
    assert_eq!(hostile.hits("/token"), 0, "the provider is not even asked");
    let kinds: Vec<_> = record(&door).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["link.refused"; 3]);
    door.stop().await;
}

/// Checklist item 69: an attacker's identity does not get into the victim's account.
#[tokio::test]
async fn a_victim_is_not_linked_to_an_attackers_identity() {
    let (hostile, door) = start().await;
    let mut attacker = door.signed_in("mallory@example.test").await;
    let mut victim = door.signed_in(ALICE).await;
    for stated in [("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")] {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), stated];
        let answer = victim.send("POST", "/account/links/openid", &headers, b"").await;
        answer.expect_status(403);
    }
    victim.get("/account/links/openid").await.expect_status(405);
    // The attacker's own way back, once for linking and once for signing in.
    let linking = begin(&mut attacker, &hostile, &[]).await;
    let signing_in = go(&mut attacker, &hostile).await;
    for trap in [linking, signing_in] {
        let answer = victim.get(&trap).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-LOGIN-002"));
    }
    assert_eq!(victim.who().await.as_deref(), Some(ALICE));
    assert!(removable(&mut victim).await.is_empty() && record(&door).is_empty());
    door.stop().await;
}

/// Checklist item 99.
#[tokio::test]
async fn the_last_way_in_stays() {
    let (hostile, door) = start().await;
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    let page = alice.get("/").await.expect_status(200);
    assert!(page.text().contains("Your only way in") && !page.text().contains("/remove\""));
    hostile.vouch_for(&json!({"sub": "alice|43"}));
    link(&mut alice, &hostile).await;
    let names = removable(&mut alice).await;
    assert_eq!(names.len(), 2);
    let tries: Vec<_> = names
        .into_iter()
        .map(|name| {
            let mut tab = alice.clone();
            let path = format!("/account/links/{name}/remove");
            together::begin(async move { tab.form(&path, &[]).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert!(removable(&mut alice).await.is_empty());
    door.stop().await;
}

/// Checklist item 99: a password is a way in only where signing in with one is on.
#[tokio::test]
async fn a_password_that_opens_nothing_is_no_way_in() {
    let (hostile, door) = start().await;
    let mut alice = door.signed_in(ALICE).await;
    link(&mut alice, &hostile).await;
    let name = removable(&mut alice).await.remove(0);
    let mut off = settings(&hostile);
    off.push(("ALLOW_EMAIL_LOGIN", "false"));
    let door = door.restart_with(&off).await;
    alice.address = door.address;
    assert!(removable(&mut alice).await.is_empty());
    let path = format!("/account/links/{name}/remove");
    let refused = alice.form(&path, &[]).await.expect_status(409);
    assert!(refused.text().contains("DW-LINK-005"));
    door.stop().await;
}

/// Checklist item 50.
#[tokio::test]
async fn a_provider_that_is_switched_off_neither_links_nor_proves_nor_is_removed() {
    let (hostile, door) = start().await;
    let mut alice = door.signed_in(ALICE).await;
    link(&mut alice, &hostile).await;
    let name = removable(&mut alice).await.remove(0);
    let back = begin(&mut alice, &hostile, &[]).await;
    let door = door.restart_with(&[]).await;
    alice.address = door.address;
    alice.get(&back).await.expect_status(404);
    alice.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await.expect_status(303);
    let page = alice.get("/").await.expect_status(200);
    assert!(page.text().contains("not set up here any more"));
    let remove = format!("/account/links/{name}/remove");
    for path in ["/account/links/openid", "/account/confirm/openid", remove.as_str()] {
        let refused = alice.form(path, &[]).await.expect_status(404);
        assert!(refused.text().contains("DW-LOGIN-003"), "{path}");
    }
    door.stop().await;
}

/// Somebody else at the provider that made the account opens it once they are linked, and says nothing of
/// the person that it was made for.
#[tokio::test]
async fn an_account_follows_whom_it_was_made_for_and_nobody_else() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend([
        ("OPENID_ADMIN_ROLE", "boss"),
        ("OPENID_ADMIN_ROLE_PARAMETER_PATH", "groups"),
        ("OPENID_ADMIN_ROLE_TOKEN_KIND", "userinfo"),
    ]);
    let door = Doorward::start(&all).await;
    door.signed_in("admin@example.test").await;
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds(), "name": "Alice"}));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    door.clock.advance(1000);
    let other = json!({
        "sub": "alice|43", "name": "Mallory", "email": "mallory@example.test", "groups": ["boss"]
    });
    hostile.vouch_for(&other);
    link(&mut alice, &hostile).await;
    for mut browser in [alice, door.browser()] {
        if browser.jar.is_empty() {
            sign_in(&mut browser, &hostile).await.expect_status(302);
        }
        browser.refresh().await.expect_status(200);
        let user = browser.get("/api/user").await.expect_status(200).json();
        assert_eq!((&user["name"], &user["role"]), (&json!("Alice"), &json!("USER")));
        assert_eq!(user["email"], json!(ALICE));
    }
    door.stop().await;
}
