//! The limiters of the sign-in routes: counters in memory, bounded in number.

mod table;

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use doorward_core::limit::{Rule, Verdict};
use doorward_core::moderation::Violation;
use doorward_core::time::Timestamp;

use crate::metrics::Label;
use table::{Place, Table};

/// A limiter: what it counts is shared by all routes that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limiter {
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: passwords.
    Login,
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: ways to providers and back. Other sites can send a browser on such
    /// a way, which must not use up what is left for passwords.
    Provider,
    /// `REGISTER_MAX` per `REGISTER_WINDOW`.
    Register,
    /// `RESET_PASSWORD_MAX` per `RESET_PASSWORD_WINDOW`: mails to people who forgot their password.
    ResetRequest,
    /// `RESET_PASSWORD_SUBMISSION_MAX` per `RESET_PASSWORD_SUBMISSION_WINDOW`: new passwords.
    ResetSubmission,
    /// `VERIFY_EMAIL_MAX` per `VERIFY_EMAIL_WINDOW`: mails that verify an address.
    VerifyRequest,
    /// `VERIFY_EMAIL_SUBMISSION_MAX` per `VERIFY_EMAIL_SUBMISSION_WINDOW`: answers to such mails.
    VerifySubmission,
    /// `TWO_FACTOR_TEMP_MAX` per `TWO_FACTOR_TEMP_WINDOW`: second factors.
    TwoFactor,
    /// `DOORWARD_ACCESS_CODE_MAX` per `DOORWARD_ACCESS_CODE_WINDOW`: wrong access codes.
    AccessCode,
    /// Ten times as many: guests who come in with a right code.
    Guest,
    /// Ten times `LOGIN_MAX` per `LOGIN_WINDOW`: halves of ceremonies with passkeys. Every visit of the
    /// sign-in page begins one, and nobody guesses at a signature.
    Passkey,
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: requests of providers to end sessions that were refused.
    ProviderLogout,
}

impl Limiter {
    /// What it is to pass this limit; `None` where that is nobody's fault.
    pub(crate) const fn violation(self) -> Option<Violation> {
        Some(match self {
            Self::Login | Self::Provider | Self::AccessCode => Violation::Login,
            Self::TwoFactor => Violation::TwoFactor,
            Self::Register => Violation::Registration,
            Self::ResetRequest => Violation::ResetRequest,
            Self::ResetSubmission => Violation::ResetSubmission,
            Self::VerifyRequest => Violation::VerifyRequest,
            Self::VerifySubmission => Violation::VerifySubmission,
            Self::Guest | Self::Passkey | Self::ProviderLogout => return None,
        })
    }
}

impl Label for Limiter {
    const NAME: &'static str = "limiter";
    const ALL: &'static [Self] = &[
        Self::Login,
        Self::Provider,
        Self::Register,
        Self::ResetRequest,
        Self::ResetSubmission,
        Self::VerifyRequest,
        Self::VerifySubmission,
        Self::TwoFactor,
        Self::AccessCode,
        Self::Guest,
        Self::Passkey,
        Self::ProviderLogout,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Provider => "provider",
            Self::Register => "register",
            Self::ResetRequest => "reset_request",
            Self::ResetSubmission => "reset_submission",
            Self::VerifyRequest => "verify_request",
            Self::VerifySubmission => "verify_submission",
            Self::TwoFactor => "two_factor",
            Self::AccessCode => "access_code",
            Self::Guest => "guest",
            Self::Passkey => "passkey",
            Self::ProviderLogout => "provider_logout",
        }
    }

    fn place(self) -> usize {
        self as usize
    }
}

/// How many limiters there are.
const LIMITERS: usize = Limiter::ProviderLogout as usize + 1;

/// The rules of one limiter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// For one address, or one /64 of IPv6.
    pub(crate) own: Rule,
    /// For all addresses together, if they are bounded.
    pub(crate) all: Option<Rule>,
}

/// All counters of one process. Each limiter has a table of its own, so that a flood against one
/// leaves the others alone.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    tables: [Mutex<Table>; LIMITERS],
    /// Failures per account; see [`crate::lockout`].
    accounts: Mutex<Table>,
    /// Messages through the gateway per address.
    messages: Mutex<Table>,
}

impl Limits {
    /// Counts one event from `address`.
    ///
    /// What the address alone may not do is refused before all addresses together are asked, so that one
    /// of them cannot use up what is left for the others.
    pub(crate) fn count(
        &self,
        limiter: Limiter,
        rules: Rules,
        address: IpAddr,
        now: Timestamp,
    ) -> Verdict {
        let mut table = self.table(limiter);
        let place = Place::of(address);
        let verdict = table.count(place, rules.own, now);
        let Some(all) = rules.all.filter(|_| verdict.allowed) else { return verdict };
        let together = table.count_all(all, now);
        if together.allowed {
            return verdict;
        }
        table.forgive(place);
        Verdict { limit: verdict.limit, ..together }
    }

    /// What would be said of one more event from `address`. Nothing is counted.
    pub(crate) fn peek(
        &self,
        limiter: Limiter,
        rule: Rule,
        address: IpAddr,
        now: Timestamp,
    ) -> Verdict {
        self.table(limiter).peek(Place::of(address), rule, now)
    }

    /// Takes back one event that was counted a moment ago: only failures count, and it was none.
    pub(crate) fn forgive(&self, limiter: Limiter, address: IpAddr) {
        let mut table = self.table(limiter);
        table.forgive(Place::of(address));
        table.forgive_all();
    }

    /// Counts one try at an account, by the digest of what names it.
    pub(crate) fn count_account(&self, account: u128, rule: Rule, now: Timestamp) -> Verdict {
        lock(&self.accounts).count(Place::of_account(account), rule, now)
    }

    /// Takes back one try at an account, which did not fail.
    pub(crate) fn forgive_account(&self, account: u128) {
        lock(&self.accounts).forgive(Place::of_account(account));
    }

    /// Counts one message through the gateway from an address.
    pub(crate) fn count_message(&self, address: IpAddr, rule: Rule, now: Timestamp) -> Verdict {
        lock(&self.messages).count(Place::of(address), rule, now)
    }

    fn table(&self, limiter: Limiter) -> MutexGuard<'_, Table> {
        // The first one stands in for none: the array is as long as the enum.
        let [first, ..] = &self.tables;
        lock(self.tables.get(limiter as usize).unwrap_or(first))
    }
}

fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
