//! A client of Auth.js's contract, by plain HTTP.

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::PASSWORD;
use super::browser::Browser;
use super::http::Answer;

/// The secret that the chat app would have too.
pub(crate) const SECRET: &str = "8f14e45fceea167a5a36dedd4bea2543";

/// Another one.
pub(crate) const OTHER_SECRET: &str = "45c48cce2e2d7fbdea1afc51c7c6ad26";

/// The setting that switches the contract on.
pub(crate) const ON: (&str, &str) = ("NEXT_AUTH_SECRET", SECRET);

/// The cookie of a session.
pub(crate) const SESSION: &str = "authjs.session-token";

/// The cookie of a session, of the older generation.
pub(crate) const SESSION_V4: &str = "next-auth.session-token";

/// Which client a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    V5,
    V4,
    /// A form without script.
    Form,
}

impl Browser {
    /// The token of forms.
    pub(crate) async fn form_token(&mut self) -> String {
        let answer = self.get("/api/auth/csrf").await.expect_status(200).json();
        answer["csrfToken"].as_str().unwrap().to_owned()
    }

    /// The session, as the contract tells it.
    pub(crate) async fn session(&mut self) -> Value {
        self.get("/api/auth/session").await.expect_status(200).json()
    }

    /// Posts a form under the base path, with the token of forms.
    pub(crate) async fn act(&mut self, action: &str, by: As, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token().await;
        let mut form = Serializer::new(String::new());
        form.extend_pairs(fields).append_pair("csrfToken", &token);
        if by == As::V4 {
            form.append_pair("json", "true");
        }
        let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
        if by == As::V5 {
            headers.push(("X-Auth-Return-Redirect", "1"));
        }
        let path = format!("/api/auth/{action}");
        self.send("POST", &path, &headers, form.finish().as_bytes()).await
    }

    /// Signs in with a password, by the contract.
    pub(crate) async fn credentials(&mut self, by: As, email: &str, password: &str) -> Answer {
        let fields = [("email", email), ("password", password), ("callbackUrl", "/after")];
        self.act("callback/credentials", by, &fields).await
    }

    /// Registers and signs in, by the contract.
    pub(crate) async fn enters(&mut self, by: As, email: &str) {
        self.register(email).await;
        self.credentials(by, email, PASSWORD).await;
        assert_ne!(self.session().await, Value::Null);
    }
}

/// The URL in a `{"url": ...}`.
#[track_caller]
pub(crate) fn url(answer: &Answer) -> String {
    answer.json()["url"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

/// What says that nobody is signed in.
pub(crate) fn nobody(by: As) -> Value {
    if by == As::V4 { json!({}) } else { Value::Null }
}
