//! The real server on a free port with a store and a clock of its own, and browsers to visit it.

pub(crate) mod app;
pub(crate) mod authenticator;
pub(crate) mod authjs;
pub(crate) mod authority;
pub(crate) mod browser;
pub(crate) mod clerk;
pub(crate) mod collector;
pub(crate) mod disk;
pub(crate) mod front;
pub(crate) mod h2;
pub(crate) mod http;
pub(crate) mod links;
pub(crate) mod mail;
pub(crate) mod node;
pub(crate) mod peer;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod provider;
pub(crate) mod proxy;
pub(crate) mod server;
pub(crate) mod social;
pub(crate) mod stub;
pub(crate) mod tls;
pub(crate) mod together;
pub(crate) mod totp;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use doorward_app::ports::{Clock, ManualClock};
use doorward_app::settings::{Settings, Sources};
use doorward_app::{App, Timestamp};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use browser::Browser;

/// The moment at which every story begins: 2026-01-01T00:00:00Z.
pub(crate) const BEGIN: Timestamp = Timestamp(1_767_225_600_000);

/// A password that every rule accepts.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Settings that make a story quick and let it try often.
const QUICK: [(&str, &str); 5] = [
    ("PORT", "0"),
    ("LOGIN_MAX", "1000"),
    ("REGISTER_MAX", "1000"),
    ("ALLOW_REGISTRATION", "true"),
    ("DOORWARD_HASH_THREADS", "1"),
];

/// A folder of one story, removed with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("doorward-it-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A running server.
pub(crate) struct Doorward {
    pub(crate) address: SocketAddr,
    /// Where metrics are, if the story wants any.
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) clock: ManualClock,
    /// Set when the server was stopped.
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    app: Weak<App>,
    pub(crate) folder: Arc<Folder>,
    settings: Vec<(String, String)>,
}

impl Doorward {
    /// Starts a server with an empty store.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let folder = Arc::new(Folder::new());
        Self::open(folder, ManualClock::at(BEGIN), owned(settings)).await
    }

    /// The same, with a clock that begins today, for stories that mix it with the machine's clock.
    pub(crate) async fn start_today(settings: &[(&str, &str)]) -> Self {
        let today = ManualClock::at(Clock::System.now());
        Self::open(Arc::new(Folder::new()), today, owned(settings)).await
    }

    /// Stops the server and starts it again on the same store at the same time of day.
    pub(crate) async fn restart(mut self) -> Self {
        self.shut_down().await;
        let (folder, clock) = (Arc::clone(&self.folder), self.clock.clone());
        Self::open(folder, clock, std::mem::take(&mut self.settings)).await
    }

    /// The same with other settings.
    pub(crate) async fn restart_with(mut self, settings: &[(&str, &str)]) -> Self {
        self.settings = owned(settings);
        self.restart().await
    }

    /// Starts another server on the same store, as a second node or process.
    pub(crate) async fn another(&self) -> Self {
        Self::open(Arc::clone(&self.folder), self.clock.clone(), self.settings.clone()).await
    }

    /// Starts a server on a folder that may have been used.
    #[expect(clippy::disallowed_methods, reason = "the server is a task of the story")]
    pub(crate) async fn open(
        folder: Arc<Folder>,
        clock: ManualClock,
        settings: Vec<(String, String)>,
    ) -> Self {
        let read = effective(&folder, &settings);
        let server = doorward_web::bind(&read.general.listen).await.unwrap();
        let watching = read.watching.as_ref().map(|watching| watching.listen);
        let server = server.watched(watching).await.unwrap();
        let (address, metrics) = (server.addresses()[0], server.metrics_address());
        let opening = Box::pin(App::open(read, Clock::Manual(clock.clone())));
        let app = Arc::new(opening.await.unwrap());
        let (stop, stopped) = oneshot::channel();
        let weak = Arc::downgrade(&app);
        let task = tokio::task::spawn(server.run(app, async {
            stopped.await.unwrap_or_default();
        }));
        Self { address, metrics, clock, stop: Some(stop), task, app: weak, folder, settings }
    }

    /// The application, for what no request can do. It must be dropped before the server is stopped.
    pub(crate) fn app(&self) -> Arc<App> {
        self.app.upgrade().unwrap()
    }

    /// What its clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        Clock::Manual(self.clock.clone()).now()
    }

    /// What it can be asked for.
    pub(crate) fn routes(&self) -> Vec<doorward_web::Route> {
        doorward_web::routes(&self.app.upgrade().expect("it runs"))
    }

    async fn shut_down(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).unwrap();
            (&mut self.task).await.unwrap();
        }
    }

    /// Stops the server as SIGTERM would.
    pub(crate) async fn stop(mut self) {
        self.shut_down().await;
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// A browser whose person has registered (if need be) and signed in by the API.
    pub(crate) async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        browser.register(email).await;
        browser.login(email, PASSWORD).await.expect_status(200);
        browser
    }
}

/// The effective settings of a story.
pub(crate) fn effective(folder: &Folder, settings: &[(String, String)]) -> Settings {
    let mut all = owned(&QUICK);
    all.push(("DOORWARD_DATA".to_owned(), folder.path().join("data").display().to_string()));
    all.extend(settings.iter().cloned());
    let reading = Settings::read(&Sources::gather(None, all), 2);
    let draft = reading.draft.unwrap_or_else(|| panic!("{:#?}", reading.complaints));
    draft.complete(doorward_app::fill_random).unwrap()
}

pub(crate) fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
