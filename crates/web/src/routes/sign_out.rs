//! Signing out: a question for a link, an act for a form.

use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::{access_code, sessions};
use doorward_pages::{SignOut, SignedOut};
use http::header::HeaderValue;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::cookies;
use crate::problem::Failure;
use crate::request::{Asker, Browser, State, browser};
use crate::routes::{access, page};

/// `GET /logout`: a link must not sign anybody out (checklist item 57).
pub(crate) async fn ask(AxumState(state): AxumState<State>, headers: HeaderMap) -> Response {
    match browser(&state, &headers).await {
        Ok(Browser::SignedIn(live)) => {
            let who = live.user.email.as_ref().map_or(&*live.user.name, |email| email.as_str());
            let view = SignOut {
                frame: page::frame(&state),
                who: who.to_owned(),
                back_href: state.href("/"),
            };
            page::html(StatusCode::OK, view.render())
        }
        Ok(Browser::Over) => forgotten(&state, goodbye(&state)),
        Ok(Browser::Nobody) if access::is_guest(&state, &headers).await.unwrap_or_default() => {
            let back_href = state.href("/access");
            let who = "a guest".to_owned();
            let view = SignOut { frame: page::frame(&state), who, back_href };
            page::html(StatusCode::OK, view.render())
        }
        // Another site's picture may lead here without the cookies that it must not send: take
        // nothing away.
        Ok(Browser::Nobody) => goodbye(&state),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /logout`
pub(crate) async fn submit(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
) -> Response {
    let ended = match browser(&state, &headers).await {
        Ok(Browser::SignedIn(live)) => {
            sessions::end(state.app(), live.user.id, live.id).await.map(drop)
        }
        Ok(Browser::Nobody | Browser::Over) => Ok(()),
        Err(error) => Err(error),
    };
    let ended = match (ended, cookies::get(&headers, cookies::REFRESH)) {
        (Ok(()), Some(token)) => sessions::end_by_refresh_token(state.app(), &token).await,
        (ended, _) => ended,
    };
    let guest = cookies::guest(&state, &headers);
    let ended = match (ended, &guest) {
        (Ok(()), Some(cookie)) => access_code::leave(state.app(), cookie, &client).await,
        (ended, _) => ended,
    };
    match ended {
        // A page of its own, so that going back or loading anew does not send the form again.
        Ok(()) => {
            let mut response = forgotten(&state, page::see_other(&state.href("/logout")));
            if guest.is_some() {
                cookies::clear_guest(&state, response.headers_mut());
            }
            response
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// The page that says so.
fn goodbye(state: &State) -> Response {
    let view =
        SignedOut { frame: page::frame(state), sign_in_href: state.href("/login?redirect=false") };
    page::html(StatusCode::OK, view.render())
}

/// Clears what the browser holds of us (checklist item 60).
fn forgotten(state: &State, mut response: Response) -> Response {
    let headers = response.headers_mut();
    cookies::clear_session(state, headers);
    let clear = HeaderName::from_static("clear-site-data");
    headers.insert(clear, HeaderValue::from_static("\"cache\""));
    response
}
