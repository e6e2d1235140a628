//! The public URL, asked from here: what stands in front of the service, and what it does on the way.
//!
//! A pass of the command line opens the probes; see [`super::pass`].

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use doorward_core::access::Request;
use doorward_core::doctor::echo::{self, Fault, Heard, Said};
use doorward_core::doctor::stream::{self, Flow};
use doorward_core::oidc::endpoint::Transport;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use super::base;
use super::certificate;
use super::code::Code;
use super::finding::{Finding, Severity};
use super::pass::{self, Purpose};
use super::place::Places;
use super::probe::{Echo, PATH, TICK_MS, TICKS};
use crate::app::App;
use crate::guard::{Found, Verdict};
use crate::settings::TrustProxy;
use crate::upstream::http::{DEADLINE, FetchError, Http, Policy};
use crate::upstream::visit::{Headers, Visit};

pub(super) const SUBJECT: &str = "public URL";

/// An address of documentation (RFC 5737 §3), which no request comes from.
const FORGED: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 77));
const FORGED_TEXT: &str = "203.0.113.77";

/// How long the server on this machine may take to take a connection.
const LOCAL: Duration = Duration::from_secs(2);

/// How long a stream is listened to, beyond the time that it is quiet.
const LISTENED: Duration = Duration::from_secs(9);

/// Sizes of cookies that occur, in bytes: ours with a chat app's, and with those of a team's other services.
const SIZES: [(usize, Severity); 2] = [(4000, Severity::Failure), (7500, Severity::Warning)];

/// What the public URL is asked with.
pub(super) struct Asking<'a> {
    pub(super) app: &'a App,
    pub(super) places: Places<'a>,
    http: Http,
    pass: String,
}

/// Asks the public URL.
pub(super) async fn findings(app: &App, places: Places<'_>) -> Vec<Finding> {
    let Some(asking) = Asking::new(app, places, DEADLINE) else { return Vec::new() };
    let first = match asking.echo(&[("x-forwarded-for", FORGED_TEXT)]).await {
        Ok(first) => first,
        Err(FetchError::Untrusted(why)) => return vec![certificate::refused(app, &why).await],
        Err(error) => return vec![asking.unreachable(&error).await],
    };
    let mut findings = match asking.heard(&first) {
        Some(heard) => asking.all(&first, &heard).await,
        None => vec![asking.elsewhere(&first).await],
    };
    findings.extend(certificate::accepted(app).await);
    findings
}

fn finding(code: Code, severity: Severity) -> Finding {
    Finding::new(code, severity, SUBJECT)
}

impl<'a> Asking<'a> {
    /// Prepares to ask; `deadline` is how long an answer may take.
    pub(super) fn new(app: &'a App, places: Places<'a>, deadline: Duration) -> Option<Self> {
        let https = base(app).is_https();
        let policy = Policy {
            trusted: Url::parse(&base(app).to_string()).ok()?,
            // The operator has written down the host; no other is asked.
            allow_private: false,
            transport: if https { Transport::Secure } else { Transport::PlainAllowed },
            deadline,
            authorities: app.settings.authorities.clone(),
        };
        let pass = pass::make(app, Purpose::Probe).ok()?;
        Some(Self { app, places, http: Http::new(&policy), pass })
    }
}

