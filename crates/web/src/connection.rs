//! One connection, from its first byte on: in clear or by TLS, and which HTTP is spoken on it.

mod activity;
mod framing;
mod http1;
mod http2;
mod stream;
mod tls;

use std::net::IpAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::envelope::Service;
pub(crate) use activity::MayTakeLong;
pub(crate) use tls::Tls;

/// What connections are served with.
pub(crate) struct Serving {
    /// What answers requests.
    pub(crate) service: Service,
    /// What ends connections, each after the answer that is under way.
    pub(crate) stopping: CancellationToken,
    /// Where tasks of connections are counted.
    pub(crate) tracker: TaskTracker,
    /// What speaks TLS, if that is spoken.
    pub(crate) tls: Option<Tls>,
}

/// Serves a connection until it ends, stays parked for too long, or the server stops.
pub(crate) async fn serve(stream: TcpStream, peer: IpAddr, serving: Arc<Serving>) {
    // Small answers must not wait for more of them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    match &serving.tls {
        None => http1::serve(stream, peer, &serving).await,
        // Boxed, so that connections in clear do not hold room for it.
        Some(tls) => Box::pin(encrypted(tls, stream, peer, &serving)).await,
    }
}

async fn encrypted(tls: &Tls, stream: TcpStream, peer: IpAddr, serving: &Arc<Serving>) {
    let greeted = serving.stopping.run_until_cancelled(Box::pin(tls.greet(stream))).await;
    let Some(Some(stream)) = greeted else { return };
    if stream.get_ref().1.alpn_protocol() == Some(http2::PROTOCOL) {
        Box::pin(http2::serve(stream, peer, serving)).await;
    } else {
        http1::serve(stream, peer, serving).await;
    }
}
