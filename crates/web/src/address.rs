//! Which address a request comes from (checklist item 107).

use std::net::IpAddr;

use doorward_app::settings::TrustProxy;
use http::HeaderMap;

/// The client's address: the peer, or what trusted proxies say of it.
///
/// `X-Forwarded-For` is read from its right end, where the nearest proxy wrote. What an untrusted
/// hop says is ignored, and so is everything to the left of something that is no address.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trust: &TrustProxy) -> IpAddr {
    let mut client = peer.to_canonical();
    if matches!(trust, TrustProxy::None) {
        return client;
    }
    for (hops, claim) in forwarded(headers).enumerate() {
        let trusted = match trust {
            TrustProxy::None => false,
            TrustProxy::Hops(most) => hops < usize::from(*most),
            TrustProxy::Networks(networks) => networks.iter().any(|n| n.contains(&client)),
        };
        let (true, Some(address)) = (trusted, claim) else { break };
        client = address;
    }
    client
}

/// The entries of all `X-Forwarded-For` headers, from right to left.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    lines.into_iter().rev().flat_map(|line| {
        // Entry by entry: a client's own nonsense to the left must not hide what the proxy wrote.
        let entries = line.as_bytes().rsplit(|byte| *byte == b',');
        entries.map(|entry| parse(std::str::from_utf8(entry).ok()?.trim())).collect::<Vec<_>>()
    })
}

/// Reads an address, with a port behind it or not: some proxies write one.
fn parse(entry: &str) -> Option<IpAddr> {
    let bare = match entry.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => match entry.split_once(':') {
            Some((v4, port)) if !port.contains(':') => v4,
            _ => entry,
        },
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(trust: &TrustProxy, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        client_address("10.0.0.1".parse().unwrap(), &headers, trust).to_string()
    }

    /// Checklist item 107.
    #[test]
    fn without_trust_the_peer_is_the_client_whatever_headers_say() {
        assert_eq!(from(&TrustProxy::None, &["203.0.113.9"]), "10.0.0.1");
    }

    #[test]
    fn so_many_hops_are_believed_and_no_more() {
        let lines = ["198.51.100.7, 203.0.113.9", "192.0.2.1"];
        assert_eq!(from(&TrustProxy::Hops(1), &lines), "192.0.2.1");
        assert_eq!(from(&TrustProxy::Hops(2), &lines), "203.0.113.9");
        assert_eq!(from(&TrustProxy::Hops(9), &lines), "198.51.100.7");
        assert_eq!(from(&TrustProxy::Hops(1), &[]), "10.0.0.1");
    }

    /// Checklist item 107.
    #[test]
    fn networks_are_believed_up_to_the_first_address_outside_them() {
        let trust = TrustProxy::Networks(vec!["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(from(&trust, &["198.51.100.7, 203.0.113.9, 10.9.9.9"]), "203.0.113.9");
        let other = TrustProxy::Networks(vec!["192.168.0.0/16".parse().unwrap()]);
        assert_eq!(from(&other, &["203.0.113.9"]), "10.0.0.1");
    }

    #[test]
    fn nonsense_from_the_client_does_not_hide_what_the_proxy_wrote() {
        let mut headers = HeaderMap::new();
        let line = http::HeaderValue::from_bytes(b"\xff, 203.0.113.9").unwrap();
        headers.append("x-forwarded-for", line);
        let peer = "10.0.0.1".parse().unwrap();
        let client = client_address(peer, &headers, &TrustProxy::Hops(1));
        assert_eq!(client.to_string(), "203.0.113.9");
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read_and_garbage_ends_the_list() {
        for (line, expected) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
            ("203.0.113.9, _hidden", "10.0.0.1"),
            ("[", "10.0.0.1"),
        ] {
            assert_eq!(from(&TrustProxy::Hops(2), &[line]), expected, "{line}");
        }
    }
}
