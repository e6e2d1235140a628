//! Another address for an account: asked for on the account page, confirmed and undone by links.

use axum::body::Body;
use axum::response::Response;
use doorward_app::linking::{LinkingError, Typed};
use doorward_app::readdress::{self, AskError};
use doorward_app::{Client, Limiter, Live, StoreError, linking};
use doorward_core::secret::Secret;
use doorward_pages::{AddressChange, Again, ConfirmStep, Notice, Press, Step, Undone};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields;
use crate::limiter;
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::recovery::{forgot_href, link_over, private, query, sign_in_href};
use crate::routes::verification::{press, view};
use crate::routes::{account, links, page};

/// What the account page shows of it; `None` where the address cannot be changed.
pub(crate) async fn section(
    state: &State,
    live: &Live,
) -> Result<Option<AddressChange>, StoreError> {
    if !readdress::is_offered(state.app(), &live.user) {
        return Ok(None);
    }
    Ok(Some(AddressChange {
        now: live.user.email.as_ref().map(ToString::to_string),
        typed: String::new(),
        asks_password: linking::has_password(state.app(), live.user.id).await?,
        error: None,
    }))
}

/// `POST /account/address`
pub(crate) async fn ask(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match account::asker(&state, &headers, body, "/").await {
        Ok(both) => both,
        Err(response) => return response,
    };
    if fields.get("new-email").is_none() {
        // Whoever comes from proving who they are has yet to say what it was for.
        let step = (ConfirmStep::Address, state.href("/account/address"));
        return match links::typed(&state, &client, &live, &mut fields) {
            Ok(typed) => links::prove_first(&state, &live, step, typed).await,
            Err(refused) => refused,
        };
    }
    // It mails to whatever address is typed, and it checks a password.
    for limiter in [Limiter::VerifyRequest, Limiter::Login] {
        if let Some(refused) = links::too_many(&state, limiter, &client, Some(&live)) {
            return refused;
        }
    }
    let address = fields.take("new-email").unwrap_or_default();
    let password = fields.take("address-password").map(Secret::new);
    let typed = Typed { password, code: None, client: &client };
    match readdress::ask(state.app(), &live, &address, typed).await {
        Ok(()) => page::account(&state, Notice::AddressAsked),
        Err(error) => not_asked(&state, &live, address, &error).await,
    }
}

async fn not_asked(state: &State, live: &Live, typed: String, error: &AskError) -> Response {
    let failure = Failure::from(error);
    if let AskError::Proof(LinkingError::NeedsProof) = error {
        let step = (ConfirmStep::Address, state.href("/account/address"));
        return links::ask_for_proof(state, live, step, None).await;
    }
    if let AskError::Proof(LinkingError::TooMany(verdict)) = error {
        return links::refused(state, *verdict);
    }
    if failure == Failure::Internal {
        return page::failed(state, failure, error);
    }
    problem::log(failure, error);
    let shown = account::with_address_error(state, live, (typed, failure)).await;
    shown.unwrap_or_else(|error| page::failed(state, Failure::Internal, &error))
}

/// `GET /account/address/confirm`
pub(crate) async fn show_confirm(state: State, uri: Uri) -> Response {
    let mut query = query(&uri);
    let token = query.text("token").to_owned();
    if token.is_empty() {
        return press(&state, Step::ConfirmAddress, &uri);
    }
    match readdress::about(state.app(), &token).await {
        Ok(account) => {
            let view = Press { account, ..view(&state, Step::ConfirmAddress, &mut query) };
            private(page::html(StatusCode::OK, view.render()))
        }
        Err(error) => link_over(&state, &error, Again::Page(state.href("/"))),
    }
}

/// `GET /account/address/undo`
pub(crate) async fn show_undo(state: State, uri: Uri) -> Response {
    press(&state, Step::UndoAddress, &uri)
}

/// `POST /account/address/confirm`
pub(crate) async fn confirm(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let token = match token(&state, &client, &headers, body).await {
        Ok(token) => token,
        Err(response) => return response,
    };
    match readdress::confirm(state.app(), &token, &client).await {
        Ok(()) => page::sign_in(&state, Notice::AddressChanged),
        Err(error) => link_over(&state, &error, Again::Page(state.href("/"))),
    }
}

/// `POST /account/address/undo`
pub(crate) async fn undo(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let token = match token(&state, &client, &headers, body).await {
        Ok(token) => token,
        Err(response) => return response,
    };
    match readdress::undo(state.app(), &token, &client).await {
        Ok(()) => {
            let (forgot_href, sign_in_href) = (forgot_href(&state), sign_in_href(&state));
            let view = Undone { frame: page::frame(&state), forgot_href, sign_in_href };
            page::html(StatusCode::OK, view.render())
        }
        Err(error) => link_over(&state, &error, Again::Nowhere),
    }
}

/// The token that the button of a link sends, unless there were too many of them.
async fn token(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    body: Body,
) -> Result<String, Response> {
    let verdict = limiter::count(state, Limiter::VerifySubmission, client);
    let fields = fields::read(headers, body).await;
    if !verdict.allowed {
        let now = state.app().clock.now();
        return Err(limiter::annotate(page::error(state, Failure::TooMany), verdict, now));
    }
    match fields {
        Ok(mut fields) => Ok(fields.take("token").unwrap_or_default()),
        Err(error) => Err(page::failed(state, error.into(), &error)),
    }
}
