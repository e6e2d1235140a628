//! The page on which administrators ban people and addresses, lift bans, and see the scores.

use askama::Template;
use doorward_core::time::Timestamp;

use super::Section;
use crate::{FormError, Frame, document};

/// The bans. Its forms post `who`, `for` and `reason` to `/admin/bans`, and nothing to
/// `/admin/bans/{id}/lift`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/bans.html", whitespace = "minimize")]
pub struct Bans {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// What has just happened.
    pub done: Option<BanDone>,
    /// Why nothing was done.
    pub error: Option<FormError>,
    /// What was typed before.
    pub typed: TypedBan,
    /// Whether bans that are over are shown too.
    pub all: bool,
    /// The bans, the newest first.
    pub rows: Vec<BanRow>,
    /// Where the next page is, if there is one.
    pub next_href: Option<String>,
    /// The scores, the latest first.
    pub scores: Vec<ScoreRow>,
}

/// What has just happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BanDone {
    /// Somebody was banned.
    Banned,
    /// A ban was lifted.
    Lifted,
    /// The administrator has proved who they are, and nothing else.
    Proved,
}

impl BanDone {
    /// The name in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Banned => "banned",
            Self::Lifted => "lifted",
            Self::Proved => "proved",
        }
    }

    /// Reads a name from an address.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Banned, Self::Lifted, Self::Proved].into_iter().find(|one| one.as_str() == name)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Banned => "moderation-done-banned",
            Self::Lifted => "moderation-done-lifted",
            Self::Proved => "admin-proved",
        }
    }
}

/// What is typed to ban somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedBan {
    /// Whom.
    pub who: String,
    /// For how long.
    pub duration: String,
    /// Why.
    pub reason: String,
}

/// A ban in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanRow {
    /// Its name in paths.
    pub id: String,
    /// Whom it strikes: an address or a name.
    pub whom: String,
    /// Where more is told of them, if there is more.
    pub whom_href: Option<String>,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub by: BanBy,
    /// When.
    pub created_at: Timestamp,
    /// When it ends, or ended; `None` for never.
    pub ends_at: Option<Timestamp>,
    /// What has become of it.
    pub standing: BanStanding,
}

/// Who made a ban.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BanBy {
    /// The rules about violations.
    Rules,
    /// Somebody at the command line.
    CommandLine,
    /// Somebody of this name.
    Person(String),
}

/// What has become of a ban.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BanStanding {
    /// It counts.
    Counts,
    /// It has run out.
    Over,
    /// It was lifted.
    Lifted,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreRow {
    /// Whose.
    pub whose: String,
    /// Of which violations, as `LibreChat` calls them.
    pub kind: String,
    /// In points.
    pub score: String,
    /// For how many of them.
    pub events: i64,
    /// When it grew last.
    pub last_at: Timestamp,
}

impl BanRow {
    pub(super) fn counts(&self) -> bool {
        self.standing == BanStanding::Counts
    }

    pub(super) const fn standing_label(&self) -> &'static str {
        match self.standing {
            BanStanding::Counts => "moderation-counts",
            BanStanding::Over => "moderation-over",
            BanStanding::Lifted => "moderation-lifted",
        }
    }
}

impl Bans {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
