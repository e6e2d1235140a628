//! Failures of passkeys.

use doorward_app::EstablishError;
use doorward_app::passkeys::PasskeyError;

use super::Failure;

impl From<&PasskeyError> for Failure {
    fn from(error: &PasskeyError) -> Self {
        match error {
            PasskeyError::Off => Self::NotFound,
            PasskeyError::Unreadable(_) => Self::BodyMalformed,
            PasskeyError::Over => Self::PasskeyOver,
            // It is not said which: a stranger learns nothing of a passkey that they cannot use.
            PasskeyError::Unknown
            | PasskeyError::Refused(_)
            | PasskeyError::Counter
            | PasskeyError::Unverified => Self::PasskeyRefused,
            PasskeyError::NeedsProof => Self::PasskeyProof,
            PasskeyError::Taken => Self::PasskeyTaken,
            PasskeyError::NoSuchPasskey => Self::NoSuchPasskey,
            PasskeyError::Name => Self::PasskeyName,
            PasskeyError::LastWayIn => Self::LastPasskey,
            PasskeyError::LastFactor => Self::LastFactor,
            PasskeyError::Step(error) => error.into(),
            PasskeyError::Standing(error) => error.into(),
            PasskeyError::Proof(error) => error.into(),
            PasskeyError::Establish(EstablishError::Gone) => Self::Disabled,
            PasskeyError::Establish(EstablishError::NotAdmitted) => Self::NotAdmitted,
            PasskeyError::Establish(EstablishError::Waiting) => Self::Waiting,
            PasskeyError::Establish(EstablishError::Banned(_)) => Self::Banned,
            PasskeyError::Establish(_) | PasskeyError::Mint(_) | PasskeyError::Store(_) => {
                Self::Internal
            }
        }
    }
}
