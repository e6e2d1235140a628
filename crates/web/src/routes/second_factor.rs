//! The second step of a sign-in on our pages. A cookie that scripts cannot read names the sign-in; its name
//! stands in no address.

use axum::body::Body;
use axum::response::Response;
use doorward_app::EstablishError;
use doorward_app::second_factor::proof::Given;
use doorward_app::second_factor::step::{self, Finished, Held, StepError, Waiting};
use doorward_app::second_factor::{LoginOutcome, Pending};
use doorward_core::factor::Need;
use doorward_core::secret::Secret;
use doorward_pages::{FormError, SecondStep, StepMethod};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{enrolment, page, passkeys};
use crate::{cookies, limiter};

/// Where the second step is.
pub(crate) const PAGE: &str = "/login/2fa";

/// The answer to a first proof: signed in and on to `return_to`, or to the second step.
pub(crate) fn entered(
    state: &State,
    headers: &HeaderMap,
    outcome: LoginOutcome,
    return_to: &str,
) -> Response {
    match outcome {
        LoginOutcome::SignedIn(signed_in) => {
            let mut response = page::see_other(&state.href(return_to));
            cookies::set_session(state, headers, response.headers_mut(), &signed_in);
            response
        }
        LoginOutcome::SecondFactor(pending) => ask(state, &pending),
    }
}

/// Sends a browser to the second step.
pub(crate) fn ask(state: &State, pending: &Pending) -> Response {
    let mut response = page::see_other(&state.href(PAGE));
    cookies::set_step(state, response.headers_mut(), &pending.handle);
    response
}

/// `GET /login/2fa`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    if let Some(token) = query.get("tempToken") {
        return take_token(&state, token).await;
    }
    let waiting = match waiting(&state, &headers).await {
        Ok(waiting) => waiting,
        Err(error) => return over(&state, &error),
    };
    if waiting.need == Need::Enrolment {
        return page::see_other(&state.href(enrolment::PAGE));
    }
    match view(&state, &waiting, query.get("method").and_then(StepMethod::parse), None) {
        Some(view) => page::html(StatusCode::OK, view.render()),
        None => page::error(&state, Failure::FactorMissing),
    }
}

/// `LibreChat`'s client comes with its token in the address, which is taken out of it at once.
async fn take_token(state: &State, token: &str) -> Response {
    match step::handle_of(state.app(), token).await {
        Ok(handle) => {
            let mut response = page::see_other(&state.href(PAGE));
            cookies::set_step(state, response.headers_mut(), &handle);
            response
        }
        Err(error) => over(state, &error),
    }
}

/// `POST /login/2fa`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let waiting = match waiting(&state, &headers).await {
        Ok(waiting) => waiting,
        Err(error) => return over(&state, &error),
    };
    let method = StepMethod::parse(fields.text("method")).unwrap_or(StepMethod::Totp);
    let verdict = limiter::count_code(&state, &client, waiting.user.id);
    let now = state.app().clock.now();
    if !verdict.allowed {
        let again = form_again(&state, &headers, method, Failure::TooMany).await;
        return limiter::annotate(again, verdict, now);
    }
    let given = given(&fields, method);
    let remember = fields.text("remember") == "yes";
    let response = match step::with_code(state.app(), waiting, &given, &client, remember).await {
        Ok(finished) => finish(&state, &headers, &finished),
        Err(error @ StepError::Factor(_)) => {
            let failure = Failure::from(&error);
            problem::log(failure, &error);
            form_again(&state, &headers, method, failure).await
        }
        Err(error) => over(&state, &error),
    };
    limiter::annotate(response, verdict, now)
}

fn given(fields: &Fields, method: StepMethod) -> Given {
    let code = Secret::new(fields.text("code").to_owned());
    match method {
        StepMethod::RecoveryCode => Given::RecoveryCode(code),
        // A recovery code in the field of the app is one all the same.
        StepMethod::Totp | StepMethod::Passkey => Given::either(code),
    }
}

/// The sign-in that waits in this browser.
pub(crate) async fn waiting(state: &State, headers: &HeaderMap) -> Result<Waiting, StepError> {
    let handle = cookies::step(state, headers).ok_or(StepError::Over)?;
    step::find(state.app(), Held::Cookie(&handle)).await
}

/// The answer to a sign-in that has come to its end.
pub(crate) fn finish(state: &State, headers: &HeaderMap, finished: &Finished) -> Response {
    let mut response = page::see_other(&state.href(&finished.return_to));
    keep(state, headers, &mut response, finished);
    response
}

/// Gives a browser what a finished sign-in leaves in it.
pub(crate) fn keep(
    state: &State,
    request: &HeaderMap,
    response: &mut Response,
    finished: &Finished,
) {
    cookies::set_session(state, request, response.headers_mut(), &finished.signed_in);
    cookies::clear_step(state, response.headers_mut());
    if let Some(trust) = &finished.trust {
        cookies::set_trusted(state, response.headers_mut(), trust);
    }
}

/// The answer to a sign-in that does not go on.
pub(crate) fn over(state: &State, error: &StepError) -> Response {
    let failure = Failure::from(error);
    if failure == Failure::Internal {
        return page::failed(state, failure, error);
    }
    problem::log(failure, error);
    if let StepError::Establish(EstablishError::Banned(notice)) = error {
        let mut response = page::banned(state, notice);
        cookies::clear_step(state, response.headers_mut());
        return response;
    }
    let code = failure.row().code;
    let path = format!("/login?redirect=false&error=auth_failed&code={code}");
    let mut response = page::see_other(&state.href(&path));
    cookies::clear_step(state, response.headers_mut());
    response
}

async fn form_again(
    state: &State,
    headers: &HeaderMap,
    method: StepMethod,
    failure: Failure,
) -> Response {
    let waiting = match waiting(state, headers).await {
        Ok(waiting) => waiting,
        Err(error) => return over(state, &error),
    };
    let error = Some(page::form_error(state, failure));
    match view(state, &waiting, Some(method), error) {
        Some(view) => page::html(failure.row().status, view.render()),
        None => page::error(state, Failure::FactorMissing),
    }
}

/// The page, if there is anything to ask for.
fn view(
    state: &State,
    waiting: &Waiting,
    wished: Option<StepMethod>,
    error: Option<FormError>,
) -> Option<SecondStep> {
    if waiting.need != Need::Proof {
        return None;
    }
    let factors = waiting.factors;
    let mut methods = Vec::with_capacity(3);
    methods.extend(factors.totp.then_some(StepMethod::Totp));
    methods.extend((factors.passkeys > 0).then_some(StepMethod::Passkey));
    methods.extend((factors.recovery_codes > 0).then_some(StepMethod::RecoveryCode));
    let wished = wished.filter(|wished| methods.contains(wished));
    let asked = wished.or_else(|| methods.first().copied())?;
    methods.retain(|method| *method != asked);
    let passkeys = (asked == StepMethod::Passkey)
        .then(|| passkeys::prompt(state, "/passkeys/second-factor", "/"))
        .flatten();
    Some(SecondStep { frame: page::frame(state), asked, others: methods, passkeys, error })
}
