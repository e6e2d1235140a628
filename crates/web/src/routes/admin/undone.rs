//! Why an administrator's act was not carried out.

use doorward_app::StoreError;
use doorward_app::moderation::BanError;
use doorward_app::people::AdministerError;
use doorward_app::recover::StartError;

use crate::problem::Failure;

/// Why nothing was done to an account.
#[derive(Debug, thiserror::Error)]
pub(super) enum Undone {
    #[error(transparent)]
    Administer(#[from] AdministerError),
    #[error(transparent)]
    Ban(#[from] BanError),
    #[error(transparent)]
    Reset(#[from] StartError),
    #[error("the person does not wait any more")]
    NotWaiting,
    #[error("the account could not be read or changed")]
    Store(#[from] StoreError),
}

impl From<&Undone> for Failure {
    fn from(error: &Undone) -> Self {
        match error {
            Undone::Administer(error) => Self::from(error),
            Undone::Ban(error) => Self::from(error),
            Undone::Reset(StartError::Off) => Self::ResetUnavailable,
            Undone::Reset(StartError::Pointless) => Self::ResetPointless,
            Undone::Reset(StartError::Gone) => Self::NoSuchPerson,
            Undone::Reset(StartError::TooMany) => Self::TooMany,
            Undone::NotWaiting => Self::NotWaiting,
            Undone::Reset(StartError::Send(_)) | Undone::Store(_) => Self::Internal,
        }
    }
}

impl From<&AdministerError> for Failure {
    fn from(error: &AdministerError) -> Self {
        match error {
            AdministerError::LastAdministrator => Self::LastAdministrator,
            AdministerError::OwnAccount => Self::OwnAccount,
            AdministerError::Gone | AdministerError::NoAddress => Self::NoSuchPerson,
            AdministerError::Store(_) => Self::Internal,
        }
    }
}
