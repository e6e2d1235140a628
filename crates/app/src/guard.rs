//! The decision about a request for an app, and what the app is told: the same for the gateway, which
//! forwards the request itself, and for forward-auth, where another proxy does.

mod assertion;

use std::sync::Arc;

use doorward_core::access::place::{self, Choice};
use doorward_core::access::target::{self, Ambiguous};
use doorward_core::access::{self, Asker, Decision, Request};
use doorward_core::forwarding::Field;
use doorward_core::secret::Secret;
pub use doorward_jose::ed25519::SignError;
use serde_json::{Value, json};

use crate::app::App;
use crate::live::Live;
use crate::settings;
pub use assertion::ASSERTION;
use assertion::Signer;

/// All apps that are guarded.
pub struct Guards {
    all: Vec<Arc<Guard>>,
    signer: Arc<Signer>,
}

/// One app: who may ask it for what, and what it is told.
pub struct Guard {
    settings: settings::Guarded,
    number: usize,
    signer: Arc<Signer>,
}

/// Which app a request is for.
pub enum Found<'a> {
    /// This one.
    App(&'a Arc<Guard>),
    /// None.
    Nobody,
    /// It can be read in two ways.
    Ambiguous(Ambiguous),
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is forwarded.
    Forward,
    /// Whoever asks has to sign in first.
    SignIn,
    /// They may not.
    Refuse,
}

impl Guards {
    /// The guards of these apps, signing with a key that grows from `secret`.
    pub(crate) fn new(
        apps: &[settings::Guarded],
        issuer: &str,
        secret: &Secret<String>,
    ) -> Result<Self, SignError> {
        let signer = Arc::new(Signer::new(issuer, secret)?);
        let all = apps.iter().enumerate().map(|(number, app)| {
            Arc::new(Guard { settings: app.clone(), number, signer: Arc::clone(&signer) })
        });
        Ok(Self { all: all.collect(), signer })
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, in the order of the settings.
    pub fn all(&self) -> &[Arc<Guard>] {
        &self.all
    }

    /// The app for `path`, without its query, at `authority`: `host[:port]`, if anybody said which.
    pub fn find(&self, authority: Option<&str>, path: &str) -> Found<'_> {
        if let Err(why) = target::check(path) {
            return Found::Ambiguous(why);
        }
        let places = self.all.iter().map(|guard| &guard.settings.place);
        match place::choose(places, authority, path) {
            Choice::App(number) => self.all.get(number).map_or(Found::Nobody, Found::App),
            Choice::Nobody => Found::Nobody,
            Choice::Unclear => Found::Ambiguous(Ambiguous::Case),
        }
    }

    /// What apps verify assertions with (RFC 7517 §5).
    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.signer.jwk()] })
    }
}

impl Guard {
    /// What is set for it.
    pub const fn settings(&self) -> &settings::Guarded {
        &self.settings
    }

    /// Its place among all apps, counted from 0.
    pub const fn number(&self) -> usize {
        self.number
    }

    /// The headers that tell the app who asks, in lower case, each with what it tells.
    pub fn identity(&self) -> &[(String, Field)] {
        &self.settings.guard.identity
    }

    /// Decides about a request of whoever is under `live`. Its path is one that [`Guards::find`] found the
    /// app by.
    pub fn judge(&self, request: Request<'_>, live: Option<&Live>) -> Verdict {
        match self.decide(request, live.map(Live::asker)) {
            Decision::Allow(_) => Verdict::Forward,
            Decision::SignIn(_) => Verdict::SignIn,
            Decision::Deny(_) => Verdict::Refuse,
        }
    }

    /// The decision behind [`Self::judge`], with the rule that made it.
    pub(crate) fn decide(&self, request: Request<'_>, asker: Option<Asker<'_>>) -> Decision {
        access::decide(&self.settings.guard.rules, request, asker)
    }

    /// The signed assertion for this app about whoever is under `live`.
    pub fn assertion(&self, app: &App, live: &Live) -> Result<String, SignError> {
        let audience = (self.number, self.settings.guard.audience.as_str());
        self.signer.assertion(audience, live, app.clock.now())
    }
}
