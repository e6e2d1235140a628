//! Requests to a provider: no redirects, one deadline, a size limit, and an address guard.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use doorward_core::oidc::endpoint::Transport;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Client, Request, RequestBuilder, Response, redirect};
use tokio::sync::OnceCell;
use url::Url;

use super::authorities::Authorities;
use super::resolver::{Forbidden, Guard};
use super::{tls, trace};
use crate::metrics::{Stopwatch, Trips};
use crate::traces::Outgoing;

/// How long a request may take, from the first look-up to the last byte, unless it is set otherwise.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// Where requests may go, and how long they may take.
#[derive(Clone, Debug)]
pub struct Policy {
    /// A URL on the host that the operator wrote down: it alone may lie on a private network.
    pub trusted: Url,
    /// Whether every host may.
    pub allow_private: bool,
    /// Whether plain http is accepted beyond loopback.
    pub transport: Transport,
    /// For connecting, and for the whole request.
    pub deadline: Duration,
    /// Who may have signed certificates, beside the system's authorities.
    pub authorities: Authorities,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No connection, or it broke; the text is the chain of causes.
    #[error("{0}")]
    Unreachable(String),
    /// The server's certificate is not one for that host by an authority that is trusted.
    #[error("{0}")]
    Untrusted(String),
    /// The deadline passed.
    #[error("no answer within the deadline")]
    Slow,
    /// A redirect, to this place without its query. It was not followed.
    #[error("redirected to {0}")]
    Redirect(String),
    /// The body is larger than [`MAX_BODY`].
    #[error("the body is larger than {MAX_BODY} bytes")]
    TooLarge,
    /// The host is private and not the trusted one, or the scheme is not allowed.
    #[error("the address is forbidden")]
    Forbidden,
    /// The request could not be made out of its parts.
    #[error("{0}")]
    Unsendable(String),
}

impl FetchError {
    /// Its kind in a word, without what it says of anybody.
    fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Untrusted(_) => "untrusted",
            Self::Slow => "timeout",
            Self::Redirect(_) => "redirect",
            Self::TooLarge => "too_large",
            Self::Forbidden => "forbidden",
            Self::Unsendable(_) => "unsendable",
        }
    }
}

/// An answer of any status but a redirect.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type` without its parameters, in lower case; empty when there is none.
    pub content_type: String,
    /// `Retry-After`, where it is a number of seconds (RFC 9110 §10.2.3).
    pub retry_after_s: Option<u32>,
    /// The body, of at most [`MAX_BODY`] bytes.
    pub body: Vec<u8>,
}

/// How we show who we are.
#[derive(Clone, Copy, Debug)]
pub enum Credentials<'a> {
    /// Not in a header.
    None,
    /// User and password, already encoded as the endpoint wants them.
    Basic(&'a str, &'a str),
    /// An access token.
    Bearer(&'a str),
}

/// A client for the hosts of one provider.
#[derive(Debug)]
pub struct Http {
    guard: Guard,
    deadline: Duration,
    authorities: Authorities,
    user_agent: String,
    /// Whether requests and answers are written to the log.
    traced: bool,
    /// Counts requests, for whoever watches.
    trips: Option<Trips>,
    /// Made at the first request: reading the system's certificates takes tens of milliseconds.
    client: OnceCell<Client>,
}

impl Http {
    /// A client that keeps to `policy`.
    pub fn new(policy: &Policy) -> Self {
        let guard = Guard::new(&policy.trusted, policy.allow_private, policy.transport);
        let user_agent = concat!("doorward/", env!("CARGO_PKG_VERSION")).to_owned();
        Self {
            guard,
            deadline: policy.deadline,
            authorities: policy.authorities.clone(),
            user_agent,
            traced: false,
            trips: None,
            client: OnceCell::new(),
        }
    }

    /// The same client, calling itself `user_agent`.
    #[must_use]
    pub fn calling_itself(self, user_agent: String) -> Self {
        Self { user_agent, ..self }
    }

    /// The same client, writing what it sends and gets to the log, secrets masked.
    #[must_use]
    pub fn traced(self, traced: bool) -> Self {
        Self { traced, ..self }
    }

    /// The same client, with its requests counted.
    #[must_use]
    pub(crate) fn counted(self, trips: Option<Trips>) -> Self {
        Self { trips, ..self }
    }

    /// Fetches a document.
    pub async fn get(&self, url: &Url, as_whom: Credentials<'_>) -> Result<Answer, FetchError> {
        let client = self.client_for(url).await?;
        self.send(client, client.get(url.clone()), as_whom).await
    }

    /// Posts a form that is encoded already.
    pub async fn post(
        &self,
        url: &Url,
        form: String,
        as_whom: Credentials<'_>,
    ) -> Result<Answer, FetchError> {
        let client = self.client_for(url).await?;
        let request = client.post(url.clone());
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(client, request.body(form), as_whom).await
    }

    /// Posts JSON.
    pub async fn post_json(&self, url: &Url, json: String) -> Result<Answer, FetchError> {
        let client = self.client_for(url).await?;
        let request = client.post(url.clone());
        let request = request.header(CONTENT_TYPE, "application/json; charset=utf-8");
        self.send(client, request.body(json), Credentials::None).await
    }

