//! Sign-ins that wait for a second factor. Each leads to one session, in the write that opens it.

use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Sealed};
use doorward_core::time::Timestamp;

use crate::db::{Row, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Remembers a sign-in.
    BEGIN = "INSERT INTO second_steps (handle_hash, user_id, password_digest, entrance, return_to, \
            created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    /// A sign-in that waits.
    FIND = "SELECT handle_hash, user_id, password_digest, entrance, return_to, created_at, expires_at \
        FROM second_steps WHERE handle_hash = $1";

    /// Takes a sign-in out, if its time is not over.
    pub(crate) SPEND_STEP = "DELETE FROM second_steps \
        WHERE handle_hash = $1 AND user_id = $2 AND expires_at > $3";

    /// Gives up all sign-ins of an account.
    pub(crate) DROP_STEPS = "DELETE FROM second_steps WHERE user_id = $1";

    /// Removes sign-ins that nobody finished, a bounded number at a time.
    pub(crate) SWEEP_STEPS = "DELETE FROM second_steps WHERE handle_hash IN \
        (SELECT handle_hash FROM second_steps WHERE expires_at <= $1 LIMIT $2)";
}

/// A sign-in that waits for a second factor.
#[derive(Clone, Debug)]
pub struct SecondStep {
    /// Digest of the value that names it.
    pub handle: Digest,
    /// Who signs in.
    pub user: UserId,
    /// Digest of the stored hash of the password that was typed, if one was.
    pub password: Option<Digest>,
    /// What the first step proved, sealed.
    pub entrance: Sealed,
    /// The local path to arrive at.
    pub return_to: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it stops counting.
    pub expires_at: Timestamp,
}

impl Store {
    /// Remembers a sign-in that waits for a second factor.
    pub async fn begin_step(&self, step: &SecondStep) -> Result<(), StoreError> {
        let values = values![
            &step.handle,
            step.user,
            step.password.as_ref(),
            &step.entrance,
            &step.return_to,
            step.created_at,
            step.expires_at
        ];
        self.db.count(&BEGIN, values).await.map(drop)
    }

    /// The sign-in of a handle. Whether its time is over is for the caller to judge.
    pub async fn second_step(&self, handle: &Digest) -> Result<Option<SecondStep>, StoreError> {
        let row = self.db.read(&FIND, values![handle]).await?.pop();
        row.map(second_step).transpose()
    }
}

fn second_step(mut row: Row) -> Result<SecondStep, StoreError> {
    Ok(SecondStep {
        handle: row.digest("handle of a second step")?,
        user: row.parsed("account of a second step")?,
        password: row.optional_digest("password of a second step")?,
        entrance: Sealed::new(row.text("entrance of a second step")?),
        return_to: row.text("path of a second step")?,
        created_at: row.time("time of a second step")?,
        expires_at: row.time("end of a second step")?,
    })
}
