//! The sign-in page.

use axum::body::Body;
use axum::response::Response;
use doorward_app::access_code;
use doorward_app::authjs::Holder;
use doorward_app::clerk;
use doorward_app::login::{self, LoginError, LoginInput};
use doorward_app::register::{self, Door};
use doorward_app::settings::Provider;
use doorward_app::{EstablishError, Limiter, StoreError};
use doorward_core::account::{LOCAL, PASSKEY};
use doorward_core::origin::return_path;
use doorward_core::secret::Secret;
use doorward_pages::{FormError, Notice, PasskeyPrompt, ProviderButton, SignIn};
use http::{HeaderMap, StatusCode, Uri};

use crate::dialects::authjs;
use crate::fields::{self, Fields};
use crate::problem::{self, Failure};
use crate::request::{Asker, Browser, State, browser};
use crate::routes::{access, onward, page, passkeys, recovery, second_factor};
use crate::{cookies, limiter};

/// `GET /login`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let visit = Visit {
        return_to: destination(&state, &query).to_owned(),
        error: shown_error(&state, &query),
        notice: query.get("notice").and_then(Notice::parse),
        stays: query.get("redirect") == Some("false"),
        signed_out: comes_from_signing_out(&state, &headers, &query),
    };
    open(&state, &headers, visit).await
}

/// What somebody comes to the sign-in page with.
pub(crate) struct Visit {
    /// The checked local path to go to afterwards.
    pub(crate) return_to: String,
    /// Why the last try failed.
    pub(crate) error: Option<FormError>,
    /// What has just happened.
    pub(crate) notice: Option<Notice>,
    /// Whether they are not led on to a provider: `LibreChat`, and our own sign-out, keep this from
    /// going round in circles.
    pub(crate) stays: bool,
    /// Whether they come from the provider that has signed them out.
    pub(crate) signed_out: bool,
}

impl Default for Visit {
    fn default() -> Self {
        Self {
            return_to: "/".to_owned(),
            error: None,
            notice: None,
            stays: false,
            signed_out: false,
        }
    }
}

/// The sign-in page, or what takes its place for who is signed in already.
pub(crate) async fn open(state: &State, headers: &HeaderMap, visit: Visit) -> Response {
    let at = match browser(state, headers).await {
        Ok(at) => at,
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    let return_to = visit.return_to.as_str();
    if let Browser::SignedIn(live) = &at {
        let mut response = match &visit.error {
            // What went wrong at a provider is told where the person is.
            Some(error) => {
                page::see_other(&state.href(&format!("/?error=auth_failed&code={}", error.code)))
            }
            None => onward::straight(state, headers, return_to, live)
                .unwrap_or_else(|| page::see_other(&state.href(return_to))),
        };
        // A chat app that cannot read its own cookie any more sends people here until it can.
        let both = (headers, response.headers_mut());
        authjs::cookies::write(state, both, authjs::cookies::usual(state), &Holder::from(&**live));
        return response;
    }
    if access::is_alone(state) {
        return page::see_other(&state.href(&with_return("/access", return_to)));
    }
    if let Some(provider) = &state.app().settings.providers.auto_redirect
        && !visit.stays
        && !visit.signed_out
    {
        return page::see_other(&start_href(state, provider, return_to));
    }
    let door = match register::door(state.app()).await {
        Ok(door) => door,
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    let over = matches!(at, Browser::Over);
    let view = SignIn {
        error: visit.error,
        notice: visit
            .notice
            .or(visit.signed_out.then_some(Notice::SignedOut))
            .or(over.then_some(Notice::SessionOver)),
        ..view(state, headers, door, return_to)
    };
    let mut response = page::html(StatusCode::OK, view.render());
    if over {
        cookies::clear_browser(state, response.headers_mut());
    }
    if visit.signed_out {
        cookies::clear_logout(state, response.headers_mut());
    }
    response
}

/// Whether the provider sends this browser back from signing out there: with the `state` that it was
/// sent there with, and no other (row 38 of what must be rejected).
fn comes_from_signing_out(state: &State, headers: &HeaderMap, query: &Fields) -> bool {
    let expected = cookies::logout(state, headers).filter(|value| !value.is_empty());
    expected.is_some_and(|expected| query.get("state") == Some(expected.as_str()))
}

/// `POST /login`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::Login, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    if !verdict.allowed {
        return limiter::annotate(
            form_again(&state, &headers, &fields, Failure::TooMany).await,
            verdict,
            now,
        );
    }
    if !state.app().settings.switches.email_login {
        return form_again(&state, &headers, &fields, Failure::EmailLoginOff).await;
    }
    let input = LoginInput {
        email: fields.text("email").to_owned(),
        password: Secret::new(fields.text("password").to_owned()),
        return_to: destination(&state, &fields).to_owned(),
        only: None,
    };
    let (response, verdict) = match login::with_password(state.app(), input, &client).await {
        Ok(outcome) => {
            let to = destination(&state, &fields);
            (second_factor::entered(&state, &headers, outcome, to), verdict)
        }
        Err(error) => {
            let failure = Failure::from(&error);
            if failure == Failure::Waiting {
                return limiter::annotate(page::failed(&state, failure, &error), verdict, now);
            }
            problem::log(failure, &error);
            if let LoginError::Establish(EstablishError::Banned(notice)) = &error {
                return limiter::annotate(page::banned(&state, notice), verdict, now);
            }
            let verdict = if let LoginError::TooMany(own) = error { own } else { verdict };
            (form_again(&state, &headers, &fields, failure).await, verdict)
        }
    };
    limiter::annotate(response, verdict, now)
}

