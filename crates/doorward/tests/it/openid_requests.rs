//! The two addresses by which people go to a provider and come back: what is asked, what is answered, and
//! what never leaves the server.

use std::collections::{HashMap, HashSet};

use url::Url;

use crate::harness::provider::{HOME, go, settings, way_back};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

/// Checklist items 42 and 54: nothing is asked for but what is needed, and nothing is used twice.
#[tokio::test]
async fn every_request_has_a_state_a_nonce_and_a_challenge_of_its_own() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut with_scope = settings(&hostile);
    with_scope.push(("OPENID_SCOPE", "openid email"));
    let door = Doorward::start(&with_scope).await;
    let mut browser = door.browser();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let answer = browser.get("/oauth/openid").await.expect_status(302);
        let url = Url::parse(answer.location()).unwrap();
        let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(asked.len(), url.query_pairs().count(), "nothing is said twice");
        let mut names: Vec<_> = asked.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "client_id",
                "code_challenge",
                "code_challenge_method",
                "nonce",
                "redirect_uri",
                "response_type",
                "scope",
                "state"
            ]
        );
        assert_eq!(asked["scope"], "openid email");
        assert_eq!(asked["code_challenge_method"], "S256");
        for name in ["state", "nonce", "code_challenge"] {
            assert_eq!(asked[name].len(), 43, "256 bits: {name}");
            seen.push(asked[name].clone());
        }
        let cookie = answer.header("set-cookie").unwrap();
        assert!(!seen.iter().any(|value| cookie.contains(value)), "the cookie is another secret");
    }
    let distinct: HashSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len());
    door.stop().await;
}

/// The cookie is for this site alone, and under https for this very host.
#[tokio::test]
async fn the_cookie_of_a_sign_in_is_out_of_reach() {
    let hostile = Hostile::start(BEGIN.seconds());
    for (public, name, end) in [
        (
            "http://localhost",
            "doorward-login-",
            "; Path=/; Expires=Thu, 01 Jan 2026 00:10:00 GMT; HttpOnly; SameSite=Lax",
        ),
        (
            "https://chat.example.test",
            "__Host-doorward-login-",
            "; Path=/; Expires=Thu, 01 Jan 2026 00:10:00 GMT; HttpOnly; Secure; SameSite=Lax",
        ),
    ] {
        let mut all = settings(&hostile);
        all.push(("DOMAIN_SERVER", public));
        let door = Doorward::start(&all).await;
        let answer = door.browser().get("/oauth/openid").await.expect_status(302);
        let cookies: Vec<_> = answer.all("set-cookie").collect();
        assert!(
            matches!(cookies[..], [one] if one.starts_with(name) && one.ends_with(end)),
            "{cookies:?}"
        );
        door.stop().await;
    }
}

/// Checklist item 69: only a person who goes somewhere starts or ends a sign-in, not a look at its head.
#[tokio::test]
async fn other_methods_than_get_start_and_spend_nothing() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let mut alice = door.browser();
    let back = go(&mut alice, &hostile).await;
    let before = alice.jar.clone();
    for method in ["HEAD", "POST", "PUT", "DELETE"] {
        for path in ["/oauth/openid", back.as_str()] {
            let answer = alice.send(method, path, &[], b"").await.expect_status(405);
            assert_eq!(answer.header("set-cookie"), None, "{method} {path}");
        }
    }
    assert_eq!(alice.jar, before);
    assert_eq!(hostile.hits("/token"), 0);
    assert_eq!(alice.get(&back).await.expect_status(302).location(), format!("{HOME}/"));
    door.stop().await;
}

/// Checklist item 56.
#[tokio::test]
async fn the_providers_tokens_reach_neither_the_browser_nor_the_disk() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let mut alice = door.browser();
    let back = go(&mut alice, &hostile).await;
    let mut answers = vec![alice.get(&back).await.expect_status(302)];
    answers.push(alice.refresh().await.expect_status(200));
    for path in ["/", "/login", "/oauth/openid", "/api/user", "/api/config", "/oauth/error"] {
        answers.push(alice.get(path).await);
    }
    let all = answers.iter().map(|answer| format!("{:?}\n{}", answer.headers, answer.text()));
    let said = all.collect::<String>();
    let secrets = hostile.secrets();
    assert_eq!(secrets.len(), 4);
    let files: Vec<_> = std::fs::read_dir(door.folder.path().join("data"))
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    assert!(!files.is_empty());
    for secret in secrets {
        assert!(!said.contains(&secret), "{secret}");
        let on_disk = |file: &Vec<u8>| file.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!files.iter().any(on_disk), "{secret}");
    }
    door.stop().await;
}

/// Checklist item 103: other sites embed addresses of ours, and use up nobody's tries with that.
#[tokio::test]
async fn a_picture_sets_out_for_no_provider_and_ways_to_providers_lock_no_password_out() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut few = settings(&hostile);
    few.push(("LOGIN_MAX", "3"));
    let door = Doorward::start(&few).await;
    let mut victim = door.browser();
    victim.register("alice@example.test").await;
    for path in ["/oauth/openid", "/oauth/openid/callback?state=x", "/link/openid?handle=x"] {
        for destination in ["image", "iframe", "empty", "script"] {
            let headers = [("Sec-Fetch-Dest", destination), ("Sec-Fetch-Site", "cross-site")];
            let refused = victim.send("GET", path, &headers, b"").await.expect_status(403);
            assert!(refused.header("x-ratelimit-limit").is_none(), "{path} {destination}");
        }
    }
    let page = [("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", "cross-site")];
    for expected in [302, 302, 302, 429] {
        victim.send("GET", "/oauth/openid", &page, b"").await.expect_status(expected);
    }
    victim.login("alice@example.test", PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 103, as far as providers go: the way out and the way back count as tries to sign in.
#[tokio::test]
async fn the_ways_to_a_provider_are_limited_like_passwords() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut few = settings(&hostile);
    few.push(("LOGIN_MAX", "3"));
    let door = Doorward::start(&few).await;
    let mut alice = door.browser();
    let started = alice.get("/oauth/openid").await.expect_status(302);
    let back = way_back(started.location(), &hostile);
    let ended = alice.get(&back).await.expect_status(302);
    for (answer, remaining) in [(&started, "2"), (&ended, "1")] {
        assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(remaining));
        assert_eq!(answer.header("x-ratelimit-reset"), Some("1767225900"));
    }
    let back = go(&mut alice, &hostile).await;
    for path in ["/oauth/openid", back.as_str()] {
        let refused = alice.get(path).await.expect_status(429);
        assert_eq!(refused.header("retry-after"), Some("300"));
        assert!(refused.text().contains("DW-AUTH-005"));
    }
    door.clock.advance(5 * 60_000);
    hostile.set_clock(BEGIN.seconds() + 300);
    let answer = alice.get(&back).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"), "what was refused was not spent");
    door.stop().await;
}
