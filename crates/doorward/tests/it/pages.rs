//! The pages, as a browser without script uses them. What only a real browser shows is in `tests/browser`.

use crate::harness::http;
use crate::harness::{Doorward, PASSWORD};

#[tokio::test]
async fn a_newcomer_is_led_from_the_start_to_a_signed_in_page() {
    let door = Doorward::start(&[("ALLOW_REGISTRATION", "false")]).await;
    let mut browser = door.browser();
    assert_eq!(browser.get("/").await.expect_status(303).location(), "/register");
    let form = [
        ("name", "Alice Liddell"),
        ("username", ""),
        ("email", "alice@example.test"),
        ("password", PASSWORD),
    ];
    assert_eq!(browser.form("/register", &form).await.expect_status(303).location(), "/");
    let page = browser.get("/").await.expect_status(200);
    assert!(page.text().contains("Alice Liddell"));
    assert!(page.text().contains("alice@example.test"));
    browser.form("/logout", &[]).await.expect_status(303);
    assert_eq!(browser.get("/").await.expect_status(303).location(), "/login");
    let form = [("email", "alice@example.test"), ("password", PASSWORD)];
    assert_eq!(browser.form("/login", &form).await.expect_status(303).location(), "/");
    browser.get("/").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn a_failed_form_comes_back_with_what_was_typed_and_what_to_do() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    let form = [("email", "alice@example.test"), ("password", "wrong password")];
    let page = browser.form("/login", &form).await.expect_status(401);
    assert!(page.text().contains("<title>Error:"));
    assert!(page.text().contains("DW-AUTH-001"));
    assert!(page.text().contains("alice@example.test"));
    assert!(!page.text().contains("wrong password"));
    let form = [("name", "Al"), ("email", "nonsense"), ("password", "short")];
    let page = browser.form("/register", &form).await.expect_status(422);
    assert!(page.text().contains("<title>Error:"));
    assert!(page.text().contains("at least 3 characters"));
    assert!(page.text().contains("name@example.com"));
    assert!(page.text().contains("nonsense"));
    door.stop().await;
}

/// Checklist item 115, on the parameters of the sign-in pages.
#[tokio::test]
async fn after_signing_in_people_only_get_to_paths_of_ours() {
    let door = Doorward::start(&[]).await;
    door.signed_in("alice@example.test").await;
    for (wished, expected) in [
        ("/c/new?model=a", "/c/new?model=a"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("https://evil.test/", "/"),
        ("/login", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
    ] {
        let mut browser = door.browser();
        let form = [("email", "alice@example.test"), ("password", PASSWORD), ("return_to", wished)];
        let answer = browser.form("/login", &form).await.expect_status(303);
        assert_eq!(answer.location(), expected, "{wished:?}");
    }
    door.stop().await;
}

/// Checklist items 69 and 70: another site can neither sign in, nor out, nor change anything.
#[tokio::test]
async fn a_form_that_another_site_sends_does_nothing() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let body = format!("email=alice%40example.test&password={}", PASSWORD.replace(' ', "+"));
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    for foreign in [
        ("Origin", "https://evil.test"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let mut stranger = door.browser();
        let page = stranger.send("POST", "/login", &[kind, foreign], body.as_bytes()).await;
        assert!(page.expect_status(403).text().contains("DW-REQ-001"));
        assert!(stranger.jar.is_empty());
        for path in ["/logout", "/account/sessions/end-others", "/account/delete", "/register"] {
            alice.send("POST", path, &[kind, foreign], b"").await.expect_status(403);
        }
        for path in ["/api/auth/refresh", "/api/auth/logout", "/api/auth/login"] {
            alice.send("POST", path, &[kind, foreign], b"").await.expect_status(403);
        }
    }
    assert!(alice.who().await.is_some());
    door.stop().await;
}

/// Checklist items 13 and 118, without what only https can have.
#[tokio::test]
async fn every_page_carries_the_headers_that_keep_it_to_itself() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    for path in ["/", "/login", "/register", "/logout", "/nowhere"] {
        let answer = alice.get(path).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        if answer.status != 303 {
            assert!(policy.contains("default-src 'none'"), "{path}");
            assert!(policy.contains("frame-ancestors 'none'"), "{path}");
            assert!(!policy.contains("unsafe"), "{path}");
        }
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("server"), None);
    }
    door.stop().await;
}

