//! The limiters, and whose address they count.

use serde_json::json;

use crate::harness::{Doorward, PASSWORD, together};

/// Checklist item 103, as far as sign-in goes.
#[tokio::test]
async fn the_eighth_sign_in_of_five_minutes_is_refused_with_the_known_headers() {
    let door = Doorward::start(&[("LOGIN_MAX", "7")]).await;
    let mut browser = door.browser();
    browser.register("alice@example.test").await;
    for remaining in (0..7).rev() {
        let answer = browser.login("alice@example.test", PASSWORD).await.expect_status(200);
        assert_eq!(answer.header("x-ratelimit-limit"), Some("7"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(remaining.to_string().as_str()));
        assert_eq!(answer.header("x-ratelimit-reset"), Some("1767225900"));
    }
    let refused = browser.login("alice@example.test", PASSWORD).await.expect_status(429);
    assert_eq!(refused.message(), "Too many login attempts, please try again after 5 minutes.");
    assert_eq!(refused.header("retry-after"), Some("300"));
    let page = browser.form("/login", &[("email", "alice@example.test")]).await.expect_status(429);
    assert!(page.text().contains("DW-AUTH-005"));
    door.clock.advance(5 * 60_000);
    browser.login("alice@example.test", PASSWORD).await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn the_sixth_registration_of_an_hour_is_refused() {
    let door = Doorward::start(&[("REGISTER_MAX", "5")]).await;
    let mut browser = door.browser();
    for n in 0..5 {
        browser.register(&format!("p{n}@example.test")).await.expect_status(200);
    }
    let refused = browser.register("p5@example.test").await.expect_status(429);
    assert_eq!(refused.message(), "Too many accounts created, please try again after 60 minutes");
    door.stop().await;
}

/// Checklist item 107: forged headers neither escape a limiter nor use up somebody else's.
#[tokio::test]
async fn forwarded_addresses_count_only_where_a_proxy_is_trusted() {
    for (trust, expected) in [("0", 429), ("1", 404)] {
        let door = Doorward::start(&[("LOGIN_MAX", "2"), ("TRUST_PROXY", trust)]).await;
        let mut status = 0;
        for n in 0..3 {
            let forged = format!("203.0.113.{n}");
            let headers =
                [("Content-Type", "application/json"), ("X-Forwarded-For", forged.as_str())];
            let body = json!({"email": "x@example.test", "password": "wrong password"}).to_string();
            let mut browser = door.browser();
            let answer = browser.send("POST", "/api/auth/login", &headers, body.as_bytes()).await;
            status = answer.status;
        }
        assert_eq!(status, expected, "TRUST_PROXY={trust}");
        door.stop().await;
    }
}

/// Checklist item 78, the bound: more people than the queue holds are asked to come again.
#[tokio::test]
async fn a_full_hashing_queue_answers_503_with_retry_after() {
    let door = Doorward::start(&[("DOORWARD_HASH_QUEUE", "1")]).await;
    let tries: Vec<_> = (0..32)
        .map(|_| {
            let mut browser = door.browser();
            together::begin(async move { browser.login("x@example.test", PASSWORD).await })
        })
        .collect();
    let (mut busy, mut checked) = (0, 0);
    for one in tries {
        let answer = one.await.unwrap();
        match answer.status {
            503 => {
                assert_eq!(answer.header("retry-after"), Some("5"));
                busy += 1;
            }
            404 => checked += 1,
            other => panic!("{other}"),
        }
    }
    assert!(busy > 0 && checked > 0, "{busy} busy, {checked} checked");
    door.stop().await;
}
