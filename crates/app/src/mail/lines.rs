//! A connection that is read line by line.
//!
//! What a server sends behind its answer to STARTTLS came in clear: who stands between may have put it there,
//! to be taken for the answer to what is sent encrypted. Read line by line, it is not in a buffer by then, but
//! where the TLS handshake begins, which it breaks.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How much is taken from the socket at a time, in bytes.
const HELD: usize = 4096;

/// A TCP connection whose reads end with each line.
#[derive(Debug)]
pub(super) struct Lines {
    stream: TcpStream,
    /// What has come in and was not read yet.
    held: Vec<u8>,
}

impl Lines {
    pub(super) const fn new(stream: TcpStream) -> Self {
        Self { stream, held: Vec::new() }
    }
}

impl AsyncRead for Lines {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.held.is_empty() {
            let mut bytes = [0; HELD];
            let mut incoming = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut incoming))?;
            self.held.extend_from_slice(incoming.filled());
        }
        let line = self.held.iter().position(|byte| *byte == b'\n');
        let length = line.map_or(self.held.len(), |end| end + 1).min(out.remaining());
        let line: Vec<u8> = self.held.drain(..length).collect();
        out.put_slice(&line);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Lines {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Lines {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}
