//! People whom a provider has vouched for, and who have yet to prove that the account with their
//! address is theirs. Each is settled once.

use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Secret};
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, Row, statements, values};
use crate::links::{ADD_LINK, NewLink};
use crate::sessions::ADMIT;
use crate::{Store, StoreError};

statements! {
    /// Remembers a link.
    BEGIN = "INSERT INTO pending_links (handle_hash, browser_hash, user_id, issuer, subject, \
            provider, email, email_verified, return_to, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    /// A link to be proved.
    FIND = "SELECT handle_hash, browser_hash, user_id, issuer, subject, provider, email, \
            email_verified, return_to, created_at, expires_at \
        FROM pending_links WHERE handle_hash = $1";

    /// Takes a link out, if its time is not over.
    SPEND = "DELETE FROM pending_links WHERE handle_hash = $1 AND user_id = $2 AND expires_at > $3";

    /// Removes links that nobody proved, a bounded number at a time.
    pub(crate) SWEEP_LINKS = "DELETE FROM pending_links WHERE handle_hash IN \
        (SELECT handle_hash FROM pending_links WHERE expires_at <= $1 LIMIT $2)";
}

/// A verified identity that waits for proof of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLink {
    /// Digest of the value that names it.
    pub handle: Digest,
    /// Digest of the value that the browser keeps.
    pub browser: Digest,
    /// The account that has the address.
    pub user: UserId,
    /// The link to be made.
    pub link: NewLink,
    /// The address that the provider stated.
    pub email: Email,
    /// Whether the provider says that it has checked the address.
    pub email_verified: bool,
    /// The local path to arrive at.
    pub return_to: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it stops counting.
    pub expires_at: Timestamp,
}

/// What became of a pending link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettleLink {
    /// The link was made.
    Linked,
    /// It was settled before, or its time is over.
    Spent,
    /// The account is gone, switched off, or has another password by now.
    NoAccount,
    /// The link exists, to this account or another.
    Taken,
}

impl Store {
    /// Remembers a link that is to be proved.
    pub async fn begin_link(&self, pending: &PendingLink) -> Result<(), StoreError> {
        let values = values![
            &pending.handle,
            &pending.browser,
            pending.user,
            &pending.link.issuer,
            &pending.link.subject,
            &pending.link.provider,
            pending.email.as_str(),
            pending.email_verified,
            &pending.return_to,
            pending.created_at,
            pending.expires_at
        ];
        self.db.count(&BEGIN, values).await.map(drop)
    }

    /// The link of a handle. Whether its time is over is for the caller to judge.
    pub async fn pending_link(&self, handle: &Digest) -> Result<Option<PendingLink>, StoreError> {
        let row = self.db.read(&FIND, values![handle]).await?.pop();
        row.map(pending_link).transpose()
    }

    /// Makes the link, at the time of the event. Of several callers exactly one does.
    ///
    /// `proven` is the stored hash of the password that proved the account, if one did.
    pub async fn settle_link(
        &self,
        pending: &PendingLink,
        proven: Option<&Secret<String>>,
        event: &Event,
    ) -> Result<SettleLink, StoreError> {
        let NewLink { issuer, subject, provider } = &pending.link;
        let batch = Batch::new()
            .once(&SPEND, values![&pending.handle, pending.user, event.at])
            .once(&ADMIT, values![pending.user, proven.map(Secret::expose), event.at])
            .once(&ADD_LINK, values![issuer, subject, pending.user, provider, event.at])
            .then(&RECORD_EVENT, event.values());
        Ok(match self.db.write(batch).await? {
            Outcome::Done(_) => SettleLink::Linked,
            Outcome::Undone { step: 0 } => SettleLink::Spent,
            Outcome::Undone { step: 1 } => SettleLink::NoAccount,
            Outcome::Undone { .. } => SettleLink::Taken,
        })
    }
}

fn pending_link(mut row: Row) -> Result<PendingLink, StoreError> {
    Ok(PendingLink {
        handle: row.digest("handle of a pending link")?,
        browser: row.digest("browser of a pending link")?,
        user: row.parsed("account of a pending link")?,
        link: NewLink {
            issuer: row.text("issuer of a pending link")?,
            subject: row.text("subject of a pending link")?,
            provider: row.text("provider of a pending link")?,
        },
        email: Email::parse(&row.text("address of a pending link")?)
            .map_err(|_| StoreError::unreadable("address of a pending link"))?,
        email_verified: row.integer("flag of a pending link")? != 0,
        return_to: row.text("path of a pending link")?,
        created_at: row.time("time of a pending link")?,
        expires_at: row.time("end of a pending link")?,
    })
}
