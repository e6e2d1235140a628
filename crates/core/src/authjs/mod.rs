//! The contract of Auth.js: what requests ask for, the names of cookies, and how values are spread
//! over them. Two generations of clients live by it: `next-auth` 5 and `next-auth` 4.

pub mod action;
pub mod callback_url;
pub mod chunks;

/// How long a session cookie is good for since it was last written, in milliseconds.
pub const MAX_AGE_MS: i64 = 30 * crate::time::DAY_MS;

/// How far clocks may differ, in seconds.
pub const TOLERANCE_S: i64 = 15;

/// Which client, and so which cookies and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// `next-auth` 4.
    V4,
    /// `next-auth` 5, that is `@auth/core`.
    V5,
}

impl Generation {
    /// Both, the newer one first.
    pub const ALL: [Self; 2] = [Self::V5, Self::V4];

    /// The cookie of the session, `secure` when it is for https only. Its name salts the key of what
    /// is in it.
    pub const fn session_cookie(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::V5, true) => "__Secure-authjs.session-token",
            (Self::V5, false) => "authjs.session-token",
            (Self::V4, true) => "__Secure-next-auth.session-token",
            (Self::V4, false) => "next-auth.session-token",
        }
    }

    /// The cookie that a form must know the token of.
    pub const fn csrf_cookie(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::V5, true) => "__Host-authjs.csrf-token",
            (Self::V5, false) => "authjs.csrf-token",
            (Self::V4, true) => "__Host-next-auth.csrf-token",
            (Self::V4, false) => "next-auth.csrf-token",
        }
    }

    /// The cookie that remembers where to go after signing in.
    pub const fn callback_cookie(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::V5, true) => "__Secure-authjs.callback-url",
            (Self::V5, false) => "authjs.callback-url",
            (Self::V4, true) => "__Secure-next-auth.callback-url",
            (Self::V4, false) => "next-auth.callback-url",
        }
    }

    /// The most characters of a value that go into one cookie.
    pub const fn chunk(self) -> usize {
        match self {
            Self::V5 => 3936,
            Self::V4 => 3933,
        }
    }
}
