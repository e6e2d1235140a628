//! A proxy in front of the server, by hand, which does to requests and answers what a story tells it to.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::http::head;

/// What it does. Heads end with their last line.
#[derive(Clone, Copy)]
pub(crate) struct Meddling {
    /// Changes the head of a request; `None` passes it on.
    pub(crate) request: fn(&str) -> String,
    /// Answers in the place of the server, where it does.
    pub(crate) instead: fn(&str) -> Option<String>,
    /// Changes the head of an answer.
    pub(crate) answer: fn(&str) -> String,
    /// Whether answers are collected before they are passed on.
    pub(crate) holds: bool,
    /// After how many pieces of a body it hangs up.
    pub(crate) cuts: usize,
}

/// A proxy that changes nothing.
pub(crate) const HONEST: Meddling = Meddling {
    request: str::to_owned,
    instead: |_| None,
    answer: str::to_owned,
    holds: false,
    cuts: usize::MAX,
};

/// The running proxy.
pub(crate) struct Proxy {
    address: SocketAddr,
    server: Arc<OnceLock<SocketAddr>>,
}

impl Proxy {
    #[expect(clippy::disallowed_methods, reason = "the proxy is a task of the story")]
    pub(crate) async fn start(meddling: Meddling) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Arc::new(OnceLock::new());
        let behind = Arc::clone(&server);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let behind = *behind.get().expect("it is told whom it stands in front of");
                tokio::spawn(serve(stream, behind, meddling));
            }
        });
        Self { address, server }
    }

    /// Its base URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Says whom it stands in front of.
    pub(crate) fn stand_before(&self, server: SocketAddr) {
        self.server.set(server).unwrap();
    }
}

/// One request for each connection.
async fn serve(mut client: TcpStream, behind: SocketAddr, meddling: Meddling) {
    let Some((asked, _)) = head(&mut client).await else { return };
    if let Some(answer) = (meddling.instead)(&asked) {
        drop(client.write_all(answer.as_bytes()).await);
        return;
    }
    let mut server = TcpStream::connect(behind).await.unwrap();
    // The answer ends with its connection, so that nothing has to be counted here.
    let asked = format!("{}\r\nConnection: close\r\n\r\n", (meddling.request)(&asked));
    server.write_all(asked.as_bytes()).await.unwrap();
    let Some((answered, begin)) = head(&mut server).await else { return };
    let answered = format!("{}\r\n\r\n", (meddling.answer)(&answered));
    let mut held = answered.into_bytes();
    held.extend(begin);
    let mut passed = 0;
    let mut buffer = [0; 4096];
    loop {
        if !meddling.holds {
            passed += 1;
            if client.write_all(&held).await.is_err() || passed > meddling.cuts {
                return;
            }
            held.clear();
        }
        match server.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => held.extend_from_slice(&buffer[..read]),
        }
    }
    drop(client.write_all(&held).await);
}

/// An answer of the proxy's own.
pub(crate) fn reply(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}
