//! `/api/auth/2fa/*` (reference 1.1 and 6.4), in the statuses and words that the client knows.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::{IntoResponse as _, Response};
use doorward_app::linking::{self, LinkingError, Typed};
use doorward_app::second_factor::enrolment::{self, Codes, EnrolmentError, Offer};
use doorward_app::second_factor::proof::{self, FactorError, Given};
use doorward_app::second_factor::removal::{self, RemovalError};
use doorward_app::second_factor::step::{self, Held, StepError, Waiting};
use doorward_app::{Client, Limiter, Live};
use doorward_core::account::User;
use doorward_core::factor::Need;
use doorward_core::secret::Secret;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::auth::opened;
use super::user::unauthorized;
use super::{failed, failure, json, message};
use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::{Asker, State, bearer};
use crate::routes::authenticator;
use crate::{cookies, limiter};

/// What a code that proves nothing is answered with.
const INVALID: &str = "Invalid token or backup code";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Offered<'a> {
    otpauth_url: &'a str,
    backup_codes: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Regenerated {
    backup_codes_hash: Vec<Kept>,
    backup_codes: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    code_hash: String,
    used: bool,
    used_at: Option<()>,
}

/// `POST /api/auth/2fa/enable`
pub(crate) async fn enable(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match asker(&state, &headers, body).await {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    let enrolled = live.user.totp_since.is_some();
    if enrolled {
        let missing = "TOTP token or backup code is required to re-enroll 2FA";
        if let Err(refused) = prove(&state, &client, &live.user, &fields, missing).await {
            return *refused;
        }
    } else if let Err(refused) = recognise(&state, &client, &live, &mut fields).await {
        return *refused;
    }
    match enrolment::begin(state.app(), &live.user, Codes::WithSeed, enrolled).await {
        Ok(Offer { url, recovery_codes, .. }) => json(
            StatusCode::OK,
            &Offered { otpauth_url: url.expose(), backup_codes: &recovery_codes },
        ),
        Err(error) => failed(Failure::Internal, &error),
    }
}

/// `POST /api/auth/2fa/verify`: whether a code is right, before or after it begins to count.
pub(crate) async fn verify(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body).await {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    let Some(given) = given(&fields) else {
        return message(StatusCode::BAD_REQUEST, "Invalid token or backup code.");
    };
    match enrolment::fits(state.app(), &live.user, &given).await {
        Ok(true) => StatusCode::OK.into_response(),
        Ok(false) => message(StatusCode::BAD_REQUEST, "Invalid token or backup code."),
        Err(EnrolmentError::NotBegun) if live.user.totp_since.is_some() => {
            let invalid = (StatusCode::BAD_REQUEST, "Invalid token or backup code.");
            match check(&state, &client, &live.user, &given, invalid).await {
                Ok(()) => StatusCode::OK.into_response(),
                Err(refused) => *refused,
            }
        }
        Err(error) => enrolment_refused(&error),
    }
}

/// `POST /api/auth/2fa/confirm`
pub(crate) async fn confirm(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match asker(&state, &headers, body).await {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    // What was begun belongs to the account: another session must not finish it unproved.
    if live.user.totp_since.is_none()
        && let Err(refused) = recognise(&state, &client, &live, &mut fields).await
    {
        return *refused;
    }
    let code = Secret::new(fields.text("token").to_owned());
    match enrolment::confirm(state.app(), &live.user, &code, &client, Codes::WithSeed).await {
        Ok(_) => StatusCode::OK.into_response(),
        Err(error) => enrolment_refused(&error),
    }
}

/// `POST /api/auth/2fa/disable`
pub(crate) async fn disable(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body).await {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    let not_set = "2FA is not setup for this user";
    if live.user.totp_since.is_none() {
        return message(StatusCode::BAD_REQUEST, not_set);
    }
    let missing = "Either token or backup code is required to disable 2FA";
    if let Err(refused) = prove(&state, &client, &live.user, &fields, missing).await {
        return *refused;
    }
    match removal::totp(state.app(), &live.user, &client).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(RemovalError::Missing) => message(StatusCode::BAD_REQUEST, not_set),
        Err(error) => failed(Failure::from(&error), &error),
    }
}

/// `POST /api/auth/2fa/backup/regenerate`
pub(crate) async fn regenerate(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body).await {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    // Without an app there is nothing to prove it with, and the codes would count beside a passkey.
    if live.user.totp_since.is_none() {
        return message(StatusCode::BAD_REQUEST, "2FA is not setup for this user");
    }
    let missing = "TOTP token or backup code is required to regenerate backup codes";
    if let Err(refused) = prove(&state, &client, &live.user, &fields, missing).await {
        return *refused;
    }
    match enrolment::regenerate(state.app(), &live.user, &client).await {
        Ok(backup_codes) => {
            let hashes = backup_codes.iter().filter_map(|code| enrolment::recovery_hash(code));
            let backup_codes_hash =
                hashes.map(|code_hash| Kept { code_hash, used: false, used_at: None }).collect();
            json(StatusCode::OK, &Regenerated { backup_codes_hash, backup_codes })
        }
        Err(error) => failed(Failure::from(&error), &error),
    }
}

/// `POST /api/auth/2fa/verify-temp`
pub(crate) async fn verify_temp(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return failed(error.into(), &error),
    };
    let found = match fields.get("tempToken").filter(|token| !token.is_empty()) {
        Some(token) => step::find(state.app(), Held::Token(token)).await,
        None => return message(StatusCode::BAD_REQUEST, "Missing temporary token"),
    };
    let verdict = match &found {
        Ok(waiting) => limiter::count_code(&state, &client, waiting.user.id),
        Err(_) => limiter::count(&state, Limiter::TwoFactor, &client),
    };
    let now = state.app().clock.now();
    if !verdict.allowed {
        return limiter::annotate(too_many(&state), verdict, now);
    }
    let response = match found {
        Ok(waiting) => finish(&state, &client, &headers, (waiting, &fields)).await,
        Err(error) => step_refused(&error),
    };
    limiter::annotate(response, verdict, now)
}

