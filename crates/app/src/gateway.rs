//! What the gateway does beside the decision that it shares with forward-auth ([`crate::guard`]): the limits
//! of chat, which are how many messages, how many answers at once, and from what.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doorward_core::access::Request;
use doorward_core::id::UserId;
use doorward_core::moderation::browser::is_browser;
use doorward_core::moderation::chat::{self, TooManyAtOnce, TooManyMessages};
use doorward_core::moderation::{Network, Subject, Violation};
use doorward_core::time::Timestamp;

use crate::app::App;
use crate::guard::Guard;
use crate::live::Live;
use crate::lockout;
use crate::metrics::Bounded;
use crate::moderation;

/// Why a message is not passed on.
#[derive(Clone, Debug)]
pub enum Denied {
    /// There were too many.
    Messages(TooManyMessages),
    /// Too many answers are being written.
    AtOnce(TooManyAtOnce),
    /// It is no browser that sends it.
    NotBrowser,
}

/// The answers being written: when each began, by whom they are for.
#[derive(Debug, Default)]
pub(crate) struct Writing(Mutex<HashMap<UserId, Vec<Timestamp>>>);

impl Writing {
    fn all(&self) -> MutexGuard<'_, HashMap<UserId, Vec<Timestamp>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that is being written. It counts until this is dropped.
pub struct Answer {
    app: Arc<App>,
    user: UserId,
    begun: Timestamp,
}

impl Drop for Answer {
    fn drop(&mut self) {
        let mut all = self.app.writing.all();
        let Some(begun) = all.get_mut(&self.user) else { return };
        if let Some(at) = begun.iter().position(|begin| *begin == self.begun) {
            begun.swap_remove(at);
        }
        if begun.is_empty() {
            all.remove(&self.user);
        }
    }
}

/// Who sends what may be a message.
pub struct Sender<'a> {
    /// The session that it is sent under.
    pub live: Option<&'a Live>,
    /// Where it comes from.
    pub address: IpAddr,
    /// What sends it, by its own word.
    pub user_agent: &'a str,
}

/// Judges a request that may be a message. What goes too far is a violation of the person, or of the
/// address where nobody is signed in.
///
/// The answer to a message is to be held until it has been written.
pub fn judge(
    app: &Arc<App>,
    guard: &Guard,
    request: Request<'_>,
    sender: &Sender<'_>,
) -> Result<Option<Answer>, Denied> {
    let paths = &guard.settings().chat_paths;
    let sends = request.method == "POST";
    if !sends || !paths.iter().any(|path| path.matches(request.path)) {
        return Ok(None);
    }
    let judged = judge_message(app, sender);
    if let Err(denied) = &judged {
        let violation = match denied {
            Denied::Messages(_) => Violation::Message,
            Denied::AtOnce(_) => Violation::Concurrent,
            Denied::NotBrowser => Violation::NonBrowser,
        };
        let subject = match sender.live {
            Some(live) => Subject::Person(live.user.id),
            None => Subject::Address(Network::of(sender.address)),
        };
        moderation::note(app, subject, violation);
    }
    judged
}

fn judge_message(app: &Arc<App>, sender: &Sender<'_>) -> Result<Option<Answer>, Denied> {
    if app.settings.chat_routes.browsers_only && !is_browser(sender.user_agent) {
        return Err(Denied::NotBrowser);
    }
    let (limits, now) = (&app.settings.limits.chat, app.clock.now());
    if let Some(rule) = limits.message_address
        && !app.limits.count_message(sender.address, rule, now).allowed
    {
        app.metrics.bounded(Bounded::MessagesOfAddress);
        return Err(Denied::Messages(TooManyMessages::of_address(rule)));
    }
    let Some(live) = sender.live else { return Ok(None) };
    let user = live.user.id;
    if let Some(rule) = limits.message_person
        && !lockout::count_message(app, user, rule).allowed
    {
        return Err(Denied::Messages(TooManyMessages::of_person(rule)));
    }
    let Some(most) = limits.concurrent else { return Ok(None) };
    begin(app, user, most, now).map(Some).map_err(|refused| {
        app.metrics.bounded(Bounded::MessagesAtOnce);
        Denied::AtOnce(refused)
    })
}

/// Counts one more answer that is being written, if it may be.
fn begin(app: &Arc<App>, user: UserId, most: u32, now: Timestamp) -> Result<Answer, TooManyAtOnce> {
    let mut all = app.writing.all();
    let begun = all.entry(user).or_default();
    let score = app.settings.moderation.scores.of(Violation::Concurrent);
    chat::concurrent(most, score, begun, now)?;
    begun.push(now);
    Ok(Answer { app: Arc::clone(app), user, begun: now })
}
