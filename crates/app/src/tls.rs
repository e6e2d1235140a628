//! TLS that we speak ourselves: the certificate that people are shown, read anew when its files change.

mod doubts;
mod pair;
mod self_signed;
mod validity;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use doorward_core::time::{Timestamp, rfc3339};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

use crate::ports::Clock;
use crate::settings::{Settings, Tls};

pub use doubts::Doubt;
pub(crate) use doubts::{doubts, doubts_of};
pub use pair::BadPair;
use pair::Texts;
pub(crate) use pair::{Files, Pair};
pub use self_signed::MakeError;
use validity::Reminder;
pub(crate) use validity::Validity;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate or its key.
    #[error(transparent)]
    Pair(#[from] BadPair),
    /// The certificate of our own.
    #[error(transparent)]
    Make(#[from] MakeError),
    /// The crypto library.
    #[error("TLS cannot be spoken")]
    Library(#[from] rustls::Error),
}

/// Keeps the certificate that people are shown.
pub struct Keeper {
    config: Arc<ServerConfig>,
    shown: Arc<Shown>,
    source: Source,
    /// What was read last, good or not, so that each change is spoken of once.
    seen: Mutex<Texts>,
    reminder: Mutex<Reminder>,
    asked: Notify,
}

/// Where the certificate comes from.
enum Source {
    Files(Files),
    /// Our own, in the data folder, for this host.
    SelfSigned(PathBuf, String),
}

/// The certificate that new connections are shown.
#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Keeper {
    /// Reads the certificate, or makes one, if TLS is to be spoken.
    pub(crate) fn open(settings: &Settings, now: Timestamp) -> Result<Option<Self>, TlsError> {
        let source = match &settings.tls {
            None => return Ok(None),
            Some(Tls::Files { certificate, key }) => {
                Source::Files(Files { certificate: certificate.clone(), key: key.clone() })
            }
            Some(Tls::SelfSigned) => {
                let host = settings.general.client.host().to_owned();
                Source::SelfSigned(settings.storage.data.clone(), host)
            }
        };
        let texts = source.read(now)?;
        let pair = Pair::parse(&source.files(), &texts)?;
        source.warn_of_open_key(&texts);
        let shown = Arc::new(Shown(RwLock::new(pair.into_shown())));
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config.ticketer = aws_lc_rs::Ticketer::new()?;
        let (config, seen) = (Arc::new(config), Mutex::new(texts));
        let (reminder, asked) = (Mutex::default(), Notify::new());
        Ok(Some(Self { config, shown, source, seen, reminder, asked }))
    }

    /// What connections are accepted with. It stays the same when the certificate changes.
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }

    /// When the certificate that people are shown is valid. `None` if that cannot be read.
    pub(crate) fn validity(&self) -> Option<Validity> {
        let shown = self.shown.0.read().unwrap_or_else(PoisonError::into_inner);
        Validity::of(shown.cert.first()?)
    }

    /// Has the files looked at now.
    pub fn look_now(&self) {
        self.asked.notify_one();
    }

    /// Looks at the files, and shows what they hold from now on if it is good and new. Blocks on the disk.
    fn look(&self, now: Timestamp) {
        match self.source.read(now).and_then(|texts| self.take(texts)) {
            Ok(true) => tracing::info!("the certificate was read anew"),
            Ok(false) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "the certificate was not read anew: the old one stays");
            }
        }
        self.remind(now);
    }

    /// Says in the log that the certificate should have been renewed, at the start and once a day.
    fn remind(&self, now: Timestamp) {
        let Some(validity) = self.validity() else { return };
        let mut reminder = self.reminder.lock().unwrap_or_else(PoisonError::into_inner);
        if !reminder.is_due(validity, now) {
            return;
        }
        let ends = rfc3339(validity.ends());
        if validity.is_over(now) {
            tracing::error!("the certificate expired at {ends}: renew it, nobody can connect");
        } else {
            tracing::warn!("the certificate expires at {ends}, and has not been renewed yet");
        }
    }
}

impl Keeper {
    /// Shows what files hold, if it is new; says whether it is.
    fn take(&self, texts: Texts) -> Result<bool, TlsError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == texts {
            return Ok(false);
        }
        let is_new = !seen.has_same_text(&texts);
        *seen = texts;
        // The start is refused for it. People who are here would pay for a refusal now.
        self.source.warn_of_open_key(&seen);
        if is_new {
            let pair = Pair::parse(&self.source.files(), &seen)?;
            *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = pair.into_shown();
        }
        Ok(is_new)
    }
}

impl Source {
    fn files(&self) -> Files {
        match self {
            Self::Files(files) => files.clone(),
            Self::SelfSigned(folder, _) => self_signed::files(folder),
        }
    }

    fn read(&self, now: Timestamp) -> Result<Texts, TlsError> {
        if let Self::SelfSigned(folder, host) = self {
            self_signed::keep(folder, host, now)?;
        }
        Ok(self.files().read()?)
    }

    fn warn_of_open_key(&self, texts: &Texts) {
        if texts.is_open() {
            let key = self.files().key;
            let key = key.display();
            tracing::warn!("{key} can be read by other users of this machine: chmod 600 {key}");
        }
    }
}

/// Looks at the files every now and then, and when it is asked to.
pub(crate) async fn follow(keeper: &Arc<Keeper>, clock: &Clock) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = look.tick() => {}
            () = keeper.asked.notified() => {}
        }
        let (keeper, now) = (Arc::clone(keeper), clock.now());
        if let Err(error) = tokio::task::spawn_blocking(move || keeper.look(now)).await {
            tracing::error!(%error, "the certificate could not be looked at");
        }
    }
}

#[cfg(test)]
mod tests;
