//! From a failed request to the refusal of the document that was asked for.

use doorward_core::oidc::{Refusal, Refused};

use super::http::FetchError;

/// The refusals of one document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blame {
    /// For a connection that fails or breaks.
    pub(crate) unreachable: Refusal,
    /// For a deadline that passes.
    pub(crate) slow: Refusal,
    /// For a redirect.
    pub(crate) redirect: Refusal,
    /// For a body beyond the limit.
    pub(crate) too_large: Refusal,
}

impl Blame {
    /// The refusal for `error`. Faults that are not the document's own have their own codes.
    pub(crate) fn refused(self, error: &FetchError) -> Refused {
        let why = match error {
            FetchError::Unreachable(_) => self.unreachable,
            FetchError::Untrusted(_) => Refusal::CertificateUntrusted,
            FetchError::Slow => self.slow,
            FetchError::Redirect(_) => self.redirect,
            FetchError::TooLarge => self.too_large,
            FetchError::Forbidden => Refusal::AddressForbidden,
            FetchError::Unsendable(_) => Refusal::OutgoingRequest,
        };
        why.seeing(error.to_string())
    }
}
