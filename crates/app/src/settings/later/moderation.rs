//! Moderation: bans and scores.

use super::Kind::{Arithmetic, Flag, Number};
use super::{Row, row};

const SCORE: &str = "What this violation counts.";

pub(super) const BANS: &[Row] = &[
    row("BAN_VIOLATIONS", Flag, "false", "Bans whoever violates too much."),
    row("BAN_DURATION", Arithmetic, "7200000", "How long a ban lasts, in milliseconds."),
    row("BAN_INTERVAL", Arithmetic, "20", "The score at every multiple of which a ban follows."),
    row("LOGIN_VIOLATION_SCORE", Number, "1", SCORE),
    row("REGISTRATION_VIOLATION_SCORE", Number, "1", SCORE),
    row("RESET_PASSWORD_VIOLATION_SCORE", Number, "1", SCORE),
    row("RESET_PASSWORD_SUBMISSION_VIOLATION_SCORE", Number, "1", SCORE),
    row("VERIFY_EMAIL_VIOLATION_SCORE", Number, "1", SCORE),
    row("VERIFY_EMAIL_SUBMISSION_VIOLATION_SCORE", Number, "1", SCORE),
    row("TWO_FACTOR_TEMP_VIOLATION_SCORE", Number, "as LOGIN_VIOLATION_SCORE", SCORE),
    row("CONCURRENT_VIOLATION_SCORE", Arithmetic, "1", SCORE),
    row("MESSAGE_VIOLATION_SCORE", Number, "1", SCORE),
    row("NON_BROWSER_VIOLATION_SCORE", Number, "20", SCORE),
    row("ILLEGAL_MODEL_REQ_SCORE", Number, "1", SCORE),
    row("FILE_UPLOAD_VIOLATION_SCORE", Number, "1", SCORE),
    row("FORK_VIOLATION_SCORE", Number, "1", SCORE),
    row("IMPORT_VIOLATION_SCORE", Number, "1", SCORE),
    row("TTS_VIOLATION_SCORE", Number, "1", SCORE),
    row("STT_VIOLATION_SCORE", Number, "1", SCORE),
    row("TOOL_CALL_VIOLATION_SCORE", Number, "1", SCORE),
    row("CONVO_ACCESS_VIOLATION_SCORE", Number, "0", SCORE),
];
