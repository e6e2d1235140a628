//! An app that is asked by https.

use crate::gateway::member;
use crate::gateway_streams::{SOCKET, Wire};
use crate::harness::app::{ChatApp, header};
use crate::harness::authority::{Authority, utf8};
use crate::harness::process::Process;
use crate::harness::{Doorward, Folder, tls};

/// An app behind https with this certificate, and the settings that put a server in front of it.
async fn app(authority: &Authority, certificate: &str) -> (ChatApp, String) {
    let app = ChatApp::start().await;
    let port = tls::in_front_of(app.address, authority, certificate).await;
    (app, format!("https://localhost:{port}"))
}

#[tokio::test]
async fn requests_streams_and_sockets_go_to_an_app_behind_https() {
    let authority = Authority::new();
    authority.sign("app", "localhost", "2");
    let (mut app, upstream) = app(&authority, "app").await;
    let ca = authority.path("ca.pem");
    let settings = [
        ("DOORWARD_UPSTREAM", upstream.as_str()),
        ("DOORWARD_UPSTREAM_CA", utf8(&ca)),
        ("DOMAIN_CLIENT", "http://localhost:3080"),
    ];
    let door = Doorward::start_today(&settings).await;
    let mut ann = member(&door, "ann@example.test").await;
    let answer = ann.send("POST", "/api/chat", &[], b"hello").await.expect_status(200);
    assert!(answer.text().ends_with("\r\n\r\nhello"), "{}", answer.text());
    let head = app.heads().pop().unwrap();
    assert_eq!(header(&head, "host"), Some("localhost:3080"));
    assert_eq!(header(&head, "x-forwarded-email"), Some("ann@example.test"));
    assert_eq!(header(&head, "x-forwarded-proto"), Some("http"), "it is how people come to us");
    let mut stream = Wire::ask(door.address, &ann, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    app.say("one");
    stream.until("data: one\n\n").await;
    drop(stream);
    assert_eq!(app.told.recv().await, Some("gone"));
    let mut socket = Wire::ask(door.address, &ann, "/socket", SOCKET).await;
    assert_eq!(app.told.recv().await, Some("began"));
    socket.until("\r\n\r\n").await;
    socket.say("both ways").await;
    socket.until("both ways").await;
    door.stop().await;
}

/// Checklist item 52: the authority, the name and the time must be right, and nothing reaches an app that
/// is another. The log says which app it was and why; the browser does not hear of it.
#[tokio::test]
async fn an_app_with_a_certificate_that_is_not_good_is_not_asked() {
    let authority = Authority::new();
    for (name, host, days) in
        [("good", "localhost", "2"), ("stale", "localhost", "-1"), ("other", "other.test", "2")]
    {
        authority.sign(name, host, days);
    }
    let ca = authority.path("ca.pem");
    let named = [("DOORWARD_UPSTREAM_CA", utf8(&ca))];
    for (certificate, more, why) in [
        ("good", &[][..], "UnknownIssuer"),
        ("good", &[("NODE_TLS_REJECT_UNAUTHORIZED", "0")], "UnknownIssuer"),
        ("stale", &named, "peer certificate: Expired"),
        ("other", &named, "not valid for name \"localhost\""),
    ] {
        let (app, upstream) = app(&authority, certificate).await;
        let mut settings =
            vec![("DOORWARD_UPSTREAM", upstream.as_str()), ("DOORWARD_PUBLIC_PATHS", "/*")];
        settings.extend(more);
        let folder = Folder::new();
        let process = Process::start(folder.path(), &settings);
        let answer = process.browser().get("/").await.expect_status(502);
        assert_eq!(answer.json()["error"]["code"], "DW-GATE-004");
        assert!(!answer.text().contains("ertificate"), "{}", answer.text());
        process.wait_for(&format!("{upstream} did not answer"));
        process.wait_for(why);
        process.stop();
        assert_eq!(app.heads(), Vec::<String>::new());
    }
}
