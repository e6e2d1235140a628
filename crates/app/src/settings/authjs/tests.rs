use super::*;
use crate::settings::{Draft, Reading, Sources};

const SECRET: &str = "NEXT_AUTH_SECRET=8f14e45fceea167a5a36dedd4bea2543";

fn read(lines: &[&str]) -> Reading {
    let pairs = lines.iter().map(|line| line.split_once('=').unwrap());
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Draft::read(&Sources::gather(None, pairs), 2)
}

fn codes(reading: &Reading) -> Vec<Code> {
    reading.complaints.iter().map(|complaint| complaint.code).collect()
}

fn authjs(lines: &[&str]) -> Option<AuthJs> {
    let reading = read(lines);
    reading.draft.unwrap_or_else(|| panic!("{:#?}", reading.complaints)).authjs
}

#[test]
fn a_secret_switches_it_on_and_nothing_else_does() {
    assert!(authjs(&[]).is_none());
    let on = authjs(&[SECRET]).unwrap();
    assert_eq!(
        (on.base_path.as_str(), on.generation, on.debug),
        ("/api/auth", Generation::V5, false)
    );
    let without = read(&["NEXT_PUBLIC_ENABLE_NEXT_AUTH=1"]);
    assert!(codes(&without).contains(&Code::AUTHJS_NO_SECRET));
    let off = read(&[SECRET, "NEXT_PUBLIC_ENABLE_NEXT_AUTH=0"]);
    assert!(codes(&off).contains(&Code::AUTHJS_OFF));
    assert!(off.draft.unwrap().authjs.is_none());
    let all = [SECRET, "NEXT_AUTH_DEBUG=false", "DOORWARD_AUTHJS_VERSION=4"];
    let on = authjs(&all).unwrap();
    assert!(on.debug, "any text switches it on");
    assert_eq!(on.generation, Generation::V4);
}

#[test]
fn secrets_come_in_the_order_of_their_age() {
    const OLD: &str = "AUTH_SECRET=8f14e45fceea167a5a36dedd4bea2540";
    const NEW: &str = "AUTH_SECRET_1=8f14e45fceea167a5a36dedd4bea2541";
    const NEWEST: &str = "AUTH_SECRET_3=8f14e45fceea167a5a36dedd4bea2542";
    const OLDEST: &str = "NEXTAUTH_SECRET=8f14e45fceea167a5a36dedd4bea2549";
    let ends = |lines: &[&str]| -> String {
        let on = authjs(lines).unwrap();
        on.secrets.iter().filter_map(|secret| secret.expose().chars().last()).collect()
    };
    assert_eq!(ends(&[OLD, NEW, NEWEST, OLDEST]), "210");
    assert_eq!(ends(&[OLDEST]), "9");
    assert_eq!(ends(&[OLD, OLDEST, SECRET]), "3");
    assert!(codes(&read(&[OLD, SECRET])).contains(&Code::TWO_NAMES));
    let same = ["AUTH_SECRET=8f14e45fceea167a5a36dedd4bea2543", SECRET];
    assert!(!codes(&read(&same)).contains(&Code::TWO_NAMES));
}

