use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::*;
use crate::settings::{Complaint, Settings, Sources};

/// A file of apps that goes with the test.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("doorward-apps-{}-{number}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// A complaint: its line, its code, and what it says.
type Told = (usize, Code, String);

/// Reads a file of apps beside other settings.
fn read(settings: &str, apps: &str) -> (Option<Vec<Guarded>>, Vec<Told>) {
    let file = File::new(apps);
    let text = format!(
        "DOMAIN_CLIENT=https://door.example.test\nTRUST_PROXY=1\n{FILE}={}\n{settings}",
        file.0.display()
    );
    let reading = Settings::read(&Sources::from_text(&text), 2);
    let grave = reading.complaints.into_iter().filter(|c| c.severity != Severity::Note);
    (reading.draft.map(|draft| draft.apps), grave.map(|c| (line(&c), c.code, c.what)).collect())
}

fn line(complaint: &Complaint) -> usize {
    match &complaint.source {
        Some(super::super::Origin::File { line, .. }) => *line,
        _ => 0,
    }
}

#[test]
fn apps_have_what_their_file_says_and_the_usual_for_the_rest() {
    let apps = r#"
[[app]]
name = "chat"
url = "http://127.0.0.1:3210"
host = "Chat.Example.test"
public = ["/health"]
timeout = "1000 * 60"
body-max = 1_000
identity-headers = ["remote", "X-Who=email"]
chat-paths = ["/say"]

[[app.rule]]
path = "/admin/*"
methods = ["GET"]
who = ["role:admin"]

[[app]]
name = "wiki"
url = "http://127.0.0.1:3220"
path = "/wiki"
who = ["domain:example.test"]
audience = "wiki"
"#;
    let settings = "DOORWARD_UPSTREAM_BODY_MAX=7\nDOORWARD_COOKIE_DOMAIN=example.test";
    let (list, complaints) = read(settings, apps);
    assert_eq!(complaints, []);
    let [chat, wiki] = &list.unwrap()[..] else { panic!("two") };
    assert_eq!(
        (chat.name.as_str(), chat.place.to_string().as_str()),
        ("chat", "chat.example.test/")
    );
    assert_eq!(chat.origin, "https://chat.example.test");
    assert_eq!(chat.guard.audience, "https://chat.example.test");
    let upstream = chat.upstream.as_ref().unwrap();
    assert_eq!((upstream.body_max, upstream.patience), (1000, Duration::from_mins(1)));
    assert_eq!(chat.guard.identity.len(), 5);
    assert_eq!(chat.chat_paths.len(), 1);
    let rules: Vec<_> = chat.guard.rules.iter().map(|rule| rule.path.to_string()).collect();
    assert_eq!(rules, ["/admin/*", "/health", "/*"]);
    let at: Vec<_> = chat.guard.written.iter().map(|at| at.source.to_string()).collect();
    assert!(at[0].ends_with(".toml:12") && at[1].ends_with(".toml:6"), "{at:?}");
    assert_eq!(wiki.place.to_string(), "*/wiki");
    assert_eq!(
        (wiki.origin.as_str(), wiki.guard.audience.as_str()),
        ("https://door.example.test", "wiki")
    );
    assert_eq!(wiki.upstream.as_ref().unwrap().body_max, 7);
    assert_eq!(wiki.guard.rules.len(), 1);
}

