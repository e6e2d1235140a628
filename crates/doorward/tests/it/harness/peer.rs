//! The certified `OpenID` provider of `tests/peers`, as a process of its own, and a person who signs in
//! there.

use std::net::SocketAddr;

use serde_json::Value;

use super::browser::Browser;
use super::http;
use super::node::Node;
use super::provider::{HOME, local};

/// The running provider. It ends when it is dropped.
pub(crate) struct Peer {
    #[expect(dead_code, reason = "it ends when it is dropped")]
    node: Node,
    pub(crate) issuer: String,
}

impl Peer {
    pub(crate) fn start(environment: &[(&str, &str)]) -> Self {
        let (node, lines) = Node::start("op.mjs", &[], environment);
        let issuer = lines.last().and_then(|line| line.strip_prefix("up ")).expect("an issuer");
        Self { node, issuer: issuer.to_owned() }
    }

    /// The settings that make it a way in, as its client `client`.
    pub(crate) fn settings<'a>(
        &'a self,
        client: &'a str,
        secret: &'a str,
    ) -> Vec<(&'a str, &'a str)> {
        vec![
            ("ALLOW_SOCIAL_LOGIN", "true"),
            ("OPENID_ISSUER", &self.issuer),
            ("OPENID_CLIENT_ID", client),
            ("OPENID_CLIENT_SECRET", secret),
        ]
    }

    /// A browser at the provider, in which nobody is signed in.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address())
    }

    /// What it was asked for at `path` so far: method, path, query, status, body.
    pub(crate) async fn asked(&self, path: &str) -> Vec<Value> {
        let log = http::send(self.address(), "GET", "/_log", &[], b"").await.json();
        log.as_array().unwrap().iter().filter(|entry| entry["path"] == path).cloned().collect()
    }

    /// Moves its clock forward.
    pub(crate) async fn advance(&self, ms: i64) {
        let path = format!("/_clock?ms={ms}");
        http::send(self.address(), "GET", &path, &[], b"").await.expect_status(200);
    }

    pub(crate) fn address(&self) -> SocketAddr {
        address(&self.issuer)
    }
}

/// What a person does at the provider.
#[derive(Clone, Copy)]
pub(crate) enum Person<'a> {
    /// Signs in under this name and agrees to everything.
    Agrees(&'a str),
    /// Presses "Cancel".
    Cancels,
}

/// Follows `request` through the provider's pages, and gives the path of ours at which it ends.
pub(crate) async fn visit(browser: &mut Browser, request: &str, person: Person<'_>) -> String {
    let base = format!("http://{}", browser.address);
    let mut answer = browser.get(request.strip_prefix(&base).unwrap()).await;
    // Three forms at most, each with two redirects behind it.
    for _ in 0..16 {
        answer = match (answer.status, person) {
            (302 | 303, _) if answer.location().starts_with(HOME) => {
                return local(answer.location()).to_owned();
            }
            (302 | 303, _) => {
                let to = answer.location();
                let path = to.strip_prefix(&base).unwrap_or(to).to_owned();
                browser.get(&path).await
            }
            (200, Person::Cancels) => {
                let path = between(answer.text(), "<a href=\"", "\">[ Cancel ]");
                browser.get(path.strip_prefix(&base).unwrap_or(&path)).await
            }
            (200, Person::Agrees(name)) => {
                let action = between(answer.text(), "action=\"", "\"").replace("&amp;", "&");
                let prompt = between(answer.text(), "name=\"prompt\" value=\"", "\"");
                let form = [("prompt", prompt.as_str()), ("login", name), ("password", "x")];
                browser.form(action.strip_prefix(&base).unwrap_or(&action), &form).await
            }
            (status, _) => panic!("the provider answers {status}: {}", answer.text()),
        };
    }
    panic!("the provider does not come to an end");
}

pub(crate) fn between(text: &str, before: &str, after: &str) -> String {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("no {before} in {text}")).0.to_owned()
}

/// Where the host of an issuer listens.
pub(crate) fn address(issuer: &str) -> SocketAddr {
    let rest = issuer.strip_prefix("http://").unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}
