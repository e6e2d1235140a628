//! A house that sends mail, and what the links in its mails carry.

use serde_json::{Value, json};

use super::Doorward;
use super::browser::Browser;
use super::http::Answer;
use super::mail::{Mail, Sink};

/// Settings under which people may reset passwords, and try as often as they like.
const OFTEN: [(&str, &str); 5] = [
    ("ALLOW_PASSWORD_RESET", "true"),
    ("RESET_PASSWORD_MAX", "1000"),
    ("VERIFY_EMAIL_MAX", "1000"),
    ("DOMAIN_CLIENT", "https://chat.example.test"),
    ("DOMAIN_SERVER", "https://chat.example.test"),
];

/// A new password that every rule accepts.
pub(crate) const NEW: &str = "a rabbit with a pocket watch";

/// A server that sends mail to a mail server of its own.
pub(crate) struct House {
    pub(crate) door: Doorward,
    pub(crate) sink: Sink,
}

impl House {
    /// Starts both.
    pub(crate) async fn open(settings: &[(&str, &str)]) -> Self {
        let sink = Sink::plain();
        let mut all = sink.settings();
        all.extend(OFTEN);
        all.extend(settings);
        let door = Doorward::start(&all).await;
        drop(all);
        Self { door, sink }
    }

    /// The same, where nobody has to verify an address first.
    pub(crate) async fn of_the_trusting(settings: &[(&str, &str)]) -> Self {
        let mut all = vec![("ALLOW_UNVERIFIED_EMAIL_LOGIN", "true")];
        all.extend(settings);
        Self::open(&all).await
    }

    /// The `nth` link to a page that was mailed: see [`find`].
    pub(crate) async fn link(&self, page: &str, nth: usize) -> Link {
        find(&self.sink, page, nth).await
    }

    pub(crate) async fn close(self) {
        self.door.stop().await;
    }
}

/// The `nth` link to a page that was mailed. Letters are sent side by side, so what was posted first need
/// not come first: a story waits for one before it asks for the next of its kind. A letter that came twice
/// counts once.
pub(crate) async fn find(sink: &Sink, page: &str, nth: usize) -> Link {
    let mut wanted = nth;
    loop {
        let mails = sink.mails(wanted).await;
        let mut links: Vec<&str> = Vec::new();
        for link in mails.iter().flat_map(Mail::links) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        let all = links.into_iter().map(|link| Link(link.to_owned()));
        if let Some(link) = all.filter(|link| link.page() == page).nth(nth - 1) {
            return link;
        }
        wanted = mails.len() + 1;
    }
}

/// Where a password is reset.
pub(crate) const RESET: &str = "/reset-password";

/// Where an address is verified.
pub(crate) const VERIFY: &str = "/verify";

/// Where a new address is confirmed.
pub(crate) const CONFIRM: &str = "/account/address/confirm";

/// Where a change of address is undone.
pub(crate) const UNDO: &str = "/account/address/undo";

/// A link in a mail.
#[derive(Clone, Debug)]
pub(crate) struct Link(pub(crate) String);

impl Link {
    /// A value of its query.
    pub(crate) fn carries(&self, name: &str) -> String {
        let url = url::Url::parse(&self.0).unwrap();
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.unwrap_or_else(|| panic!("{name} in {}", self.0)).1.into_owned()
    }

    /// The page that it leads to.
    pub(crate) fn page(&self) -> &str {
        self.path().split('?').next().unwrap()
    }

    /// The token.
    pub(crate) fn token(&self) -> String {
        self.carries("token")
    }

    /// What a browser asks the server for that opens it.
    pub(crate) fn path(&self) -> &str {
        self.0.strip_prefix("https://chat.example.test").unwrap()
    }
}

/// Asks for a link that resets a password.
pub(crate) async fn ask(browser: &mut Browser, email: &str) -> Answer {
    browser.post("/api/auth/requestPasswordReset", &json!({"email": email})).await
}

/// What the web client posts of a link that resets a password.
pub(crate) fn submission(link: &Link, password: &str) -> Value {
    json!({
        "userId": link.carries("userId"), "token": link.token(),
        "password": password, "confirm_password": password,
    })
}

/// Uses a link that resets a password.
pub(crate) async fn reset(browser: &mut Browser, link: &Link, password: &str) -> Answer {
    browser.post("/api/auth/resetPassword", &submission(link, password)).await
}

/// Uses a link that verifies an address.
pub(crate) async fn verify(browser: &mut Browser, link: &Link) -> Answer {
    let body = json!({"email": link.carries("email"), "token": link.token()});
    browser.post("/api/user/verify", &body).await
}
