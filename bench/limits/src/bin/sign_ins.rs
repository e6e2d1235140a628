//! Sign-ins at the stand-in `provider`: `sign_ins PORT PATH NAME PEOPLE SECONDS CLIENTS`.
//!
//! Each client begins sign-ins at PATH, one after the other, for so many seconds. Then this prints
//! `begun` and waits for a line of input, so that what follows can be told apart. Then each client ends
//! its sign-ins one after the other, for so many seconds again: it brings the answer that the provider
//! would give, and the cookie. Prints `FLOW MICROSECONDS` for each callback; every flow begins
//! with NAME. PEOPLE is `same` when a client is the same person each time, or `new`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Barrier;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// How far the numbers of one client's people lie from those of the next.
const PEOPLE: u64 = 1_000_000_000_000_000;

struct Plan {
    port: u16,
    path: String,
    name: String,
    /// From this number on, each sign-in is that of a new person.
    new_people: Option<u64>,
    seconds: Duration,
    clients: u64,
}

/// A sign-in that waits for its end.
struct Begun {
    flow: String,
    callback: String,
    cookie: String,
}

struct Browser {
    port: u16,
    peer: BufReader<TcpStream>,
}

impl Browser {
    fn open(port: u16) -> Result<Self, Fault> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        Ok(Self { port, peer: BufReader::new(stream) })
    }

    /// Asks for something that answers with a redirect: gives its place and the first cookie.
    fn get(&mut self, path: &str, cookie: &str) -> Result<(String, String), Fault> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nUser-Agent: bench\r\nCookie: {cookie}\r\n\r\n",
            self.port
        );
        self.peer.get_mut().write_all(request.as_bytes())?;
        let mut status = String::new();
        self.peer.read_line(&mut status)?;
        let (mut location, mut set, mut length) = (String::new(), String::new(), 0);
        loop {
            let mut line = String::new();
            self.peer.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "location" => value.clone_into(&mut location),
                "set-cookie" if set.is_empty() => {
                    value.split(';').next().unwrap_or_default().clone_into(&mut set);
                }
                "content-length" => length = value.parse()?,
                _ => {}
            }
        }
        self.peer.read_exact(&mut vec![0; length])?;
        if !status.starts_with("HTTP/1.1 302") || location.contains("error=") {
            return Err(format!("{path}: {} {location}", status.trim()).into());
        }
        Ok((location, set))
    }

    fn begin(&mut self, plan: &Plan, client: u64, number: u64) -> Result<Begun, Fault> {
        let (asked, cookie) = self.get(&plan.path, "")?;
        let parameter = |name: &str| {
            let fields = asked.split(['?', '&']);
            fields.filter_map(|field| field.split_once('=')).find(|(found, _)| *found == name)
        };
        let (_, state) = parameter("state").ok_or("no state is asked for")?;
        let nonce = parameter("nonce").map_or("none", |(_, nonce)| nonce);
        let flow = format!("{}-{client}-{number}", plan.name);
        let person = 1 + client * PEOPLE + plan.new_people.map_or(0, |first| first + number);
        let callback = format!("{}/callback?state={state}&code={flow}.{person}.{nonce}", plan.path);
        Ok(Begun { flow, callback, cookie })
    }
}

/// What one client does. Gives the flow and the microseconds of each callback.
fn act(plan: &Plan, client: u64, stage: &Barrier) -> Result<Vec<(String, f64)>, Fault> {
    let begun = Browser::open(plan.port).and_then(|mut browser| {
        let (until, mut begun) = (Instant::now() + plan.seconds, Vec::new());
        while begun.is_empty() || Instant::now() < until {
            begun.push(browser.begin(plan, client, begun.len() as u64)?);
        }
        Ok((browser, begun))
    });
    // Once when all have begun, and again when they may go on; who failed lets the others pass.
    stage.wait();
    stage.wait();
    let (mut browser, begun) = begun?;
    let (until, mut ended) = (Instant::now() + plan.seconds, Vec::new());
    for sign_in in begun {
        let asked = Instant::now();
        browser.get(&sign_in.callback, &sign_in.cookie)?;
        ended.push((sign_in.flow, asked.elapsed().as_secs_f64() * 1e6));
        if Instant::now() >= until {
            break;
        }
    }
    Ok(ended)
}

fn plan() -> Result<Plan, Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, path, name, people, seconds, clients] = &arguments[..] else {
        return Err("usage: sign_ins PORT PATH NAME PEOPLE SECONDS CLIENTS".into());
    };
    // No earlier run had the same people.
    let first = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros().try_into()?;
    Ok(Plan {
        port: port.parse()?,
        path: path.clone(),
        name: name.clone(),
        new_people: (people == "new").then_some(first),
        seconds: Duration::from_secs(seconds.parse()?),
        clients: clients.parse()?,
    })
}

fn main() -> Result<(), Fault> {
    let plan = &plan()?;
    let stage = &Barrier::new(usize::try_from(plan.clients)? + 1);
    let ended = std::thread::scope(|scope| {
        let clients: Vec<_> =
            (0..plan.clients).map(|client| scope.spawn(move || act(plan, client, stage))).collect();
        stage.wait();
        println!("begun");
        let told = std::io::stdin().read_line(&mut String::new());
        stage.wait();
        let mut ended = Vec::new();
        for client in clients {
            ended.extend(client.join().map_err(|_| "a client panicked")??);
        }
        told?;
        Ok::<_, Fault>(ended)
    })?;
    let lines: String = ended.iter().map(|(flow, took)| format!("{flow} {took:.1}\n")).collect();
    Ok(std::io::stdout().write_all(lines.as_bytes())?)
}
