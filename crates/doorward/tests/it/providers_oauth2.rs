//! Signing in at the providers that speak OAuth 2.0 without `OpenID` Connect, by their documented settings.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::harness::provider::{HOME, failed_with, holds_no_session};
use crate::harness::social::{Social, borrowed};
use crate::harness::{Doorward, together};

async fn start() -> (Social, Doorward) {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    (social, door)
}

/// What an account says of itself.
async fn account(browser: &mut crate::harness::browser::Browser) -> Value {
    browser.refresh().await.expect_status(200);
    browser.get("/api/user").await.expect_status(200).json()
}

/// All of them at once: everybody arrives, with what their provider says of them and no more.
#[tokio::test]
async fn every_provider_signs_people_in() {
    let (social, door) = start().await;
    for (id, who, email, verified, name) in [
        ("github", "octocat", json!("octocat@git.test"), true, "octocat"),
        ("github", "doubtful", json!("doubtful@git.test"), false, "Doubtful"),
        ("discord", "nelly", json!("nelly@discord.test"), true, "Nelly"),
        ("discord", "doubtful", json!("doubtful@discord.test"), false, "doubtful"),
        ("facebook", "graph", json!("graph@facebook.test"), false, "Open Graph"),
        ("wechat", "hedgehog", Value::Null, false, "刺猬宝宝"),
        ("wechat", "single", Value::Null, false, "Single App"),
        ("feishu", "zhangsan", json!("zhangsan@feishu.test"), false, "张三"),
        ("feishu", "nomail", Value::Null, false, "李四"),
    ] {
        let mut browser = door.browser();
        let answer = social.sign_in(&mut browser, id, who).await;
        assert_eq!(answer.location(), format!("{HOME}/"), "{id} {who}");
        let first = account(&mut browser).await;
        let stated = |name: &str| first.get(name).cloned().unwrap_or_default();
        let email_stated = Some(stated("email")).filter(|email| *email != json!(""));
        assert_eq!(email_stated.unwrap_or_default(), email, "{id} {who}");
        assert_eq!(stated("emailVerified"), json!(verified), "{id} {who}");
        assert_eq!(stated("name"), json!(name), "{id} {who}");
        assert_eq!(stated("provider"), json!(id), "{id} {who}");
        // Whoever comes again is the same.
        let mut again = door.browser();
        social.sign_in(&mut again, id, who).await;
        assert_eq!(account(&mut again).await["id"], first["id"], "{id} {who}");
    }
    door.stop().await;
}

/// Checklist items 42 and 56: state and PKCE at every provider, our secret in none of the browser's URLs,
/// and nothing of the tokens at ours.
#[tokio::test]
async fn every_provider_is_asked_in_its_own_way() {
    let (social, door) = start().await;
    for (id, who, ours, scope) in [
        ("github", "octocat", "client_id", "read:user user:email"),
        ("discord", "nelly", "client_id", "identify email"),
        ("facebook", "graph", "client_id", "email public_profile"),
        ("wechat", "hedgehog", "appid", "snsapi_login"),
        ("feishu", "nomail", "app_id", "contact:user.base:readonly contact:user.email:readonly"),
    ] {
        let mut browser = door.browser();
        let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
        let request = url::Url::parse(started.location()).unwrap();
        let query: std::collections::HashMap<_, _> = request.query_pairs().into_owned().collect();
        assert_eq!(query[ours], format!("{id}-client"));
        assert_eq!((query["scope"].as_str(), query["response_type"].as_str()), (scope, "code"));
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!((query["state"].len(), query["code_challenge"].len()), (43, 43));
        assert!(!started.location().contains("secret"));
        assert_eq!(request.fragment() == Some("wechat_redirect"), id == "wechat");
        let back = social.visit(started.location(), who).await;
        let answer = browser.get(&back).await.expect_status(302);
        assert!(answer.all("set-cookie").all(|cookie| !cookie.contains("access_token")));
        assert_eq!(answer.location(), format!("{HOME}/"));
    }
    let agent = &social.asked("/github/api/v3/user").await[0]["headers"]["user-agent"];
    assert_eq!(agent, "our-chat");
    let token = &social.asked("/feishu/open-apis/authen/v2/oauth/token").await[0];
    assert_eq!(token["headers"]["content-type"], "application/json; charset=utf-8");
    let wechat = &social.asked("/wechat/sns/oauth2/access_token").await[0];
    assert_eq!(
        (&wechat["method"], &wechat["query"]["secret"]),
        (&json!("GET"), &json!("wechat-secret"))
    );
    door.stop().await;
}

/// Checklist item 53: `WeChat` says nothing but the state, the others say `access_denied`.
#[tokio::test]
async fn whoever_cancels_is_told_so() {
    let (social, door) = start().await;
    for id in ["github", "discord", "facebook", "wechat", "feishu"] {
        let mut browser = door.browser();
        let answer = social.sign_in(&mut browser, id, "").await;
        assert_eq!(answer.location(), failed_with("DW-OIDC-038"), "{id}");
        assert!(holds_no_session(&browser));
    }
    door.stop().await;
}

/// Facebook and Discord know people without an address. Their account could not be told from others.
#[tokio::test]
async fn people_without_an_address_are_told_so_where_one_is_needed() {
    let (social, door) = start().await;
    for (id, who) in [("facebook", "phone"), ("discord", "phone")] {
        let mut browser = door.browser();
        let answer = social.sign_in(&mut browser, id, who).await;
        assert_eq!(answer.location(), failed_with("DW-LOGIN-007"), "{id}");
        assert!(holds_no_session(&browser));
    }
    door.stop().await;
}

