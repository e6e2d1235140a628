//! Banning people and addresses, and lifting bans.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::moderation::{self, Ban, BanError, BanId, By, Counter, Network, NewBan, Subject};
use doorward_app::people::{self, PeopleError};
use doorward_app::{Client, Live, StoreError, UserId, duration};
use doorward_pages::ConfirmStep;
use doorward_pages::admin::{
    BanBy, BanDone, BanRow, BanStanding, Bans, ScoreRow, Section, TypedBan,
};
use http::{HeaderMap, StatusCode, Uri};

use super::person;
use crate::fields::{self, Fields};
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{links, page};

const HERE: Section = Section::Bans;

/// Bans on one page.
const PAGE: u32 = 50;

/// `GET /admin/bans`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if let Err(response) = super::administrator(&state, &headers, HERE.path()).await {
        return response;
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let done = query.get("done").and_then(BanDone::parse);
    let typed = TypedBan { who: query.text("who").to_owned(), ..TypedBan::default() };
    let view = view(&state, &query).await.map(|view| Bans { done, typed, ..view });
    shown(&state, StatusCode::OK, view)
}

/// `POST /admin/bans`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let action = HERE.path().to_owned();
    let (live, fields) = match proved(&state, &client, (&headers, action), body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    // Whoever comes from proving who they are has yet to say whom to ban.
    if fields.get("who").is_none() {
        return told(&state, BanDone::Proved);
    }
    let banned = match wanted(&state, &fields, &live).await {
        Ok(new) => moderation::ban(state.app(), new).await,
        Err(error) => Err(error),
    };
    match banned {
        Ok(_) => told(&state, BanDone::Banned),
        Err(error) => refused(&state, &fields, &error).await,
    }
}

