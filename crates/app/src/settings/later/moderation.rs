//! Moderation: bans, scores and the limits that sign-in does not need.

use super::Kind::{Arithmetic, Flag, Number};
use super::{Row, row};

const SCORE: &str = "What this violation counts.";
const MOST: &str = "Most events per window.";
const WINDOW: &str = "Length of that window, in minutes.";

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

pub(super) const LIMITS: &[Row] = &[
    row("TWO_FACTOR_TEMP_MAX", Number, "as LOGIN_MAX", MOST),
    row("TWO_FACTOR_TEMP_WINDOW", Number, "as LOGIN_WINDOW", WINDOW),
    row("LIMIT_CONCURRENT_MESSAGES", Flag, "false", "Limits answers being written at once."),
    row("CONCURRENT_MESSAGE_MAX", Arithmetic, "2", "Most answers being written at once."),
    row("LIMIT_MESSAGE_IP", Flag, "false", "Limits messages per address."),
    row("MESSAGE_IP_MAX", Number, "40", MOST),
    row("MESSAGE_IP_WINDOW", Number, "1", WINDOW),
    row("LIMIT_MESSAGE_USER", Flag, "false", "Limits messages per person."),
    row("MESSAGE_USER_MAX", Number, "40", MOST),
    row("MESSAGE_USER_WINDOW", Number, "1", WINDOW),
    row("FORK_IP_MAX", Number, "30", MOST),
    row("FORK_IP_WINDOW", Number, "1", WINDOW),
    row("FORK_USER_MAX", Number, "7", MOST),
    row("FORK_USER_WINDOW", Number, "1", WINDOW),
    row("IMPORT_IP_MAX", Number, "100", MOST),
    row("IMPORT_IP_WINDOW", Number, "15", WINDOW),
    row("IMPORT_USER_MAX", Number, "50", MOST),
    row("IMPORT_USER_WINDOW", Number, "15", WINDOW),
    row("FILE_UPLOAD_IP_MAX", Number, "100", MOST),
    row("FILE_UPLOAD_IP_WINDOW", Number, "15", WINDOW),
    row("FILE_UPLOAD_USER_MAX", Number, "50", MOST),
    row("FILE_UPLOAD_USER_WINDOW", Number, "15", WINDOW),
    row("FILE_USAGE_USER_MAX", Number, "120", MOST),
    row("FILE_USAGE_USER_WINDOW", Number, "15", WINDOW),
    row("TTS_IP_MAX", Number, "100", MOST),
    row("TTS_IP_WINDOW", Number, "1", WINDOW),
    row("TTS_USER_MAX", Number, "50", MOST),
    row("TTS_USER_WINDOW", Number, "1", WINDOW),
    row("STT_IP_MAX", Number, "100", MOST),
    row("STT_IP_WINDOW", Number, "1", WINDOW),
    row("STT_USER_MAX", Number, "50", MOST),
    row("STT_USER_WINDOW", Number, "1", WINDOW),
];
