//! Signing in at the hostile provider, by plain HTTP.

use url::Url;

use super::browser::Browser;
use super::http::Answer;
use crate::hostile::{CLIENT_ID, CLIENT_SECRET, Hostile};

/// What every address of ours begins with in an answer, as long as no public URL is set.
pub(crate) const HOME: &str = "http://localhost:0";

/// The settings that make `hostile` a way in.
pub(crate) fn settings(hostile: &Hostile) -> Vec<(&str, &str)> {
    vec![
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("OPENID_ISSUER", hostile.base()),
        ("OPENID_CLIENT_ID", CLIENT_ID),
        ("OPENID_CLIENT_SECRET", CLIENT_SECRET),
    ]
}

/// The path and query of an address of ours.
#[track_caller]
pub(crate) fn local(location: &str) -> &str {
    location.strip_prefix(HOME).unwrap_or_else(|| panic!("{location} is not ours"))
}

/// Where a failed sign-in with this code ends.
pub(crate) fn failed_with(code: &str) -> String {
    format!("{HOME}/login?redirect=false&error=auth_failed&code={code}")
}

/// Goes to the provider and gives the path with which it sends the browser back.
pub(crate) async fn go(browser: &mut Browser, hostile: &Hostile) -> String {
    let started = browser.get("/oauth/openid").await.expect_status(302);
    way_back(started.location(), hostile)
}

/// What `hostile` answers to a sign-in request: a path of ours.
#[track_caller]
pub(crate) fn way_back(request: &str, hostile: &Hostile) -> String {
    assert!(request.starts_with(hostile.base()), "{request} does not lead to the provider");
    let request = Url::parse(request).unwrap();
    let (_, back) = request.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    format!("{}?{}", local(&back), hostile.visit(&request))
}

/// Goes to the provider and comes back; or does not get there.
pub(crate) async fn sign_in(browser: &mut Browser, hostile: &Hostile) -> Answer {
    let started = browser.get("/oauth/openid").await.expect_status(302);
    if started.location().starts_with(HOME) {
        return started;
    }
    let back = way_back(started.location(), hostile);
    browser.get(&back).await
}

/// Signs in under an address that has an account already, and gives the name of the question that is
/// asked then.
pub(crate) async fn asked(browser: &mut Browser, hostile: &Hostile) -> String {
    let answer = sign_in(browser, hostile).await.expect_status(302);
    let path = local(answer.location());
    let handle = path.strip_prefix("/link?handle=");
    handle.unwrap_or_else(|| panic!("{path} asks nothing")).to_owned()
}

/// Whether nothing in this browser's hands opens anything.
pub(crate) fn holds_no_session(browser: &Browser) -> bool {
    let opens_nothing = |name: &String| {
        name.starts_with("doorward-login-")
            || ["doorward-last-used", "doorward-device"].contains(&name.as_str())
    };
    browser.jar.keys().all(opens_nothing) && browser.token.is_none()
}
