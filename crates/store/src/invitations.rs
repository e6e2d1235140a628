//! Invitations: each lets one person make an account, whatever the registration switch says.

use doorward_core::account::Role;
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::outbox::posting;
use crate::{NewLetter, Store, StoreError};

/// Holds for an invitation that makes an administrator only while whoever sent it is one: it must not
/// outlive the office. What the command line sent has no sender.
macro_rules! inviter_stands {
    () => {
        "(role <> 'ADMIN' OR invited_by IS NULL OR EXISTS (SELECT 1 FROM users i \
            WHERE i.id = invitations.invited_by AND i.role = 'ADMIN' AND i.disabled_at IS NULL))"
    };
}

statements! {
    /// Adds an invitation.
    ADD = "INSERT INTO invitations (id, token_hash, email, role, mailed, invited_by, created_at, \
            expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    /// The invitation of a token.
    FIND = concat!(
        "SELECT id, email, role, mailed, invited_by, created_at, expires_at, redeemed_at, \
            redeemed_by, revoked_at FROM invitations WHERE token_hash = $1 AND ",
        inviter_stands!()
    );

    /// The newest invitations.
    NEWEST = "SELECT id, email, role, mailed, invited_by, created_at, expires_at, redeemed_at, \
            redeemed_by, revoked_at FROM invitations ORDER BY created_at DESC, id LIMIT $1";

    /// Those that somebody sent, or that brought them here.
    OF_USER = "SELECT id, email, role, mailed, invited_by, created_at, expires_at, redeemed_at, \
            redeemed_by, revoked_at FROM invitations WHERE invited_by = $1 OR redeemed_by = $1 \
        ORDER BY created_at DESC, id LIMIT $2";

    /// Those whose letter was not sent when it was last tried.
    UNSENT = "SELECT i.id, o.died_at FROM invitations i \
        JOIN outbox o ON o.token_hash = i.token_hash WHERE o.problem <> '' LIMIT $1";

    /// Redeems an invitation that counts at time $2, for the account $3 with the address $4.
    pub(crate) REDEEM = concat!(
        "UPDATE invitations SET redeemed_at = $2, redeemed_by = $3 \
        WHERE token_hash = $1 AND redeemed_at IS NULL AND revoked_at IS NULL AND expires_at > $2 \
        AND (email IS NULL OR email = $4) AND ",
        inviter_stands!()
    );

    /// Takes an invitation back that nobody has redeemed.
    REVOKE = "UPDATE invitations SET revoked_at = $2 \
        WHERE id = $1 AND redeemed_at IS NULL AND revoked_at IS NULL";

    /// Forgets what was over a month ago, a bounded number at a time.
    pub(crate) SWEEP_INVITATIONS = "DELETE FROM invitations WHERE id IN \
        (SELECT id FROM invitations WHERE expires_at <= CAST($1 AS BIGINT) - 2592000000 LIMIT $2)";
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What lists and commands call it.
    pub id: String,
    /// The one address that it is for; anybody may redeem it if there is none.
    pub email: Option<Email>,
    /// The role of the account that it makes.
    pub role: Role,
    /// Whether its link went to that address, and nowhere else, by mail.
    pub mailed: bool,
    /// Who invited, if a person did.
    pub invited_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops counting.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub redeemed_at: Option<Timestamp>,
    /// The account that it made.
    pub redeemed_by: Option<UserId>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// An invitation whose letter was not sent when it was last tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsentInvitation {
    /// The name of the invitation.
    pub id: String,
    /// When its letter was given up; `None` while it is tried again.
    pub died_at: Option<Timestamp>,
}

impl Store {
    /// Keeps a new invitation, under the digest of its token, and posts the letter that carries it.
    pub async fn add_invitation(
        &self,
        new: &Invitation,
        token: &Digest,
        event: &Event,
        letter: Option<&NewLetter>,
    ) -> Result<(), StoreError> {
        let values = values![
            &new.id,
            token,
            new.email.as_ref().map(Email::as_str),
            new.role.as_str(),
            new.mailed,
            new.invited_by,
            new.created_at,
            new.expires_at
        ];
        let batch = Batch::new().once(&ADD, values).then(&RECORD_EVENT, event.values());
        self.db.write(posting(batch, letter)).await.map(drop)
    }

    /// The invitation of a token, unless who sent it may not any more. Whether it still counts otherwise
    /// is for the caller to judge.
    pub async fn invitation(&self, token: &Digest) -> Result<Option<Invitation>, StoreError> {
        let row = self.db.read(&FIND, values![token]).await?.pop();
        row.map(invitation).transpose()
    }

    /// The newest invitations, at most `limit`, those that are over included.
    pub async fn invitations(&self, limit: u32) -> Result<Vec<Invitation>, StoreError> {
        let rows = self.db.read(&NEWEST, values![i64::from(limit)]).await?;
        rows.into_iter().map(invitation).collect()
    }

    /// The newest invitations that somebody sent, and the one that brought them here; at most `limit`.
    pub async fn invitations_of(
        &self,
        user: UserId,
        limit: u32,
    ) -> Result<Vec<Invitation>, StoreError> {
        let rows = self.db.read(&OF_USER, values![user, i64::from(limit)]).await?;
        rows.into_iter().map(invitation).collect()
    }

    /// The invitations whose letter was not sent when it was last tried, at most `limit`, those that are over
    /// included.
    pub async fn unsent_invitations(
        &self,
        limit: u32,
    ) -> Result<Vec<UnsentInvitation>, StoreError> {
        let rows = self.db.read(&UNSENT, values![i64::from(limit)]).await?;
        let read = |mut row: Row| {
            Ok(UnsentInvitation {
                id: row.text("name of an invitation")?,
                died_at: row.optional_integer("end of a letter")?.map(Timestamp),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Takes an invitation back; false when there is none of this name that could be redeemed.
    pub async fn revoke_invitation(&self, id: &str, event: &Event) -> Result<bool, StoreError> {
        let batch =
            Batch::new().once(&REVOKE, values![id, event.at]).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}

fn invitation(mut row: Row) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: row.text("name of an invitation")?,
        email: super::users::email(&mut row)?,
        role: super::users::role(&mut row)?,
        mailed: row.integer("flag of an invitation")? != 0,
        invited_by: row.optional_parsed("sender of an invitation")?,
        created_at: row.time("time of an invitation")?,
        expires_at: row.time("end of an invitation")?,
        redeemed_at: row.optional_integer("time of an invitation")?.map(Timestamp),
        redeemed_by: row.optional_parsed("account of an invitation")?,
        revoked_at: row.optional_integer("time of an invitation")?.map(Timestamp),
    })
}
