//! Who a person is: the account, its role and the names of ways to sign in.

use crate::address::Email;
use crate::id::UserId;
use crate::time::Timestamp;

/// The `provider` of an account with a password of its own, in `LibreChat`'s words.
pub const LOCAL: &str = "local";

/// The way in of a session that began with a passkey.
pub const PASSKEY: &str = "passkey";

/// What an account may do. `LibreChat` knows these two out of the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs the place.
    Admin,
    /// Everybody else.
    User,
}

impl Role {
    /// The wire and storage name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::User => "USER",
        }
    }

    /// Reads a wire or storage name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ADMIN" => Some(Self::Admin),
            "USER" => Some(Self::User),
            _ => None,
        }
    }
}

/// A person's account, as everything but storage sees it. The password hash is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Names the account for ever.
    pub id: UserId,
    /// The mail address, if the way in gave one.
    pub email: Option<Email>,
    /// Whether somebody proved that the address is theirs.
    pub email_verified: bool,
    /// Display name.
    pub name: String,
    /// Lower-case user name; empty when the person chose none.
    pub username: String,
    /// URL of a picture.
    pub avatar: Option<String>,
    /// How the account was made: `local`, `openid`, ...
    pub provider: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Set while an administrator has switched the account off.
    pub disabled_at: Option<Timestamp>,
    /// Since when codes of an authenticator app are asked for after the password.
    pub totp_since: Option<Timestamp>,
    /// The language that the person chose for pages and mails, as a BCP 47 tag.
    pub language: Option<String>,
    /// Set while the account waits for an administrator to let it in.
    pub waiting_since: Option<Timestamp>,
    /// Until when a ban keeps its person out; a moment that has passed means nothing.
    pub banned_until: Option<Timestamp>,
}

impl User {
    /// Whether a ban keeps its person out at `now`.
    pub fn is_banned(&self, now: Timestamp) -> bool {
        self.banned_until.is_some_and(|until| now < until)
    }
}
