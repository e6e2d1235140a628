//! https without a proxy.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::gateway_streams::{SOCKET, Wire};
use crate::harness::app::{ChatApp, header};
use crate::harness::authority::{Authority, utf8};
use crate::harness::process::Process;
use crate::harness::tls::{Client, connect, trusting};
use crate::harness::{Doorward, Folder, http};

const PUBLIC: &str = "https://localhost:3080";

/// A server with the certificate `name` in front of an app, and somebody who trusts its authority.
pub(crate) async fn in_front(authority: &Authority, name: &str) -> (ChatApp, Doorward, Client) {
    let app = ChatApp::start().await;
    let [key, certificate] = ["key", "pem"].map(|kind| authority.path(&format!("{name}.{kind}")));
    let url = app.url();
    let settings = [
        ("DOORWARD_UPSTREAM", url.as_str()),
        ("DOMAIN_CLIENT", PUBLIC),
        ("DOORWARD_TLS_CERT", utf8(&certificate)),
        ("DOORWARD_TLS_KEY", utf8(&key)),
    ];
    let door = Doorward::start_today(&settings).await;
    let client = Client::new(door.address, authority.path("ca.pem"));
    (app, door, client)
}

fn authority(names: &[&str]) -> Authority {
    let authority = Authority::new();
    for name in names {
        authority.sign(name, "localhost", "2");
    }
    authority
}

/// Lets time pass for what waits.
pub(crate) async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// Checklist item 118: cookies are for https only, and browsers come back by https.
#[tokio::test]
async fn people_sign_in_by_https_and_the_app_is_told_of_it() {
    let authority = authority(&["ours"]);
    let (app, door, mut ann) = in_front(&authority, "ours").await;
    let signed_in = ann.sign_in("/doorward", "ann@example.test").await;
    for cookie in signed_in.all("set-cookie") {
        assert!(cookie.contains("; Secure"), "{cookie}");
    }
    assert_eq!(signed_in.header("strict-transport-security"), Some("max-age=31536000"));
    let answer = ann.send("POST", "/api/chat", "{}").await.expect_status(200);
    assert!(answer.text().ends_with("\r\n\r\n{}"), "{}", answer.text());
    let head = app.heads().pop().unwrap();
    assert_eq!(header(&head, "x-forwarded-proto"), Some("https"));
    assert_eq!(header(&head, "x-forwarded-for"), Some("127.0.0.1"));
    assert_eq!(header(&head, "host"), Some("localhost:3080"));
    door.stop().await;
}

/// Lets so much time pass that connections which ask for nothing are parked.
async fn park() {
    for _ in 0..5 {
        pass(Duration::from_secs(1)).await;
    }
}

/// Connections are kept, parked and closed like those in clear.
#[tokio::test]
async fn a_connection_serves_again_after_it_was_parked_and_is_closed_in_the_end() {
    let authority = authority(&["ours"]);
    let (_app, door, client) = in_front(&authority, "ours").await;
    let ask = "GET /doorward/livez HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";
    let mut wire = Wire::over(client.connect(&["http/1.1"]).await, ask).await;
    for _ in 0..3 {
        wire.until("\r\n\r\n").await;
        assert!(wire.seen.starts_with("HTTP/1.1 200 "), "{}", wire.seen);
        wire.seen.clear();
        pass(Duration::from_secs(1)).await;
        wire.say(ask).await;
    }
    wire.until("\r\n\r\n").await;
    park().await;
    pass(Duration::from_secs(80)).await;
    wire.ended().await;
    door.stop().await;
}

