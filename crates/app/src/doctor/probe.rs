//! What the service tells of a request that reached it with a pass: what it heard, for whoever sent it to
//! compare.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Below which path the probes are.
pub const PATH: &str = "/doctor";

/// The value of the cookie that the probes set.
pub const COOKIE_VALUE: &str = "set-by-the-doctor";

/// How many events the stream sends.
pub const TICKS: usize = 10;

/// How far they are apart, in milliseconds.
pub const TICK_MS: u64 = 200;

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// What only a server with the same keys can know; see [`super::pass::answer`].
    pub answer: String,
    /// Another one each time.
    pub once: String,
    /// `Host`.
    pub host: String,
    /// The other end of the connection.
    pub peer: IpAddr,
    /// Whose request it seems to be.
    pub client: IpAddr,
    /// The addresses in `X-Forwarded-For`.
    pub forwarded: Vec<IpAddr>,
    /// `X-Forwarded-Proto`.
    pub proto: Option<String>,
    /// Whether the request wants to go on as a WebSocket.
    pub upgrade: bool,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<String>,
    /// The cookie that the answer sets, as it is sent.
    pub sets: String,
    /// Whether the request brought that cookie back.
    pub cookie: bool,
}
