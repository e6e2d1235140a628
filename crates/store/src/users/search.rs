//! Finding people among very many, page by page.
//!
//! Pages follow each other by the last person of the one before, never by a count: the thousandth costs
//! what the first one does.

use doorward_core::account::{Role, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::search;

use super::{user, user_columns};
use crate::db::{Batch, statements, values};
use crate::{Store, StoreError};

/// The conditions on `u` that a search may have: role and whether switched off, each NULL for none.
macro_rules! wanted {
    () => {
        "(CAST($3 AS TEXT) IS NULL OR u.role = $3) \
         AND (CAST($4 AS BIGINT) IS NULL OR (u.disabled_at IS NOT NULL) = ($4 = 1))"
    };
}

/// The newest first, of those whose words begin as wanted.
macro_rules! newest {
    ($which:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u WHERE ",
            $which,
            "u.id < $1 AND ",
            wanted!(),
            " AND (CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM user_words w \
                WHERE w.user_id = u.id AND w.word >= $5 AND w.word < $6)) \
            ORDER BY u.id DESC LIMIT $2"
        )
    };
}

statements! {
    /// Everybody.
    NEWEST = newest!("");

    /// Administrators, who have an index of their own.
    NEWEST_ADMINISTRATORS = newest!("u.role = 'ADMIN' AND ");

    /// Whoever is switched off; they have one too.
    NEWEST_DISABLED = newest!("u.disabled_at IS NOT NULL AND ");

    /// In the order of the words that begin as wanted, each person at the first of theirs.
    BY_WORD = concat!(
        "SELECT ", user_columns!(), " FROM user_words w JOIN users u ON u.id = w.user_id \
        WHERE (w.word, w.user_id) > ($7, $1) AND w.word < $6 AND ", wanted!(),
        " AND NOT EXISTS (SELECT 1 FROM user_words f \
            WHERE f.user_id = w.user_id AND f.word >= $5 AND f.word < w.word) \
        ORDER BY w.word, w.user_id LIMIT $2"
    );

    /// The first word of a person that begins as wanted.
    FIRST_WORD = "SELECT min(word) FROM user_words WHERE user_id = $1 AND word >= $2 AND word < $3";

    /// A page by its place, for clients that count.
    BY_PLACE = concat!(
        "SELECT ", user_columns!(), " FROM users u ORDER BY u.id DESC LIMIT $1 OFFSET $2"
    );

    /// Takes away what somebody is found by.
    FORGET_WORDS = "DELETE FROM user_words WHERE user_id = $1";

    /// Takes away the address that somebody has.
    FORGET_ADDRESS = "DELETE FROM user_words WHERE user_id = $1 \
        AND word = (SELECT substr(email, 1, 64) FROM users WHERE id = $1)";

    /// Adds a word that somebody is found by.
    ADD_WORD = "INSERT INTO user_words (word, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
}

/// Whom to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How a word of theirs begins, in the form of [`search::prefix`].
    pub prefix: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// Whether they are switched off.
    pub disabled: Option<bool>,
}

/// Beyond every identifier, which are hexadecimal.
const BEYOND: &str = "g";

impl Store {
    /// A page of the people that are wanted, after `after`, at most `limit`.
    ///
    /// Those who are looked for by a word come in the order of their words, all others newest first. Few
    /// are administrators or switched off, so these are looked through whole.
    pub async fn find_users(
        &self,
        wanted: &Wanted,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<User>, StoreError> {
        let rare = wanted.role == Some(Role::Admin) || wanted.disabled == Some(true);
        match &wanted.prefix {
            Some(prefix) if !rare => self.find_by_word(wanted, prefix, after, limit).await,
            _ => self.find_newest(wanted, after, limit).await,
        }
    }

    async fn find_newest(
        &self,
        wanted: &Wanted,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<User>, StoreError> {
        let statement = match (wanted.role, wanted.disabled) {
            (Some(Role::Admin), _) => &NEWEST_ADMINISTRATORS,
            (_, Some(true)) => &NEWEST_DISABLED,
            _ => &NEWEST,
        };
        let values = values![
            after.map_or_else(|| BEYOND.to_owned(), |id| id.to_string()),
            i64::from(limit),
            wanted.role.map(Role::as_str),
            wanted.disabled,
            wanted.prefix.as_ref(),
            wanted.prefix.as_deref().map(end_of)
        ];
        let rows = self.db.read(statement, values).await?;
        rows.into_iter().map(|mut row| user(&mut row)).collect()
    }

    async fn find_by_word(
        &self,
        wanted: &Wanted,
        prefix: &str,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<User>, StoreError> {
        let end = end_of(prefix);
        let mut from = prefix.to_owned();
        if let Some(id) = after {
            let row = self.db.read(&FIRST_WORD, values![id, prefix, &end]).await?.pop();
            let word = row.map(|mut row| row.optional_text("word")).transpose()?.flatten();
            from = word.unwrap_or(from);
        }
        let after = after.map_or_else(String::new, |id| id.to_string());
        let values = values![
            after,
            i64::from(limit),
            wanted.role.map(Role::as_str),
            wanted.disabled,
            prefix,
            end,
            from
        ];
        let rows = self.db.read(&BY_WORD, values).await?;
        rows.into_iter().map(|mut row| user(&mut row)).collect()
    }

    /// The people from the place `offset` on, newest first, at most `limit`.
    pub async fn users_at(&self, offset: i64, limit: u32) -> Result<Vec<User>, StoreError> {
        let rows = self.db.read(&BY_PLACE, values![i64::from(limit), offset]).await?;
        rows.into_iter().map(|mut row| user(&mut row)).collect()
    }
}

/// What comes after every word with this beginning.
fn end_of(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// Adds to `batch` what makes somebody found by who they are from now on. Whatever stores an address, a
/// name or a user name needs it.
pub(crate) fn keep_found(
    batch: Batch,
    id: UserId,
    (email, name, username): (Option<&Email>, &str, &str),
) -> Batch {
    let words = search::words(email, name, username);
    words.into_iter().fold(batch.then(&FORGET_WORDS, values![id]), |batch, word| {
        batch.then(&ADD_WORD, values![word, id])
    })
}

/// Adds to `batch`, before the statement that changes an address, what makes its holder found by the new
/// one alone.
pub(crate) fn found_at(batch: Batch, id: UserId, email: Option<&Email>) -> Batch {
    let word = email.and_then(|email| search::prefix(email.as_str()));
    let batch = batch.then(&FORGET_ADDRESS, values![id]);
    word.into_iter().fold(batch, |batch, word| batch.then(&ADD_WORD, values![word, id]))
}
