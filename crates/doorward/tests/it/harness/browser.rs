//! A browser without a window: a cookie jar, forms and a bearer token.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::{Value, json};

use super::PASSWORD;
use super::http::{self, Answer};

/// What one person holds in their hands.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) jar: BTreeMap<String, String>,
    /// The access token that the last answer gave.
    pub(crate) token: Option<String>,
    /// What a proxy in front says of its address.
    pub(crate) from: Option<String>,
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, jar: BTreeMap::new(), token: None, from: None }
    }

    /// The same browser behind another address, where a proxy is trusted.
    pub(crate) fn at(&self, from: &str) -> Self {
        Self { from: Some(from.to_owned()), ..self.clone() }
    }

    /// Sends a request with the jar's cookies and keeps what the answer sets.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let cookies: Vec<_> = self.jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let cookies = cookies.join("; ");
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut all = headers.to_vec();
        if !cookies.is_empty() {
            all.push(("Cookie", &cookies));
        }
        if let Some(bearer) = bearer.as_ref().filter(|_| path.starts_with("/api/")) {
            all.push(("Authorization", bearer));
        }
        if let Some(from) = &self.from {
            all.push(("X-Forwarded-For", from));
        }
        let answer = http::send(self.address, method, path, &all, body).await;
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.all("set-cookie") {
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("01 Jan 1970") || attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        if answer.header("content-type").is_some_and(|t| t.starts_with("application/json"))
            && let Ok(Value::Object(body)) = serde_json::from_slice(&answer.body)
            && let Some(Value::String(token)) = body.get("token")
        {
            self.token = Some(token.clone());
        }
    }

    /// Whether no cookie is left but those that survive signing out: the one that marks a button, and
    /// the one by which accounts know the browser.
    pub(crate) fn is_forgotten(&self) -> bool {
        let stays = |name: &String| name.ends_with("-last-used") || name.ends_with("-device");
        self.jar.keys().all(stays)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], b"").await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        let body = body.to_string();
        self.send("POST", path, &[("Content-Type", "application/json")], body.as_bytes()).await
    }

    /// Sends a form as a page of ours would.
    pub(crate) async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let origin = format!("http://{}", self.address);
        let headers =
            [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", origin.as_str())];
        self.send("POST", path, &headers, body.as_bytes()).await
    }

    pub(crate) async fn register(&mut self, email: &str) -> Answer {
        let body = json!({
            "name": "Some Body", "username": "", "email": email,
            "password": PASSWORD, "confirm_password": PASSWORD,
        });
        self.post("/api/auth/register", &body).await
    }

    pub(crate) async fn login(&mut self, email: &str, password: &str) -> Answer {
        self.token = None;
        self.post("/api/auth/login", &json!({"email": email, "password": password})).await
    }

    pub(crate) async fn refresh(&mut self) -> Answer {
        self.post("/api/auth/refresh", &Value::Null).await
    }

    /// Who the API says one is; `None` when it says nobody.
    pub(crate) async fn who(&mut self) -> Option<String> {
        let answer = self.get("/api/user").await;
        match answer.status {
            200 => answer.json()["email"].as_str().map(str::to_owned),
            401 => None,
            other => panic!("{other}: {}", answer.text()),
        }
    }
}
