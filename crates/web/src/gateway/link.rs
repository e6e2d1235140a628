//! One connection to an app, as bytes.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use bytes::BytesMut;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::coop::unconstrained;
use tokio_util::io::poll_read_buf;

/// Bytes read at a time, at first and at most: as many as an app has been seen to send.
const LEAST: usize = 4 * 1024;
const MOST: usize = 128 * 1024;

/// Both directions of an encrypted connection.
pub(crate) trait Encrypted: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Encrypted for T {}

/// A connection to an app.
pub(crate) enum Link {
    Clear(TcpStream),
    Tls(Box<dyn Encrypted>),
}

impl Link {
    pub(super) fn new(connected: MaybeHttpsStream<TokioIo<TcpStream>>) -> Self {
        match connected {
            MaybeHttpsStream::Http(tcp) => Self::Clear(tcp.into_inner()),
            MaybeHttpsStream::Https(tls) => Self::Tls(Box::new(tls.into_inner())),
        }
    }

    /// Whether the app has neither ended the connection nor said anything unasked, which would be taken for the
    /// next answer.
    pub(super) fn is_quiet(&mut self) -> bool {
        match self {
            // Asks the socket itself: the runtime may not have been told yet of what has come.
            Self::Clear(tcp) => {
                let seen = SockRef::from(&*tcp).peek(&mut [MaybeUninit::uninit()]);
                seen.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
            }
            Self::Tls(tls) => {
                let mut byte = [0];
                let mut byte = ReadBuf::new(&mut byte);
                let read = poll_fn(|context| Pin::new(&mut *tls).poll_read(context, &mut byte));
                let mut context = Context::from_waker(Waker::noop());
                pin!(unconstrained(read)).poll(&mut context).is_pending()
            }
        }
    }
}

/// Reads from a connection with no more room than there is something to read, and none while there is not.
pub(super) struct Reader {
    pub(super) bytes: BytesMut,
    size: usize,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self { bytes: BytesMut::new(), size: LEAST }
    }

    /// Adds what can be read to the bytes that are there. Ready with `false` at the end.
    pub(super) fn poll_more(
        &mut self,
        context: &mut Context<'_>,
        link: &mut Link,
    ) -> Poll<io::Result<bool>> {
        if self.bytes.is_empty() {
            // What was taken from its room holds on to that for itself.
            self.bytes = BytesMut::new();
        }
        if let Link::Clear(tcp) = link {
            ready!(tcp.poll_read_ready(context))?;
        }
        self.bytes.reserve(self.size);
        let read = poll_read_buf(Pin::new(link), context, &mut self.bytes);
        match &read {
            Poll::Ready(Ok(read)) if *read >= self.size => self.size = (self.size * 2).min(MOST),
            Poll::Ready(Ok(read)) if *read < self.size / 4 => {
                self.size = (self.size / 2).max(LEAST);
            }
            Poll::Pending if self.bytes.is_empty() => self.bytes = BytesMut::new(),
            _ => {}
        }
        read.map_ok(|read| read > 0)
    }
}

impl AsyncRead for Link {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(tcp) => Pin::new(tcp).poll_read(context, buffer),
            Self::Tls(tls) => Pin::new(tls).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Link {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Clear(tcp) => Pin::new(tcp).poll_write(context, bytes),
            Self::Tls(tls) => Pin::new(tls).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Clear(tcp) => Pin::new(tcp).poll_write_vectored(context, slices),
            Self::Tls(tls) => Pin::new(tls).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(tcp) => Pin::new(tcp).poll_flush(context),
            Self::Tls(tls) => Pin::new(tls).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(tcp) => Pin::new(tcp).poll_shutdown(context),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(context),
        }
    }
}
