//! What becomes of roles after the sign-in: when a session is renewed, and by other ways into the account.

use doorward_app::time::MINUTE_MS;
use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::provider::{HOME, failed_with, local, settings, sign_in, way_back};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::{CLIENT_ID, CLIENT_SECRET, Fault, Hostile};
use crate::linking_account::onward;

/// A moment after the provider's word has become too old.
const STALE_MS: i64 = 15 * MINUTE_MS + 1000;

const REQUIRED: [(&str, &str); 2] =
    [("OPENID_REQUIRED_ROLE", "staff"), ("OPENID_REQUIRED_ROLE_PARAMETER_PATH", "roles")];

const ADMIN: [(&str, &str); 2] =
    [("OPENID_ADMIN_ROLE", "admins"), ("OPENID_ADMIN_ROLE_PARAMETER_PATH", "roles")];

/// A provider whose sessions are renewed, with both rules, which read `kind`.
async fn renewing(kind: &str) -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend(REQUIRED.into_iter().chain(ADMIN));
    all.extend([
        ("OPENID_REQUIRED_ROLE_TOKEN_KIND", kind),
        ("OPENID_ADMIN_ROLE_TOKEN_KIND", kind),
        ("OPENID_REUSE_TOKENS", "true"),
        ("OPENID_SCOPE", "openid profile email offline_access"),
    ]);
    let door = Doorward::start(&all).await;
    (hostile, door)
}

/// Says these roles where the rules of `kind` look.
fn give(hostile: &Hostile, kind: &str, roles: &Value) {
    let claims = json!({"roles": roles});
    if kind == "id" { hostile.say_in_id_token(&claims) } else { hostile.vouch_for(&claims) }
}

fn pass(door: &Doorward, hostile: &Hostile) {
    door.clock.advance(STALE_MS);
    hostile.set_clock(door.now().seconds());
}

async fn role(browser: &mut Browser) -> String {
    let user = browser.get("/api/user").await.expect_status(200).json();
    user["role"].as_str().unwrap().to_owned()
}

/// Checklist item 26: whoever loses a role at the provider loses it here without signing in again.
#[tokio::test]
async fn a_renewed_session_follows_the_roles() {
    for kind in ["id", "userinfo"] {
        let (hostile, door) = renewing(kind).await;
        give(&hostile, kind, &json!(["staff", "admins"]));
        let mut alice = door.browser();
        sign_in(&mut alice, &hostile).await.expect_status(302);
        alice.refresh().await.expect_status(200);
        assert_eq!(role(&mut alice).await, "ADMIN");
        for (roles, expected) in [(json!(["staff"]), "USER"), (json!(["staff", "admins"]), "ADMIN")]
        {
            give(&hostile, kind, &roles);
            pass(&door, &hostile);
            let said = alice.refresh().await.expect_status(200).json();
            assert_eq!(said["user"]["role"], expected, "{kind}: in the answer itself");
            assert_eq!(role(&mut alice).await, expected, "{kind}");
        }
        give(&hostile, kind, &json!(["admins"]));
        pass(&door, &hostile);
        alice.refresh().await.expect_status(401);
        assert_eq!(alice.who().await, None, "{kind}");
        door.stop().await;
    }
}

/// Checklist item 53: the renewal counts, and what could not be read changes nothing.
#[tokio::test]
async fn an_outage_of_userinfo_at_a_renewal_changes_nothing() {
    let (hostile, door) = renewing("userinfo").await;
    give(&hostile, "userinfo", &json!(["staff", "admins"]));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    alice.refresh().await.expect_status(200);
    for fault in [Fault::Userinfo500, Fault::UserinfoHtml, Fault::None] {
        hostile.play(fault);
        pass(&door, &hostile);
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 1, "{fault:?}: the refresh token was kept");
        assert_eq!(role(&mut alice).await, "ADMIN", "{fault:?}");
    }
    hostile.play(Fault::UserinfoSubDiffers);
    pass(&door, &hostile);
    alice.refresh().await.expect_status(401);
    door.stop().await;
}

