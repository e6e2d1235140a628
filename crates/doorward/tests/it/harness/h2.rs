//! HTTP/2 by hand (RFC 9113), so that a story can send any frames and see what they lead to.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

/// Most bytes of a frame that nobody has agreed to more for (RFC 9113 §4.2).
const FRAME: usize = 16_384;

const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// `SETTINGS_INITIAL_WINDOW_SIZE` (RFC 9113 §6.5.2).
pub(crate) const INITIAL_WINDOW: u16 = 4;

/// `SETTINGS_HEADER_TABLE_SIZE` (RFC 9113 §6.5.2): no answer refers to the fields of one before.
const NOTHING_REMEMBERED: (u16, u32) = (1, 0);

/// What a stream or its connection came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer with this status.
    Answered(u16),
    /// The stream was reset, for this reason.
    Reset(u32),
    /// The connection ends, for this reason.
    Ended(u32),
    /// The connection is closed.
    Closed,
}

/// How it stands with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Open,
    /// The server says that it ends.
    Told,
    Over,
}

/// A client.
pub(crate) struct H2<S> {
    stream: S,
    /// The settings that the server has told.
    pub(crate) settings: Vec<(u16, u32)>,
    /// What has come of bodies.
    pub(crate) body: Vec<u8>,
    /// How often it was asked whether the server is there.
    pings: u64,
}

impl<S: AsyncRead + AsyncWrite + Unpin> H2<S> {
    /// Begins.
    pub(crate) async fn begin(stream: S) -> Self {
        Self::begin_with(stream, &[]).await
    }

    /// Begins with settings.
    pub(crate) async fn begin_with(mut stream: S, settings: &[(u16, u32)]) -> Self {
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        let mut client = Self { stream, settings: Vec::new(), body: Vec::new(), pings: 0 };
        let mut payload = Vec::new();
        for (name, value) in settings.iter().chain(&[NOTHING_REMEMBERED]) {
            payload.extend(name.to_be_bytes());
            payload.extend(value.to_be_bytes());
        }
        client.frame((SETTINGS, 0), 0, &payload).await;
        client
    }

    async fn frame(&mut self, (kind, flags): (u8, u8), stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut bytes = length[1..].to_vec();
        bytes.extend([kind, flags]);
        bytes.extend(stream.to_be_bytes());
        bytes.extend(payload);
        // A server that has ended the connection hears no more.
        drop(self.stream.write_all(&bytes).await);
    }

    /// Sends a head, as it stands.
    pub(crate) async fn head(&mut self, stream: u32, fields: &[(&str, &[u8])], ends: bool) {
        let mut block = Vec::new();
        for (name, value) in fields {
            // A literal that is not remembered (RFC 7541 §6.2.2).
            block.push(0);
            for text in [name.as_bytes(), value] {
                block.extend(length(text.len()));
                block.extend(text);
            }
        }
        let mut parts = block.chunks(FRAME).peekable();
        let mut kind = (HEADERS, if ends { END_STREAM } else { 0 });
        while let Some(part) = parts.next() {
            let last = if parts.peek().is_none() { END_HEADERS } else { 0 };
            self.frame((kind.0, kind.1 | last), stream, part).await;
            kind = (CONTINUATION, 0);
        }
    }

    /// Waits until the server has heard and answered, or says that the connection ends, or ends it. What
    /// comes behind that is left unread.
    pub(crate) async fn standing(&mut self) -> Standing {
        self.pings += 1;
        let ours = self.pings.to_be_bytes();
        self.frame((PING, 0), 0, &ours).await;
        loop {
            let Some((kind, flags, _, payload)) = self.read().await else {
                return Standing::Over;
            };
            match kind {
                PING if flags & ACK == 0 => self.frame((PING, ACK), 0, &payload).await,
                PING if payload == ours => return Standing::Open,
                GOAWAY => return Standing::Told,
                DATA => self.body.extend(&payload),
                _ => {}
            }
        }
    }

    /// Has room for so much more of a body.
    pub(crate) async fn widen(&mut self, stream: u32, more: u32) {
        self.frame((WINDOW_UPDATE, 0), stream, &more.to_be_bytes()).await;
    }

