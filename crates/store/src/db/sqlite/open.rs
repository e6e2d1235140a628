//! Opening the file: its folder, its permissions, its pragmas and its tables.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::error::open_error;
use crate::error::OpenError;
use crate::migrations::{CREATE_LEDGER, Migration, NEWEST_TAKEN, Plan, RECORD, plan};

/// How long a lock of another process is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Prepared statements kept per connection: more than there are.
const STATEMENTS: usize = 96;

/// Page caches, in KiB (`SQLite` counts KiB below zero). They fill with use.
const WRITER_CACHE_KIB: i64 = 4096;
const READER_CACHE_KIB: i64 = 2048;

/// Where the log is cut off again after it had to grow.
const LOG_LIMIT_BYTES: i64 = 16 * 1024 * 1024;

/// Opens the connection that writes, making the file if there is none, and its tables.
pub(super) fn writer(path: &Path) -> Result<Connection, OpenError> {
    make_file(path)?;
    let wrap = |error: rusqlite::Error| open_error(path, &error);
    let mut connection = connect(path, WRITER_CACHE_KIB).map_err(wrap)?;
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(wrap)?;
    if mode != "wal" {
        return Err(OpenError::FileSystem { path: path.to_owned() });
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(wrap)?;
    // With PRAGMA, journal_size_limit answers with the new limit, so this one is checked.
    connection
        .pragma_update_and_check(None, "journal_size_limit", LOG_LIMIT_BYTES, |_| Ok(()))
        .map_err(wrap)?;
    migrate(path, &mut connection)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let wrap = |error: rusqlite::Error| open_error(path, &error);
    let connection = connect(path, READER_CACHE_KIB).map_err(wrap)?;
    connection.pragma_update(None, "query_only", true).map_err(wrap)?;
    Ok(connection)
}

fn connect(path: &Path, cache_kib: i64) -> rusqlite::Result<Connection> {
    // Each connection stays on one thread, so SQLite need not lock; and without the URI flag a
    // path is a path, whatever characters it has.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Plans do not depend on values. Otherwise SQLite plans a join anew at each run, because other
    // values might suit another plan; that made a session look-up five times as slow.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    // What a savepoint may have to take back stays in memory.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// Makes folder and file for the owner only. `SQLite` gives the files beside it the same mode.
fn make_file(path: &Path) -> Result<(), OpenError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)
            .map_err(|source| OpenError::Folder { path: folder.to_owned(), source })?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::StorageFull => {
            Err(OpenError::Full(path.display().to_string()))
        }
        Err(source) => Err(OpenError::File { path: path.to_owned(), source }),
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes the steps that are missing, in one transaction that other processes wait for.
fn migrate(path: &Path, connection: &mut Connection) -> Result<(), OpenError> {
    let wrap = |error: rusqlite::Error| open_error(path, &error);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrap)?;
    transaction.execute_batch(CREATE_LEDGER).map_err(wrap)?;
    let found: i64 = transaction.query_row(NEWEST_TAKEN, [], |row| row.get(0)).map_err(wrap)?;
    let place = || path.display().to_string();
    let missing = match plan(found) {
        Plan::Take(missing) => missing,
        Plan::Refuse { known } => return Err(OpenError::Newer { place: place(), found, known }),
    };
    for migration in missing {
        take(&transaction, migration).map_err(|error| match open_error(path, &error) {
            OpenError::Failed { place, reason } => {
                OpenError::Migration { place, step: migration.name.to_owned(), reason }
            }
            other => other,
        })?;
    }
    transaction.commit().map_err(wrap)
}

fn take(transaction: &Transaction<'_>, migration: &Migration) -> rusqlite::Result<()> {
    transaction.execute_batch(&migration.sqlite())?;
    transaction.execute(&RECORD.replace('$', "?"), (migration.version, migration.name))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations::MIGRATIONS;
    use rusqlite::{StatementStatus, params_from_iter};

    #[test]
    fn people_who_were_there_before_the_search_are_found() {
        let connection = connect(Path::new(":memory:"), WRITER_CACHE_KIB).unwrap();
        let (before, search) = MIGRATIONS.split_at(
            MIGRATIONS.iter().position(|step| step.name.ends_with("administration")).unwrap(),
        );
        for step in before {
            connection.execute_batch(&step.sqlite()).unwrap();
        }
        let add = "INSERT INTO users (id, email, email_verified, name, username, provider, role, \
            created_at, updated_at) VALUES (?1, ?2, 0, ?3, ?4, 'local', 'USER', 0, 0)";
        connection.execute(add, ["1", "ada@example.test", "Ada  King Lovelace", "ada"]).unwrap();
        connection.execute(add, (Option::<&str>::Some("2"), Option::<&str>::None, "", "")).unwrap();
        for step in search {
            connection.execute_batch(&step.sqlite()).unwrap();
        }
        let mut words = connection.prepare("SELECT word FROM user_words ORDER BY word").unwrap();
        let words = words.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let words: Vec<_> = words.collect::<Result<_, _>>().unwrap();
        let expected =
            ["ada", "ada  king lovelace", "ada@example.test", "king lovelace", "lovelace"];
        assert_eq!(words, expected);
    }

    #[test]
    fn statements_stay_prepared_whatever_values_they_get() {
        let connection = connect(Path::new(":memory:"), WRITER_CACHE_KIB).unwrap();
        connection.execute_batch(CREATE_LEDGER).unwrap();
        for migration in MIGRATIONS {
            connection.execute_batch(&migration.sqlite()).unwrap();
        }
        for statement in crate::all_statements() {
            let mut prepared = connection.prepare(&statement.sqlite).unwrap();
            for value in ["1", "2", "3"] {
                let values = vec![value; prepared.parameter_count()];
                // Whether it finds or adds anything is beside the point.
                let mut rows = prepared.query(params_from_iter(values)).unwrap();
                while let Ok(Some(_)) = rows.next() {}
            }
            let again = prepared.get_status(StatementStatus::RePrepare);
            assert_eq!(again, 0, "{} is planned anew at each run", statement.name);
        }
    }
}
