//! Second factors: what proves a person beside their password, and when that is asked for.

mod methods;
pub mod recovery_code;

pub use methods::{Method, Methods};

use crate::account::Role;
use crate::time::{MINUTE_MS, Timestamp};

/// How long a second step may take, in milliseconds.
pub const STEP_MS: i64 = 5 * MINUTE_MS;

/// How many wrong codes in a row an account bears, ever, before only a recovery helps (SP 800-63B-4
/// §3.2.2).
pub const MOST_FAILURES: i64 = 100;

/// How many recovery codes are made together.
pub const RECOVERY_CODES: usize = 10;

/// From how many unused recovery codes downwards their owner is warned.
pub const FEW_CODES: u32 = 3;

/// The length of a time step of TOTP, in seconds (RFC 6238 §4.1).
pub const TOTP_STEP_S: i64 = 30;

/// A kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// An authenticator app (RFC 6238).
    Totp,
    /// A recovery code, which stands in for the others.
    RecoveryCode,
    /// A passkey (`WebAuthn`).
    Passkey,
}

/// The second factors of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// Whether it has an authenticator app.
    pub totp: bool,
    /// How many passkeys it has.
    pub passkeys: u32,
    /// How many recovery codes are left. They stand in for a factor and are none alone.
    pub recovery_codes: u32,
}

impl Factors {
    /// Whether there is any factor that a second step could ask for.
    pub const fn any(self) -> bool {
        self.totp || self.passkeys > 0
    }

    /// Whether a factor of this kind may be taken away: the last one stays while one is required.
    pub fn may_lose(self, kind: Factor, required: bool) -> bool {
        let left = match kind {
            Factor::Totp => Self { totp: false, ..self },
            Factor::Passkey => Self { passkeys: self.passkeys.saturating_sub(1), ..self },
            Factor::RecoveryCode => self,
        };
        left.any() || !required
    }
}

/// What a sign-in has proved so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A password.
    Password,
    /// A passkey. With user verification it is two factors: what one has, and what one is or knows.
    Passkey {
        /// Whether the authenticator has verified its user.
        verified: bool,
    },
    /// The word of a provider.
    Provider {
        /// Whether it says that it has seen two factors.
        several: bool,
    },
    /// A session that goes on under a new name: what it proved, it has proved.
    Continued,
}

/// Of whom a second factor is required, as the operator has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Administrators.
    pub admins: bool,
    /// Everybody else.
    pub users: bool,
    /// Whether a sign-in at a provider counts as two factors whatever the provider says of it.
    pub trusts_providers: bool,
}

impl Policy {
    /// Whether somebody of this role has to have a second factor.
    pub const fn requires(self, role: Role) -> bool {
        match role {
            Role::Admin => self.admins,
            Role::User => self.users,
        }
    }
}

/// Whether a session that was opened by these `methods` stands on enough for somebody who has to have a
/// second factor. Policy or role may have changed since it began.
pub const fn suffices(
    methods: Methods,
    factor_at: Option<Timestamp>,
    trusts_provider: bool,
) -> bool {
    factor_at.is_some()
        || methods.is_several()
        || methods.has(Method::TrustedBrowser)
        || trusts_provider
}

/// What is known when somebody has proved something.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What they have proved.
    pub way: Way,
    /// The factors of their account.
    pub factors: Factors,
    /// Whether one is required of them.
    pub required: bool,
    /// Whether a sign-in at a provider counts as two factors anyhow.
    pub trusts_providers: bool,
    /// Whether they chose not to be asked in this browser, and nothing has changed since.
    pub remembered: bool,
}

/// What a sign-in still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A proof by one of the account's factors.
    Proof,
    /// A factor, which the account has to get first.
    Enrolment,
}

/// Judges what a sign-in still needs.
///
/// A password is one factor. So is a passkey that did not verify its user, and it cannot be its own
/// second: another factor is asked for, where there is one. A passkey alone does not make a password need a
/// second step, unless policy does: it is a way in of its own, which not every device of a person has.
/// Providers have second factors of their own; they are asked for more only where one is required.
pub const fn judge(known: Known) -> Need {
    let Known { way, factors, required, .. } = known;
    let has_other = match way {
        Way::Continued | Way::Passkey { verified: true } => return Need::Nothing,
        Way::Provider { several } if several || known.trusts_providers || !required => {
            return Need::Nothing;
        }
        Way::Passkey { verified: false } => factors.totp,
        Way::Password if !required => factors.totp,
        Way::Password | Way::Provider { .. } => factors.any(),
    };
    match (has_other, known.remembered) {
        (true, false) => Need::Proof,
        (false, _) if required => Need::Enrolment,
        (true, true) | (false, _) => Need::Nothing,
    }
}

/// The time steps whose codes count at `seconds` since the epoch: this one, and one to each side for clocks
/// that differ (RFC 6238 §5.2), except those up to the last one that was used.
pub fn countable_steps(seconds: i64, last_used: i64) -> impl Iterator<Item = i64> {
    let now = seconds.div_euclid(TOTP_STEP_S);
    [now, now - 1, now + 1].into_iter().filter(move |step| *step > last_used && *step >= 0)
}

#[cfg(test)]
mod tests;
