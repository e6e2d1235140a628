//! Forward-auth by the requests that the proxies are documented to send: what counts of them, and what they
//! are answered.

use crate::gateway::verify;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::{Doorward, PASSWORD};

/// What a browser says when somebody opens a page.
const OPENS: [(&str, &str); 2] = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];

/// Where the app is for a browser.
const HOST: &str = "chat.example.test";

/// Settings of a house with our pages below a path of the app's origin.
const SETTINGS: [(&str, &str); 4] = [
    ("DOORWARD_FORWARD_AUTH", "true"),
    ("TRUST_PROXY", "loopback"),
    ("DOMAIN_CLIENT", "http://chat.example.test/doorward"),
    ("DOORWARD_RETURN_ORIGINS", "http://other.example.test:8080"),
];

const PROXIES: [&str; 5] = ["nginx", "caddy", "traefik", "envoy", "haproxy"];

async fn start(more: &[(&str, &str)]) -> Doorward {
    let mut settings = SETTINGS.to_vec();
    settings.extend(more);
    Doorward::start(&settings).await
}

/// What one proxy asks about a request of `browser`: with its own fields, beside those of the browser.
async fn ask(
    browser: &mut Browser,
    proxy: &str,
    (method, uri): (&str, &str),
    headers: &[(&str, &str)],
) -> Answer {
    let mut all = vec![("X-Forwarded-Proto", "http")];
    let (own_method, own_uri) = match proxy {
        "nginx" => ("X-Original-Method", "X-Original-URI"),
        _ => ("X-Forwarded-Method", "X-Forwarded-Uri"),
    };
    all.extend(headers);
    if proxy == "envoy" {
        all.push(("Host", HOST));
        return browser.send(method, &format!("/forward-auth/envoy{uri}"), &all, b"").await;
    }
    all.extend([("X-Forwarded-Host", HOST), (own_method, method), (own_uri, uri)]);
    browser.send("GET", &format!("/forward-auth/{proxy}"), &all, b"").await
}

fn allows(proxy: &str) -> u16 {
    if proxy == "envoy" { 200 } else { 204 }
}

#[tokio::test]
async fn whoever_is_signed_in_is_let_through_with_all_that_the_app_is_told() {
    let door = start(&[]).await;
    door.browser().register("ann@example.test").await;
    verify(&door, "ann@example.test");
    let mut ann = door.signed_in("ann@example.test").await;
    ann.jar.insert("theme".to_owned(), "dark".to_owned());
    for proxy in PROXIES {
        let answer = ask(&mut ann, proxy, ("POST", "/c/7?x=%20"), &[]).await;
        let answer = answer.expect_status(allows(proxy));
        assert_eq!(answer.body, b"", "{proxy}");
        assert_eq!(answer.header("x-forwarded-email"), Some("ann@example.test"), "{proxy}");
        assert_eq!(answer.header("x-forwarded-name"), Some("Some Body"));
        assert_eq!(answer.header("x-forwarded-groups"), Some("admin"));
        assert_eq!(answer.header("x-doorward-assertion").unwrap().split('.').count(), 3);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let cookie = answer.header("cookie").unwrap();
        assert_eq!(cookie, "theme=dark", "the app sees no cookie of ours");
    }
    door.stop().await;
}

/// Checklist item 114, catalogue M40.
#[tokio::test]
async fn people_are_led_to_sign_in_and_programs_are_told() {
    let door = start(&[]).await;
    let mut nobody = door.browser();
    let back = "http://chat.example.test/doorward/login?return_to=\
                %2Freturn%2Fhttp%2Fchat.example.test%2Fc%2F7%3Fx%3D%2520";
    for proxy in PROXIES {
        let page = ask(&mut nobody, proxy, ("GET", "/c/7?x=%20"), &OPENS).await;
        // nginx makes the redirect itself, of a 401 and its location.
        assert_eq!(page.status, if proxy == "nginx" { 401 } else { 303 }, "{proxy}");
        assert_eq!(page.location(), back, "{proxy}");
        for headers in [
            vec![("Accept", "application/json")],
            vec![("Accept", "text/event-stream")],
            vec![("Accept", "text/html"), ("Sec-Fetch-Mode", "cors")],
            vec![("Accept", "text/html"), ("X-Requested-With", "XMLHttpRequest")],
            vec![("Accept", "text/html"), ("Sec-WebSocket-Key", "x")],
            vec![],
        ] {
            let told = ask(&mut nobody, proxy, ("GET", "/api"), &headers).await.expect_status(401);
            assert_eq!(told.header("location"), None, "{proxy}: {headers:?}");
            assert_eq!(told.json()["error"]["code"], "DW-GATE-001", "{proxy}: {headers:?}");
        }
        ask(&mut nobody, proxy, ("POST", "/c/7"), &OPENS).await.expect_status(401);
    }
    door.stop().await;
}

