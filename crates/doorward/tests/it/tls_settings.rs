//! What is said of a certificate before it is shown to anybody.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::commands::doorward;
use crate::harness::Folder;
use crate::harness::authority::{Authority, utf8};

/// The codes that `config check` names for a certificate, a key and a public URL, with their severities.
fn said(authority: &Authority, certificate: &str, key: &str, public: &str) -> Vec<String> {
    let (certificate, key) = (authority.path(certificate), authority.path(key));
    said_of(&[
        ("DOMAIN_CLIENT", public),
        ("DOORWARD_TLS_CERT", utf8(&certificate)),
        ("DOORWARD_TLS_KEY", utf8(&key)),
    ])
}

/// The codes that it names for https without a proxy.
fn said_of(settings: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::new();
    let output = doorward(folder.path(), settings, &["config", "check", "--json"], "");
    let check: Value = serde_json::from_slice(&output.stdout).unwrap();
    let complaints = check["complaints"].as_array().unwrap().iter();
    let said = complaints.map(|said| (said["code"].as_str().unwrap(), &said["severity"]));
    said.filter(|(code, _)| ("DW-CFG-220".."DW-CFG-240").contains(code))
        .map(|(code, severity)| format!("{code} {}", severity.as_str().unwrap()))
        .collect()
}

/// Checklist item 119: an open key file is refused.
#[test]
fn each_mistake_with_a_certificate_is_named() {
    let authority = Authority::new();
    for (name, host, days) in [
        ("good", "chat.example.test", "2"),
        ("stale", "chat.example.test", "-1"),
        ("next", "chat.example.test", "2"),
    ] {
        authority.sign(name, host, days);
    }
    let read = |name: &str| std::fs::read_to_string(authority.path(name)).unwrap();
    let write = |name: &str, parts: [&str; 2]| {
        std::fs::write(authority.path(name), parts.map(read).concat()).unwrap();
    };
    write("full.pem", ["good.pem", "ca.pem"]);
    write("wrong-order.pem", ["good.pem", "next.pem"]);
    std::fs::copy(authority.path("good.key"), authority.path("open.key")).unwrap();
    let everybody = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(authority.path("open.key"), everybody).unwrap();

    let here = "https://chat.example.test";
    for (certificate, key, public, expected) in [
        ("full.pem", "good.key", here, &[][..]),
        ("full.pem", "next.key", here, &["DW-CFG-223 error"]),
        ("full.pem", "none.key", here, &["DW-CFG-221 error"]),
        ("good.key", "good.key", here, &["DW-CFG-221 error"]),
        ("full.pem", "full.pem", here, &["DW-CFG-222 error", "DW-CFG-221 error"]),
        ("full.pem", "open.key", here, &["DW-CFG-222 error"]),
        ("stale.pem", "stale.key", here, &["DW-CFG-224 warning"]),
        ("full.pem", "good.key", "https://other.example.test", &["DW-CFG-225 warning"]),
        ("wrong-order.pem", "good.key", here, &["DW-CFG-226 warning"]),
        ("good.pem", "good.key", here, &["DW-CFG-226 note"]),
        ("full.pem", "good.key", "http://chat.example.test", &["DW-CFG-227 error"]),
    ] {
        assert_eq!(
            said(&authority, certificate, key, public),
            expected,
            "{certificate} {key} {public}"
        );
    }
}

/// Checklist item 119: as a number, everybody who connects would be a proxy.
#[test]
fn proxies_are_no_number_where_people_connect_to_us() {
    let own = [("DOORWARD_TLS", "self-signed"), ("DOMAIN_CLIENT", "https://localhost:3080")];
    for (trusted, is_refused) in
        [("1", true), ("2", true), ("0", false), ("10.0.0.7", false), ("loopback", false)]
    {
        let said = said_of(&[own[0], own[1], ("TRUST_PROXY", trusted)]);
        let refused = said.iter().any(|code| code == "DW-CFG-230 error");
        assert_eq!(refused, is_refused, "{trusted}: {said:?}");
    }
}
