//! The pages of forgotten passwords. Opening one changes nothing; its button does.

use axum::body::Body;
use axum::response::Response;
use doorward_app::recover::{self, RequestError, ResetError, ResetInput};
use doorward_app::{Client, Limiter, LinkError};
use doorward_core::registration::{Field, Invalid};
use doorward_pages::{
    Again, CheckMail, ForgotPassword, LinkOver, Mailed, Notice, ResetLink, ResetPassword,
};
use http::header::REFERRER_POLICY;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::limiter;
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{page, register, sign_in};

/// `GET /forgot-password`
pub(crate) async fn forgot(state: State, uri: Uri) -> Response {
    page::html(StatusCode::OK, forgot_view(&state, &query(&uri)).render())
}

fn forgot_view(state: &State, typed: &Fields) -> ForgotPassword {
    ForgotPassword {
        frame: page::frame(state),
        email: typed.text("email").to_owned(),
        error: None,
        offered: recover::is_on(state.app()),
        sign_in_href: sign_in_href(state),
    }
}

/// `POST /forgot-password`
pub(crate) async fn request(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::ResetRequest, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let asked = if verdict.allowed { ask(&state, &fields, &client) } else { Err(Failure::TooMany) };
    let response = match asked {
        Ok(()) => check_mail(&state, Mailed::Reset, fields.text("email")),
        Err(failure) => {
            let error = Some(page::form_error(&state, failure));
            let view = ForgotPassword { error, ..forgot_view(&state, &fields) };
            page::html(failure.row().status, view.render())
        }
    };
    limiter::annotate(response, verdict, now)
}

fn ask(state: &State, fields: &Fields, client: &Client) -> Result<(), Failure> {
    recover::request(state.app(), fields.text("email"), client).map_err(|error| match error {
        RequestError::Off => Failure::ResetOff,
        RequestError::NotAdmitted => Failure::NotAdmitted,
        RequestError::Busy(_) => Failure::Busy,
    })
}

/// The page that says to look into the mailbox.
pub(crate) fn check_mail(state: &State, kind: Mailed, email: &str) -> Response {
    let again = match kind {
        Mailed::Reset => "/forgot-password",
        Mailed::Verification => "/register",
    };
    let view = CheckMail {
        frame: page::frame(state),
        kind,
        email: email.to_owned(),
        error: None,
        again_href: state.href(again),
        sign_in_href: sign_in_href(state),
    };
    page::html(StatusCode::OK, view.render())
}

/// `GET /reset-password`
pub(crate) async fn show(state: State, uri: Uri) -> Response {
    let query = query(&uri);
    let view = ResetPassword { link: link(&query), ..reset_view(&state, &query) };
    private(page::html(StatusCode::OK, view.render()))
}

fn reset_view(state: &State, fields: &Fields) -> ResetPassword {
    ResetPassword {
        frame: page::frame(state),
        link: None,
        wrong: None,
        return_to: sign_in::destination(state, fields).to_owned(),
        min_password_length: state.app().settings.switches.min_password_length,
        forgot_href: forgot_href(state),
        sign_in_href: sign_in_href(state),
    }
}

/// What a link carries, if it is whole.
fn link(fields: &Fields) -> Option<ResetLink> {
    let [token, user] = ["token", "userId"].map(|name| fields.text(name).to_owned());
    (!token.is_empty() && !user.is_empty()).then_some(ResetLink { token, user })
}

/// `POST /reset-password`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::ResetSubmission, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let response = if verdict.allowed {
        try_reset(&state, &fields, &client).await
    } else {
        page::error(&state, Failure::TooMany)
    };
    limiter::annotate(response, verdict, now)
}

async fn try_reset(state: &State, fields: &Fields, client: &Client) -> Response {
    let input = ResetInput {
        user: fields.text("userId"),
        token: fields.text("token"),
        password: fields.get("password"),
    };
    match recover::reset(state.app(), input, client).await {
        Ok(()) => {
            let return_to = sign_in::destination(state, fields);
            page::sign_in_for(state, Notice::PasswordReset, return_to)
        }
        Err(ResetError::Invalid(fault)) => {
            let invalid = Invalid { field: Field::Password, fault };
            let wrong = register::remedy(state.language(), invalid);
            let view = ResetPassword { wrong, link: link(fields), ..reset_view(state, fields) };
            page::html(StatusCode::UNPROCESSABLE_ENTITY, view.render())
        }
        Err(ResetError::Link(error)) => {
            let again = forgot_href(state).map_or(Again::Nowhere, Again::Page);
            link_over(state, &error, again)
        }
        Err(error) => page::failed(state, Failure::from(&error), &error),
    }
}

/// The page that says that a mailed link does not work.
pub(crate) fn link_over(state: &State, error: &LinkError, again: Again) -> Response {
    let failure = Failure::from(error);
    if failure == Failure::Internal {
        return page::failed(state, failure, error);
    }
    problem::log(failure, error);
    let view = LinkOver {
        frame: page::frame(state),
        error: page::form_error(state, failure),
        again,
        sign_in_href: sign_in_href(state),
    };
    page::html(failure.row().status, view.render())
}

/// Keeps the address of a page, which carries a token, out of every referrer (checklist item 86). With
/// `no-referrer` browsers would send `Origin: null` with the page's own form (Fetch §3.2).
pub(crate) fn private(mut response: Response) -> Response {
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    response
}

/// The fields of a query; none where it is malformed.
pub(crate) fn query(uri: &Uri) -> Fields {
    fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default()
}

/// Where a link that resets a password is asked for, if that is offered.
pub(crate) fn forgot_href(state: &State) -> Option<String> {
    recover::is_on(state.app()).then(|| state.href("/forgot-password"))
}

/// The sign-in page, which does not lead on to a provider.
pub(crate) fn sign_in_href(state: &State) -> String {
    state.href("/login?redirect=false")
}
