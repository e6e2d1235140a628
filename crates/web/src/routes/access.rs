//! The page that asks for an access code, and says so to who is in with one.

use axum::body::Body;
use axum::response::Response;
use doorward_app::access_code::{self, EnterError};
use doorward_app::{Secret, StoreError};
use doorward_pages::{AccessCode, FormError, Guest, Notice};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::problem::{self, Failure};
use crate::request::{Asker, Browser, State, browser};
use crate::routes::{page, sign_in};
use crate::{cookies, limiter};

/// Where a browser stands that is not signed in.
enum Visit {
    /// In with a code.
    Guest,
    /// Not in.
    Nobody,
    /// Not in, with a cookie that is over and should be cleared.
    Over,
}

/// `GET /access`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if !access_code::is_way_in(state.app()) {
        return page::error(&state, Failure::NotFound);
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let stands = match browser(&state, &headers).await {
        Ok(Browser::SignedIn(_)) => {
            return page::see_other(&state.href(sign_in::destination(&state, &query)));
        }
        Ok(_) => visit(&state, &headers).await,
        Err(error) => Err(error),
    };
    match stands {
        Ok(Visit::Guest) => page::html(StatusCode::OK, guest_page(&state)),
        Ok(Visit::Nobody) => page::html(StatusCode::OK, form(&state, &query).render()),
        Ok(Visit::Over) => {
            let view = AccessCode { notice: Some(Notice::GuestOver), ..form(&state, &query) };
            let mut response = page::html(StatusCode::OK, view.render());
            cookies::clear_guest(&state, response.headers_mut());
            response
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /access`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let code = Secret::new(fields.take("code").unwrap_or_default());
    match access_code::enter(state.app(), &code, &client).await {
        Ok(admitted) => {
            let mut response = page::see_other(&state.href(destination(&state, &fields)));
            cookies::set_guest(&state, response.headers_mut(), &admitted);
            response
        }
        Err(error) => refused(&state, &fields, &error),
    }
}

/// The form once more, or the page that says why there is none.
fn refused(state: &State, fields: &Fields, error: &EnterError) -> Response {
    let failure = Failure::from(error);
    let verdict = match error {
        EnterError::Wrong(verdict) | EnterError::TooMany(verdict) => *verdict,
        _ => return page::failed(state, failure, error),
    };
    problem::log(failure, error);
    let row = failure.row();
    let error = FormError { code: row.code.to_owned(), text: row.sentences(state.language()) };
    let view = AccessCode { error: Some(error), ..form(state, fields) };
    limiter::annotate(page::html(row.status, view.render()), verdict, state.app().clock.now())
}

/// Whether a code is the only way in, so that this page stands in for the sign-in page.
pub(crate) fn is_alone(state: &State) -> bool {
    let settings = &state.app().settings;
    access_code::is_way_in(state.app())
        && !settings.switches.email_login
        && state.app().providers.is_empty()
}

/// Whether a browser is in with a code.
pub(crate) async fn is_guest(state: &State, headers: &HeaderMap) -> Result<bool, StoreError> {
    Ok(matches!(visit(state, headers).await?, Visit::Guest))
}

async fn visit(state: &State, headers: &HeaderMap) -> Result<Visit, StoreError> {
    let Some(cookie) = cookies::guest(state, headers) else {
        return Ok(Visit::Nobody);
    };
    let guest = access_code::guest(state.app(), &cookie).await?;
    Ok(if guest.is_some() { Visit::Guest } else { Visit::Over })
}

fn form(state: &State, fields: &Fields) -> AccessCode {
    let return_to = sign_in::destination(state, fields);
    AccessCode {
        frame: page::frame(state),
        error: None,
        notice: None,
        sign_in_href: sign_in_href(state, return_to),
        return_to: return_to.to_owned(),
    }
}

fn guest_page(state: &State) -> String {
    Guest { frame: page::frame(state), sign_in_href: sign_in_href(state, "/") }.render()
}

fn sign_in_href(state: &State, return_to: &str) -> Option<String> {
    (!is_alone(state)).then(|| state.href(&sign_in::with_return("/login", return_to)))
}

/// Where to go with a right code. The start is for people with an account.
fn destination<'a>(state: &'a State, fields: &'a Fields) -> &'a str {
    match sign_in::destination(state, fields) {
        "/" => "/access",
        path => path,
    }
}
