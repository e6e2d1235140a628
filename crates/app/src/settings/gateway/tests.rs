use super::*;
use crate::settings::{Settings, Severity, Sources};

#[test]
fn an_upstream_is_a_server_with_defaults() {
    let reading = Settings::read(&Sources::from_text("DOORWARD_UPSTREAM=http://127.0.0.1:3210"), 2);
    let draft = reading.draft.unwrap();
    let upstream = draft.apps[0].upstream.clone().unwrap();
    assert_eq!(upstream.url.as_str(), "http://127.0.0.1:3210/");
    assert_eq!(upstream.patience, Duration::from_mins(10));
    let reading = Settings::read(&Sources::from_text(""), 2);
    assert_eq!(reading.draft.unwrap().apps, []);
}

#[test]
fn our_own_pages_move_aside_and_callbacks_stay() {
    let text = "DOORWARD_UPSTREAM=http://127.0.0.1:3210\nDOMAIN_CLIENT=https://chat.example.test\nTRUST_PROXY=1";
    let draft = Settings::read(&Sources::from_text(text), 2).draft.unwrap();
    assert_eq!(draft.general.client.join("/login"), "https://chat.example.test/doorward/login");
    assert_eq!(
        draft.general.server.join("/oauth/openid"),
        "https://chat.example.test/oauth/openid"
    );
}

#[test]
fn what_cannot_be_meant_stops_the_start() {
    for line in [
        "DOORWARD_UPSTREAM=127.0.0.1:3210",
        "DOORWARD_UPSTREAM=http://app/chat",
        "DOORWARD_UPSTREAM=https://app/chat",
        "DOORWARD_UPSTREAM=http://user:pass@app",
    ] {
        let reading = Settings::read(&Sources::from_text(line), 2);
        let grave = reading.complaints.iter().filter(|c| c.severity != Severity::Note);
        let codes: Vec<_> = grave.map(|complaint| complaint.code).collect();
        assert_eq!((reading.draft.is_none(), codes), (true, vec![Code::NOT_URL]), "{line}");
    }
}

/// Checklist item 52.
#[test]
fn an_app_behind_https_is_verified_and_may_have_an_authority_of_its_own() {
    let read = |text: &str| Settings::read(&Sources::from_text(text), 2);
    let upstream =
        read("DOORWARD_UPSTREAM=https://app:8443").draft.unwrap().apps.remove(0).upstream.unwrap();
    assert_eq!(upstream.authorities, Authorities::default());
    let nowhere = read("DOORWARD_UPSTREAM=https://app\nDOORWARD_UPSTREAM_CA=/nowhere/ca.pem");
    assert!(nowhere.draft.is_none());
    let said = nowhere.complaints.iter().find(|said| said.code == Code::CA_FILE).unwrap();
    assert!(said.what.starts_with("DOORWARD_UPSTREAM_CA=\"/nowhere/ca.pem\" cannot be read"));
}