#[test]
fn what_is_wrong_in_the_file_is_said_all_at_once_with_its_line() {
    let apps = r#"colour = "red"
[[app]]
name = "chat"
url = "ftp://127.0.0.1"
hots = "chat.example.test"
who = "everybody"
public = ["health", "/x"]
body-max = -1
timeout = "soon"

[[app.rule]]
path = "/admin/*"
method = ["GET"]

[[app.rule]]
path = "/x/*"
methods = ["get"]
who = ["everyone"]
[[app]]
name = ""
url = "http://user:secret@app"
host = "https://chat.example.test"
path = "/wiki/"
"#;
    let (list, complaints) = read("", apps);
    assert_eq!(list, None);
    let mut told: Vec<_> = complaints.iter().map(|(line, code, _)| (*line, *code)).collect();
    told.sort();
    let expected = [
        (1, Code::APPS_KEY),
        (4, Code::NOT_URL),
        (5, Code::APPS_KEY),
        (6, Code::APPS_KEY),
        (7, Code::NOT_PATH),
        (8, Code::NOT_NUMBER),
        (9, Code::NOT_DURATION),
        (11, Code::APPS_KEY),
        (13, Code::APPS_KEY),
        (17, Code::NOT_A_CHOICE),
        (18, Code::NOT_A_CHOICE),
        (20, Code::NOT_TEXT),
        (21, Code::NOT_URL),
        (22, Code::APPS_PLACE),
        (23, Code::APPS_PLACE),
    ];
    assert_eq!(told, expected, "{complaints:#?}");
    assert!(!complaints.iter().any(|(_, _, what)| what.contains("secret")), "{complaints:#?}");
    let (_, _, hots) = complaints.iter().find(|(line, ..)| *line == 5).unwrap();
    assert_eq!(hots, "app.hots is no key that there is.");
}

#[test]
fn apps_that_nobody_could_tell_apart_stop_the_start() {
    let app = |name: &str, more: &str| {
        format!("[[app]]\nname = \"{name}\"\nurl = \"http://127.0.0.1:3210\"\n{more}\n")
    };
    for (others, more, code) in [
        (app("a", "path = \"/wiki\""), "path = \"/Wiki\"", Code::APPS_PLACE),
        (app("a", ""), "", Code::APPS_PLACE),
        (app("a", "host = \"a.example.test\""), "host = \"A.example.test.\"", Code::APPS_PLACE),
        (app("b", ""), "host = \"a.example.test\"", Code::APPS_KEY),
        (app("a", ""), "path = \"/doorward/x\"", Code::APPS_PLACE),
        (app("a", ""), "path = \"/wiki\"\npublic = [\"/health\"]", Code::NOT_PATH),
        (app("a", ""), "path = \"/wiki\"\npath = \"/wiki\"", Code::APPS_FILE),
    ] {
        let domain = "DOORWARD_COOKIE_DOMAIN=example.test";
        let (list, complaints) = read(domain, &format!("{others}{}", app("b", more)));
        let codes: Vec<_> = complaints.iter().map(|(line, code, _)| (*line > 4, *code)).collect();
        assert_eq!((list, codes), (None, vec![(true, code)]), "{more}: {complaints:?}");
    }
    let host = app("a", "host = \"a.example.test\"");
    let whole = read("DOORWARD_COOKIE_DOMAIN=example.test", &format!("{host}{}", app("b", "")));
    assert_eq!(whole.1, []);
}

#[test]
fn a_file_leaves_no_room_for_settings_of_one_app() {
    let apps = "[[app]]\nname = \"a\"\nurl = \"http://127.0.0.1:3210\"\n";
    for line in [
        "DOORWARD_UPSTREAM=http://127.0.0.1:3210",
        "DOORWARD_UPSTREAM_WHO=role:admin",
        "DOORWARD_PUBLIC_PATHS=/health",
    ] {
        let (list, complaints) = read(line, apps);
        let codes: Vec<_> = complaints.iter().map(|(_, code, _)| *code).collect();
        assert_eq!((list, codes), (None, vec![Code::APPS_TWICE]), "{line}");
    }
    for (apps, code) in
        [("", Code::APPS_FILE), ("app = 1", Code::APPS_KEY), ("[[app", Code::APPS_FILE)]
    {
        assert!(read("", apps).1.iter().all(|(_, told, _)| *told == code), "{apps}");
        assert_eq!(read("", apps).0, None);
    }
    let missing = Settings::read(&Sources::from_text("DOORWARD_UPSTREAMS_FILE=nowhere.toml"), 2);
    assert!(missing.draft.is_none());
    assert_eq!(missing.complaints[0].code, Code::APPS_FILE);
}

