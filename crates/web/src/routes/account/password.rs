//! Changing one's own password.

use axum::body::Body;
use axum::response::Response;
use doorward_app::password::{self, PasswordError, PasswordInput};
use doorward_app::proof::{self, ProofError};
use doorward_app::{Limiter, Live, StoreError};
use doorward_core::registration::{Field, Invalid};
use doorward_core::secret::Secret;
use doorward_pages::{ConfirmStep, Notice, PasswordForm};
use http::{HeaderMap, StatusCode};

use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{links, page, register};

/// What the account page shows of it; `None` where nobody has a password.
pub(super) async fn section(
    state: &State,
    live: &Live,
) -> Result<Option<PasswordForm>, StoreError> {
    if !password::is_offered(state.app()) {
        return Ok(None);
    }
    Ok(Some(PasswordForm {
        has_one: proof::has_password(state.app(), live.user.id).await?,
        email: live.user.email.as_ref().map(ToString::to_string),
        min_length: state.app().settings.switches.min_password_length,
        ..PasswordForm::default()
    }))
}

/// `POST /account/password`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match super::asker(&state, &headers, body, "/").await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let step = (ConfirmStep::Password, state.href("/account/password"));
    if fields.get("new-password").is_none() {
        // Whoever comes from proving who they are has yet to say what it was for.
        return match links::typed(&state, &client, &live, &mut fields) {
            Ok(typed) => links::prove_first(&state, &live, step, typed).await,
            Err(refused) => refused,
        };
    }
    // It checks a password: it must not become the place to guess at.
    if let Some(refused) = links::too_many(&state, Limiter::Login, &client, Some(&live)) {
        return refused;
    }
    let input = PasswordInput {
        current: fields.take("current-password").map(Secret::new),
        new: Secret::new(fields.take("new-password").unwrap_or_default()),
    };
    match password::change(state.app(), &live, input, &client).await {
        Ok(()) => page::account(&state, Notice::PasswordChanged),
        Err(PasswordError::Proof(ProofError::TooMany(verdict))) => links::refused(&state, verdict),
        Err(PasswordError::Proof(ProofError::Needed)) => {
            links::ask_for_proof(&state, &live, step, None).await
        }
        Err(error) => refused(&state, &live, &error).await,
    }
}

/// The page once more, which says why the password stays.
async fn refused(state: &State, live: &Live, error: &PasswordError) -> Response {
    let failure = Failure::from(error);
    let (fault, shown) = match error {
        PasswordError::Refused(fault) => {
            let invalid = Invalid { field: Field::Password, fault: *fault };
            (register::remedy(state.language(), invalid), None)
        }
        _ if failure == Failure::Internal => return page::failed(state, failure, error),
        _ => (None, Some(page::form_error(state, failure))),
    };
    problem::log(failure, error);
    let mut view = match super::view(state, live, None).await {
        Ok(view) => view,
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    match &mut view.password_form {
        Some(form) => (form.fault, form.error) = (fault, shown),
        None => view.error = shown,
    }
    let status = match error {
        PasswordError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => failure.row().status,
    };
    page::html(status, view.render())
}

impl From<&PasswordError> for Failure {
    fn from(error: &PasswordError) -> Self {
        match error {
            PasswordError::Off => Self::EmailLoginOff,
            PasswordError::Proof(error) => error.into(),
            PasswordError::Refused(_) => Self::BodyMalformed,
            PasswordError::Changed => Self::AccountChanged,
            PasswordError::Hashing(error) => (*error).into(),
            PasswordError::Mail(_) | PasswordError::Store(_) => Self::Internal,
        }
    }
}

impl From<&ProofError> for Failure {
    fn from(error: &ProofError) -> Self {
        match error {
            // Where a proof would do, the page asks for it.
            ProofError::Needed | ProofError::BadPassword => Self::LinkPassword,
            ProofError::Factor(error) => error.into(),
            ProofError::TooMany(_) => Self::TooMany,
            ProofError::Hashing(error) => (*error).into(),
            ProofError::Store(_) => Self::Internal,
        }
    }
}
