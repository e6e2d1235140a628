//! The authenticator app of the signed-in person: set up after a fresh proof, changed with a code.

use axum::body::Body;
use axum::response::Response;
use doorward_app::linking;
use doorward_app::proof::{self, Typed};
use doorward_app::second_factor::enrolment::{self, Codes, EnrolmentError};
use doorward_app::second_factor::proof::Given;
use doorward_app::second_factor::{self, removal, trusted};
use doorward_app::{Client, Live, StoreError};
use doorward_core::account::User;
use doorward_core::factor::{FEW_CODES, Factor};
use doorward_core::secret::Secret;
use doorward_pages::{
    Authenticator, AuthenticatorPhase, AuthenticatorSection, ConfirmStep, FormError, Notice,
};
use http::{HeaderMap, StatusCode};

use crate::fields::Fields;
use crate::limiter;
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::account::{asker, signed_in};
use crate::routes::{links, page};

/// Where it is.
pub(crate) const PAGE: &str = "/account/authenticator";

/// `GET /account/authenticator`
pub(crate) async fn show(state: State, headers: HeaderMap) -> Response {
    match signed_in(&state, &headers, PAGE).await {
        Ok(live) => shown(&state, &live.user, None, StatusCode::OK).await,
        Err(response) => response,
    }
}

/// `POST /account/authenticator`: begins to set one up.
pub(crate) async fn begin(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match asker(&state, &headers, body, PAGE).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let app = state.app();
    let begun = if live.user.totp_since.is_some() {
        if fields.get("code").is_none() {
            // Whoever comes from proving who they are has yet to say what it was for.
            let step = (ConfirmStep::Authenticator, state.href(PAGE));
            return match links::typed(&state, &client, &live, &mut fields) {
                Ok(typed) => links::prove_first(&state, &live, step, typed).await,
                Err(refused) => refused,
            };
        }
        if let Err(refused) = prove(&state, &client, &live, &fields).await {
            return *refused;
        }
        enrolment::begin(app, &live.user, Codes::AfterConfirmation, true).await
    } else {
        let typed = match links::typed(&state, &client, &live, &mut fields) {
            Ok(typed) => typed,
            Err(refused) => return refused,
        };
        enrolment::begin_in_session(app, &live, typed).await
    };
    match begun {
        Ok(offer) => {
            let pending = AuthenticatorPhase::Pending {
                secret: offer.secret.expose().clone(),
                url: offer.url.expose().clone(),
            };
            page::html(StatusCode::OK, view(&state, pending, None).render())
        }
        Err(EnrolmentError::Proof(error)) => {
            let step = (ConfirmStep::Authenticator, state.href(PAGE));
            links::not_done(&state, &live, step, &error).await
        }
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /account/authenticator/confirm`
pub(crate) async fn confirm(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body, PAGE).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let (app, user) = (state.app(), &live.user);
    // What was begun belongs to the account: another session must not see its seed, nor finish it.
    let nothing_typed = Typed { password: None, code: None, client: &client };
    if let Err(error) = linking::prove_here(app, &live, nothing_typed).await {
        let step = (ConfirmStep::Authenticator, state.href(PAGE));
        return links::not_done(&state, &live, step, &error).await;
    }
    let code = Secret::new(fields.text("code").to_owned());
    match enrolment::confirm(app, user, &code, &client, Codes::AfterConfirmation).await {
        Ok(codes) => codes_page(&state, codes),
        Err(error) => {
            let failure = Failure::from(&error);
            problem::log(failure, &error);
            pending_again(&state, user, failure).await
        }
    }
}

/// `POST /account/authenticator/recovery-codes`
pub(crate) async fn regenerate(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body, PAGE).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    if let Err(refused) = prove(&state, &client, &live, &fields).await {
        return *refused;
    }
    match enrolment::regenerate(state.app(), &live.user, &client).await {
        Ok(codes) => codes_page(&state, codes),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /account/authenticator/remove`
pub(crate) async fn remove(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body, PAGE).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    if let Err(refused) = prove(&state, &client, &live, &fields).await {
        return *refused;
    }
    match removal::totp(state.app(), &live.user, &client).await {
        Ok(()) => page::account(&state, Notice::AuthenticatorRemoved),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// What the account page shows of it.
pub(crate) async fn section(
    state: &State,
    user: &User,
) -> Result<AuthenticatorSection, StoreError> {
    let (factors, required) = second_factor::standing(state.app(), user).await?;
    let since = user.totp_since;
    Ok(AuthenticatorSection {
        since,
        codes_left: factors.recovery_codes,
        few: since.is_some() && factors.recovery_codes <= FEW_CODES,
        removable: factors.may_lose(Factor::Totp, required),
        trusted: trusted::list(state.app(), user).await?.len(),
        href: state.href(PAGE),
    })
}

/// The page as things stand.
async fn shown(
    state: &State,
    user: &User,
    error: Option<FormError>,
    status: StatusCode,
) -> Response {
    match section(state, user).await {
        Ok(section) => {
            let phase = match section.since {
                Some(_) => AuthenticatorPhase::On(section),
                None => AuthenticatorPhase::Off,
            };
            page::html(status, view(state, phase, error).render())
        }
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}

/// The same code once more, for another try to confirm it.
async fn pending_again(state: &State, user: &User, failure: Failure) -> Response {
    let error = Some(page::form_error(state, failure));
    let status = failure.row().status;
    match enrolment::pending(state.app(), user).await {
        Ok(offer) => {
            let pending = AuthenticatorPhase::Pending {
                secret: offer.secret.expose().clone(),
                url: offer.url.expose().clone(),
            };
            page::html(status, view(state, pending, error).render())
        }
        Err(_) => shown(state, user, error, status).await,
    }
}

fn codes_page(state: &State, codes: Vec<String>) -> Response {
    page::html(StatusCode::OK, view(state, AuthenticatorPhase::Codes(codes), None).render())
}

fn view(state: &State, phase: AuthenticatorPhase, error: Option<FormError>) -> Authenticator {
    Authenticator {
        frame: page::frame(state),
        phase,
        demanded: false,
        base: state.href(PAGE),
        error,
        onward: state.href("/"),
    }
}

/// Demands a code, and asks for the other proof where that is not fresh; or shows the page with what is wrong
/// with the code that was sent.
async fn prove(
    state: &State,
    client: &Client,
    live: &Live,
    fields: &Fields,
) -> Result<(), Box<Response>> {
    let verdict = limiter::count_code(state, client, live.user.id);
    let failure = if verdict.allowed {
        let given = Given::either(Secret::new(fields.text("code").to_owned()));
        match proof::by_factor(state.app(), live, &given, client).await {
            Ok(()) => return prove_person(state, client, live).await,
            Err(error) => {
                let failure = Failure::from(&error);
                problem::log(failure, &error);
                failure
            }
        }
    } else {
        Failure::TooMany
    };
    let error = Some(page::form_error(state, failure));
    let response = shown(state, &live.user, error, failure.row().status).await;
    Err(Box::new(limiter::annotate(response, verdict, state.app().clock.now())))
}

/// Demands of somebody who has sent a code that they have proved of late who they are.
async fn prove_person(state: &State, client: &Client, live: &Live) -> Result<(), Box<Response>> {
    let typed = Typed { password: None, code: None, client };
    let step = (ConfirmStep::Authenticator, state.href(PAGE));
    match linking::prove_here(state.app(), live, typed).await {
        Ok(()) => Ok(()),
        Err(error) => Err(Box::new(links::not_done(state, live, step, &error).await)),
    }
}
