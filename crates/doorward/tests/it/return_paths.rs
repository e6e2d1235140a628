//! Where people are sent after something: two hundred strings that lead elsewhere in one parser or another,
//! at every parameter that says where.

use url::Url;

use crate::gateway::{in_front, member};
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

/// Where the stories are.
const HOME: &str = "http://localhost:3080";

/// What stands before a foreign host.
const BEFORE: [&str; 20] = [
    "//",
    "///",
    "////",
    "/\\",
    "\\/",
    "\\\\",
    "/\t/",
    "/\n/",
    "/\r/",
    "\t//",
    " //",
    "/%09/",
    "http:",
    "http:/",
    "http://",
    "https://",
    "HTTPS:\\\\",
    "/.//",
    "/..//",
    "//localhost:3080@",
];

/// Foreign hosts, and what stands behind them.
const HOSTS: [&str; 9] = [
    "evil.test",
    "evil.test/login",
    "evil%2etest",
    "evil\u{3002}test",
    "[::ffff:7f00:1]/",
    "0x7f.1",
    "user:pass@evil.test",
    "evil.test\\@localhost:3080",
    "localhost:3080.evil.test",
];

/// Others that lead nowhere good.
const OTHERS: [&str; 24] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:http://localhost:3080/x",
    "about:blank",
    "mailto:a@evil.test",
    "?x",
    "#x",
    "",
    " ",
    "c/new",
    ".",
    "..",
    "evil.test",
    "http://localhost:3080@evil.test/",
    "http://localhost:3080.evil.test/",
    "http://localhost:3080%00.evil.test/",
    "/c\r\nLocation: http://evil.test/",
    "/c%0d%0aSet-Cookie:%20a=b",
    "/\u{202e}tset.live//:ptth",
];

fn corpus() -> Vec<String> {
    let pairs =
        BEFORE.iter().flat_map(|before| HOSTS.iter().map(move |host| format!("{before}{host}")));
    pairs.chain(OTHERS.map(str::to_owned)).collect()
}

fn query(path: &str, name: &str, value: &str) -> String {
    let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    format!("{path}?{name}={value}")
}

/// A browser that is sent there stays here.
#[track_caller]
fn stays(location: &str, wished: &str) {
    let there = Url::parse(HOME).unwrap().join(location).unwrap();
    assert_eq!(there.origin().ascii_serialization(), HOME, "{wished:?} leads to {location:?}");
    assert!(!location.contains(['\\', '\t', '\n', '\r']), "{wished:?} leads to {location:?}");
    assert!(!location.starts_with("//"), "{wished:?} leads to {location:?}");
}

/// Follows redirects as long as they are ours, and fails where one is not.
async fn follow(browser: &mut Browser, first: &str, wished: &str) {
    let mut location = first.to_owned();
    for _ in 0..4 {
        stays(&location, wished);
        let path = location.strip_prefix(HOME).unwrap_or(&location).to_owned();
        let answer = browser.get(if path.is_empty() { "/" } else { &path }).await;
        match answer.header("location") {
            Some(next) => location = next.to_owned(),
            None => return,
        }
    }
}

/// Somebody who has signed in at a house whose pages are at the root, so that nothing stands before what
/// is wished for.
async fn at_home(settings: &[(&str, &str)]) -> (Doorward, Browser) {
    let public = ("DOMAIN_CLIENT", HOME);
    let door = Doorward::start(&[&[public], settings].concat()).await;
    let ann = door.signed_in("ann@example.test").await;
    (door, ann)
}

/// Checklist item 115.
#[tokio::test]
async fn nothing_that_is_wished_for_leads_away() {
    let secret = ("NEXT_AUTH_SECRET", "one secret of thirty-two characters!");
    let (door, ann) = at_home(&[secret, ("ACCESS_CODE", "opensesame-7")]).await;
    let corpus = corpus();
    assert!(corpus.len() >= 200, "{}", corpus.len());
    for wished in &corpus {
        let mut browser = ann.clone();
        for path in ["/login", "/register", "/access"] {
            for name in ["return_to", "redirect_to"] {
                let answer = browser.get(&query(path, name, wished)).await;
                if let Some(location) = answer.header("location") {
                    follow(&mut browser, location, wished).await;
                }
            }
        }
        let language = [("language", "de"), ("return_to", wished.as_str())];
        let chosen = browser.form("/language", &language).await.expect_status(303);
        stays(chosen.location(), wished);
        for path in ["/api/auth/signin", "/next-auth/signin"] {
            let answer = browser.get(&query(path, "callbackUrl", wished)).await;
            if let Some(location) = answer.header("location") {
                follow(&mut browser, location, wished).await;
            }
        }
    }
    door.stop().await;
}

/// Checklist item 115, at the way from our pages to the app behind the gateway. What is no path is no
/// request either.
#[tokio::test]
async fn the_way_onward_leads_to_the_app_and_nowhere_else() {
    let (_app, door) = in_front(&[]).await;
    let mut browser = member(&door, "ann@example.test").await;
    let mut led = 0;
    for wished in corpus() {
        if wished.bytes().all(|byte| byte.is_ascii_graphic()) {
            let answer = browser.get(&format!("/doorward/onward{wished}")).await;
            if let Some(location) = answer.header("location") {
                stays(location, &wished);
                led += 1;
            }
        }
    }
    assert!(led > 0, "some of them are ways to the app");
    door.stop().await;
}

/// Checklist item 115, on the form that signs in: by a password once for each kind of string.
#[tokio::test]
async fn signing_in_leads_to_paths_of_ours_whatever_the_form_says() {
    let (door, _) = at_home(&[]).await;
    for wished in corpus().iter().step_by(5) {
        let mut browser = door.browser();
        let fields =
            [("email", "ann@example.test"), ("password", PASSWORD), ("return_to", wished.as_str())];
        let answer = browser.form("/login", &fields).await.expect_status(303);
        follow(&mut browser, answer.location(), wished).await;
    }
    door.stop().await;
}
