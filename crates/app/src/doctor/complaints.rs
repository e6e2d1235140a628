//! What the settings complain of already, as findings.

use super::catalogue::Entry;
use super::finding::{Finding, Severity};
use crate::settings::{self, Code, Complaint};

/// Which entries of the catalogue a complaint about the settings names.
const ENTRIES: &[(Code, &[u8])] = &[
    (Code::LINE_UNREADABLE, &[32]),
    (Code::LINE_QUOTES, &[32]),
    (Code::LINE_REPEATED, &[32]),
    (Code::UNKNOWN, &[32]),
    (Code::OTHER_NAME, &[32]),
    (Code::TWO_NAMES, &[32]),
    (Code::NOT_USED_YET, &[32]),
    (Code::QUOTES_KEPT, &[18, 32]),
    (Code::BLANKS, &[18]),
    (Code::NOT_BOOLEAN, &[32]),
    (Code::NOT_DURATION, &[32]),
    (Code::NOT_URL, &[13]),
    (Code::NOT_ADDRESS, &[22]),
    (Code::DOMAINS_DIFFER, &[10, 13]),
    (Code::PLAIN_HTTP, &[11]),
    (Code::PROXY_UNSET, &[2, 22]),
    (Code::PROXY_EVERYBODY, &[22]),
    (Code::TLS_HOPS, &[22]),
    (Code::SECURE_ON_HTTP, &[11]),
    (Code::INSECURE_ON_HTTPS, &[10]),
    (Code::SECRET_SHORT, &[31]),
    (Code::SECRET_PUBLISHED, &[31]),
    (Code::SECRETS_EQUAL, &[31]),
    (Code::SECRET_GUESSABLE, &[31]),
    (Code::SECRETS_FILE, &[41]),
    (Code::RESET_WITHOUT_MAIL, &[30]),
    (Code::OPENID_ISSUER, &[4]),
    (Code::OPENID_ISSUER_SCHEME, &[4]),
    (Code::OPENID_ALWAYS_ON, &[19]),
    (Code::OPENID_CALLBACK, &[1]),
    (Code::OPENID_OFFLINE, &[5]),
    (Code::OPENID_CLOCK, &[17]),
    (Code::OPENID_ROLE, &[39]),
    (Code::PROVIDER_CALLBACK, &[33]),
    (Code::CA_FILE, &[16]),
    (Code::ALWAYS_VERIFIED, &[16]),
    (Code::AUTHJS_URL, &[13]),
    (Code::AUTHJS_ORIGIN, &[13]),
    (Code::PASSKEYS_OFF, &[34]),
    (Code::PASSKEY_RP_ID, &[34]),
    (Code::MAIL_INCOMPLETE, &[29]),
    (Code::MAIL_SERVICE, &[29]),
    (Code::MAIL_FROM, &[29]),
    (Code::MAIL_PORT, &[29]),
    (Code::COOKIE_DOMAIN, &[12]),
    (Code::TLS_TIME, &[43]),
    (Code::TLS_ENDING, &[43]),
    (Code::TLS_NAME, &[43]),
    (Code::METRICS_OPEN, &[44]),
    (Code::EVENTS_SECRET, &[45]),
];

/// Which entries of the catalogue a code of the settings names.
pub(super) fn entries(code: Code) -> &'static [u8] {
    ENTRIES.iter().find(|(known, _)| *known == code).map_or(&[], |(_, entries)| entries)
}

/// All complaints as findings.
pub(super) fn findings(complaints: &[Complaint]) -> Vec<Finding> {
    complaints.iter().map(finding).collect()
}

fn finding(complaint: &Complaint) -> Finding {
    Finding {
        code: complaint.code.to_string(),
        severity: match complaint.severity {
            settings::Severity::Error => Severity::Failure,
            settings::Severity::Warning => Severity::Warning,
            settings::Severity::Note => Severity::Note,
        },
        subject: "settings".to_owned(),
        setting: complaint.setting.clone(),
        source: complaint.source.clone(),
        what: complaint.what.clone(),
        evidence: None,
        fix: Some(complaint.remedy.clone()),
        catalogue: entries(complaint.code).iter().copied().map(Entry).collect(),
    }
}