/// Checklist item 119.
#[test]
fn published_and_weak_secrets_stop_the_start() {
    for (line, code) in [
        ("NEXT_AUTH_SECRET=Tfhi2t2pelSMEA8eaV61KaqPNEndFFdMIxDaJnS1CUI=", Code::SECRET_PUBLISHED),
        ("AUTH_SECRET_2=NX2kaPE923dt6BL2U8e9oSre5RfoT7hg", Code::SECRET_PUBLISHED),
        ("NEXTAUTH_SECRET=secret", Code::SECRET_SHORT),
        ("AUTH_SECRET=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Code::SECRET_GUESSABLE),
    ] {
        let reading = read(&[line]);
        assert!(reading.draft.is_none(), "{line}");
        assert!(codes(&reading).contains(&code), "{line}");
    }
}

#[test]
fn the_address_is_read_in_every_form_that_people_write() {
    for (text, public, base) in [
        ("https://chat.example.com", "https://chat.example.com", "/api/auth"),
        ("https://chat.example.com/", "https://chat.example.com", "/api/auth"),
        ("https://chat.example.com/api/auth", "https://chat.example.com", "/api/auth"),
        ("https://chat.example.com/api/auth/", "https://chat.example.com", "/api/auth"),
        ("https://chat.example.com/api/auth/callback", "https://chat.example.com", "/api/auth"),
        (
            "https://chat.example.com/api/auth/callback/auth0",
            "https://chat.example.com",
            "/api/auth",
        ),
        ("https://chat.example.com/callback", "https://chat.example.com", "/api/auth"),
        ("https://chat.example.com/auth", "https://chat.example.com", "/auth"),
        ("https://chat.example.com/api/auth?x=1", "https://chat.example.com", "/api/auth"),
        ("chat.example.com", "https://chat.example.com", "/api/auth"),
        ("chat.example.com:8443/api/auth", "https://chat.example.com:8443", "/api/auth"),
        ("localhost:3210", "http://localhost:3210", "/api/auth"),
        ("http://localhost:3210/api/auth", "http://localhost:3210", "/api/auth"),
        ("127.0.0.1:3210", "http://127.0.0.1:3210", "/api/auth"),
        ("HTTPS://Chat.Example.com:443/api/auth", "https://chat.example.com", "/api/auth"),
    ] {
        for name in ["AUTH_URL", "NEXTAUTH_URL"] {
            let line = format!("{name}={text}");
            let reading = read(&[SECRET, &line]);
            let said = codes(&reading).iter().filter(|code| **code == Code::AUTHJS_URL).count();
            assert!(said <= 1, "{text} is spoken of once");
            let draft =
                reading.draft.unwrap_or_else(|| panic!("{text}: {:#?}", reading.complaints));
            assert_eq!(draft.general.client.to_string(), public, "{text}");
            assert_eq!(draft.general.server.to_string(), public, "{text}");
            assert_eq!(draft.authjs.unwrap().base_path, base, "{text}");
        }
    }
}

#[test]
fn an_address_that_cannot_be_meant_is_refused() {
    for text in [
        "ftp://chat.example.com",
        "https://user:pw@chat.example.com",
        "https://",
        "https://chat.example.com/login",
        "https://chat.example.com/oauth",
        "https://chat.example.com/access",
        "https://chat.example.com/link/x",
        "https://chat.example.com/api/user",
        "https://chat.example.com/api/auth/login",
        "https://chat.example.com/api",
        "https://chat.example.com/{*rest}",
    ] {
        let reading = read(&[SECRET, &format!("AUTH_URL={text}")]);
        assert!(reading.draft.is_none(), "{text}");
        assert!(codes(&reading).contains(&Code::NOT_URL), "{text}");
    }
}

#[test]
fn the_public_url_goes_before_the_address_of_the_api() {
    let lines = [SECRET, "DOMAIN_CLIENT=https://a.example", "AUTH_URL=https://b.example/auth"];
    let reading = read(&lines);
    assert!(codes(&reading).contains(&Code::AUTHJS_ORIGIN));
    let draft = reading.draft.unwrap();
    assert_eq!(draft.general.client.to_string(), "https://a.example");
    assert_eq!(draft.authjs.unwrap().base_path, "/auth");
    let app = read(&[SECRET, "APP_URL=https://c.example"]).draft.unwrap();
    assert_eq!(app.general.client.to_string(), "https://c.example");
    let both = read(&[SECRET, "APP_URL=https://c.example", "AUTH_URL=https://d.example"]);
    assert_eq!(both.draft.unwrap().general.client.to_string(), "https://d.example");
}

#[test]
fn behind_a_path_the_api_is_found_with_and_without_it() {
    let client = "DOMAIN_CLIENT=https://a.example/chat";
    let on = authjs(&[SECRET, client]).unwrap();
    assert_eq!((on.base_path.as_str(), on.route.as_str()), ("/chat/api/auth", "/api/auth"));
    let on = authjs(&[SECRET, client, "AUTH_URL=https://a.example/chat/api/auth"]).unwrap();
    assert_eq!((on.base_path.as_str(), on.route.as_str()), ("/chat/api/auth", "/api/auth"));
    let taken = read(&[SECRET, client, "AUTH_URL=https://a.example/chat/login"]);
    assert!(taken.draft.is_none() && codes(&taken).contains(&Code::NOT_URL));
    let on = authjs(&[SECRET, client, "AUTH_URL=https://a.example/api/auth"]).unwrap();
    assert_eq!((on.base_path.as_str(), on.route.as_str()), ("/api/auth", "/api/auth"));
}

#[test]
fn settings_without_effect_say_so() {
    let quiet = read(&[SECRET, "AUTH_TRUST_HOST=true", "NEXT_AUTH_SSO_SESSION_STRATEGY=jwt"]);
    assert!(!codes(&quiet).contains(&Code::AUTHJS_NO_EFFECT));
    for line in ["AUTH_TRUST_HOST=false", "NEXT_AUTH_SSO_SESSION_STRATEGY=database"] {
        let reading = read(&[SECRET, line]);
        assert!(codes(&reading).contains(&Code::AUTHJS_NO_EFFECT), "{line}");
        assert!(reading.draft.is_some());
    }
}
