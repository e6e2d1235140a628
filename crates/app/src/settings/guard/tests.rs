use super::*;
use crate::settings::{Settings, Severity, Sources};

fn read(text: &str) -> (Option<Guard>, Vec<Code>) {
    let reading = Settings::read(&Sources::from_text(text), 2);
    let codes = reading.complaints.iter().filter(|c| c.severity != Severity::Note).map(|c| c.code);
    let guard = reading.draft.and_then(|draft| draft.apps.into_iter().next());
    (guard.map(|app| app.guard), codes.collect())
}

#[test]
fn an_app_is_for_whoever_is_signed_in() {
    let (guard, codes) = read("DOORWARD_UPSTREAM=http://127.0.0.1:3210");
    let guard = guard.unwrap();
    assert_eq!(codes, []);
    let rules: Vec<_> =
        guard.rules.iter().map(|rule| (rule.who.clone(), rule.path.to_string())).collect();
    assert_eq!(rules, [(vec![Who::SignedIn], "/*".to_owned())]);
    assert_eq!(guard.identity[1], ("x-forwarded-email".to_owned(), Field::Email));
    assert_eq!(guard.audience, "http://localhost:3080");
    assert_eq!(read("").0, None);
}

#[test]
fn lists_say_who_may_and_how_the_app_is_told() {
    let text = "DOORWARD_UPSTREAM=http://app:80/\nDOORWARD_PUBLIC_PATHS=/health，/assets/*\n\
                DOORWARD_UPSTREAM_WHO=role:admin, domain:Example.com\n\
                DOORWARD_IDENTITY_HEADERS=remote, X-User=email";
    let guard = read(text).0.unwrap();
    assert_eq!(guard.rules.len(), 3);
    assert_eq!(guard.rules[2].who[1], Who::Domain("example.com".to_owned()));
    assert_eq!(guard.identity.last(), Some(&("x-user".to_owned(), Field::Email)));
}

#[test]
fn what_cannot_be_meant_stops_the_start() {
    for (line, code) in [
        ("DOORWARD_PUBLIC_PATHS=health", Code::NOT_PATH),
        ("DOORWARD_PUBLIC_PATHS=/a/../b", Code::NOT_PATH),
        ("DOORWARD_UPSTREAM_WHO=everybody", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=X-User", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=Cookie=email", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=X_User=email", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=X-User=password", Code::NOT_A_CHOICE),
        ("DOORWARD_IDENTITY_HEADERS=Transfer-Encoding=email", Code::NOT_A_CHOICE),
    ] {
        let (guard, codes) = read(line);
        assert_eq!((guard, codes), (None, vec![code]), "{line}");
    }
}

#[test]
fn telling_an_app_unproven_addresses_is_pointed_at() {
    let text = "DOORWARD_UPSTREAM=http://127.0.0.1:3210\nALLOW_REGISTRATION=true";
    assert_eq!(read(text).1, [], "an address that nobody has proven is not told");
    let told = format!("{text}\nDOORWARD_IDENTITY_HEADERS=X-Email=unproven-email");
    assert_eq!(read(&told).1, [Code::UPSTREAM_UNPROVEN]);
}
