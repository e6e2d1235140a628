//! "This address has an account already": the page that asks its owner to prove that it is theirs.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::Limiter;
use doorward_app::linking::LinkingError;
use doorward_app::linking::asked::{self, Asked, Held, Question};
use doorward_core::secret::Secret;
use doorward_pages::{AskToLink, FormError, ProviderButton};
use http::{HeaderMap, StatusCode, Uri};

use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{account, oauth, page, second_factor, sign_in};
use crate::{cookies, fields, limiter};

/// Sends a browser from a provider's answer to the page that asks.
pub(crate) fn ask(state: &State, asked: &Asked) -> Response {
    let path = format!("/link?handle={}", asked.handle);
    let target = state.app().settings.general.client.join(&path);
    let mut response = page::redirect(StatusCode::FOUND, &target);
    cookies::set_question(state, response.headers_mut(), asked);
    response
}

/// `GET /link`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let handle = query.text("handle");
    match question(&state, &headers, handle).await {
        Ok(question) => page::html(StatusCode::OK, view(&state, handle, question, None).render()),
        Err(error) => oauth::not_linked(&state, &error),
    }
}

/// `POST /link`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::Login, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let handle = fields.text("handle");
    if !verdict.allowed {
        let again = ask_again(&state, &headers, handle, Failure::TooMany).await;
        return limiter::annotate(again, verdict, now);
    }
    let tag = asked::tag(handle);
    let browser = cookies::login(&state, &headers, &tag);
    let held = Held { handle, browser: browser.as_deref() };
    let password = Secret::new(fields.text("password").to_owned());
    let response = match asked::with_password(state.app(), held, password, &client).await {
        Ok(answered) => {
            let (outcome, return_to) = (answered.outcome, answered.return_to);
            let mut response = second_factor::entered(&state, &headers, outcome, &return_to);
            cookies::clear_login(&state, response.headers_mut(), &tag);
            response
        }
        Err(error @ LinkingError::TooMany(verdict)) => {
            let failure = Failure::from(&error);
            let again = ask_again(&state, &headers, handle, failure).await;
            return limiter::annotate(again, verdict, now);
        }
        Err(error @ (LinkingError::BadPassword | LinkingError::Hashing(_))) => {
            let failure = Failure::from(&error);
            problem::log(failure, &error);
            ask_again(&state, &headers, handle, failure).await
        }
        Err(error) => oauth::not_linked(&state, &error),
    };
    limiter::annotate(response, verdict, now)
}

/// `GET /link/{provider}`: the way to the provider that is to prove it.
pub(crate) async fn by_provider(
    state: State,
    Path(provider): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let verdict = match oauth::admit(&state, &headers, &client) {
        Ok(verdict) => verdict,
        Err(response) => return *response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let handle = query.text("handle");
    let browser = cookies::login(&state, &headers, &asked::tag(handle));
    let held = Held { handle, browser: browser.as_deref() };
    let response = match asked::by_provider(state.app(), held, &provider).await {
        Ok(started) => oauth::leave(&state, &started),
        Err(error) => oauth::not_linked(&state, &error),
    };
    limiter::annotate(response, verdict, state.app().clock.now())
}

async fn question(
    state: &State,
    headers: &HeaderMap,
    handle: &str,
) -> Result<Question, LinkingError> {
    let browser = cookies::login(state, headers, &asked::tag(handle));
    asked::question(state.app(), Held { handle, browser: browser.as_deref() }).await
}

async fn ask_again(state: &State, headers: &HeaderMap, handle: &str, failure: Failure) -> Response {
    match question(state, headers, handle).await {
        Ok(question) => {
            let view = view(state, handle, question, Some(page::form_error(state, failure)));
            page::html(failure.row().status, view.render())
        }
        Err(error) => oauth::not_linked(state, &error),
    }
}

fn view(state: &State, handle: &str, question: Question, error: Option<FormError>) -> AskToLink {
    let app = state.app();
    let others = question.providers.iter().filter_map(|id| app.settings.providers.get(id));
    let buttons = others.map(|provider| ProviderButton {
        label: sign_in::label(state, provider),
        href: state.href(&format!("/link/{}?handle={handle}", provider.id)),
        image: provider.button.image_url.clone(),
        last_used: false,
    });
    AskToLink {
        frame: page::frame(state),
        provider: account::way(state, &question.provider),
        email: question.email,
        verified: question.email_verified,
        handle: handle.to_owned(),
        password_form: question.password,
        providers: buttons.collect(),
        error,
        sign_in_href: state.href("/login?redirect=false"),
    }
}
