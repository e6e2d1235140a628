//! Violations on their way to storage: collected in memory, so that a flood costs a few writes a second
//! and makes no request wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use doorward_core::moderation::{Consequence, Kind, Score, Subject, Violation, judge};
use doorward_store::{Added, Event};
use tokio::sync::Notify;

use super::{BanError, By, Made, add, forgotten};
use crate::app::App;
use crate::clerk::departure;

/// Most counters that wait at once. A flood from more addresses than these is one that bans on addresses
/// do not stop.
const MOST: usize = 10_000;

/// How long violations are collected before they are written.
const COLLECT: Duration = Duration::from_millis(100);

/// What waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    counters: Mutex<HashMap<(Subject, Kind), (Score, i64)>>,
    news: Notify,
}

impl Pending {
    fn add(&self, subject: Subject, kind: Kind, score: Score) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if counters.len() >= MOST && !counters.contains_key(&(subject, kind)) {
            return;
        }
        let (sum, events) = counters.entry((subject, kind)).or_default();
        *sum = Score(sum.0.saturating_add(score.0));
        *events += 1;
        drop(counters);
        self.news.notify_one();
    }

    fn take(&self) -> HashMap<(Subject, Kind), (Score, i64)> {
        std::mem::take(&mut *self.counters.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Notes a violation. It is stored, and a ban may follow, a moment later.
pub fn note(app: &App, subject: Subject, violation: Violation) {
    app.metrics.violation(violation);
    let score = app.settings.moderation.scores.of(violation);
    app.violations.add(subject, violation.kind(), score);
}

/// Writes violations as they come, until it is cancelled.
pub(crate) async fn keep(app: &App) {
    loop {
        app.violations.news.notified().await;
        tokio::time::sleep(COLLECT).await;
        write(app).await;
    }
}

/// Writes what waits.
pub(crate) async fn write(app: &App) {
    for ((subject, kind), (score, events)) in app.violations.take() {
        if let Err(error) = store(app, &Added { subject, kind, score, events }).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "violations were not stored");
        }
    }
}

async fn store(app: &App, added: &Added) -> Result<(), BanError> {
    let now = app.clock.now();
    let score = app.store.add_violation(added, now, forgotten(app)).await?;
    tracing::info!(kind = added.kind.0, score = score.text(), "a limit was passed too often");
    let made = |expires_at| Made {
        reason: format!("Too many violations: {}", added.kind.0),
        violation: Some(added.kind.0.to_owned()),
        by: By::Rules,
        expires_at,
    };
    match judge(&app.settings.moderation.policy, score, added.score, now) {
        Consequence::Nothing => Ok(()),
        Consequence::SoftBan => soften(app, added).await,
        Consequence::Ban(until) => match add(app, added.subject, made(Some(until)), now).await {
            // Nobody would be left who could look into it.
            Err(BanError::LastAdministrator) => soften(app, added).await,
            outcome => outcome.map(drop),
        },
    }
}

/// A soft ban: sessions end, and whoever it was may come in again. An address has none.
async fn soften(app: &App, added: &Added) -> Result<(), BanError> {
    let Subject::Person(user) = added.subject else { return Ok(()) };
    let theirs = departure::under_sessions_of(app, user, None).await?;
    let event = Event {
        subject: Some(user),
        detail: format!("soft ban for {}", added.kind.0),
        ..Event::new("session.end_all", app.clock.now())
    };
    app.store.end_sessions(user, None, &event).await?;
    app.live.forget_user(user);
    departure::note(app, theirs);
    Ok(())
}
