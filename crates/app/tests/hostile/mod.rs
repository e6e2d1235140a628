//! An `OpenID` provider that plays every fault a relying party must refuse, over real HTTP on a free
//! port, and counts what it is asked for.

mod answers;
mod fault;
mod id_token;
mod keys;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{any, get, post};
use serde_json::Value;
use url::{Url, form_urlencoded};

pub(crate) use fault::Fault;

/// Our name at the hostile provider.
pub(crate) const CLIENT_ID: &str = "doorward-client";
/// Our secret at the hostile provider.
pub(crate) const CLIENT_SECRET: &str = "0123456789-hostile ~secret%+:0123456789";
/// The subject of everybody who signs in there.
pub(crate) const SUBJECT: &str = "alice|42";
/// The access token that it gives out.
pub(crate) const ACCESS_TOKEN: &str = "opaque-access-token";

/// A running hostile provider. It stops when it is dropped.
pub(crate) struct Hostile {
    shared: Arc<Shared>,
    _stop: tokio::sync::oneshot::Sender<()>,
}

struct Shared {
    base: String,
    script: Mutex<Script>,
}

/// What it plays, and what it has seen since the play was set.
struct Script {
    fault: Fault,
    now_s: i64,
    hits: HashMap<String, u32>,
    /// The nonce and challenge of each code.
    codes: HashMap<String, (String, String)>,
    /// The form and `Authorization` of the last token request.
    token_request: Option<(HashMap<String, String>, Option<String>)>,
}

impl Hostile {
    /// Starts one on a free port of loopback, with a clock that stands at `now_s`.
    pub(crate) fn start(now_s: i64) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let script = Script {
            fault: Fault::None,
            now_s,
            hits: HashMap::new(),
            codes: HashMap::new(),
            token_request: None,
        };
        let base = format!("http://{address}");
        let shared = Arc::new(Shared { base, script: Mutex::new(script) });
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let router = router(Arc::clone(&shared));
        // A thread of its own: the provider must answer whatever the test's runtime is doing.
        std::thread::spawn(move || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_all().build().unwrap().block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self { shared, _stop: stop }
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

    /// What a browser does that is sent to `url`: gives the query with which it comes back.
    pub(crate) fn visit(&self, url: &Url) -> String {
        self.shared.authorize(url.query().unwrap_or_default())
    }
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
        let code = format!("code-{}", asked["state"]);
        let proof = (asked["nonce"].clone(), asked["code_challenge"].clone());
        let fault = self.with(|script| {
            script.codes.insert(code.clone(), proof);
            script.fault
        });
        let mut answer = form_urlencoded::Serializer::new(String::new());
        match fault {
            Fault::NoCode => &mut answer,
            Fault::HugeCode => answer.append_pair("code", &"c".repeat(60_000)),
            Fault::TwoCodes => answer.append_pair("code", &code).append_pair("code", "other"),
            Fault::CodeAndError => answer.append_pair("code", &code).append_pair("error", "oops"),
            Fault::Denied => answer.append_pair("error", "access_denied"),
            Fault::ErrorWithMarkup => answer
                .append_pair("error", "server_error")
                .append_pair("error_description", "<script>alert(1)</script>\r\nforged"),
            _ => answer.append_pair("code", &code),
        };
        match fault {
            Fault::StateMissing => &mut answer,
            Fault::StateWrong => answer.append_pair("state", "another"),
            Fault::StateTwice => {
                answer.append_pair("state", &asked["state"]).append_pair("state", "another")
            }
            _ => answer.append_pair("state", &asked["state"]),
        };
        match fault {
            Fault::ResponseIssMissing => &mut answer,
            Fault::ResponseIssWrong => answer.append_pair("iss", "https://evil.example"),
            _ => answer.append_pair("iss", &self.issuer(fault)),
        };
        answer.finish()
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(jwks))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .fallback(any(anything))
        .with_state(shared)
}

async fn anything(State(shared): State<Arc<Shared>>, uri: Uri) -> axum::http::StatusCode {
    shared.hit(uri.path());
    axum::http::StatusCode::NOT_FOUND
}

async fn discovery(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let (fault, _) = shared.hit(uri.path());
    let form = answers::discovery_form(fault);
    if let Some(answer) = answers::transport(form, &shared.base).await {
        return answer;
    }
    let document = answers::discovery(fault, &shared.issuer(fault), &shared.base);
    answers::json_answer(200, document.to_string())
}

async fn jwks(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let (fault, asked) = shared.hit(uri.path());
    match answers::transport(answers::keys_form(fault), &shared.base).await {
        Some(answer) => answer,
        None => answers::json_answer(200, answers::key_set(fault, asked).to_string()),
    }
}

async fn authorize(State(shared): State<Arc<Shared>>, uri: Uri) -> Redirect {
    shared.hit(uri.path());
    let query = uri.query().unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let (_, back) = parameters.find(|(name, _)| name == "redirect_uri").unwrap();
    Redirect::to(&format!("{back}?{}", shared.authorize(query)))
}

async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let (fault, _) = shared.hit(uri.path());
    let form: HashMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
    let authorization = headers.get(header::AUTHORIZATION).map(|v| v.to_str().unwrap().to_owned());
    let (known, now_s) = shared.with(|script| {
        script.token_request = Some((form.clone(), authorization));
        (script.codes.remove(&form["code"]), script.now_s)
    });
    if let Some(answer) = answers::transport(answers::token_form(fault), &shared.base).await {
        return answer;
    }
    // A code counts once, and only with its verifier.
    let nonce = match known {
        Some((nonce, challenge)) if challenge == keys::challenge(&form["code_verifier"]) => nonce,
        _ => return answers::json_answer(400, r#"{"error":"invalid_grant"}"#.to_owned()),
    };
    let issuer = shared.issuer(fault);
    let id_token = id_token::make(fault, &issuer, &shared.base, &nonce, now_s);
    let (status, answer): (u16, Value) = answers::tokens(fault, &id_token);
    answers::json_answer(status, answer.to_string())
}

async fn userinfo(State(shared): State<Arc<Shared>>, headers: HeaderMap, uri: Uri) -> Response {
    let (fault, _) = shared.hit(uri.path());
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if bearer != Some(&format!("Bearer {ACCESS_TOKEN}")) {
        return axum::http::StatusCode::UNAUTHORIZED.into_response();
    }
    match answers::transport(answers::userinfo_form(fault), &shared.base).await {
        Some(answer) => answer,
        None => answers::userinfo(fault, &shared.issuer(fault)),
    }
}
