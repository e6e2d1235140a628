//! The table from failure to status and code. Codes are never reworded or used again. What is said of each
//! stands in `failures.ftl` of the message files, under its code in lower case.

use http::StatusCode;

use super::{Failure, Row};

/// One row for each failure.
pub(super) static TABLE: &[Row] = &[
    row(Failure::BadCredentials, StatusCode::UNAUTHORIZED, "DW-AUTH-001"),
    row(Failure::Disabled, StatusCode::FORBIDDEN, "DW-AUTH-002"),
    row(Failure::NotAdmitted, StatusCode::FORBIDDEN, "DW-AUTH-010"),
    row(Failure::EmailLoginOff, StatusCode::FORBIDDEN, "DW-AUTH-003"),
    row(Failure::RegistrationClosed, StatusCode::FORBIDDEN, "DW-AUTH-004"),
    row(Failure::TooMany, StatusCode::TOO_MANY_REQUESTS, "DW-AUTH-005"),
    row(Failure::Busy, StatusCode::SERVICE_UNAVAILABLE, "DW-SRV-001"),
    row(Failure::CrossSite, StatusCode::FORBIDDEN, "DW-REQ-001"),
    row(Failure::NotFound, StatusCode::NOT_FOUND, "DW-REQ-002"),
    row(Failure::Method, StatusCode::METHOD_NOT_ALLOWED, "DW-REQ-003"),
    row(Failure::BodyMalformed, StatusCode::BAD_REQUEST, "DW-REQ-004"),
    row(Failure::BodyTooLarge, StatusCode::PAYLOAD_TOO_LARGE, "DW-REQ-005"),
    row(Failure::BodyType, StatusCode::UNSUPPORTED_MEDIA_TYPE, "DW-REQ-006"),
    row(Failure::BodyIncomplete, StatusCode::REQUEST_TIMEOUT, "DW-REQ-007"),
    row(Failure::LoginUnknown, StatusCode::BAD_REQUEST, "DW-LOGIN-001"),
    row(Failure::LoginForeign, StatusCode::BAD_REQUEST, "DW-LOGIN-002"),
    row(Failure::NoProvider, StatusCode::NOT_FOUND, "DW-LOGIN-003"),
    row(Failure::ProviderDown, StatusCode::BAD_GATEWAY, "DW-LOGIN-004"),
    row(Failure::ProviderRefused, StatusCode::BAD_GATEWAY, "DW-LOGIN-005"),
    row(Failure::AskToLink, StatusCode::CONFLICT, "DW-LOGIN-006"),
    row(Failure::NoAddress, StatusCode::FORBIDDEN, "DW-LOGIN-007"),
    row(Failure::OwnProviderOnly, StatusCode::FORBIDDEN, "DW-LOGIN-008"),
    row(Failure::LinkedElsewhere, StatusCode::CONFLICT, "DW-LINK-001"),
    row(Failure::SessionChanged, StatusCode::FORBIDDEN, "DW-LINK-002"),
    row(Failure::NotTheOwner, StatusCode::FORBIDDEN, "DW-LINK-003"),
    row(Failure::StaleProof, StatusCode::FORBIDDEN, "DW-LINK-004"),
    row(Failure::LastWayIn, StatusCode::CONFLICT, "DW-LINK-005"),
    row(Failure::NoSuchLink, StatusCode::NOT_FOUND, "DW-LINK-006"),
    row(Failure::LinkPassword, StatusCode::FORBIDDEN, "DW-LINK-007"),
    row(Failure::DeletionOff, StatusCode::FORBIDDEN, "DW-ACC-001"),
    row(Failure::BadPassword, StatusCode::FORBIDDEN, "DW-ACC-002"),
    row(Failure::BadCode, StatusCode::UNAUTHORIZED, "DW-ACCESS-001"),
    row(Failure::SignInBroken, StatusCode::INTERNAL_SERVER_ERROR, "DW-AUTHJS-001"),
    row(Failure::SignInDenied, StatusCode::FORBIDDEN, "DW-AUTHJS-002"),
    row(Failure::LinkOver, StatusCode::FORBIDDEN, "DW-AUTHJS-003"),
    row(Failure::FormOld, StatusCode::BAD_REQUEST, "DW-AUTHJS-004"),
    row(Failure::WrongFactor, StatusCode::UNAUTHORIZED, "DW-2FA-001"),
    row(Failure::FactorLocked, StatusCode::FORBIDDEN, "DW-2FA-002"),
    row(Failure::StepOver, StatusCode::UNAUTHORIZED, "DW-2FA-003"),
    row(Failure::FactorMissing, StatusCode::FORBIDDEN, "DW-2FA-004"),
    row(Failure::LastFactor, StatusCode::CONFLICT, "DW-2FA-005"),
    row(Failure::NotEnrolling, StatusCode::CONFLICT, "DW-2FA-006"),
    row(Failure::LastAdministrator, StatusCode::CONFLICT, "DW-ADM-001"),
    row(Failure::OwnAccount, StatusCode::CONFLICT, "DW-ADM-002"),
    row(Failure::NoSuchPerson, StatusCode::NOT_FOUND, "DW-ADM-003"),
    row(Failure::NotConfirmed, StatusCode::BAD_REQUEST, "DW-ADM-004"),
    row(Failure::ResetUnavailable, StatusCode::CONFLICT, "DW-ADM-005"),
    row(Failure::ResetPointless, StatusCode::CONFLICT, "DW-ADM-006"),
    row(Failure::ResetOff, StatusCode::FORBIDDEN, "DW-RESET-001"),
    row(Failure::MailLinkOver, StatusCode::BAD_REQUEST, "DW-RESET-002"),
    row(Failure::Unverified, StatusCode::UNPROCESSABLE_ENTITY, "DW-RESET-003"),
    row(Failure::AddressInvalid, StatusCode::UNPROCESSABLE_ENTITY, "DW-RESET-004"),
    row(Failure::AddressNotHere, StatusCode::FORBIDDEN, "DW-RESET-005"),
    row(Failure::AddressSame, StatusCode::UNPROCESSABLE_ENTITY, "DW-RESET-006"),
    row(Failure::AddressTaken, StatusCode::CONFLICT, "DW-RESET-007"),
    row(Failure::NotInvited, StatusCode::BAD_REQUEST, "DW-INV-001"),
    row(Failure::Waiting, StatusCode::FORBIDDEN, "DW-INV-002"),
    row(Failure::InviteAddress, StatusCode::UNPROCESSABLE_ENTITY, "DW-INV-003"),
    row(Failure::InviteNotAdmitted, StatusCode::UNPROCESSABLE_ENTITY, "DW-INV-004"),
    row(Failure::InviteHasAccount, StatusCode::CONFLICT, "DW-INV-005"),
    row(Failure::InviteDays, StatusCode::UNPROCESSABLE_ENTITY, "DW-INV-006"),
    row(Failure::InvitationGone, StatusCode::CONFLICT, "DW-INV-007"),
    row(Failure::NotWaiting, StatusCode::CONFLICT, "DW-INV-008"),
    row(Failure::Banned, StatusCode::FORBIDDEN, "DW-BAN-001"),
    row(Failure::AddressBanned, StatusCode::FORBIDDEN, "DW-BAN-002"),
    row(Failure::BanReason, StatusCode::UNPROCESSABLE_ENTITY, "DW-BAN-003"),
    row(Failure::BanDuration, StatusCode::UNPROCESSABLE_ENTITY, "DW-BAN-004"),
    row(Failure::NoSuchBan, StatusCode::NOT_FOUND, "DW-BAN-005"),
    row(Failure::PasskeyRefused, StatusCode::UNAUTHORIZED, "DW-KEY-001"),
    row(Failure::PasskeyOver, StatusCode::BAD_REQUEST, "DW-KEY-002"),
    row(Failure::PasskeyTaken, StatusCode::CONFLICT, "DW-KEY-003"),
    row(Failure::PasskeyName, StatusCode::BAD_REQUEST, "DW-KEY-004"),
    row(Failure::PasskeyProof, StatusCode::FORBIDDEN, "DW-KEY-005"),
    row(Failure::NoSuchPasskey, StatusCode::NOT_FOUND, "DW-KEY-006"),
    row(Failure::LastPasskey, StatusCode::CONFLICT, "DW-KEY-007"),
    INTERNAL,
];

/// What is left when nothing else is known.
pub(super) const INTERNAL: Row =
    row(Failure::Internal, StatusCode::INTERNAL_SERVER_ERROR, "DW-SRV-002");

const fn row(failure: Failure, status: StatusCode, code: &'static str) -> Row {
    Row { failure, status, code }
}
