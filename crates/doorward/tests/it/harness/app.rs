//! A chat app behind the gateway, by hand: it says what it was asked, streams what a story tells it to,
//! and misbehaves on request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc};

use super::http::head;

/// The app.
pub(crate) struct ChatApp {
    pub(crate) address: SocketAddr,
    /// What the streams are to say next.
    events: broadcast::Sender<String>,
    /// Tells when a stream has begun, and when whoever listened to one is gone.
    pub(crate) told: mpsc::UnboundedReceiver<&'static str>,
    /// The heads of all requests, as they came.
    heads: Arc<Mutex<Vec<String>>>,
}

/// What a connection needs of the app.
#[derive(Clone)]
struct Shared {
    events: broadcast::Sender<String>,
    telling: mpsc::UnboundedSender<&'static str>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl ChatApp {
    #[expect(clippy::disallowed_methods, reason = "the app is a task of the story")]
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (events, _) = broadcast::channel(64);
        let (telling, told) = mpsc::unbounded_channel();
        let shared = Shared { events: events.clone(), telling, heads: Arc::default() };
        let heads = Arc::clone(&shared.heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { address, events, told, heads }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Has all streams say something.
    pub(crate) fn say(&self, text: &str) {
        self.events.send(text.to_owned()).unwrap();
    }

    /// The heads of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// The value of a header of a head.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

pub(crate) async fn body(stream: &mut TcpStream, head: &str, mut body: Vec<u8>) -> Vec<u8> {
    let length = header(head, "content-length").map(|length| length.parse::<usize>().unwrap());
    let chunked = header(head, "transfer-encoding").is_some();
    let done = |body: &[u8]| match length {
        Some(length) => body.len() >= length,
        None => !chunked || body.ends_with(b"0\r\n\r\n"),
    };
    while !done(&body) {
        let mut buffer = [0; 8192];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => body.extend_from_slice(&buffer[..read]),
        }
    }
    body
}

/// What is answered at some paths, whatever is asked, and whether the connection goes on afterwards.
fn fixed(path: &str) -> Option<(&'static str, bool)> {
    Some(match path {
        "/h2c" => (
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            false,
        ),
        "/hints" => (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n\
             HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            false,
        ),
        "/words" => (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
             3\r\none\r\n4;x=y\r\n two\r\n0\r\nX-Sum: 1\r\n\r\n",
            true,
        ),
        "/cut" => ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", false),
        "/early" => ("HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nearly", false),
        "/two-lengths" => (
            "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n\
             2\r\nok\r\n0\r\n\r\n",
            false,
        ),
        "/trailers" => (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n\
             2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n",
            false,
        ),
        "/old" => ("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nto the end", false),
        "/garbage" => ("this is no HTTP\r\n\r\n", false),
        "/dies" => ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", false),
        "/hops" => (
            "HTTP/1.1 200 OK\r\nConnection: close, X-Inner\r\nX-Inner: 1\r\n\
             Keep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n\
             Set-Cookie: doorward=stolen; Path=/\r\n\
             Set-Cookie: =doorward=stolen\r\nSet-Cookie: refreshToken\r\n\
             Set-Cookie: theme=dark; Path=/\r\nContent-Length: 2\r\n\r\nok",
            false,
        ),
        _ => return None,
    })
}

/// What begins an answer that has no end.
fn without_end(path: &str) -> Option<&'static str> {
    Some(match path {
        "/endless" => "HTTP/1.1 200 OK\r\nX-Endless: ",
        "/flood" => "HTTP/1.1 200 OK\r\n\r\n",
        "/long" => "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        _ => return None,
    })
}

async fn serve(mut stream: TcpStream, shared: Shared) {
    // What is written has arrived.
    stream.set_nodelay(true).unwrap();
    let mut requests = 0;
    while let Some((head, rest)) = head(&mut stream).await {
        shared.heads.lock().unwrap().push(head.clone());
        requests += 1;
        let target = head.split(' ').nth(1).unwrap();
        let path = target.split('?').next().unwrap().to_owned();
        if let Some(begin) = without_end(&path) {
            return endless(stream, begin, shared).await;
        }
        let (answer, goes_on) = match path.as_str() {
            "/events" | "/wiki/events" => return events(stream, shared).await,
            "/socket" => return socket(stream, rest, shared).await,
            "/silent" => {
                shared.telling.send("asked").unwrap();
                let mut one = [0];
                drop(stream.read(&mut one).await);
                shared.telling.send("gone").unwrap();
                return;
            }
            // Reads no further than the head.
            "/deaf" => return shared.telling.closed().await,
            // Says something that it was not asked, once its answer has been taken.
            "/talks" => {
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                stream.write_all(answer.as_bytes()).await.unwrap();
                tokio::task::yield_now().await;
                let unasked = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale";
                drop(stream.write_all(unasked.as_bytes()).await);
                shared.telling.send("said").unwrap();
                continue;
            }
            // Ends every connection at its second request.
            "/moody" if requests > 1 => return,
            path => match fixed(path) {
                Some((answer, goes_on)) => (answer.to_owned(), goes_on),
                None => (echo(&body(&mut stream, &head, rest).await, &head), true),
            },
        };
        if stream.write_all(answer.as_bytes()).await.is_err() || !goes_on {
            return;
        }
    }
}

/// Says what was asked.
fn echo(body: &[u8], head: &str) -> String {
    let said = format!("{head}\r\n\r\n{}", String::from_utf8_lossy(body));
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{said}", said.len())
}

/// Answers for as long as somebody takes it.
async fn endless(mut stream: TcpStream, begin: &str, shared: Shared) {
    let mut over = stream.write_all(begin.as_bytes()).await;
    while over.is_ok() {
        over = stream.write_all(&[b'a'; 4096]).await;
    }
    shared.telling.send("gone").unwrap_or_default();
}

/// Streams what the story says, an event each, until whoever listens is gone.
async fn events(mut stream: TcpStream, shared: Shared) {
    let mut events = shared.events.subscribe();
    let head =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head).await.unwrap();
    shared.telling.send("began").unwrap();
    let mut one = [0];
    loop {
        tokio::select! {
            event = events.recv() => {
                let Ok(event) = event else { return };
                let event = format!("data: {event}\n\n");
                let chunk = format!("{:x}\r\n{event}\r\n", event.len());
                if stream.write_all(chunk.as_bytes()).await.is_err() {
                    break;
                }
            }
            _ = stream.read(&mut one) => break,
        }
    }
    shared.telling.send("gone").unwrap_or_default();
}

/// Goes on with a protocol that says back what it is told.
async fn socket(mut stream: TcpStream, early: Vec<u8>, shared: Shared) {
    // HAProxy looks for the answer to the key, which in stories is that of RFC 6455 §1.3.
    let head = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    stream.write_all(head).await.unwrap();
    stream.write_all(&early).await.unwrap();
    shared.telling.send("began").unwrap();
    let mut buffer = [0; 4096];
    while let Ok(read) = stream.read(&mut buffer).await {
        if read == 0 || stream.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    shared.telling.send("gone").unwrap_or_default();
}
