//! An authenticator app.

use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use super::browser::Browser;
use super::http::Answer;
use super::{Doorward, PASSWORD};

/// An app that has one seed.
pub(crate) struct Authenticator(Totp);

impl Authenticator {
    /// The app of somebody who types the key.
    pub(crate) fn typed(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// The app of somebody who scans the address.
    pub(crate) fn scanned(url: &str) -> Self {
        let url = url::Url::parse(url).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        let secret = url.query_pairs().find(|(name, _)| name == "secret").unwrap().1;
        assert_eq!(secret.len(), 32, "160 bits");
        Self::typed(&secret)
    }

    /// What it shows when its clock is `drift_s` seconds ahead of the server's.
    pub(crate) fn shows(&self, door: &Doorward, drift_s: i64) -> String {
        let at = door.now().seconds() + drift_s;
        self.0.generate(at.try_into().unwrap()).to_string()
    }

    /// What it shows.
    pub(crate) fn code(&self, door: &Doorward) -> String {
        self.shows(door, 0)
    }
}

/// Somebody who is signed in by the API and has set an authenticator app up.
pub(crate) struct Enrolled {
    pub(crate) browser: Browser,
    pub(crate) app: Authenticator,
    pub(crate) recovery_codes: Vec<String>,
}

/// Signs somebody in and sets an authenticator app up, as `LibreChat`'s client does; then waits until the
/// code that confirmed it is over.
pub(crate) async fn enrolled(door: &Doorward, email: &str) -> Enrolled {
    let mut browser = door.signed_in(email).await;
    let offer = browser.post("/api/auth/2fa/enable", &json!({})).await.expect_status(200).json();
    let app = Authenticator::scanned(offer["otpauthUrl"].as_str().unwrap());
    let codes = offer["backupCodes"].as_array().unwrap();
    let recovery_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    let body = json!({ "token": app.code(door) });
    browser.post("/api/auth/2fa/confirm", &body).await.expect_status(200);
    door.clock.advance(60_000);
    Enrolled { browser, app, recovery_codes }
}

/// A password that leads to the second step: its token.
pub(crate) async fn first_step(browser: &mut Browser, email: &str) -> String {
    let body = browser.login(email, PASSWORD).await.expect_status(200).json();
    assert_eq!(body["twoFAPending"], json!(true), "{body}");
    assert!(body.get("token").is_none() && body.get("user").is_none());
    body["tempToken"].as_str().unwrap().to_owned()
}

/// The second step, as `LibreChat`'s client does it.
pub(crate) async fn second_step(browser: &mut Browser, token: &str, proof: Value) -> Answer {
    let mut body = proof;
    body["tempToken"] = json!(token);
    browser.post("/api/auth/2fa/verify-temp", &body).await
}
