//! What starts the server and looks after it is told how it is: systemd by `sd_notify(3)`, containers by
//! `doorward healthcheck`.

use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use crate::commands::doorward;
use crate::harness::Folder;
use crate::harness::process::{PATIENCE, Process};

fn told(manager: &UnixDatagram) -> String {
    let mut message = [0; 64];
    let length = manager.recv(&mut message).unwrap();
    String::from_utf8(message[..length].to_vec()).unwrap()
}

#[test]
fn systemd_is_told_when_the_server_is_ready_and_when_it_stops() {
    let folder = Folder::new();
    let path = folder.path().join("notify");
    let name = format!("doorward-test-{}", std::process::id());
    let nameless = SocketAddr::from_abstract_name(&name).unwrap();
    for (manager, socket) in [
        (UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap().to_owned()),
        (UnixDatagram::bind_addr(&nameless).unwrap(), format!("@{name}")),
    ] {
        manager.set_read_timeout(Some(PATIENCE)).unwrap();
        let server = Process::start(folder.path(), &[("NOTIFY_SOCKET", &socket)]);
        assert_eq!(told(&manager), "READY=1");
        server.stop();
        assert_eq!(told(&manager), "STOPPING=1");
    }
}

#[test]
fn a_manager_that_does_not_listen_is_no_reason_to_stop() {
    let folder = Folder::new();
    let server = Process::start(folder.path(), &[("NOTIFY_SOCKET", "/nowhere/at/all")]);
    assert!(server.stop().contains("the service manager cannot be told"));
}

#[test]
fn the_health_check_asks_us_also_where_an_app_has_the_origin_and_by_https() {
    for setting in [
        ("HOST", "127.0.0.1"),
        ("DOORWARD_UPSTREAM", "http://127.0.0.1:1"),
        ("DOORWARD_TLS", "self-signed"),
    ] {
        let folder = Folder::new();
        let server = Process::start(folder.path(), &[setting]);
        let port = server.address.port().to_string();
        let asked = [setting, ("PORT", port.as_str())];
        let healthy = doorward(folder.path(), &asked, &["healthcheck"], "");
        assert_eq!(healthy.status.code(), Some(0), "{healthy:?}");
        server.stop();
        let gone = doorward(folder.path(), &asked, &["healthcheck"], "");
        assert_eq!(gone.status.code(), Some(1), "{gone:?}");
    }
}

/// Where there is no certificate to read anew, a hangup changes nothing and ends nothing.
#[tokio::test]
async fn a_hangup_ends_nothing() {
    let folder = Folder::new();
    let server = Process::start(folder.path(), &[]);
    for _ in 0..2 {
        server.signal("-HUP");
    }
    server.wait_for("SIGHUP: nothing was read anew");
    server.browser().get("/livez").await.expect_status(200);
    server.stop();
}
