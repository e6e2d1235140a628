//! Access codes: comparing them, and whether a request may pass.
//!
//! The rules are in [`doorward_core::access_code`]. Nothing here logs a code, right or wrong.

mod carrier;
mod guests;

use doorward_core::access_code::{
    Carried, Code, Codes, Decision, Facts, Mode, Refusal, Why, decide,
};
use doorward_core::limit::Verdict;
use doorward_core::secret::Digest;
use doorward_jose::mac::MacKey;
use doorward_store::StoreError;

use crate::app::App;
use crate::establish::Client;
use crate::limits::Limiter;

pub use doorward_core::id::SessionId;
pub use doorward_store::Guest;
pub use guests::{Admitted, EnterError, end, end_all, enter, guest, leave, list};

/// The codes as they are compared: by keyed digests of equal length.
pub(crate) struct Verifier {
    key: MacKey,
    tags: Vec<Digest>,
}

impl Verifier {
    /// Prepares the codes.
    pub(crate) fn new(codes: &Codes, key: &MacKey) -> Self {
        let tags = codes.iter().map(|code| tag(key, code)).collect();
        Self { key: key.clone(), tags }
    }

    /// The tag of a code, if it is one of ours.
    fn verify(&self, code: &str) -> Option<Digest> {
        let presented = tag(&self.key, code);
        self.counts(&presented).then_some(presented)
    }

    /// Whether this is the tag of a code of ours. All are compared, so that the time taken does not
    /// say which one fits.
    fn counts(&self, presented: &Digest) -> bool {
        self.tags.iter().filter(|tag| *tag == presented).count() > 0
    }
}

fn tag(key: &MacKey, code: &str) -> Digest {
    Digest::new(key.tag(&[code.as_bytes()]))
}

/// What a request presents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// Whether the caller has found a session under it.
    pub signed_in: bool,
    /// The cookie of a guest.
    pub guest: Option<&'a str>,
    /// `X-lobe-chat-auth`.
    pub auth: Option<&'a str>,
    /// `X-lobe-chat-access-code`.
    pub code: Option<&'a str>,
}

/// Whether a request may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It may.
    Allow(Why),
    /// It may not.
    Refuse(Refusal),
    /// It may not, and its code was not looked at: its address has tried too many wrong ones.
    TooMany(Verdict),
}

/// Whether a code opens anything here. Where Clerk is on, none does.
pub fn is_way_in(app: &App) -> bool {
    app.settings.access_code.mode() == Mode::CodeOrSignIn && app.settings.clerk.is_none()
}

/// Judges a request.
pub async fn check(
    app: &App,
    request: Request<'_>,
    client: &Client,
) -> Result<Outcome, StoreError> {
    let mode = app.settings.access_code.mode();
    let (carried, payload) = carrier::read(request.auth, app.clock.now());
    let inside = payload.access_code.as_ref().map(|code| code.expose().as_str());
    let code = inside.or(request.code).filter(|code| !code.is_empty());
    // Only where it matters is a guest looked up.
    let is_guest = match request.guest {
        Some(cookie) if !request.signed_in => guest(app, cookie).await?.is_some(),
        _ => false,
    };
    let facts = Facts {
        // A session of Clerk's is one of ours by now, whoever vouched for it.
        clerk: app.settings.clerk.as_ref().map(|_| request.signed_in),
        signed_in: request.signed_in,
        guest: is_guest,
        own_key: payload.own_key,
        code: if code.is_some() { Code::Unchecked } else { Code::Missing },
        carried: if request.code.is_some() { Carried::Read } else { carried },
    };
    let decision = match (decide(mode, facts), code) {
        (Decision::CheckCode, Some(code)) => match attempt(app, code, client) {
            Attempt::Right(_) => decide(mode, Facts { code: Code::Right, ..facts }),
            Attempt::Wrong(_) => decide(mode, Facts { code: Code::Wrong, ..facts }),
            Attempt::TooMany(verdict) => return Ok(Outcome::TooMany(verdict)),
        },
        (decision, _) => decision,
    };
    Ok(match decision {
        Decision::Allow(why) => Outcome::Allow(why),
        Decision::Refuse(refusal) => Outcome::Refuse(refusal),
        // It has been compared by now; whatever is left unjudged is refused.
        Decision::CheckCode => Outcome::Refuse(Refusal::InvalidAccessCode),
    })
}

/// What became of a try.
enum Attempt {
    /// It is a code of ours, with this tag.
    Right(Digest),
    /// It is none, which has been counted.
    Wrong(Verdict),
    /// It was not looked at.
    TooMany(Verdict),
}

/// Compares a code. Only wrong ones count: whoever knows the code sends it with every request.
fn attempt(app: &App, code: &str, client: &Client) -> Attempt {
    let verdict = app.count(Limiter::AccessCode, client);
    if !verdict.allowed {
        return Attempt::TooMany(verdict);
    }
    if let Some(tag) = app.codes.verify(code) {
        app.limits.forgive(Limiter::AccessCode, client.address);
        return Attempt::Right(tag);
    }
    tracing::info!(event = "access_code.failed", "a wrong access code was presented");
    Attempt::Wrong(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verifier(codes: &str, key: &[u8]) -> Verifier {
        Verifier::new(&Codes::parse(codes), &MacKey::new(key))
    }

    /// Checklist item 122.
    #[test]
    fn a_code_counts_as_a_whole_and_in_its_own_case() {
        let codes = verifier("first,second, third", b"key");
        for right in ["first", "second", " third"] {
            assert!(codes.verify(right).is_some(), "{right}");
        }
        for wrong in ["", "First", "firs", "first ", "first,second", "third", "zeroth"] {
            assert!(codes.verify(wrong).is_none(), "{wrong}");
        }
        assert!(verifier("", b"key").verify("").is_none());
    }

    #[test]
    fn what_is_stored_of_a_code_depends_on_a_secret() {
        let tag = |key| verifier("first", key).verify("first").map(|tag| tag.to_hex());
        assert_eq!(tag(b"one"), tag(b"one"));
        assert_ne!(tag(b"one"), tag(b"two"));
    }
}
