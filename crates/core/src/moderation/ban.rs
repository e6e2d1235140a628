//! A ban: whom it strikes, why, by whom and until when.

use std::fmt;
use std::str::FromStr;

use super::Network;
use crate::id::{NotAnId, SessionId, UserId};
use crate::time::Timestamp;

/// Names a ban: a `UUIDv7`, as sessions have.
pub type BanId = SessionId;

/// Whom violations are counted for and bans strike. One never becomes the other: a ban on an address says
/// nothing of the people behind it, and a ban on a person nothing of where they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A person, for what they did signed in.
    Person(UserId),
    /// An address, for what was done from there by nobody known.
    Address(Network),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Address(network) => write!(f, "address:{network}"),
        }
    }
}

impl FromStr for Subject {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (kind, name) = text.split_once(':').ok_or(NotAnId)?;
        match kind {
            "person" => name.parse().map(Self::Person),
            "address" => name.parse().map(Self::Address).map_err(|_| NotAnId),
            _ => Err(NotAnId),
        }
    }
}

/// Who made a ban, or lifted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The rules about violations.
    Rules,
    /// Somebody at the command line of the server.
    CommandLine,
    /// An administrator.
    Person(UserId),
}

impl By {
    /// The account, if one did it.
    pub const fn person(self) -> Option<UserId> {
        match self {
            Self::Person(id) => Some(id),
            Self::Rules | Self::CommandLine => None,
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rules => f.write_str("rules"),
            Self::CommandLine => f.write_str("command line"),
            Self::Person(id) => id.fmt(f),
        }
    }
}

impl FromStr for By {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match text {
            "rules" => Ok(Self::Rules),
            "command line" => Ok(Self::CommandLine),
            id => id.parse().map(Self::Person),
        }
    }
}

/// A ban.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Names it.
    pub id: BanId,
    /// Whom it strikes.
    pub subject: Subject,
    /// Why, in words that the person may read.
    pub reason: String,
    /// The counter that led to it, if the rules made it.
    pub violation: Option<String>,
    /// Who made it.
    pub by: By,
    /// When.
    pub created_at: Timestamp,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was lifted, and by whom.
    pub lifted: Option<(Timestamp, By)>,
}

impl Ban {
    /// Whether it counts at `now`.
    pub fn counts(&self, now: Timestamp) -> bool {
        self.lifted.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// What a banned person is told, once they have proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Why; `None` when the ban was lifted a moment ago and is not taken off the account yet.
    pub reason: Option<String>,
    /// Until when; `None` for good.
    pub until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_and_actors_are_read_as_they_are_written() {
        let person = UserId::new(Timestamp(1_700_000_000_000), [7; 8]);
        for subject in
            [Subject::Person(person), Subject::Address(Network::of("2001:db8::1".parse().unwrap()))]
        {
            assert_eq!(subject.to_string().parse(), Ok(subject));
        }
        for by in [By::Rules, By::CommandLine, By::Person(person)] {
            assert_eq!(by.to_string().parse(), Ok(by));
        }
        for text in ["", "person", "person:x", "address:x", "guest:1"] {
            assert!(text.parse::<Subject>().is_err(), "{text}");
        }
    }
}
