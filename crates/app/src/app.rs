//! The one state that server, command line and tests share, and the one way to make it.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use doorward_core::account::{LOCAL, PASSKEY};
use doorward_core::id::{SessionId, UserId};
use doorward_core::limit::{Rule, Verdict};
use doorward_core::time::Timestamp;
use doorward_jose::ed25519::SignError;
use doorward_store::{OpenError, Store, StoreError, WaysIn};
use tokio_util::task::TaskTracker;

use crate::access_code::Verifier;
use crate::authjs::AuthJs;
use crate::clerk::Clerk;
use crate::errands::Errands;
use crate::establish::Client;
use crate::events::Webhook;
use crate::failures::Failures;
use crate::gateway::Writing;
use crate::guard::Guards;
use crate::hashing::{Hasher, HashingError};
use crate::known_device;
use crate::limits::{Limiter, Limits, Rules};
use crate::live::LiveSessions;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::moderation::{self, Network, Networks, Pending, Subject};
use crate::passkeys::Passkeys;
use crate::ports::Clock;
use crate::providers::Providers;
use crate::settings::Settings;
use crate::tls::{self, Keeper};
use crate::tokens::Keys;
use crate::traces::Tracer;

/// Everything that use cases work with.
pub struct App {
    /// The effective settings.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
    /// What is counted for whoever watches.
    pub metrics: Box<Metrics>,
    /// What traces requests, if anything does.
    pub tracer: Option<Arc<dyn Tracer>>,
    pub(crate) store: Store,
    pub(crate) keys: Keys,
    pub(crate) hasher: Hasher,
    pub(crate) codes: Verifier,
    pub(crate) live: LiveSessions,
    pub(crate) limits: Limits,
    /// Answers that apps are writing through the gateway.
    pub(crate) writing: Writing,
    /// The banned addresses.
    pub(crate) networks: Networks,
    /// Violations that storage has yet to be told.
    pub(crate) violations: Pending,
    /// The certificate that people are shown, if we speak https ourselves.
    pub tls: Option<Arc<Keeper>>,
    /// Auth.js's contract, if it is on.
    pub authjs: Option<Arc<AuthJs>>,
    /// What decides about requests for apps.
    pub guards: Guards,
    /// The providers that people sign in at.
    pub providers: Providers,
    /// Sign-ins that failed, until they are put on record.
    pub(crate) failures: Failures,
    /// What checks passkeys, where they are on.
    pub passkeys: Option<Box<Passkeys>>,
    /// Work that goes on although whoever asked for it has hung up.
    pub(crate) tasks: TaskTracker,
    /// How much of that may be done after answers.
    pub(crate) errands: Errands,
    /// The instance of Clerk that is relied on.
    pub clerk: Option<Box<Clerk>>,
    /// What is told what happens, if anything is.
    pub(crate) webhook: Option<Box<Webhook>>,
    /// What sends letters, if mail is set up.
    pub(crate) mailer: Option<Mailer>,
    /// Sessions whose `last_seen_at` storage has yet to be told.
    touched: Mutex<Vec<(SessionId, Timestamp)>>,
}

