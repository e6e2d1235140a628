//! The streams that HTTP is spoken on.

use std::io::IoSlice;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes};
use tokio::io::{self, AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// A stream that can be waited on without room for what comes.
pub(super) trait Parked: AsyncRead + AsyncWrite + Send + Unpin + 'static {
    /// Waits until there is something to read, be it the end.
    fn stirs(&mut self) -> impl Future<Output = io::Result<()>> + Send;
}

impl Parked for TcpStream {
    async fn stirs(&mut self) -> io::Result<()> {
        self.readable().await
    }
}

impl Parked for TlsStream<TcpStream> {
    async fn stirs(&mut self) -> io::Result<()> {
        let (tcp, tls) = self.get_mut();
        let held = tls.process_new_packets().map_err(io::Error::other)?;
        // What came with the end of the handshake, say, has left the socket already.
        if held.plaintext_bytes_to_read() > 0 || held.peer_has_closed() {
            return Ok(());
        }
        tcp.readable().await
    }
}

/// A stream with what was read ahead of its time put back in front.
pub(crate) struct Rejoined<S> {
    ahead: Bytes,
    stream: S,
}

impl<S> Rejoined<S> {
    pub(crate) const fn new(ahead: Bytes, stream: S) -> Self {
        Self { ahead, stream }
    }

    /// Puts what was read back, in front of what is there.
    pub(super) fn put_back(&mut self, read: Bytes) {
        if self.ahead.is_empty() {
            self.ahead = read;
        } else if !read.is_empty() {
            self.ahead = [read, self.ahead.split_off(0)].concat().into();
        }
    }
}

impl<S: Parked> Parked for Rejoined<S> {
    async fn stirs(&mut self) -> io::Result<()> {
        if self.ahead.is_empty() { self.stream.stirs().await } else { Ok(()) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Rejoined<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.ahead.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let most = self.ahead.len().min(buffer.remaining());
        buffer.put_slice(self.ahead.get(..most).unwrap_or_default());
        self.ahead.advance(most);
        if self.ahead.is_empty() {
            // Not even what it was read into.
            self.ahead = Bytes::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Rejoined<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn what_is_put_back_is_read_first_and_once() {
        let mut stream = Rejoined::new(Bytes::from_static(b"cd"), &b"ef"[..]);
        stream.put_back(Bytes::from_static(b"ab"));
        stream.put_back(Bytes::new());
        let mut read = String::new();
        stream.read_to_string(&mut read).await.unwrap();
        assert_eq!(read, "abcdef");
    }
}