#[tokio::test]
async fn the_way_back_leads_to_listed_origins_alone() {
    let door = start(&[]).await;
    let mut ann = door.signed_in("ann@example.test").await;
    for (host, back) in [
        ("other.example.test:8080", "?return_to=%2Freturn%2Fhttp%2Fother.example.test%3A8080%2Fc"),
        ("Chat.Example.test:80", "?return_to=%2Freturn%2Fhttp%2Fchat.example.test%2Fc"),
        ("other.example.test", ""),
        ("evil.test", ""),
    ] {
        let headers = [
            ("X-Forwarded-Host", host),
            ("X-Forwarded-Proto", "http"),
            ("X-Original-Method", "GET"),
            ("X-Original-URI", "/c"),
            OPENS[0],
        ];
        let mut nobody = door.browser();
        let answer = nobody.send("GET", "/forward-auth/nginx", &headers, b"").await;
        let login = format!("http://chat.example.test/doorward/login{back}");
        assert_eq!(answer.location(), login, "{host}");
    }
    let back = ann.get("/login?return_to=/return/http/other.example.test:8080/c?a=b").await;
    assert_eq!(back.location(), "http://other.example.test:8080/c?a=b");
    let onward = ann.get("/return/http/other.example.test:8080/c?a=b").await.expect_status(200);
    let refresh = onward.header("refresh");
    assert_eq!(refresh, Some("0;url=http://other.example.test:8080/c?a=b"));
    ann.get("/return/http/evil.test/c").await.expect_status(404);
    // Whoever wishes nothing goes on to the app.
    assert_eq!(ann.get("/login").await.location(), "http://chat.example.test/");
    door.stop().await;
}

/// Checklist item 107: advisories 1 and 11.
#[tokio::test]
async fn only_a_trusted_proxy_is_listened_to() {
    let settings = [("TRUST_PROXY", "10.0.0.0/8"), ("DOORWARD_PUBLIC_PATHS", "/health")];
    let door = start(&settings).await;
    let mut ann = door.signed_in("ann@example.test").await;
    for proxy in PROXIES {
        for (name, value) in [("X-Forwarded-For", "10.0.0.7"), ("Forwarded", "for=10.0.0.7")] {
            let asked = ask(&mut ann, proxy, ("GET", "/health"), &[(name, value)]).await;
            let refused = asked.expect_status(403);
            assert_eq!(refused.json()["error"]["code"], "DW-GATE-007", "{proxy}");
            assert_eq!(refused.header("x-forwarded-email"), None);
        }
    }
    door.stop().await;
}

/// Advisory 1: each proxy is heard by its own fields, and what else a client sends changes nothing.
#[tokio::test]
async fn fields_of_other_proxies_decide_nothing() {
    let door = start(&[("DOORWARD_PUBLIC_PATHS", "/health")]).await;
    let mut nobody = door.browser();
    let forged = [
        ("X-Original-URL", "http://chat.example.test/health"),
        ("X-Rewrite-URL", "/health"),
        ("X_Original_URI", "/health"),
        ("X_Forwarded_Uri", "/health"),
        ("X-Forwarded-Path", "/health"),
        ("X-Forwarded-Prefix", "/health"),
        ("Forwarded", "host=evil.test"),
        ("X-HTTP-Method-Override", "OPTIONS"),
        ("User-Agent", "kube-probe/1.29"),
    ];
    for proxy in PROXIES {
        ask(&mut nobody, proxy, ("GET", "/health"), &[]).await.expect_status(allows(proxy));
        for header in forged {
            ask(&mut nobody, proxy, ("GET", "/admin"), &[header]).await.expect_status(401);
        }
        let others = match proxy {
            "nginx" => [("X-Forwarded-Uri", "/health"), ("X-Forwarded-Method", "GET")],
            _ => [("X-Original-URI", "/health"), ("X-Original-Method", "GET")],
        };
        ask(&mut nobody, proxy, ("GET", "/admin"), &others).await.expect_status(401);
    }
    door.stop().await;
}

