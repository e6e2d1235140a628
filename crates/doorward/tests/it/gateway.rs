//! An app behind the gateway: who gets through, and what the app is told.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::app::{ChatApp, header};
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

/// What a browser says when somebody opens a page.
const OPENS: [(&str, &str); 2] = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];

/// An app, and a server in front of it.
pub(crate) async fn in_front(settings: &[(&str, &str)]) -> (ChatApp, Doorward) {
    let app = ChatApp::start().await;
    let url = app.url();
    let public = "http://localhost:3080";
    let mut all = vec![("DOORWARD_UPSTREAM", url.as_str()), ("DOMAIN_CLIENT", public)];
    all.extend(settings);
    let door = Doorward::start(&all).await;
    (app, door)
}

/// Somebody who has registered, whose address is proven, and who has signed in.
pub(crate) async fn member(door: &Doorward, email: &str) -> Browser {
    register(door, email).await;
    verify(door, email);
    signed_in(door, email).await
}

/// Counts an address as proven. Sessions that are in memory hear of it a moment later.
pub(crate) fn verify(door: &Doorward, email: &str) {
    let verify = doorward(door.folder.path(), &[], &["user", "verify", email], "");
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stderr));
}

async fn register(door: &Doorward, email: &str) {
    let mut browser = door.browser();
    let body = json!({
        "name": "Zoë Member", "username": "", "email": email,
        "password": PASSWORD, "confirm_password": PASSWORD,
    });
    browser.post("/doorward/api/auth/register", &body).await;
}

async fn signed_in(door: &Doorward, email: &str) -> Browser {
    let mut browser = door.browser();
    let body = json!({"email": email, "password": PASSWORD});
    browser.post("/doorward/api/auth/login", &body).await.expect_status(200);
    browser
}

