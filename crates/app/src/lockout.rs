//! Slowing down who guesses at one account from many addresses, without shutting its owner out.
//!
//! Failures count per account, whether it exists or not. A browser that the account knows has a counter
//! of its own ([`crate::known_device`]), and passkeys are not counted at all (checklist item 105).

use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::limit::{Rule, Verdict};
use doorward_core::lockout::fold;
use doorward_core::time::MINUTE_MS;
use doorward_jose::digest::sha256;

use crate::app::App;
use crate::establish::Client;
use crate::known_device;
use crate::metrics::Bounded;

/// A try at an account that may be made. It counts while it lasts, so that many at once are no way
/// around, and afterwards only if it has failed.
#[must_use]
pub(crate) struct Attempt<'a> {
    app: &'a App,
    key: u128,
    failed: bool,
}

impl Attempt<'_> {
    /// The password was wrong.
    pub(crate) fn failed(mut self) {
        self.failed = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.failed {
            self.app.limits.forgive_account(self.key);
        }
    }
}

/// Counts a try with a password at the account named `typed`, which is `user` if there is one.
///
/// The error says when the next one may be made.
pub(crate) fn attempt<'a>(
    app: &'a App,
    typed: &str,
    user: Option<UserId>,
    client: &Client,
) -> Result<Attempt<'a>, Verdict> {
    let device = known_device::device(app, client);
    let known = user.and_then(|user| device.filter(|device| device.is_known_to(user)));
    let name = fold(typed);
    let device = known.as_ref().map_or("", |device| &device.name);
    let key = digest(&[&name, device]);
    let verdict = count(app, Bounded::Account, key, app.settings.limits.account);
    if verdict.allowed { Ok(Attempt { app, key, failed: false }) } else { Err(verdict) }
}

/// Counts one code of a second factor for an account, wherever it comes from (checklist item 100).
pub fn count_code(app: &App, user: UserId) -> Verdict {
    let key = digest(&["second factor", &user.to_string()]);
    count(app, Bounded::AccountCodes, key, app.settings.limits.two_factor)
}

/// Counts one message of a person through the gateway, wherever it comes from.
pub(crate) fn count_message(app: &App, user: UserId, rule: Rule) -> Verdict {
    let key = digest(&["message", &user.to_string()]);
    count(app, Bounded::MessagesOfPerson, key, rule)
}

/// How many mails of one kind go to one mailbox, whoever asks for them: a few are of use to its owner, and
/// many are a nuisance that somebody else makes.
const MAILS: Rule = Rule { max: 3, window_ms: 15 * MINUTE_MS };

/// Whether one more mail of a kind that somebody asked for may go to a mailbox; counts it. Strangers who ask
/// must not see the answer. The link of the mail before goes on to count.
pub(crate) fn may_mail(app: &App, kind: &str, to: &Email) -> bool {
    let key = digest(&["mail", kind, to.as_str()]);
    count(app, Bounded::Mailbox, key, MAILS).allowed
}

/// Counts one event of what `key` names, and the refusal, if it is one.
fn count(app: &App, what: Bounded, key: u128, rule: Rule) -> Verdict {
    let verdict = app.limits.count_account(key, rule, app.clock.now());
    if !verdict.allowed {
        app.metrics.bounded(what);
    }
    verdict
}

/// The names as a short key. Nobody finds two that meet: the digest is cut to 128 bits and no less.
fn digest(names: &[&str]) -> u128 {
    let digest = sha256(names.join("\0").as_bytes());
    digest.iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
}
