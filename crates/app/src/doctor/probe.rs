//! What the service tells of a request that reached it with a pass: what it heard, for whoever sent it to
//! compare.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use doorward_jose::digest::sha1;
use serde::{Deserialize, Serialize};

/// Below which path the probes are.
pub const PATH: &str = "/doctor";

/// The value of the cookie that the probes set.
pub const COOKIE_VALUE: &str = "set-by-the-doctor";

/// How many events the stream sends.
pub const TICKS: usize = 10;

/// How far they are apart, in milliseconds.
pub const TICK_MS: u64 = 200;

/// The longest that a stream is quiet, in milliseconds: what stands in between mostly waits a minute.
pub const QUIET_MS: u64 = 75_000;

/// What a WebSocket says before it closes: the text `ok`, and a close frame (RFC 6455 §5).
pub const SOCKET_WORD: [u8; 6] = [0x81, 0x02, b'o', b'k', 0x88, 0x00];

/// The answer to the key of a WebSocket (RFC 6455 §4.2.2).
pub fn socket_accept(key: &str) -> String {
    const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    STANDARD.encode(sha1(format!("{key}{GUID}").as_bytes()))
}

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

#[cfg(test)]
mod tests {
    use super::socket_accept;

    /// The example of RFC 6455 §1.3.
    #[test]
    fn a_key_is_answered_as_the_standard_shows() {
        assert_eq!(socket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
