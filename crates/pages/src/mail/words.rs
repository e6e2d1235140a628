//! What each mail says, out of the message files.

use super::{Action, Factor, Letter, Message, Place, name};
use crate::messages::Value;
use crate::moment::moment;

/// The words of a mail to somebody called `name`.
pub(super) fn letter(message: &Message, name: &str, place: &Place<'_>) -> Letter {
    let language = place.language;
    let values = values(message, place);
    let named: Vec<_> = values.iter().map(|(name, value)| (*name, &**value)).collect();
    // The files are complete in every language: a test lays every mail out in each.
    let say = |part: &str| language.say(&format!("mail-{}.{part}", message.kind()), &named);
    let lead = match message {
        Message::Invitation { inviter, .. } if name::greeted(inviter).is_some() => "lead-by",
        _ => "lead",
    };
    let note = match message {
        Message::ResetPassword { .. }
        | Message::Invitation { .. }
        | Message::AddressChanged { .. } => Some(say("note")),
        _ => None,
    };
    Letter {
        subject: say("subject"),
        greeting: match name::greeted(name) {
            Some(name) => language.t1("mail-hello", "name", name),
            None => language.t("mail-hello-nobody"),
        },
        lead: say(lead),
        action: link(message).map(|link| Action { label: say("action"), link: link.to_owned() }),
        notes: note.into_iter().chain(caution(message).map(|key| language.t(key))).collect(),
    }
}

/// The one link of a mail.
fn link(message: &Message) -> Option<&str> {
    match message {
        Message::VerifyAddress { link }
        | Message::ResetPassword { link, .. }
        | Message::NoPassword { link }
        | Message::Invitation { link, .. }
        | Message::AddressChange { link }
        | Message::AddressChanged { undo: link }
        | Message::PeopleWaiting { link }
        | Message::Approved { link } => Some(link),
        _ => None,
    }
}

/// What to do when somebody else is behind it.
const fn caution(message: &Message) -> Option<&'static str> {
    match message {
        Message::VerifyAddress { .. }
        | Message::ResetPassword { .. }
        | Message::NoPassword { .. }
        | Message::AddressChange { .. } => Some("mail-ignore"),
        Message::PasswordWasReset
        | Message::PasswordChanged
        | Message::NewDevice { .. }
        | Message::FactorAdded { .. }
        | Message::FactorRemoved { .. }
        | Message::ProviderLinked { .. }
        | Message::ProviderRemoved { .. } => Some("mail-act"),
        Message::Invitation { .. }
        | Message::AddressChanged { .. }
        | Message::Approved { .. }
        | Message::PeopleWaiting { .. }
        | Message::Test => None,
    }
}

type Values<'a> = Vec<(&'static str, Box<dyn Value + 'a>)>;

/// The values that stand in the words.
fn values<'a>(message: &'a Message, place: &Place<'a>) -> Values<'a> {
    let mut values: Values<'a> = vec![("app", Box::new(place.app))];
    let date = |at| Box::new(moment(at).text(place.language, "date"));
    match message {
        Message::ResetPassword { minutes, .. } => values.push(("minutes", Box::new(*minutes))),
        Message::Invitation { inviter, until, .. } => {
            values.push(("inviter", Box::new(name::greeted(inviter).unwrap_or_default())));
            values.push(("until", date(*until)));
        }
        Message::NewDevice { device, address, at } => {
            values.push(("device", Box::new(device.as_str())));
            values.push(("address", Box::new(address.as_str())));
            values.push(("at", date(*at)));
        }
        Message::FactorAdded { factor } | Message::FactorRemoved { factor } => {
            values.push(("factor", Box::new(of(*factor))));
        }
        Message::ProviderLinked { provider } | Message::ProviderRemoved { provider } => {
            values.push(("provider", Box::new(provider.as_str())));
        }
        _ => {}
    }
    values
}

/// What the message files call a factor.
const fn of(factor: Factor) -> &'static str {
    match factor {
        Factor::Authenticator => "authenticator",
        Factor::Passkey => "passkey",
        Factor::RecoveryCodes => "recovery-codes",
        Factor::All => "all",
    }
}
