//! The ways out to providers and back (reference 1.2).

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::callback::{self, CallbackError, Finished, Returned, Started};
use doorward_app::linking::LinkingError;
use doorward_app::{Client, EstablishError, Limiter};
use doorward_core::authjs::Generation;
use doorward_core::limit::Verdict;
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode, Uri};

use crate::cookies;
use crate::dialects::authjs;
use crate::problem::{self, Failure};
use crate::request::{Asker, State, is_navigation};
use crate::routes::{doctor, link, page, second_factor, sign_in};
use crate::{fields, limiter};

/// `GET /oauth/{provider}`
pub(crate) async fn start(
    state: State,
    Path(provider): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let verdict = match admit(&state, &headers, &client) {
        Ok(verdict) => verdict,
        Err(response) => return *response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let return_to = sign_in::destination(&state, &query);
    let started = callback::start(state.app(), &provider, return_to).await;
    let response = match started {
        Ok(started) => leave(&state, &started),
        Err(error) => not_signed_in(&state, &error),
    };
    limiter::annotate(response, verdict, state.app().clock.now())
}

/// Lets a browser set out for a provider, or come back from one: as a page to be shown and nothing else,
/// and counted.
pub(crate) fn admit(
    state: &State,
    headers: &HeaderMap,
    client: &Client,
) -> Result<Verdict, Box<Response>> {
    if !is_navigation(headers) {
        return Err(Box::new(page::error(state, Failure::CrossSite)));
    }
    let verdict = limiter::count(state, Limiter::Provider, client);
    if verdict.allowed {
        return Ok(verdict);
    }
    let refused = page::error(state, Failure::TooMany);
    Err(Box::new(limiter::annotate(refused, verdict, state.app().clock.now())))
}

/// Sends a browser on to a provider.
pub(crate) fn leave(state: &State, started: &Started) -> Response {
    let mut response = page::redirect(StatusCode::FOUND, started.url.as_str());
    cookies::set_login(state, response.headers_mut(), started);
    response
}

/// Whose words an answer is in, when the sign-in itself does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Ours, which are `LibreChat`'s.
    Own,
    /// Those of Auth.js's contract.
    AuthJs,
}

/// `GET` of any callback path: `/oauth/{provider}/callback`, Auth.js' `{basePath}/callback/{provider}`
/// where its contract is off, and those that the settings name.
pub(crate) async fn callback(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    arrive(&state, &client, &headers, uri.query().unwrap_or_default(), Door::Own).await
}

/// `POST` of the same paths: the answer of a provider that has the browser post it
/// (Form Post Response Mode §2).
pub(crate) async fn posted_callback(
    state: State,
    Asker(client): Asker,
    request: Request<Body>,
) -> Response {
    if !state.takes_foreign_posts(request.uri().path()) {
        return page::method_not_allowed(state, request).await;
    }
    let (Parts { headers, .. }, body) = request.into_parts();
    arrive_by_post(&state, &client, (&headers, body), Door::Own).await
}

/// Ends a sign-in with an answer that the browser posts.
pub(crate) async fn arrive_by_post(
    state: &State,
    client: &Client,
    (headers, body): (&HeaderMap, Body),
    door: Door,
) -> Response {
    match fields::raw_form(headers, body).await {
        Ok(answer) => arrive(state, client, headers, &answer, door).await,
        Err(error) => page::failed(state, error.into(), &error),
    }
}

/// Ends a sign-in with the provider's answer, at whichever door it arrives. A failure is told in the
/// words of the door at which the sign-in was started, or else of this one.
pub(crate) async fn arrive(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    answer: &str,
    door: Door,
) -> Response {
    let state = &state.clone().passing();
    let verdict = match admit(state, headers, client) {
        Ok(verdict) => verdict,
        Err(response) => return *response,
    };
    let tag = callback::cookie_tag(answer);
    let login = tag.as_ref().and_then(|tag| cookies::login(state, headers, tag));
    let (told_as, browser) =
        match login.as_deref().map(|cookie| (cookie, authjs::started_by(cookie))) {
            Some((_, Some((generation, browser)))) => (Some(generation), Some(browser)),
            Some((browser, None)) => (None, Some(browser)),
            None if door == Door::AuthJs => (Some(authjs::cookies::usual(state)), None),
            None => (None, None),
        };
    let returned = Returned { answer, login: browser };
    let mut response = match callback::finish(state.app(), returned, client).await {
        Ok(ended) => finished(state, (headers, told_as), ended),
        Err(error) => match told_as {
            Some(generation) => authjs::not_signed_in(state, generation, &error),
            None => not_signed_in(state, &error),
        },
    };
    // One that this browser did not bring is not there to be cleared.
    if let (Some(tag), Some(_)) = (tag, login) {
        cookies::clear_login(state, response.headers_mut(), &tag);
    }
    limiter::annotate(response, verdict, state.app().clock.now())
}

/// The answer to a way back that went well, told to the generation of Auth.js's client that began it.
pub(crate) fn finished(
    state: &State,
    (request, told_as): (&HeaderMap, Option<Generation>),
    finished: Finished,
) -> Response {
    match finished {
        Finished::SignedIn { signed_in, return_to } => {
            let target = state.app().settings.general.client.join(&return_to);
            let mut response = page::redirect(StatusCode::FOUND, &target);
            let generation = told_as.unwrap_or_else(|| authjs::cookies::usual(state));
            let both = (request, response.headers_mut());
            cookies::set_session_for(state, generation, both, &signed_in);
            response
        }
        Finished::SecondFactor(pending) => {
            let target = state.app().settings.general.client.join(second_factor::PAGE);
            let mut response = page::redirect(StatusCode::FOUND, &target);
            cookies::set_step(state, response.headers_mut(), &pending.handle);
            response
        }
        Finished::Asked(asked) => link::ask(state, &asked),
        Finished::DryRun(outcome) => doctor::login::show(state, *outcome),
    }
}

/// `GET /oauth/error`
pub(crate) async fn error(state: State) -> Response {
    login_page(&state, Failure::ProviderRefused.row().code)
}

/// Sends the browser to the sign-in page with the code of what went wrong; the cause goes to the log.
///
/// `redirect=false` and `error=auth_failed` are what `LibreChat`'s client knows; it drops the code.
pub(crate) fn not_signed_in(state: &State, error: &CallbackError) -> Response {
    let failure = Failure::from(error);
    if failure == Failure::NoProvider {
        return page::error(state, failure);
    }
    let code = log(error);
    if let CallbackError::Establish(EstablishError::Banned(notice)) = error {
        return page::banned(state, notice);
    }
    login_page(state, code)
}

/// Logs why nobody was signed in, and gives the code that an answer may show.
pub(crate) fn log(error: &CallbackError) -> &'static str {
    let code = match error {
        CallbackError::OpenId(error) => error.code(),
        CallbackError::Clerk(reason) if !reason.is_outage() => reason.code(),
        _ => Failure::from(error).row().code,
    };
    tracing::warn!(code, error = error as &dyn std::error::Error, "a sign-in at a provider failed");
    code
}

/// The same for somebody who was asked to prove that an account is theirs.
pub(crate) fn not_linked(state: &State, error: &LinkingError) -> Response {
    if let LinkingError::Callback(error) = error {
        return not_signed_in(state, error);
    }
    let failure = Failure::from(error);
    problem::log(failure, error);
    login_page(state, failure.row().code)
}

fn login_page(state: &State, code: &str) -> Response {
    let path = format!("/login?redirect=false&error=auth_failed&code={code}");
    page::redirect(StatusCode::FOUND, &state.app().settings.general.client.join(&path))
}
