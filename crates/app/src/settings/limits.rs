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
}

impl Limits {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Limits");
        let window = "Length of that window, in minutes.";
        Self {
            login: Rule {
                max: env.number(
                    "LOGIN_MAX",
                    7,
                    1..=1_000_000,
                    "Passwords per window and address; as many ways to providers and back.",
                ),
                window_ms: env.number("LOGIN_WINDOW", 5, 1..=525_600, window) * MINUTE_MS,
            },
            register: Rule {
                max: env.number(
                    "REGISTER_MAX",
                    5,
                    1..=1_000_000,
                    "Accounts per window and address.",
                ),
                window_ms: env.number("REGISTER_WINDOW", 60, 1..=525_600, window) * MINUTE_MS,
            },
        }
    }
}
