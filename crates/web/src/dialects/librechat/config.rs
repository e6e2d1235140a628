//! `GET /api/config` and `GET /api/banner` (reference 1.4 and 1.5): what the stock client's pages need.

use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::settings::Providers;
use doorward_app::{account, mail, recover};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::json;
use crate::request::{State, bearer};

/// The providers that the stock client has buttons for, in its own order (reference 3.8).
const SOCIAL_LOGINS: [&str; 7] =
    ["google", "facebook", "openid", "github", "discord", "saml", "apple"];

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
    social_logins: Vec<&'static str>,
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
    let offered = |id: &str| settings.providers.get(id);
    let openid = offered("openid");
    let signed_in = live.as_ref().map(|live| SignedIn {
        custom_footer: settings.general.custom_footer.as_deref(),
        help_and_faq_url: settings.general.help_url.as_deref().unwrap_or("https://librechat.ai"),
        shared_links_enabled: false,
        public_shared_links_enabled: false,
        openid_reuse_tokens: false,
        allow_account_deletion: account::may_delete(state.app(), live),
        interface: Empty {},
    });
    let social_logins = social_logins(&settings.providers);
    let body = Anonymous {
        app_title: &settings.general.app_title,
        discord_login_enabled: offered("discord").is_some(),
        facebook_login_enabled: offered("facebook").is_some(),
        github_login_enabled: offered("github").is_some(),
        google_login_enabled: offered("google").is_some(),
        apple_login_enabled: offered("apple").is_some(),
        saml_login_enabled: false,
        openid_login_enabled: openid.is_some(),
        openid_label: openid.map_or("Continue with OpenID", |openid| &openid.button.label),
        openid_image_url: openid.and_then(|openid| openid.button.image_url.as_deref()),
        openid_auto_redirect: settings.providers.auto_redirect.as_deref() == Some("openid"),
        server_domain: settings.general.server.to_string(),
        email_login_enabled: settings.switches.email_login,
        registration_enabled: settings.switches.registration,
        social_login_enabled: social_logins.iter().any(|id| offered(id).is_some()),
        email_enabled: mail::is_on(state.app()),
        password_reset_enabled: recover::is_on(state.app()),
        min_password_length: settings.switches.min_password_length,
        ldap: Enabled { enabled: false },
        social_logins,
        turnstile: Empty {},
        signed_in,
    };
    json(StatusCode::OK, &body)
}

/// The order of the stock client's buttons: those that are offered in our order, then the others, which
/// it does not show.
fn social_logins(providers: &Providers) -> Vec<&'static str> {
    let place = |id: &str| providers.list.iter().position(|provider| provider.id == id);
    let mut ids = SOCIAL_LOGINS.to_vec();
    ids.sort_by_key(|id| place(id).unwrap_or(usize::MAX));
    ids
}

/// `GET /api/banner`: there is none, which goes out as an empty 200.
pub(crate) async fn banner() -> StatusCode {
    StatusCode::OK
}
