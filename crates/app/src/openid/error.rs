//! Why a sign-in at a provider failed.

use doorward_core::oidc::{Refusal, Refused};

/// A failed sign-in at a provider. Its text is for the operator's log: code, cause and what was seen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OpenIdError(Refused);

impl OpenIdError {
    /// The stable code, such as `DW-OIDC-009`.
    pub const fn code(&self) -> &'static str {
        self.0.why.code()
    }

    /// Which rule was broken.
    pub const fn why(&self) -> Refusal {
        self.0.why
    }

    /// What was seen, cut and escaped; empty when there is nothing to add.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// What the operator can do about it.
    pub const fn remedy(&self) -> &'static str {
        self.0.why.remedy()
    }

    /// Whether the provider is down or cannot be reached: the person may try again later.
    pub const fn is_upstream_outage(&self) -> bool {
        self.0.why.is_outage()
    }

    /// Whether the person, or a rule at the provider, said no.
    pub fn was_denied_by_person(&self) -> bool {
        self.0.why == Refusal::Denied
    }
}

impl From<Refused> for OpenIdError {
    fn from(refused: Refused) -> Self {
        Self(refused)
    }
}

impl From<Refusal> for OpenIdError {
    fn from(why: Refusal) -> Self {
        Self(why.into())
    }
}
