//! `providers`, `signin` and `callback`: the ways in.

use axum::response::Response;
use doorward_app::Limiter;
use doorward_app::callback::{self, CallbackError};
use doorward_app::login::{self, LoginError, LoginInput};
use doorward_app::second_factor::LoginOutcome;
use doorward_core::authjs::Generation;
use doorward_core::secret::Secret;
use http::StatusCode;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::answer::{Trouble, fail, fail_with, go, json, page_of};
use super::call::Call;
use super::cookies;
use super::pages::return_to;
use crate::limiter;
use crate::problem::{self, Failure};
use crate::request::State;
use crate::routes::oauth;
use crate::routes::{page, second_factor};

/// The way in with a password.
pub(super) const CREDENTIALS: &str = "credentials";

/// What the cookie of a sign-in begins with that was started here, so that its end is told here, and
/// to the client that started it.
const fn mark(generation: Generation) -> &'static str {
    match generation {
        Generation::V5 => "authjs.",
        Generation::V4 => "next-auth.",
    }
}

/// Who started a sign-in here, and the rest of its cookie; `None` when it was started elsewhere.
pub(crate) fn started_by(cookie: &str) -> Option<(Generation, &str)> {
    let strip = |generation| Some((generation, cookie.strip_prefix(mark(generation))?));
    Generation::ALL.into_iter().find_map(strip)
}

/// What a client may add to a request to a provider. Everything else is decided here.
const FORWARDED: [&str; 6] =
    ["prompt", "login_hint", "ui_locales", "max_age", "acr_values", "domain_hint"];

/// A way in, as the contract lists it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Way<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    signin_url: String,
    callback_url: String,
}

/// All ways in, by their id and in their order.
struct Ways<'a>(Vec<Way<'a>>);

impl Serialize for Ways<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for way in &self.0 {
            map.serialize_entry(way.id, way)?;
        }
        map.end()
    }
}

/// `GET providers`
pub(super) fn list(call: &Call) -> Response {
    let settings = &call.state.app().settings;
    let providers = settings.providers.list.iter().map(|provider| {
        let kind = if provider.entry.is_openid() { "oidc" } else { "oauth" };
        // One that the operator has named is known to people by its button.
        let known = provider.id == provider.entry.id;
        let name = if known { provider.entry.name } else { &provider.button.label };
        (provider.id.as_str(), name, kind)
    });
    let password =
        settings.switches.email_login.then_some((CREDENTIALS, "Credentials", CREDENTIALS));
    let ways = providers.chain(password).map(|(id, name, kind)| Way {
        id,
        name,
        kind,
        signin_url: call.base(&format!("/signin/{id}")),
        callback_url: call.base(&format!("/callback/{id}")),
    });
    json(StatusCode::OK, &Ways(ways.collect()))
}

/// `GET signin`
pub(super) fn ask(call: &Call) -> Response {
    let Ok(url) = call.callback_url() else { return fail(call, Trouble::Configuration) };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("callbackUrl", &url);
    if let Some(error) = call.query.get("error") {
        query.append_pair("error", error);
    }
    let target = call.state.href(&format!("/next-auth/signin?{}", query.finish()));
    cookies::set(page::redirect(StatusCode::FOUND, &target), call.remember(&url))
}

/// `POST signin`, `POST signin/{id}`
pub(super) async fn start(call: &Call, id: Option<&str>) -> Response {
    if !call.is_from_our_form() {
        return fail(call, Trouble::MissingCsrf);
    }
    let Some(id) = id.filter(|id| *id != CREDENTIALS) else {
        return go(call, &call.base("/signin"));
    };
    let Ok(url) = call.callback_url() else { return fail(call, Trouble::Configuration) };
    let state = &call.state;
    let verdict = limiter::count(state, Limiter::Provider, &call.client);
    let now = state.app().clock.now();
    if !verdict.allowed {
        return limiter::annotate(too_many(call, Trouble::Configuration), verdict, now);
    }
    let response = match callback::start(state.app(), id, return_to(state, &url)).await {
        Ok(mut started) => {
            add_wishes(call, &mut started.url);
            started.browser.insert_str(0, mark(call.generation));
            let lines = call.remember(&url);
            let mut response = cookies::set(go(call, started.url.as_str()), lines);
            crate::cookies::set_login(state, response.headers_mut(), &started);
            response
        }
        Err(CallbackError::NoProvider) => fail(call, Trouble::Configuration),
        Err(error) => {
            let (trouble, code) = judge(&error, Trouble::Start);
            fail_with(call, trouble, StatusCode::OK, &[("code", code)])
        }
    };
    limiter::annotate(response, verdict, now)
}

