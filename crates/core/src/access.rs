//! Who may ask for what behind the gateway: rules, the first of which that speaks of a request decides.
//!
//! Nobody may what no rule speaks of. A path is compared as the bytes that are forwarded, and one that
//! two parsers could read differently is refused before any rule is asked; see [`target`].

pub mod place;
pub mod target;

use std::fmt;
use std::str::FromStr;

use crate::account::{Role, User};
use crate::address::Email;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Who may; one of them is enough. Nobody may if there is none.
    pub who: Vec<Who>,
    /// The methods that it speaks of; all if there is none.
    pub methods: Vec<String>,
    /// The paths that it speaks of.
    pub path: Pattern,
}

/// Somebody whom a rule lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in with an address that they proved to be theirs.
    Verified,
    /// Whoever is signed in and has this role.
    Role(Role),
    /// Whoever is signed in with a proven address of this domain, in lower case.
    Domain(String),
    /// Whoever is signed in with this address, proven.
    Address(Email),
}

/// It names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is none of anyone, signed-in, verified, role:, domain: and address:")]
pub struct NotWho;

impl FromStr for Who {
    type Err = NotWho;

    fn from_str(text: &str) -> Result<Self, NotWho> {
        match text.split_once(':') {
            None => match text {
                "anyone" => Ok(Self::Anyone),
                "signed-in" => Ok(Self::SignedIn),
                "verified" => Ok(Self::Verified),
                _ => Err(NotWho),
            },
            Some(("role", role)) => {
                Role::parse(&role.to_ascii_uppercase()).map(Self::Role).ok_or(NotWho)
            }
            Some(("domain", domain)) if domain.contains('.') && !domain.contains('@') => {
                Ok(Self::Domain(domain.to_ascii_lowercase()))
            }
            Some(("address", address)) => {
                Email::parse(address).map(Self::Address).map_err(|_| NotWho)
            }
            Some(_) => Err(NotWho),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anyone => f.write_str("anyone"),
            Self::SignedIn => f.write_str("signed-in"),
            Self::Verified => f.write_str("verified"),
            Self::Role(role) => write!(f, "role:{}", role.as_str().to_ascii_lowercase()),
            Self::Domain(domain) => write!(f, "domain:{domain}"),
            Self::Address(address) => write!(f, "address:{}", address.as_str()),
        }
    }
}

/// What somebody who is signed in lacks for being let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The address fits, and it is not proven to be theirs.
    Proof,
    /// They have no address, or another.
    Address,
    /// They have another role.
    Role,
}

impl Who {
    /// Whether it speaks of whoever asks; `None` is somebody who is not signed in.
    fn is(&self, user: Option<&User>) -> bool {
        user.map_or(matches!(self, Self::Anyone), |user| self.lack(user).is_none())
    }

    /// What `user` lacks for being spoken of.
    pub fn lack(&self, user: &User) -> Option<Lack> {
        let email = user.email.as_ref();
        let fits = match self {
            Self::Anyone | Self::SignedIn => return None,
            Self::Role(role) => return (user.role != *role).then_some(Lack::Role),
            Self::Verified => email.is_some(),
            Self::Domain(domain) => email.is_some_and(|email| email.domain() == domain),
            Self::Address(address) => email == Some(address),
        };
        match (fits, user.email_verified) {
            (true, true) => None,
            (true, false) => Some(Lack::Proof),
            (false, _) => Some(Lack::Address),
        }
    }
}

/// Which paths a rule speaks of: one, or with `/*` at its end all below as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    path: String,
    below: bool,
}

/// It is no pattern of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no path that begins with a slash, with at most one * after the last slash")]
pub struct NotPattern;

impl FromStr for Pattern {
    type Err = NotPattern;

    fn from_str(text: &str) -> Result<Self, NotPattern> {
        let (path, below) = match text.strip_suffix("/*") {
            Some(path) => (path, true),
            None => (text, false),
        };
        let rooted = path.starts_with('/') || (below && path.is_empty());
        if !rooted
            || path.contains(['*', '?', '#'])
            || target::check(text.trim_end_matches('*')).is_err()
        {
            return Err(NotPattern);
        }
        Ok(Self { path: path.to_owned(), below })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, if self.below { "/*" } else { "" })
    }
}

impl Pattern {
    /// Every path.
    pub const fn all() -> Self {
        Self { path: String::new(), below: true }
    }

    /// Whether it speaks of any path that is at `place`.
    pub fn meets(&self, place: &place::Place) -> bool {
        let inside = |path: &str, of: &str| {
            let rest = path.get(..of.len()).filter(|head| head.eq_ignore_ascii_case(of));
            rest.is_some()
                && path.get(of.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let (own, place) = (self.path.trim_end_matches('/'), place.path().trim_end_matches('/'));
        inside(own, place) || (self.below && inside(place, own))
    }

    /// Whether it speaks of `path`, in letters of any case.
    pub fn matches(&self, path: &str) -> bool {
        self.speaks_of(path, false)
    }

    /// Whether it speaks of `path`. A pattern that opens something is `exact`. Others mean `/Admin/` as
    /// well when they say `/admin`, because many apps do.
    fn speaks_of(&self, path: &str, exact: bool) -> bool {
        let alike =
            |one: &str| if exact { one == self.path } else { one.eq_ignore_ascii_case(&self.path) };
        let bare = if exact { path } else { path.strip_suffix('/').unwrap_or(path) };
        let root = self.path == "/" && path == "/";
        if root || alike(bare) {
            return true;
        }
        let rest = path.get(self.path.len()..).filter(|rest| rest.starts_with('/'));
        self.below && rest.is_some() && path.get(..self.path.len()).is_some_and(alike)
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method, as it was sent.
    pub method: &'a str,
    /// The path, as it will be forwarded and without the query.
    pub path: &'a str,
}

/// What becomes of a request, and which rule says so, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is forwarded.
    Allow(usize),
    /// It may be, once whoever asks has signed in.
    SignIn(usize),
    /// It is not, whoever signs in as themselves again.
    Deny(Option<usize>),
}

/// Decides about a request of `user`, who is `None` while nobody is signed in.
pub fn decide(rules: &[Rule], request: Request<'_>, user: Option<&User>) -> Decision {
    let mut numbered = rules.iter().enumerate();
    let Some((number, rule)) = numbered.find(|(_, rule)| rule.speaks_of(request)) else {
        return Decision::Deny(None);
    };
    if rule.who.iter().any(|who| who.is(user)) {
        Decision::Allow(number)
    } else if user.is_none() && !rule.who.is_empty() {
        Decision::SignIn(number)
    } else {
        Decision::Deny(Some(number))
    }
}

impl Rule {
    /// Whether it lets everybody through.
    pub fn is_open(&self) -> bool {
        self.who.contains(&Who::Anyone)
    }

    fn speaks_of(&self, request: Request<'_>) -> bool {
        let opens = self.is_open();
        let method =
            self.methods.is_empty() || self.methods.iter().any(|one| one == request.method);
        method && self.path.speaks_of(request.path, opens)
    }
}

#[cfg(test)]
mod tests;
