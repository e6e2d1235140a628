//! What can go wrong, without a word of what was stored.

use std::path::PathBuf;
use std::sync::Arc;

/// The classes of failure that a caller can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The database cannot be reached, is overloaded or is closed. Trying later may help.
    Unavailable,
    /// The disk is full.
    Full,
    /// The disk refuses to read or to write.
    Disk,
    /// The database may be read but not written.
    ReadOnly,
    /// The database is damaged, or holds something that this program did not write.
    Corrupt,
    /// The write contradicts a row that exists.
    Conflict,
    /// Anything else: a defect of ours or of the database.
    Other,
}

impl Kind {
    const fn text(self) -> &'static str {
        match self {
            Self::Unavailable => "the database is unavailable",
            Self::Full => {
                "the disk of the database is full: make room, and writing goes on by itself"
            }
            Self::Disk => {
                "the disk of the database fails, or has become read-only: see the system's log"
            }
            Self::ReadOnly => {
                "the database is read-only: make it writable, and writing goes on by itself"
            }
            Self::Corrupt => "the database is damaged: stop Doorward and restore a backup",
            Self::Conflict => "the write contradicts a stored row",
            Self::Other => "the database failed",
        }
    }
}

/// The database failed. Neither the text nor the source carries stored values.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", kind.text())]
pub struct StoreError {
    /// Which class of failure it is.
    pub kind: Kind,
    /// The database's own words.
    #[source]
    cause: Arc<Cause>,
}

/// A database's own words about a failure, cleared of values.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Cause(String);

impl StoreError {
    pub(crate) fn new(kind: Kind, cause: impl Into<String>) -> Self {
        Self { kind, cause: Arc::new(Cause(cause.into())) }
    }

    /// Adds which statement it was that failed.
    #[must_use]
    pub(crate) fn during(&self, statement: &str) -> Self {
        Self::new(self.kind, format!("{statement}: {}", self.cause))
    }

    /// Adds where it was.
    #[must_use]
    pub(crate) fn at(&self, place: &str) -> Self {
        Self::new(self.kind, format!("{} ({place})", self.cause))
    }

    /// A column that does not hold what this program writes there.
    pub(crate) fn unreadable(what: &str) -> Self {
        Self::new(Kind::Corrupt, format!("a stored {what} cannot be read"))
    }

    pub(crate) fn closed() -> Self {
        Self::new(Kind::Unavailable, "the store is closed")
    }
}

/// Why the store could not be opened, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of the file is not there and cannot be made.
    #[error(
        "Cannot create the folder {} for the database: {source}. Create it yourself and give it \
         to the user that runs Doorward, or choose another place with DOORWARD_DATA.",
        .path.display()
    )]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file cannot be opened for reading and writing.
    #[error(
        "Cannot open the database file {} for reading and writing: {source}. The file and its \
         folder must belong to the user that runs Doorward, on a disk that may be written.",
        .path.display()
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no database, or a damaged one.
    #[error(
        "{} is damaged or is not an SQLite database. Restore it from a backup, or move it away \
         to begin with an empty one.", .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error(
        "The database file {} is read-only. Give it, its folder and the files beside it to the \
         user that runs Doorward, on a disk that may be written.", .path.display()
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is no room left.
    #[error("The disk that holds {0} is full. Make room there, then start again.")]
    Full(String),
    /// The file system cannot share memory between processes, as write-ahead logging needs.
    #[error(
        "{} lies on a file system on which SQLite cannot keep a write-ahead log, such as a \
         network share. Choose a local disk with DOORWARD_DATA, or use PostgreSQL with \
         DATABASE_URL.", .path.display()
    )]
    FileSystem {
        /// The file.
        path: PathBuf,
    },
    /// A newer Doorward has changed the tables.
    #[error(
        "{place} was written by a newer Doorward: its tables are at version {found}, and this \
         program knows versions up to {known}. Start the newer program, or restore the backup \
         that was made before the upgrade."
    )]
    Newer {
        /// Which database.
        place: String,
        /// The version of its tables.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The tables could not be brought up to date.
    #[error(
        "{place} could not be brought up to date at step {step} ({reason}). Nothing was changed. \
         A database that belongs to another program will not do: give Doorward one of its own."
    )]
    Migration {
        /// Which database.
        place: String,
        /// The migration that failed.
        step: String,
        /// What the database said.
        reason: String,
    },
    /// The connection URL makes no sense.
    #[error(
        "The connection URL in DATABASE_URL cannot be read ({reason}). Write it as \
         postgres://user:password@host:5432/database, with special characters of the password \
         percent-encoded."
    )]
    Url {
        /// What is wrong with it.
        reason: String,
    },
    /// The server refused user or password.
    #[error(
        "{place} refused the sign-in ({reason}). Check user and password in DATABASE_URL, and \
         the server's pg_hba.conf. A server that insists on TLS needs ?sslmode=require."
    )]
    Refused {
        /// Which server, database and user.
        place: String,
        /// What the server said.
        reason: String,
    },
    /// The database does not exist on the server.
    #[error("{place} does not exist. Create the database, or correct DATABASE_URL.")]
    Absent {
        /// Which server, database and user.
        place: String,
    },
    /// The server did not answer.
    #[error(
        "Cannot connect to {place} ({reason}). Check that the server runs, that host and port in \
         DATABASE_URL are right, and that no firewall stands between."
    )]
    Connect {
        /// Which server, database and user.
        place: String,
        /// What went wrong.
        reason: String,
    },
    /// Anything else.
    #[error("{place} failed while it was being opened ({reason}).")]
    Failed {
        /// Which database.
        place: String,
        /// What it said.
        reason: String,
    },
}