impl Asking<'_> {
    /// Asks for a stream that is quiet for a while, and gives when its two events came.
    pub(super) async fn listen_quietly(&self, quiet: Duration) -> Result<Vec<u64>, FetchError> {
        let url =
            self.url(&format!("{PATH}/stream?pass={}&quiet={}", self.pass, quiet.as_millis()))?;
        let accept = [("accept", "text/event-stream")];
        let (_, arrived) = self.http.listen(&url, &accept, quiet + LISTENED).await?;
        Ok(arrived)
    }

    fn url(&self, path: &str) -> Result<Url, FetchError> {
        let text = base(self.app).join(path);
        Url::parse(&text).map_err(|error| FetchError::Unsendable(error.to_string()))
    }

    fn probe(&self, name: &str) -> Result<Url, FetchError> {
        self.url(&format!("{PATH}/{name}?pass={}", self.pass))
    }

    async fn echo(&self, headers: Headers<'_>) -> Result<Visit, FetchError> {
        self.http.visit(&self.probe("echo")?, headers).await
    }

    /// What the service heard, if it was this service.
    fn heard(&self, visit: &Visit) -> Option<Echo> {
        let echo: Echo = serde_json::from_slice(visit.body()).ok()?;
        (visit.status == 200 && echo.answer == pass::answer(self.app, &self.pass)).then_some(echo)
    }

    async fn unreachable(&self, error: &FetchError) -> Finding {
        let mut listens = false;
        for address in &self.app.settings.general.listen {
            let connected = timeout(LOCAL, TcpStream::connect(local(*address))).await;
            listens |= matches!(connected, Ok(Ok(_)));
        }
        let seen = format!("{}: {error}", base(self.app));
        if !listens {
            return finding(Code::NOT_RUNNING, Severity::Note).seeing(seen);
        }
        let place = self.places.of("DOMAIN_SERVER");
        finding(Code::PUBLIC_UNREACHABLE, Severity::Warning).at(place).seeing(seen)
    }

    /// Somebody else answered, or a server that does not know us.
    async fn elsewhere(&self, visit: &Visit) -> Finding {
        let place = self.places.of("DOMAIN_SERVER");
        if let Some(to) = visit.location() {
            let leads = to.as_str().split(PATH).next().unwrap_or_default().to_owned();
            let leads = leads.trim_end_matches('/');
            return finding(Code::PUBLIC_REDIRECTS, Severity::Failure)
                .at(place)
                .seeing(format!("{} leads to {leads}", base(self.app)))
                .fix(format!("Write DOMAIN_CLIENT={leads} and DOMAIN_SERVER={leads}"));
        }
        let alive = match self.url("/livez") {
            Ok(url) => self.http.visit(&url, &[]).await.ok(),
            Err(_) => None,
        };
        let is_ours = alive.is_some_and(|alive| alive.status == 200 && alive.body() == b"OK");
        let code = if is_ours { Code::OTHER_SERVER } else { Code::PUBLIC_ELSEWHERE };
        let seen = format!("{} answers {} to a probe", base(self.app), visit.status);
        finding(code, Severity::Failure).at(place).seeing(seen)
    }

    async fn all(&self, first: &Visit, heard: &Echo) -> Vec<Finding> {
        let mut findings = self.compared(heard);
        findings.extend(headers(first, heard));
        findings.extend(self.kept(heard).await);
        findings.extend(self.large().await);
        findings.extend(self.stream().await);
        findings.extend(self.upgrade().await);
        findings.extend(self.api().await);
        findings.extend(self.past().await);
        if findings.is_empty() {
            let seen = format!("{}, seen from {}", base(self.app), heard.client);
            findings.push(finding(Code::PUBLIC_URL, Severity::Ok).seeing(seen));
        }
        findings
    }

    /// M2, M14, M22.
    fn compared(&self, heard: &Echo) -> Vec<Finding> {
        let public = base(self.app);
        let authority = public.origin().split("://").nth(1).unwrap_or_default();
        let trusts = self.app.settings.general.trust_proxy != TrustProxy::None;
        let said = Said { https: public.is_https(), authority, forged: FORGED, trusts };
        let faults = echo::judge(
            said,
            Heard {
                host: &heard.host,
                peer: heard.peer,
                client: heard.client,
                forwarded: &heard.forwarded,
                proto: heard.proto.as_deref(),
            },
        );
        let told = |fault| match fault {
            Fault::Forgeable => finding(Code::FORGED_ADDRESS, Severity::Failure)
                .at(self.places.of("TRUST_PROXY"))
                .seeing(format!(
                    "we claimed {FORGED}, and were believed; the peer is {}",
                    heard.peer
                )),
            Fault::Unbelieved => finding(Code::EVERYBODY_IS_PROXY, Severity::Warning)
                .at(self.places.of("TRUST_PROXY"))
                .seeing(format!("every request seems to come from {}", heard.client)),
            Fault::Host => finding(Code::HOST_CHANGED, Severity::Warning)
                .seeing(format!("we asked {authority}, and \"{}\" arrived", heard.host)),
            Fault::Scheme => finding(Code::SCHEME_CHANGED, Severity::Warning)
                .at(self.places.of("DOMAIN_SERVER"))
                .seeing(format!(
                    "the public URL is {public}, X-Forwarded-Proto \"{}\"",
                    heard.proto.as_deref().unwrap_or_default()
                )),
        };
        faults.into_iter().map(told).collect()
    }

    /// M26.
    async fn kept(&self, heard: &Echo) -> Option<Finding> {
        let again = self.echo(&[("x-forwarded-for", FORGED_TEXT)]).await.ok()?;
        let same = self.heard(&again)?.once == heard.once;
        let marks: Vec<_> = ["age", "x-cache", "cf-cache-status"]
            .into_iter()
            .filter(|name| is_hit(name, again.header(name)))
            .collect();
        (same || !marks.is_empty()).then(|| {
            let seen = if same { "two answers are one".to_owned() } else { marks.join(", ") };
            finding(Code::CACHED, Severity::Failure).seeing(seen)
        })
    }

    /// M25.
    async fn large(&self) -> Option<Finding> {
        for (size, severity) in SIZES {
            let cookie = format!("filler={}", "x".repeat(size - 7));
            let visit = self.echo(&[("cookie", &cookie)]).await;
            let seen = match &visit {
                Ok(visit) if self.heard(visit).is_some() => continue,
                Ok(visit) => format!("{size} bytes of cookies are answered {}", visit.status),
                Err(error) => format!("{size} bytes of cookies: {error}"),
            };
            return Some(finding(Code::HEADERS_REFUSED, severity).seeing(seen));
        }
        None
    }

    /// M23.
    async fn stream(&self) -> Option<Finding> {
        let headers = [("accept", "text/event-stream"), ("accept-encoding", "gzip, br")];
        let url = self.probe("stream").ok()?;
        let (visit, arrived) = self.http.listen(&url, &headers, LISTENED).await.ok()?;
        let code = match stream::judge(&arrived, TICKS, TICK_MS) {
            Flow::Smooth => return None,
            Flow::Held => Code::STREAM_HELD,
            // What is compressed has no events to count.
            Flow::Cut if !visit.header("content-encoding").is_empty() => Code::STREAM_HELD,
            Flow::Cut => Code::STREAM_CUT,
        };
        let came: Vec<_> = arrived.iter().map(ToString::to_string).collect();
        let coded = match visit.header("content-encoding") {
            "" => String::new(),
            coding => format!(", compressed with {coding}"),
        };
        let seen = format!(
            "{TICKS} events {TICK_MS} ms apart came after {} ms{coded}",
            if came.is_empty() { "no".to_owned() } else { came.join(", ") }
        );
        Some(finding(code, Severity::Failure).seeing(seen))
    }

    /// M23: sockets matter to the app behind the gateway only.
    async fn upgrade(&self) -> Option<Finding> {
        self.app.settings.has_gateway().then_some(())?;
        let headers = [("connection", "upgrade"), ("upgrade", "websocket")];
        let visit = self.echo(&headers).await.ok()?;
        let heard = self.heard(&visit)?;
        (!heard.upgrade).then(|| finding(Code::UPGRADE_DROPPED, Severity::Warning))
    }

    /// M40.
    async fn api(&self) -> Option<Finding> {
        let url = if self.app.settings.has_gateway() {
            Url::parse(base(self.app).origin()).ok()?.join(&guarded(self.app)?).ok()?
        } else {
            self.url("/api/user").ok()?
        };
        let visit = self.http.visit(&url, &[("accept", "application/json")]).await.ok()?;
        let kind = visit.header("content-type");
        let is_json = kind.starts_with("application/json") || kind.contains("+json");
        (visit.status != 401 || !is_json && !visit.body().is_empty() && kind.contains("html")).then(
            || {
                let seen = format!("{url} answers {} with \"{kind}\"", visit.status);
                finding(Code::API_GETS_PAGE, Severity::Failure).seeing(seen)
            },
        )
    }

    /// M42: an app's port at the public name.
    async fn past(&self) -> Option<Finding> {
        for app in &self.app.settings.apps {
            let host = base(self.app).host().trim_matches(['[', ']']);
            let Some(port) = app.upstream.as_ref().and_then(|upstream| self.outside(&upstream.url))
            else {
                continue;
            };
            let connected = timeout(LOCAL, TcpStream::connect((host, port))).await;
            if matches!(connected, Ok(Ok(_))) {
                let place = (app.written.setting.clone(), app.written.source.clone());
                // At an address that only this machine has, nobody else comes past.
                let alone = base(self.app).is_loopback();
                let severity = if alone { Severity::Note } else { Severity::Failure };
                return Some(
                    finding(Code::APP_EXPOSED, severity)
                        .at(Some(place))
                        .seeing(format!("{host}:{port} takes connections")),
                );
            }
        }
        None
    }

    /// The port of an app, if it says anything of what others reach: not where both have one name, on this
    /// very machine.
    fn outside(&self, app: &Url) -> Option<u16> {
        let port = app.port_or_known_default()?;
        let own = base(self.app).origin().ends_with(&format!(":{port}"));
        let known = app.host_str() == Some(base(self.app).host());
        (!own && !known).then_some(port)
    }
}