    /// Posts JSON with headers that say who did.
    pub(crate) async fn post_signed(
        &self,
        url: &Url,
        json: String,
        headers: &[(&'static str, String)],
    ) -> Result<Answer, FetchError> {
        let client = self.client_for(url).await?;
        let request = client.post(url.clone()).header(CONTENT_TYPE, "application/json");
        let request = headers.iter().fold(request, |all, (name, value)| all.header(*name, value));
        self.send(client, request.body(json), Credentials::None).await
    }

    async fn send(
        &self,
        client: &Client,
        request: RequestBuilder,
        as_whom: Credentials<'_>,
    ) -> Result<Answer, FetchError> {
        let request = prepared(request, as_whom)?;
        let number = self.traced.then(|| trace::request(&request));
        let watch = Stopwatch::start();
        let (method, url) = (request.method().as_str(), request.url());
        let span = Outgoing::begin(method, (url.host_str(), url.port_or_known_default()));
        let answer = answer(client.execute(request).await).await;
        match &answer {
            Ok(answer) => span.answered(answer.status),
            Err(error) => span.failed(error.kind()),
        }
        if let Some(trips) = &self.trips {
            trips.note(&answer, watch.took());
        }
        if let Some(number) = number {
            trace::answer(number, &answer);
        }
        answer
    }

    /// Calls an API that speaks JSON: a `POST` where there is a `body`, else a `GET`.
    pub async fn call(
        &self,
        url: &Url,
        body: Option<String>,
        headers: &[(&'static str, &'static str)],
        as_whom: Credentials<'_>,
    ) -> Result<Answer, FetchError> {
        let client = self.client_for(url).await?;
        let request = match body {
            Some(body) => client.post(url.clone()).body(body),
            None => client.get(url.clone()),
        };
        let request = request.header(CONTENT_TYPE, "application/json");
        let request = headers.iter().fold(request, |all, (name, value)| all.header(*name, *value));
        self.send(client, request, as_whom).await
    }

    /// The client, once `url` has passed the guard.
    pub(super) async fn client_for(&self, url: &Url) -> Result<&Client, FetchError> {
        self.guard.check(url).map_err(|_| FetchError::Forbidden)?;
        let make = async || {
            let (guard, user_agent) = (self.guard.clone(), self.user_agent.clone());
            let (deadline, authorities) = (self.deadline, self.authorities.clone());
            // Not on the runtime: everybody else would wait for the certificates too.
            let made = tokio::task::spawn_blocking(move || {
                let tls = tls::trusting(&authorities)
                    .map_err(|error| FetchError::Unsendable(error.to_string()))?;
                client(guard, deadline, &user_agent, tls)
            });
            made.await.map_err(|error| FetchError::Unsendable(error.to_string()))?
        };
        self.client.get_or_try_init(make).await
    }
}

fn client(
    guard: Guard,
    deadline: Duration,
    user_agent: &str,
    tls: rustls::ClientConfig,
) -> Result<Client, FetchError> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(guard))
        // A proxy would resolve names itself, past the guard.
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(deadline)
        .timeout(deadline)
        .user_agent(user_agent)
        .build()
        .map_err(|error| FetchError::Unsendable(causes(error)))
}

/// Whether a handshake failed because of the certificate.
fn distrusts(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(rustls::Error::InvalidCertificate(_)) = unwrapped(inner).downcast_ref() {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// What I/O errors wrap, however often: they are silent about it when they are asked for their source.
fn unwrapped<'a>(
    mut error: &'a (dyn std::error::Error + 'static),
) -> &'a (dyn std::error::Error + 'static) {
    while let Some(wrapped) =
        error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
    {
        error = wrapped;
    }
    error
}

fn prepared(request: RequestBuilder, as_whom: Credentials<'_>) -> Result<Request, FetchError> {
    let request = request.header(ACCEPT, "application/json");
    let request = match as_whom {
        Credentials::None => request,
        Credentials::Basic(user, password) => request.basic_auth(user, Some(password)),
        Credentials::Bearer(token) => request.bearer_auth(token),
    };
    request.build().map_err(why)
}

async fn answer(sent: reqwest::Result<Response>) -> Result<Answer, FetchError> {
    let mut response = sent.map_err(why)?;
    if response.status().is_redirection() {
        let to = header(&response, LOCATION.as_str()).split(['?', '#']).next().unwrap_or_default();
        return Err(FetchError::Redirect(to.to_owned()));
    }
    let content_type = header(&response, CONTENT_TYPE.as_str());
    let content_type = content_type.split(';').next().unwrap_or_default().trim();
    let content_type = content_type.to_ascii_lowercase();
    let status = response.status().as_u16();
    let retry_after_s = header(&response, RETRY_AFTER.as_str()).parse().ok();
    let body = body(&mut response).await?;
    Ok(Answer { status, content_type, retry_after_s, body })
}

/// Reads the body piece by piece, so that a large one is dropped before it is in memory.
async fn body(response: &mut Response) -> Result<Vec<u8>, FetchError> {
    let stated = response.content_length().unwrap_or(0);
    if stated > MAX_BODY as u64 {
        return Err(FetchError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(why)? {
        if body.len() + piece.len() > MAX_BODY {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(super) fn why(error: reqwest::Error) -> FetchError {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<Forbidden>() {
            return FetchError::Forbidden;
        }
        cause = inner.source();
    }
    if distrusts(&error) {
        FetchError::Untrusted(causes(error))
    } else if error.is_timeout() {
        FetchError::Slow
    } else if error.is_builder() {
        FetchError::Unsendable(causes(error))
    } else {
        FetchError::Unreachable(causes(error))
    }
}

/// The chain of causes in one line, without the URL, which may carry a secret. The outermost text is
/// left out when there is more to say.
fn causes(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut texts = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        cause = inner.source();
    }
    if texts.is_empty() { error.to_string() } else { texts.join(": ") }
}
