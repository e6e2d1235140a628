use super::*;
use crate::settings::{Settings, Sources};

/// What is said of these settings that is worse than a note, with its code.
fn said(text: &str) -> Vec<(Code, Severity)> {
    let reading = Settings::read(&Sources::from_text(text), 2);
    let grave = reading.complaints.iter().filter(|said| said.severity != Severity::Note);
    grave.map(|said| (said.code, said.severity)).collect()
}

#[test]
fn half_a_certificate_and_two_ways_at_once_stop_the_start() {
    for text in [
        "DOORWARD_TLS_CERT=a.pem",
        "DOORWARD_TLS_KEY=a.key",
        "DOORWARD_TLS=self-signed\nDOORWARD_TLS_CERT=a.pem\nDOORWARD_TLS_KEY=a.key",
    ] {
        assert_eq!(said(text), [(Code::TLS_INCOMPLETE, Severity::Error)], "{text}");
    }
    assert_eq!(said("DOORWARD_TLS=true"), [(Code::NOT_A_CHOICE, Severity::Error)]);
    let missing = "DOORWARD_TLS_CERT=/nowhere/a.pem\nDOORWARD_TLS_KEY=/nowhere/a.key";
    assert_eq!(said(missing), [(Code::TLS_FILE, Severity::Error)]);
}

#[test]
fn the_public_url_is_https_then_and_no_proxy_is_asked_for() {
    let own = "DOORWARD_TLS=self-signed";
    assert_eq!(said(own), [(Code::TLS_SELF_SIGNED, Severity::Warning)]);
    let draft = Settings::read(&Sources::from_text(own), 2).draft.unwrap();
    assert_eq!(draft.general.client.origin(), "https://localhost:3080");
    assert!(draft.secure_cookies);
    let plain = format!("{own}\nDOMAIN_CLIENT=http://chat.example.test");
    assert!(said(&plain).contains(&(Code::TLS_PUBLIC_URL, Severity::Error)));
    let https = format!("{own}\nDOMAIN_CLIENT=https://chat.example.test");
    let reading = Settings::read(&Sources::from_text(&https), 2);
    assert!(!reading.complaints.iter().any(|said| said.code == Code::PROXY_UNSET));
}
