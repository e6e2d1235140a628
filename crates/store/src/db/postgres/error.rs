//! What a failure of `PostgreSQL` means.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::error::{Kind, StoreError};

/// A failure, and what may be done about it here.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: StoreError,
    /// The transaction was undone because of others that ran at the same time.
    pub(super) try_again: bool,
    /// The connection is gone.
    pub(super) connection_lost: bool,
}

impl Failure {
    /// Adds which statement it was.
    pub(super) fn during(self, statement: &str) -> Self {
        Self { error: self.error.during(statement), ..self }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self { error, try_again: false, connection_lost: false }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            try_again: error.code().is_some_and(passes),
            connection_lost: error.is_closed() || error.code().is_some_and(server_goes),
            error: store_error(&error),
        }
    }
}

/// Whether the same transaction may well succeed when it is run again.
///
/// A foreign key fails here only if the account is deleted while something is added to it; run
/// again, the statement finds no account.
fn passes(code: &SqlState) -> bool {
    [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::FOREIGN_KEY_VIOLATION,
    ]
    .contains(code)
}

/// Whether the server is being stopped, or is not up yet.
fn server_goes(code: &SqlState) -> bool {
    [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW]
        .contains(code)
}

/// Translates. Details and hints quote stored values and are left out, as is the message of a
/// data exception.
pub(super) fn store_error(error: &Error) -> StoreError {
    StoreError::new(kind(error), words(error))
}

fn kind(error: &Error) -> Kind {
    let Some(code) = error.code() else {
        let at_fault = error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        return if error.is_closed() || at_fault { Kind::Unavailable } else { Kind::Other };
    };
    match code.code() {
        "25006" => Kind::ReadOnly,
        "23505" => Kind::Conflict,
        "53100" => Kind::Full,
        "58030" => Kind::Disk,
        text => match text.get(..2) {
            // Connections, resources, operator intervention, rollbacks that outlived the tries.
            Some("08" | "53" | "57" | "40") => Kind::Unavailable,
            Some("XX") => Kind::Corrupt,
            _ => Kind::Other,
        },
    }
}

/// The failure in the driver's and the server's words, without values.
pub(super) fn words(error: &Error) -> String {
    if let Some(server) = error.as_db_error() {
        let code = server.code().code();
        return if code.starts_with("22") {
            format!("data exception ({code})")
        } else {
            format!("{} ({code})", server.message())
        };
    }
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        source = cause.source();
    }
    words
}
