//! How the signed-in person opens their account: linking providers and removing them, each after a
//! fresh proof.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::callback::Started;
use doorward_app::linking::{self, LinkingError, Standing, Typed};
use doorward_app::{Client, Limiter, Live, StoreError};
use doorward_core::limit::Verdict;
use doorward_core::secret::Secret;
use doorward_pages::{Confirm, ConfirmStep, LinkRow, LinkStanding, Notice, WaysIn};
use http::{HeaderMap, StatusCode};

use crate::fields::Fields;
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::account::{signed_in, way};
use crate::routes::{page, passkeys};
use crate::{cookies, fields, limiter};

/// `POST /account/links/{provider}`
pub(crate) async fn begin(
    state: State,
    Path(provider): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refused) = too_many(&state, Limiter::Provider, &client, None) {
        return refused;
    }
    let (live, typed) = match asker(&state, &client, &headers, body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let return_to = told(Notice::ProviderLinked);
    match linking::begin(state.app(), &live, &provider, typed, &return_to).await {
        Ok(started) => onward(&state, &started, way(&state, &provider)),
        Err(error) => {
            let action = state.href(&format!("/account/links/{provider}"));
            let step = ConfirmStep::Link(way(&state, &provider));
            not_done(&state, &live, (step, action), &error).await
        }
    }
}

/// `POST /account/links/{name}/remove`
pub(crate) async fn remove(
    state: State,
    Path(name): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, typed) = match asker(&state, &client, &headers, body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    match linking::remove(state.app(), &live, &name, typed).await {
        Ok(()) => page::account(&state, Notice::ProviderRemoved),
        Err(error) => {
            let links = linking::list(state.app(), live.user.id).await.unwrap_or_default();
            let link = links.into_iter().find(|link| link.name == name);
            let provider = link.map(|link| way(&state, &link.provider)).unwrap_or_default();
            let action = state.href(&format!("/account/links/{name}/remove"));
            not_done(&state, &live, (ConfirmStep::Remove(provider), action), &error).await
        }
    }
}

/// `POST /account/confirm/{provider}`
pub(crate) async fn confirm(
    state: State,
    Path(provider): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
) -> Response {
    if let Some(refused) = too_many(&state, Limiter::Provider, &client, None) {
        return refused;
    }
    let live = match signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    match linking::prove(state.app(), &live, &provider, &told(Notice::Confirmed)).await {
        Ok(started) => onward(&state, &started, way(&state, &provider)),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// What the account page shows of it.
pub(crate) async fn ways_in(state: &State, live: &Live) -> Result<WaysIn, StoreError> {
    let app = state.app();
    let links = linking::list(app, live.user.id).await?;
    let row = |link: linking::LinkedProvider| LinkRow {
        name: link.name,
        provider: way(state, &link.provider),
        created_at: link.created_at,
        standing: match link.standing {
            Standing::Removable => LinkStanding::Removable,
            Standing::LastWayIn => LinkStanding::LastWayIn,
            Standing::NotSetUp => LinkStanding::NotSetUp,
        },
    };
    let offers = linking::offers(app).into_iter().map(|id| (id.to_owned(), way(state, id)));
    Ok(WaysIn {
        password: linking::has_password(app, live.user.id).await?,
        links: links.into_iter().map(row).collect(),
        offers: offers.collect(),
    })
}

/// The session and what was typed to prove anew who its person is.
pub(crate) async fn asker<'a>(
    state: &State,
    client: &'a Client,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Live>, Typed<'a>), Response> {
    let live = signed_in(state, headers, "/").await?;
    let mut fields = fields::read(headers, body)
        .await
        .map_err(|error| page::failed(state, error.into(), &error))?;
    let typed = typed(state, client, &live, &mut fields)?;
    Ok((live, typed))
}

/// Takes out of a form what was typed to prove anew who somebody is. A password counts like a sign-in, and a
/// code like a second step: this must not become the place to guess at.
#[expect(clippy::result_large_err, reason = "as of all that answers instead of its caller")]
pub(crate) fn typed<'a>(
    state: &State,
    client: &'a Client,
    live: &Live,
    fields: &mut Fields,
) -> Result<Typed<'a>, Response> {
    let password = fields.take("password").map(Secret::new);
    if password.is_some()
        && let Some(refused) = too_many(state, Limiter::Login, client, Some(live))
    {
        return Err(refused);
    }
    let code = fields.take("code").filter(|code| !code.trim().is_empty()).map(Secret::new);
    if code.is_some() {
        let verdict = limiter::count_code(state, client, live.user.id);
        if !verdict.allowed {
            return Err(refused(state, verdict));
        }
    }
    Ok(Typed { password, code, client })
}

