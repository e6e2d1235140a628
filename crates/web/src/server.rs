//! The accept loop: sockets in, a clean stop.
//!
//! It is our own because idle connections are many, and the framework's holds buffers for each.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use doorward_app::{App, housekeeping};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::{self, Crowd, Serving, Tls};
use crate::envelope::Service;
use crate::gateway;
use crate::request::{Shared, State};
use crate::router::{self, Route, router};
use crate::routes::onward;
use crate::watching;

/// How long a stop waits for requests under way.
const DRAIN_DEADLINE: Duration = Duration::from_secs(10);

/// How long to wait after the machine had no descriptor for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why no socket could be opened.
#[derive(Debug, thiserror::Error)]
#[error("{address} cannot be listened on")]
pub struct BindError {
    /// What was asked for.
    pub address: SocketAddr,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// A server that listens and does not serve yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
    /// For whoever watches.
    watching: Option<TcpListener>,
}

/// Opens the sockets, all on one port.
///
/// `localhost` is two addresses, and not every machine has both: one that the machine does not have
/// is left out as long as another can be listened on.
pub async fn bind(listen: &[SocketAddr]) -> Result<Server, BindError> {
    let (mut listeners, mut addresses) = (Vec::new(), Vec::<SocketAddr>::new());
    for wished in listen {
        // Port 0 takes a free one for the first address; the others follow it.
        let port = addresses.first().map_or(wished.port(), SocketAddr::port);
        let address = SocketAddr::new(wished.ip(), port);
        let wrap = |source| BindError { address, source };
        match TcpListener::bind(address).await {
            Ok(listener) => {
                addresses.push(listener.local_addr().map_err(wrap)?);
                listeners.push(listener);
            }
            Err(error) if listen.len() > 1 && error.kind() == io::ErrorKind::AddrNotAvailable => {}
            Err(source) => return Err(wrap(source)),
        }
    }
    Ok(Server { listeners, addresses, watching: None })
}

impl Server {
    /// The addresses that it listens on; the ports are the real ones.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Opens one more socket, for whoever watches, if there is to be one.
    pub async fn watched(self, at: Option<SocketAddr>) -> Result<Self, BindError> {
        let Some(address) = at else { return Ok(self) };
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| BindError { address, source })?;
        Ok(Self { watching: Some(listener), ..self })
    }

    /// Where metrics are served, if they are; the port is the real one.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.watching.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Serves until `stop` resolves, then lets requests under way finish and closes the store.
    pub async fn run(self, app: Arc<App>, stop: impl Future<Output = ()>) {
        let tracker = TaskTracker::new();
        let stopping = CancellationToken::new();
        let background = TaskTracker::new();
        housekeeping::start(&app, &background, &stopping);
        let serving = Arc::new(serving(&app, &tracker, &stopping));
        if app.settings.has_gateway() {
            let state = serving.service.state.clone();
            background.spawn(gateway::look_after(state, stopping.clone()));
        }
        for listener in self.listeners {
            tracker.spawn(accept(listener, Arc::clone(&serving)));
        }
        drop(serving);
        if let Some(listener) = self.watching {
            let app = Arc::clone(&app);
            let (connections, stopping) = (background.clone(), stopping.clone());
            background.spawn(watching::listen(listener, app, connections, stopping));
        }
        stop.await;
        tracing::info!("stopping: no new connections, waiting for requests under way");
        stopping.cancel();
        tracker.close();
        background.close();
        if tokio::time::timeout(DRAIN_DEADLINE, tracker.wait()).await.is_err() {
            tracing::warn!("some requests did not finish in time and were cut off");
        }
        background.wait().await;
        app.finish_tasks().await;
        match Arc::try_unwrap(app) {
            Ok(app) => Box::pin(app.close()).await,
            // A request that was cut off still holds it; what is acknowledged is on disk all the same.
            Err(shared) => drop(shared),
        }
    }
}

/// What connections are served with.
fn serving(app: &Arc<App>, tracker: &TaskTracker, stopping: &CancellationToken) -> Serving {
    let state = State::new(shared(Arc::clone(app)));
    let general = &app.settings.general;
    Serving {
        service: Service { router: router(state.clone()), state },
        stopping: stopping.clone(),
        tracker: tracker.clone(),
        tls: app.tls.as_ref().map(|keeper| Tls::new(keeper.config(), general.client.origin())),
        h2c: general.h2c,
        crowd: Arc::new(Crowd::new(general)),
    }
}

/// What a server of `app` can be asked for.
pub fn routes(app: &Arc<App>) -> Vec<Route> {
    router::routes(&State::new(shared(Arc::clone(app))))
}

fn shared(app: Arc<App>) -> Shared {
    let general = &app.settings.general;
    let origins = [&general.client, &general.server].map(|url| url.origin().to_owned()).to_vec();
    let prefix = general.client.path().to_owned();
    let foreign_posts = foreign_posts(&app);
    let reserved = gateway::reserved(&app);
    let apps = app.settings.apps.iter();
    let upstreams =
        apps.map(|app| app.upstream.as_ref().and_then(gateway::Upstream::new)).collect();
    let start = onward::start(&app.settings);
    Shared { app, origins, prefix, foreign_posts, reserved, upstreams, start }
}

fn foreign_posts(app: &App) -> Vec<String> {
    let providers = &app.settings.providers.list;
    let posting = providers.iter().filter(|provider| {
        app.providers.get(&provider.id).is_some_and(|provider| provider.answers_by_post)
    });
    posting.flat_map(doorward_app::settings::Provider::callback_paths).collect()
}

async fn accept(listener: TcpListener, serving: Arc<Serving>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = serving.stopping.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(place) = serving.crowd.admit(peer.ip()) else {
                    tracing::debug!("one address has too many connections: another was closed");
                    continue;
                };
                let open = serving.service.state.app().metrics.connection();
                let connection =
                    connection::serve(stream, (peer.ip(), place), Arc::clone(&serving));
                serving.tracker.spawn(async move {
                    connection.await;
                    drop(open);
                });
            }
            Err(error) => {
                // Out of descriptors, most likely: those in use must end before another can begin.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

#[cfg(test)]
mod tests;
