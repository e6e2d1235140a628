//! Signing in at other people's stand-ins for GitHub, Google, Apple, Microsoft and Okta.

use serde_json::{Value, json};

use crate::harness::Doorward;
use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, failed_with, holds_no_session};
use crate::harness::social::{Back, Emulated, borrowed};

const MICROSOFT_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The settings of one provider, by the names of its guide.
fn settings(peer: &Emulated, service: &str) -> Vec<(String, String)> {
    let base = peer.base(service);
    let lines: Vec<(&str, String)> = match service {
        "github" => vec![
            ("AUTH_GITHUB_ID", "github-client".to_owned()),
            ("AUTH_GITHUB_SECRET", "github-secret".to_owned()),
            ("DOORWARD_GITHUB_BASE_URL", base.to_owned()),
        ],
        "google" => vec![
            ("GOOGLE_CLIENT_ID", "google-client".to_owned()),
            ("GOOGLE_CLIENT_SECRET", "google-secret".to_owned()),
            ("AUTH_GOOGLE_ISSUER", base.to_owned()),
            ("ALLOW_SOCIAL_LOGIN", "true".to_owned()),
            ("ALLOW_SOCIAL_REGISTRATION", "true".to_owned()),
        ],
        "microsoft" => vec![
            ("AUTH_MICROSOFT_ENTRA_ID_ID", "microsoft-entra-id-client".to_owned()),
            ("AUTH_MICROSOFT_ENTRA_ID_SECRET", "microsoft-entra-id-secret".to_owned()),
            ("AUTH_MICROSOFT_ENTRA_ID_TENANT_ID", MICROSOFT_TENANT.to_owned()),
            ("AUTH_MICROSOFT_ENTRA_ID_BASE_URL", base.to_owned()),
        ],
        "okta" => vec![
            ("AUTH_OKTA_ID", "okta-client".to_owned()),
            ("AUTH_OKTA_SECRET", "okta-secret".to_owned()),
            ("AUTH_OKTA_ISSUER", format!("{base}/oauth2/default")),
        ],
        _ => vec![
            ("AUTH_APPLE_CLIENT_ID", "apple-client".to_owned()),
            ("AUTH_APPLE_CLIENT_SECRET", "a.signed.secret".to_owned()),
            ("AUTH_APPLE_ISSUER", base.to_owned()),
        ],
    };
    lines.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

async fn sign_in(peer: &Emulated, browser: &mut Browser, id: &str, who: &str) -> String {
    let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
    let answer = match peer.visit(started.location(), who).await {
        Back::Redirect(path) => browser.get(&path).await,
        Back::Form(path, fields) => {
            // From the provider's page, so with its Origin and whatever the browser says of that.
            let body =
                url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            let headers = [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Origin", "https://appleid.apple.com"),
                ("Sec-Fetch-Site", "cross-site"),
            ];
            browser.send("POST", &path, &headers, body.as_bytes()).await
        }
    };
    answer.expect_status(302).location().to_owned()
}

/// Everybody arrives with what the provider says of them, and is the same when they come again.
#[tokio::test]
async fn people_sign_in_at_all_five() {
    let services = ["github", "google", "apple", "microsoft", "okta"];
    let peer = Emulated::start(&services);
    let all: Vec<_> = services.iter().flat_map(|service| settings(&peer, service)).collect();
    let door = Doorward::start_today(&borrowed(&all)).await;
    for (id, who, email, verified, name) in [
        ("github", "octocat", "octocat@example.test", true, "The Octocat"),
        ("github", "noname", "noname@example.test", true, "noname"),
        ("google", "ada@example.test", "ada@example.test", true, "Ada Lovelace"),
        ("google", "second@example.test", "second@example.test", false, "Second User"),
        ("apple", "ada@icloud.test", "ada@icloud.test", true, "Ada Lovelace"),
        ("microsoft-entra-id", "ada@outlook.test", "ada@outlook.test", false, "Ada Lovelace"),
        ("okta", "ada@okta.test", "ada@okta.test", true, "Ada Lovelace"),
    ] {
        let mut first = Value::Null;
        for _ in 0..2 {
            let mut browser = door.browser();
            let end = sign_in(&peer, &mut browser, id, who).await;
            assert_eq!(end, format!("{HOME}/"), "{id} {who}");
            browser.refresh().await.expect_status(200);
            let account = browser.get("/api/user").await.expect_status(200).json();
            assert_eq!(account["email"], email, "{id}");
            assert_eq!(account["emailVerified"], json!(verified), "{id}");
            assert_eq!(account["name"], name, "{id}");
            if first.is_null() {
                first = account["id"].clone();
            }
            assert_eq!(account["id"], first, "{id}");
        }
    }
    door.stop().await;
}

/// Checklist item 53: GitHub refuses with HTTP 200.
#[tokio::test]
async fn a_wrong_secret_is_named() {
    let peer = Emulated::start(&["github"]);
    let mut all = settings(&peer, "github");
    all[1].1 = "mistyped".to_owned();
    let door = Doorward::start_today(&borrowed(&all)).await;
    let mut browser = door.browser();
    let end = sign_in(&peer, &mut browser, "github", "octocat").await;
    assert_eq!(end, failed_with("DW-OIDC-047"));
    assert!(holds_no_session(&browser));
    door.stop().await;
}

/// Checklist item 42: Apple's answer comes as a POST from another site, with the cookie of its sign-in or
/// not at all; and its field `user` may hold anything.
#[tokio::test]
async fn apples_posted_answer_counts_once_and_in_its_browser() {
    let peer = Emulated::start(&["apple"]);
    let door = Doorward::start_today(&borrowed(&settings(&peer, "apple"))).await;
    let mut alice = door.browser();
    let started = alice.get("/oauth/apple").await.expect_status(302);
    assert!(started.location().contains("response_mode=form_post"));
    let cookie = started.header("set-cookie").unwrap();
    assert!(cookie.contains("SameSite=None") || !cookie.contains("Secure"), "{cookie}");
    let Back::Form(path, fields) = peer.visit(started.location(), "ada@icloud.test").await else {
        panic!("Apple answers by form")
    };
    let mut fields: Vec<_> = fields.into_iter().filter(|(name, _)| name != "user").collect();
    fields.push(("user".to_owned(), "{not json".to_owned()));
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let post = async |browser: &mut Browser| {
        let answer = browser.send("POST", &path, &headers, body.as_bytes()).await;
        answer.expect_status(302).location().to_owned()
    };
    let mut copy = alice.clone();
    assert_eq!(post(&mut alice).await, format!("{HOME}/"));
    assert_eq!(post(&mut copy).await, failed_with("DW-LOGIN-001"));
    let mut stranger = door.browser();
    assert_eq!(post(&mut stranger).await, failed_with("DW-LOGIN-001"));
    assert!(holds_no_session(&copy) && holds_no_session(&stranger));
    door.stop().await;
}
