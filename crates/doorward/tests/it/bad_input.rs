//! Bad input gets a clear refusal, and the server goes on.

use crate::harness::Doorward;
use crate::harness::http::{raw, send};

/// Path, content type, body and the status that they get.
type Case<'a> = (&'a str, (&'a str, &'a str), &'a [u8], u16);

const JSON: (&str, &str) = ("Content-Type", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn broken_bodies_are_refused_each_with_its_own_status() {
    let door = Doorward::start(&[]).await;
    let large = vec![b'a'; 70 * 1024];
    let table: [Case; 11] = [
        ("/api/auth/login", JSON, b"{\"email\":", 400),
        ("/api/auth/login", JSON, b"[1,2]", 400),
        ("/api/auth/login", JSON, b"{\"email\":\"a\",\"email\":\"b\"}", 400),
        ("/api/auth/login", JSON, b"{\"email\":\"\xff\xfe\"}", 400),
        ("/api/auth/login", JSON, b"{\"email\":{\"$ne\":1},\"password\":{\"$ne\":1}}", 404),
        ("/api/auth/login", ("Content-Type", "text/xml"), b"<a/>", 415),
        ("/api/auth/register", FORM, b"email=a&email=b", 400),
        ("/api/auth/login", JSON, &large, 413),
        ("/login", FORM, b"email=%ff", 400),
        ("/login", ("Content-Type", "multipart/form-data; boundary=x"), b"--x--", 415),
        ("/register", FORM, &large, 413),
    ];
    for (path, kind, body, status) in table {
        let answer = send(door.address, "POST", path, &[kind], body).await;
        let answer = answer.expect_status(status);
        if status == 400 && path.starts_with("/api") {
            let body = answer.json();
            assert_eq!(body["error"], "Invalid JSON format");
            assert_eq!(body["message"], "The request body contains malformed JSON");
        }
        if !path.starts_with("/api") {
            assert!(answer.text().contains("DW-REQ-"), "{path}");
        }
    }
    send(door.address, "GET", "/health", &[], b"").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn unknown_fields_are_ignored_and_give_no_rights() {
    let door = Doorward::start(&[]).await;
    door.signed_in("admin@example.test").await;
    let mut browser = door.browser();
    let body = serde_json::json!({
        "name": "Mallory", "username": "", "email": "mallory@example.test",
        "password": "a long password", "confirm_password": "a long password",
        "role": "ADMIN", "provider": "openid", "_id": "0", "emailVerified": true, "token": "undefined",
    });
    browser.post("/api/auth/register", &body).await.expect_status(200);
    browser.login("mallory@example.test", "a long password").await.expect_status(200);
    let user = browser.get("/api/user").await.json();
    assert_eq!((&user["role"], &user["provider"]), (&"USER".into(), &"local".into()));
    assert_eq!(user["emailVerified"], false);
    door.stop().await;
}

#[tokio::test]
async fn broken_requests_end_the_connection_and_not_the_server() {
    let door = Doorward::start(&[]).await;
    let many = "X-Many: a\r\n".repeat(200);
    let long = format!("X-Long: {}\r\n", "a".repeat(600_000));
    for (bytes, statuses) in [
        ("\r\n\r\n\r\nnonsense\r\n\r\n".to_owned(), [400, 400]),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), [400, 505]),
        (format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), [431, 400]),
        (format!("GET / HTTP/1.1\r\nHost: a\r\n{long}\r\n"), [431, 400]),
        ("POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef".to_owned(), [400, 400]),
        ("POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n".to_owned(), [400, 408]),
        (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(70_000)), [414, 404]),
    ] {
        let answer = raw(door.address, bytes.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").as_bytes()).await;
        assert!(statuses.contains(&answer.status), "{}: {:?}", answer.status, &bytes[..40.min(bytes.len())]);
    }
    send(door.address, "GET", "/health", &[], b"").await.expect_status(200);
    door.stop().await;
}

/// Checklist item 121.
/// No method and no path of any shape makes the server fail.
#[tokio::test]
async fn odd_paths_and_queries_never_fail() {
    let door = Doorward::start(&[]).await;
    for path in [
        "/%",
        "/%zz",
        "/%ff%fe",
        "/%00",
        "//",
        "/..",
        "/../etc/passwd",
        "/a/../login",
        "/login?%",
        "/login?%ff=%fe",
        "/login?return_to=a&return_to=b",
        "/register?setup=%ff",
        "/account/sessions/x/end",
        "/oauth/%ff",
        "/oauth/openid/callback?state=%ff",
        "/oauth/nobody",
        "/oauth/openid",
        "/oauth/openid/callback",
        "/assets/%ff",
        "/api/roles/%ff",
        "/api/auth/refresh?retry=%ff",
    ] {
        for method in ["GET", "POST", "DELETE", "OPTIONS", "BREW"] {
            let answer = send(door.address, method, path, &[], b"").await;
            assert!(answer.status < 500, "{method} {path}: {}", answer.status);
        }
    }
    door.stop().await;
}
