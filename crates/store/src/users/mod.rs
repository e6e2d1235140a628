//! Accounts.

mod administer;
mod approval;
mod change;
mod create;
mod password;
mod search;

use doorward_core::account::{Role, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;

use crate::db::{Row, Statement, statements, values};
use crate::{Store, StoreError};

pub(crate) use administer::{QUEUE_UP, not_the_last};
pub use change::{UpdateUserError, UserChanges};
pub use create::{CreateUserError, Grounds, NewRole, NewUser, SETUP_LINK};
pub use password::{Expected, PasswordChange};
pub use search::Wanted;
pub(crate) use search::found_at;

/// The columns of an account, in the order in which [`user`] reads them.
macro_rules! user_columns {
    () => {
        "u.id, u.email, u.email_verified, u.name, u.username, u.avatar, u.provider, u.role, \
         u.created_at, u.updated_at, u.disabled_at, u.waiting_since, u.banned_until, \
         (SELECT t.added_at FROM totp t WHERE t.user_id = u.id), u.language"
    };
}

pub(crate) use user_columns;

statements! {
    [QUERIES]

    /// An account.
    USER = concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id = $1");

    /// An account with its password hash.
    CREDENTIALS =
        concat!("SELECT ", user_columns!(), ", u.password_hash FROM users u WHERE u.id = $1");

    /// The account of an address with its password hash.
    CREDENTIALS_BY_EMAIL =
        concat!("SELECT ", user_columns!(), ", u.password_hash FROM users u WHERE u.email = $1");

    /// A page of accounts.
    PAGE = concat!(
        "SELECT ", user_columns!(), " FROM users u WHERE u.id > $1 ORDER BY u.id LIMIT $2"
    );

    /// Whether there is an account at all.
    ANY = "SELECT CAST(1 AS BIGINT) FROM users LIMIT 1";

    /// How many accounts there are.
    COUNT = "SELECT count(*) FROM users";
}

/// Every statement about accounts.
pub(crate) const STATEMENTS: [&[&Statement]; 7] =
    [QUERIES, administer::ALL, approval::ALL, change::ALL, create::ALL, search::ALL, password::ALL];

/// An account with its password hash, if it has a password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account.
    pub user: User,
    /// The hash in the form of its own algorithm.
    pub password_hash: Option<Secret<String>>,
}

impl Store {
    /// An account, switched off or not.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let row = self.db.read(&USER, values![id]).await?.pop();
        row.map(|mut row| user(&mut row)).transpose()
    }

    /// An account with its password hash.
    pub async fn credentials(&self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        let row = self.db.read(&CREDENTIALS, values![id]).await?.pop();
        row.map(credentials).transpose()
    }

    /// The account of an address with its password hash.
    pub async fn credentials_by_email(
        &self,
        email: &Email,
    ) -> Result<Option<Credentials>, StoreError> {
        let row = self.db.read(&CREDENTIALS_BY_EMAIL, values![email.as_str()]).await?.pop();
        row.map(credentials).transpose()
    }

    /// A page of accounts, oldest first: those after `after`, at most `limit`.
    pub async fn users(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, StoreError> {
        let after = after.map_or_else(String::new, |id| id.to_string());
        let rows = self.db.read(&PAGE, values![after, i64::from(limit)]).await?;
        rows.into_iter().map(|mut row| user(&mut row)).collect()
    }

    /// Whether there is an account at all.
    pub async fn has_users(&self) -> Result<bool, StoreError> {
        Ok(!self.db.read(&ANY, values![]).await?.is_empty())
    }

    /// How many accounts there are.
    pub async fn count_users(&self) -> Result<i64, StoreError> {
        let row = self.db.read(&COUNT, values![]).await?.pop();
        row.map_or(Ok(0), |mut row| row.integer("count"))
    }
}

/// Reads [`user_columns`].
pub(crate) fn user(row: &mut Row) -> Result<User, StoreError> {
    Ok(User {
        id: row.parsed("account id")?,
        email: email(row)?,
        email_verified: row.integer("flag of an account")? != 0,
        name: row.text("name of an account")?,
        username: row.text("user name")?,
        avatar: row.optional_text("picture of an account")?,
        provider: row.text("provider of an account")?,
        role: role(row)?,
        created_at: row.time("time of an account")?,
        updated_at: row.time("time of an account")?,
        disabled_at: row.optional_integer("time of an account")?.map(Timestamp),
        waiting_since: row.optional_integer("time of an account")?.map(Timestamp),
        banned_until: row.optional_integer("time of an account")?.map(Timestamp),
        totp_since: row.optional_integer("time of an authenticator app")?.map(Timestamp),
        language: row.optional_text("language of an account")?,
    })
}

pub(crate) fn email(row: &mut Row) -> Result<Option<Email>, StoreError> {
    let text = row.optional_text("mail address")?;
    text.map(|text| Email::parse(&text).map_err(|_| StoreError::unreadable("mail address")))
        .transpose()
}

pub(crate) fn role(row: &mut Row) -> Result<Role, StoreError> {
    Role::parse(&row.text("role")?).ok_or_else(|| StoreError::unreadable("role"))
}

fn credentials(mut row: Row) -> Result<Credentials, StoreError> {
    Ok(Credentials {
        user: user(&mut row)?,
        password_hash: row.optional_text("password hash")?.map(Secret::from),
    })
}
