//! What runs beside the requests: telling storage who was seen, sweeping what is over, and
//! forgetting what other processes changed. None of it is a security control.

use std::sync::Arc;
use std::time::Duration;

use doorward_store::Change;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::audit;
use crate::clerk::departure;
use crate::events;
use crate::mail::{self, deliver::deliver};
use crate::moderation;
use crate::tls;

/// How often storage is told who was seen.
const FLUSH_EVERY: Duration = Duration::from_secs(5);

/// How often what is over is swept.
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// Starts the background tasks; they end when `stop` is cancelled.
pub fn start(app: &Arc<App>, tracker: &TaskTracker, stop: &CancellationToken) {
    let keeper = Arc::clone(app);
    let token = stop.clone();
    tracker.spawn(async move { token.run_until_cancelled(keep_house(&keeper)).await });
    if app.clerk.is_some() {
        let leaver = Arc::clone(app);
        let token = stop.clone();
        tracker.spawn(async move { token.run_until_cancelled(departure::follow(&leaver)).await });
    }
    if let Some(keeper) = &app.tls {
        let (keeper, clock, token) = (Arc::clone(keeper), app.clock.clone(), stop.clone());
        let following = async move { tls::follow(&keeper, &clock).await };
        tracker.spawn(async move { token.run_until_cancelled(following).await });
    }
    let (sender, token) = (Arc::clone(app), stop.clone());
    // It finishes the letter that it is at.
    tracker.spawn(async move { Box::pin(deliver(&sender, &token)).await });
    let recorder = Arc::clone(app);
    let token = stop.clone();
    tracker.spawn(async move { token.run_until_cancelled(moderation::keep(&recorder)).await });
    let (teller, token) = (Arc::clone(app), stop.clone());
    // It finishes the event that it is at, too: others would have to wait for its turn to end.
    tracker.spawn(async move { Box::pin(events::tell(&teller, &token)).await });
    let listener = Arc::clone(app);
    let token = stop.clone();
    tracker.spawn(async move { token.run_until_cancelled(follow_changes(&listener)).await });
}

async fn keep_house(app: &App) {
    let mut flush = interval(FLUSH_EVERY);
    flush.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sweep = interval(SWEEP_EVERY);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = flush.tick() => {
                app.live.running().time_passed(app.clock.now());
                app.flush_seen().await;
                app.tell_failures(false).await;
                if app.networks.is_stale() {
                    load_bans(app).await;
                }
            }
            _ = sweep.tick() => app.sweep().await,
        }
    }
}

async fn follow_changes(app: &App) {
    let mut changes = app.store.changes();
    while let Some(change) = changes.recv().await {
        match change {
            Change::User(user) => app.live.forget_user(user),
            Change::Session(session) => app.live.forget(session),
            Change::Bans => load_bans(app).await,
            Change::Letters => mail::wake(app),
            Change::Everything => {
                app.live.forget_all();
                load_bans(app).await;
            }
        }
    }
}

async fn load_bans(app: &App) {
    if let Err(error) = app.networks.load(&app.store, app.clock.now()).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the banned addresses could not be read anew");
    }
}

impl App {
    /// Tells storage which sessions were seen.
    pub(crate) async fn flush_seen(&self) {
        let seen = self.take_seen();
        if seen.is_empty() {
            return;
        }
        if let Err(error) = self.store.touch(&seen).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "last-seen times were not stored"
            );
        }
    }

    async fn sweep(&self) {
        if let Err(error) = audit::sweep(self).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "the sweep of old events failed");
        }
        if let Err(error) = moderation::sweep(self).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "old violations were not forgotten");
        }
        match self.store.sweep(self.clock.now(), self.settings.lifetimes.idle_ms).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "swept what was over"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the sweep failed");
            }
        }
    }
}
