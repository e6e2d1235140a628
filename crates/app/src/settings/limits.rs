//! How often things may happen: rate limits per client address, per account and for everybody together.

mod chat;

use doorward_core::limit::Rule;
use doorward_core::time::MINUTE_MS;

use super::reader::Reader;

pub use chat::{Chat, Pair};

/// The largest number of events that may be written.
const MAX: u32 = 1_000_000;

/// The longest window that may be written, in minutes: a year.
const MAX_MINUTES: i64 = 525_600;

const WINDOW: &str = "Length of that window, in minutes.";

/// The limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Signing in: with passwords, and apart from these at providers.
    pub login: Rule,
    /// Making accounts.
    pub register: Rule,
    /// Asking for a mail that resets a password.
    pub reset: Rule,
    /// Setting a password with such a mail.
    pub reset_submission: Rule,
    /// Asking for a mail that verifies an address.
    pub verify: Rule,
    /// Answering such a mail.
    pub verify_submission: Rule,
    /// Second factors, per address and again per person.
    pub two_factor: Rule,
    /// Wrong passwords for one account, from whatever addresses.
    pub account: Rule,
    /// How many times as much all addresses together may do as one of them; `None` for no bound.
    pub together: Option<u32>,
    /// What the chat app's own routes may do.
    pub chat: Chat,
}

impl Limits {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Limits");
        let passwords = "Passwords per window and address; as many ways to providers and back.";
        let login = rule(env, ("LOGIN_MAX", 7, passwords), ("LOGIN_WINDOW", 5));
        let accounts = "Accounts per window and address.";
        let register = rule(env, ("REGISTER_MAX", 5, accounts), ("REGISTER_WINDOW", 60));
        let mails = "Requests to reset a password, per window and address.";
        let reset = rule(env, ("RESET_PASSWORD_MAX", 2, mails), ("RESET_PASSWORD_WINDOW", 2));
        let set = "New passwords by such a mail, per window and address.";
        let reset_submission = rule_like(
            env,
            ("RESET_PASSWORD_SUBMISSION_MAX", "as RESET_PASSWORD_MAX", set),
            ("RESET_PASSWORD_SUBMISSION_WINDOW", "as RESET_PASSWORD_WINDOW"),
            reset,
        );
        let mails = "Requests to verify a mail address, per window and address.";
        let verify = rule(env, ("VERIFY_EMAIL_MAX", 2, mails), ("VERIFY_EMAIL_WINDOW", 2));
        let answers = "Answers to such a mail, per window and address.";
        let verify_submission = rule_like(
            env,
            ("VERIFY_EMAIL_SUBMISSION_MAX", "as VERIFY_EMAIL_MAX", answers),
            ("VERIFY_EMAIL_SUBMISSION_WINDOW", "as VERIFY_EMAIL_WINDOW"),
            verify,
        );
        let factors = "Second factors per window: for one address, and again for one person.";
        let two_factor = rule_like(
            env,
            ("TWO_FACTOR_TEMP_MAX", "as LOGIN_MAX", factors),
            ("TWO_FACTOR_TEMP_WINDOW", "as LOGIN_WINDOW"),
            login,
        );
        let (account, together) = (account(env), together(env));
        Self {
            login,
            register,
            reset,
            reset_submission,
            verify,
            verify_submission,
            two_factor,
            account,
            together,
            chat: Chat::read(env),
        }
    }
}

fn account(env: &mut Reader<'_>) -> Rule {
    let meaning = "Wrong passwords per window for one account, from whatever addresses. A browser that has \
                   signed in to the account before counts for itself, so the owner is not shut out.";
    let max = ("DOORWARD_ACCOUNT_LOGIN_MAX", 20, meaning);
    rule(env, max, ("DOORWARD_ACCOUNT_LOGIN_WINDOW", 15))
}

fn together(env: &mut Reader<'_>) -> Option<u32> {
    let meaning = "How many times as much all addresses together may do as one of them, at each limit for \
                   people who are not signed in. 0 for no bound.";
    let factor = env.number("DOORWARD_LIMIT_ALL_FACTOR", 200, 0..=MAX, meaning);
    (factor > 0).then_some(factor)
}

/// A rule with numbers for defaults: `(name, default, meaning)` of its events, `(name, default)` of its
/// window.
fn rule(
    env: &mut Reader<'_>,
    (max, events, meaning): (&'static str, u32, &'static str),
    (window, minutes): (&'static str, i64),
) -> Rule {
    Rule {
        max: env.number(max, events, 1..=MAX, meaning),
        window_ms: env.number(window, minutes, 1..=MAX_MINUTES, WINDOW) * MINUTE_MS,
    }
}

/// A rule whose numbers are those of `like` unless they are set.
fn rule_like(
    env: &mut Reader<'_>,
    (max, max_like, meaning): (&'static str, &'static str, &'static str),
    (window, window_like): (&'static str, &'static str),
    like: Rule,
) -> Rule {
    let events = env.optional_number(max, max_like, 1..=MAX, meaning);
    let minutes = env.optional_number(window, window_like, 1..=MAX_MINUTES, WINDOW);
    Rule {
        max: events.unwrap_or(like.max),
        window_ms: minutes.map_or(like.window_ms, |minutes| minutes * MINUTE_MS),
    }
}
