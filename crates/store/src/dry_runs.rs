//! Trial sign-ins: a ticket of the command line, opened once by a browser, and its report, read once.

use doorward_core::secret::{Digest, Sealed};
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Makes a ticket.
    BEGIN = "INSERT INTO dry_runs (ticket_hash, provider, expires_at) VALUES ($1, $2, $3)";

    /// Opens a ticket that counts, which then counts until another time.
    OPEN = "UPDATE dry_runs SET opened_at = $2, expires_at = $3 \
        WHERE ticket_hash = $1 AND opened_at IS NULL AND expires_at > $2 RETURNING provider";

    /// Keeps the report of a ticket that was opened, if there is none.
    REPORT = "UPDATE dry_runs SET report = $2 \
        WHERE ticket_hash = $1 AND opened_at IS NOT NULL AND report IS NULL";

    /// Takes a report out.
    TAKE = "DELETE FROM dry_runs WHERE ticket_hash = $1 AND report IS NOT NULL RETURNING report";

    /// Removes tickets and reports whose time is over, a bounded number at a time.
    pub(crate) SWEEP_DRY_RUNS = "DELETE FROM dry_runs WHERE ticket_hash IN \
        (SELECT ticket_hash FROM dry_runs WHERE expires_at <= $1 LIMIT $2)";
}

impl Store {
    /// Makes a ticket for a trial of `provider`, which may be opened until `expires_at`.
    pub async fn begin_dry_run(
        &self,
        ticket: &Digest,
        provider: &str,
        expires_at: Timestamp,
        event: &Event,
    ) -> Result<(), StoreError> {
        let batch = Batch::new()
            .once(&BEGIN, values![ticket, provider, expires_at])
            .then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(drop)
    }

    /// Opens a ticket that counts `now`, and gives its provider. Of several callers exactly one gets it;
    /// what it leads to is kept until `expires_at`.
    pub async fn open_dry_run(
        &self,
        ticket: &Digest,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let row = self.db.take(&OPEN, values![ticket, now, expires_at]).await?.pop();
        row.map(|mut row| row.text("provider of a dry run")).transpose()
    }

    /// Keeps the report of a ticket; `false` when nobody waits for it any more, or there is one.
    pub async fn report_dry_run(
        &self,
        ticket: &Digest,
        report: &Sealed,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new()
            .once(&REPORT, values![ticket, report.as_str()])
            .then(&RECORD_EVENT, event.values());
        Ok(matches!(self.db.write(batch).await?, Outcome::Done(_)))
    }

    /// Takes the report of a ticket out, once there is one.
    pub async fn take_dry_run(&self, ticket: &Digest) -> Result<Option<Sealed>, StoreError> {
        let row = self.db.take(&TAKE, values![ticket]).await?.pop();
        let text = row.map(|mut row| row.text("report of a dry run")).transpose()?;
        Ok(text.map(Sealed::new))
    }
}
