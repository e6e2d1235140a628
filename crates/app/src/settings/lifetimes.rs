//! How long tokens and sessions live.

use doorward_core::session::TOUCH_EVERY_MS;
use doorward_core::time::MINUTE_MS;

use super::complaint::{Code, Severity};
use super::reader::{Fault, Reader};

/// The stock web client refreshes a token this long before it ends.
const CLIENT_REFRESHES_BEFORE_MS: i64 = 2 * MINUTE_MS;

/// Lifetimes in milliseconds, each a positive number of whole seconds.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// How long an access token lives.
    pub access_ms: i64,
    /// How long a session lives at most, however much it is used.
    pub absolute_ms: i64,
    /// How long a session lives without being used.
    pub idle_ms: i64,
}

impl Lifetimes {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Lifetimes and cookies");
        let access_ms =
            env.millis("SESSION_EXPIRY", "1000 * 60 * 15", "How long an access token lives.");
        let absolute_ms = env.millis(
            "REFRESH_TOKEN_EXPIRY",
            "(1000 * 60 * 60 * 24) * 7",
            "How long a session lives at most.",
        );
        let idle_ms = env.optional_millis(
            "DOORWARD_SESSION_IDLE",
            "as REFRESH_TOKEN_EXPIRY",
            "How long a session lives without being used.",
        );
        let idle_ms = idle_ms.unwrap_or(absolute_ms).min(absolute_ms);
        let lifetimes = Self { access_ms, absolute_ms, idle_ms };
        lifetimes.check(env);
        lifetimes
    }

    fn check(&self, env: &mut Reader<'_>) {
        if self.access_ms > self.absolute_ms {
            let what = "SESSION_EXPIRY is longer than REFRESH_TOKEN_EXPIRY.";
            let remedy = "An access token must not outlive its session. Write a smaller \
                          SESSION_EXPIRY, such as \"1000 * 60 * 15\".";
            let fault = Fault::new(Code::ACCESS_OUTLIVES, what, remedy);
            env.object(Severity::Error, "SESSION_EXPIRY", fault);
        }
        // When a session was last seen is written down once a minute, so less cannot be told apart.
        if self.idle_ms < 2 * TOUCH_EVERY_MS {
            let what = "Sessions would end after less than two minutes without use.";
            let remedy = "When a session was last seen is kept to the minute. Write at least \
                          \"1000 * 60 * 2\".";
            let fault = Fault::new(Code::IDLE_SHORT, what, remedy);
            env.object(Severity::Error, "DOORWARD_SESSION_IDLE", fault);
        }
        if self.access_ms <= CLIENT_REFRESHES_BEFORE_MS {
            let what = "SESSION_EXPIRY is two minutes or less.";
            let remedy = "The chat app refreshes two minutes before the end, so before every call. \
                          Write at least \"1000 * 60 * 5\".";
            let fault = Fault::new(Code::ACCESS_SHORT, what, remedy);
            env.object(Severity::Warning, "SESSION_EXPIRY", fault);
        }
    }
}
