//! The signed-in page: who one is, where one is signed in, and the way out.

mod activity;
mod forms;
mod trusted;

use askama::Template;
use doorward_core::account::Role;
use doorward_core::time::Timestamp;

use crate::{
    AddressChange, AuthenticatorSection, FormError, Frame, Language, LinkStanding, Notice,
    PasskeyRow, PasskeySection, WaysIn, device_name, document, safe_image,
};

pub use activity::{Activity, ActivityRow};
pub use forms::{PasswordForm, ProfileForm};
pub use trusted::TrustedBrowser;

/// The page of the signed-in person. Its forms post to `/logout`, `/account/sessions/{id}/end`,
/// `/account/sessions/end-others`, `/account/trusted/end-all`, `/account/export`, `/account/delete` and those
/// of [`WaysIn`], [`TrustedBrowser`], [`ProfileForm`] and [`PasswordForm`].
#[derive(Clone, Debug, Template)]
#[template(path = "account.html", whitespace = "minimize")]
pub struct Account {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who is signed in.
    pub profile: Profile,
    /// How it is changed, if it can be changed here.
    pub profile_form: Option<ProfileForm>,
    /// How their address is changed, if it can be changed here.
    pub address: Option<AddressChange>,
    /// How their password is changed, if people have passwords here.
    pub password_form: Option<PasswordForm>,
    /// How they open their account.
    pub ways_in: WaysIn,
    /// Their authenticator app.
    pub authenticator: AuthenticatorSection,
    /// The browsers in which they are not asked for a second factor, the last chosen first.
    pub trusted: Vec<TrustedBrowser>,
    /// Their passkeys, where passkeys are on.
    pub passkeys: Option<PasskeySection>,
    /// Where they are signed in, in the order in which it is shown.
    pub sessions: Vec<SessionRow>,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// Where the console is, for administrators.
    pub console_href: Option<String>,
    /// What went wrong on the way here.
    pub error: Option<FormError>,
    /// How to delete the account, if that is allowed (`ALLOW_ACCOUNT_DELETION`).
    pub deletion: Option<Deletion>,
}

/// A person, as their own page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Display name.
    pub name: String,
    /// The mail address, if there is one.
    pub email: Option<String>,
    /// The user name; empty when there is none.
    pub username: String,
    /// What the person may do.
    pub role: Role,
    /// The URL of a picture; shown only if [`safe_image`] agrees, else initials stand in.
    pub avatar: Option<String>,
    /// How the person signs in, in words: `Password`, or the provider's name.
    pub method: String,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// One place where the person is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The session's id, for the path that ends it.
    pub id: String,
    /// Whether it is the session that asks for this page.
    pub current: bool,
    /// The browser's own words about itself.
    pub user_agent: String,
    /// The network address that it was opened from.
    pub address: String,
    /// How the person signed in, in words.
    pub method: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last seen.
    pub last_seen_at: Timestamp,
}

/// The form that deletes the account. It posts `confirm` and, where it asks for one, `password`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// What has to be typed to confirm: the person's address, or their name when there is none.
    pub phrase: String,
    /// Whether the account has a password, which must then be given.
    pub asks_password: bool,
    /// Why the last try failed.
    pub error: Option<FormError>,
}

impl Account {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    fn error(&self) -> Option<&FormError> {
        let own = self.error.as_ref();
        own.or_else(|| self.address.as_ref().and_then(|address| address.error.as_ref()))
            .or_else(|| self.password_form.as_ref().and_then(|form| form.error.as_ref()))
            .or_else(|| self.deletion.as_ref().and_then(|deletion| deletion.error.as_ref()))
    }

    /// The fields that are to be put right, by their `id`, and how.
    fn wrong(&self) -> Vec<(&'static str, &str)> {
        let profile = self.profile_form.iter().flat_map(ProfileForm::wrong);
        let password = self.password_form.iter().filter_map(|form| form.fault.as_deref());
        profile.chain(password.map(|text| ("new-password", text))).collect()
    }

    /// Whether a form was sent back.
    fn failed(&self) -> bool {
        self.error().is_some() || !self.wrong().is_empty()
    }

    fn has_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.current)
    }
}

impl Profile {
    fn picture(&self) -> Option<&str> {
        self.avatar.as_deref().and_then(safe_image)
    }

    pub(crate) const fn role_label(&self) -> &'static str {
        role_key(self.role)
    }

    fn initials(&self) -> String {
        initials(&self.name)
    }
}

impl SessionRow {
    pub(crate) fn device(&self, language: Language) -> String {
        device_name(language, &self.user_agent)
    }
}

/// The key of what a role is called.
pub(crate) const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Admin => "account-role-admin",
        Role::User => "account-role-user",
    }
}

/// The first letters of the first and the last word of a name, in upper case.
fn initials(name: &str) -> String {
    let mut letters =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    letters.next().into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_the_first_and_the_last() {
        for (name, expected) in [
            ("Anna Lind", "AL"),
            ("anna maria van den berg", "AB"),
            ("Émile", "É"),
            ("(Bo) \u{1f600} Ek", "BE"),
            ("山田 太郎", "山太"),
            ("", ""),
            ("\u{1f600}", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
