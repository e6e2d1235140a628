//! Recorded requests and answers of the original, replayed here.
//!
//! What cannot be the same bytes is put in its place first: tokens, the account, times. What differs on
//! purpose is listed here by name, and in docs/DIFFERENCES.md with its reason.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::authjs::{As, ON};
use crate::harness::browser::Browser;
use crate::harness::http::{self, Answer};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::{CLIENT_ID, CLIENT_SECRET, Hostile};

const ALICE: &str = "alice@example.test";

/// The pairs that differ, without `http-` or `https-` in front.
const DIFFERENT: [&str; 22] = [
    "callback-bad-iss",
    "callback-denied-by-signIn-callback",
    "callback-idp-error",
    "callback-no-cookies",
    "callback-ok",
    "callback-state-mismatch",
    "builtin-error-page-AccessDenied",
    "builtin-error-page-Configuration",
    "builtin-signin-page",
    "db-callback-notlinked",
    "db-callback-ok-links-by-email",
    "db-session-ok",
    "no-secret",
    "no-secret-html",
    "providers",
    "session-ok",
    "session-update",
    "signin-discovery-trailing-slash",
    "signin-post-authparams",
    "signin-post-foreign-callback",
    "signin-post-github",
    "untrusted-host",
];

/// Those of them whose status and own cookies are the same all the same: only what is inside of a
/// session, or of a request to a provider, is another.
const ALIKE: [&str; 8] = [
    "session-ok",
    "session-update",
    "signin-post-oidc",
    "signin-post-oidc-form",
    "signin-discovery-trailing-slash",
    "signin-post-authparams",
    "signin-post-foreign-callback",
    "signin-post-github",
];

struct Replay {
    door: Doorward,
    origin: &'static str,
    alice: Browser,
    form_token: String,
    _provider: Hostile,
}

impl Replay {
    async fn start(origin: &'static str) -> Self {
        let provider = Hostile::start(BEGIN.seconds());
        let settings = [
            ON,
            ("DOMAIN_CLIENT", origin),
            ("ALLOW_SOCIAL_LOGIN", "true"),
            ("NEXT_AUTH_SSO_PROVIDERS", "generic-oidc,github"),
            ("AUTH_GENERIC_OIDC_ID", CLIENT_ID),
            ("AUTH_GENERIC_OIDC_SECRET", CLIENT_SECRET),
            ("AUTH_GENERIC_OIDC_ISSUER", provider.base()),
            ("AUTH_GITHUB_ID", "ghid"),
            ("AUTH_GITHUB_SECRET", "ghsecret-0123456789abcdef"),
        ];
        let door = Doorward::start(&settings).await;
        let mut alice = door.browser();
        alice.enters(As::V5, ALICE).await;
        let form_token = alice.form_token().await;
        Self { door, origin, alice, form_token, _provider: provider }
    }

    /// The cookies of a recorded request, with our tokens in the place of the recorded ones.
    fn cookies(&self, name: &str, recorded: &str) -> String {
        let ours = |key: &str| self.alice.jar.get(key).cloned().unwrap_or_default();
        let pairs = recorded.split("; ").map(|pair| {
            let (key, value) = pair.split_once('=').unwrap();
            let signed_in = matches!(name, "session-ok" | "session-update" | "signout-post");
            let value = match key {
                _ if key.ends_with("authjs.csrf-token") => ours(key),
                _ if key.ends_with("authjs.session-token") && signed_in => ours(key),
                _ => value.to_owned(),
            };
            format!("{key}={value}")
        });
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn send(&self, name: &str, request: &Value) -> Answer {
        let path = request["url"].as_str().unwrap().strip_prefix(self.origin).unwrap();
        let mut headers = vec![("host", self.origin.split_once("://").unwrap().1.to_owned())];
        for (key, value) in request["headers"].as_object().unwrap() {
            let value = value.as_str().unwrap();
            let value = if key == "cookie" { self.cookies(name, value) } else { value.to_owned() };
            headers.push((key, value));
        }
        let headers: Vec<_> = headers.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let body = request["body"].as_str().unwrap_or_default();
        let body = masked(body).replace("<64 digits>", &self.form_token);
        let body = body
            .replace("username=a&password=ok", &format!("username={ALICE}&password={PASSWORD}"))
            .replace("correct horse battery", "correct%20horse%20battery");
        let method = request["method"].as_str().unwrap();
        http::send(self.door.address, method, path, &headers, body.as_bytes()).await
    }
}

/// A text with `<64 digits>` for each token and hash of forms.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            digits.push(c);
            continue;
        }
        masked.push_str(if digits.len() == 64 { "<64 digits>" } else { &digits });
        digits.clear();
        masked.push(c);
    }
    masked.trim_end_matches('\0').to_owned()
}

