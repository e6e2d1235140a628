//! A connection and a TLS handshake, with nothing after them: for the doctor, where nothing is to be sent.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Error};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a server may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far it went.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GreetError {
    /// No connection.
    #[error("no connection: {0}")]
    Connect(#[source] io::Error),
    /// It broke in the middle of the handshake.
    #[error("connected, but the TLS handshake broke off: {0}")]
    Broken(#[source] io::Error),
    /// What came was refused, or refuses us.
    #[error("connected, but the TLS handshake failed: {0}")]
    Refused(#[source] Error),
    /// It took too long.
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Slow,
}

/// Connects, shakes hands if there is a `tls` to do so by, and hangs up. `host` has no brackets.
pub(crate) async fn greet(
    (host, port): (&str, u16),
    tls: Option<Arc<ClientConfig>>,
) -> Result<(), GreetError> {
    let greeting = async {
        let mut stream = TcpStream::connect((host, port)).await.map_err(GreetError::Connect)?;
        match tls {
            Some(config) => handshake(&mut stream, host, config).await,
            None => Ok(()),
        }
    };
    timeout(PATIENCE, greeting).await.unwrap_or(Err(GreetError::Slow))
}

async fn handshake(
    stream: &mut TcpStream,
    host: &str,
    config: Arc<ClientConfig>,
) -> Result<(), GreetError> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|error| GreetError::Refused(Error::General(error.to_string())))?;
    let mut connection = ClientConnection::new(config, name).map_err(GreetError::Refused)?;
    let mut buffer = [0; 4096];
    while connection.is_handshaking() {
        flush(&mut connection, stream).await.map_err(GreetError::Broken)?;
        let read = stream.read(&mut buffer).await.map_err(GreetError::Broken)?;
        let mut rest = buffer.get(..read).unwrap_or_default();
        if rest.is_empty() {
            return Err(GreetError::Broken(io::ErrorKind::UnexpectedEof.into()));
        }
        while !rest.is_empty() {
            connection.read_tls(&mut rest).map_err(GreetError::Broken)?;
            connection.process_new_packets().map_err(GreetError::Refused)?;
        }
    }
    // Politely, so that nobody's log has a broken connection.
    connection.send_close_notify();
    flush(&mut connection, stream).await.map_err(GreetError::Broken)
}

async fn flush(connection: &mut ClientConnection, stream: &mut TcpStream) -> io::Result<()> {
    let mut out = Vec::new();
    while connection.wants_write() {
        connection.write_tls(&mut out)?;
    }
    stream.write_all(&out).await
}
