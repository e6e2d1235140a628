//! The one table from failure to answer: status, stable code and words.
//!
//! Internal text never gets into an answer. It goes to the log, once, under the request id that the
//! answer shows.

mod factors;
mod passkeys;
mod table;

use doorward_app::access_code::EnterError;
use doorward_app::callback::CallbackError;
use doorward_app::linking::LinkingError;
use doorward_app::login::LoginError;
use doorward_app::readdress::AskError;
use doorward_app::recover::ResetError;
use doorward_app::register::RegisterError;
use doorward_app::{EstablishError, HashingError, LinkError, StoreError};
use doorward_core::link::Refusal;
use doorward_pages::Language;
use http::StatusCode;

use crate::fields::BodyError;
use table::{INTERNAL, TABLE};

/// A failure that somebody can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    BadCredentials,
    Disabled,
    NotAdmitted,
    EmailLoginOff,
    RegistrationClosed,
    TooMany,
    Busy,
    CrossSite,
    NotFound,
    Method,
    BodyMalformed,
    BodyTooLarge,
    BodyType,
    BodyIncomplete,
    LoginUnknown,
    LoginForeign,
    NoProvider,
    ProviderDown,
    ProviderRefused,
    AskToLink,
    NoAddress,
    OwnProviderOnly,
    LinkedElsewhere,
    SessionChanged,
    NotTheOwner,
    StaleProof,
    LastWayIn,
    NoSuchLink,
    LinkPassword,
    DeletionOff,
    BadPassword,
    AccountChanged,
    ProfileFollowed,
    BadCode,
    SignInBroken,
    SignInDenied,
    LinkOver,
    FormOld,
    WrongFactor,
    FactorLocked,
    StepOver,
    FactorMissing,
    LastFactor,
    NotEnrolling,
    LastAdministrator,
    OwnAccount,
    NoSuchPerson,
    NotConfirmed,
    ResetUnavailable,
    ResetPointless,
    NoSuchLetter,
    MailNotTried,
    ResetOff,
    MailLinkOver,
    Unverified,
    AddressInvalid,
    AddressNotHere,
    AddressSame,
    AddressTaken,
    AddressRests,
    NotInvited,
    Waiting,
    InviteAddress,
    InviteNotAdmitted,
    InviteHasAccount,
    InviteDays,
    InvitationGone,
    NotWaiting,
    Banned,
    AddressBanned,
    BanReason,
    BanDuration,
    NoSuchBan,
    PasskeyRefused,
    PasskeyOver,
    PasskeyTaken,
    PasskeyName,
    PasskeyProof,
    NoSuchPasskey,
    LastPasskey,
    NotSignedIn,
    NotAllowed,
    AmbiguousPath,
    UpstreamDown,
    UpstreamSlow,
    NotBrowser,
    ProxyUntrusted,
    ProxyUnclear,
    Internal,
}

/// What a failure looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) failure: Failure,
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
}

impl Row {
    /// What happened, in a few words.
    pub(crate) fn title(&self, language: Language) -> String {
        self.text("title", language)
    }

    /// What happened, in a sentence.
    pub(crate) fn what(&self, language: Language) -> String {
        self.text("what", language)
    }

    /// The one thing to do about it.
    pub(crate) fn remedy(&self, language: Language) -> String {
        self.text("remedy", language)
    }

    /// What happened and what to do about it.
    pub(crate) fn sentences(&self, language: Language) -> String {
        let (what, remedy) = (self.what(language), self.remedy(language));
        language.t2("common-failure", "what", what, "remedy", remedy)
    }

    fn text(&self, part: &str, language: Language) -> String {
        language.t(&format!("failures-{}.{part}", self.code.to_ascii_lowercase()))
    }
}

