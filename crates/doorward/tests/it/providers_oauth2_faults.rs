//! What goes wrong at the providers that speak OAuth 2.0 in their own ways.

use crate::harness::Doorward;
use crate::harness::provider::{HOME, failed_with, holds_no_session};
use crate::harness::social::{Social, borrowed};

const TOKEN: [(&str, &str, &str); 5] = [
    ("github", "octocat", "/github/login/oauth/access_token"),
    ("discord", "nelly", "/discord/api/oauth2/token"),
    ("facebook", "graph", "/facebook/v24.0/oauth/access_token"),
    ("wechat", "hedgehog", "/wechat/sns/oauth2/access_token"),
    ("feishu", "zhangsan", "/feishu/open-apis/authen/v2/oauth/token"),
];

const PROFILE: [(&str, &str, &str); 5] = [
    ("github", "octocat", "/github/api/v3/user"),
    ("discord", "nelly", "/discord/api/v10/users/@me"),
    ("facebook", "graph", "/facebook/v24.0/me"),
    ("wechat", "hedgehog", "/wechat/sns/userinfo"),
    ("feishu", "zhangsan", "/feishu/open-apis/authen/v1/user_info"),
];

/// Checklist items 51 and 53: whatever the endpoint answers, nobody is signed in, the page has a code, and
/// people with a password get in all the same.
#[tokio::test]
async fn a_provider_out_of_order_signs_nobody_in() {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    let faults = ["html", "500", "redirect", "huge", "reset"];
    let of_token = ["046", "043", "044", "045", "041"];
    let of_profile = ["135", "132", "133", "134", "130"];
    for (endpoints, codes) in [(TOKEN, of_token), (PROFILE, of_profile)] {
        for (id, who, path) in endpoints {
            for (kind, code) in faults.into_iter().zip(codes) {
                social.fault(path, kind).await;
                let mut browser = door.browser();
                let answer = social.sign_in(&mut browser, id, who).await;
                let expected = failed_with(&format!("DW-OIDC-{code}"));
                assert_eq!(answer.location(), expected, "{id} {path} {kind}");
                assert!(holds_no_session(&browser), "{id} {kind}");
            }
            social.fault(path, "none").await;
        }
    }
    door.signed_in("bob@example.test").await;
    let mut browser = door.browser();
    let answer = social.sign_in(&mut browser, "discord", "nelly").await;
    assert_eq!(answer.location(), format!("{HOME}/"), "it is well again");
    door.stop().await;
}

/// Checklist item 53: each provider says in its own way that our secret is wrong, most with HTTP 200.
#[tokio::test]
async fn a_wrong_secret_is_recognised_at_every_provider() {
    let social = Social::start();
    let mut settings = social.settings();
    for (_, value) in settings.iter_mut().filter(|(name, _)| name.ends_with("SECRET")) {
        "mistyped-secret".clone_into(value);
    }
    let door = Doorward::start(&borrowed(&settings)).await;
    for (id, who, _) in TOKEN {
        let mut browser = door.browser();
        let answer = social.sign_in(&mut browser, id, who).await;
        assert_eq!(answer.location(), failed_with("DW-OIDC-047"), "{id}");
    }
    door.stop().await;
}

/// A code that somebody else has spent, or that was never given out.
#[tokio::test]
async fn a_wrong_code_is_recognised_at_every_provider() {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    for (id, who, _) in TOKEN {
        let mut alice = door.browser();
        let started = alice.get(&format!("/oauth/{id}")).await.expect_status(302);
        let back = social.visit(started.location(), who).await;
        let code = back.split(['?', '&']).find(|pair| pair.starts_with("code=")).unwrap();
        let invented = back.replace(code, "code=invented");
        assert_eq!(alice.get(&invented).await.location(), failed_with("DW-OIDC-048"), "{id}");
        // An attacker's code in a victim's sign-in: the verifier is another one. WeChat knows none.
        if id != "wechat" {
            let mut mallory = door.browser();
            let started = mallory.get(&format!("/oauth/{id}")).await.expect_status(302);
            let trap = social.visit(started.location(), who).await;
            let trap = trap.split(['?', '&']).find(|pair| pair.starts_with("code=")).unwrap();
            let started = alice.get(&format!("/oauth/{id}")).await.expect_status(302);
            let back = social.visit(started.location(), who).await;
            let code = back.split(['?', '&']).find(|pair| pair.starts_with("code=")).unwrap();
            let answer = alice.get(&back.replace(code, trap)).await;
            assert_eq!(answer.location(), failed_with("DW-OIDC-048"), "{id}");
        }
        assert!(holds_no_session(&alice));
    }
    door.stop().await;
}

/// Checklist item 46: a profile of somebody else than the token's.
#[tokio::test]
async fn a_profile_of_somebody_else_is_refused() {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    social.fault("/wechat/sns/userinfo", "another").await;
    let answer = social.sign_in(&mut door.browser(), "wechat", "hedgehog").await;
    assert_eq!(answer.location(), failed_with("DW-OIDC-138"));
    door.stop().await;
}

/// Checklist item 49: the address list may not be read, so the public address is a claim; and who has none
/// is told so.
#[tokio::test]
async fn github_without_the_permission_for_addresses() {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    for who in ["public", "octocat"] {
        let mut browser = door.browser();
        let started = browser.get("/oauth/github").await.expect_status(302);
        let poorer = started.location().replace("read%3Auser+user%3Aemail", "read%3Auser");
        assert_ne!(poorer, started.location());
        let back = social.visit(&poorer, who).await;
        let answer = browser.get(&back).await.expect_status(302);
        if who == "octocat" {
            assert_eq!(answer.location(), failed_with("DW-LOGIN-007"));
            continue;
        }
        assert_eq!(answer.location(), format!("{HOME}/"));
        browser.refresh().await.expect_status(200);
        let account = browser.get("/api/user").await.json();
        assert_eq!(account["email"], "public@git.test");
        assert_eq!(account["emailVerified"], false);
    }
    // Who is kept off for asking too often is not taken for somebody without addresses.
    social.fault("/github/api/v3/user/emails", "limit").await;
    let answer = social.sign_in(&mut door.browser(), "github", "public").await;
    assert_eq!(answer.location(), failed_with("DW-OIDC-132"));
    door.stop().await;
}

/// Checklist item 47: a user name that changes hands, and an address of somebody else's, open nothing.
#[tokio::test]
async fn an_address_opens_nobody_elses_account() {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    door.signed_in("doubtful@discord.test").await;
    let mut browser = door.browser();
    let answer = social.sign_in(&mut browser, "discord", "doubtful").await;
    assert!(answer.location() != format!("{HOME}/"), "{}", answer.location());
    assert!(holds_no_session(&browser));
    door.stop().await;
}
