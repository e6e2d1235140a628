//! What administrators do to accounts, none of which leaves the place without an administrator.

use doorward_core::account::Role;
use doorward_core::id::UserId;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Statement, Value, statements, values};
use crate::outbox::FORGET_LETTERS;
use crate::sessions::END_ALL;
use crate::{Change, Store, StoreError};

/// That the account `$1` is no administrator who could act, or not the last one who can get in at the time
/// of the parameter.
macro_rules! not_the_last {
    ($now:literal) => {
        concat!(
            "(role <> 'ADMIN' OR disabled_at IS NOT NULL OR EXISTS (SELECT 1 FROM users o \
                WHERE o.role = 'ADMIN' AND o.disabled_at IS NULL AND o.waiting_since IS NULL \
                AND (o.banned_until IS NULL OR o.banned_until <= ",
            $now,
            ") AND o.id <> $1))"
        )
    };
}
pub(crate) use not_the_last;

statements! {
    /// Makes all who change administrators queue up: each sees what the one before has left.
    pub(crate) QUEUE_UP = "INSERT INTO facts (name, value) VALUES ('store.administrators', $1) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /// Gives another role.
    GIVE_ROLE = concat!(
        "UPDATE users SET role = $2, updated_at = $3 WHERE id = $1 AND role <> $2 AND ", not_the_last!("$3")
    );

    /// Switches an account off.
    DISABLE = concat!(
        "UPDATE users SET disabled_at = $2, updated_at = $2 \
        WHERE id = $1 AND disabled_at IS NULL AND ", not_the_last!("$2")
    );

    /// Switches an account on again.
    ENABLE = "UPDATE users SET disabled_at = NULL, updated_at = $2 \
        WHERE id = $1 AND disabled_at IS NOT NULL";

    /// Deletes an account, with all that belongs to it. Whoever is alone may leave: nobody stays behind.
    REMOVE = concat!(
        "DELETE FROM users WHERE id = $1 AND (", not_the_last!("$2"),
        " OR NOT EXISTS (SELECT 1 FROM users o WHERE o.id <> $1))"
    );

    /// Takes from the record what tells about a person whose account is gone: that something happened
    /// stays, from where and in which words does not.
    FORGET_PERSON = "UPDATE audit SET address = '', detail = '' WHERE subject = $1";

    /// The same for what they did to others.
    FORGET_ACTOR = "UPDATE audit SET address = '' WHERE actor = $1";

    /// Removes the invitation that brought a person here, and any for their address.
    FORGET_INVITED = "DELETE FROM invitations WHERE redeemed_by = $1 \
        OR email = (SELECT email FROM users WHERE id = $1)";

    /// Takes a person's name from the invitations that they sent.
    FORGET_INVITER = "UPDATE invitations SET invited_by = NULL WHERE invited_by = $1";
}

impl Store {
    /// Gives an account this role. False when it has it, is gone, or is the last administrator's.
    pub async fn give_role(
        &self,
        id: UserId,
        role: Role,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = step(&GIVE_ROLE, id, values![id, role.as_str(), event.at]);
        self.administer(batch, id, event).await
    }

    /// Switches an account off and ends its sessions. False when it is off, gone, or the last
    /// administrator's.
    pub async fn disable_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        let batch = step(&DISABLE, id, values![id, event.at]).then(&END_ALL, values![id, ""]);
        self.administer(batch, id, event).await
    }

    /// Switches an account on again. False when it is on or gone.
    pub async fn enable_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        let batch = Batch::new().once(&ENABLE, values![id, event.at]);
        self.administer(batch, id, event).await
    }

    /// Deletes an account with all that belongs to it. False when it is gone, or the last
    /// administrator's while others have accounts.
    pub async fn remove_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        let batch = Batch::new().then(&QUEUE_UP, values![id]);
        let batch = removal(batch, (&REMOVE, values![id, event.at]), id);
        self.administer(batch, id, event).await
    }

    /// Deletes an account, the last administrator's too; false when there is none.
    pub async fn delete_user(&self, id: UserId, event: &Event) -> Result<bool, StoreError> {
        let batch = removal(Batch::new(), (&super::change::DELETE, values![id]), id);
        self.administer(batch, id, event).await
    }

    async fn administer(
        &self,
        batch: Batch,
        id: UserId,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = batch.then(&RECORD_EVENT, event.values()).announcing(Change::User(id));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}

/// A change that has to wait for its turn, or for nobody.
fn step(statement: &'static Statement, id: UserId, values: Vec<Value>) -> Batch {
    Batch::new().then(&QUEUE_UP, values![id]).once(statement, values)
}

/// The deletion of an account by `statement`, and of what tells about its person elsewhere (checklist item
/// 94).
pub(super) fn removal(
    batch: Batch,
    (statement, values): (&'static Statement, Vec<Value>),
    id: UserId,
) -> Batch {
    batch
        // The address is known as long as the account is there.
        .then(&FORGET_INVITED, values![id])
        .then(&FORGET_LETTERS, values![id])
        .once(statement, values)
        .then(&FORGET_INVITER, values![id])
        .then(&FORGET_PERSON, values![id])
        .then(&FORGET_ACTOR, values![id])
}