/// A path of an app on the public URL that is for whoever is signed in.
fn guarded(app: &App) -> Option<String> {
    let host = base(app).host();
    app.guards.all().iter().find_map(|guard| {
        let prefix = guard.settings().place.path().trim_end_matches('/');
        let path = format!("{prefix}/doorward-doctor");
        let request = Request { method: "GET", path: &path };
        let found = app.guards.find(Some(host), &path);
        let is_it = matches!(found, Found::App(found) if Arc::ptr_eq(found, guard));
        (is_it && guard.judge(request, None) == Verdict::SignIn).then_some(path)
    })
}

/// M24 and M27: what was put in or changed on the way back.
fn headers(visit: &Visit, heard: &Echo) -> Vec<Finding> {
    let mut findings = Vec::new();
    let policies: Vec<_> = visit.headers("referrer-policy").collect();
    if policies.iter().any(|policy| policy.trim().eq_ignore_ascii_case("no-referrer")) {
        let found = finding(Code::REFERRER_POLICY, Severity::Failure);
        findings.push(found.seeing(format!("Referrer-Policy: {}", policies.join(" / "))));
    }
    let cookies: Vec<_> = visit.headers("set-cookie").collect();
    if !cookies.contains(&heard.sets.as_str()) {
        let seen = format!("sent \"{}\", arrived \"{}\"", heard.sets, cookies.join(" / "));
        findings.push(finding(Code::COOKIE_CHANGED, Severity::Failure).seeing(seen));
    }
    findings
}

/// Whether a header says that the answer is a kept one.
fn is_hit(name: &str, value: &str) -> bool {
    match name {
        "age" => value.parse::<u64>().is_ok_and(|age| age > 0),
        _ => value.to_ascii_lowercase().contains("hit"),
    }
}

/// "Every address" cannot be connected to; loopback is one of them.
fn local(mut address: std::net::SocketAddr) -> std::net::SocketAddr {
    if address.ip().is_unspecified() {
        let v4 = address.is_ipv4();
        address.set_ip(if v4 {
            Ipv4Addr::LOCALHOST.into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    address
}
