//! Closed loops of refreshes: `chains PORT SECONDS <tokens`.
//!
//! One client for each line of the input. Each presents its refresh token at `/api/auth/refresh`
//! and goes on with the successor that the answer's cookie carries. Prints the number of
//! refreshes, the seconds they took, and the 50th and 99th percentile of their milliseconds.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

type Fault = Box<dyn std::error::Error + Send + Sync>;

struct Client {
    port: u16,
    peer: BufReader<TcpStream>,
    token: String,
}

impl Client {
    fn open(port: u16, token: String) -> Result<Self, Fault> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        Ok(Self { port, peer: BufReader::new(stream), token })
    }

    fn refresh(&mut self) -> Result<(), Fault> {
        let request = format!(
            "POST /api/auth/refresh HTTP/1.1\r\nHost: localhost:{}\r\nUser-Agent: bench\r\n\
             Cookie: refreshToken={}\r\nContent-Length: 0\r\n\r\n",
            self.port, self.token
        );
        self.peer.get_mut().write_all(request.as_bytes())?;
        let mut status = String::new();
        self.peer.read_line(&mut status)?;
        let (mut length, mut successor) = (None, None);
        loop {
            let mut line = String::new();
            self.peer.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = Some(value.parse()?),
                "set-cookie" => successor = refresh_token(value).map(str::to_owned).or(successor),
                _ => {}
            }
        }
        let mut body = vec![0; length.ok_or("an answer without Content-Length")?];
        self.peer.read_exact(&mut body)?;
        if !status.starts_with("HTTP/1.1 200") {
            return Err(format!("{} {}", status.trim(), String::from_utf8_lossy(&body)).into());
        }
        self.token = successor.ok_or("an answer without a refreshToken cookie")?;
        Ok(())
    }
}

fn refresh_token(cookie: &str) -> Option<&str> {
    cookie.strip_prefix("refreshToken=")?.split(';').next()
}

/// One client's refreshes until the end, as milliseconds each.
fn closed_loop(port: u16, token: String, until: Instant) -> Result<Vec<f64>, Fault> {
    let mut client = Client::open(port, token)?;
    let mut latencies = Vec::new();
    while Instant::now() < until {
        let began = Instant::now();
        client.refresh()?;
        latencies.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(latencies)
}

fn main() -> Result<(), Fault> {
    let numbers: Vec<String> = std::env::args().skip(1).collect();
    let [port, seconds] = &numbers[..] else {
        return Err("usage: chains PORT SECONDS <tokens".into());
    };
    let (port, seconds) = (port.parse()?, Duration::from_secs(seconds.parse()?));
    let tokens = std::io::stdin().lines().collect::<Result<Vec<_>, _>>()?;
    let began = Instant::now();
    let clients: Vec<_> = tokens
        .into_iter()
        .map(|token| std::thread::spawn(move || closed_loop(port, token, began + seconds)))
        .collect();
    let mut latencies = Vec::new();
    for client in clients {
        latencies.extend(client.join().map_err(|_| "a client panicked")??);
    }
    let elapsed = began.elapsed().as_secs_f64();
    latencies.sort_by(f64::total_cmp);
    let percentile = |percent: usize| latencies[(latencies.len() - 1) * percent / 100];
    println!("{} {elapsed:.3} {:.3} {:.3}", latencies.len(), percentile(50), percentile(99));
    Ok(())
}
