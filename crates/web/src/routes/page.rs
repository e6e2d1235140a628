//! What all pages share: the frame around them, redirects between them and the page that says what
//! went wrong.

use axum::body::Body;
use axum::response::{Html, IntoResponse as _, Response};
use doorward_app::moderation::Notice as BanNotice;
use doorward_pages::{ErrorPage, FormError, Frame, Link, Notice, Onward};
use http::header::{HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Request, StatusCode};

use crate::dialects::librechat;
use crate::problem::{self, Failure, Row};
use crate::request::State;
use crate::routes::sign_in;

/// The frame of every page.
pub(crate) fn frame(state: &State) -> Frame {
    let general = &state.app().settings.general;
    let mut frame = Frame::new(general.app_title.clone());
    frame.prefix.clone_from(&state.0.prefix);
    frame.footer.clone_from(&general.custom_footer);
    frame.language = state.language();
    state.here().clone_into(&mut frame.here);
    frame
}

/// Why a form was sent back.
pub(crate) fn form_error(state: &State, failure: Failure) -> FormError {
    let row = failure.row();
    FormError { code: row.code.to_owned(), text: row.sentences(state.language()) }
}

/// A page with a status.
pub(crate) fn html(status: StatusCode, document: String) -> Response {
    (status, Html(document)).into_response()
}

/// `303 See Other` to a local path or to a URL that the settings or a provider's metadata gave.
pub(crate) fn see_other(location: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, location)
}

/// `303 See Other` to the account page, which says what has been done.
pub(crate) fn account(state: &State, notice: Notice) -> Response {
    see_other(&state.href(&format!("/?notice={}", notice.as_str())))
}

/// `303 See Other` to the sign-in page, which says what has been done instead of leading on to a
/// provider.
pub(crate) fn sign_in(state: &State, notice: Notice) -> Response {
    sign_in_for(state, notice, "/")
}

/// The same, and then on to a local path.
pub(crate) fn sign_in_for(state: &State, notice: Notice, return_to: &str) -> Response {
    let path = format!("/login?redirect=false&notice={}", notice.as_str());
    see_other(&state.href(&sign_in::with_return(&path, return_to)))
}

/// A redirect with a status of choice; `LibreChat`'s client knows `302` on some routes.
pub(crate) fn redirect(status: StatusCode, location: &str) -> Response {
    let mut response = status.into_response();
    match HeaderValue::from_str(location) {
        Ok(value) => {
            response.headers_mut().insert(LOCATION, value);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Leads on to another origin from a form of ours, by a page of its own: see [`Onward`].
pub(crate) fn onward(state: &State, name: String, href: &str) -> Response {
    let view = Onward { frame: frame(state), name, href: href.to_owned() };
    let mut response = html(StatusCode::OK, view.render());
    if let Ok(value) = HeaderValue::from_str(&format!("0;url={href}")) {
        response.headers_mut().insert(HeaderName::from_static("refresh"), value);
    }
    response
}

/// The page that says what went wrong.
pub(crate) fn error(state: &State, failure: Failure) -> Response {
    error_with_id(state, failure.row(), problem::request_id())
}

/// The same with a code that says more, where there is one.
pub(crate) fn error_as(state: &State, failure: Failure, code: Option<&str>) -> Response {
    let row = code.and_then(Failure::by_code).unwrap_or(failure).row();
    error_page(state, row, code.unwrap_or(row.code), problem::request_id())
}

/// The same, after logging what lies behind it.
pub(crate) fn failed(
    state: &State,
    failure: Failure,
    cause: &(dyn std::error::Error + 'static),
) -> Response {
    let request_id = problem::request_id();
    problem::log(failure, cause);
    error_with_id(state, failure.row(), request_id)
}

/// The page that tells a banned person why and until when, after they have proved who they are (checklist
/// item 106).
pub(crate) fn banned(state: &State, notice: &BanNotice) -> Response {
    let said = doorward_pages::banned(state.language(), notice);
    let row = Failure::Banned.row();
    error_saying(state, (row, said), row.code, problem::request_id())
}

fn error_with_id(state: &State, row: Row, request_id: String) -> Response {
    error_page(state, row, row.code, request_id)
}

fn error_page(state: &State, row: Row, code: &str, request_id: String) -> Response {
    error_saying(state, (row, row.what(state.language())), code, request_id)
}

fn error_saying(
    state: &State,
    (row, what_happened): (Row, String),
    code: &str,
    request_id: String,
) -> Response {
    let language = state.language();
    let page = ErrorPage {
        frame: frame(state),
        status: row.status.as_u16(),
        code: code.to_owned(),
        title: row.title(language),
        what_happened,
        what_to_do: row.remedy(language),
        action: Link { label: language.t("common-to-start"), href: state.href("/") },
        request_id,
        at: state.app().clock.now(),
        admin_detail: None,
    };
    let mut response = html(row.status, page.render());
    if row.failure == Failure::Busy {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// Whatever no route answers.
pub(crate) async fn not_found(state: State) -> Response {
    error(&state, Failure::NotFound)
}

/// A known path with a method that it does not have.
pub(crate) async fn method_not_allowed(state: State, request: Request<Body>) -> Response {
    // To LibreChat's client an API path with another method is a path that does not exist.
    if request.uri().path().starts_with("/api/") {
        return librechat::unknown().await;
    }
    error(&state, Failure::Method)
}
