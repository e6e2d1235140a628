//! HTTP/1.1 as bytes (RFC 9112), for what the gateway carries: requests on their way to an app, the app's
//! answers, and answers without a stated length on their way to the browser.
//!
//! Requests from browsers are read by the HTTP library alone. What is here writes them anew from what the
//! library understood, and reads what an app says, which can mislead nobody about where an answer ends: each is
//! framed anew. See decision 0008.

mod chunked;
mod head;
mod queue;

pub(crate) use chunked::{Chunks, Piece, first};
pub(crate) use head::{Framing, Head, Malformed, answer, read, request};
pub(crate) use queue::Queue;