async fn finish(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    (waiting, fields): (Waiting, &Fields),
) -> Response {
    if waiting.need == Need::Enrolment {
        return failure(Failure::FactorMissing);
    }
    let Some(given) = given(fields) else {
        return message(StatusCode::UNAUTHORIZED, "Invalid 2FA code or backup code");
    };
    match step::with_code(state.app(), waiting, &given, client, false).await {
        Ok(finished) => {
            let mut response = opened(&finished.signed_in);
            cookies::set_session(state, headers, response.headers_mut(), &finished.signed_in);
            response
        }
        Err(error) => step_refused(&error),
    }
}

fn step_refused(error: &StepError) -> Response {
    match error {
        StepError::Over | StepError::Token(_) => {
            message(StatusCode::UNAUTHORIZED, "Invalid or expired temporary token")
        }
        StepError::NoFactor => message(StatusCode::BAD_REQUEST, "2FA is not enabled for this user"),
        StepError::Factor(FactorError::Wrong) => {
            message(StatusCode::UNAUTHORIZED, "Invalid 2FA code or backup code")
        }
        _ => failed(Failure::from(error), error),
    }
}

fn enrolment_refused(error: &EnrolmentError) -> Response {
    match error {
        EnrolmentError::NotBegun => message(StatusCode::BAD_REQUEST, "2FA not initiated"),
        EnrolmentError::Factor(FactorError::Wrong) => {
            message(StatusCode::BAD_REQUEST, "Invalid token.")
        }
        _ => failed(Failure::from(error), error),
    }
}

/// The session and what it sends.
async fn asker(
    state: &State,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Live>, Fields), Box<Response>> {
    let live = bearer(state, headers).await.map_err(|error| unauthorized(&error))?;
    let fields = fields::read(headers, body).await.map_err(|error| failed(error.into(), &error))?;
    Ok((live, fields))
}

/// Demands of somebody without a factor that they have signed in just now, or send their password: whoever
/// stole a session must not lock its person out (checklist item 68).
async fn recognise(
    state: &State,
    client: &Client,
    live: &Live,
    fields: &mut Fields,
) -> Result<(), Box<Response>> {
    let password = fields.take("password").map(Secret::new);
    if password.is_some() {
        let verdict = limiter::count_signed_in(state, Limiter::Login, client, live);
        if !verdict.allowed {
            let now = state.app().clock.now();
            let refused = failure(Failure::TooMany);
            return Err(Box::new(limiter::annotate(refused, verdict, now)));
        }
    }
    let typed = Typed { password, code: None, client };
    linking::prove_here(state.app(), live, typed).await.map_err(|error| match error {
        LinkingError::NeedsProof => {
            let page = state.app().settings.general.client.join(authenticator::PAGE);
            let text = format!("Sign in again before you set up 2FA, or set it up at {page}");
            Box::new(message(StatusCode::FORBIDDEN, &text))
        }
        LinkingError::BadPassword => {
            Box::new(message(StatusCode::FORBIDDEN, "Incorrect password."))
        }
        error => Box::new(failed(Failure::from(&error), &error)),
    })
}

/// Demands a factor of somebody who is signed in. `missing` is what is said when none is sent.
pub(super) async fn prove(
    state: &State,
    client: &Client,
    user: &User,
    fields: &Fields,
    missing: &str,
) -> Result<(), Box<Response>> {
    let Some(given) = given(fields) else {
        return Err(Box::new(message(StatusCode::BAD_REQUEST, missing)));
    };
    check(state, client, user, &given, (StatusCode::UNAUTHORIZED, INVALID)).await
}

async fn check(
    state: &State,
    client: &Client,
    user: &User,
    given: &Given,
    (status, invalid): (StatusCode, &str),
) -> Result<(), Box<Response>> {
    let verdict = limiter::count_code(state, client, user.id);
    if !verdict.allowed {
        let now = state.app().clock.now();
        return Err(Box::new(limiter::annotate(too_many(state), verdict, now)));
    }
    match proof::check(state.app(), user.id, given, client).await {
        Ok(_) => Ok(()),
        Err(FactorError::Wrong) => Err(Box::new(message(status, invalid))),
        Err(error) => Err(Box::new(failed(Failure::from(&error), &error))),
    }
}

/// The code or the recovery code that was sent.
fn given(fields: &Fields) -> Option<Given> {
    let sent = |name| {
        let text = fields.get(name).filter(|text: &&str| !text.is_empty());
        text.map(|text| Secret::new(text.to_owned()))
    };
    sent("token").map(Given::Code).or_else(|| sent("backupCode").map(Given::RecoveryCode))
}

fn too_many(state: &State) -> Response {
    let rule = state.app().rule(Limiter::TwoFactor);
    message(StatusCode::TOO_MANY_REQUESTS, &limiter::sentence(Limiter::TwoFactor, rule))
}
