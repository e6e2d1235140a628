//! How often things may happen: rate limits per client address.

use doorward_core::limit::Rule;
use doorward_core::time::MINUTE_MS;

use super::reader::Reader;

/// The limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Signing in: with passwords, and apart from these at providers.
    pub login: Rule,
    /// Making accounts.
    pub register: Rule,
    /// Asking for a link that resets a password.
    pub reset: Rule,
    /// Setting a password with such a link.
    pub reset_submission: Rule,
    /// Asking for a link that verifies an address.
    pub verify: Rule,
    /// Verifying an address with such a link.
    pub verify_submission: Rule,
}

/// The most events that a window may be set to have.
const MOST: u32 = 1_000_000;

/// The longest window, in minutes: a year.
const LONGEST: i64 = 525_600;

/// What a window is.
const WINDOW: &str = "Length of that window, in minutes.";

impl Limits {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Limits");
        let login = rule(
            env,
            ("LOGIN_MAX", 7),
            ("LOGIN_WINDOW", 5),
            "Passwords per window and address; as many ways to providers and back.",
        );
        let accounts = "Accounts per window and address.";
        let register = rule(env, ("REGISTER_MAX", 5), ("REGISTER_WINDOW", 60), accounts);
        let links = "Links to reset a password per window and address.";
        let reset = rule(env, ("RESET_PASSWORD_MAX", 2), ("RESET_PASSWORD_WINDOW", 2), links);
        let reset_submission = following(
            env,
            ["RESET_PASSWORD_SUBMISSION_MAX", "RESET_PASSWORD_SUBMISSION_WINDOW"],
            ["as RESET_PASSWORD_MAX", "as RESET_PASSWORD_WINDOW"],
            (reset, "Tries to use such a link per window and address."),
        );
        let links = "Links to verify an address per window and address.";
        let verify = rule(env, ("VERIFY_EMAIL_MAX", 2), ("VERIFY_EMAIL_WINDOW", 2), links);
        let verify_submission = following(
            env,
            ["VERIFY_EMAIL_SUBMISSION_MAX", "VERIFY_EMAIL_SUBMISSION_WINDOW"],
            ["as VERIFY_EMAIL_MAX", "as VERIFY_EMAIL_WINDOW"],
            (verify, "Tries to use such a link per window and address."),
        );
        Self { login, register, reset, reset_submission, verify, verify_submission }
    }
}

/// A limit with numbers of its own.
fn rule(
    env: &mut Reader<'_>,
    (max, events): (&'static str, u32),
    (window, minutes): (&'static str, i64),
    meaning: &'static str,
) -> Rule {
    Rule {
        max: env.number(max, events, 1..=MOST, meaning),
        window_ms: env.number(window, minutes, 1..=LONGEST, WINDOW) * MINUTE_MS,
    }
}

/// A limit whose numbers are those of another one where they are not set.
fn following(
    env: &mut Reader<'_>,
    [max, window]: [&'static str; 2],
    [max_default, window_default]: [&'static str; 2],
    (other, meaning): (Rule, &'static str),
) -> Rule {
    let minutes = env.optional_number(window, window_default, 1..=LONGEST, WINDOW);
    Rule {
        max: env.optional_number(max, max_default, 1..=MOST, meaning).unwrap_or(other.max),
        window_ms: minutes.map_or(other.window_ms, |minutes| minutes * MINUTE_MS),
    }
}
