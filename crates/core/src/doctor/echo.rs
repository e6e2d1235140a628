//! What the service hears when it is asked through its own public URL, compared with what was said.

use std::net::IpAddr;

/// What was said.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Whether the public URL is https.
    pub https: bool,
    /// The authority of the public URL, such as `chat.example:8443`.
    pub authority: &'a str,
    /// The address that a forged `X-Forwarded-For` claimed.
    pub forged: IpAddr,
    /// Whether any proxy is trusted.
    pub trusts: bool,
}

/// What was heard.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// `Host`.
    pub host: &'a str,
    /// The other end of the connection.
    pub peer: IpAddr,
    /// Whose request it seemed to be.
    pub client: IpAddr,
    /// The addresses in `X-Forwarded-For`.
    pub forwarded: &'a [IpAddr],
    /// `X-Forwarded-Proto`.
    pub proto: Option<&'a str>,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A forged address was believed.
    Forgeable,
    /// A proxy tells who asks, and is not believed: everybody is the proxy.
    Unbelieved,
    /// `Host` is another than that of the public URL.
    Host,
    /// The proxy says that the public side is plain http, or the reverse.
    Scheme,
}

/// Compares the two.
pub fn judge(said: Said<'_>, heard: Heard<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    // The proxy appends to what was forged, or replaces it.
    let told = heard.forwarded.iter().any(|address| *address != said.forged);
    if heard.client == said.forged {
        faults.push(Fault::Forgeable);
    } else if told && (!said.trusts || heard.client == heard.peer && !is_named(&heard)) {
        faults.push(Fault::Unbelieved);
    }
    if !heard.host.eq_ignore_ascii_case(said.authority) {
        faults.push(Fault::Host);
    }
    let proto = heard.proto.map(|proto| proto.split(',').next().unwrap_or_default().trim());
    if proto.is_some_and(|proto| proto.eq_ignore_ascii_case("https") != said.https) {
        faults.push(Fault::Scheme);
    }
    faults
}

/// Whether a proxy has named the address that the request seemed to come from.
fn is_named(heard: &Heard<'_>) -> bool {
    heard.forwarded.last() == Some(&heard.client)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORGED: &str = "203.0.113.77";

    fn judged(forwarded: &[&str], client: &str, trusts: bool) -> Vec<Fault> {
        let addresses: Vec<IpAddr> = forwarded.iter().map(|text| text.parse().unwrap()).collect();
        let said = Said {
            https: true,
            authority: "chat.example",
            forged: FORGED.parse().unwrap(),
            trusts,
        };
        let heard = Heard {
            host: "chat.example",
            peer: "10.0.0.1".parse().unwrap(),
            client: client.parse().unwrap(),
            forwarded: &addresses,
            proto: Some("https"),
        };
        judge(said, heard)
    }

    #[test]
    fn a_forged_address_must_not_count() {
        assert_eq!(judged(&[FORGED], FORGED, true), [Fault::Forgeable]);
        assert_eq!(judged(&[FORGED, "198.51.100.1"], FORGED, true), [Fault::Forgeable]);
        assert_eq!(judged(&[FORGED, "198.51.100.1"], "198.51.100.1", true), []);
        assert_eq!(judged(&["198.51.100.1"], "198.51.100.1", true), []);
    }

    #[test]
    fn a_proxy_that_tells_who_asks_wants_to_be_believed() {
        assert_eq!(judged(&[FORGED, "198.51.100.1"], "10.0.0.1", false), [Fault::Unbelieved]);
        assert_eq!(judged(&[FORGED, "198.51.100.1"], "10.0.0.1", true), [Fault::Unbelieved]);
        // Nobody in between: what we forged ourselves arrives alone, and is not believed.
        assert_eq!(judged(&[FORGED], "10.0.0.1", false), []);
        // The proxy is on the machine that asks.
        assert_eq!(judged(&[FORGED, "10.0.0.1"], "10.0.0.1", true), []);
    }

    #[test]
    fn host_and_scheme_are_compared() {
        let said = Said {
            https: true,
            authority: "chat.example",
            forged: FORGED.parse().unwrap(),
            trusts: false,
        };
        let peer = "127.0.0.1".parse().unwrap();
        let heard = Heard { host: "chat:3080", peer, client: peer, forwarded: &[], proto: None };
        assert_eq!(judge(said, heard), [Fault::Host]);
        let heard = Heard { host: "Chat.Example", proto: Some("http"), ..heard };
        assert_eq!(judge(said, heard), [Fault::Scheme]);
        assert_eq!(judge(said, Heard { proto: Some("https, http"), ..heard }), []);
    }
}
