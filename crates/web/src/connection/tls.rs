//! How a connection by TLS begins.

use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{self, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take until both sides have agreed on keys.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);

/// With which byte a handshake begins (RFC 8446 §5.1).
const HANDSHAKE: u8 = 22;

/// How much is read of what speaks no TLS, in bytes, so that it hears our answer.
const HEARD_OUT: u64 = 64 * 1024;

/// What speaks TLS.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    /// What those are told who speak plain http.
    plain: String,
}

impl Tls {
    /// Accepts with `config`. Whoever speaks plain http is told the public origin.
    pub(crate) fn new(config: Arc<ServerConfig>, origin: &str) -> Self {
        let said = format!("This port speaks https: {origin}\n");
        let plain = format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{said}",
            said.len()
        );
        Self { acceptor: TlsAcceptor::from(config), plain }
    }

    /// Agrees on keys with a client. `None` if it does not, or not in time.
    pub(super) async fn greet(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let greeted = timeout(HANDSHAKE_DEADLINE, self.handshake(stream)).await;
        match greeted {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                tracing::debug!(%error, "a client did not agree on TLS");
                None
            }
            Err(_) => {
                tracing::debug!("a client took too long to agree on TLS");
                None
            }
        }
    }

    async fn handshake(&self, mut stream: TcpStream) -> io::Result<Option<TlsStream<TcpStream>>> {
        let mut first = [0];
        if stream.peek(&mut first).await? == 0 {
            return Ok(None);
        }
        if first == [HANDSHAKE] {
            return self.acceptor.accept(stream).await.map(Some);
        }
        stream.write_all(self.plain.as_bytes()).await?;
        stream.shutdown().await?;
        // A connection that is closed with bytes unread is reset, and the answer lost.
        io::copy(&mut stream.take(HEARD_OUT), &mut io::sink()).await?;
        Ok(None)
    }
}