impl Failure {
    /// The failure with this code.
    pub(crate) fn by_code(code: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.code == code).map(|row| row.failure)
    }

    /// Its row.
    pub(crate) fn row(self) -> Row {
        let own = TABLE.iter().find(|row| row.failure == self);
        // Every failure has a row, as a test makes sure.
        own.copied().unwrap_or(INTERNAL)
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::BodyTooLarge,
            BodyError::ContentType => Self::BodyType,
            BodyError::Malformed => Self::BodyMalformed,
            BodyError::Incomplete => Self::BodyIncomplete,
        }
    }
}

impl From<HashingError> for Failure {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy => Self::Busy,
            HashingError::Failed => Self::Internal,
        }
    }
}

impl From<&LoginError> for Failure {
    fn from(error: &LoginError) -> Self {
        match error {
            LoginError::BadCredentials => Self::BadCredentials,
            LoginError::TooMany(_) => Self::TooMany,
            LoginError::Unverified => Self::Unverified,
            LoginError::Disabled | LoginError::Establish(EstablishError::Gone) => Self::Disabled,
            LoginError::Establish(EstablishError::Banned(_)) => Self::Banned,
            LoginError::Establish(EstablishError::NotAdmitted) | LoginError::OtherRole => {
                Self::NotAdmitted
            }
            LoginError::Establish(EstablishError::Waiting) => Self::Waiting,
            LoginError::Hashing(error) => (*error).into(),
            LoginError::Establish(_) | LoginError::Store(_) => Self::Internal,
        }
    }
}

impl From<&RegisterError> for Failure {
    fn from(error: &RegisterError) -> Self {
        match error {
            RegisterError::Closed => Self::RegistrationClosed,
            RegisterError::NotAdmitted => Self::NotAdmitted,
            RegisterError::NotInvited => Self::NotInvited,
            RegisterError::Invalid(_) | RegisterError::AddressTaken => Self::BodyMalformed,
            RegisterError::Hashing(error) => (*error).into(),
            RegisterError::Mint(_) | RegisterError::Store(_) => Self::Internal,
        }
    }
}

impl From<&LinkError> for Failure {
    fn from(error: &LinkError) -> Self {
        match error {
            LinkError::Taken => Self::AddressTaken,
            LinkError::Mint(_) | LinkError::Mail(_) | LinkError::Store(_) => Self::Internal,
            LinkError::Unknown
            | LinkError::Foreign
            | LinkError::Refused(_)
            | LinkError::Overtaken => Self::MailLinkOver,
        }
    }
}

impl From<&ResetError> for Failure {
    fn from(error: &ResetError) -> Self {
        match error {
            ResetError::Off => Self::ResetOff,
            ResetError::Invalid(_) => Self::BodyMalformed,
            ResetError::Link(error) => error.into(),
            ResetError::Hashing(error) => (*error).into(),
            ResetError::Store(_) => Self::Internal,
        }
    }
}

impl From<&AskError> for Failure {
    fn from(error: &AskError) -> Self {
        match error {
            AskError::NotHere => Self::AddressNotHere,
            AskError::NotAnAddress => Self::AddressInvalid,
            AskError::Same => Self::AddressSame,
            AskError::Rests => Self::AddressRests,
            AskError::NotAdmitted => Self::NotAdmitted,
            AskError::Proof(error) => error.into(),
            AskError::Busy(_) => Self::Busy,
            AskError::Store(_) => Self::Internal,
        }
    }
}

