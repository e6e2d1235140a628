use super::*;
use crate::settings::{Settings, Sources};

fn read(text: &str) -> (Option<Upstream>, Vec<Code>) {
    let reading = Settings::read(&Sources::from_text(text), 2);
    let codes = reading.complaints.iter().filter(|c| c.severity != Severity::Note).map(|c| c.code);
    (reading.draft.and_then(|draft| draft.upstream), codes.collect())
}

#[test]
fn an_upstream_alone_is_for_whoever_is_signed_in() {
    let (upstream, codes) = read("DOORWARD_UPSTREAM=http://127.0.0.1:3210");
    let upstream = upstream.unwrap();
    assert_eq!(codes, []);
    assert_eq!(upstream.url.as_str(), "http://127.0.0.1:3210/");
    let rules: Vec<_> =
        upstream.rules.iter().map(|rule| (rule.who.clone(), rule.path.to_string())).collect();
    assert_eq!(rules, [(vec![Who::SignedIn], "/*".to_owned())]);
    assert_eq!(upstream.identity[1], ("x-forwarded-email".to_owned(), Field::Email));
    assert_eq!(upstream.audience, "http://localhost:3080");
    assert_eq!(upstream.patience, Duration::from_mins(10));
    assert_eq!(read("").0, None);
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
fn lists_say_who_may_and_how_the_app_is_told() {
    let text = "DOORWARD_UPSTREAM=http://app:80/\nDOORWARD_PUBLIC_PATHS=/health，/assets/*\n\
                DOORWARD_UPSTREAM_WHO=role:admin, domain:Example.com\n\
                DOORWARD_IDENTITY_HEADERS=remote, X-User=email";
    let upstream = read(text).0.unwrap();
    assert_eq!(upstream.rules.len(), 3);
    assert_eq!(upstream.rules[2].who[1], Who::Domain("example.com".to_owned()));
    assert_eq!(upstream.identity.last(), Some(&("x-user".to_owned(), Field::Email)));
}

#[test]
fn what_cannot_be_meant_stops_the_start() {
    for (line, code) in [
        ("DOORWARD_UPSTREAM=127.0.0.1:3210", Code::NOT_URL),
        ("DOORWARD_UPSTREAM=http://app/chat", Code::NOT_URL),
        ("DOORWARD_UPSTREAM=http://user:pass@app", Code::NOT_URL),
        ("DOORWARD_PUBLIC_PATHS=health", Code::NOT_PATH),
        ("DOORWARD_PUBLIC_PATHS=/a/../b", Code::NOT_PATH),
        ("DOORWARD_UPSTREAM_WHO=everybody", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=X-User", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=Cookie=email", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=X_User=email", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=X-User=password", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=Transfer-Encoding=email", Code::NOT_A_CHOICE),
    ] {
        let (upstream, codes) = read(line);
        assert_eq!((upstream, codes), (None, vec![code]), "{line}");
    }
}

#[test]
fn telling_an_app_unproven_addresses_is_pointed_at() {
    let text = "DOORWARD_UPSTREAM=http://127.0.0.1:3210\nALLOW_REGISTRATION=true";
    assert_eq!(read(text).1, [Code::UPSTREAM_UNPROVEN]);
}
