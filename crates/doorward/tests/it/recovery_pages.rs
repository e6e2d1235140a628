//! The pages of forgotten passwords, as somebody without a script meets them.

use crate::harness::links::{self, House, NEW, RESET, VERIFY, ask, reset};
use crate::harness::mail::Sink;
use crate::harness::process::Process;
use crate::harness::{Folder, PASSWORD};

const ALICE: &str = "alice@example.test";

#[tokio::test]
async fn somebody_who_forgot_finds_the_way_from_the_sign_in_page_and_back() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    alice.jar.clear();
    assert!(alice.get("/login").await.text().contains("href=\"/forgot-password\""));
    let typed = [("email", ALICE), ("password", "not the password")];
    let failed = alice.form("/login", &typed).await.expect_status(401);
    assert!(failed.text().contains("/forgot-password?email=alice%40example.test"));
    let page = alice.get("/forgot-password?email=alice%40example.test").await;
    assert!(page.text().contains(&format!("value=\"{ALICE}\"")), "the address is carried over");
    let sent = alice.form("/forgot-password", &[("email", ALICE)]).await.expect_status(200);
    assert!(sent.text().contains("Look into your mailbox"));
    let link = house.link(RESET, 1).await;
    let (token, user) = (link.token(), link.carries("userId"));
    let form = |password| [("token", token.as_str()), ("userId", &user), ("password", password)];
    let short = alice.form("/reset-password", &form("short")).await.expect_status(422);
    assert!(short.text().contains("password-error") && short.text().contains(&token));
    let done = alice.form("/reset-password", &form(NEW)).await.expect_status(303);
    assert_eq!(done.location(), "/login?redirect=false&notice=password-reset");
    let over = alice.form("/reset-password", &form(NEW)).await.expect_status(400);
    assert!(over.text().contains("DW-RESET-002"));
    alice.form("/login", &[("email", ALICE), ("password", NEW)]).await.expect_status(303);
    house.close().await;
}

/// Checklist items 85 and 86: programs that look into mails open every link, and nothing happens; no page
/// hands its address on.
#[tokio::test]
async fn opening_a_link_changes_nothing_and_its_page_keeps_the_token_to_itself() {
    let house = House::open(&[]).await;
    let mut admin = house.door.browser();
    admin.register("admin@example.test").await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    let verification = house.link(VERIFY, 2).await;
    ask(&mut alice, ALICE).await;
    let link = house.link(RESET, 1).await;
    for link in [&verification, &link] {
        for method in ["GET", "HEAD", "GET"] {
            let answer = alice.send(method, link.path(), &[], b"").await.expect_status(200);
            assert_eq!(answer.header("referrer-policy"), Some("strict-origin"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(answer.all("set-cookie").next().is_none());
        }
        let page = alice.get(link.path()).await;
        assert!(page.text().contains("data-clean"), "the script takes it out of the address");
        assert!(page.text().contains("method=\"post\""));
    }
    alice.login(ALICE, PASSWORD).await.expect_status(422);
    reset(&mut alice, &link, NEW).await.expect_status(200);
    let form = [("email", ALICE), ("token", &verification.token())];
    alice.form("/verify", &form).await.expect_status(303);
    alice.login(ALICE, NEW).await.expect_status(200);
    house.close().await;
}

/// Checklist item 86: at the most talkative, the log has no token.
#[tokio::test]
async fn no_token_gets_into_the_log() {
    let (folder, sink) = (Folder::new(), Sink::plain());
    let mut settings = sink.settings();
    settings.extend([
        ("ALLOW_PASSWORD_RESET", "true"),
        ("ALLOW_UNVERIFIED_EMAIL_LOGIN", "true"),
        ("DOORWARD_LOG", "trace"),
        ("DOMAIN_CLIENT", "https://chat.example.test"),
        ("DOMAIN_SERVER", "https://chat.example.test"),
    ]);
    let process = Process::start(folder.path(), &settings);
    let mut alice = process.browser();
    alice.register(ALICE).await;
    ask(&mut alice, ALICE).await.expect_status(200);
    let link = links::find(&sink, RESET, 1).await;
    let token = link.token();
    alice.get(link.path()).await.expect_status(200);
    reset(&mut alice, &link, "short").await.expect_status(400);
    reset(&mut alice, &link, NEW).await.expect_status(200);
    alice.get(&format!("/nowhere?token={token}")).await.expect_status(404);
    sink.mails(3).await;
    let log = process.stop();
    assert!(!log.contains(&token) && !log.contains(&token[..20]), "{log}");
}

/// The four routes have `LibreChat`'s limits, headers and words; a submission without numbers of its own has
/// those of the request.
#[tokio::test]
async fn asking_and_submitting_have_the_limits_of_librechat() {
    let sink = Sink::plain();
    let mut settings = sink.settings();
    settings.extend([("ALLOW_PASSWORD_RESET", "true"), ("VERIFY_EMAIL_MAX", "1")]);
    settings.push(("VERIFY_EMAIL_SUBMISSION_WINDOW", "7"));
    let door = crate::harness::Doorward::start(&settings).await;
    let mut browser = door.browser();
    for (path, max, minutes) in [
        ("/api/auth/requestPasswordReset", 2, 2),
        ("/api/auth/resetPassword", 2, 2),
        ("/api/user/verify/resend", 1, 2),
        ("/api/user/verify", 1, 7),
    ] {
        let body = serde_json::json!({"email": "nobody@example.test"});
        for left in (0..max).rev() {
            let answer = browser.post(path, &body).await;
            assert_ne!(answer.status, 429, "{path}");
            assert_eq!(answer.header("x-ratelimit-limit"), Some(&*max.to_string()), "{path}");
            assert_eq!(answer.header("x-ratelimit-remaining"), Some(&*left.to_string()));
        }
        let refused = browser.post(path, &body).await.expect_status(429);
        let text = format!("Too many attempts, please try again after {minutes} minute(s)");
        assert_eq!(refused.message(), text, "{path}");
        assert!(refused.header("retry-after").is_some());
    }
    door.stop().await;
}
