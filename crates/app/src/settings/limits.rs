//! How often things may happen: rate limits per client address.

use doorward_core::limit::Rule;
use doorward_core::time::MINUTE_MS;

use super::reader::Reader;

/// The limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Signing in, by password or at a provider.
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
                max: env.number("LOGIN_MAX", 7, 1..=1_000_000, "Sign-ins per window and address."),
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