/// Checklist item 114.
#[tokio::test]
async fn a_person_is_led_to_sign_in_and_back_to_what_they_asked_for() {
    let (app, door) = in_front(&[]).await;
    member(&door, "ann@example.test").await;
    let mut ann = door.browser();
    let asked = ann.send("GET", "/c/7?model=a%20b", &OPENS, b"").await.expect_status(303);
    let sign_in = asked.location().to_owned();
    assert_eq!(sign_in, "/doorward/login?return_to=%2Fonward%2Fc%2F7%3Fmodel%3Da%2520b");
    let page = ann.get(&sign_in).await.expect_status(200);
    assert!(page.text().contains(r#"value="/onward/c/7?model=a%20b""#), "{}", page.text());
    assert!(page.text().contains(r#"action="/doorward/login""#));
    let fields = [
        ("email", "ann@example.test"),
        ("password", PASSWORD),
        ("return_to", "/onward/c/7?model=a%20b"),
    ];
    let signed_in = ann.form("/doorward/login", &fields).await.expect_status(303);
    assert_eq!(signed_in.location(), "/doorward/onward/c/7?model=a%20b");
    let onward = ann.get(signed_in.location()).await.expect_status(303);
    assert_eq!(onward.location(), "/c/7?model=a%20b");
    let there = ann.send("GET", onward.location(), &OPENS, b"").await.expect_status(200);
    assert!(there.text().starts_with("GET /c/7?model=a%20b HTTP/1.1\r\n"), "{}", there.text());
    assert_eq!(app.heads().len(), 1, "nothing reached the app before");
    door.stop().await;
}

#[tokio::test]
async fn whoever_wishes_nothing_else_goes_on_to_the_app() {
    let (_app, door) = in_front(&[]).await;
    member(&door, "ann@example.test").await;
    let mut ann = door.browser();
    let fields = [("email", "ann@example.test"), ("password", PASSWORD)];
    let signed_in = ann.form("/doorward/login", &fields).await.expect_status(303);
    let onward = ann.get(signed_in.location()).await.expect_status(303);
    assert_eq!(onward.location(), "/");
    assert!(ann.get("/doorward/").await.expect_status(200).text().contains("ann@example.test"));
    door.stop().await;
}

/// Checklist item 114.
#[tokio::test]
async fn programs_are_told_in_json_and_nothing_reaches_the_app() {
    let (app, door) = in_front(&[]).await;
    let mut nobody = door.browser();
    for headers in [
        vec![("Accept", "application/json")],
        vec![("Accept", "text/event-stream")],
        vec![("Accept", "text/html"), ("Sec-Fetch-Mode", "cors")],
        vec![("Accept", "text/html"), ("X-Requested-With", "XMLHttpRequest")],
        vec![("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Accept", "text/html")],
        vec![],
    ] {
        let answer = nobody.send("GET", "/api/chat", &headers, b"").await.expect_status(401);
        let said = answer.json();
        assert_eq!(said["error"]["code"], "DW-GATE-001", "{headers:?}");
        assert_eq!(said["sign_in"], "http://localhost:3080/doorward/login");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    nobody.send("POST", "/api/chat", &OPENS, b"{}").await.expect_status(401);
    nobody.jar.insert("doorward".to_owned(), "nonsense".to_owned());
    nobody.get("/").await.expect_status(401);
    assert_eq!(app.heads(), Vec::<String>::new());
    door.stop().await;
}

/// Checklist item 108.
#[tokio::test]
async fn the_app_is_told_who_asks_and_nobody_else_can_tell_it() {
    let (_app, door) = in_front(&[("DOORWARD_IDENTITY_HEADERS", "x-forwarded, X-Who=email")]).await;
    let mut ann = member(&door, "ann@example.test").await;
    ann.jar.insert("theme".to_owned(), "dark".to_owned());
    let forged = [
        ("X-Forwarded-User", "root"),
        ("x_forwarded_email", "root@example.test"),
        ("X-FORWARDED-EMAIL", "root@example.test"),
        ("X.Forwarded.User", "root"),
        ("True-Client-IP", "203.0.113.9"),
        ("X-Forwarded_Groups", "admin"),
        ("Remote-User", "root"),
        ("X-Who", "root@example.test"),
        ("X_Who", "root@example.test"),
        ("X-Oauth-Authorized", "true"),
        ("X-Doorward-Assertion", "root"),
        ("X-Forwarded-For", "203.0.113.9"),
        ("Forwarded", "for=203.0.113.9"),
        ("Connection", "X-Forwarded-Email, X-Mine"),
        ("X-Mine", "1"),
        ("X-Own", "kept"),
        ("Authorization", "Bearer sk-app"),
    ];
    let said = ann.send("GET", "/who", &forged, b"").await.expect_status(200);
    let head = said.text();
    for (name, value) in [
        ("x-forwarded-email", "ann@example.test"),
        ("x-who", "ann@example.test"),
        ("x-forwarded-name", "Zo%C3%AB Member"),
        ("x-forwarded-groups", "admin"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "localhost:3080"),
        ("host", "localhost:3080"),
        ("x-own", "kept"),
        ("authorization", "Bearer sk-app"),
        ("cookie", "theme=dark"),
    ] {
        let found: Vec<_> = head
            .lines()
            .filter(|line| line.to_ascii_lowercase().starts_with(&format!("{name}: ")))
            .collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(header(head, name), Some(value), "{name}");
    }
    for gone in ["root", "x_", "remote-user", "forwarded: ", "x-mine", "x-oauth", "203.0.113.9"] {
        let found = head.to_ascii_lowercase().lines().any(|line| line.starts_with(gone));
        assert!(!found && !head.contains("root"), "{gone}: {head}");
    }
    door.stop().await;
}

/// Checklist item 109.
#[tokio::test]
async fn the_app_can_verify_who_asks_whatever_way_a_request_came() {
    let (_app, door) = in_front(&[("DOORWARD_ASSERTION_AUDIENCE", "chat")]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let said = ann.get("/who").await.expect_status(200);
    let token = header(said.text(), "x-doorward-assertion").unwrap().to_owned();
    let parts: Vec<_> = token.split('.').collect();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let jwks =
        door.browser().get("/.well-known/doorward/jwks.json").await.expect_status(200).json();
    let (key, header) = (&jwks["keys"][0], read(parts[0]));
    assert_eq!((&header["alg"], &header["kid"]), (&json!("EdDSA"), &key["kid"]));
    let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    let signed = format!("{}.{}", parts[0], parts[1]);
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    UnparsedPublicKey::new(&ED25519, &public).verify(signed.as_bytes(), &signature).unwrap();
    let claims = read(parts[1]);
    assert_eq!((&claims["aud"], &claims["iss"]), (&json!("chat"), &json!("http://localhost:3080")));
    assert_eq!(claims["email"], "ann@example.test");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
    // One that will do for long enough is handed on again, and no other.
    let again = ann.get("/who").await;
    assert!(again.text().contains(&token));
    door.clock.advance(30_000);
    let later = ann.get("/who").await;
    assert!(!later.text().contains(&token));
    door.stop().await;
}

/// Checklist item 110.
#[tokio::test]
async fn rules_hold_for_the_bytes_that_are_forwarded() {
    let settings =
        [("DOORWARD_PUBLIC_PATHS", "/health, /assets/*"), ("DOORWARD_UPSTREAM_WHO", "role:admin")];
    let (app, door) = in_front(&settings).await;
    let mut admin = member(&door, "root@example.test").await;
    let mut ann = member(&door, "ann@example.test").await;
    let mut nobody = door.browser();
    nobody.get("/health").await.expect_status(200);
    nobody.get("/assets/a.js?x=/../..").await.expect_status(200);
    admin.get("/chat").await.expect_status(200);
    let refused = ann.get("/chat").await.expect_status(403);
    assert_eq!(refused.json()["error"]["code"], "DW-GATE-002");
    nobody.get("/chat").await.expect_status(401);
    let before = app.heads().len();
    for path in [
        "/assets/../chat",
        "/assets/%2e%2e/chat",
        "/assets/..%2fchat",
        "/assets/%2e%2e%2fchat",
        "/assets/..;/chat",
        "/assets/..\\chat",
        "//chat",
        "/assets//../chat",
        "/assets/%252e%252e/chat",
        "/%61ssets/x",
        "/assets/x%00",
        "/assets/x%0d%0aHost:%20evil",
    ] {
        let answer = nobody.get(path).await.expect_status(400);
        assert!(
            answer.body.is_empty() || answer.json()["error"]["code"] == "DW-GATE-003",
            "{path}"
        );
    }
    for path in ["/Assets/a.js", "/HEALTH", "/health/", "/assetsx"] {
        nobody.get(path).await.expect_status(401);
    }
    assert_eq!(app.heads().len(), before);
    door.stop().await;
}

#[tokio::test]
async fn a_bearer_token_of_ours_opens_the_app_and_is_not_shown_to_it() {
    let (_app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let bearer = format!("Bearer {}", ann.token.take().unwrap());
    let mut program = door.browser();
    let headers = [("Authorization", bearer.as_str())];
    let said = program.send("POST", "/v1/chat", &headers, b"{}").await.expect_status(200);
    assert_eq!(header(said.text(), "x-forwarded-email"), Some("ann@example.test"));
    assert_eq!(header(said.text(), "authorization"), None);
    door.stop().await;
}

/// Checklist item 112.
#[tokio::test]
async fn another_site_cannot_act_in_the_name_of_whoever_browses_it() {
    let (app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let foreign = [("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")];
    let refused = ann.send("POST", "/chat", &foreign, b"{}").await.expect_status(403);
    assert_eq!(refused.json()["error"]["code"], "DW-REQ-001");
    let socket =
        [("Origin", "https://evil.test"), ("Connection", "Upgrade"), ("Upgrade", "websocket")];
    ann.send("GET", "/socket", &socket, b"").await.expect_status(403);
    assert_eq!(app.heads(), Vec::<String>::new());
    ann.send("POST", "/chat", &[("Origin", "http://localhost:3080")], b"{}")
        .await
        .expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn the_app_cannot_set_our_cookies_and_what_ends_at_the_next_hop_ends_here() {
    let (_app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let answer = ann.get("/hops").await.expect_status(200);
    assert_eq!(answer.all("set-cookie").collect::<Vec<_>>(), ["theme=dark; Path=/"]);
    for gone in ["x-inner", "keep-alive", "proxy-authenticate"] {
        assert_eq!(answer.header(gone), None, "{gone}");
    }
    assert_eq!(answer.text(), "ok");
    door.stop().await;
}

#[tokio::test]
async fn bodies_go_through_whole_and_only_up_to_the_limit() {
    let (_app, door) = in_front(&[("DOORWARD_UPSTREAM_BODY_MAX", "100000")]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let body = "x".repeat(100_000);
    let said = ann.send("POST", "/upload", &[], body.as_bytes()).await.expect_status(200);
    assert!(said.text().ends_with(&body));
    let more = "x".repeat(100_001);
    ann.send("POST", "/upload", &[], more.as_bytes()).await.expect_status(413);
    door.stop().await;
}

#[tokio::test]
async fn an_app_that_does_not_answer_well_is_said_to() {
    let (app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let answer = ann.get("/garbage").await.expect_status(502);
    assert_eq!(answer.json()["error"]["code"], "DW-GATE-004");
    assert!(!answer.text().contains(&app.address.to_string()), "{}", answer.text());
    let page = ann.send("GET", "/garbage", &OPENS, b"").await.expect_status(502);
    assert!(page.text().contains("DW-GATE-004") && page.text().contains("<h1"));
    door.stop().await;
    let nothing = Doorward::start(&[("DOORWARD_UPSTREAM", "http://127.0.0.1:1")]).await;
    let mut ann = member(&nothing, "ann@example.test").await;
    ann.get("/").await.expect_status(502);
    nothing.stop().await;
}

/// An app takes what it is told for the person: what anybody may call themselves is not told as that.
#[tokio::test]
async fn nobody_becomes_somebody_else_for_the_app_by_what_they_call_themselves() {
    let headers = "x-forwarded, remote, X-Any=unproven-email";
    let (_app, door) = in_front(&[("DOORWARD_IDENTITY_HEADERS", headers)]).await;
    member(&door, "ann@example.test").await;
    register(&door, "victim@example.test").await;
    let mut mallory = signed_in(&door, "victim@example.test").await;
    let profile = [("profile-name", "Mallory"), ("profile-username", "annie")];
    mallory.form("/doorward/account/profile", &profile).await.expect_status(303);
    let said = mallory.get("/who").await.expect_status(200);
    let head = said.text();
    assert_eq!(header(head, "x-forwarded-email"), None, "nobody has proven it");
    assert_eq!(header(head, "remote-email"), None);
    assert_eq!(header(head, "x-any"), Some("victim@example.test"));
    assert_eq!(header(head, "x-forwarded-preferred-username"), Some("annie"));
    assert_eq!(header(head, "remote-user"), header(head, "x-forwarded-user"));
    assert_eq!(header(head, "remote-user").unwrap().len(), 24);
    door.stop().await;
}

/// A token of ours is not the app's to see, beside the cookie either.
#[tokio::test]
async fn tokens_of_ours_stay_with_us() {
    let (_app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let bearer = format!("Bearer {}", ann.token.take().unwrap());
    let headers = [("Authorization", bearer.as_str())];
    let said = ann.send("GET", "/who", &headers, b"").await.expect_status(200);
    assert_eq!(header(said.text(), "authorization"), None);
    door.clock.advance(16 * 60_000);
    let said = ann.send("GET", "/who", &headers, b"").await.expect_status(200);
    assert_eq!(header(said.text(), "authorization"), None, "an expired one neither");
    let other = [("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln")];
    let said = ann.send("GET", "/who", &other, b"").await.expect_status(200);
    assert_eq!(header(said.text(), "authorization"), Some(other[0].1));
    door.stop().await;
}

#[tokio::test]
async fn a_cookie_of_the_app_that_is_no_text_hides_nothing() {
    let (_app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    ann.jar.insert("a-name".to_owned(), "小明".to_owned());
    let said = ann.get("/who").await.expect_status(200);
    assert_eq!(header(said.text(), "cookie"), Some("a-name=小明"));
    door.stop().await;
}

#[tokio::test]
async fn methods_that_say_more_or_less_than_they_seem_to_are_refused() {
    let (app, door) = in_front(&[("DOORWARD_PUBLIC_PATHS", "/health")]).await;
    let mut nobody = door.browser();
    for method in ["TRACE", "CONNECT"] {
        nobody.send(method, "/health", &[], b"").await.expect_status(405);
    }
    assert_eq!(app.heads(), Vec::<String>::new());
    let said = nobody.send("PROPFIND", "/health", &[], b"x").await.expect_status(200);
    assert!(said.text().starts_with("PROPFIND /health HTTP/1.1\r\n") && said.text().ends_with('x'));
    door.stop().await;
}
