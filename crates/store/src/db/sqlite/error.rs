//! What a failure of `SQLite` means.

use std::path::Path;

use rusqlite::{Error, ErrorCode, ffi};

use crate::error::{Kind, OpenError, StoreError};

/// Translates. `SQLite` names tables and columns in its messages, never values.
pub(super) fn store_error(error: &Error) -> StoreError {
    StoreError::new(kind(error), words(error))
}

/// The words of `SQLite`, with the number that says which operation of the disk it was.
fn words(error: &Error) -> String {
    match error {
        Error::SqliteFailure(failure, _) if failure.code == ErrorCode::SystemIoFailure => {
            format!("{error} {}", failure.extended_code)
        }
        _ => error.to_string(),
    }
}

fn kind(error: &Error) -> Kind {
    let Error::SqliteFailure(failure, _) = error else {
        return Kind::Other;
    };
    match failure.code {
        // There is no room for what the processes on the file share.
        ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
            Kind::Full
        }
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::CannotOpen
        | ErrorCode::OutOfMemory => Kind::Unavailable,
        ErrorCode::DiskFull => Kind::Full,
        ErrorCode::SystemIoFailure => Kind::Disk,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Kind::ReadOnly,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Kind::Corrupt,
        ErrorCode::ConstraintViolation
            if matches!(
                failure.extended_code,
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            Kind::Conflict
        }
        _ => Kind::Other,
    }
}

/// Translates a failure at opening into words for the operator.
pub(super) fn open_error(path: &Path, error: &Error) -> OpenError {
    let path = path.to_owned();
    match kind(error) {
        Kind::Full => OpenError::Full(path.display().to_string()),
        Kind::ReadOnly => OpenError::ReadOnly { path },
        Kind::Corrupt => OpenError::Damaged { path },
        Kind::Unavailable | Kind::Disk | Kind::Conflict | Kind::Other => {
            OpenError::Failed { place: path.display().to_string(), reason: words(error) }
        }
    }
}
