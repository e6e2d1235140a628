//! Notes whether the head of a request states a length.
//!
//! The HTTP library obeys `Transfer-Encoding` where a request states `Content-Length` as well, and takes
//! the latter away. That is allowed (RFC 9112 §6.1), but nobody who means well sends both: whether it
//! was there is seen only in the bytes themselves (checklist item 111).

use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use memchr::memchr_iter;
use tokio::io::{self, AsyncRead, AsyncWrite, ReadBuf};

use super::activity::Activity;

/// How a line begins that states a length, in lower case.
const LENGTH: &[u8] = b"content-length";

/// A stream whose heads are looked at as they are read.
pub(super) struct Looked<S> {
    stream: S,
    activity: Arc<Activity>,
    /// The begin of a line, where the last read ended in one too short to be compared.
    begun: Option<Vec<u8>>,
}

impl<S> Looked<S> {
    pub(super) fn new(stream: S, activity: &Arc<Activity>) -> Self {
        Self { stream, activity: Arc::clone(activity), begun: None }
    }

    pub(super) fn into_inner(self) -> S {
        self.stream
    }

    fn look(&mut self, fresh: &[u8]) {
        let mut stated = false;
        if let Some(begun) = &mut self.begun {
            let missing = LENGTH.len().saturating_sub(begun.len());
            begun.extend(fresh.iter().take(missing).take_while(|byte| **byte != b'\n'));
            stated |= states_length(begun);
        }
        for at in memchr_iter(b'\n', fresh) {
            let line = fresh.get(at + 1..).unwrap_or_default();
            stated |= states_length(line);
            self.begun = (line.len() < LENGTH.len()).then(|| line.to_vec());
        }
        if stated {
            self.begun = None;
            self.activity.states_length();
        }
    }
}

/// Whether a line states a length.
fn states_length(line: &[u8]) -> bool {
    line.get(..LENGTH.len()).is_some_and(|name| name.eq_ignore_ascii_case(LENGTH))
}

impl<S: AsyncRead + Unpin> AsyncRead for Looked<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.activity.is_between_bodies() {
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
            "GET / HTTP/1.1\r\nContent-Type: a\r\n\r\n",
        ] {
            assert!(!stated(&[head]), "{head}");
        }
    }
}
