//! One connection, from its first byte on: in clear or by TLS, and which HTTP is spoken on it.

mod activity;
mod crowd;
mod framing;
mod http1;
mod http2;
mod relay;
mod stream;
mod taking;
mod tls;

use std::net::IpAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::envelope::Service;
pub(crate) use activity::MayTakeLong;
pub(crate) use crowd::{Crowd, Place};
pub(crate) use stream::Rejoined;
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
    /// Whether HTTP/2 is spoken in clear with who begins with it.
    pub(crate) h2c: bool,
    /// How many there are from each address.
    pub(crate) crowd: Arc<Crowd>,
}

/// Serves a connection until it ends, stays parked for too long, or the server stops.
/// It counts as one from its address until then.
pub(crate) async fn serve(
    stream: TcpStream,
    (peer, _place): (IpAddr, Place),
    serving: Arc<Serving>,
) {
    // Small answers must not wait for more of them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    match &serving.tls {
        None if serving.h2c => Box::pin(either(stream, peer, &serving)).await,
        None => http1::serve(stream, peer, &serving).await,
        // Boxed, so that connections in clear do not hold room for it.
        Some(tls) => Box::pin(encrypted(tls, stream, peer, &serving)).await,
    }
}

/// In clear, whichever HTTP the client begins with.
async fn either(stream: TcpStream, peer: IpAddr, serving: &Arc<Serving>) {
    let mut first = [0; http2::BEGINNING.len()];
    let begun = timeout(http1::PARKED_DEADLINE, stream.peek(&mut first));
    match serving.stopping.run_until_cancelled(begun).await {
        Some(Ok(Ok(_))) if first == http2::BEGINNING => http2::serve(stream, peer, serving).await,
        Some(Ok(Ok(1..))) => http1::serve(stream, peer, serving).await,
        _ => {}
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