/// Advisory 11: what is missing, doubled or garbled is refused.
#[tokio::test]
async fn what_a_proxy_does_not_say_clearly_is_refused() {
    let door = start(&[("DOORWARD_UPSTREAM_WHO", "anyone")]).await;
    let mut ann = door.signed_in("ann@example.test").await;
    let whole = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Uri", "/c"),
        ("X-Forwarded-Host", HOST),
        ("X-Forwarded-Proto", "http"),
    ];
    ann.send("GET", "/forward-auth/caddy", &whole, b"").await.expect_status(204);
    for (name, _) in whole {
        let left: Vec<_> = whole.into_iter().filter(|(own, _)| *own != name).collect();
        let mut cases = vec![left.clone()];
        for value in ["", "/x, /y", "\u{e9}", "a b"] {
            // A path may have a comma; the rules see it as it is.
            if name != "X-Forwarded-Uri" || value.is_empty() {
                cases.push(left.iter().copied().chain([(name, value)]).collect());
            }
        }
        cases.push(whole.iter().copied().chain([(name, "http")]).collect());
        for headers in cases {
            let refused = ann.send("GET", "/forward-auth/caddy", &headers, b"").await;
            assert_eq!(refused.status, 400, "{headers:?}");
            assert_eq!(refused.json()["error"]["code"], "DW-GATE-008", "{headers:?}");
        }
    }
    for path in ["/forward-auth/apache", "/forward-auth", "/forward-auth/caddy/", "/forward-auth/"]
    {
        ann.send("GET", path, &whole, b"").await.expect_status(404);
    }
    door.stop().await;
}

/// Checklist item 110: advisory 3.
#[tokio::test]
async fn ambiguous_paths_are_refused_and_rules_hold_for_exact_bytes() {
    let settings =
        [("DOORWARD_PUBLIC_PATHS", "/assets/*"), ("DOORWARD_UPSTREAM_WHO", "role:admin")];
    let door = start(&settings).await;
    door.signed_in("root@example.test").await;
    let mut ann = door.signed_in("ann@example.test").await;
    let mut nobody = door.browser();
    for proxy in PROXIES {
        let public = ask(&mut nobody, proxy, ("GET", "/assets/a.js?x=/../.."), &[]).await;
        let public = public.expect_status(allows(proxy));
        assert_eq!(public.header("x-doorward-assertion"), Some(""), "over what a client claims");
        let refused = ask(&mut ann, proxy, ("GET", "/chat"), &[]).await.expect_status(403);
        assert_eq!(refused.json()["error"]["code"], "DW-GATE-002", "{proxy}");
        for path in [
            "/assets/../chat",
            "/assets/%2e%2e/chat",
            "/assets/..%2fchat",
            "/assets/..;/chat",
            "//assets/x",
            "/assets//../chat",
            "/assets/%252e%252e/chat",
            "/%61ssets/x",
            "/assets/x%00",
            "/assets/\\..\\chat",
        ] {
            let answer = ask(&mut nobody, proxy, ("GET", path), &[]).await;
            let (expected, code) = (if proxy == "nginx" { 403 } else { 400 }, "DW-GATE-003");
            assert_eq!(answer.status, expected, "{proxy}: {path}");
            let code_of = answer.json()["error"]["code"].clone();
            assert_eq!(code_of, code, "{proxy}: {path}");
        }
    }
    door.stop().await;
}

/// Checklist item 112.
#[tokio::test]
async fn another_site_cannot_act_in_the_name_of_whoever_browses_it() {
    let door = start(&[]).await;
    let mut ann = door.signed_in("ann@example.test").await;
    for proxy in PROXIES {
        for foreign in [
            vec![("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")],
            vec![("Origin", "https://evil.test")],
            vec![("Origin", "null")],
        ] {
            let refused = ask(&mut ann, proxy, ("POST", "/chat"), &foreign).await;
            assert_eq!(refused.expect_status(403).json()["error"]["code"], "DW-REQ-001");
        }
        let socket = [("Origin", "https://evil.test"), ("Sec-WebSocket-Key", "x")];
        ask(&mut ann, proxy, ("GET", "/socket"), &socket).await.expect_status(403);
        // Where people may be led back to is another app all the same.
        for (origin, status) in
            [("http://chat.example.test", allows(proxy)), ("http://other.example.test:8080", 403)]
        {
            let answer = ask(&mut ann, proxy, ("POST", "/chat"), &[("Origin", origin)]).await;
            answer.expect_status(status);
        }
    }
    door.stop().await;
}

