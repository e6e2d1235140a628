//! Who may ask for what behind the gateway: rules, the first of which that speaks of a request decides.
//!
//! Nobody may what no rule speaks of. A path that two parsers could read differently is refused before any
//! rule is asked; see [`target`]. What is encoded in others decides nothing: both sides are compared decoded,
//! and what is forwarded stays as it came.

pub mod place;
pub mod target;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use crate::account::{Role, User};
use crate::address::Email;
use crate::group;

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
    /// Whoever is signed in by a provider that counts them to this group, spelt just so.
    Group(String),
}

/// It names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is none of anyone, signed-in, verified, role:, group:, domain: and address:")]
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
            Some(("group", name)) if group::is_usable(name) => Ok(Self::Group(name.to_owned())),
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
            Self::Group(name) => write!(f, "group:{name}"),
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
    /// Their session does not have the group.
    Group,
}

/// Somebody who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Whose account it is.
    pub user: &'a User,
    /// The groups of their session.
    pub groups: &'a [String],
}

impl<'a> From<&'a User> for Asker<'a> {
    /// Somebody whose session has no groups.
    fn from(user: &'a User) -> Self {
        Self { user, groups: &[] }
    }
}

impl Who {
    /// Whether it speaks of whoever asks; `None` is somebody who is not signed in.
    fn is(&self, asker: Option<Asker<'_>>) -> bool {
        asker.map_or(matches!(self, Self::Anyone), |asker| self.lack(asker).is_none())
    }

    /// What `asker` lacks for being spoken of.
    pub fn lack(&self, asker: Asker<'_>) -> Option<Lack> {
        let Asker { user, groups } = asker;
        let email = user.email.as_ref();
        let fits = match self {
            Self::Anyone | Self::SignedIn => return None,
            Self::Role(role) => return (user.role != *role).then_some(Lack::Role),
            Self::Group(name) => return (!groups.contains(name)).then_some(Lack::Group),
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
    decoded: Vec<u8>,
    below: bool,
}

/// How a rule speaks of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// To the letter.
    Exact,
    /// To an app that takes letters of any case for the same, or a slash at the end for nothing.
    Alike,
}

/// A path as an app reads it: decoded once. Nothing is copied where nothing is encoded.
pub(crate) fn decoded(path: &str) -> Cow<'_, [u8]> {
    percent_decode_str(path).into()
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
        Ok(Self { path: path.to_owned(), decoded: decoded(path).into_owned(), below })
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
        Self { path: String::new(), decoded: Vec::new(), below: true }
    }

    /// Whether it speaks of any path that is at `place`.
    pub fn meets(&self, place: &place::Place) -> bool {
        let inside = |path: &[u8], of: &[u8]| {
            let head = path.get(..of.len()).is_some_and(|head| head.eq_ignore_ascii_case(of));
            head && matches!(path.get(of.len()), None | Some(b'/'))
        };
        let (own, place) = (bare(&self.decoded), place.decoded());
        inside(own, place) || (self.below && inside(place, own))
    }

    /// Whether it speaks of `path`, in letters of any case.
    pub fn matches(&self, path: &str) -> bool {
        self.fit(&decoded(path)).is_some()
    }

    /// How it speaks of a path, which is [`decoded`].
    fn fit(&self, path: &[u8]) -> Option<Fit> {
        let own = self.decoded.as_slice();
        let covers = match path.get(own.len()) {
            None => path.len() == own.len(),
            Some(next) => self.below && *next == b'/',
        };
        match path.get(..own.len()) {
            Some(head) if covers && head == own => Some(Fit::Exact),
            Some(head) if covers && head.eq_ignore_ascii_case(own) => Some(Fit::Alike),
            _ => bare(path).eq_ignore_ascii_case(bare(own)).then_some(Fit::Alike),
        }
    }
}

/// A path without the slash at its end.
fn bare(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
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

/// Decides about a request of `asker`, who is `None` while nobody is signed in.
///
/// The first rule that speaks of it to the letter decides. Those before it that an app could take for
/// meant as well, because it does not care for case or for a slash at the end, can only make that stricter.
pub fn decide(rules: &[Rule], request: Request<'_>, asker: Option<Asker<'_>>) -> Decision {
    let path = decoded(request.path);
    let mut strictest = None;
    for (number, rule) in rules.iter().enumerate() {
        let Some(fit) = rule.fit(request.method, &path) else { continue };
        let decision = rule.decide(number, asker);
        let stricter = match strictest {
            Some(so_far) if decision.strictness() <= Decision::strictness(so_far) => so_far,
            _ => decision,
        };
        match fit {
            Fit::Exact => return stricter,
            // It opens what it says, and nothing else.
            Fit::Alike if rule.is_open() => {}
            Fit::Alike => strictest = Some(stricter),
        }
    }
    strictest.filter(|said| matches!(said, Decision::Deny(_))).unwrap_or(Decision::Deny(None))
}

impl Decision {
    const fn strictness(self) -> u8 {
        match self {
            Self::Allow(_) => 0,
            Self::SignIn(_) => 1,
            Self::Deny(_) => 2,
        }
    }
}

impl Rule {
    /// Whether it lets everybody through.
    pub fn is_open(&self) -> bool {
        self.who.contains(&Who::Anyone)
    }

    /// How it speaks of a request, whose path is [`decoded`].
    fn fit(&self, method: &str, path: &[u8]) -> Option<Fit> {
        let meant = self.methods.is_empty() || self.methods.iter().any(|one| one == method);
        self.path.fit(path).filter(|_| meant)
    }

    /// What it says of a request that it speaks of.
    fn decide(&self, number: usize, asker: Option<Asker<'_>>) -> Decision {
        if self.who.iter().any(|who| who.is(asker)) {
            Decision::Allow(number)
        } else if asker.is_none() && !self.who.is_empty() {
            Decision::SignIn(number)
        } else {
            Decision::Deny(Some(number))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
