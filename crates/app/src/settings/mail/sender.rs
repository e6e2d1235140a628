//! Who mail comes from.

use doorward_core::address::Email;

use super::{Code, Fault, Reader, either};

/// The senders that are set, each an address with the name that may stand before it.
pub(super) struct Sender {
    pub(super) from: Option<(Option<String>, Email)>,
    pub(super) resend: Option<(Option<String>, Email)>,
    /// The name that is set by itself.
    pub(super) name: Option<String>,
}

pub(super) fn read(env: &mut Reader<'_>, app_title: &str) -> Sender {
    let meaning = "The address that mails come from. Without it, there is no mail.";
    let from = env.parsed(either(["EMAIL_FROM", "SMTP_FROM"]), ("", meaning), mailbox);
    let meaning = "The name that mails come from.";
    let name = env.optional("EMAIL_FROM_NAME", "APP_TITLE", meaning);
    if name.is_none() {
        env.show_as(app_title);
    }
    let meaning = "LobeChat: the address that mails come from at Resend.";
    let resend = env.parsed("RESEND_FROM", ("EMAIL_FROM", meaning), mailbox);
    Sender { from, resend, name }
}

/// Reads `address` or `Name <address>`.
fn mailbox(text: &str) -> Result<(Option<String>, Email), Fault> {
    let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
        None => ("", text),
    };
    let email = Email::parse(address).map_err(|_| {
        let remedy = "Write one address, such as noreply@example.com.";
        Fault::new(Code::MAIL_FROM, "is not a mail address", remedy)
    })?;
    Ok((Some(name.to_owned()).filter(|name| !name.is_empty()), email))
}
