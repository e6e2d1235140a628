//! Sending what waits: a few lanes, each with a connection of its own while there is work. A letter belongs to
//! one lane of one node at a time; what a node had when it died is due again when its turn is over.

use std::time::Duration;

use doorward_core::outbox::{self, Next};
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_store::{Change, Claimed, StoreError};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::compose::Mail;
use super::failure::{Failure, Fault, Stage};
use super::{Carrier, Mailer, sealed};
use crate::app::App;
use crate::mail::smtp::Connection;
use crate::metrics::Mailed;
use crate::one_time;

/// How many letters a lane takes at a time.
const TAKEN: u32 = 8;
/// How long a lane has the letters that it took, in milliseconds.
const TURN_MS: i64 = 10 * MINUTE_MS;
/// A letter is not begun unless this much of the turn is left, in milliseconds: more than all deadlines of one.
const SPARE_MS: i64 = 5 * MINUTE_MS;
/// How often is looked for letters that nothing tells of, in milliseconds: word of them may be lost.
const LOOK_MS: i64 = 30_000;
/// Why a letter is not sent that came to its turn too late, or that a newer one has taken the place of.
const DEAD_LINK: &str = "its link does not count any more";
/// How long to wait when storage fails.
const PAUSE: Duration = Duration::from_secs(5);
/// How long a stop waits for a letter that is being handed over.
const GRACE: Duration = Duration::from_secs(5);

/// Sends letters until `stop`.
pub(crate) async fn deliver(app: &App, stop: &CancellationToken) {
    let Some(mailer) = &app.mailer else { return };
    let lane = |timed| Lane { app, mailer, stop, timed, connection: None }.run();
    tokio::join!(lane(true), lane(false), lane(false), lane(false), lane(false), lane(false));
}

/// One letter at a time, over one connection.
struct Lane<'a> {
    app: &'a App,
    mailer: &'a Mailer,
    stop: &'a CancellationToken,
    /// Whether it wakes when letters become due, and the others with it.
    timed: bool,
    connection: Option<Connection>,
}

