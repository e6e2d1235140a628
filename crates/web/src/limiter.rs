//! The limiters' answers: `X-RateLimit-*` on limited routes and 429 past the limit (reference 0.1).

use axum::response::Response;
use doorward_app::lockout;
use doorward_app::{Client, Limiter, Live};
use doorward_core::id::UserId;
use doorward_core::limit::{Rule, Verdict};
use doorward_core::time::{MINUTE_MS, Timestamp};
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::request::State;

/// Counts one event and gives the verdict.
pub(crate) fn count(state: &State, limiter: Limiter, client: &Client) -> Verdict {
    state.app().count(limiter, client)
}

/// Counts one code for an address, and one for an account: the verdict of the first that refuses, else of
/// the account.
pub(crate) fn count_code(state: &State, client: &Client, user: UserId) -> Verdict {
    let by_address = count(state, Limiter::TwoFactor, client);
    if !by_address.allowed {
        return by_address;
    }
    lockout::count_code(state.app(), user)
}

/// Counts one event of somebody who is signed in, and gives the verdict: going too far is held against the
/// person.
pub(crate) fn count_signed_in(
    state: &State,
    limiter: Limiter,
    client: &Client,
    live: &Live,
) -> Verdict {
    state.app().count_signed_in(limiter, client, live.user.id)
}

/// The verdict on one more event, which is not counted yet.
pub(crate) fn peek(state: &State, limiter: Limiter, client: &Client) -> Verdict {
    state.app().peek(limiter, client.address)
}

/// Adds the limiter's headers to an answer.
pub(crate) fn annotate(mut response: Response, verdict: Verdict, now: Timestamp) -> Response {
    let headers = response.headers_mut();
    number(headers, HeaderName::from_static("x-ratelimit-limit"), verdict.limit.into());
    number(headers, HeaderName::from_static("x-ratelimit-remaining"), verdict.remaining.into());
    let reset = verdict.resets_at.plus(999).seconds();
    number(headers, HeaderName::from_static("x-ratelimit-reset"), reset);
    if !verdict.allowed {
        let wait = verdict.resets_at.since(now).max(0).saturating_add(999) / 1000;
        number(headers, RETRY_AFTER, wait);
    }
    response
}

fn number(headers: &mut HeaderMap, name: HeaderName, value: i64) {
    headers.insert(name, HeaderValue::from(value));
}

/// The sentence of a refused request, in `LibreChat`'s words.
pub(crate) fn sentence(limiter: Limiter, rule: Rule) -> String {
    let minutes = rule.window_ms / MINUTE_MS;
    match limiter {
        Limiter::Login | Limiter::Provider | Limiter::Passkey => {
            format!("Too many login attempts, please try again after {minutes} minutes.")
        }
        Limiter::Register => {
            format!("Too many accounts created, please try again after {minutes} minutes")
        }
        Limiter::ResetRequest
        | Limiter::ResetSubmission
        | Limiter::VerifyRequest
        | Limiter::VerifySubmission => {
            format!("Too many attempts, please try again after {minutes} minute(s)")
        }
        Limiter::TwoFactor => {
            format!("Too many verification attempts, please try again after {minutes} minutes.")
        }
        Limiter::AccessCode => {
            format!("Too many wrong access codes, please try again after {minutes} minutes.")
        }
        Limiter::Guest | Limiter::ProviderLogout => {
            format!("Too many requests, please try again after {minutes} minutes")
        }
    }
}
