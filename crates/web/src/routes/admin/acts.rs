//! What administrators do to a person. Each act needs a proof, not older than ten minutes, of who the
//! administrator is.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::moderation::{self, Subject};
use doorward_app::people::{self, By};
use doorward_app::{Live, Role, SessionId, User, approval, recover};
use doorward_pages::ConfirmStep;
use doorward_pages::admin::{Act, Section};
use http::HeaderMap;

use super::person;
use super::undone::Undone;
use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::{links, page};

/// What was asked for by a form.
enum Wish {
    Act(Act),
    EndSession(SessionId),
}

impl Wish {
    /// Where the form posts to, and what the page says when it is done.
    fn path(&self) -> (String, &'static str) {
        match self {
            Self::Act(act) => (act.as_str().to_owned(), act.as_str()),
            Self::EndSession(id) => (format!("sessions/{id}/end"), Act::EndSessions.as_str()),
        }
    }
}

/// `POST /admin/people/{id}/{act}`
pub(crate) async fn submit(
    state: State,
    Path((id, act)): Path<(String, String)>,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match Act::parse(&act) {
        Some(act) => answer(&state, (&id, Wish::Act(act)), asker, headers, body).await,
        None => page::error(&state, Failure::NotFound),
    }
}

/// `POST /admin/people/{id}/sessions/{session}/end`
pub(crate) async fn end_session(
    state: State,
    Path((id, session)): Path<(String, String)>,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match session.parse() {
        Ok(session) => answer(&state, (&id, Wish::EndSession(session)), asker, headers, body).await,
        Err(_) => page::error(&state, Failure::NotFound),
    }
}

async fn answer(
    state: &State,
    (id, wish): (&str, Wish),
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, user) = match person::find(state, &headers, id).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let fields = match links::proof_fields(state, (&client, &live), &headers, body).await {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let (path, done) = wish.path();
    let here = person::path(user.id);
    let proved = match people::prove(state.app(), &live, fields.typed).await {
        Ok(proved) => proved,
        Err(error) => {
            let step = ConfirmStep::Administer(user.name.clone());
            let step = (step, state.href(&format!("{here}/{path}")));
            return links::not_done(state, &live, step, &error).await;
        }
    };
    if matches!(wish, Wish::Act(Act::Delete)) && !is_confirmed(&user, &fields.confirm) {
        // Whoever comes from proving who they are has yet to say what it was for.
        if fields.came_to_prove {
            return page::see_other(&state.href(&format!("{here}?done=proved")));
        }
        return not_done(state, &live, user, Failure::NotConfirmed).await;
    }
    let by = (&*live, By::Administrator(proved, &client));
    match carry_out(state, &user, &wish, by).await {
        Ok(()) if matches!(wish, Wish::Act(Act::Delete)) => {
            page::see_other(&state.href(&format!("{}?done=delete", Section::People.path())))
        }
        Ok(()) => page::see_other(&state.href(&format!("{here}?done={done}"))),
        Err(error) => match Failure::from(&error) {
            Failure::Internal => page::failed(state, Failure::Internal, &error),
            failure => not_done(state, &live, user, failure).await,
        },
    }
}

async fn carry_out(
    state: &State,
    user: &User,
    wish: &Wish,
    (live, by): (&Live, By<'_>),
) -> Result<(), Undone> {
    let (app, id, own) = (state.app(), user.id, live.user.id);
    match wish {
        Wish::EndSession(session) => drop(people::end_session(app, (id, *session), by).await?),
        Wish::Act(Act::EndSessions) => drop(people::end_sessions(app, id, by).await?),
        Wish::Act(Act::Disable) => people::disable(app, id, by).await?,
        Wish::Act(Act::Enable) => people::enable(app, id, by).await?,
        Wish::Act(Act::MakeAdministrator) => people::set_role(app, id, Role::Admin, by).await?,
        Wish::Act(Act::MakeMember) => people::set_role(app, id, Role::User, by).await?,
        Wish::Act(Act::Delete) => people::delete(app, id, by).await?,
        Wish::Act(Act::ResetPassword) => recover::start(app, user, &by).await?,
        Wish::Act(Act::ResetFactors) => people::reset_factors(app, user, by).await?,
        Wish::Act(Act::Approve) if approval::approve(app, id, Some(own)).await? => {}
        Wish::Act(Act::Approve) => return Err(Undone::NotWaiting),
        Wish::Act(Act::Unban) => {
            let by = moderation::By::Person(own);
            moderation::lift_all(app, Subject::Person(id), by).await?;
        }
    }
    Ok(())
}

fn is_confirmed(user: &User, typed: &str) -> bool {
    typed.trim().eq_ignore_ascii_case(person::phrase(user))
}

/// The page of the person, which says why nothing was done.
async fn not_done(state: &State, live: &Live, user: User, failure: Failure) -> Response {
    match person::view(state, live, user, Some(page::form_error(state, failure))).await {
        Ok(view) => page::html(failure.row().status, view.render()),
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}
