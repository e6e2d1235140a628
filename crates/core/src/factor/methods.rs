//! What a session stands on: the authentication methods of RFC 8176.

/// A method by which somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A password: `pwd`.
    Password,
    /// A code of an authenticator app, or a recovery code: `otp`.
    OneTimeCode,
    /// A passkey: `hwk`, proof of possession of a key.
    Passkey,
    /// The authenticator verified its user: `user`.
    UserVerified,
    /// A provider says that it has seen several factors: `mfa`.
    Several,
    /// No factor was asked for in a browser that the person trusts: `trusted`, a name of our own.
    TrustedBrowser,
}

impl Method {
    const ALL: [Self; 6] = [
        Self::Password,
        Self::OneTimeCode,
        Self::Passkey,
        Self::UserVerified,
        Self::Several,
        Self::TrustedBrowser,
    ];

    /// Its name (RFC 8176 §2).
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::OneTimeCode => "otp",
            Self::Passkey => "hwk",
            Self::UserVerified => "user",
            Self::Several => "mfa",
            Self::TrustedBrowser => "trusted",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Password => 1,
            Self::OneTimeCode => 2,
            Self::Passkey => 4,
            Self::UserVerified => 8,
            Self::Several => 16,
            Self::TrustedBrowser => 32,
        }
    }
}

/// A set of methods: what this one session was opened with, and nothing from elsewhere (checklist item
/// 101).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    /// None: a provider's word that says nothing of how it came by it.
    pub const NONE: Self = Self(0);

    /// This method alone.
    pub const fn one(method: Method) -> Self {
        Self(method.bit())
    }

    /// These and one more.
    #[must_use]
    pub const fn with(self, method: Method) -> Self {
        Self(self.0 | method.bit())
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this method is one of them.
    pub const fn has(self, method: Method) -> bool {
        self.0 & method.bit() != 0
    }

    /// Whether they are two factors or more.
    pub const fn is_several(self) -> bool {
        let verified = self.has(Method::Passkey) && self.has(Method::UserVerified);
        let kinds = self.has(Method::Password) as u8
            + self.has(Method::OneTimeCode) as u8
            + self.has(Method::Passkey) as u8;
        self.has(Method::Several) || verified || kinds > 1
    }

    /// The names as storage keeps them, divided by blanks.
    pub fn to_text(self) -> String {
        let names: Vec<_> =
            Method::ALL.into_iter().filter(|one| self.has(*one)).map(Method::name).collect();
        names.join(" ")
    }

    /// Reads what [`Self::to_text`] wrote. Names that are not known say nothing.
    pub fn from_text(text: &str) -> Self {
        let named = |name: &str| Method::ALL.into_iter().find(|one| one.name() == name);
        text.split(' ').filter_map(named).fold(Self::NONE, Self::with)
    }
}
