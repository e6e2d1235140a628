//! What a sign-in saw on its way, for whoever is told of it: the doctor's dry run. Others have
//! [`Witness::NOBODY`] with them, and nothing is kept.

use std::sync::{Mutex, PoisonError};

use doorward_core::oidc::roles::Found;
use doorward_core::oidc::{Object, Refused};
use serde_json::Value;

/// Who is along.
#[derive(Debug)]
pub(crate) struct Witness(Option<Mutex<Seen>>);

/// What was seen. Tokens are none of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The ID token's claims, whose signature is good.
    pub(crate) id_token: Option<Object>,
    /// What the userinfo endpoint said, or why it said nothing.
    pub(crate) userinfo: Option<Result<Object, Refused>>,
    /// The profile of a provider that has no ID tokens.
    pub(crate) profile: Option<Object>,
    /// What else that provider says: at GitHub, the mail addresses. null when it was not granted.
    pub(crate) more: Option<Value>,
    /// Whether the access token is a JWT.
    pub(crate) access_is_jwt: Option<bool>,
    /// Whether a refresh token came along.
    pub(crate) refresh: Option<bool>,
    /// Where roles were looked for, and what was there.
    pub(crate) roles: Vec<(String, Result<Found, Refused>)>,
}

impl Witness {
    /// Nobody.
    pub(crate) const NOBODY: Self = Self(None);

    /// Somebody who remembers.
    pub(crate) fn attending() -> Self {
        Self(Some(Mutex::default()))
    }

    /// Shows what is seen, if anybody is along.
    pub(crate) fn note(&self, show: impl FnOnce(&mut Seen)) {
        if let Self(Some(seen)) = self {
            show(&mut seen.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// What was seen in the end.
    pub(crate) fn seen(self) -> Seen {
        let inner = self.0.map(|seen| seen.into_inner().unwrap_or_else(PoisonError::into_inner));
        inner.unwrap_or_default()
    }
}