/// `POST /admin/bans/{id}/lift`
pub(crate) async fn lift(
    state: State,
    Path(id): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let action = format!("{}/{id}/lift", HERE.path());
    let live = match proved(&state, &client, (&headers, action), body).await {
        Ok((live, _)) => live,
        Err(response) => return response,
    };
    let Ok(id) = id.parse::<BanId>() else { return page::error(&state, Failure::NoSuchBan) };
    match moderation::lift(state.app(), id, By::Person(live.user.id)).await {
        // Lifted before is lifted.
        Ok(_) | Err(BanError::Lifted) => told(&state, BanDone::Lifted),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// An administrator who has proved of late who they are, and what their form says; or the answer that asks
/// for the proof, whose form posts to `action`.
async fn proved(
    state: &State,
    client: &Client,
    (headers, action): (&HeaderMap, String),
    body: Body,
) -> Result<(Arc<Live>, Fields), Response> {
    let live = super::administrator(state, headers, HERE.path()).await?;
    let mut fields = fields::read(headers, body)
        .await
        .map_err(|error| page::failed(state, error.into(), &error))?;
    let typed = links::typed(state, client, &live, &mut fields)?;
    if let Err(error) = people::prove(state.app(), &live, typed).await {
        let step = ConfirmStep::Administer(fields.text("who").to_owned());
        return Err(links::not_done(state, &live, (step, state.href(&action)), &error).await);
    }
    Ok((live, fields))
}

async fn wanted(state: &State, fields: &Fields, live: &Live) -> Result<NewBan, BanError> {
    let who = fields.text("who").trim();
    let subject = if let Ok(network) = who.parse::<Network>() {
        Subject::Address(network)
    } else {
        match people::find(state.app(), who).await {
            Ok(user) => Subject::Person(user.id),
            Err(PeopleError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(BanError::NoSuchPerson),
        }
    };
    let for_ms = match fields.text("for").trim() {
        "" => None,
        text => Some(duration::parse(text).map_err(|_| BanError::Duration)?),
    };
    let reason = fields.text("reason").to_owned();
    Ok(NewBan { subject, reason, for_ms, by: By::Person(live.user.id) })
}

async fn refused(state: &State, fields: &Fields, error: &BanError) -> Response {
    let failure = Failure::from(error);
    if failure == Failure::Internal {
        return page::failed(state, failure, error);
    }
    problem::log(failure, error);
    let typed = TypedBan {
        who: fields.text("who").to_owned(),
        duration: fields.text("for").to_owned(),
        reason: fields.text("reason").to_owned(),
    };
    let error = Some(page::form_error(state, failure));
    let view = view(state, &Fields::default()).await.map(|view| Bans { error, typed, ..view });
    shown(state, failure.row().status, view)
}

fn told(state: &State, done: BanDone) -> Response {
    page::see_other(&state.href(&format!("{}?done={}", HERE.path(), done.as_str())))
}

fn shown(state: &State, status: StatusCode, view: Result<Bans, StoreError>) -> Response {
    match view {
        Ok(view) => page::html(status, view.render()),
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}

async fn view(state: &State, query: &Fields) -> Result<Bans, StoreError> {
    let app = state.app();
    let all = query.get("all") == Some("true");
    let before = query.get("before").and_then(|id| id.parse().ok());
    let bans = moderation::list(app, before, PAGE, all).await?;
    let full = bans.len() >= PAGE as usize;
    let next = bans
        .last()
        .filter(|_| full)
        .map(|last| state.href(&format!("{}?all={all}&before={}", HERE.path(), last.id)));
    let mut rows = Vec::new();
    for ban in bans {
        rows.push(row(state, ban).await?);
    }
    let mut scores = Vec::new();
    for counter in moderation::violations(app, PAGE).await? {
        scores.push(score(state, counter).await?);
    }
    Ok(Bans {
        frame: page::frame(state),
        here: HERE,
        done: None,
        error: None,
        typed: TypedBan::default(),
        all,
        rows,
        next_href: next,
        scores,
    })
}

pub(super) async fn row(state: &State, ban: Ban) -> Result<BanRow, StoreError> {
    let standing = if ban.lifted.is_some() {
        BanStanding::Lifted
    } else if ban.counts(state.app().clock.now()) {
        BanStanding::Counts
    } else {
        BanStanding::Over
    };
    Ok(BanRow {
        whom: whom(state, ban.subject).await?,
        whom_href: match ban.subject {
            Subject::Person(id) => Some(state.href(&person::path(id))),
            Subject::Address(_) => None,
        },
        by: match ban.by {
            By::Rules => BanBy::Rules,
            By::CommandLine => BanBy::CommandLine,
            By::Person(id) => BanBy::Person(name(state, id).await?),
        },
        id: ban.id.to_string(),
        reason: ban.reason,
        created_at: ban.created_at,
        ends_at: ban.expires_at,
        standing,
    })
}

pub(super) async fn score(state: &State, counter: Counter) -> Result<ScoreRow, StoreError> {
    Ok(ScoreRow {
        whose: whom(state, counter.subject).await?,
        kind: counter.kind,
        score: counter.score.text(),
        events: counter.events,
        last_at: counter.last_at,
    })
}

async fn whom(state: &State, subject: Subject) -> Result<String, StoreError> {
    match subject {
        Subject::Person(id) => name(state, id).await,
        Subject::Address(network) => Ok(network.to_string()),
    }
}

/// The address of a person, else their name; the identifier of one who is gone.
async fn name(state: &State, id: UserId) -> Result<String, StoreError> {
    match people::find(state.app(), &id.to_string()).await {
        Ok(user) => Ok(user.email.map_or(user.name, |email| email.to_string())),
        Err(PeopleError::Store(error)) => Err(error),
        Err(_) => Ok(id.to_string()),
    }
}

impl From<&BanError> for Failure {
    fn from(error: &BanError) -> Self {
        match error {
            BanError::Reason => Self::BanReason,
            BanError::Duration => Self::BanDuration,
            BanError::Yourself => Self::OwnAccount,
            BanError::LastAdministrator => Self::LastAdministrator,
            BanError::NoSuchPerson => Self::NoSuchPerson,
            BanError::NoSuchBan | BanError::Lifted => Self::NoSuchBan,
            BanError::Random(_) | BanError::Store(_) => Self::Internal,
        }
    }
}
