//! Accounts that wait until an administrator lets them in.

use doorward_core::account::User;
use doorward_core::id::UserId;

use super::administer::{QUEUE_UP, not_the_last, removal};
use super::{user, user_columns};
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, statements, values};
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
    WITHDRAW = concat!(
        "UPDATE users SET waiting_since = $2, updated_at = $2 \
        WHERE id = $1 AND waiting_since IS NULL AND ", not_the_last!("$2")
    );

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
        let batch = Batch::new().once(&APPROVE, values![id, event.at]);
        self.judge(batch, id, event).await
    }

    /// Makes an account wait that was in; false when there is none, or when it is the last administrator's.
    pub async fn withdraw_approval(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        let batch = Batch::new().then(&QUEUE_UP, values![id]);
        self.judge(batch.once(&WITHDRAW, values![id, event.at]), id, event).await
    }

    /// Removes an account that waits, and what belongs to it; false unless it waited.
    pub async fn reject_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        self.judge(removal(Batch::new(), (&REJECT, values![id]), id), id, event).await
    }

    async fn judge(&self, batch: Batch, id: UserId, event: &Event) -> Result<bool, StoreError> {
        let batch = batch.then(&RECORD_EVENT, event.values()).announcing(Change::User(id));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}
