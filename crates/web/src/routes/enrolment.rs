//! Setting up an authenticator app on the way in, where a second factor is required and there is none. The
//! session begins when it is confirmed, and not before.

use axum::body::Body;
use axum::response::Response;
use doorward_app::second_factor::enrolment::{self, Codes, EnrolmentError};
use doorward_app::second_factor::step::Waiting;
use doorward_core::factor::Need;
use doorward_core::secret::Secret;
use doorward_pages::{Authenticator, AuthenticatorPhase, FormError};
use http::{HeaderMap, StatusCode};

use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::page;
use crate::routes::second_factor::{self, over, waiting};
use crate::{fields, limiter};

/// Where it is.
pub(crate) const PAGE: &str = "/login/2fa/setup";

/// `GET /login/2fa/setup`
pub(crate) async fn show(state: State, headers: HeaderMap) -> Response {
    match enrolling(&state, &headers).await {
        Ok(_) => page::html(StatusCode::OK, view(&state, AuthenticatorPhase::Off, None).render()),
        Err(response) => *response,
    }
}

/// `POST /login/2fa/setup`
pub(crate) async fn begin(state: State, headers: HeaderMap) -> Response {
    let waiting = match enrolling(&state, &headers).await {
        Ok(waiting) => waiting,
        Err(response) => return *response,
    };
    let begun = enrolment::begin(state.app(), &waiting.user, Codes::AfterConfirmation, false);
    match begun.await {
        Ok(offer) => pending(&state, &offer, None, StatusCode::OK),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /login/2fa/setup/confirm`
pub(crate) async fn confirm(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let waiting = match enrolling(&state, &headers).await {
        Ok(waiting) => waiting,
        Err(response) => return *response,
    };
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let user = waiting.user.clone();
    let verdict = limiter::count_code(&state, &client, user.id);
    if !verdict.allowed {
        let now = state.app().clock.now();
        return limiter::annotate(page::error(&state, Failure::TooMany), verdict, now);
    }
    let code = Secret::new(fields.text("code").to_owned());
    match enrolment::confirm_and_finish(state.app(), waiting, &code, &client).await {
        Ok((finished, codes)) => {
            let mut shown = view(&state, AuthenticatorPhase::Codes(codes), None);
            shown.onward = state.href(&finished.return_to);
            let mut response = page::html(StatusCode::OK, shown.render());
            second_factor::keep(&state, &headers, &mut response, &finished);
            response
        }
        Err(EnrolmentError::Step(error)) => over(&state, &error),
        Err(error) => {
            let failure = Failure::from(&error);
            problem::log(failure, &error);
            let told = Some(page::form_error(&state, failure));
            match enrolment::pending(state.app(), &user).await {
                Ok(offer) => pending(&state, &offer, told, failure.row().status),
                Err(error) => page::failed(&state, Failure::from(&error), &error),
            }
        }
    }
}

/// The sign-in of this browser that waits for a factor to be set up.
async fn enrolling(state: &State, headers: &HeaderMap) -> Result<Waiting, Box<Response>> {
    let waiting = waiting(state, headers).await.map_err(|error| over(state, &error))?;
    if waiting.need == Need::Enrolment {
        return Ok(waiting);
    }
    Err(Box::new(page::see_other(&state.href(second_factor::PAGE))))
}

fn pending(
    state: &State,
    offer: &enrolment::Offer,
    error: Option<FormError>,
    status: StatusCode,
) -> Response {
    let phase = AuthenticatorPhase::Pending {
        secret: offer.secret.expose().clone(),
        url: offer.url.expose().clone(),
    };
    page::html(status, view(state, phase, error).render())
}

fn view(state: &State, phase: AuthenticatorPhase, error: Option<FormError>) -> Authenticator {
    Authenticator {
        frame: page::frame(state),
        phase,
        demanded: true,
        base: state.href(PAGE),
        error,
        onward: state.href("/login?redirect=false"),
    }
}
