//! Where the service listens, what it is called and how the world reaches it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use doorward_pages::Language;

use super::authjs::Address;
use super::complaint::{Code, Severity};
use super::proxy::{self, TrustProxy};
use super::reader::{Fault, Reader, url};

/// The general settings.
#[derive(Clone, Debug)]
pub struct General {
    /// Where to listen. Of two addresses, one that the machine does not have may be left out.
    pub listen: Vec<SocketAddr>,
    /// Where the web client is: the base of redirects and links.
    pub client: PublicUrl,
    /// Where this service is: the base of callback addresses.
    pub server: PublicUrl,
    /// Which forwarded headers count.
    pub trust_proxy: TrustProxy,
    /// Whether HTTP/2 is spoken in clear with who begins with it (RFC 9113 §3.3).
    pub h2c: bool,
    /// Most connections, and requests by HTTP/2, from one address at a time.
    pub connections_per_address: u32,
    /// The name that pages and mails show.
    pub app_title: String,
    /// The language of whoever wishes none that there is.
    pub language: Language,
    /// Whether search engines are asked to stay away.
    pub no_index: bool,
    /// A line at the foot of pages.
    pub custom_footer: Option<String>,
    /// Where the help link of the chat app leads.
    pub help_url: Option<String>,
    /// The socket at which a service manager waits to be told how far the server is (`sd_notify(3)`).
    pub notify_socket: Option<String>,
}

/// A public base URL, without a slash at its end and without a port that goes without saying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
    path: String,
    https: bool,
}

impl PublicUrl {
    /// Scheme, host and port, as a browser sends it in `Origin` (RFC 6454 §6.2).
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The origin of another host that is reached by the same scheme and port.
    pub fn origin_of(&self, host: &str) -> String {
        let (scheme, authority) = self.origin.split_once("://").unwrap_or(("http", ""));
        let port = authority.strip_prefix(&self.host).unwrap_or_default();
        format!("{scheme}://{host}{port}")
    }

    /// The host alone: a name in lower case, or an address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also the one that goes without saying.
    pub fn port(&self) -> u16 {
        let (_, authority) = self.origin.split_once("://").unwrap_or_default();
        let port = authority.strip_prefix(&self.host).and_then(|port| port.strip_prefix(':'));
        let usual = if self.https { 443 } else { 80 };
        port.and_then(|port| port.parse().ok()).unwrap_or(usual)
    }

    /// The path under which everything lives: empty, or with a slash in front only.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The URL of `path`, which begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// The same with everything below `path`, which begins with a slash and ends without one.
    pub(super) fn below(&self, path: &str) -> Self {
        Self { path: format!("{}{path}", self.path), ..self.clone() }
    }

