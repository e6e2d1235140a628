//! What is said of rules and people on the command line.

use doorward_core::access::{Lack, Rule, Who};
use doorward_core::account::{Role, User};
use doorward_core::time::Timestamp;

use super::{Outcome, Report};
use crate::settings::{Origin, Written};

/// Whom a rule lets through.
pub(super) fn whom(who: &Who) -> String {
    match who {
        Who::Anyone => "everybody, signed in or not".to_owned(),
        Who::SignedIn => "whoever is signed in".to_owned(),
        Who::Verified => "whoever has proven their address".to_owned(),
        Who::Role(Role::Admin) => "administrators".to_owned(),
        Who::Role(_) => "accounts with the role user".to_owned(),
        Who::Domain(domain) => format!("whoever has proven an address of {domain}"),
        Who::Address(address) => format!("whoever has proven the address {}", address.as_str()),
        Who::Group(name) => format!(
            "whoever is signed in by a provider with the group {name} (groups belong to sessions: accounts \
             are judged here without them)"
        ),
    }
}

/// What a rule speaks of.
pub(super) fn rule(rule: &Rule) -> String {
    let methods = rule.methods.join(", ");
    if methods.is_empty() { rule.path.to_string() } else { format!("{methods} {}", rule.path) }
}

/// Where something is written.
pub(super) fn written(at: &Written) -> String {
    match &at.source {
        Origin::Default => format!("{} (its default)", at.setting),
        source => format!("{source} ({})", at.setting),
    }
}

/// Why an account cannot be signed in, whatever rules say.
pub(super) fn locked(user: &User, now: Timestamp) -> Option<&'static str> {
    if user.disabled_at.is_some() {
        return Some("The account is switched off.");
    }
    if user.waiting_since.is_some() {
        return Some("The account waits for approval.");
    }
    user.is_banned(now).then_some("The account is banned.")
}

/// Why a request has this outcome.
pub(super) fn why(outcome: Outcome, rule: Option<&Rule>, user: Option<&User>) -> String {
    let Some(rule) = rule else {
        return "No rule speaks of it, so nobody may.".to_owned();
    };
    match (outcome, user) {
        (Outcome::Allow, None) => "It is open to everybody.".to_owned(),
        (Outcome::Allow, Some(user)) => {
            let fits = rule.who.iter().find(|who| who.lack(user.into()).is_none());
            fits.map_or_else(String::new, |fits| format!("The rule lets through {}.", whom(fits)))
        }
        (Outcome::SignIn, _) => "Nobody is signed in.".to_owned(),
        (Outcome::Refuse, _) if rule.who.is_empty() => "The rule lets nobody through.".to_owned(),
        (Outcome::Refuse, None) => "Nobody may.".to_owned(),
        (Outcome::Refuse, Some(user)) => {
            let lacks = rule.who.iter().filter_map(|who| Some(lack(who, who.lack(user.into())?)));
            lacks.collect::<Vec<_>>().join(" ")
        }
    }
}

fn lack(who: &Who, lack: Lack) -> String {
    match lack {
        Lack::Proof => format!("Fits {who}, but the address is not proven."),
        Lack::Address => format!("Does not fit {who}: the address is another, or there is none."),
        Lack::Role => format!("Does not fit {who}: the role is another."),
        Lack::Group => format!(
            "Whether {who} fits is not known: groups belong to sessions, and come with each sign-in at a \
             provider."
        ),
    }
}

impl Report {
    /// It as text.
    pub fn text(&self) -> String {
        let mut lines = vec![format!("{} {}", self.method, self.target)];
        let mut say = |label: &str, text: String| lines.push(format!("  {label:<9} {text}"));
        for (label, place) in [("app", &self.app), ("rule", &self.rule)] {
            if let Some(place) = place {
                say(label, format!("{}, by {}", place.what, place.written));
            }
        }
        if !self.who.is_empty() {
            say("lets in", self.who.join("; "));
        }
        if let Some(accounts) = &self.accounts {
            let more = if accounts.pass > accounts.first.len() { ", ..." } else { "" };
            let first = accounts.first.join(", ");
            let named = if first.is_empty() { String::new() } else { format!(": {first}{more}") };
            say("accounts", format!("{} of {}{named}", accounts.pass, accounts.all));
        }
        let outcome = match self.outcome {
            Outcome::Allow => "allowed",
            Outcome::SignIn => "led to sign in",
            Outcome::Refuse => "refused",
        };
        let whoever = self.asked_as.as_deref().unwrap_or("nobody");
        say(whoever, format!("{outcome}. {}", self.why).trim_end().to_owned());
        lines.join("\n")
    }
}