/// What a form that may carry a proof says.
pub(crate) struct ProofFields<'a> {
    /// What was typed to prove anew who the person is.
    pub(crate) typed: Typed<'a>,
    /// What was typed to confirm.
    pub(crate) confirm: String,
    /// Whether it is the form that asks for a proof and for nothing else.
    pub(crate) came_to_prove: bool,
}

/// Reads a form that may carry a proof.
pub(crate) async fn proof_fields<'a>(
    state: &State,
    (client, live): (&'a Client, &Live),
    headers: &HeaderMap,
    body: Body,
) -> Result<ProofFields<'a>, Response> {
    let mut fields = fields::read(headers, body)
        .await
        .map_err(|error| page::failed(state, error.into(), &error))?;
    let typed = typed(state, client, live, &mut fields)?;
    let proves = typed.password.is_some() || typed.code.is_some();
    let came_to_prove = proves && fields.get("confirm").is_none();
    Ok(ProofFields { typed, confirm: fields.text("confirm").to_owned(), came_to_prove })
}

/// Takes a proof where what it is for is asked for once more afterwards.
pub(crate) async fn prove_first(
    state: &State,
    live: &Live,
    step: (ConfirmStep, String),
    typed: Typed<'_>,
) -> Response {
    match linking::prove_here(state.app(), live, typed).await {
        Ok(()) => page::account(state, Notice::Confirmed),
        Err(error) => not_done(state, live, step, &error).await,
    }
}

/// Counts one try; gives the page that says so where there were too many.
pub(crate) fn too_many(
    state: &State,
    limiter: Limiter,
    client: &Client,
    live: Option<&Live>,
) -> Option<Response> {
    let verdict = match live {
        Some(live) => limiter::count_signed_in(state, limiter, client, live),
        None => limiter::count(state, limiter, client),
    };
    (!verdict.allowed).then(|| refused(state, verdict))
}

/// The page that says that there were too many tries.
pub(crate) fn refused(state: &State, verdict: Verdict) -> Response {
    let page = page::error(state, Failure::TooMany);
    limiter::annotate(page, verdict, state.app().clock.now())
}

/// Leads on to a provider.
pub(crate) fn onward(state: &State, started: &Started, provider: String) -> Response {
    let mut response = page::onward(state, provider, started.url.as_str());
    cookies::set_login(state, response.headers_mut(), started);
    response
}

/// Asks for a fresh proof where that is what is missing; else says what is wrong.
pub(crate) async fn not_done(
    state: &State,
    live: &Live,
    (step, action): (ConfirmStep, String),
    error: &LinkingError,
) -> Response {
    let failure = Failure::from(error);
    match error {
        LinkingError::NeedsProof => ask_for_proof(state, live, (step, action), None).await,
        LinkingError::BadPassword | LinkingError::Factor(_) | LinkingError::Hashing(_) => {
            problem::log(failure, error);
            ask_for_proof(state, live, (step, action), Some(failure)).await
        }
        LinkingError::TooMany(verdict) => refused(state, *verdict),
        _ => page::failed(state, failure, error),
    }
}

/// The page that asks the signed-in person to prove anew who they are, and says what was wrong with the
/// last try.
pub(crate) async fn ask_for_proof(
    state: &State,
    live: &Live,
    (step, action): (ConfirmStep, String),
    failed: Option<Failure>,
) -> Response {
    let ways = match linking::ways(state.app(), live).await {
        Ok(ways) => ways,
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    let named = |id: String| {
        let label = way(state, &id);
        (id, label)
    };
    let view = Confirm {
        frame: page::frame(state),
        step,
        action,
        email: live.user.email.as_ref().map(ToString::to_string),
        password_form: ways.password,
        code_form: ways.code,
        passkeys: ways.passkey.then(|| passkeys::prompt(state, "/passkeys/prove", "/")).flatten(),
        providers: ways.providers.into_iter().map(named).collect(),
        error: failed.map(|failure| page::form_error(state, failure)),
        back_href: state.href("/"),
    };
    let status = failed.map_or(StatusCode::OK, |failure| failure.row().status);
    page::html(status, view.render())
}

/// The account page, which says what has been done.
fn told(notice: Notice) -> String {
    format!("/?notice={}", notice.as_str())
}