    /// Whether it is https.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether it names this machine, which browsers trust like https.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let url = url(text)?;
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            host: url.host_str().unwrap_or_default().to_owned(),
            path: url.path().trim_end_matches('/').to_owned(),
            https: url.scheme() == "https",
        })
    }

    fn local(port: u16, https: bool) -> Self {
        let scheme = if https { "https" } else { "http" };
        Self {
            origin: format!("{scheme}://localhost:{port}"),
            host: "localhost".to_owned(),
            path: String::new(),
            https,
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

/// Whether a host of a URL is this very machine (RFC 6761 §6.3, RFC 8252 §7.3).
pub(super) fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost"
        || name.ends_with(".localhost")
        || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

const H2C: &str = "Speaks HTTP/2 without TLS too, with a proxy in front that begins with it.";
const CROWD: &str = "DOORWARD_CONNECTIONS_PER_ADDRESS";
const CROWDED: &str = "Most connections and requests by HTTP/2 from one address, or one IPv6 network of 64 bits, at a time. Trusted \
                       proxies and this machine may have more; with TRUST_PROXY as a number everybody may, for \
                       whoever connects counts as a proxy.";

const LANGUAGE: &str =
    "The language of whoever wishes none that there is: `en`, `de`, `fr`, `es`, `zh-Hans` or `ar`.";

const NOTIFY: &str = "The socket that systemd names, to be told when the server is ready.";

fn language(text: &str) -> Result<Language, Fault> {
    let tags = Language::ALL.map(Language::tag).join(", ");
    let remedy = format!("Write one of {tags}.");
    let what = "is no language that pages are written in";
    Language::parse(text).ok_or_else(|| Fault::new(Code::LANGUAGE, what, remedy))
}

impl General {
    pub(super) fn read(env: &mut Reader<'_>, address: Option<&Address>, tls: bool) -> Self {
        env.group("General");
        let hosts = env
            .parsed("HOST", ("127.0.0.1", "The IP address to listen on, or `localhost`."), hosts)
            .unwrap_or_else(|| vec![Ipv4Addr::LOCALHOST.into()]);
        let port =
            env.number("PORT", 3080, 0..=u16::MAX, "The port to listen on; 0 takes a free one.");
        let (client, server) = domains(env, (port, tls), address);
        let trust_proxy = proxy::read(env);
        // Without a proxy there is none to trust.
        let proxies_unsaid = trust_proxy.is_none() && !tls;
        let general = Self {
            listen: hosts.into_iter().map(|host| SocketAddr::new(host, port)).collect(),
            client,
            server,
            trust_proxy: trust_proxy.unwrap_or_default(),
            h2c: env.flag("DOORWARD_H2C", false, H2C),
            connections_per_address: env.number(CROWD, 512, 1..=u32::MAX, CROWDED),
            app_title: env.text("APP_TITLE", "Doorward", "The name that pages and mails show."),
            language: env
                .parsed("DOORWARD_LANGUAGE", ("en", LANGUAGE), language)
                .unwrap_or_default(),
            no_index: env.flag("NO_INDEX", true, "Asks search engines to stay away."),
            custom_footer: env.optional("CUSTOM_FOOTER", "", "A line at the foot of pages."),
            help_url: env.optional("HELP_AND_FAQ_URL", "", "Where the chat app's help link leads."),
            notify_socket: env.optional("NOTIFY_SOCKET", "", NOTIFY),
        };
        general.check(env, proxies_unsaid, tls);
        general
    }

    fn check(&self, env: &mut Reader<'_>, proxies_unsaid: bool, tls: bool) {
        if self.client.https != self.server.https || self.client.host != self.server.host {
            let what = "DOMAIN_CLIENT and DOMAIN_SERVER differ in scheme or host name.";
            let remedy = "Sign-in cookies do not cross that border. Give both the same origin.";
            env.object(
                Severity::Warning,
                "DOMAIN_CLIENT",
                Fault::new(Code::DOMAINS_DIFFER, what, remedy),
            );
        }
        if !self.client.https && !self.client.is_loopback() && !tls {
            let what = format!("DOMAIN_CLIENT=\"{}\" is plain http.", self.client);
            let remedy = "Everybody on the way can read passwords and sessions. Put a proxy with a \
                          certificate in front, and write https here.";
            let fault = Fault::new(Code::PLAIN_HTTP, what, remedy);
            env.object(Severity::Warning, "DOMAIN_CLIENT", fault);
        }
        if self.client.https && proxies_unsaid {
            let what = "DOMAIN_CLIENT is https, and TRUST_PROXY is not set.";
            let remedy = "Everybody then seems to come from the proxy and shares its limits. Write \
                          TRUST_PROXY=1 behind one proxy, or 0 without one.";
            env.object(Severity::Note, "TRUST_PROXY", Fault::new(Code::PROXY_UNSET, what, remedy));
        }
    }
}

/// Both public URLs. One that is unset follows the other, and both follow `address`.
fn domains(
    env: &mut Reader<'_>,
    (port, tls): (u16, bool),
    address: Option<&Address>,
) -> (PublicUrl, PublicUrl) {
    let local = PublicUrl::local(port, tls);
    let default = local.to_string();
    let client = env.parsed(
        "DOMAIN_CLIENT",
        (&default, "Where browsers reach the chat app; a path is allowed."),
        PublicUrl::parse,
    );
    let server = env.parsed(
        "DOMAIN_SERVER",
        (&default, "Where browsers reach this service: the base of callback addresses."),
        PublicUrl::parse,
    );
    for (set, unset, missing) in
        [(&client, &server, "DOMAIN_SERVER"), (&server, &client, "DOMAIN_CLIENT")]
    {
        if let (Some(url), None) = (set, unset) {
            let what = format!("{missing} is not set and follows the other public URL, {url}.");
            let remedy = format!("Write {missing}={url} if that is right.");
            env.object(Severity::Note, missing, Fault::new(Code::DOMAIN_DERIVED, what, remedy));
        }
    }
    let either = client.clone().or_else(|| server.clone());
    if let Some(address) = address {
        compare(env, address, either.as_ref());
    }
    let either = either.or_else(|| address.map(|address| address.origin.clone()));
    let either = either.unwrap_or(local);
    (client.unwrap_or_else(|| either.clone()), server.unwrap_or(either))
}

/// The address of Auth.js's API and the public URL are one origin: cookies of one are none of the other.
fn compare(env: &mut Reader<'_>, address: &Address, public: Option<&PublicUrl>) {
    let Address { name, origin, .. } = address;
    let (severity, code, what, remedy) = match public {
        None => (
            Severity::Note,
            Code::DOMAIN_DERIVED,
            format!("DOMAIN_CLIENT and DOMAIN_SERVER are not set and follow {name}, {origin}."),
            format!("Write DOMAIN_CLIENT={origin} if that is right."),
        ),
        Some(public) if public.origin != origin.origin => (
            Severity::Warning,
            Code::AUTHJS_ORIGIN,
            format!("{name} names {origin}, but the public URL is {public}."),
            format!("The public URL is used. Give both the same origin, or remove {name}."),
        ),
        Some(_) => return,
    };
    env.object(severity, name, Fault::new(code, what, remedy));
}

/// Reads `HOST`. `localhost` is both loopback addresses, since browsers try either.
fn hosts(text: &str) -> Result<Vec<IpAddr>, Fault> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().map(|address| vec![address]).map_err(|_| {
        Fault::new(
            Code::NOT_ADDRESS,
            "is not an IP address",
            "Write 127.0.0.1 for this machine only, 0.0.0.0 or :: for every network.",
        )
    })
}

#[cfg(test)]
mod tests;
