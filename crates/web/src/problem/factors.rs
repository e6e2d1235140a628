//! Failures of second factors.

use doorward_app::EstablishError;
use doorward_app::second_factor::enrolment::EnrolmentError;
use doorward_app::second_factor::proof::FactorError;
use doorward_app::second_factor::removal::RemovalError;
use doorward_app::second_factor::step::StepError;

use super::Failure;

impl From<&FactorError> for Failure {
    fn from(error: &FactorError) -> Self {
        match error {
            FactorError::Wrong => Self::WrongFactor,
            FactorError::Locked => Self::FactorLocked,
            FactorError::Seed | FactorError::Store(_) => Self::Internal,
        }
    }
}

impl From<&StepError> for Failure {
    fn from(error: &StepError) -> Self {
        match error {
            StepError::Over | StepError::Token(_) => Self::StepOver,
            StepError::NoFactor => Self::FactorMissing,
            StepError::Factor(error) => error.into(),
            StepError::Link(error) => (&**error).into(),
            StepError::Establish(EstablishError::Gone) => Self::Disabled,
            StepError::Establish(EstablishError::NotAdmitted) => Self::NotAdmitted,
            StepError::Establish(EstablishError::Waiting) => Self::Waiting,
            StepError::Establish(EstablishError::Banned(_)) => Self::Banned,
            StepError::Establish(_) | StepError::Store(_) => Self::Internal,
        }
    }
}

impl From<&EnrolmentError> for Failure {
    fn from(error: &EnrolmentError) -> Self {
        match error {
            EnrolmentError::NotBegun => Self::NotEnrolling,
            EnrolmentError::Factor(error) => error.into(),
            EnrolmentError::Step(error) => (&**error).into(),
            EnrolmentError::Proof(error) => (&**error).into(),
            EnrolmentError::Mint(_) | EnrolmentError::Store(_) => Self::Internal,
        }
    }
}

impl From<&RemovalError> for Failure {
    fn from(error: &RemovalError) -> Self {
        match error {
            RemovalError::Missing => Self::NotEnrolling,
            RemovalError::Last => Self::LastFactor,
            RemovalError::Store(_) => Self::Internal,
        }
    }
}