impl Lane<'_> {
    async fn run(mut self) {
        while !self.stop.is_cancelled() {
            match self.turn().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => self.pause(&error).await,
            }
            self.hang_up().await;
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = self.mailer.posted.notified() => {}
                () = self.due(), if self.timed => {}
            }
        }
        self.hang_up().await;
    }

    /// Takes letters and sends them; false when there were none.
    async fn turn(&mut self) -> Result<bool, StoreError> {
        let now = self.app.clock.now();
        let letters = self.app.store.claim_letters(now, now.plus(TURN_MS), TAKEN).await?;
        if letters.len() as u64 == u64::from(TAKEN) {
            // There may be more: somebody else shall look.
            self.mailer.posted.notify_one();
        }
        let any = !letters.is_empty();
        let mut rest = letters.into_iter();
        while let Some(letter) = rest.next() {
            let now = self.app.clock.now();
            if self.stop.is_cancelled() || letter.lease.until.since(now) < SPARE_MS {
                self.app.store.return_letter(letter.lease, now).await?;
                continue;
            }
            if let Some(failure) = self.send(&letter).await? {
                // None of the others could be sent now either.
                for letter in rest.by_ref() {
                    self.put_back(&letter, &failure).await?;
                }
            }
        }
        Ok(any)
    }

    /// Sends a letter and writes down what became of it. Gives the failure if it is one of the server's.
    async fn send(&mut self, letter: &Claimed) -> Result<Option<Failure>, StoreError> {
        let (stop, id) = (self.stop, letter.lease.id);
        if !self.leads_anywhere(letter).await? {
            self.put_back(letter, &Failure::new(Stage::Letter, Fault::Stale, DEAD_LINK)).await?;
            return Ok(None);
        }
        let cut = async {
            stop.cancelled().await;
            sleep(GRACE).await;
        };
        let sent = tokio::select! {
            sent = self.hand_over(letter) => sent,
            () = cut => {
                self.app.store.return_letter(letter.lease, self.app.clock.now()).await?;
                return Ok(None);
            }
        };
        let Err(failure) = sent else {
            tracing::info!(letter.id = %id, "mail sent");
            self.app.metrics.mailed(Mailed::Sent);
            self.app.store.letter_sent(letter.lease).await?;
            return Ok(None);
        };
        self.put_back(letter, &failure).await?;
        Ok((failure.fault == Fault::Server).then_some(failure))
    }

    /// Whether the link of a letter still counts, if it carries a token.
    async fn leads_anywhere(&self, letter: &Claimed) -> Result<bool, StoreError> {
        match &letter.token {
            Some(token) => one_time::counts(self.app, token).await,
            None => Ok(true),
        }
    }

    async fn hand_over(&mut self, letter: &Claimed) -> Result<(), Failure> {
        let id = letter.lease.id;
        let opened = sealed::open(&self.app.keys, id, &letter.body).ok_or_else(|| {
            let text = "it cannot be opened: JWT_REFRESH_SECRET has changed since it was posted, or a \
                        newer release posted it";
            Failure::new(Stage::Letter, Fault::Letter, text)
        })?;
        let mail = Mail::new(self.mailer, id, &opened, self.app.clock.now())?;
        match &self.mailer.carrier {
            Carrier::Api(api) => api.hand_over(&mail).await.map(drop),
            Carrier::Smtp(server) => loop {
                let mut connection = match self.connection.take().filter(Connection::has_room) {
                    Some(connection) => connection,
                    None => server.connect(&mut Vec::new()).await?,
                };
                match connection.hand_over(server, &mail).await {
                    Ok(_) => {
                        self.connection = Some(connection);
                        return Ok(());
                    }
                    // A server may hang up between two mails; that says nothing about the second one.
                    Err(failure)
                        if connection.is_used() && matches!(failure.code, None | Some(421)) => {}
                    Err(failure) => return Err(failure),
                }
            },
        }
    }

    async fn put_back(&self, letter: &Claimed, failure: &Failure) -> Result<(), StoreError> {
        let (lease, now) = (letter.lease, self.app.clock.now());
        let refused = matches!(failure.fault, Fault::Letter | Fault::Stale);
        let next = outbox::after_failure(refused, letter.attempts, letter.give_up_at, now);
        tell(letter, failure, next);
        self.app.metrics.mailed(match next {
            Next::Retry(_) => Mailed::Postponed,
            Next::GiveUp => Mailed::GivenUp,
        });
        let problem = failure.to_string();
        match next {
            Next::Retry(at) => self.app.store.postpone_letter(lease, at, &problem).await?,
            Next::GiveUp => self.app.store.give_up_letter(lease, now, &problem).await?,
        };
        Ok(())
    }

    /// Storage fails: tells of it and waits a little.
    async fn pause(&self, error: &StoreError) {
        tracing::warn!(
            error = error as &dyn std::error::Error,
            "letters could not be looked up or put back"
        );
        _ = self.stop.run_until_cancelled(sleep(PAUSE)).await;
    }

    async fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }

    /// Returns when a letter may be due that this process was not told of.
    async fn due(&self) {
        // Before storage is asked: nothing may come about between the two unheard.
        let mut changes = self.app.store.changes();
        let look = self.app.clock.now().plus(LOOK_MS);
        let next = match self.app.store.next_letter_due().await {
            Ok(next) => next.unwrap_or(look),
            Err(error) => {
                self.pause(&error).await;
                look
            }
        };
        let told = async {
            // With `SQLite` another process has written something: letters, perhaps.
            while !matches!(changes.recv().await, Some(Change::Letters | Change::Everything) | None)
            {
            }
        };
        tokio::select! {
            () = self.app.clock.sleep_until(Timestamp::min(next, look)) => {}
            () = told => {}
        }
    }
}

/// Logs a failure. The server's words stay in the list of letters: they often name the recipient.
fn tell(letter: &Claimed, failure: &Failure, next: Next) {
    let (id, attempts) = (letter.lease.id, letter.attempts);
    let (stage, code) = (failure.stage.as_str(), failure.code);
    match next {
        Next::Retry(_) => tracing::warn!(
            letter.id = %id, stage, code, attempts,
            "mail not sent; it is tried again (`doorward mail list` says why)"
        ),
        Next::GiveUp if failure.fault == Fault::Stale => tracing::warn!(
            letter.id = %id, attempts,
            "mail not sent: its link does not count any more"
        ),
        Next::GiveUp => tracing::error!(
            letter.id = %id, stage, code, attempts,
            "mail given up (`doorward mail list` says why)"
        ),
    }
}
