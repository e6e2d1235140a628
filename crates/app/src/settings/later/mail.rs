//! Mail.

use super::Kind::{Flag, Number, One, OneOf, Secret, Text, Url};
use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row("EMAIL_SERVICE", Text, "", "A well-known mail service by name; wins over host and port."),
    row("EMAIL_HOST", Text, "", "The mail server."),
    row("EMAIL_PORT", Number, "25", "Its port."),
    row(
        "EMAIL_ENCRYPTION",
        OneOf(&["tls", "starttls", "none"]),
        "",
        "How the connection is secured.",
    ),
    row("EMAIL_ENCRYPTION_HOSTNAME", Text, "", "The name its certificate must have."),
    row("EMAIL_ALLOW_SELFSIGNED", Flag, "false", "Skips the check of its certificate."),
    row("EMAIL_USERNAME", Text, "", "Who sends."),
    row("EMAIL_PASSWORD", Secret, "", "The password of the sender."),
    row("EMAIL_FROM", Text, "", "The address that mails come from."),
    row("EMAIL_FROM_NAME", Text, "APP_TITLE", "The name that mails come from."),
    row("MAILGUN_API_KEY", Secret, "", "Sends through Mailgun."),
    row("MAILGUN_DOMAIN", Text, "", "The domain at Mailgun."),
    row("MAILGUN_HOST", Url, "https://api.mailgun.net", "Where Mailgun is."),
    row("SMTP_HOST", Text, "", "LobeChat: the mail server."),
    row("SMTP_PORT", Number, "587", "LobeChat: its port."),
    row("SMTP_SECURE", Flag, "false", "LobeChat: TLS from the first byte."),
    row("SMTP_USER", Text, "", "LobeChat: who sends."),
    row("SMTP_PASS", Secret, "", "LobeChat: the password of the sender."),
    row("SMTP_FROM", Text, "", "LobeChat: the address that mails come from."),
    row(
        "EMAIL_SERVICE_PROVIDER",
        OneOf(&["nodemailer", "resend"]),
        "",
        "LobeChat: how mail is sent.",
    ),
    row("RESEND_API_KEY", Secret, "", "LobeChat: sends through Resend."),
    row("RESEND_FROM", Text, "", "LobeChat: the address that mails come from there."),
    row("AUTH_EMAIL_VERIFICATION", One, "0", "LobeChat: the mail address is verified first."),
    row("AUTH_ENABLE_MAGIC_LINK", One, "0", "LobeChat: sign-in by a mailed link."),
];