/// Checklist item 43: an answer counts for the provider that was asked, whichever path it comes to, and
/// an `iss` that is another's ends it before any code is sent anywhere.
#[tokio::test]
async fn providers_are_not_mixed_up() {
    let (social, door) = start().await;
    let mut browser = door.browser();
    let started = browser.get("/oauth/github").await.expect_status(302);
    let back = social.visit(started.location(), "octocat").await;
    let foreign = "iss=https%3A%2F%2Fevil.test";
    let own = back.split('&').find(|pair| pair.starts_with("iss=")).unwrap();
    let answer = browser.get(&back.replace(own, foreign)).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-OIDC-035"));
    for id in ["discord", "facebook", "wechat", "feishu"] {
        let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
        let request = url::Url::parse(started.location()).unwrap();
        let (_, state) = request.query_pairs().find(|(name, _)| name == "state").unwrap();
        let trap = format!("/oauth/{id}/callback?code=stolen&state={state}&{foreign}");
        let answer = browser.get(&trap).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-OIDC-035"), "{id}");
    }
    for path in [
        "/github/login/oauth/access_token",
        "/discord/api/oauth2/token",
        "/facebook/v24.0/oauth/access_token",
        "/wechat/sns/oauth2/access_token",
        "/feishu/open-apis/authen/v2/oauth/token",
    ] {
        assert_eq!(social.asked(path).await.len(), 0, "{path}");
    }
    // The code of one provider, brought to the path of another: the state says whose it is.
    let started = browser.get("/oauth/discord").await.expect_status(302);
    let back = social.visit(started.location(), "nelly").await;
    let elsewhere = back.replace("/oauth/discord/", "/oauth/facebook/");
    let answer = browser.get(&elsewhere).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    assert_eq!(account(&mut browser).await["provider"], "discord");
    assert_eq!(social.asked("/facebook/v24.0/oauth/access_token").await.len(), 0);
    door.stop().await;
}

/// Checklist item 42, for the providers without a nonce: replayed, foreign, without a cookie.
#[tokio::test]
async fn an_answer_counts_once_and_in_the_browser_that_asked() {
    let (social, door) = start().await;
    for (id, who) in [("github", "octocat"), ("wechat", "hedgehog")] {
        let mut alice = door.browser();
        let started = alice.get(&format!("/oauth/{id}")).await.expect_status(302);
        let back = social.visit(started.location(), who).await;
        let mut copy = alice.clone();
        assert_eq!(alice.get(&back).await.location(), format!("{HOME}/"));
        assert_eq!(copy.get(&back).await.location(), failed_with("DW-LOGIN-001"));
        let started = alice.get(&format!("/oauth/{id}")).await.expect_status(302);
        let back = social.visit(started.location(), who).await;
        let mut stranger = door.browser();
        stranger.get(&format!("/oauth/{id}")).await.expect_status(302);
        assert_eq!(stranger.get(&back).await.location(), failed_with("DW-LOGIN-002"));
        assert!(holds_no_session(&stranger) && holds_no_session(&copy));
        let bare = format!("/oauth/{id}/callback?code=c");
        assert_eq!(alice.get(&bare).await.location(), failed_with("DW-OIDC-032"));
    }
    door.stop().await;
}

/// Twenty tabs, every provider among them, all at once: everybody arrives, and each person has one account.
#[tokio::test]
async fn twenty_tabs_at_once_all_arrive() {
    let (social, door) = start().await;
    let mut ways_back = Vec::new();
    let mut browser = door.browser();
    for tab in 0..20 {
        let (id, who) = [
            ("github", "octocat"),
            ("discord", "nelly"),
            ("facebook", "graph"),
            ("wechat", "single"),
        ][tab % 4];
        let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
        ways_back.push((id, social.visit(started.location(), who).await));
    }
    let tabs: Vec<_> = ways_back
        .into_iter()
        .map(|(id, back)| {
            let mut tab = browser.clone();
            together::begin(async move {
                assert_eq!(tab.get(&back).await.location(), format!("{HOME}/"), "{id}");
                (id, account(&mut tab).await["id"].to_string())
            })
        })
        .collect();
    let mut people = HashSet::new();
    for tab in tabs {
        people.insert(tab.await.unwrap());
    }
    assert_eq!(people.len(), 4, "{people:?}");
    door.stop().await;
}

/// Checklist item 50.
#[tokio::test]
async fn a_provider_that_is_switched_off_meanwhile_finishes_nothing() {
    let (social, door) = start().await;
    let mut alice = door.browser();
    let started = alice.get("/oauth/discord").await.expect_status(302);
    let back = social.visit(started.location(), "nelly").await;
    let rest: Vec<_> =
        social.settings().into_iter().filter(|(name, _)| !name.starts_with("DISCORD_")).collect();
    let door = door.restart_with(&borrowed(&rest)).await;
    alice.address = door.address;
    let page = alice.get(&back).await.expect_status(404);
    assert!(page.text().contains("DW-LOGIN-003") && holds_no_session(&alice));
    assert_eq!(social.asked("/discord/api/oauth2/token").await.len(), 0);
    door.stop().await;
}
