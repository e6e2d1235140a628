//! What Doorward keeps, on `SQLite` or `PostgreSQL`, through one concrete [`Store`].
//!
//! Both databases run the same statements over the same tables. Every change of state is one
//! conditional statement whose rows are counted; nothing is read first and written later. Nothing
//! here reads a clock or judges anything: times come in as arguments and rows go out.

mod audit;
mod bans;
mod changes;
mod db;
mod deliveries;
mod dry_runs;
mod error;
mod factors;
mod facts;
mod guests;
mod heard;
mod invitations;
mod links;
mod migrations;
mod outbox;
mod passkeys;
mod pending_links;
mod pending_logins;
mod second_steps;
mod sessions;
mod spent;
mod tokens;
mod trusted_devices;
mod users;
mod violations;

use std::path::PathBuf;

use doorward_core::secret::Secret;

pub use audit::{Event, EventFilter, Outcome, Place, Recorded};
pub use changes::{Change, Changes};
pub use deliveries::{Backlog, Turn};
pub use error::{Kind, OpenError, StoreError};
pub use factors::{FactorRule, NewTotp, PendingTotp, RecoveryCode, Totp};
pub use guests::Guest;
pub use invitations::{Invitation, UnsentInvitation};
pub use links::{AddLink, Link, LinkInSession, Linked, NewLink, RemoveLink, WaysIn};
pub use outbox::{Claimed, Lease, Letter, NewLetter};
pub use passkeys::{AddPasskey, CeremonyKey, CeremonyPurpose, Passkey, RemovePasskey};
pub use pending_links::{PendingLink, SettleLink};
pub use pending_logins::{PendingLogin, Purpose};
pub use second_steps::SecondStep;
pub use sessions::{Found, Kept, LoggedOut, Logout, NewOrigin, NewSession, Origin};
pub use tokens::{Redeemed, Reset, Undo};
pub use trusted_devices::TrustedDevice;
pub use users::{
    CreateUserError, Credentials, Expected, Grounds, NewRole, NewUser, PasswordChange, SETUP_LINK,
    UpdateUserError, UserChanges, Wanted,
};
pub use violations::{Added, Counter};

use db::{Database, Statement};

/// Where the store keeps its data.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file of `SQLite`. It and its folder are made when absent, for the owner only.
    Sqlite(PathBuf),
    /// A connection URL of `PostgreSQL`, secret because it carries the password.
    ///
    /// `sslmode` `require`, `verify-ca` and `verify-full` all mean TLS with the certificate and
    /// the host name verified against the system's authorities. Anything else means no TLS.
    Postgres(Secret<String>),
}

/// Everything that outlives a request: accounts, sessions, links, pending logins, facts, audit.
///
/// Dropping it lets queued writes finish in the background; [`Store::close`] waits for them.
#[derive(Debug)]
pub struct Store {
    db: Database,
}

/// Every statement of this crate: each is prepared on both databases by a test.
fn all_statements() -> impl Iterator<Item = &'static Statement> {
    let here = [
        db::ALL,
        deliveries::ALL,
        bans::ALL,
        dry_runs::ALL,
        violations::ALL,
        facts::ALL,
        guests::ALL,
        heard::ALL,
        invitations::ALL,
        links::ALL,
        outbox::ALL,
        pending_links::ALL,
        factors::ALL,
        pending_logins::ALL,
        second_steps::ALL,
        trusted_devices::ALL,
        spent::ALL,
    ];
    here.into_iter()
        .chain(audit::STATEMENTS)
        .chain(passkeys::STATEMENTS)
        .chain(sessions::STATEMENTS)
        .chain(tokens::STATEMENTS)
        .chain(users::STATEMENTS)
        .flatten()
        .copied()
}

impl Store {
    /// Opens the store and brings its tables up to date.
    ///
    /// Several processes may do so at once. The text of an error is meant for the operator: it
    /// says what happened, to which file or server, and what to do.
    pub async fn open(location: &Location) -> Result<Self, OpenError> {
        Ok(Self { db: Database::open(location).await? })
    }

    /// Asks the database for a sign of life.
    ///
    /// Once a file has turned out to be damaged, it stays so until it is opened anew.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.ping().await
    }

    /// What is changed from now on, by other processes and by this one.
    pub fn changes(&self) -> Changes {
        self.db.changes()
    }

    /// Prepares every statement, without running any, and returns how many there are.
    ///
    /// An error names the statement which this database cannot run.
    pub async fn check_statements(&self) -> Result<usize, StoreError> {
        let mut count = 0;
        for statement in all_statements() {
            self.db.prepare(statement).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Finishes what has queued, refuses what comes later, and closes all connections.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
