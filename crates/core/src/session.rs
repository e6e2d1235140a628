//! A session: the one row under every cookie and token, and when it is over.

use crate::factor::Methods;
use crate::group::Groups;
use crate::id::{SessionId, UserId};
use crate::secret::Digest;
use crate::time::Timestamp;

/// A signed-in browser or device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names the session.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// How the person signed in: `local`, `openid`, ...
    pub method: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When they last proved who they are: with a password, or freshly at a provider. A provider that
    /// still knew them proves nothing.
    pub proved_at: Option<Timestamp>,
    /// How they have proved it, in this session (checklist item 101).
    pub methods: Methods,
    /// When they last proved it with a second factor.
    pub factor_at: Option<Timestamp>,
    /// The passkey by which they came in, alone or beside something else.
    pub passkey: Option<Digest>,
    /// When it was last seen, to within [`TOUCH_EVERY_MS`].
    pub last_seen_at: Timestamp,
    /// The absolute end.
    pub expires_at: Timestamp,
    /// The browser's own words about itself, cut to [`USER_AGENT_MAX`] bytes.
    pub user_agent: String,
    /// The address it was opened from.
    pub address: String,
    /// The groups of its person, by the word of the provider that vouches for it.
    pub groups: Groups,
}

/// How stale, in milliseconds, `last_seen_at` may become before a check writes it again.
///
/// A write on every check would put the disk on the hot path.
pub const TOUCH_EVERY_MS: i64 = 60_000;

/// How many bytes of a `User-Agent` header are kept.
pub const USER_AGENT_MAX: usize = 256;

/// Whether a session still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Live,
    /// Its absolute end has passed.
    Expired,
    /// Nobody has used it for too long.
    Idle,
}

/// Judges a session by its own times, at use (never by whether a clean-up has run).
///
/// A session seen in the future, because the clock was set back, counts as just seen.
pub fn standing(
    expires_at: Timestamp,
    last_seen_at: Timestamp,
    idle_ms: i64,
    now: Timestamp,
) -> Standing {
    if expires_at <= now {
        Standing::Expired
    } else if now.since(last_seen_at) >= idle_ms {
        Standing::Idle
    } else {
        Standing::Live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_at_its_absolute_end_and_when_idle() {
        let (end, seen) = (Timestamp(1000), Timestamp(100));
        assert_eq!(standing(end, seen, 500, Timestamp(599)), Standing::Live);
        assert_eq!(standing(end, seen, 500, Timestamp(600)), Standing::Idle);
        assert_eq!(standing(end, Timestamp(999), 500, Timestamp(1000)), Standing::Expired);
        assert_eq!(standing(end, seen, 500, Timestamp(0)), Standing::Live);
    }
}
