//! Notes whether the head of a request states a length.
//!
//! The HTTP library obeys `Transfer-Encoding` where a request states `Content-Length` as well, and takes
//! the latter away. That is allowed (RFC 9112 §6.1), but nobody who means well sends both: whether it
//! was there is seen only in the bytes themselves (checklist item 111).

use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use memchr::memchr;
use tokio::io::{self, AsyncRead, AsyncWrite, ReadBuf};

use super::activity::Activity;

/// How a line begins that states a length, in lower case.
const LENGTH: &[u8] = b"content-length:";

/// How much of a line is compared.
const COMPARED: usize = LENGTH.len();

/// A stream whose heads are looked at as they are read.
pub(super) struct Looked<S> {
    stream: S,
    activity: Arc<Activity>,
    /// How many heads have been read to their end.
    heads: u32,
    /// The line that is being read, up to as much of it as is compared.
    line: Vec<u8>,
    /// Whether the client takes no more just now.
    full: bool,
}

impl<S> Looked<S> {
    pub(super) fn new(stream: S, activity: &Arc<Activity>) -> Self {
        Self { stream, activity: Arc::clone(activity), heads: 0, line: Vec::new(), full: false }
    }

    pub(super) fn into_inner(self) -> S {
        self.stream
    }

    /// Looks at what was read, up to the end of a head. What a body says is its own affair; a request that
    /// comes with the end of another is not looked at, and after one with an encoding none is read.
    fn look(&mut self, fresh: &[u8]) {
        let mut rest = fresh;
        while !rest.is_empty() && !self.is_past_head() {
            let end = memchr(b'\n', rest);
            let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            let room = COMPARED.saturating_sub(self.line.len());
            self.line.extend(piece.iter().take(room));
            if self.line.eq_ignore_ascii_case(LENGTH) {
                self.activity.states_length();
            }
            let Some(end) = end else { return };
            self.heads += u32::from(matches!(self.line.as_slice(), b"" | b"\r"));
            self.line.clear();
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }

    /// Notes whether the client takes what is written.
    fn wrote<T>(&mut self, written: Poll<T>) -> Poll<T> {
        let full = written.is_pending();
        if full || self.full {
            self.activity.is_full(full);
        }
        self.full = full;
        written
    }

    /// Whether a head has been read to its end that has not become a request yet.
    fn is_past_head(&self) -> bool {
        self.heads > self.activity.requests()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Looked<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.activity.is_between_bodies() && !self.is_past_head() {
            self.look(buffer.filled().get(before..).unwrap_or_default());
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Looked<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.wrote(written)
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
    use super::*;

    fn stated(parts: &[&str]) -> bool {
        let activity = Arc::new(Activity::default());
        let mut looked = Looked::new((), &activity);
        for part in parts {
            looked.look(part.as_bytes());
        }
        activity.has_stated_length()
    }

    #[test]
    fn a_length_is_noticed_however_its_line_arrives() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-LENGTH: 6\r\nTE: x\r\n\r\n";
        assert!(stated(&[head]));
        for at in 1..head.len() {
            assert!(stated(&[&head[..at], &head[at..]]), "cut at {at}");
        }
        let bytes: Vec<_> = head.chars().map(String::from).collect();
        let bytes: Vec<_> = bytes.iter().map(String::as_str).collect();
        assert!(stated(&bytes));
    }

    #[test]
    fn what_only_speaks_of_it_states_none() {
        for head in [
            "GET /content-length HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nX-Content-Length: 6\r\nX: content-length\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Type: a\r\nContent-Length-X: 1\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nContent-Length: 7\r\n",
        ] {
            assert!(!stated(&[head]), "{head}");
            for at in 1..head.len() {
                assert!(!stated(&[&head[..at], &head[at..]]), "{head} cut at {at}");
            }
        }
    }
}