/// The contract's cookies that an answer sets, without what cannot be the same.
fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let own =
        lines.filter(|line| !line.starts_with("doorward-") && !line.starts_with("__Host-doorward"));
    let own = own.filter(|line| line.contains("authjs."));
    let own = own.filter(|line| {
        !["state", "pkce", "nonce"].iter().any(|c| line.contains(&format!("authjs.{c}")))
    });
    own.map(|line| {
        let (pair, attributes) = line.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let value = if value.starts_with("eyJ") { "<token>" } else { value };
        let attributes: Vec<_> = attributes
            .split("; ")
            .map(|one| if one.starts_with("Expires=") { "Expires=<date>" } else { one })
            .collect();
        masked(&format!("{name}={value}; {}", attributes.join("; ")))
    })
    .collect()
}

/// What is compared of an answer.
fn essence(
    status: u64,
    headers: &BTreeMap<String, String>,
    set: &BTreeSet<String>,
    body: &str,
) -> String {
    let kind = headers.get("content-type").map(|kind| kind.split(';').next().unwrap());
    let headers: Vec<_> = ["location", "cache-control", "expires", "pragma"]
        .into_iter()
        .filter_map(|name| headers.get(name).map(|value| format!("{name}: {value}")))
        // Whatever is nobody's to keep says so here, even where the original is silent.
        .filter(|line| line != "cache-control: no-store")
        .collect();
    let body = if kind == Some("text/html") { "<page>" } else { body };
    format!("{status}\n{kind:?}\n{}\n{set:#?}\n{}", headers.join("\n"), masked(body))
}

fn recorded(response: &Value) -> (u64, BTreeMap<String, String>, BTreeSet<String>, String) {
    let headers = response["headers"].as_object().unwrap();
    let headers =
        headers.iter().map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect();
    let set = response["set_cookie"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    let body = response["body"].as_str().unwrap_or_default().to_owned();
    (response["status"].as_u64().unwrap(), headers, lines(set), body)
}

fn given(answer: &Answer) -> (u64, BTreeMap<String, String>, BTreeSet<String>, String) {
    let headers = answer.headers.iter().map(|(k, v)| (k.to_ascii_lowercase(), v.clone())).collect();
    let set = lines(answer.all("set-cookie"));
    (answer.status.into(), headers, set, String::from_utf8_lossy(&answer.body).into_owned())
}

/// Replays all pairs of one origin; gives the names of those that differ, and how.
async fn replay(origin: &'static str, pairs: &[Value]) -> BTreeMap<String, String> {
    let scheme = origin.split_once("://").unwrap().0;
    let replay = Replay::start(origin).await;
    let mut different = BTreeMap::new();
    for pair in pairs {
        let Some(name) = pair["name"].as_str().unwrap().strip_prefix(&format!("{scheme}-")) else {
            continue;
        };
        let answer = replay.send(name, &pair["request"]).await;
        let (status, headers, set, body) = recorded(&pair["response"]);
        let (our_status, our_headers, our_set, our_body) = given(&answer);
        if ALIKE.contains(&name) {
            assert_eq!((our_status, &our_set), (status, &set), "{name}: {our_body}");
            assert_eq!(
                our_headers.contains_key("location"),
                headers.contains_key("location"),
                "{name}"
            );
            continue;
        }
        let theirs = essence(status, &headers, &set, &body);
        let ours = essence(our_status, &our_headers, &our_set, &our_body);
        if theirs != ours {
            different.insert(name.to_owned(), format!("recorded: {theirs}\nhere: {ours}"));
        }
    }
    // The session that was signed out ends the replay.
    replay.door.stop().await;
    different
}

#[tokio::test]
async fn recorded_requests_have_the_recorded_answers() {
    let file: Value = serde_json::from_str(include_str!("../vectors/authjs-http.json")).unwrap();
    let pairs = file["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 98);
    for origin in ["http://localhost:3210", "https://chat.example.com"] {
        let different = replay(origin, pairs).await;
        for (name, how) in &different {
            assert!(DIFFERENT.contains(&name.as_str()), "{origin} {name}\n{how}");
        }
        for name in DIFFERENT {
            let differs = different.contains_key(name) || ALIKE.contains(&name);
            assert!(differs, "{origin} {name} does not differ any more");
        }
    }
}

#[test]
fn every_difference_is_explained() {
    let text = include_str!("../../../../docs/DIFFERENCES.md");
    for name in DIFFERENT {
        assert!(text.contains(&format!("`{name}`")), "docs/DIFFERENCES.md does not name {name}");
    }
}
