//! A service that relies on Clerk, a browser's way through Clerk's pages, and Clerk's own libraries.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::browser::Browser;
use super::http::Answer;
use super::provider::{HOME, local};
use super::{BEGIN, Doorward};
use crate::clerk_api::{ClerkApi, PUBLISHABLE_KEY, SECRET_KEY};

/// The signing secret of its messages.
pub(crate) const WEBHOOK_SECRET: &str = "whsec_ZG9vcndhcmQtd2ViaG9vay1zZWNyZXQtb2YtdGVzdHM=";

/// The settings that make `api` a way in.
pub(crate) fn settings(api: &ClerkApi) -> Vec<(&str, &str)> {
    vec![
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", PUBLISHABLE_KEY),
        ("CLERK_SECRET_KEY", SECRET_KEY),
        ("CLERK_WEBHOOK_SECRET", WEBHOOK_SECRET),
        ("CLERK_API_URL", api.base()),
        ("NEXT_PUBLIC_CLERK_PROXY_URL", api.base()),
    ]
}

/// The headers of somebody who follows a link.
pub(crate) const NAVIGATES: [(&str, &str); 2] =
    [("Sec-Fetch-Dest", "document"), ("Accept", "text/html")];

/// Goes to Clerk's sign-in page, and gives the path at which that lets the browser come back.
pub(crate) async fn go(browser: &mut Browser, start: &str) -> String {
    let started = browser.get(start).await.expect_status(302);
    let page = Url::parse(started.location()).unwrap();
    assert_eq!(page.as_str().split('?').next().unwrap(), "https://accounts.example.com/sign-in");
    let (_, back) = page.query_pairs().find(|(name, _)| name == "redirect_url").unwrap();
    local(&back).to_owned()
}

/// Comes back as a navigation.
pub(crate) async fn back(browser: &mut Browser, path: &str) -> Answer {
    browser.send("GET", path, &NAVIGATES, b"").await
}

/// Comes back with `token` as the session that Clerk gave the browser at `BEGIN`.
pub(crate) async fn back_with(browser: &mut Browser, path: &str, token: &str) -> Answer {
    browser.jar.insert("__session".to_owned(), token.to_owned());
    browser.jar.insert("__client_uat".to_owned(), (BEGIN.seconds() - 5).to_string());
    back(browser, path).await
}

/// Signs in with a token of these claims laid over those of Ada's session.
pub(crate) async fn sign_in(browser: &mut Browser, now_s: i64, claims: &Value) -> Answer {
    let path = go(browser, "/oauth/clerk").await;
    back_with(browser, &path, &ClerkApi::token(now_s, claims)).await
}

/// Somebody who is signed in by Clerk, as its session `sid`.
pub(crate) async fn signed_in(door: &Doorward, user: &str, sid: &str) -> Browser {
    let mut browser = door.browser();
    let claims = json!({"sub": user, "sid": sid});
    let answer = sign_in(&mut browser, door.now().seconds(), &claims).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    browser.refresh().await.expect_status(200);
    browser
}

/// A message, signed with the secret of the settings.
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) seconds: i64,
    pub(crate) body: String,
    pub(crate) signature: String,
}

impl Message {
    /// Something that happened at Clerk.
    pub(crate) fn new(id: &str, seconds: i64, kind: &str, data: &Value) -> Self {
        let body =
            json!({"data": data, "object": "event", "type": kind, "timestamp": seconds * 1000});
        let body = body.to_string();
        let secret = WEBHOOK_SECRET.strip_prefix("whsec_").unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret).unwrap());
        let tag = hmac::sign(&key, format!("{id}.{seconds}.{body}").as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(tag));
        Self { id: id.to_owned(), seconds, body, signature }
    }

    /// Delivers it, and gives status and body of the answer.
    pub(crate) async fn deliver(&self, door: &Doorward) -> (u16, Value) {
        let seconds = self.seconds.to_string();
        let headers = [
            ("Content-Type", "application/json"),
            ("svix-id", self.id.as_str()),
            ("svix-timestamp", seconds.as_str()),
            ("svix-signature", self.signature.as_str()),
        ];
        let answer = door
            .browser()
            .send("POST", "/api/webhooks/clerk", &headers, self.body.as_bytes())
            .await;
        (answer.status, answer.json())
    }
}

/// Asks Clerk's own libraries; see `tests/peers/clerk.mjs`.
pub(crate) async fn ask_the_library(requests: Value) -> Vec<Value> {
    let answers = tokio::task::spawn_blocking(move || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers");
        assert!(
            folder.join("node_modules/@clerk/backend").exists(),
            "tests/peers is not installed: run scripts/test, or npm ci in tests/peers"
        );
        let mut child = Command::new("node")
            .arg("clerk.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        child.stdin.take().unwrap().write_all(requests.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        output.stdout
    });
    serde_json::from_slice(&answers.await.unwrap()).unwrap()
}
