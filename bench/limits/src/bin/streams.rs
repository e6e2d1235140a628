//! Listens to streams of events: `streams PORT PATH COUNT SECONDS COOKIE`, at 127.0.0.1.
//!
//! Opens all of them, counts what comes in `SECONDS`, and writes one line: how many events came, the median and
//! the 99th percentile of how long each was under way, and of how long the first of each stream was, in
//! microseconds. What came while not all streams were open is not counted. With 0 seconds it holds the
//! streams until its input ends.

use std::io::Read as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// How long an event was under way.
struct Lag {
    first: bool,
    nanos: u64,
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_nanos()).unwrap_or(u64::MAX)
}

async fn listen(
    request: String,
    port: u16,
    told: mpsc::UnboundedSender<Lag>,
    counting: watch::Receiver<bool>,
) -> Result<(), Fault> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::with_capacity(512, stream);
    stream.get_mut().write_all(request.as_bytes()).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    if !line.starts_with("HTTP/1.1 200") {
        return Err(format!("the answer begins with {line:?}").into());
    }
    let mut first = true;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err("a stream has ended".into());
        }
        let Some(sent) = line.strip_prefix("data: ") else { continue };
        let nanos = now().saturating_sub(sent.trim().parse()?);
        if first || *counting.borrow() {
            told.send(Lag { first, nanos })?;
        }
        first = false;
    }
}

/// The median and the 99th percentile, in microseconds.
fn percentiles(mut nanos: Vec<u64>) -> (f64, f64) {
    nanos.sort_unstable();
    let at = |share: usize| {
        let index = (nanos.len() * share / 100).min(nanos.len().saturating_sub(1));
        nanos.get(index).map_or(0.0, |nanos| *nanos as f64 / 1000.0)
    };
    (at(50), at(99))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: streams PORT PATH COUNT SECONDS COOKIE");
    let (port, path, count): (u16, _, usize) = (next()?.parse()?, next()?, next()?.parse()?);
    let (seconds, cookie): (u64, _) = (next()?.parse()?, next()?);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n"
    );
    let (told, mut lags) = mpsc::unbounded_channel();
    let (begin, counting) = watch::channel(false);
    let mut firsts = Vec::with_capacity(count);
    for _ in 0..count {
        let listening = listen(request.clone(), port, told.clone(), counting.clone());
        tokio::spawn(async move {
            if let Err(fault) = listening.await {
                eprintln!("{fault}");
                std::process::exit(1);
            }
        });
        // One after the other, so that the first event is not measured by how many ask at once.
        let Some(lag) = lags.recv().await else { return Err("nobody listens".into()) };
        firsts.push(lag.nanos);
    }
    println!("{count} open");
    if seconds == 0 {
        let held = || std::io::stdin().read_to_end(&mut Vec::new());
        tokio::task::spawn_blocking(held).await??;
        return Ok(());
    }
    begin.send(true)?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let mut all = Vec::new();
    while let Ok(lag) = lags.try_recv() {
        if !lag.first {
            all.push(lag.nanos);
        }
    }
    let events = all.len();
    let ((p50, p99), (first_p50, first_p99)) = (percentiles(all), percentiles(firsts));
    println!("{events} {p50} {p99} {first_p50} {first_p99}");
    Ok(())
}
