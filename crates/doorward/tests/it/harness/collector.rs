//! A collector of traces, on threads of its own, so that it works while a story waits for a process.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;

use super::process::PATIENCE;

/// The collector.
pub(crate) struct Collector {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    posts: Mutex<Vec<Post>>,
    more: Condvar,
}

/// What was posted.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// A span, as it was told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) name: String,
    /// 2 is a server's, 3 is a client's.
    pub(crate) kind: i32,
    pub(crate) trace: String,
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) failed: bool,
    pub(crate) facts: BTreeMap<String, String>,
}

impl Collector {
    /// Starts one that gives this answer to whatever it is sent; none, and it never answers.
    pub(crate) fn start(status: Option<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let sharing = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&sharing);
                std::thread::spawn(move || serve(&stream, &shared, status));
            }
        });
        Self { address, shared }
    }

    /// Its endpoint.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until so much was posted.
    pub(crate) fn wait_for(&self, posts: usize) {
        let posted = self.shared.posts.lock().unwrap();
        let waiting = |all: &mut Vec<Post>| all.len() < posts;
        let (posted, _) = self.shared.more.wait_timeout_while(posted, PATIENCE, waiting).unwrap();
        assert!(posted.len() >= posts, "waited in vain for {posts} posts");
    }

    /// All that was posted.
    pub(crate) fn posts(&self) -> Vec<Post> {
        self.shared.posts.lock().unwrap().clone()
    }

    /// All spans that were posted.
    pub(crate) fn spans(&self) -> Vec<Told> {
        let requests = self.posts().into_iter().map(|post| decode(&post.body));
        let spans = requests.flat_map(|request| request.resource_spans);
        spans.flat_map(|one| one.scope_spans).flat_map(|one| one.spans).map(told).collect()
    }

    /// What the service says of itself.
    pub(crate) fn resource(&self) -> BTreeMap<String, String> {
        let request = decode(&self.posts()[0].body);
        facts(request.resource_spans[0].resource.clone().unwrap().attributes)
    }
}

fn decode(body: &[u8]) -> ExportTraceServiceRequest {
    ExportTraceServiceRequest::decode(body).expect("protobuf")
}

fn told(span: Span) -> Told {
    Told {
        name: span.name,
        kind: span.kind,
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        failed: span.status.is_some_and(|status| status.code == 2),
        facts: facts(span.attributes),
    }
}

fn facts(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |value: Option<AnyValue>| match value.and_then(|any| any.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    attributes.into_iter().map(|one| (one.key, text(one.value))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn serve(stream: &TcpStream, shared: &Shared, status: Option<u16>) {
    let mut reader = BufReader::new(stream);
    while let Some(post) = read(&mut reader) {
        shared.posts.lock().unwrap().push(post);
        shared.more.notify_all();
        let Some(status) = status else { continue };
        let answer = format!("HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n");
        if reader.get_mut().write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Post> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = super::app::header(&head, "content-length")?.parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Post { head, body })
}
