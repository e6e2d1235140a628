//! nginx, Caddy and `HAProxy` in front of an app, set up word for word as the documents print it.

use std::net::SocketAddr;

use serde_json::json;

use crate::gateway::verify;
use crate::gateway_streams::Wire;
use crate::harness::PASSWORD;
use crate::harness::app::header;
use crate::harness::browser::Browser;
use crate::harness::front::{Kind, Place};
use crate::harness::http;

/// What a browser says when somebody opens a page.
const OPENS: [(&str, &str); 2] = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];

/// Somebody at the proxy who has registered, whose address is proven, and who has signed in.
async fn member(place: &Place, email: &str) -> Browser {
    let mut browser = Browser::new(place.front);
    let body = json!({
        "name": "Zoë Member", "username": "", "email": email,
        "password": PASSWORD, "confirm_password": PASSWORD,
    });
    browser.post("/doorward/api/auth/register", &body).await.expect_status(200);
    verify(&place.door, email);
    let body = json!({"email": email, "password": PASSWORD});
    browser.post("/doorward/api/auth/login", &body).await.expect_status(200);
    browser
}

/// Checklist item 114.
#[tokio::test]
async fn a_person_is_led_to_sign_in_and_back_and_programs_are_told() {
    for kind in Kind::ALL {
        let place = Place::start(kind, &[]).await;
        member(&place, "ann@example.test").await;
        let origin = format!("http://{}", place.front);
        let local = |url: &str| url.strip_prefix(&origin).unwrap_or(url).to_owned();
        let mut ann = Browser::new(place.front);
        let asked = ann.send("GET", "/c/7?model=a%20b", &OPENS, b"").await.expect_status(303);
        let sign_in = local(asked.location());
        assert!(sign_in.starts_with("/doorward/login?return_to=%2Freturn%2Fhttp%2F"), "{sign_in}");
        let page = ann.get(&sign_in).await.expect_status(200);
        assert!(page.text().contains(r#"action="/doorward/login""#), "{kind:?}");
        let back = format!("/return/http/{}/c/7?model=a%20b", place.front);
        let fields =
            [("email", "ann@example.test"), ("password", PASSWORD), ("return_to", back.as_str())];
        let signed_in = ann.form("/doorward/login", &fields).await.expect_status(303);
        let onward = ann.get(signed_in.location()).await.expect_status(303);
        assert_eq!(onward.location(), format!("{origin}/c/7?model=a%20b"), "{kind:?}");
        let there = ann.send("GET", &local(onward.location()), &OPENS, b"").await;
        let there = there.expect_status(200);
        assert!(there.text().starts_with("GET /c/7?model=a%20b HTTP/1.1\r\n"), "{}", there.text());
        assert_eq!(place.app.heads().len(), 1, "{kind:?}: nothing reached the app before");
        let mut program = Browser::new(place.front);
        for headers in [vec![("Accept", "application/json")], vec![("Accept", "text/event-stream")]]
        {
            let told = program.send("GET", "/api", &headers, b"").await.expect_status(401);
            assert_eq!(told.json()["error"]["code"], "DW-GATE-001", "{kind:?}");
            assert_eq!(told.header("location"), None, "{kind:?}");
        }
        program.send("POST", "/api", &OPENS, b"{}").await.expect_status(401);
        assert_eq!(place.app.heads().len(), 1, "{kind:?}");
        place.door.stop().await;
    }
}

/// Checklist item 108: advisory 6.
#[tokio::test]
async fn nobody_else_can_tell_the_app_who_asks() {
    let forged = [
        ("X-Forwarded-User", "root"),
        ("x-forwarded-user", "root"),
        ("X_Forwarded_User", "root"),
        ("X-Forwarded_User", "root"),
        ("x_forwarded-user", "root"),
        ("X-FORWARDED-EMAIL", "root@example.test"),
        ("x_forwarded_email", "root@example.test"),
        ("X-Forwarded-Groups", "root"),
        ("X-Forwarded_Groups", "root"),
        ("X-Forwarded-Preferred-Username", "root"),
        ("X-Doorward-Assertion", "root"),
        ("X_Doorward_Assertion", "root"),
        ("X-Original-URI", "/health-root"),
        ("X-Forwarded-Uri", "/health-root"),
        ("X-Forwarded-Method", "ROOT"),
        ("Remote-User", "root"),
        ("X-Auth-Request-Email", "root@example.test"),
        ("X.Forwarded.User", "root"),
        ("X-Own", "kept"),
    ];
    for kind in Kind::ALL {
        let place = Place::start(kind, &[("DOORWARD_PUBLIC_PATHS", "/health-root, /open")]).await;
        let mut ann = member(&place, "ann@example.test").await;
        ann.jar.insert("theme".to_owned(), "dark".to_owned());
        let said = ann.send("GET", "/who", &forged, b"").await.expect_status(200);
        let head = said.text();
        for (name, value) in [
            ("x-forwarded-email", "ann@example.test"),
            ("x-forwarded-name", "Zo%C3%AB Member"),
            ("x-forwarded-groups", "admin"),
            ("cookie", "theme=dark"),
            ("x-own", "kept"),
        ] {
            assert_eq!(header(head, name), Some(value), "{kind:?} {name}: {head}");
            let prefix = format!("{name}: ");
            let count =
                head.lines().filter(|l| l.to_ascii_lowercase().starts_with(&prefix)).count();
            assert_eq!(count, 1, "{kind:?} {name}: {head}");
        }
        assert!(header(head, "x-doorward-assertion").is_some_and(|token| token.len() > 100));
        let claims = ["forwarded_", "_forwarded", "doorward_"];
        let odd =
            head.lines().any(|line| claims.iter().any(|c| line.to_ascii_lowercase().contains(c)));
        assert!(!odd, "{kind:?}: {head}");
        // What the app is told of nobody is nothing, whatever nobody says.
        let open = Browser::new(place.front).send("GET", "/open", &forged, b"").await;
        let open = open.expect_status(200);
        let told = ["x-forwarded-user", "x-forwarded-email", "x-doorward-assertion"];
        for name in told {
            let value = header(open.text(), name).unwrap_or_default();
            assert_eq!(value, "", "{kind:?} {name}: {}", open.text());
        }
        Browser::new(place.front).send("GET", "/who", &forged, b"").await.expect_status(401);
        place.door.stop().await;
    }
}

#[tokio::test]
async fn bodies_pass_and_other_sites_do_not_act() {
    for kind in Kind::ALL {
        let place = Place::start(kind, &[]).await;
        let mut ann = member(&place, "ann@example.test").await;
        let body = "x".repeat(300_000);
        let own = format!("http://{}", place.front);
        let said = ann.send("POST", "/upload", &[("Origin", &own)], body.as_bytes()).await;
        assert!(said.expect_status(200).text().ends_with(&body), "{kind:?}");
        let foreign = [("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")];
        ann.send("POST", "/upload", &foreign, b"{}").await.expect_status(403);
        assert_eq!(place.app.heads().len(), 1, "{kind:?}");
        // Only the proxy asks, and it is asked nothing.
        for path in ["/doorward/forward-auth/nginx", "/doorward/forward-auth/envoy/x"] {
            ann.get(path).await.expect_status(404);
        }
        place.door.stop().await;
    }
}

/// Checklist item 113.
#[tokio::test]
async fn events_come_one_by_one() {
    for kind in Kind::ALL {
        let mut place = Place::start(kind, &[]).await;
        let ann = member(&place, "ann@example.test").await;
        let mut wire = Wire::ask(place.front, &ann, "/events", "Accept-Encoding: gzip\r\n").await;
        assert_eq!(place.app.told.recv().await, Some("began"));
        for word in ["Once", "upon", "a", "time"] {
            place.app.say(word);
            wire.until(&format!("data: {word}\n\n")).await;
        }
        assert!(!wire.seen.to_ascii_lowercase().contains("content-encoding"), "{kind:?}");
        drop(wire);
        assert_eq!(place.app.told.recv().await, Some("gone"));
        place.door.stop().await;
    }
}

fn socket(origin: SocketAddr) -> String {
    format!(
        "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
         Origin: http://{origin}\r\n"
    )
}

/// Checklist item 112.
#[tokio::test]
async fn sockets_open_for_whoever_is_signed_in_and_from_the_apps_own_pages() {
    for kind in Kind::ALL {
        let mut place = Place::start(kind, &[]).await;
        let ann = member(&place, "ann@example.test").await;
        let mut wire = Wire::ask(place.front, &ann, "/socket", &socket(place.front)).await;
        assert_eq!(place.app.told.recv().await, Some("began"));
        wire.until("\r\n\r\n").await;
        assert!(wire.seen.starts_with("HTTP/1.1 101 "), "{kind:?}: {}", wire.seen);
        let nobody = Browser::new(place.front);
        let evil = socket(place.front).replace("http://127.0.0.1", "https://evil.test");
        for (who, headers, status) in
            [(&nobody, socket(place.front), " 401 "), (&ann, evil, " 403 ")]
        {
            let mut wire = Wire::ask(place.front, who, "/socket", &headers).await;
            wire.until("\r\n\r\n").await;
            assert!(wire.seen.contains(status), "{kind:?}: {}", wire.seen);
        }
        place.door.stop().await;
    }
}

/// Checklist item 66: what is over is over at the next request, and the browser is told to forget it.
#[tokio::test]
async fn signing_out_ends_access_at_the_next_request() {
    for kind in Kind::ALL {
        let place = Place::start(kind, &[]).await;
        let mut ann = member(&place, "ann@example.test").await;
        ann.get("/c").await.expect_status(200);
        let kept = ann.clone();
        ann.form("/doorward/logout", &[]).await.expect_status(303);
        let mut thief = kept;
        let page = thief.send("GET", "/c", &OPENS, b"").await.expect_status(303);
        let cleared = page.all("set-cookie").any(|line| line.starts_with("doorward=;"));
        assert!(cleared, "{kind:?}: {:?}", page.headers);
        assert!(!thief.jar.contains_key("doorward"), "{kind:?}");
        assert_eq!(place.app.heads().len(), 1, "{kind:?}");
        place.door.stop().await;
    }
}

/// Without Doorward nobody gets through.
#[tokio::test]
async fn a_door_that_is_down_is_shut() {
    for kind in Kind::ALL {
        let place = Place::start(kind, &[("DOORWARD_UPSTREAM_WHO", "anyone")]).await;
        place.door.stop().await;
        let answer = http::send(place.front, "GET", "/c", &[], b"").await;
        assert!(answer.status >= 500, "{kind:?}: {}", answer.status);
        assert_eq!(place.app.heads().len(), 0, "{kind:?}");
    }
}