/// The settings of two providers: `openid`, and `school`, which has no rules.
fn two<'a>(work: &'a Hostile, school: &'a Hostile) -> Vec<(&'a str, &'a str)> {
    let mut all = settings(work);
    all.extend([
        ("DOORWARD_OPENID_PROVIDERS", "school"),
        ("DOORWARD_OPENID_SCHOOL_ISSUER", school.base()),
        ("DOORWARD_OPENID_SCHOOL_CLIENT_ID", CLIENT_ID),
        ("DOORWARD_OPENID_SCHOOL_CLIENT_SECRET", CLIENT_SECRET),
    ]);
    all
}

async fn by_school(browser: &mut Browser, school: &Hostile) -> Answer {
    let started = browser.get("/oauth/school").await.expect_status(302);
    browser.get(&way_back(started.location(), school)).await.expect_status(302)
}

/// Alice, whose account `openid` has made and who has linked school, at a server with these rules now.
async fn linked(rules: &[(&str, &str)]) -> (Hostile, Hostile, Doorward) {
    let (work, school) = (Hostile::start(BEGIN.seconds()), Hostile::start(BEGIN.seconds()));
    let door = Doorward::start(&two(&work, &school)).await;
    work.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut alice = door.browser();
    sign_in(&mut alice, &work).await.expect_status(302);
    let page = alice.form("/account/links/school", &[]).await.expect_status(200);
    let back = way_back(&onward(&page), &school);
    let linked = alice.get(&back).await.expect_status(302);
    assert_eq!(linked.location(), format!("{HOME}/?notice=provider-linked"));
    let mut all = two(&work, &school);
    all.extend_from_slice(rules);
    let door = door.restart_with(&all).await;
    (work, school, door)
}

#[tokio::test]
async fn who_needs_a_role_to_come_in_does_not_come_in_by_another_provider() {
    let rules = [REQUIRED[0], REQUIRED[1], ("OPENID_REQUIRED_ROLE_TOKEN_KIND", "id")];
    let (work, school, door) = linked(&rules).await;
    let mut alice = door.browser();
    assert_eq!(by_school(&mut alice, &school).await.location(), failed_with("DW-LOGIN-008"));
    assert_eq!(alice.who().await, None);
    work.say_in_id_token(&json!({"roles": ["staff"]}));
    assert_eq!(sign_in(&mut alice, &work).await.location(), format!("{HOME}/"));
    let refused = alice.form("/account/links/school", &[]).await.expect_status(403);
    assert!(refused.text().contains("DW-LOGIN-008"));
    // Nor is a stranger of school's joined to the account on the word of its owner.
    school.vouch_for(&json!({"sub": "a.liddell"}));
    let mut other = door.browser();
    let asked = by_school(&mut other, &school).await;
    let handle = local(asked.location()).strip_prefix("/link?handle=").unwrap().to_owned();
    let started = other.get(&format!("/link/openid?handle={handle}")).await.expect_status(302);
    let back = way_back(started.location(), &work);
    assert_eq!(other.get(&back).await.location(), failed_with("DW-LOGIN-008"));
    assert_eq!(other.who().await, None);
    // Whom school has made an account for comes in by it.
    school.vouch_for(&json!({"sub": "carol|9", "email": "carol@example.test"}));
    assert_eq!(by_school(&mut door.browser(), &school).await.location(), format!("{HOME}/"));
    door.stop().await;
}

#[tokio::test]
async fn nobody_is_administrator_by_a_rule_of_another_provider() {
    let rules = [ADMIN[0], ADMIN[1], ("OPENID_ADMIN_ROLE_TOKEN_KIND", "id")];
    let (work, school, door) = linked(&rules).await;
    work.say_in_id_token(&json!({"roles": ["admins"]}));
    let mut alice = door.browser();
    sign_in(&mut alice, &work).await.expect_status(302);
    alice.refresh().await.expect_status(200);
    assert_eq!(role(&mut alice).await, "ADMIN");
    let mut elsewhere = door.browser();
    by_school(&mut elsewhere, &school).await;
    elsewhere.refresh().await.expect_status(200);
    assert_eq!(role(&mut elsewhere).await, "USER");
    assert_eq!(role(&mut alice).await, "USER", "until the provider says so again");
    sign_in(&mut alice, &work).await.expect_status(302);
    alice.refresh().await.expect_status(200);
    assert_eq!(role(&mut alice).await, "ADMIN");
    door.stop().await;
}
