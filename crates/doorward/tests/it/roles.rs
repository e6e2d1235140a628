//! Roles that the provider hands out: who may come in, and who is administrator.

use serde_json::{Value, json};

use crate::harness::provider::{HOME, failed_with, holds_no_session, settings, sign_in};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::{Fault, Hostile};

/// Settings of one rule: names begin with `prefix`.
fn rule<'a>(
    prefix: &'a [&'a str; 3],
    role: &'a str,
    place: [&'a str; 2],
) -> [(&'a str, &'a str); 3] {
    [(prefix[0], role), (prefix[1], place[0]), (prefix[2], place[1])]
}

const REQUIRED: [&str; 3] = [
    "OPENID_REQUIRED_ROLE",
    "OPENID_REQUIRED_ROLE_PARAMETER_PATH",
    "OPENID_REQUIRED_ROLE_TOKEN_KIND",
];

const ADMIN: [&str; 3] =
    ["OPENID_ADMIN_ROLE", "OPENID_ADMIN_ROLE_PARAMETER_PATH", "OPENID_ADMIN_ROLE_TOKEN_KIND"];

async fn start(hostile: &Hostile, more: &[(&str, &str)]) -> Doorward {
    let mut all = settings(hostile);
    all.extend_from_slice(more);
    Doorward::start(&all).await
}

/// The role of whoever signs in, or the code with which they are refused.
async fn outcome(door: &Doorward, hostile: &Hostile) -> Result<String, String> {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    if answer.location() != format!("{HOME}/") {
        assert!(holds_no_session(&browser));
        return Err(answer.location().to_owned());
    }
    browser.refresh().await.expect_status(200);
    let user = browser.get("/api/user").await.expect_status(200).json();
    Ok(user["role"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn one_of_the_required_roles_lets_in_and_nothing_else_does() {
    let hostile = Hostile::start(BEGIN.seconds());
    let place = ["realm_access.roles", "id"];
    let door = start(&hostile, &rule(&REQUIRED, "staff, chat-user", place)).await;
    let roles = |roles: Value| json!({"realm_access": {"roles": roles}});
    for (claims, code) in [
        (json!({}), "DW-OIDC-161"),
        (roles(json!([])), "DW-OIDC-160"),
        (roles(json!(["Staff", "chat-users"])), "DW-OIDC-160"),
        (roles(json!(7)), "DW-OIDC-162"),
        (json!({"realm_access": "staff"}), "DW-OIDC-161"),
    ] {
        hostile.say_in_id_token(&claims);
        assert_eq!(outcome(&door, &hostile).await, Err(failed_with(code)), "{claims}");
    }
    for claims in [roles(json!(["other", "chat-user"])), roles(json!("other,staff"))] {
        hostile.say_in_id_token(&claims);
        assert!(outcome(&door, &hostile).await.is_ok(), "{claims}");
    }
    door.stop().await;
}

#[tokio::test]
async fn roles_are_read_where_the_operator_says() {
    let hostile = Hostile::start(BEGIN.seconds());
    hostile.say_in_id_token(&json!({"https://chat.example/roles": ["staff"]}));
    hostile.vouch_for(&json!({"groups": ["staff"]}));
    for (place, expected) in [
        (["https://chat.example/roles", "id"], Ok(())),
        (["https://chat.example/roles", "userinfo"], Ok(())),
        (["groups", "userinfo"], Ok(())),
        (["groups", "id"], Err("DW-OIDC-161")),
        // Its access token is opaque.
        (["groups", "access"], Err("DW-OIDC-164")),
    ] {
        let door = start(&hostile, &rule(&REQUIRED, "staff", place)).await;
        let seen = outcome(&door, &hostile).await.map(drop);
        assert_eq!(seen, expected.map_err(failed_with), "{place:?}");
        door.stop().await;
    }
}

#[tokio::test]
async fn groups_that_the_provider_left_out_are_named_as_such() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = start(&hostile, &rule(&REQUIRED, "staff", ["groups", "id"])).await;
    hostile.say_in_id_token(&json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {}}));
    assert_eq!(outcome(&door, &hostile).await, Err(failed_with("DW-OIDC-163")));
    door.stop().await;
}

#[tokio::test]
async fn the_administrators_role_is_given_and_taken_at_each_sign_in() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = start(&hostile, &rule(&ADMIN, "admins", ["groups", "userinfo"])).await;
    for (groups, role) in [
        (json!(["staff"]), "USER"),
        (json!(["admins"]), "ADMIN"),
        (json!(true), "ADMIN"),
        (json!([]), "USER"),
        (json!("staff admins"), "ADMIN"),
        (Value::Null, "USER"),
    ] {
        hostile.vouch_for(&json!({"groups": groups}));
        assert_eq!(outcome(&door, &hostile).await.as_deref(), Ok(role), "{groups}");
    }
    door.stop().await;
}

/// A session that is open when the role is taken loses it at once.
#[tokio::test]
async fn a_lost_role_is_lost_in_every_session() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = start(&hostile, &rule(&ADMIN, "admins", ["groups", "userinfo"])).await;
    hostile.vouch_for(&json!({"groups": ["admins"]}));
    let mut open = door.browser();
    sign_in(&mut open, &hostile).await.expect_status(302);
    open.refresh().await.expect_status(200);
    assert_eq!(open.get("/api/user").await.json()["role"], "ADMIN");
    hostile.vouch_for(&json!({"groups": []}));
    assert_eq!(outcome(&door, &hostile).await.as_deref(), Ok("USER"));
    assert_eq!(open.get("/api/user").await.json()["role"], "USER");
    door.stop().await;
}

/// Who was administrator does not stay one by way of claims that say nothing: neither with an access
/// token that cannot be read, nor with more groups than the provider names.
#[tokio::test]
async fn what_cannot_be_read_makes_no_administrator() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = start(&hostile, &rule(&ADMIN, "admins", ["roles", "access"])).await;
    assert_eq!(outcome(&door, &hostile).await.as_deref(), Ok("USER"));
    door.stop().await;
    let door = start(&hostile, &rule(&ADMIN, "admins", ["groups", "id"])).await;
    hostile.say_in_id_token(&json!({"groups": ["admins"]}));
    assert_eq!(outcome(&door, &hostile).await.as_deref(), Ok("ADMIN"));
    let overage = json!({"groups": null, "_claim_names": {"groups": "src1"}});
    hostile.say_in_id_token(&overage);
    assert_eq!(outcome(&door, &hostile).await.as_deref(), Ok("USER"));
    door.stop().await;
}

/// Checklist item 53: while userinfo is down, a rule that reads it demotes nobody and lets in nobody.
#[tokio::test]
async fn an_outage_of_userinfo_makes_and_unmakes_nobody() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = start(&hostile, &rule(&ADMIN, "admins", ["groups", "userinfo"])).await;
    hostile.vouch_for(&json!({"groups": ["admins"]}));
    let mut open = door.browser();
    sign_in(&mut open, &hostile).await.expect_status(302);
    open.refresh().await.expect_status(200);
    hostile.play(Fault::Userinfo500);
    assert_eq!(outcome(&door, &hostile).await, Err(failed_with("DW-OIDC-102")));
    assert_eq!(open.get("/api/user").await.json()["role"], "ADMIN");
    door.stop().await;
}