/// Hands on what the client wishes of the provider, as far as it changes nothing else.
fn add_wishes(call: &Call, to: &mut url::Url) {
    let said: Vec<String> = to.query_pairs().map(|(name, _)| name.into_owned()).collect();
    for name in FORWARDED.into_iter().filter(|name| !said.iter().any(|one| one == name)) {
        if let Some(value) = call.query.get(name) {
            to.query_pairs_mut().append_pair(name, value);
        }
    }
}

/// `POST callback/credentials`
pub(super) async fn credentials(call: &Call) -> Response {
    if !call.is_from_our_form() {
        return fail(call, Trouble::MissingCsrf);
    }
    let Ok(url) = call.callback_url() else { return fail(call, Trouble::Configuration) };
    let state = &call.state;
    if !state.app().settings.switches.email_login {
        return fail(call, Trouble::Configuration);
    }
    let verdict = limiter::count(state, Limiter::Login, &call.client);
    let now = state.app().clock.now();
    if !verdict.allowed {
        return limiter::annotate(too_many(call, Trouble::Credentials), verdict, now);
    }
    let body = &call.body;
    let email = ["email", "username"].into_iter().find_map(|name| body.get(name));
    let input = LoginInput {
        email: email.unwrap_or_default().to_owned(),
        password: Secret::new(body.text("password").to_owned()),
        return_to: return_to(state, &url).to_owned(),
        only: None,
    };
    let response = match login::with_password(state.app(), input, &call.client).await {
        Ok(LoginOutcome::SecondFactor(pending)) => {
            let page = state.app().settings.general.client.join(second_factor::PAGE);
            let mut response = go(call, &page);
            crate::cookies::set_step(state, response.headers_mut(), &pending.handle);
            response
        }
        Ok(LoginOutcome::SignedIn(signed_in)) => {
            let mut response = cookies::set(go(call, &url), call.remember(&url));
            let headers = (&call.headers, response.headers_mut());
            crate::cookies::set_session_for(state, call.generation, headers, &signed_in);
            response
        }
        Err(LoginError::TooMany(verdict)) => {
            return limiter::annotate(too_many(call, Trouble::Credentials), verdict, now);
        }
        Err(error) => refused(call, &error),
    };
    limiter::annotate(response, verdict, now)
}

/// The answer to who could not sign in with a password.
fn refused(call: &Call, error: &LoginError) -> Response {
    let failure = Failure::from(error);
    problem::log(failure, error);
    let v4 = call.generation == Generation::V4;
    let (trouble, status, code) = match failure {
        Failure::BadCredentials if v4 => (Trouble::Credentials, StatusCode::UNAUTHORIZED, ""),
        Failure::BadCredentials => (Trouble::Credentials, StatusCode::OK, CREDENTIALS),
        Failure::Disabled | Failure::Banned => {
            (Trouble::AccessDenied, StatusCode::FORBIDDEN, failure.row().code)
        }
        _ => (Trouble::Credentials, failure.row().status, failure.row().code),
    };
    let more: &[_] = if v4 { &[("provider", CREDENTIALS)] } else { &[("code", code)] };
    fail_with(call, trouble, status, more)
}

fn too_many(call: &Call, trouble: Trouble) -> Response {
    let row = Failure::TooMany.row();
    fail_with(call, trouble, row.status, &[("code", row.code)])
}

/// The answer to a browser that comes back from a provider and is not signed in.
pub(crate) fn not_signed_in(
    state: &State,
    generation: Generation,
    error: &CallbackError,
) -> Response {
    let (trouble, code) = judge(error, Trouble::Return);
    let target = page_of(state, generation, trouble, &[("code", code)]);
    page::redirect(StatusCode::FOUND, &target)
}

/// What the contract calls a failure, or else `otherwise`, and the code that the log has the cause under.
fn judge(error: &CallbackError, otherwise: Trouble) -> (Trouble, &'static str) {
    let failure = Failure::from(error);
    let said_no = matches!(error, CallbackError::OpenId(error) if error.was_denied_by_person());
    let trouble = match failure {
        Failure::AskToLink => Trouble::NotLinked,
        Failure::Disabled | Failure::Banned | Failure::RegistrationClosed | Failure::NoAddress => {
            Trouble::AccessDenied
        }
        _ if said_no => Trouble::Callback,
        _ => otherwise,
    };
    (trouble, oauth::log(error))
}