/// Advisory 17: nothing in a cookie or a token lets anybody through without being somebody.
#[tokio::test]
async fn nothing_malformed_is_let_through() {
    let door = start(&[]).await;
    let ann = door.signed_in("ann@example.test").await;
    let good = ann.jar["doorward"].clone();
    let (head, tail) = good.split_at(good.len() / 2);
    let cut = good[..good.len() - 1].to_owned();
    let mut lines: Vec<String> =
        ["", "=", "doorward", "doorward=", "doorward==", "doorward=;", ";;;"]
            .map(str::to_owned)
            .to_vec();
    lines.extend([
        format!("doorward={cut}"),
        format!("doorward={good}A"),
        format!("doorward={tail}{head}"),
        format!("doorward={head}%00{tail}"),
        format!("doorward={head} {tail}"),
        format!("doorward=x; doorward={good}"),
        format!("Doorward={good}"),
        format!("__Host-doorward={good}"),
        format!("doorward-guest={good}"),
        format!("refreshToken={good}"),
        format!("doorward={}", "A".repeat(8000)),
        format!("doorward={}", good.to_uppercase()),
        format!("doorward=\u{e9}{good}"),
    ]);
    for proxy in PROXIES {
        for line in &lines {
            let mut nobody = door.browser();
            let answer = ask(&mut nobody, proxy, ("GET", "/"), &[("Cookie", line)]).await;
            assert_eq!(answer.status, 401, "{proxy}: {line}");
            assert_eq!(answer.header("x-forwarded-user"), None);
        }
        for token in ["Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "bearer null", "Bearer \t"]
        {
            let mut nobody = door.browser();
            let answer = ask(&mut nobody, proxy, ("GET", "/"), &[("Authorization", token)]).await;
            assert_eq!(answer.status, 401, "{proxy}: {token}");
        }
    }
    door.stop().await;
}

/// Advisory 12: what changes holds at the next request.
#[tokio::test]
async fn a_role_that_is_lost_is_lost_at_the_next_request() {
    let door = start(&[("DOORWARD_UPSTREAM_WHO", "role:admin")]).await;
    let mut root = door.signed_in("root@example.test").await;
    door.signed_in("second@example.test").await;
    ask(&mut root, "caddy", ("GET", "/"), &[]).await.expect_status(204);
    for (email, role) in [("second@example.test", "admin"), ("root@example.test", "user")] {
        let set = ["user", "role", email, role];
        assert!(
            crate::commands::doorward(door.folder.path(), &[], &set, "").status.success(),
            "{email}"
        );
    }
    // Another process has changed it: this one hears of it within a second.
    let mut status = 204;
    while status == 204 {
        status = ask(&mut root, "caddy", ("GET", "/"), &[]).await.status;
    }
    assert!(matches!(status, 401 | 403), "{status}");
    let mut second = door.browser();
    second.login("second@example.test", PASSWORD).await.expect_status(200);
    ask(&mut second, "caddy", ("GET", "/"), &[]).await.expect_status(204);
    door.stop().await;
}

#[tokio::test]
async fn without_the_setting_nobody_is_asked() {
    let door = Doorward::start(&[("TRUST_PROXY", "loopback")]).await;
    let mut nobody = door.browser();
    ask(&mut nobody, "nginx", ("GET", "/"), &[]).await.expect_status(404);
    nobody.get("/return/http/localhost:3080/").await.expect_status(404);
    door.stop().await;
    let some = start(&[("DOORWARD_FORWARD_AUTH", "caddy")]).await;
    let mut nobody = some.browser();
    ask(&mut nobody, "nginx", ("GET", "/"), &[]).await.expect_status(404);
    ask(&mut nobody, "caddy", ("GET", "/"), &[]).await.expect_status(401);
    some.stop().await;
}
