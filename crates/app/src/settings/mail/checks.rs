//! What does not fit together in the settings of mail.

use super::{Carrier, Code, Encryption, Reader, Smtp, warn};

/// Says that mail is off, because nobody sends it.
pub(super) fn no_sender(env: &mut Reader<'_>, carrier: &Carrier) {
    let name = match carrier {
        Carrier::Smtp(smtp) if smtp.service.is_some() => "EMAIL_SERVICE",
        Carrier::Smtp(_) => "EMAIL_HOST",
        Carrier::Mailgun { .. } => "MAILGUN_API_KEY",
        Carrier::Resend { .. } => "EMAIL_SERVICE_PROVIDER",
    };
    let what = format!("{name} is set, but EMAIL_FROM is not, so no mail is sent.");
    let remedy = "Write EMAIL_FROM with the address that mails shall come from.";
    warn(env, Code::MAIL_INCOMPLETE, name, (what, remedy.to_owned()));
}

/// Says that one setting needs another.
pub(super) fn half<T>(env: &mut Reader<'_>, name: &str, missing: &str) -> Option<T> {
    let what = format!("{name} is set, but {missing} is not, so {name} has no effect.");
    warn(env, Code::MAIL_INCOMPLETE, name, (what, format!("Set both {name} and {missing}.")));
    None
}

/// Says what is doubtful about the connection to a mail server.
pub(super) fn connection(env: &mut Reader<'_>, smtp: &Smtp) {
    let port = smtp.port;
    match smtp.encryption {
        Encryption::Implicit if matches!(port, 25 | 587) => {
            let what = format!("EMAIL_ENCRYPTION is tls, but port {port} begins without TLS.");
            let remedy = "Write EMAIL_ENCRYPTION=starttls, or EMAIL_PORT=465.".to_owned();
            warn(env, Code::MAIL_PORT, "EMAIL_ENCRYPTION", (what, remedy));
        }
        Encryption::StartTls if port == 465 => {
            let what = "EMAIL_ENCRYPTION is starttls, but port 465 speaks TLS from the first byte.";
            let remedy = "Write EMAIL_ENCRYPTION=tls, or EMAIL_PORT=587.".to_owned();
            warn(env, Code::MAIL_PORT, "EMAIL_ENCRYPTION", (what.to_owned(), remedy));
        }
        Encryption::Opportunistic | Encryption::None
            if smtp.credentials.is_some() && !smtp.is_local() =>
        {
            let what = "EMAIL_PASSWORD is sent in clear if the mail server offers no encryption, or \
                        somebody in between says so.";
            let remedy = "Write EMAIL_ENCRYPTION=starttls, or tls for port 465.".to_owned();
            warn(env, Code::MAIL_PLAIN, "EMAIL_PASSWORD", (what.to_owned(), remedy));
        }
        _ => {}
    }
    if smtp.allow_self_signed {
        let what = "EMAIL_ALLOW_SELFSIGNED is true: whoever stands between here and the mail server \
                    can read all mails and the password.";
        let remedy = "Name the file of the server's authority in DOORWARD_CA_FILE instead.";
        warn(env, Code::MAIL_SELF_SIGNED, "EMAIL_ALLOW_SELFSIGNED", (what.into(), remedy.into()));
    }
}
