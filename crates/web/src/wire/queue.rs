//! Bytes that wait to be sent.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use tokio::io::AsyncWrite;

/// How many pieces leave at a time.
const AT_ONCE: usize = 16;

/// Pieces of bytes that wait to be sent, in their order.
#[derive(Default)]
pub(crate) struct Queue {
    pieces: VecDeque<Bytes>,
    length: usize,
    /// Bytes that have been sent.
    gone: u64,
}

impl Queue {
    /// How many bytes wait.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    /// How many bytes have been sent so far.
    pub(crate) const fn gone(&self) -> u64 {
        self.gone
    }

    /// Whether nothing waits.
    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds bytes as they are.
    pub(crate) fn push(&mut self, bytes: Bytes) {
        self.length += bytes.len();
        if !bytes.is_empty() {
            self.pieces.push_back(bytes);
        }
    }

    /// Adds a chunk (RFC 9112 §7.1). Nothing is none: one of no length would be the last.
    pub(crate) fn push_chunk(&mut self, data: Bytes) {
        if !data.is_empty() {
            self.push(format!("{:x}\r\n", data.len()).into());
            self.push(data);
            self.push(Bytes::from_static(b"\r\n"));
        }
    }

    /// Adds the end of a body in chunks.
    pub(crate) fn push_last_chunk(&mut self) {
        self.push(Bytes::from_static(b"0\r\n\r\n"));
    }

    /// Sends what `stream` takes; ready when nothing waits any more, here or in what encrypts it.
    pub(crate) fn poll_send(
        &mut self,
        context: &mut Context<'_>,
        stream: &mut (impl AsyncWrite + Unpin),
    ) -> Poll<io::Result<()>> {
        while !self.is_empty() {
            let mut slices = [IoSlice::new(&[]); AT_ONCE];
            let mut count = 0;
            for (slice, piece) in slices.iter_mut().zip(&self.pieces) {
                *slice = IoSlice::new(piece);
                count += 1;
            }
            let slices = slices.get(..count).unwrap_or_default();
            match ready!(Pin::new(&mut *stream).poll_write_vectored(context, slices))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => self.sent(sent),
            }
        }
        Pin::new(stream).poll_flush(context)
    }

    /// So many bytes are sent.
    fn sent(&mut self, mut bytes: usize) {
        self.length = self.length.saturating_sub(bytes);
        self.gone += bytes as u64;
        while let Some(first) = self.pieces.front_mut() {
            if first.len() > bytes {
                first.advance(bytes);
                return;
            }
            bytes -= first.len();
            self.pieces.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn everything_arrives_in_its_order_however_little_is_taken_at_a_time() {
        let mut queue = Queue::default();
        queue.push(Bytes::from_static(b"head "));
        let mut expected = b"head ".to_vec();
        for n in 0..40 {
            queue.push_chunk(vec![b'a'; n].into());
            if n > 0 {
                expected.extend(format!("{n:x}\r\n{}\r\n", "a".repeat(n)).bytes());
            }
        }
        queue.push_last_chunk();
        expected.extend(b"0\r\n\r\n");
        assert_eq!(queue.len(), expected.len());
        let (mut ours, mut theirs) = tokio::io::duplex(7);
        let sending = async {
            poll_fn(|context| queue.poll_send(context, &mut ours)).await.unwrap();
            drop(ours);
        };
        let mut come = Vec::new();
        let ((), read) = tokio::join!(sending, theirs.read_to_end(&mut come));
        read.unwrap();
        assert_eq!(come, expected);
        assert!(queue.is_empty());
    }
}
