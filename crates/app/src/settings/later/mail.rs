//! What is done by mail.

use super::Kind::One;
use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row("AUTH_EMAIL_VERIFICATION", One, "0", "LobeChat: the mail address is verified first."),
    row("AUTH_ENABLE_MAGIC_LINK", One, "0", "LobeChat: sign-in by a mailed link."),
];
