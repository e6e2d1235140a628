//! The letters that were not sent yet, and why.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::mail::{self, Kept, LetterId, MailError, TestError};
use doorward_app::people::{self, By};
use doorward_app::{Live, StoreError};
use doorward_pages::ConfirmStep;
use doorward_pages::admin::{LetterRow, MailDone, Outbox, Section};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields;
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{links, page};

const HERE: Section = Section::Outbox;

/// Most letters that are shown.
const SHOWN: u32 = 100;

/// What was asked for by a form.
#[derive(Clone, Copy)]
enum Wish {
    Retry(LetterId),
    RetryAll,
    Test,
}

impl Wish {
    /// What the path of its form ends with.
    fn path(self) -> String {
        match self {
            Self::Retry(id) => format!("{id}/retry"),
            Self::RetryAll => "retry".to_owned(),
            Self::Test => "test".to_owned(),
        }
    }

    const fn done(self) -> MailDone {
        match self {
            Self::Retry(_) => MailDone::Retried,
            Self::RetryAll => MailDone::AllRetried,
            Self::Test => MailDone::Tested,
        }
    }
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
enum Undone {
    #[error("there is no such letter, or it is being sent at this moment")]
    NoSuchLetter,
    #[error(transparent)]
    Test(#[from] TestError),
    #[error("the letters could not be read or changed")]
    Store(#[from] StoreError),
}

impl From<&Undone> for Failure {
    fn from(error: &Undone) -> Self {
        match error {
            Undone::NoSuchLetter => Self::NoSuchLetter,
            Undone::Test(TestError::NoAddress | TestError::Post(MailError::Off)) => {
                Self::MailNotTried
            }
            Undone::Test(TestError::Post(_)) | Undone::Store(_) => Self::Internal,
        }
    }
}

/// `GET /admin/mail`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let live = match super::administrator(&state, &headers, HERE.path()).await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let done = query.get("done").and_then(MailDone::parse);
    let view = view(&state, &live).await.map(|view| Outbox { done, ..view });
    shown(&state, StatusCode::OK, view)
}

/// `POST /admin/mail/{id}/retry`
pub(crate) async fn retry(
    state: State,
    Path(id): Path<String>,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match id.parse() {
        Ok(id) => answer(&state, Wish::Retry(id), asker, headers, body).await,
        Err(_) => match super::administrator(&state, &headers, HERE.path()).await {
            Ok(_) => page::error(&state, Failure::NoSuchLetter),
            Err(response) => response,
        },
    }
}

/// `POST /admin/mail/retry`
pub(crate) async fn retry_all(
    state: State,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(&state, Wish::RetryAll, asker, headers, body).await
}

/// `POST /admin/mail/test`
pub(crate) async fn test(state: State, asker: Asker, headers: HeaderMap, body: Body) -> Response {
    answer(&state, Wish::Test, asker, headers, body).await
}

async fn answer(
    state: &State,
    wish: Wish,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let live = match super::administrator(state, &headers, HERE.path()).await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let typed = match links::proof_fields(state, (&client, &live), &headers, body).await {
        Ok(fields) => fields.typed,
        Err(response) => return response,
    };
    let proved = match people::prove(state.app(), &live, typed).await {
        Ok(proved) => proved,
        Err(error) => {
            let action = state.href(&format!("{}/{}", HERE.path(), wish.path()));
            return links::not_done(state, &live, (ConfirmStep::SendMail, action), &error).await;
        }
    };
    match carry_out(state, &live, wish, By::Administrator(proved, &client)).await {
        Ok(()) => {
            let done = wish.done().as_str();
            page::see_other(&state.href(&format!("{}?done={done}", HERE.path())))
        }
        Err(error) => not_done(state, &live, &error).await,
    }
}

async fn carry_out(state: &State, live: &Live, wish: Wish, by: By<'_>) -> Result<(), Undone> {
    let app = state.app();
    match wish {
        Wish::Retry(id) if mail::retry(app, Some(id), by).await? == 0 => {
            return Err(Undone::NoSuchLetter);
        }
        Wish::Retry(_) => {}
        Wish::RetryAll => drop(mail::retry(app, None, by).await?),
        Wish::Test => mail::test(app, &live.user, by).await?,
    }
    Ok(())
}

/// The page, which says why nothing was done.
async fn not_done(state: &State, live: &Live, error: &Undone) -> Response {
    let failure = Failure::from(error);
    if failure == Failure::Internal {
        return page::failed(state, failure, error);
    }
    problem::log(failure, error);
    let error = Some(page::form_error(state, failure));
    let view = view(state, live).await.map(|view| Outbox { error, ..view });
    shown(state, failure.row().status, view)
}

fn shown(state: &State, status: StatusCode, view: Result<Outbox, StoreError>) -> Response {
    match view {
        Ok(view) => page::html(status, view.render()),
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}

async fn view(state: &State, live: &Live) -> Result<Outbox, StoreError> {
    let mut letters = mail::list(state.app(), SHOWN + 1).await?;
    let more = letters.len() > SHOWN as usize;
    letters.truncate(SHOWN as usize);
    Ok(Outbox {
        frame: page::frame(state),
        here: HERE,
        done: None,
        error: None,
        on: mail::is_on(state.app()),
        own: live.user.email.as_ref().map(ToString::to_string),
        rows: letters.into_iter().map(row).collect(),
        more,
    })
}

fn row(letter: Kept) -> LetterRow {
    LetterRow {
        id: letter.id.to_string(),
        to: letter.recipient,
        kind: letter.kind,
        created_at: letter.created_at,
        next_at: letter.due_at,
        tries: letter.attempts,
        problem: letter.problem,
    }
}
