//! The two halves of each ceremony: what the browser is asked, and what it answers.
//!
//! They take JSON alone, which no form of another site can send without asking first, and every answer
//! is JSON. The envelope has refused other sites before.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use doorward_app::passkeys::{self, Answer, PasskeyError};
use doorward_app::second_factor::step::{StepError, Waiting};
use doorward_app::{Client, Limiter, Live};
use doorward_core::origin::return_path;
use doorward_pages::Notice;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{failed, json, refused};
use crate::problem::Failure;
use crate::request::{Asker, Browser, State, browser};
use crate::routes::second_factor;
use crate::{cookies, fields, limiter};

/// What begins a ceremony: nothing, yet as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// What ends one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    handle: String,
    credential: Value,
    #[serde(default)]
    name: String,
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    remember: bool,
}

/// Where the script goes on to.
#[derive(Serialize)]
struct Onward {
    location: String,
}

impl Finish {
    fn answer(self) -> Answer {
        Answer { handle: self.handle, credential: self.credential, name: self.name }
    }
}

/// `POST /passkeys/sign-in/begin`
pub(crate) async fn begin_sign_in(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(response) = read::<Nothing>(&state, &client, &headers, body).await {
        return response;
    }
    // Several tabs share the cookie: a new one would make the other tabs' ceremonies somebody else's.
    let known =
        cookies::passkey(&state, &headers).filter(|known| known.len() == cookies::PASSKEY_LEN);
    let cookie = match known.map_or_else(passkeys::browser_binding, Ok) {
        Ok(cookie) => cookie,
        Err(error) => return failed(&state, Failure::Internal, &error),
    };
    match passkeys::begin_sign_in(state.app(), &cookie).await {
        Ok(asked) => {
            let mut response = json(StatusCode::OK, &asked);
            cookies::set_passkey(&state, response.headers_mut(), &cookie);
            response
        }
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /passkeys/sign-in/finish`
pub(crate) async fn finish_sign_in(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let finish: Finish = match read(&state, &client, &headers, body).await {
        Ok(finish) => finish,
        Err(response) => return response,
    };
    let Some(cookie) = cookies::passkey(&state, &headers) else {
        return failed(&state, Failure::PasskeyOver, &PasskeyError::Over);
    };
    let location = state.href(return_path(&finish.return_to).unwrap_or("/"));
    match passkeys::finish_sign_in(state.app(), &cookie, finish.answer(), &client).await {
        Ok(signed_in) => {
            let mut response = json(StatusCode::OK, &Onward { location });
            cookies::set_session(&state, &headers, response.headers_mut(), &signed_in);
            cookies::clear_passkey(&state, response.headers_mut());
            response
        }
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /passkeys/second-factor/begin`
pub(crate) async fn begin_second_factor(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(response) = read::<Nothing>(&state, &client, &headers, body).await {
        return response;
    }
    let asked = match waiting(&state, &headers).await {
        Ok((waiting, handle)) => {
            passkeys::begin_second_factor(state.app(), &waiting, &handle).await
        }
        Err(error) => Err(error),
    };
    match asked {
        Ok(asked) => json(StatusCode::OK, &asked),
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /passkeys/second-factor/finish`
pub(crate) async fn finish_second_factor(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let finish: Finish = match read(&state, &client, &headers, body).await {
        Ok(finish) => finish,
        Err(response) => return response,
    };
    let remember = finish.remember;
    let finished = match waiting(&state, &headers).await {
        Ok((waiting, handle)) => {
            let step = (waiting, handle.as_str());
            let answer = finish.answer();
            passkeys::finish_second_factor(state.app(), step, answer, &client, remember).await
        }
        Err(error) => Err(error),
    };
    match finished {
        Ok(finished) => {
            let location = state.href(&finished.return_to);
            let mut response = json(StatusCode::OK, &Onward { location });
            second_factor::keep(&state, &headers, &mut response, &finished);
            response
        }
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// The sign-in that waits in this browser, and the value that names it.
async fn waiting(state: &State, headers: &HeaderMap) -> Result<(Waiting, String), PasskeyError> {
    let handle = cookies::step(state, headers).ok_or(StepError::Over)?;
    Ok((second_factor::waiting(state, headers).await?, handle))
}

/// `POST /passkeys/register/begin`
pub(crate) async fn begin_registration(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let live = match asker::<Nothing>(&state, &client, &headers, body).await {
        Ok((live, _)) => live,
        Err(response) => return response,
    };
    match passkeys::begin_registration(state.app(), &live).await {
        Ok(asked) => json(StatusCode::OK, &asked),
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /passkeys/register/finish`
pub(crate) async fn finish_registration(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, finish) = match asker::<Finish>(&state, &client, &headers, body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    match passkeys::finish_registration(state.app(), &live, finish.answer(), &client).await {
        Ok(_) => told(&state, Notice::PasskeyAdded),
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /passkeys/prove/begin`
pub(crate) async fn begin_proof(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let live = match asker::<Nothing>(&state, &client, &headers, body).await {
        Ok((live, _)) => live,
        Err(response) => return response,
    };
    match passkeys::begin_proof(state.app(), &live).await {
        Ok(asked) => json(StatusCode::OK, &asked),
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /passkeys/prove/finish`
pub(crate) async fn finish_proof(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, finish) = match asker::<Finish>(&state, &client, &headers, body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    match passkeys::finish_proof(state.app(), &live, finish.answer(), &client).await {
        Ok(()) => told(&state, Notice::Confirmed),
        Err(error) => failed(&state, Failure::from(&error), &error),
    }
}

/// The account page, which says what has been done.
fn told(state: &State, notice: Notice) -> Response {
    let location = state.href(&format!("/?notice={}#passkeys", notice.as_str()));
    json(StatusCode::OK, &Onward { location })
}

/// Reads the body, if there were not too many requests.
async fn read<T: for<'de> Deserialize<'de>>(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Response> {
    let verdict = limiter::count(state, Limiter::Passkey, client);
    if !verdict.allowed {
        let response = refused(state, Failure::TooMany);
        return Err(limiter::annotate(response, verdict, state.app().clock.now()));
    }
    let read = fields::read_json(headers, body).await;
    read.map_err(|error| failed(state, error.into(), &error))
}

/// The same with the session of this browser, which must have one.
async fn asker<T: for<'de> Deserialize<'de>>(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Live>, T), Response> {
    match browser(state, headers).await {
        Ok(Browser::SignedIn(live)) => Ok((live, read(state, client, headers, body).await?)),
        Ok(_) => Err(refused(state, Failure::SessionChanged)),
        Err(error) => Err(failed(state, Failure::Internal, &error)),
    }
}
