//! Sessions in use, in memory: what makes a session check cost little more than HTTP.
//!
//! An entry is forgotten the moment its session or its person changes: at once for changes of this
//! process, within a second for those of other processes on the same store. Storage stays the
//! truth; forgetting too much costs a read and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use doorward_core::access::Asker;
use doorward_core::account::User;
use doorward_core::group::Groups;
use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::Digest;
use doorward_core::session::TOUCH_EVERY_MS;
use doorward_core::time::Timestamp;
use doorward_store::Found;
use quick_cache::sync::Cache;

use crate::running::Running;

/// Most sessions held in memory. One takes about 200 bytes.
const MOST: usize = 131_072;

/// What a check needs of a session.
#[derive(Debug)]
pub struct Live {
    /// The session.
    pub id: SessionId,
    /// Whose it is. Sessions of one person share it.
    pub user: Arc<User>,
    /// The groups that its provider counts its person to.
    pub groups: Groups,
    /// The absolute end.
    pub expires_at: Timestamp,
    /// Digest of the browser cookie.
    pub(crate) cookie: Digest,
    seen: AtomicI64,
}

impl Live {
    /// Its person, as rules see them.
    pub fn asker(&self) -> Asker<'_> {
        Asker { user: &self.user, groups: self.groups.names() }
    }

    /// When it was last seen.
    pub(crate) fn last_seen_at(&self) -> Timestamp {
        Timestamp(self.seen.load(Ordering::Relaxed))
    }

    /// Notes that it is seen now; `true` when storage should be told, for exactly one caller.
    pub(crate) fn touch(&self, now: Timestamp) -> bool {
        let seen = self.seen.load(Ordering::Relaxed);
        now.0.saturating_sub(seen) >= TOUCH_EVERY_MS
            && self.seen.compare_exchange(seen, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

/// The sessions in memory.
pub(crate) struct LiveSessions {
    sessions: Cache<SessionId, Arc<Live>>,
    users: Cache<UserId, Arc<User>>,
    /// Grows with every change that was noticed. An entry read before a change must not be put in
    /// after it.
    epoch: AtomicU64,
    /// What runs on under sessions, and is told of every change.
    running: Running,
}

impl LiveSessions {
    pub(crate) fn new() -> Self {
        Self {
            sessions: Cache::new(MOST),
            users: Cache::new(MOST),
            epoch: AtomicU64::new(0),
            running: Running::default(),
        }
    }

    /// The sessions under streams.
    pub(crate) const fn running(&self) -> &Running {
        &self.running
    }

    /// How many sessions are in memory.
    pub(crate) fn count(&self) -> usize {
        self.sessions.len()
    }

    /// The session, if it is in memory.
    pub(crate) fn get(&self, id: SessionId) -> Option<Arc<Live>> {
        self.sessions.get(&id)
    }

    /// A mark to take before reading storage, for [`Self::keep`].
    pub(crate) fn mark(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// Keeps what storage said, unless something changed since `mark` was taken.
    pub(crate) fn keep(&self, found: Found, mark: u64) -> Arc<Live> {
        let user = match self.users.get(&found.user.id) {
            Some(known) if *known == found.user => known,
            _ => Arc::new(found.user),
        };
        let live = Arc::new(Live {
            id: found.session.id,
            user: Arc::clone(&user),
            groups: found.session.groups,
            expires_at: found.session.expires_at,
            cookie: found.cookie,
            seen: AtomicI64::new(found.session.last_seen_at.0),
        });
        self.users.insert(user.id, user);
        self.sessions.insert(live.id, Arc::clone(&live));
        if self.mark() != mark {
            self.sessions.remove(&live.id);
            self.users.remove(&live.user.id);
        }
        live
    }

    /// Forgets one session.
    pub(crate) fn forget(&self, id: SessionId) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.sessions.remove(&id);
        self.running.session_changed(id);
    }

    /// Forgets everything about one person.
    pub(crate) fn forget_user(&self, user: UserId) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.users.remove(&user);
        self.sessions.retain(|_, live| live.user.id != user);
        self.running.user_changed(user);
    }

    /// Forgets everything: another process changed something and did not say what.
    pub(crate) fn forget_all(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.sessions.clear();
        self.users.clear();
        self.running.all_changed();
    }
}
