//! The pages that `LobeChat` has for this contract, at its addresses: ours, with its query.

use axum::response::Response;
use doorward_core::authjs::callback_url::{self, Target};
use doorward_core::origin::return_path;
use http::{HeaderMap, StatusCode, Uri};

use super::call::Call;
use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::State;
use crate::routes::page;
use crate::routes::sign_in::{self, Visit};

/// `GET /next-auth/signin`
pub(crate) async fn sign_in(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let wished = query.get("callbackUrl").map(|url| callback_url::judge(url, &state.0.origins));
    let return_to = match &wished {
        Some(Target::Ours(url)) => return_to(&state, url),
        _ => "/",
    };
    let code = query.get("code");
    let error = query.get("error").and_then(on_sign_in);
    let visit = Visit {
        return_to: return_to.to_owned(),
        error: error.map(|failure| sign_in::form_error(&state, failure, code)),
        notice: None,
        // Who is sent here with an error must not be sent round in circles.
        stays: query.get("error").is_some(),
        signed_out: false,
    };
    sign_in::open(&state, &headers, visit).await
}

/// `GET /next-auth/error`
pub(crate) async fn error(state: State, uri: Uri) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let error = query.get("error").unwrap_or_default();
    let own = match error {
        "AccessDenied" => Failure::SignInDenied,
        "Verification" => Failure::LinkOver,
        _ if on_sign_in(error).is_some() => {
            let target = state.href(&format!("/next-auth/signin?{}", kept(&query)));
            return page::redirect(StatusCode::FOUND, &target);
        }
        _ => Failure::SignInBroken,
    };
    let known = query.get("code").filter(|code| sign_in::is_code(code));
    page::error_as(&state, own, known)
}

/// The errors that are told on the sign-in page, of both generations; `None` for all others, and for
/// the one that only says why somebody is there.
fn on_sign_in(error: &str) -> Option<Failure> {
    Some(match error {
        "CredentialsSignin" => Failure::BadCredentials,
        "OAuthAccountNotLinked" | "AccountNotLinked" => Failure::AskToLink,
        "MissingCSRF" => Failure::FormOld,
        "Signin" | "OAuthSignin" | "OAuthSignInError" | "OAuthCallback" | "OAuthCallbackError"
        | "OAuthCreateAccount" | "EmailCreateAccount" | "Callback" | "EmailSignin" => {
            Failure::ProviderRefused
        }
        _ => return None,
    })
}

/// The part of a query that the sign-in page reads.
fn kept(query: &Fields) -> String {
    let names = ["callbackUrl", "error", "code"];
    let pairs = names.into_iter().filter_map(|name| Some((name, query.get(name)?)));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A path of ours to go on to, out of an address of ours.
pub(super) fn return_to<'a>(state: &State, url: &'a str) -> &'a str {
    let prefix = state.href("");
    let path = callback_url::path(url).strip_prefix(prefix.as_str());
    path.and_then(return_path).unwrap_or("/")
}

/// `GET error`
pub(super) fn to_error(call: &Call) -> Response {
    let query = kept(&call.query);
    let mark = if query.is_empty() { "" } else { "?" };
    page::redirect(StatusCode::FOUND, &call.state.href(&format!("/next-auth/error{mark}{query}")))
}

/// `GET verify-request`: nothing here sends such mail, so what is left is to sign in.
pub(super) async fn verify_request(call: &Call) -> Response {
    let visit = Visit { stays: true, ..Visit::default() };
    sign_in::open(&call.state, &call.headers, visit).await
}