#[test]
fn an_app_of_which_proxies_ask_need_not_be_behind_the_gateway() {
    let apps = "[[app]]\nname = \"a\"\nhost = \"a.example.test\"\n";
    let told: Vec<_> = read("", apps).1.iter().map(|(_, code, _)| *code).collect();
    assert!(told.contains(&Code::APPS_KEY), "{told:?}");
    let settings = "DOORWARD_FORWARD_AUTH=true\nDOORWARD_COOKIE_DOMAIN=example.test";
    let (list, complaints) = read(settings, apps);
    assert_eq!((list.unwrap()[0].upstream.clone(), complaints), (None, vec![]));
}

#[test]
fn the_cookies_domain_holds_the_public_url_and_every_host_of_an_app() {
    let apps =
        "[[app]]\nname = \"a\"\nurl = \"http://127.0.0.1:3210\"\nhost = \"a.example.test\"\n";
    let elsewhere = apps.replace("a.example.test", "a.other.test");
    for (domain, apps, codes) in [
        ("example.test", apps, vec![]),
        ("Example.TEST", apps, vec![]),
        ("", apps, vec![Code::COOKIE_DOMAIN]),
        ("example.test", &elsewhere, vec![Code::COOKIE_DOMAIN]),
        ("other.test", apps, vec![Code::COOKIE_DOMAIN, Code::COOKIE_DOMAIN]),
        ("test", apps, vec![Code::COOKIE_DOMAIN, Code::COOKIE_DOMAIN]),
        ("https://example.test", apps, vec![Code::COOKIE_DOMAIN, Code::COOKIE_DOMAIN]),
    ] {
        let (list, complaints) = read(&format!("DOORWARD_COOKIE_DOMAIN={domain}"), apps);
        let told: Vec<_> = complaints.iter().map(|(_, code, _)| *code).collect();
        assert_eq!(told, codes, "{domain}: {complaints:?}");
        assert_eq!(list.is_some(), codes.is_empty(), "{domain}");
    }
    // Of an app that is not behind the gateway its host is not ours to answer at.
    let asked = "[[app]]\nname = \"a\"\nhost = \"a.example.test\"\n";
    let (list, complaints) = read("DOORWARD_FORWARD_AUTH=true", asked);
    let told: Vec<_> = complaints.iter().map(|(_, code, _)| *code).collect();
    assert_eq!((list.is_some(), told), (true, vec![Code::COOKIE_DOMAIN]));
}

/// An assertion for one app must say nothing to another.
#[test]
fn no_two_apps_have_one_audience() {
    let app = |name: &str, more: &str| {
        format!("[[app]]\nname = \"{name}\"\nurl = \"http://127.0.0.1:3210\"\n{more}\n")
    };
    let wiki = app("wiki", "path = \"/wiki\"");
    let own = app("wiki", "path = \"/wiki\"\naudience = \"wiki\"");
    let usual = "DOORWARD_ASSERTION_AUDIENCE=wiki";
    for (settings, apps, told) in [
        ("", format!("{}{wiki}", app("rest", "")), vec![]),
        ("", format!("{own}{}", app("rest", "audience = \"wiki\"")), vec![Code::APPS_AUDIENCE]),
        (usual, format!("{}{wiki}", app("rest", "")), vec![Code::APPS_AUDIENCE]),
        (usual, format!("{own}{}", app("rest", "")), vec![Code::APPS_AUDIENCE]),
        (usual, format!("{own}{}", app("rest", "audience = \"rest\"")), vec![]),
    ] {
        let (list, complaints) = read(settings, &apps);
        let codes: Vec<_> = complaints.iter().map(|(_, code, _)| *code).collect();
        assert_eq!((list.is_some(), codes), (told.is_empty(), told), "{settings}: {complaints:?}");
    }
    let (list, _) = read("", &format!("{}{wiki}", app("rest", "")));
    let list = list.unwrap();
    let audiences: Vec<_> = list.iter().map(|app| app.guard.audience.as_str()).collect();
    assert_eq!(audiences, ["https://door.example.test", "https://door.example.test/wiki"]);
}
