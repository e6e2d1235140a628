//! Clerk's Backend API and the keys of its frontend API, as far as they are documented, over real HTTP
//! on a free port. It counts what it is asked for, and plays faults.

mod keys;
mod routes;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tokio::sync::oneshot;

/// The publishable key of the instance, whose frontend API is `clerk.example.com`.
pub(crate) const PUBLISHABLE_KEY: &str = "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k";
/// What opens the Backend API.
pub(crate) const SECRET_KEY: &str = "sk_live_0123456789abcdef0123456789";
/// The issuer of its tokens.
pub(crate) const ISSUER: &str = "https://clerk.example.com";
/// The name of its key.
pub(crate) const KID: &str = "ins_1";
/// The end of its cookies' names.
pub(crate) const SUFFIX: &str = "naoXFJnI";
/// Ada's name there.
pub(crate) const ADA: &str = "user_ada";

/// What it does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It takes requests and never answers.
    Silent,
    /// It answers everything with 500.
    Broken,
    /// It accepts no secret key.
    KeyInvalid,
    /// It wants to be left alone for 30 seconds.
    TooMany,
    /// It publishes no keys.
    NoKeys,
}

/// The running stand-in. It stops when it is dropped.
pub(crate) struct ClerkApi {
    shared: Arc<Shared>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

struct Shared {
    base: String,
    script: Mutex<Script>,
}

struct Script {
    fault: Fault,
    keys: Value,
    users: HashMap<String, Value>,
    /// What was asked for: method and path, and the body.
    asked: Vec<(String, Value)>,
    /// The cookies that a handshake left under a name.
    handshakes: HashMap<String, Value>,
    /// The cookies that a refresh answers with.
    refreshed: Option<Value>,
}

impl ClerkApi {
    /// Starts one where Ada is known.
    pub(crate) fn start() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let script = Script {
            fault: Fault::None,
            keys: json!({ "keys": [keys::jwk(KID)] }),
            users: HashMap::from([(ADA.to_owned(), ada())]),
            asked: Vec::new(),
            handshakes: HashMap::new(),
            refreshed: None,
        };
        let base = format!("http://{}", socket.local_addr().unwrap());
        let shared = Arc::new(Shared { base, script: Mutex::new(script) });
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let router = routes::router(Arc::clone(&shared));
        // A thread of its own: it must answer whatever the test's runtime is doing.
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
        Self { shared, running: Some((stop, thread)) }
    }

    /// Its address, without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        &self.shared.base
    }

    /// Plays `fault` from now on, and forgets what it was asked.
    pub(crate) fn play(&self, fault: Fault) {
        self.shared.with(|script| {
            script.fault = fault;
            script.asked.clear();
        });
    }

    /// Publishes other keys.
    pub(crate) fn publish(&self, keys: Value) {
        self.shared.with(|script| script.keys = keys);
    }

    /// Says this of a person; null forgets them.
    pub(crate) fn describe(&self, id: &str, user: Value) {
        self.shared.with(|script| script.users.insert(id.to_owned(), user));
    }

    /// Keeps the cookies of a handshake under `nonce`.
    pub(crate) fn leave(&self, nonce: &str, cookies: Value) {
        self.shared.with(|script| script.handshakes.insert(nonce.to_owned(), cookies));
    }

    /// Answers a refresh with these cookies.
    pub(crate) fn refresh_with(&self, cookies: Value) {
        self.shared.with(|script| script.refreshed = Some(cookies));
    }

    /// How often it was asked for something that begins like this: `GET /v1/jwks`.
    pub(crate) fn hits(&self, start: &str) -> usize {
        self.shared.with(|s| s.asked.iter().filter(|(what, _)| what.starts_with(start)).count())
    }

    /// What it was asked for, method, path and query.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shared.with(|script| script.asked.iter().map(|(what, _)| what.clone()).collect())
    }

    /// The body of the last request that began like this.
    pub(crate) fn body(&self, start: &str) -> Option<Value> {
        self.shared.with(|script| {
            let found = script.asked.iter().rev().find(|(what, _)| what.starts_with(start));
            found.map(|(_, body)| body.clone())
        })
    }

    /// A token of its own, with `claims` laid over those of Ada's session at `now_s`.
    pub(crate) fn token(now_s: i64, claims: &Value) -> String {
        Self::signed(&json!({"alg": "RS256", "typ": "JWT", "kid": KID}), &over(now_s, claims))
    }

    /// Any token that is signed with its key.
    pub(crate) fn signed(header: &Value, claims: &Value) -> String {
        keys::sign(&keys::OWN, header, claims)
    }

    /// The same, signed by somebody else.
    pub(crate) fn forged(now_s: i64, claims: &Value) -> String {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": KID});
        keys::sign(&keys::FOREIGN, &header, &over(now_s, claims))
    }
}

impl Drop for ClerkApi {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            drop(thread.join());
        }
    }
}

impl Shared {
    fn with<R>(&self, act: impl FnOnce(&mut Script) -> R) -> R {
        act(&mut self.script.lock().unwrap())
    }
}

fn over(now_s: i64, more: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": ADA, "sid": "sess_1", "azp": "http://localhost:0",
        "iat": now_s, "nbf": now_s - 10, "exp": now_s + 60,
    });
    for (name, value) in more.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

/// Ada, as the Backend API describes her.
pub(crate) fn ada() -> Value {
    person(ADA, "ada@example.com", "Ada", "Lovelace")
}

/// Somebody with a verified address.
pub(crate) fn person(id: &str, email: &str, first: &str, last: &str) -> Value {
    json!({
        "id": id, "object": "user", "username": first.to_lowercase(), "first_name": first,
        "last_name": last, "image_url": "https://img.clerk.com/x", "banned": false,
        "phone_numbers": [], "web3_wallets": [], "external_accounts": [], "enterprise_accounts": [],
        "primary_email_address_id": "idn_1",
        "email_addresses": [{
            "id": "idn_1", "object": "email_address", "email_address": email, "linked_to": [],
            "verification": {"status": "verified", "strategy": "email_code"},
        }],
    })
}
