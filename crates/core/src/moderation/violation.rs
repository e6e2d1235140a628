//! The violations: one row each.

use super::Score;

/// What a violation is called on the wire and in the counters. Several share a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub &'static str);

/// Something that somebody did too often, or should not have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each has a row below, which says more")]
pub enum Violation {
    Login,
    TwoFactor,
    Registration,
    ResetRequest,
    ResetSubmission,
    VerifyRequest,
    VerifySubmission,
    Concurrent,
    Message,
    NonBrowser,
    IllegalModel,
    FileUpload,
    Fork,
    Import,
    Tts,
    Stt,
    ToolCall,
    ConvoAccess,
    TokenBalance,
}

/// What is known of a violation.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which one.
    pub violation: Violation,
    /// Its counter.
    pub kind: Kind,
    /// The setting of its score; `None` where it is always nothing.
    pub variable: Option<&'static str>,
    /// Its score when that is unset, in points.
    pub points: i64,
    /// When it is noted: the rest of a sentence that begins with "What it counts".
    pub when: &'static str,
}

use Violation as V;

/// One row for each violation, in their order (reference 4.1).
#[rustfmt::skip]
pub const VIOLATIONS: [Row; 19] = [
    row(V::Login, "logins", "LOGIN_VIOLATION_SCORE", 1, "What one sign-in too many counts."),
    row(V::TwoFactor, "logins", "TWO_FACTOR_TEMP_VIOLATION_SCORE", 1, "What one second factor too many counts."),
    row(V::Registration, "registrations", "REGISTRATION_VIOLATION_SCORE", 1, "What one new account too many counts."),
    row(V::ResetRequest, "reset_password_limit", "RESET_PASSWORD_VIOLATION_SCORE", 1, "What one request too many to reset a password counts."),
    row(V::ResetSubmission, "reset_password_limit", "RESET_PASSWORD_SUBMISSION_VIOLATION_SCORE", 1, "What one use too many of such a mail counts."),
    row(V::VerifyRequest, "verify_email_limit", "VERIFY_EMAIL_VIOLATION_SCORE", 1, "What one request too many to verify an address counts."),
    row(V::VerifySubmission, "verify_email_limit", "VERIFY_EMAIL_SUBMISSION_VIOLATION_SCORE", 1, "What one answer too many to such a mail counts."),
    row(V::Concurrent, "concurrent", "CONCURRENT_VIOLATION_SCORE", 1, "What one answer too many at once counts."),
    row(V::Message, "message_limit", "MESSAGE_VIOLATION_SCORE", 1, "What one message too many counts."),
    row(V::NonBrowser, "non_browser", "NON_BROWSER_VIOLATION_SCORE", 20, "What a request of something that is no browser counts."),
    row(V::IllegalModel, "illegal_model_request", "ILLEGAL_MODEL_REQ_SCORE", 1, "What a request for a model that is not offered counts."),
    row(V::FileUpload, "file_upload_limit", "FILE_UPLOAD_VIOLATION_SCORE", 1, "What one file too many counts."),
    row(V::Fork, "file_upload_limit", "FORK_VIOLATION_SCORE", 1, "What one copy of a conversation too many counts."),
    row(V::Import, "file_upload_limit", "IMPORT_VIOLATION_SCORE", 1, "What one import too many counts."),
    row(V::Tts, "tts_limit", "TTS_VIOLATION_SCORE", 1, "What one text too many to be spoken counts."),
    row(V::Stt, "stt_limit", "STT_VIOLATION_SCORE", 1, "What one speech too many to be written counts."),
    row(V::ToolCall, "tool_call_limit", "TOOL_CALL_VIOLATION_SCORE", 1, "What one call of a tool too many counts."),
    row(V::ConvoAccess, "convo_access", "CONVO_ACCESS_VIOLATION_SCORE", 0, "What opening somebody else's conversation counts."),
    Row { variable: None, ..row(V::TokenBalance, "token_balance", "", 0, "") },
];

const fn row(
    violation: Violation,
    kind: &'static str,
    variable: &'static str,
    points: i64,
    when: &'static str,
) -> Row {
    Row { violation, kind: Kind(kind), variable: Some(variable), points, when }
}

impl Violation {
    /// Its row.
    pub fn row(self) -> Row {
        let [first, ..] = VIOLATIONS;
        VIOLATIONS.into_iter().find(|row| row.violation == self).unwrap_or(first)
    }

    /// Its counter.
    pub fn kind(self) -> Kind {
        self.row().kind
    }
}

/// What each violation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scores([Score; VIOLATIONS.len()]);

impl Scores {
    /// The scores that `of` says.
    pub fn new(mut of: impl FnMut(&Row) -> Score) -> Self {
        Self(VIOLATIONS.each_ref().map(&mut of))
    }

    /// What a violation counts.
    pub fn of(&self, violation: Violation) -> Score {
        self.0.get(violation as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_has_its_row_at_its_place_and_a_setting_of_its_own() {
        for (place, row) in VIOLATIONS.iter().enumerate() {
            assert_eq!(row.violation as usize, place);
        }
        let mut names: Vec<_> = VIOLATIONS.iter().filter_map(|row| row.variable).collect();
        assert_eq!(names.len(), 18);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 18);
        let scores = Scores::new(|row| Score::points(row.points));
        assert_eq!(scores.of(Violation::NonBrowser), Score::points(20));
        assert_eq!(scores.of(Violation::ConvoAccess), Score::points(0));
        assert_eq!(Violation::Import.kind(), Kind("file_upload_limit"));
    }
}
