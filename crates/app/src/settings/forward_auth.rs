//! Forward-auth: which proxies ask before they forward, and where their apps are.

use doorward_core::forward_auth::Proxy;

use super::complaint::{Code, Severity};
use super::gateway::base;
use super::general::General;
use super::guard::items;
use super::proxy::TrustProxy;
use super::reader::{Fault, Reader};

/// The setting that turns it on.
pub(super) const NAME: &str = "DOORWARD_FORWARD_AUTH";

const PROXIES: &str = "Lets your own proxy ask Doorward about each request: `true`, or a list of `nginx`, `caddy`, \
                       `traefik`, `envoy` and `haproxy`. See docs/PROXIES.md.";
const ORIGINS: &str = "Where else people may be led back to after signing in, as a list of origins such as \
                       `https://chat.example.com`: those of apps that are not on the public URL's own.";

/// Proxies that ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardAuth {
    /// Which ones.
    pub proxies: Vec<Proxy>,
    /// The origins of apps, as browsers write them (RFC 6454 §6.2); the public URL's own comes first.
    pub origins: Vec<String>,
}

impl ForwardAuth {
    /// `None` when no proxy asks.
    pub(super) fn read(env: &mut Reader<'_>, general: &General) -> Option<Self> {
        env.group("Forward-auth");
        let proxies = env.parsed(NAME, ("false", PROXIES), proxies).unwrap_or_default();
        let others = env.parsed("DOORWARD_RETURN_ORIGINS", ("", ORIGINS), origins);
        if proxies.is_empty() {
            return None;
        }
        if general.trust_proxy == TrustProxy::None {
            let what =
                "DOORWARD_FORWARD_AUTH is set, but TRUST_PROXY trusts no proxy that could ask.";
            let remedy = "Write the address of your proxy, such as TRUST_PROXY=loopback.";
            env.object(
                Severity::Error,
                NAME,
                Fault::new(Code::FORWARD_AUTH_UNTRUSTED, what, remedy),
            );
        }
        let own = general.client.origin().to_owned();
        Some(Self {
            proxies,
            origins: [own].into_iter().chain(others.unwrap_or_default()).collect(),
        })
    }
}

fn proxies(text: &str) -> Result<Vec<Proxy>, Fault> {
    match text {
        "true" => return Ok(Proxy::ALL.to_vec()),
        "false" => return Ok(Vec::new()),
        _ => {}
    }
    let read = |item: &str| {
        item.parse().map_err(|error| {
            let what = format!("has \"{item}\": {error}");
            Fault::new(Code::NOT_A_CHOICE, what, "Write true, or a list such as \"nginx, caddy\".")
        })
    };
    items(text).map(read).collect()
}

fn origins(text: &str) -> Result<Vec<String>, Fault> {
    items(text).map(|item| Ok(base(item)?.origin().ascii_serialization())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Sources};

    fn read(text: &str) -> (Option<ForwardAuth>, Vec<Code>) {
        let reading = Settings::read(&Sources::from_text(text), 2);
        let grave = reading.complaints.iter().filter(|c| c.severity != Severity::Note);
        let codes = grave.map(|complaint| complaint.code).collect();
        (reading.draft.and_then(|draft| draft.forward_auth), codes)
    }

    #[test]
    fn proxies_ask_when_they_are_named_and_trusted() {
        let text = "DOORWARD_FORWARD_AUTH=true\nTRUST_PROXY=loopback";
        let (all, codes) = read(text);
        assert_eq!((all.unwrap().proxies, codes), (Proxy::ALL.to_vec(), vec![]));
        let some = read("DOORWARD_FORWARD_AUTH=nginx, caddy\nTRUST_PROXY=1").0.unwrap();
        assert_eq!(some.proxies, [Proxy::Nginx, Proxy::Caddy]);
        for off in ["", "DOORWARD_FORWARD_AUTH=false", "DOORWARD_FORWARD_AUTH="] {
            assert_eq!(read(off), (None, vec![]), "{off}");
        }
    }

    #[test]
    fn without_a_trusted_proxy_the_start_is_refused() {
        let refused = read("DOORWARD_FORWARD_AUTH=nginx");
        assert_eq!(refused, (None, vec![Code::FORWARD_AUTH_UNTRUSTED]));
    }

    #[test]
    fn people_are_led_back_to_exact_origins() {
        let text = "DOORWARD_FORWARD_AUTH=true\nTRUST_PROXY=1\nDOMAIN_CLIENT=https://door.example.test\n\
                    DOORWARD_RETURN_ORIGINS=https://Chat.example.test:443/, http://10.0.0.7:8080";
        let origins = read(text).0.unwrap().origins;
        let expected =
            ["https://door.example.test", "https://chat.example.test", "http://10.0.0.7:8080"];
        assert_eq!(origins, expected);
        for (line, code) in [
            ("DOORWARD_RETURN_ORIGINS=chat.example.test", Code::NOT_URL),
            ("DOORWARD_RETURN_ORIGINS=https://chat.example.test/app", Code::NOT_URL),
            ("DOORWARD_RETURN_ORIGINS=javascript://x", Code::NOT_URL),
            ("DOORWARD_FORWARD_AUTH=apache", Code::NOT_A_CHOICE),
        ] {
            let (read, codes) = read(&format!("TRUST_PROXY=1\n{line}"));
            assert_eq!((read, codes), (None, vec![code]), "{line}");
        }
    }
}
