//! The page that says what happened to one's account.

use askama::Template;
use doorward_core::time::Timestamp;

use crate::{Frame, Language, device_name, document};

/// What happened, the newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "account/activity.html", whitespace = "minimize")]
pub struct Activity {
    /// What surrounds the page.
    pub frame: Frame,
    /// What happened.
    pub rows: Vec<ActivityRow>,
    /// Where older events are, if there are any.
    pub older_href: Option<String>,
    /// Where the newest are, on every page but the first.
    pub newest_href: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRow {
    /// When.
    pub at: Timestamp,
    /// What, as the record calls it.
    pub kind: String,
    /// From where; may be empty.
    pub address: String,
    /// The browser's own words about itself, if its session is still there.
    pub user_agent: Option<String>,
    /// Whether the person did it themselves.
    pub own: bool,
}

impl Activity {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

impl ActivityRow {
    /// What happened, in words; as the record calls it where there are none.
    fn what(&self, language: Language) -> String {
        let known = KINDS.iter().find(|(kind, _)| *kind == self.kind);
        known.map_or_else(|| self.kind.clone(), |(_, key)| language.t(key))
    }

    fn device(&self, language: Language) -> Option<String> {
        self.user_agent.as_ref().map(|agent| device_name(language, agent))
    }
}

/// What the record calls things, and the keys of their words.
const KINDS: &[(&str, &str)] = &[
    ("address.change", "activity-address-change"),
    ("address.change_ask", "activity-address-change-ask"),
    ("address.undo", "activity-address-undo"),
    ("address.verify", "activity-address-verify"),
    ("address.verify_ask", "activity-address-verify-ask"),
    ("clerk.impersonate", "activity-clerk-impersonate"),
    ("device.distrust", "activity-device-distrust"),
    ("device.trust", "activity-device-trust"),
    ("factor.add", "activity-factor-add"),
    ("factor.codes", "activity-factor-codes"),
    ("factor.remove", "activity-factor-remove"),
    ("link.add", "activity-link-add"),
    ("link.refused", "activity-link-refused"),
    ("link.remove", "activity-link-remove"),
    ("password.change", "activity-password-change"),
    ("password.reset", "activity-password-reset"),
    ("password.reset_ask", "activity-password-reset-ask"),
    ("password.reset_link", "activity-password-reset-link"),
    ("password.set", "activity-password-set"),
    ("password.upgrade", "activity-password-upgrade"),
    ("refresh.reuse", "activity-refresh-reuse"),
    ("session.begin", "activity-session-begin"),
    ("session.end", "activity-session-end"),
    ("session.end_all", "activity-session-end-all"),
    ("session.end_at_provider", "activity-session-end-at-provider"),
    ("session.end_by_provider", "activity-session-end-by-provider"),
    ("session.refused", "activity-session-refused"),
    ("user.approve", "activity-user-approve"),
    ("user.ban", "activity-user-ban"),
    ("user.create", "activity-user-create"),
    ("user.disable", "activity-user-disable"),
    ("user.enable", "activity-user-enable"),
    ("user.export", "activity-user-export"),
    ("user.profile", "activity-user-profile"),
    ("user.role", "activity-user-role"),
    ("user.unban", "activity-user-unban"),
    ("user.withdraw_approval", "activity-user-withdraw-approval"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_worded_and_what_is_not_is_named() {
        let row = |kind: &str| ActivityRow {
            at: Timestamp(0),
            kind: kind.to_owned(),
            address: String::new(),
            user_agent: None,
            own: true,
        };
        for (kind, key) in KINDS {
            assert_ne!(row(kind).what(Language::English), *key, "{kind}");
        }
        assert_eq!(row("moon.rise").what(Language::English), "moon.rise");
    }
}