    /// Sends a part of a body.
    pub(crate) async fn data(&mut self, stream: u32, bytes: &[u8], ends: bool) {
        self.frame((DATA, u8::from(ends)), stream, bytes).await;
    }

    /// Takes a request back.
    pub(crate) async fn reset(&mut self, stream: u32) {
        self.frame((RST_STREAM, 0), stream, &8_u32.to_be_bytes()).await;
    }

    /// Reads until it is known what a stream comes to.
    pub(crate) async fn outcome(&mut self, wanted: u32) -> Outcome {
        loop {
            let Some((kind, flags, stream, payload)) = self.read().await else {
                return Outcome::Closed;
            };
            let number = |at: usize| u32::from_be_bytes(payload[at..at + 4].try_into().unwrap());
            match kind {
                SETTINGS if flags & ACK == 0 => {
                    self.settings = payload
                        .chunks(6)
                        .map(|six| (u16::from_be_bytes([six[0], six[1]]), number_of(&six[2..])))
                        .collect();
                    self.frame((SETTINGS, ACK), 0, &[]).await;
                }
                PING if flags & ACK == 0 => self.frame((PING, ACK), 0, &payload).await,
                DATA => self.body.extend(&payload),
                HEADERS if stream == wanted => return Outcome::Answered(status(&payload)),
                RST_STREAM if stream == wanted => return Outcome::Reset(number(0)),
                GOAWAY => return Outcome::Ended(number(4)),
                _ => {}
            }
        }
    }

    /// Whether an answer whose head has been read ends with fields behind its body.
    pub(crate) async fn has_trailers(&mut self, wanted: u32) -> bool {
        loop {
            let (kind, flags, stream, _) = self.read().await.expect("more comes");
            let is_end = stream == wanted && flags & END_STREAM != 0;
            match kind {
                HEADERS if stream == wanted => return true,
                DATA if is_end => return false,
                _ => {}
            }
        }
    }

    /// Reads until so much of bodies has come.
    pub(crate) async fn until(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.body).contains(text) {
            let (kind, flags, _, payload) = self.read().await.expect("more comes");
            match kind {
                PING if flags & ACK == 0 => self.frame((PING, ACK), 0, &payload).await,
                DATA => self.body.extend(&payload),
                _ => {}
            }
        }
    }

    async fn read(&mut self) -> Option<(u8, u8, u32, Vec<u8>)> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some((head[3], head[4], number_of(&head[5..9]), payload))
    }
}

/// A length before a text that is not compressed (RFC 7541 §5.1, §5.2).
fn length(length: usize) -> Vec<u8> {
    let Some(mut rest) = length.checked_sub(127) else {
        return vec![u8::try_from(length).unwrap()];
    };
    let mut bytes = vec![127];
    while rest >= 128 {
        bytes.push(u8::try_from(rest % 128).unwrap() | 128);
        rest /= 128;
    }
    bytes.push(u8::try_from(rest).unwrap());
    bytes
}

fn number_of(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().unwrap())
}

/// The status that a block of fields begins with, in one of the forms that servers choose (RFC 7541 §6.1,
/// §6.2.1 and its appendices).
fn status(block: &[u8]) -> u16 {
    let at = block.iter().position(|byte| byte & 0xe0 != 0x20).unwrap();
    let indexed = [200, 204, 206, 304, 400, 404, 500];
    match block[at] {
        byte if byte & 0x80 != 0 => indexed[usize::from(byte & 0x7f) - 8],
        _ if block[at + 1] & 0x80 == 0 => {
            std::str::from_utf8(&block[at + 2..at + 5]).unwrap().parse().unwrap()
        }
        _ => digits(&block[at + 2..]),
    }
}

/// Three digits in Huffman's code: the first three digits have five bits, the others six.
fn digits(bytes: &[u8]) -> u16 {
    let mut bits =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |n| u16::from(byte >> n & 1)));
    let mut take = |count| bits.by_ref().take(count).fold(0, |so_far, bit| so_far << 1 | bit);
    (0..3).fold(0, |number, _| {
        let five = take(5);
        let digit = if five <= 2 { five } else { (five << 1 | take(1)) - 25 + 3 };
        number * 10 + digit
    })
}