/// Why the application could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The bans.
    #[error("the banned addresses could not be read")]
    Bans(#[source] StoreError),
    /// The hashing pool.
    #[error("the hashing threads could not be started")]
    Hashing(#[from] HashingError),
    /// The key that tells apps who asks.
    #[error("the key for assertions could not be made")]
    Guard(#[source] SignError),
    /// The settings of a provider.
    #[error("a provider could not be set up")]
    Provider(#[source] crate::openid::OpenIdError),
    /// The certificate.
    #[error("https cannot be spoken")]
    Tls(#[from] tls::TlsError),
    /// The settings of passkeys.
    #[error("passkeys could not be set up")]
    Passkeys(#[source] webauthn_rs::prelude::WebauthnError),
}

impl App {
    /// Opens the store, prepares keys and starts the hashing pool.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        let store = Store::open(&settings.storage.location).await?;
        let hashing = &settings.hashing;
        let metrics = Metrics::new(&names(&settings), clock.now());
        let https = settings.tls.is_some();
        let metrics = Box::new(if https { metrics.with_certificate() } else { metrics });
        let hasher = Hasher::start(hashing.cost, hashing.threads, hashing.queue)?;
        let hasher = hasher.counted(metrics.hashing());
        let keys = Keys::new(&settings.secrets.jwt, &settings.secrets.jwt_refresh);
        let secure = settings.secure_cookies;
        let authjs = settings.authjs.as_ref().map(|authjs| Arc::new(AuthJs::new(authjs, secure)));
        let providers =
            Providers::new(&settings.providers, &metrics).map_err(StartError::Provider)?;
        let (issuer, secret) = (settings.general.client.origin(), &settings.secrets.jwt_refresh);
        let guards = Guards::new(&settings.apps, issuer, secret).map_err(StartError::Guard)?;
        let trips = metrics.trips(crate::clerk::ID);
        let networks = Networks::default();
        networks.load(&store, clock.now()).await.map_err(StartError::Bans)?;
        let tls = Keeper::open(&settings, clock.now())?.map(Arc::new);
        let title = &settings.general.app_title;
        let passkeys = settings.passkeys.as_ref().map(|passkeys| Passkeys::new(passkeys, title));
        let passkeys = passkeys.transpose().map_err(StartError::Passkeys)?;
        Ok(Self {
            passkeys: passkeys.map(Box::new),
            tls,
            codes: Verifier::new(&settings.access_code.codes, &keys.access_code),
            keys,
            live: LiveSessions::new(),
            limits: Limits::default(),
            writing: Writing::default(),
            failures: Failures::default(),
            networks,
            violations: Pending::default(),
            tasks: TaskTracker::new(),
            errands: Errands::default(),
            clerk: settings
                .clerk
                .clone()
                .map(|clerk| Box::new(Clerk::new(clerk).counted(trips.as_ref()))),
            guards,
            mailer: settings.mail.as_ref().map(|mail| Mailer::new(mail, &settings.general)),
            webhook: webhook(&settings),
            touched: Mutex::default(),
            settings,
            clock,
            metrics,
            tracer: None,
            store,
            hasher,
            authjs,
            providers,
        })
    }

    /// Whether the store answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }

    /// Whether anybody has an account yet.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        self.store.has_users().await
    }

    /// The names of the providers that are set up, as links have them.
    pub(crate) fn provider_ids(&self) -> Vec<&str> {
        let clerk = self.clerk.as_ref().map(|_| crate::clerk::ID);
        self.providers.iter().map(|provider| provider.id.as_str()).chain(clerk).collect()
    }

    /// What counts as a way into an account, `providers` being those of [`Self::provider_ids`].
    pub(crate) fn ways_in<'a>(&self, providers: &'a [&'a str]) -> WaysIn<'a> {
        let password = self.settings.switches.email_login;
        WaysIn { password, passkeys: self.passkeys.is_some(), providers }
    }

    /// Whether people may come in this way: by password, by passkey where these are on, or by a
    /// provider that is set up. A session that began another way is over.
    pub(crate) fn is_way_in(&self, method: &str) -> bool {
        let by_passkey = method == PASSKEY && self.passkeys.is_some();
        method == LOCAL || by_passkey || self.is_provider(method)
    }

    /// Whether a provider of this name is set up, Clerk among them.
    pub(crate) fn is_provider(&self, id: &str) -> bool {
        self.providers.get(id).is_some() || (id == crate::clerk::ID && self.clerk.is_some())
    }

    /// Counts one event of a limited kind from a client that has not proved who it is.
    ///
    /// All such clients together are bounded too, but browsers that an account knows are not: a flood
    /// must not shut the people of the house out.
    pub fn count(&self, limiter: Limiter, client: &Client) -> Verdict {
        let address = Subject::Address(Network::of(client.address));
        self.count_of(limiter, client, address)
    }

    /// The same for a client that has proved who it is: going too far is held against the person, and
    /// not against the address.
    pub fn count_signed_in(&self, limiter: Limiter, client: &Client, person: UserId) -> Verdict {
        self.count_of(limiter, client, Subject::Person(person))
    }

    fn count_of(&self, limiter: Limiter, client: &Client, subject: Subject) -> Verdict {
        let now = self.clock.now();
        let own = self.rule(limiter);
        let mut rules = Rules { own, all: self.together(limiter) };
        // Asked only where it matters: opening the cookie costs more than counting.
        if rules.all.is_some() && known_device::knows_anybody(self, client) {
            rules.all = None;
        }
        let verdict = self.limits.count(limiter, rules, client.address, now);
        if !verdict.allowed {
            self.metrics.limited(limiter);
        }
        // What all did together is nobody's fault, so only one's own limit is held against anybody.
        if !verdict.allowed
            && let Some(violation) = limiter.violation()
            && !self.limits.peek(limiter, own, client.address, now).allowed
        {
            moderation::note(self, subject, violation);
        }
        verdict
    }

    /// What would be said of one more event of a limited kind from an address. It does not count as one; a
    /// refusal is known to whoever watches.
    pub fn peek(&self, limiter: Limiter, address: IpAddr) -> Verdict {
        let verdict = self.limits.peek(limiter, self.rule(limiter), address, self.clock.now());
        if !verdict.allowed {
            self.metrics.limited(limiter);
        }
        verdict
    }

    /// The rule of a limiter for one address.
    pub fn rule(&self, limiter: Limiter) -> Rule {
        let limits = &self.settings.limits;
        match limiter {
            Limiter::Login | Limiter::Provider | Limiter::ProviderLogout => limits.login,
            Limiter::Passkey => limits.login.times(10),
            Limiter::Register => limits.register,
            Limiter::ResetRequest => limits.reset,
            Limiter::ResetSubmission => limits.reset_submission,
            Limiter::VerifyRequest => limits.verify,
            Limiter::VerifySubmission => limits.verify_submission,
            Limiter::TwoFactor => limits.two_factor,
            Limiter::AccessCode => self.settings.access_code.limit,
            Limiter::Guest => self.settings.access_code.guest_limit(),
        }
    }

    /// The rule of a limiter for everybody together. Providers are few, and known by their signatures;
    /// who has a passkey gets in whatever strangers do (checklist item 105).
    fn together(&self, limiter: Limiter) -> Option<Rule> {
        let unbounded = matches!(limiter, Limiter::ProviderLogout | Limiter::Passkey);
        let factor = self.settings.limits.together.filter(|_| !unbounded);
        factor.map(|factor| self.rule(limiter).times(factor))
    }

    /// Remembers to tell storage that a session was seen.
    pub(crate) fn note_seen(&self, session: SessionId, now: Timestamp) {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).push((session, now));
    }

    /// Takes what [`Self::note_seen`] collected.
    pub(crate) fn take_seen(&self) -> Vec<(SessionId, Timestamp)> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for the work that goes on although nobody waits for its answer any more.
    pub async fn finish_tasks(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Writes what is still to be written and closes the store.
    pub async fn close(&self) {
        moderation::write(self).await;
        self.flush_seen().await;
        self.tell_failures(true).await;
        self.store.close().await;
    }
}

/// What is told what happens, if anything is.
fn webhook(settings: &Settings) -> Option<Box<Webhook>> {
    let events = settings.events.as_ref()?;
    Some(Box::new(Webhook::new(events, &settings.authorities)))
}

/// The names of the providers that are set up, Clerk among them.
fn names(settings: &Settings) -> Vec<&str> {
    let clerk = settings.clerk.as_ref().map(|_| crate::clerk::ID);
    settings.providers.list.iter().map(|provider| provider.id.as_str()).chain(clerk).collect()
}