/// Checklist item 112.
#[tokio::test]
async fn a_socket_goes_on_by_tls_from_its_first_byte() {
    let authority = authority(&["ours"]);
    let (mut app, door, mut ann) = in_front(&authority, "ours").await;
    ann.sign_in("/doorward", "ann@example.test").await;
    let head = format!(
        "GET /socket HTTP/1.1\r\nHost: localhost:3080\r\nCookie: {}\r\n{}\r\nearly",
        ann.cookies(),
        SOCKET.replace("http://", "https://")
    );
    let mut socket = Wire::over(ann.connect(&["http/1.1"]).await, &head).await;
    assert_eq!(app.told.recv().await, Some("began"));
    socket.until("\r\n\r\nearly").await;
    assert!(socket.seen.starts_with("HTTP/1.1 101 "), "{}", socket.seen);
    socket.say("later").await;
    socket.until("later").await;
    drop(socket);
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

#[tokio::test]
async fn whoever_speaks_plain_http_is_told_where_to_go() {
    let authority = authority(&["ours"]);
    let (app, door, _) = in_front(&authority, "ours").await;
    let head = "GET / HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";
    let answer = http::raw(door.address, head.as_bytes()).await.expect_status(400);
    assert_eq!(answer.text(), format!("This port speaks https: {PUBLIC}\n"));
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(app.heads(), Vec::<String>::new());
    door.stop().await;
}

/// Checklist item 109.
#[tokio::test]
async fn whoever_does_not_finish_the_handshake_is_hung_up_on() {
    let authority = authority(&["ours"]);
    let (_app, door, client) = in_front(&authority, "ours").await;
    for begun in [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01\x00"] {
        let mut slow = TcpStream::connect(door.address).await.unwrap();
        slow.write_all(begun).await.unwrap();
        // Another is served meanwhile, and the slow one has been accepted by then.
        client.connect(&[]).await;
        pass(Duration::from_secs(11)).await;
        let mut end = Vec::new();
        assert_eq!(slow.read_to_end(&mut end).await.unwrap_or_default(), 0, "{begun:?}");
    }
    door.stop().await;
}

/// Replaces the certificate and the key that the server was started with.
fn swap(authority: &Authority, ours: &str, with: &str) {
    for kind in ["key", "pem"] {
        let path = |name: &str| authority.path(&format!("{name}.{kind}"));
        std::fs::copy(path(with), path(ours)).unwrap();
    }
}

/// The certificate that a new connection is shown, in DER.
async fn shown(client: &Client) -> Vec<u8> {
    let stream = client.connect(&[]).await;
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

#[tokio::test]
async fn a_new_certificate_is_shown_without_a_restart() {
    let authority = authority(&["ours", "next"]);
    let (_app, door, client) = in_front(&authority, "ours").await;
    let first = shown(&client).await;
    let ask = "GET /doorward/livez HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";
    let mut wire = Wire::over(client.connect(&[]).await, ask).await;
    wire.until("\r\n\r\n").await;
    wire.seen.clear();
    swap(&authority, "ours", "next");
    park().await;
    pass(Duration::from_secs(30)).await;
    while shown(&client).await == first {}
    wire.say(ask).await;
    wire.until("\r\n\r\n").await;
    assert!(wire.seen.starts_with("HTTP/1.1 200 "), "{}", wire.seen);
    door.stop().await;
}

#[tokio::test]
async fn a_hangup_has_the_certificate_read_anew_and_a_broken_one_changes_nothing() {
    let authority = authority(&["ours", "next", "last"]);
    let [key, certificate] = ["key", "pem"].map(|kind| authority.path(&format!("ours.{kind}")));
    let settings = [
        ("DOMAIN_CLIENT", PUBLIC),
        ("DOORWARD_TLS_CERT", utf8(&certificate)),
        ("DOORWARD_TLS_KEY", utf8(&key)),
    ];
    let folder = Folder::new();
    let process = Process::start(folder.path(), &settings);
    let client = Client::new(process.address, authority.path("ca.pem"));
    let first = shown(&client).await;
    std::fs::write(&key, "nothing").unwrap();
    process.signal("-HUP");
    process.wait_for("the certificate was not read anew: the old one stays");
    process.wait_for("ours.key holds no key in PEM");
    std::fs::copy(authority.path("next.key"), &key).unwrap();
    process.signal("-HUP");
    process.wait_for("is not that of the certificate in");
    assert_eq!(shown(&client).await, first);
    swap(&authority, "ours", "next");
    process.signal("-HUP");
    process.wait_for("the certificate was read anew");
    assert_ne!(shown(&client).await, first);
    let log = process.stop();
    assert!(log.contains("listening on https://"), "{log}");
}

/// A key that everybody can read is said in the log when it is renewed, or opened, and serves all the same.
#[tokio::test]
async fn a_renewed_key_that_everybody_can_read_is_shown_and_said() {
    let authority = authority(&["ours", "next"]);
    let [key, certificate] = ["key", "pem"].map(|kind| authority.path(&format!("ours.{kind}")));
    let settings = [
        ("DOMAIN_CLIENT", PUBLIC),
        ("DOORWARD_TLS_CERT", utf8(&certificate)),
        ("DOORWARD_TLS_KEY", utf8(&key)),
    ];
    let folder = Folder::new();
    let process = Process::start(folder.path(), &settings);
    let client = Client::new(process.address, authority.path("ca.pem"));
    let first = shown(&client).await;
    let said = "ours.key can be read by other users of this machine: chmod 600 ";
    assert!(!process.log().contains(said), "{}", process.log());
    swap(&authority, "ours", "next");
    std::fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    process.signal("-HUP");
    process.wait_for("the certificate was read anew");
    process.wait_for(said);
    assert_ne!(shown(&client).await, first);
    assert_eq!(process.stop().matches(said).count(), 1, "it is said once");
}

#[tokio::test]
async fn a_certificate_of_its_own_is_made_once_and_serves_this_machine() {
    let settings =
        [("DOORWARD_TLS", "self-signed"), ("DOMAIN_CLIENT", "https://chat.example.test")];
    let door = Doorward::start_today(&settings).await;
    let kept = door.folder.path().join("data/self-signed.pem");
    let made = std::fs::read(&kept).unwrap();
    let client = Client::new(door.address, kept.clone());
    let first = shown(&client).await;
    let door = door.restart().await;
    assert_eq!(std::fs::read(&kept).unwrap(), made);
    let mut client = Client::new(door.address, kept);
    assert_eq!(shown(&client).await, first);
    client.send("GET", "/login", "").await.expect_status(200);
    let other = authority(&[]);
    let stranger = connect(door.address, trusting(&other.path("ca.pem"), &[])).await;
    assert!(stranger.is_err());
    door.stop().await;
}