/// Checklist item 61: behind https every cookie of ours is bound to the host.
#[tokio::test]
async fn under_https_cookies_are_secure_and_bound_to_the_host() {
    let https = [
        ("DOMAIN_CLIENT", "https://chat.example.test"),
        ("DOMAIN_SERVER", "https://chat.example.test"),
    ];
    let door = Doorward::start(&https).await;
    let mut browser = door.browser();
    browser.register("alice@example.test").await;
    let answer = browser.login("alice@example.test", PASSWORD).await.expect_status(200);
    let cookies: Vec<_> = answer.all("set-cookie").collect();
    assert_eq!(cookies.len(), 5, "{cookies:?}");
    for line in &cookies {
        assert!(line.contains("; Secure") && line.contains("; HttpOnly"), "{line}");
        assert!(line.contains("; Path=/") && !line.contains("Domain"), "{line}");
        assert!(line.len() < 4096);
    }
    assert!(
        cookies.iter().any(|c| c.starts_with("__Host-doorward=") && c.contains("SameSite=Lax"))
    );
    assert!(answer.header("strict-transport-security").is_some());
    door.stop().await;
}

#[tokio::test]
async fn the_pages_refer_to_files_that_exist_and_may_be_kept() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    let page = browser.get("/login").await.expect_status(200);
    let files: Vec<_> = page
        .text()
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .map(str::to_owned)
        .collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let answer = browser.get(&file).await.expect_status(200);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
    browser.get("/assets/../Cargo.toml").await.expect_status(404);
    browser.get("/assets/%2e%2e%2fCargo.toml").await.expect_status(404);
    door.stop().await;
}

/// A cookie that is over or broken counts as none and is taken back.
#[tokio::test]
async fn broken_cookies_are_cleared_and_never_a_fault() {
    let door = Doorward::start(&[]).await;
    door.signed_in("alice@example.test").await;
    let long = "x".repeat(3000);
    for value in ["", "x", "a.b.c", &"A".repeat(64), "%00", "\"quoted\"", &long] {
        let cookie = format!("doorward={value}; refreshToken={value}; doorward");
        let page = http::send(door.address, "GET", "/", &[("Cookie", &cookie)], b"").await;
        assert_eq!(page.expect_status(303).location(), "/login", "{value}");
        let page = http::send(door.address, "GET", "/login", &[("Cookie", &cookie)], b"").await;
        let page = page.expect_status(200);
        assert!(page.all("set-cookie").any(|c| c.starts_with("doorward=; ")), "{value}");
        let headers = [("Cookie", cookie.as_str())];
        let answer = http::send(door.address, "POST", "/api/auth/refresh", &headers, b"").await;
        assert!([200, 403].contains(&answer.status), "{value}: {}", answer.status);
    }
    door.stop().await;
}

/// What the query says is never shown, whatever it says (advisory 19 of the reference).
#[tokio::test]
async fn nothing_from_the_query_gets_into_a_page_as_markup() {
    let door = Doorward::start(&[]).await;
    door.signed_in("alice@example.test").await;
    let mut browser = door.browser();
    let script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27";
    for path in ["/login", "/register", "/logout", "/oauth/error", "/nowhere"] {
        for name in ["error", "code", "return_to", "redirect_to", "notice", "setup", "email", "id"]
        {
            let answer = browser.get(&format!("{path}?error=x&{name}={script}")).await;
            assert!(!answer.text().contains("<script>alert"), "{path} {name}");
        }
    }
    let page = browser.get("/login?error=auth_failed&code=DW-OIDC-001").await.expect_status(200);
    assert!(page.text().contains("DW-OIDC-001"));
    door.stop().await;
}

/// Checklist item 71: no page of another origin may read an answer, whatever it says it is and asks for.
#[tokio::test]
async fn no_answer_is_for_another_origin() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    for path in ["/", "/login", "/api/config", "/api/user", "/nowhere"] {
        for method in ["GET", "OPTIONS"] {
            for origin in ["https://evil.test", "null", "http://localhost:3080.evil.test"] {
                let asked = [("origin", origin), ("access-control-request-method", "GET")];
                let answer = alice.send(method, path, &asked, b"").await;
                let mut names = answer.headers.iter();
                let granted = names.any(|(name, _)| name.starts_with("access-control"));
                assert!(!granted, "{method} {path} for {origin}");
            }
        }
    }
    door.stop().await;
}
