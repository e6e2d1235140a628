//! `GET /api/config` and `GET /api/banner` (reference 1.4 and 1.5): what the stock client's pages need.

use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::account;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::json;
use crate::request::{State, bearer};

/// The order of buttons, where nothing else is set (reference 3.8).
const SOCIAL_LOGINS: [&str; 6] = ["google", "facebook", "openid", "github", "discord", "saml"];

/// The part that everybody gets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Anonymous<'a> {
    app_title: &'a str,
    discord_login_enabled: bool,
    facebook_login_enabled: bool,
    github_login_enabled: bool,
    google_login_enabled: bool,
    apple_login_enabled: bool,
    openid_login_enabled: bool,
    openid_label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    openid_image_url: Option<&'a str>,
    openid_auto_redirect: bool,
    saml_login_enabled: bool,
    server_domain: String,
    email_login_enabled: bool,
    registration_enabled: bool,
    social_login_enabled: bool,
    email_enabled: bool,
    password_reset_enabled: bool,
    min_password_length: usize,
    ldap: Enabled,
    social_logins: [&'static str; 6],
    turnstile: Empty,
    #[serde(flatten)]
    signed_in: Option<SignedIn<'a>>,
}

/// What is added for somebody who is signed in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_footer: Option<&'a str>,
    #[serde(rename = "helpAndFaqURL")]
    help_and_faq_url: &'a str,
    shared_links_enabled: bool,
    public_shared_links_enabled: bool,
    openid_reuse_tokens: bool,
    allow_account_deletion: bool,
    interface: Empty,
}

#[derive(Serialize)]
struct Enabled {
    enabled: bool,
}

#[derive(Serialize)]
struct Empty {}

/// `GET /api/config`: a bad token counts as none.
pub(crate) async fn show(AxumState(state): AxumState<State>, headers: HeaderMap) -> Response {
    let live = bearer(&state, &headers).await.ok();
    let settings = &state.app().settings;
    let openid = settings.openid.as_ref();
    let signed_in = live.as_ref().map(|live| SignedIn {
        custom_footer: settings.general.custom_footer.as_deref(),
        help_and_faq_url: settings.general.help_url.as_deref().unwrap_or("https://librechat.ai"),
        shared_links_enabled: false,
        public_shared_links_enabled: false,
        openid_reuse_tokens: false,
        allow_account_deletion: account::may_delete(state.app(), live),
        interface: Empty {},
    });
    let body = Anonymous {
        app_title: &settings.general.app_title,
        // A button that leads nowhere helps nobody: these providers are not served yet.
        discord_login_enabled: false,
        facebook_login_enabled: false,
        github_login_enabled: false,
        google_login_enabled: false,
        apple_login_enabled: false,
        saml_login_enabled: false,
        openid_login_enabled: openid.is_some(),
        openid_label: openid.map_or("Continue with OpenID", |openid| &openid.button.label),
        openid_image_url: openid.and_then(|openid| openid.button.image_url.as_deref()),
        openid_auto_redirect: openid.is_some_and(|openid| openid.button.auto_redirect),
        server_domain: settings.general.server.to_string(),
        email_login_enabled: settings.switches.email_login,
        registration_enabled: settings.switches.registration,
        social_login_enabled: openid.is_some(),
        email_enabled: false,
        password_reset_enabled: false,
        min_password_length: settings.switches.min_password_length,
        ldap: Enabled { enabled: false },
        social_logins: SOCIAL_LOGINS,
        turnstile: Empty {},
        signed_in,
    };
    json(StatusCode::OK, &body)
}

/// `GET /api/banner`: there is none, which goes out as an empty 200.
pub(crate) async fn banner() -> StatusCode {
    StatusCode::OK
}
