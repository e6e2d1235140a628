//! Signing out: a question for a link, an act for a form.

use axum::response::Response;
use doorward_app::sign_out::{self, Onward};
use doorward_app::{StoreError, access_code};
use doorward_pages::{SignOut, SignedOut};
use http::header::HeaderValue;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::cookies;
use crate::dialects::authjs::{self, cookies::Held};
use crate::problem::Failure;
use crate::request::{Asker, Browser, State, browser};
use crate::routes::{access, page};

/// `GET /logout`: a link must not sign anybody out (checklist item 57).
pub(crate) async fn ask(state: State, headers: HeaderMap) -> Response {
    match visitor(&state, &headers).await {
        Ok(Browser::SignedIn(live)) => {
            let who = live.user.email.as_ref().map_or(&*live.user.name, |email| email.as_str());
            let view = SignOut {
                frame: page::frame(&state),
                who: who.to_owned(),
                back_href: state.href("/"),
            };
            page::html(StatusCode::OK, view.render())
        }
        Ok(Browser::Over) => forgotten(&state, &headers, goodbye(&state)),
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

/// Where a browser stands, by whichever cookie it has.
async fn visitor(state: &State, headers: &HeaderMap) -> Result<Browser, StoreError> {
    match browser(state, headers).await? {
        Browser::Nobody if state.app().authjs.is_some() => {
            Ok(match authjs::cookies::held(state, headers).await? {
                Held::Session(_, live) => Browser::SignedIn(live),
                Held::Rubbish => Browser::Over,
                Held::Nothing => Browser::Nobody,
            })
        }
        at => Ok(at),
    }
}

/// `POST /logout`
pub(crate) async fn submit(state: State, Asker(client): Asker, headers: HeaderMap) -> Response {
    let ended = end_sessions(&state, &headers).await;
    let guest = cookies::guest(&state, &headers);
    let ended = match (ended, &guest) {
        (Ok(onward), Some(cookie)) => {
            access_code::leave(state.app(), cookie, &client).await.map(|()| onward)
        }
        (ended, _) => ended,
    };
    match ended {
        Ok(onward) => {
            // A page of its own, so that going back or loading anew does not send the form again.
            let response = match &onward {
                None => page::see_other(&state.href("/logout")),
                Some(onward) => leave(&state, onward),
            };
            let mut response = forgotten(&state, &headers, response);
            if guest.is_some() {
                cookies::clear_guest(&state, response.headers_mut());
            }
            response
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// The page from which the browser goes on to the provider by itself.
///
/// It cannot be redirected there: browsers hold redirects after a form to `form-action` too, which keeps
/// our forms at home.
fn leave(state: &State, onward: &Onward) -> Response {
    let mut response = goodbye(state);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&format!("0; url={}", onward.url)) {
        headers.insert(HeaderName::from_static("refresh"), value);
    }
    cookies::set_logout(state, headers, &onward.state);
    response
}

/// Ends every session that the request's cookies open: they are about to be cleared, so what they
/// opened must not stay open. Gives the way to the provider that is to be left as well.
pub(crate) async fn end_sessions(
    state: &State,
    headers: &HeaderMap,
) -> Result<Option<Onward>, StoreError> {
    let live = match visitor(state, headers).await? {
        Browser::SignedIn(live) => Some(live),
        Browser::Nobody | Browser::Over => None,
    };
    let cookie = cookies::get(headers, cookies::REFRESH);
    let onward = sign_out::sign_out(state.app(), live.as_deref(), cookie.as_deref()).await?;
    authjs::cookies::end(state, headers).await?;
    Ok(onward)
}

/// The page that says so.
fn goodbye(state: &State) -> Response {
    let view =
        SignedOut { frame: page::frame(state), sign_in_href: state.href("/login?redirect=false") };
    page::html(StatusCode::OK, view.render())
}

/// Clears what the browser holds of us (checklist item 60).
pub(crate) fn forgotten(state: &State, request: &HeaderMap, mut response: Response) -> Response {
    let headers = response.headers_mut();
    cookies::clear_session(state, request, headers);
    let clear = HeaderName::from_static("clear-site-data");
    headers.insert(clear, HeaderValue::from_static("\"cache\""));
    response
}
