//! Connections from elsewhere: on this machine all are exempt from what is counted by address, so these are
//! served with the address of a peer that they do not have. All else is real.

use std::net::IpAddr;
use std::path::PathBuf;

use axum::body::Body;
use doorward_app::ports::{Clock, ManualClock};
use doorward_app::settings::{Settings, Sources};
use doorward_app::time::Timestamp;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use super::*;

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("doorward-web-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// What connections are served with where four may come from one address.
async fn house(folder: &Folder) -> Arc<Serving> {
    let data = folder.0.display().to_string();
    let all = [
        ("DOORWARD_DATA", data.as_str()),
        ("DOORWARD_H2C", "true"),
        ("DOORWARD_CONNECTIONS_PER_ADDRESS", "4"),
        ("DOORWARD_HASH_THREADS", "1"),
    ];
    let draft = Settings::read(&Sources::gather(None, all), 2).draft.unwrap();
    let settings = draft.complete(doorward_app::fill_random).unwrap();
    let clock = Clock::Manual(ManualClock::at(Timestamp(1_767_225_600_000)));
    let app = Arc::new(Box::pin(App::open(settings, clock)).await.unwrap());
    Arc::new(serving(&app, &TaskTracker::new(), &CancellationToken::new()))
}

/// A connection of a peer, as it is when it has been accepted.
async fn connect(serving: &Arc<Serving>, peer: &str) -> SendRequest<Body> {
    let peer: IpAddr = peer.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    let place = serving.crowd.admit(peer).expect("there is room for a connection");
    serving.tracker.spawn(connection::serve(stream, (peer, place), Arc::clone(serving)));
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(client)).await.unwrap();
    serving.tracker.spawn(async move { drop(connection.await) });
    sender
}

/// A request whose body never comes, so that it stays under way; or one that is whole.
fn request(open: bool) -> Request<Body> {
    let (method, path) = if open { ("POST", "/api/auth/login") } else { ("GET", "/login") };
    let body = if open {
        Body::from_stream(futures_util::stream::pending::<Result<bytes::Bytes, io::Error>>())
    } else {
        Body::empty()
    };
    let uri = format!("http://localhost:3080{path}");
    Request::builder().method(method).uri(uri).body(body).unwrap()
}

async fn ask(client: &mut SendRequest<Body>) -> Response<Incoming> {
    client.ready().await.unwrap();
    client.send_request(request(false)).await.unwrap()
}

/// Checklist item 109: a connection and its requests count together, whichever connection they come on,
/// until their answers are taken.
#[tokio::test]
async fn one_address_has_so_many_requests_by_http_2_and_no_more() {
    let folder = Folder::new("crowd");
    let serving = house(&folder).await;
    let mut first = connect(&serving, "203.0.113.9").await;
    let mut second = connect(&serving, "::ffff:203.0.113.9").await;
    let mut waiting: Vec<_> = Vec::new();
    for client in [&mut first, &mut second] {
        client.ready().await.unwrap();
        waiting.push(Box::pin(client.send_request(request(true))));
    }
    let address = "203.0.113.9".parse().unwrap();
    while serving.crowd.admit(address).is_some() {
        tokio::task::yield_now().await;
    }
    for client in [&mut first, &mut second] {
        assert_eq!(ask(client).await.status(), 429);
    }
    let mut elsewhere = connect(&serving, "203.0.113.10").await;
    assert_eq!(ask(&mut elsewhere).await.status(), 200);
    // Whoever takes a request back has room for another.
    waiting.pop();
    while ask(&mut first).await.status() != 200 {
        tokio::task::yield_now().await;
    }
    drop((first, second, elsewhere, waiting));
    serving.tracker.close();
    serving.tracker.wait().await;
    let places: Vec<_> = (0..5).map(|_| serving.crowd.admit(address)).collect();
    assert_eq!(places.iter().flatten().count(), 4, "nothing is counted any more");
}
