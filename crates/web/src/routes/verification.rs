//! The pages that prove an address. Opening one changes nothing, since programs that look into mails
//! open links; its button does.

use axum::body::Body;
use axum::response::Response;
use doorward_app::{Limiter, verify};
use doorward_pages::{Again, Mailed, Notice, Press, Step};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::limiter;
use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::page;
use crate::routes::recovery::{check_mail, link_over, private, query, sign_in_href};

/// `GET /verify`
pub(crate) async fn show(state: State, uri: Uri) -> Response {
    press(&state, Step::Verify, &uri)
}

/// The page with the button of a link.
pub(crate) fn press(state: &State, step: Step, uri: &Uri) -> Response {
    let view = view(state, step, &mut query(uri));
    private(page::html(StatusCode::OK, view.render()))
}

/// What that page says.
pub(crate) fn view(state: &State, step: Step, query: &mut Fields) -> Press {
    Press {
        frame: page::frame(state),
        step,
        token: query.take("token").filter(|token| !token.is_empty()),
        email: query.take("email").unwrap_or_default(),
        account: None,
        sign_in_href: sign_in_href(state),
    }
}

/// `POST /verify`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::VerifySubmission, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    if !verdict.allowed {
        return limiter::annotate(page::error(&state, Failure::TooMany), verdict, now);
    }
    let (email, token) = (fields.text("email"), fields.text("token"));
    let response = match verify::redeem(state.app(), email, token, &client).await {
        Ok(()) => page::sign_in(&state, Notice::AddressVerified),
        Err(error) => link_over(&state, &error, Again::Verification { email: email.to_owned() }),
    };
    limiter::annotate(response, verdict, now)
}

/// `POST /verify/resend`
pub(crate) async fn resend(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::VerifyRequest, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let email = fields.text("email");
    let response = if !verdict.allowed {
        page::error(&state, Failure::TooMany)
    } else if let Err(error) = verify::resend(state.app(), email, &client) {
        page::failed(&state, Failure::Busy, &error)
    } else {
        check_mail(&state, Mailed::Verification, email)
    };
    limiter::annotate(response, verdict, now)
}
