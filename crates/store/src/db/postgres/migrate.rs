//! Bringing the tables up to date, with other nodes doing the same.

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};

use super::connect::Server;
use super::error::words;
use crate::error::OpenError;
use crate::migrations::{CREATE_LEDGER, Migration, NEWEST_TAKEN, Plan, RECORD, plan};

/// How often the work is begun again because another node was at it.
const TRIES: u32 = 20;

/// Why the tables are not up to date.
enum Halt {
    /// A statement failed, at this step if it was one.
    Failed(Error, Option<&'static str>),
    /// The tables are newer than this program.
    Newer { found: i64, known: i64 },
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error, None)
    }
}

/// Takes the steps that are missing, over a connection of its own.
pub(super) async fn run(server: &Server) -> Result<(), OpenError> {
    let (mut client, wire) = server.connect().await?;
    tokio::select! {
        result = attempts(&mut client) => result.map_err(|halt| explain(server, halt)),
        ended = wire => Err(OpenError::Connect {
            place: server.place.clone(),
            reason: ended.err().map_or_else(|| "it hung up".to_owned(), |error| words(&error)),
        }),
    }
}

async fn attempts(client: &mut Client) -> Result<(), Halt> {
    let mut tried = 1;
    loop {
        match attempt(client).await {
            Err(Halt::Failed(error, _)) if tried < TRIES && outrun(&error) => tried += 1,
            other => return other,
        }
    }
}

/// All missing steps in one transaction. A second node waits at the key of the ledger.
async fn attempt(client: &mut Client) -> Result<(), Halt> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(CREATE_LEDGER).await?;
    let found: i64 = transaction.query_one(NEWEST_TAKEN, &[]).await?.try_get(0)?;
    let missing = match plan(found) {
        Plan::Take(missing) => missing,
        Plan::Refuse { known } => return Err(Halt::Newer { found, known }),
    };
    for Migration { version, name, sql } in missing {
        let failed = |error| Halt::Failed(error, Some(*name));
        transaction.execute(RECORD, &[version, name]).await.map_err(failed)?;
        transaction.batch_execute(sql).await.map_err(failed)?;
    }
    Ok(transaction.commit().await?)
}

/// Whether another node got in between. `CREATE TABLE IF NOT EXISTS` itself can fail so.
fn outrun(error: &Error) -> bool {
    error.code().is_some_and(|code| {
        [
            SqlState::UNIQUE_VIOLATION,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ]
        .contains(code)
    })
}

fn explain(server: &Server, halt: Halt) -> OpenError {
    let place = server.place.clone();
    match halt {
        Halt::Newer { found, known } => OpenError::Newer { place, found, known },
        Halt::Failed(error, Some(step)) => {
            OpenError::Migration { place, step: step.to_owned(), reason: words(&error) }
        }
        Halt::Failed(error, None) => server.explain(&error),
    }
}
