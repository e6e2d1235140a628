//! Accounts that wait until an administrator lets them in.

use doorward_core::account::User;
use doorward_core::id::UserId;
use doorward_core::time::Timestamp;

use super::{user, user_columns};
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Statement, statements, values};
use crate::{Change, Store, StoreError};

statements! {
    /// Those who wait, whoever waits longest first.
    WAITING = concat!(
        "SELECT ", user_columns!(), " FROM users u WHERE u.waiting_since IS NOT NULL \
        ORDER BY u.waiting_since, u.id LIMIT $1"
    );

    /// Lets an account in that waits.
    APPROVE = "UPDATE users SET waiting_since = NULL, updated_at = $2 \
        WHERE id = $1 AND waiting_since IS NOT NULL";

    /// Makes an account wait that does not.
    WITHDRAW = "UPDATE users SET waiting_since = $2, updated_at = $2 \
        WHERE id = $1 AND waiting_since IS NULL";

    /// Removes an account that waits.
    REJECT = "DELETE FROM users WHERE id = $1 AND waiting_since IS NOT NULL";
}

impl Store {
    /// The accounts that wait, whoever waits longest first, at most `limit`.
    pub async fn waiting_users(&self, limit: u32) -> Result<Vec<User>, StoreError> {
        let rows = self.db.read(&WAITING, values![i64::from(limit)]).await?;
        rows.into_iter().map(|mut row| user(&mut row)).collect()
    }

    /// Lets an account in; false unless it waited.
    pub async fn approve_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        self.judge(&APPROVE, (id, Some(event.at)), event).await
    }

    /// Makes an account wait that was in; false when there is none.
    pub async fn withdraw_approval(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        self.judge(&WITHDRAW, (id, Some(event.at)), event).await
    }

    /// Removes an account that waits, and what belongs to it; false unless it waited.
    pub async fn reject_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        self.judge(&REJECT, (id, None), event).await
    }

    async fn judge(
        &self,
        statement: &'static Statement,
        (id, at): (UserId, Option<Timestamp>),
        event: &Event,
    ) -> Result<bool, StoreError> {
        let mut values = values![id];
        values.extend(at.map(Into::into));
        let batch = Batch::new()
            .once(statement, values)
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(id));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}
