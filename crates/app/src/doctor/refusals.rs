//! What a sign-in would have been refused with, as findings: the same codes, so that what stands on an
//! error page can be looked up here.

use doorward_core::oidc::{Refusal, Refused};

use super::catalogue::Entry;
use super::finding::{Finding, Severity};

/// Which entries of the catalogue a refusal names.
pub(super) const fn entries(why: Refusal) -> &'static [u8] {
    use Refusal as R;
    match why {
        R::IssuerUnusable
        | R::DiscoveryStatus
        | R::DiscoveryMalformed
        | R::DiscoveryTooLarge
        | R::IssuerMissing
        | R::EndpointMissing => &[4],
        R::DiscoveryRedirect | R::IssuerMismatch | R::IssSpelling => &[3],
        R::DiscoveryUnreachable | R::DiscoverySlow => &[15, 35],
        R::EndpointUnusable
        | R::AddressForbidden
        | R::KeysUnreachable
        | R::KeysSlow
        | R::TokenUnreachable
        | R::TokenSlow => &[15],
        R::CertificateUntrusted => &[16],
        R::KeysEmpty
        | R::IdTokenEncrypted
        | R::IdTokenAlgorithm
        | R::IdTokenSymmetric
        | R::IdTokenUnsigned => &[20],
        R::StateMissing | R::StateMismatch => &[10],
        R::ClientRejected => &[18],
        R::ClientNotAllowed => &[19],
        R::CodeRejected => &[1],
        R::AudMissing | R::AudWrong | R::AudForeign | R::AzpWrong => &[9],
        R::Expired | R::IatFuture | R::IatAncient | R::NotYetValid => &[17],
        R::IssWrong | R::TenantMissing | R::TenantWrong => &[21],
        R::RefreshRejected | R::RefreshRefused => &[5],
        R::RoleMissing | R::RoleClaimMissing | R::RoleClaimUnusable | R::RoleOverage => &[39],
        R::AccessTokenOpaque => &[6],
        _ => &[],
    }
}

/// The finding for a refusal with what was seen.
pub(super) fn finding(why: Refusal, detail: &str, subject: &str) -> Finding {
    Finding {
        code: why.code().to_owned(),
        severity: Severity::Failure,
        subject: subject.to_owned(),
        setting: None,
        source: None,
        what: sentence(why.meaning()),
        evidence: None,
        fix: Some(why.remedy().to_owned()),
        catalogue: entries(why).iter().copied().map(Entry).collect(),
    }
    .seeing(detail)
}

/// The same for one that was made here.
pub(super) fn refused(refused: &Refused, subject: &str) -> Finding {
    finding(refused.why, &refused.detail, subject)
}

/// A text of the log as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
