//! An `OpenID` provider that plays every fault a relying party must refuse, over real HTTP on a free
//! port, and counts what it is asked for.

mod answers;
mod fault;
mod id_token;
mod keys;
mod response;
mod routes;
pub(crate) mod session;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tokio::sync::oneshot;
use url::{Url, form_urlencoded};

pub(crate) use fault::{Fault, Stage};

/// Our name at the hostile provider.
pub(crate) const CLIENT_ID: &str = "doorward-client";
/// Our secret at the hostile provider.
pub(crate) const CLIENT_SECRET: &str = "0123456789-hostile ~secret%+:0123456789";
/// The subject of whoever signs in there, unless the story says otherwise.
pub(crate) const SUBJECT: &str = "alice|42";
/// The access token that it gives out.
pub(crate) const ACCESS_TOKEN: &str = "opaque-access-token";
/// The refresh token that it gives out.
pub(crate) const REFRESH_TOKEN: &str = "opaque-refresh-token";

/// A running hostile provider. It stops when it is dropped.
pub(crate) struct Hostile {
    shared: Arc<Shared>,
    /// Set while nobody listens on the address.
    asleep: Option<TcpSocket>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

struct Shared {
    base: String,
    script: Mutex<Script>,
}

/// What it plays, and what it has seen since the play was set.
struct Script {
    fault: Fault,
    now_s: i64,
    /// The claims of whoever signs in.
    person: Value,
    /// What its ID tokens say beside.
    said: Value,
    renewal: session::Renewal,
    /// How many logout tokens there have been.
    logouts: u32,
    hits: HashMap<String, u32>,
    /// The request that each code answers.
    codes: HashMap<String, HashMap<String, String>>,
    /// The form and `Authorization` of the last token request.
    token_request: Option<(HashMap<String, String>, Option<String>)>,
    /// The last ID token.
    id_token: Option<String>,
    /// States, nonces, codes and verifiers, of all sign-ins.
    passing: Vec<String>,
}

impl Hostile {
    /// Starts one on a free port of loopback, with a clock that stands at `now_s`.
    pub(crate) fn start(now_s: i64) -> Self {
        let mut hostile = Self::asleep(now_s);
        hostile.wake();
        hostile
    }

    /// Takes an address at which nobody answers until [`Self::wake`].
    pub(crate) fn asleep(now_s: i64) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let script = Script {
            fault: Fault::None,
            now_s,
            person: somebody(),
            said: json!({}),
            renewal: session::Renewal::new(),
            logouts: 0,
            hits: HashMap::new(),
            codes: HashMap::new(),
            token_request: None,
            id_token: None,
            passing: Vec::new(),
        };
        let base = format!("http://{}", socket.local_addr().unwrap());
        let shared = Arc::new(Shared { base, script: Mutex::new(script) });
        Self { shared, asleep: Some(socket), running: None }
    }

    /// Lets it answer from now on.
    pub(crate) fn wake(&mut self) {
        let Some(socket) = self.asleep.take() else { return };
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let router = routes::router(Arc::clone(&self.shared));
        // A thread of its own: the provider must answer whatever the test's runtime is doing.
        let thread = std::thread::spawn(move || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_all().build().unwrap().block_on(async {
                let listener = socket.listen(1024).unwrap();
                ready.send(()).unwrap();
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        is_ready.recv().unwrap();
        self.running = Some((stop, thread));
    }

    /// Its address, without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        &self.shared.base
    }

    /// Plays `fault` from now on, and forgets what it has seen.
    pub(crate) fn play(&self, fault: Fault) {
        self.shared.with(|script| {
            script.fault = fault;
            script.hits.clear();
            script.codes.clear();
            script.token_request = None;
        });
    }

    /// Moves its clock.
    pub(crate) fn set_clock(&self, now_s: i64) {
        self.shared.with(|script| script.now_s = now_s);
    }

    /// Changes what it says of whoever signs in: `claims` are laid over those of Alice, and null
    /// takes one away.
    pub(crate) fn vouch_for(&self, claims: &Value) {
        let mut person = somebody();
        for (name, value) in claims.as_object().unwrap() {
            match value {
                Value::Null => drop(person.as_object_mut().unwrap().remove(name)),
                value => person[name] = value.clone(),
            }
        }
        self.shared.with(|script| script.person = person);
    }

    /// How often `path` was asked for.
    pub(crate) fn hits(&self, path: &str) -> u32 {
        self.shared.with(|script| script.hits.get(path).copied().unwrap_or(0))
    }

    /// How often anything was asked for to which only an attack points.
    pub(crate) fn evil_hits(&self) -> u32 {
        self.shared.with(|script| {
            script.hits.iter().filter(|(path, _)| path.starts_with("/evil")).map(|(_, n)| n).sum()
        })
    }

    /// The form and `Authorization` header of the last token request.
    pub(crate) fn token_request(&self) -> Option<(HashMap<String, String>, Option<String>)> {
        self.shared.with(|script| script.token_request.clone())
    }

    /// Everything of its last answers that is nobody's business but ours.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let id_token = self.shared.with(|script| script.id_token.clone());
        let fixed = [ACCESS_TOKEN, REFRESH_TOKEN, CLIENT_SECRET].map(str::to_owned);
        fixed.into_iter().chain(id_token).collect()
    }

    /// What ties all sign-ins so far together, from end to end.
    pub(crate) fn passing(&self) -> Vec<String> {
        self.shared.with(|script| script.passing.clone())
    }

    /// What a browser does that is sent to `url`: gives the query with which it comes back.
    pub(crate) fn visit(&self, url: &Url) -> String {
        self.shared.authorize(url.query().unwrap_or_default())
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            drop(thread.join());
        }
    }
}

fn somebody() -> Value {
    json!({
        "sub": SUBJECT, "email": "alice@example.test", "email_verified": true,
        "name": "Alice Liddell", "preferred_username": "alice",
        "picture": "https://pics.example.test/a.png",
    })
}

impl Shared {
    fn with<R>(&self, act: impl FnOnce(&mut Script) -> R) -> R {
        act(&mut self.script.lock().unwrap())
    }

    /// Counts a request and gives the fault to play, and how often the path was asked for before.
    fn hit(&self, path: &str) -> (Fault, u32) {
        self.with(|script| {
            let count = script.hits.entry(path.to_owned()).or_default();
            *count += 1;
            (script.fault, *count - 1)
        })
    }

    fn issuer(&self, fault: Fault) -> String {
        let slash = if fault == Fault::IssuerWithSlash { "/" } else { "" };
        format!("{}{slash}", self.base)
    }

    /// The query of the answer to a sign-in request.
    fn authorize(&self, query: &str) -> String {
        let asked: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        let (state, code) = (asked["state"].clone(), format!("code-{}", asked["state"]));
        let fault = self.with(|script| {
            script.passing.extend([state.clone(), code.clone(), asked["nonce"].clone()]);
            script.codes.insert(code.clone(), asked);
            script.fault
        });
        response::make(fault, &self.issuer(fault), &state, &code)
    }
}
