//! Why sign-ins at providers come to nothing.

use doorward_core::link::Refusal;
use doorward_store::StoreError;

use crate::establish::EstablishError;
use crate::metrics::SignIn;
use crate::openid::OpenIdError;
use crate::tokens::MintError;

/// Why a sign-in at a provider did not start or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum CallbackError {
    /// No such provider is set up.
    #[error("no such provider is set up")]
    NoProvider,
    /// The sign-in is unknown, took too long, or was finished already.
    #[error("the sign-in is unknown, too old, or was finished already")]
    UnknownState,
    /// The sign-in was begun in another browser.
    #[error("the sign-in was begun elsewhere")]
    ForeignState,
    /// The provider's part failed.
    #[error("the provider's part failed")]
    OpenId(#[from] OpenIdError),
    /// Clerk, or the rules of relying on it, say that nobody is signed in there.
    #[error("nobody is signed in at Clerk")]
    Clerk(#[from] doorward_core::clerk::Reason),
    /// Clerk did not say who somebody is.
    #[error("Clerk did not say who somebody is")]
    ClerkApi(#[from] crate::clerk::ApiError),
    /// A second factor is missing, and there is no page on which to ask for it.
    #[error("a second factor is missing")]
    SecondFactor,
    /// The address belongs to another account, or may be taken back by one, and there is no page on which
    /// to ask for proof.
    #[error("the address belongs to another account")]
    AskToLink,
    /// Whoever began to link a provider, or to prove who they are, is not signed in any more.
    #[error("the session in which this was begun is over, or another one is in its place")]
    SessionChanged,
    /// The provider vouches for somebody else than the owner of the account.
    #[error("the provider vouches for somebody else than the owner of the account")]
    NotTheOwner,
    /// The provider does not say that the person has signed in there just now.
    #[error("the provider does not say that the person has signed in there just now")]
    StaleProof,
    /// The provider ended its session before ours began.
    #[error("the provider ended its session meanwhile")]
    EndedMeanwhile,
    /// Others changed the account at the same time, again and again.
    #[error("the account kept changing meanwhile")]
    Contended,
    /// The account rules refuse.
    #[error("the account rules refuse: {0:?}")]
    Refused(Refusal),
    /// The session could not be made.
    #[error("the session could not be made")]
    Establish(#[from] EstablishError),
    /// No random bytes.
    #[error("an identifier could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the account could not be read or written")]
    Store(#[from] StoreError),
}

impl CallbackError {
    /// What came of the sign-in: whether it was refused, or something failed.
    pub(crate) fn outcome(&self) -> SignIn {
        match self {
            Self::OpenId(error) if error.is_upstream_outage() => SignIn::Failed,
            Self::Clerk(reason) if reason.is_outage() => SignIn::Failed,
            Self::ClerkApi(_) | Self::Contended | Self::Mint(_) | Self::Store(_) => SignIn::Failed,
            Self::Establish(error) => error.outcome(),
            _ => SignIn::Refused,
        }
    }
}