impl From<&CallbackError> for Failure {
    fn from(error: &CallbackError) -> Self {
        match error {
            CallbackError::NoProvider => Self::NoProvider,
            CallbackError::UnknownState | CallbackError::EndedMeanwhile => Self::LoginUnknown,
            CallbackError::ForeignState => Self::LoginForeign,
            CallbackError::OpenId(error) if error.is_upstream_outage() => Self::ProviderDown,
            CallbackError::Clerk(reason) if reason.is_outage() => Self::ProviderDown,
            CallbackError::ClerkApi(_) => Self::ProviderDown,
            CallbackError::AskToLink => Self::AskToLink,
            CallbackError::SecondFactor => Self::FactorMissing,
            CallbackError::OpenId(_) | CallbackError::Clerk(_) => Self::ProviderRefused,
            CallbackError::SessionChanged => Self::SessionChanged,
            CallbackError::NotTheOwner => Self::NotTheOwner,
            CallbackError::StaleProof => Self::StaleProof,
            CallbackError::Contended => Self::Busy,
            CallbackError::Refused(Refusal::Disabled)
            | CallbackError::Establish(EstablishError::Gone) => Self::Disabled,
            CallbackError::Establish(EstablishError::Banned(_)) => Self::Banned,
            CallbackError::Establish(EstablishError::NotAdmitted)
            | CallbackError::Refused(Refusal::NotAdmitted) => Self::NotAdmitted,
            CallbackError::Establish(EstablishError::Waiting) => Self::Waiting,
            CallbackError::Refused(Refusal::RegistrationClosed) => Self::RegistrationClosed,
            CallbackError::Refused(Refusal::LinkedElsewhere) => Self::LinkedElsewhere,
            CallbackError::Refused(Refusal::NoAddress) => Self::NoAddress,
            CallbackError::Refused(Refusal::OwnProviderOnly) => Self::OwnProviderOnly,
            CallbackError::Establish(_) | CallbackError::Mint(_) | CallbackError::Store(_) => {
                Self::Internal
            }
        }
    }
}

impl From<&LinkingError> for Failure {
    fn from(error: &LinkingError) -> Self {
        match error {
            // Where a password would do, the page asks for it.
            LinkingError::NeedsProof => Self::EmailLoginOff,
            LinkingError::BadPassword => Self::LinkPassword,
            LinkingError::Factor(error) => error.into(),
            LinkingError::TooMany(_) => Self::TooMany,
            LinkingError::NoSuchLink => Self::NoSuchLink,
            LinkingError::LastWayIn => Self::LastWayIn,
            LinkingError::Callback(error) => error.into(),
            LinkingError::Hashing(error) => (*error).into(),
            LinkingError::Store(_) => Self::Internal,
        }
    }
}

impl From<&EnterError> for Failure {
    fn from(error: &EnterError) -> Self {
        match error {
            EnterError::NotSet => Self::NotFound,
            EnterError::Wrong(_) => Self::BadCode,
            EnterError::TooMany(_) => Self::TooMany,
            EnterError::Mint(_) | EnterError::Store(_) => Self::Internal,
        }
    }
}

impl From<&StoreError> for Failure {
    fn from(_: &StoreError) -> Self {
        Self::Internal
    }
}

/// Every row.
pub(crate) fn rows() -> impl Iterator<Item = Row> {
    TABLE.iter().copied()
}

/// Names a failure in the log and in the answer, so that the two can be brought together.
pub(crate) fn request_id() -> String {
    crate::request_id::current()
}

/// Logs what lies behind an answer, with the whole chain of causes, once.
///
/// What a client did wrong is no news; what failed here wants somebody to look.
pub(crate) fn log(failure: Failure, cause: &(dyn std::error::Error + 'static)) {
    let row = failure.row();
    if row.status.is_server_error() && failure != Failure::Busy {
        tracing::error!(code = row.code, error = cause, "a request failed");
    } else {
        tracing::info!(code = row.code, error = cause, "a request was refused");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The compiler knows the last failure's place; a failure without a row would be found missing.
    #[test]
    fn every_failure_has_one_row_and_a_code_of_its_own() {
        let rows: Vec<_> = TABLE.iter().map(|row| row.failure as usize).collect();
        let expected: Vec<_> = (0..=Failure::Internal as usize).collect();
        assert_eq!(rows, expected, "in the order of the enum, none missing");
        let codes: std::collections::BTreeSet<_> = TABLE.iter().map(|row| row.code).collect();
        assert_eq!(codes.len(), TABLE.len());
        assert!(codes.iter().all(|code| code.starts_with("DW-")));
        for row in TABLE {
            for part in ["title", "what", "remedy"] {
                let text = row.text(part, Language::English);
                assert!(!text.starts_with("failures-"), "{text} is missing in failures.ftl");
            }
        }
    }
}