/// The form once more, with what was typed and why it did not do.
async fn form_again(
    state: &State,
    headers: &HeaderMap,
    fields: &Fields,
    failure: Failure,
) -> Response {
    let door = match register::door(state.app()).await {
        Ok(door) => door,
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    let row = failure.row();
    let email = fields.text("email");
    let carried = |href| format!("{href}?email={}", encoded(email));
    let view = view(state, headers, door, destination(state, fields));
    let view = SignIn {
        email: email.to_owned(),
        unverified: failure == Failure::Unverified,
        reset_href: view.reset_href.map(carried),
        error: Some(page::form_error(state, failure)),
        ..view
    };
    page::html(row.status, view.render())
}

fn view(state: &State, headers: &HeaderMap, door: Door, return_to: &str) -> SignIn {
    let last_used = cookies::last_used(state, headers);
    let last_used = last_used.as_deref();
    let settings = &state.app().settings;
    let providers = settings.providers.list.iter().map(|provider| ProviderButton {
        label: label(state, provider),
        href: start_href(state, &provider.id, return_to),
        image: provider.button.image_url.clone(),
        last_used: last_used == Some(provider.id.as_str()),
    });
    let clerk = state.app().clerk.as_ref().map(|_| ProviderButton {
        label: state.language().t1("sign-in-continue-with", "provider", "Clerk"),
        href: start_href(state, clerk::ID, return_to),
        image: None,
        last_used: last_used == Some(clerk::ID),
    });
    SignIn {
        frame: page::frame(state),
        email: String::new(),
        error: None,
        notice: None,
        providers: providers.chain(clerk).collect(),
        password_form: settings.switches.email_login,
        password_last_used: last_used == Some(LOCAL),
        passkeys: passkeys::prompt(state, "/passkeys/sign-in", return_to)
            .map(|prompt| PasskeyPrompt { last_used: last_used == Some(PASSKEY), ..prompt }),
        register_href: matches!(door, Door::Open | Door::First)
            .then(|| state.href(&with_return("/register", return_to))),
        code_href: access_code::is_way_in(state.app())
            .then(|| state.href(&with_return("/access", return_to))),
        unverified: false,
        reset_href: recovery::forgot_href(state),
        return_to: return_to.to_owned(),
    }
}

/// The text of a provider's button. What an operator wrote stays as it is.
pub(crate) fn label(state: &State, provider: &Provider) -> String {
    if provider.has_own_label() {
        return provider.button.label.clone();
    }
    state.language().t1("sign-in-continue-with", "provider", provider.name())
}

/// Where a sign-in at a provider starts.
fn start_href(state: &State, provider: &str, return_to: &str) -> String {
    state.href(&with_return(&format!("/oauth/{provider}"), return_to))
}

/// A path of ours with the return path behind it, unless that is the start.
pub(crate) fn with_return(path: &str, return_to: &str) -> String {
    if return_to == "/" {
        return path.to_owned();
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}return_to={}", encoded(return_to))
}

/// A text as a query has it.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where to go after signing in; `LibreChat`'s client calls it `redirect_to`.
pub(crate) fn destination<'a>(state: &'a State, fields: &'a Fields) -> &'a str {
    let wished = fields.get("return_to").or_else(|| fields.get("redirect_to"));
    wished.and_then(return_path).unwrap_or(state.start())
}

/// The error that a redirect brought. Only codes of ours are shown, never a text from the query.
pub(crate) fn shown_error(state: &State, query: &Fields) -> Option<FormError> {
    query.get("error")?;
    let code = query.get("code").filter(|code| is_code(code)).unwrap_or("DW-LOGIN-005");
    Some(form_error(state, Failure::ProviderRefused, Some(code)))
}

/// What the page says of a failure. A code of ours, where there is one, says more than the failure.
pub(crate) fn form_error(state: &State, failure: Failure, code: Option<&str>) -> FormError {
    let code = code.filter(|code| is_code(code));
    let row = code.and_then(Failure::by_code).unwrap_or(failure).row();
    let code = code.unwrap_or(row.code).to_owned();
    FormError { code, text: row.sentences(state.language()) }
}

/// Whether a text has the form of our codes.
pub(crate) fn is_code(text: &str) -> bool {
    text.strip_prefix("DW-").is_some_and(|rest| {
        rest.len() <= 20
            && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    })
}

/// Sends somebody who is not signed in to this page, and back afterwards.
pub(crate) async fn ask_first(
    state: &State,
    at: &Browser,
    path: &str,
) -> Result<Response, StoreError> {
    let target = match register::door(state.app()).await? {
        Door::First | Door::Link if !access::is_alone(state) => "/register".to_owned(),
        _ => with_return("/login", return_path(path).unwrap_or("/")),
    };
    let mut response = page::see_other(&state.href(&target));
    if matches!(at, Browser::Over) {
        cookies::clear_browser(state, response.headers_mut());
    }
    Ok(response)
}
