//! `TRUST_PROXY`: whose word counts about where a request comes from.

use std::net::IpAddr;

use ipnet::IpNet;

use super::complaint::Code;
use super::reader::{Fault, Reader};

/// The most proxies that may stand in a row.
const MAX_HOPS: u8 = 16;

/// Which forwarded headers count. `LibreChat` trusts one hop unless told otherwise; here none is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TrustProxy {
    /// None does.
    #[default]
    None,
    /// Those of this many proxies in front.
    Hops(u8),
    /// Those of proxies with an address in one of these networks.
    Networks(Vec<IpNet>),
}

/// Reads `TRUST_PROXY`; `None` when it is unset.
pub(super) fn read(env: &mut Reader<'_>) -> Option<TrustProxy> {
    let meaning = "Whose `X-Forwarded-*` headers count: how many proxies stand in front, or a list \
                   of addresses, networks and `loopback`, `linklocal`, `uniquelocal`.";
    env.parsed("TRUST_PROXY", ("0", meaning), parse)
}

fn parse(text: &str) -> Result<TrustProxy, Fault> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let hops = text.parse().ok().filter(|hops| *hops <= MAX_HOPS);
        return match hops {
            Some(0) => Ok(TrustProxy::None),
            Some(hops) => Ok(TrustProxy::Hops(hops)),
            None => Err(not_an_address(text)),
        };
    }
    let mut networks = Vec::new();
    for item in text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty()) {
        match item {
            "loopback" => networks.extend(known(&["127.0.0.0/8", "::1/128"])),
            "linklocal" => networks.extend(known(&["169.254.0.0/16", "fe80::/10"])),
            "uniquelocal" => {
                let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
                networks.extend(known(&private));
            }
            _ => networks.push(network(item)?),
        }
    }
    Ok(TrustProxy::Networks(networks))
}

fn known(networks: &[&str]) -> Vec<IpNet> {
    networks.iter().filter_map(|text| text.parse().ok()).collect()
}

fn network(text: &str) -> Result<IpNet, Fault> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or(address).map_err(|_| not_an_address(text))?;
    let least = if network.addr().is_ipv4() { 8 } else { 7 };
    if network.prefix_len() < least {
        let what = format!("trusts {network}, from where anybody could forge any address");
        let remedy = "List the addresses of your proxies, or write how many there are.";
        return Err(Fault::new(Code::PROXY_EVERYBODY, what, remedy));
    }
    if network.addr() != network.network() {
        let what = format!("has {network}, which is an address within a network");
        let remedy = format!(
            "Write {} for the network or {} for the address.",
            network.trunc(),
            network.addr()
        );
        return Err(Fault::new(Code::NOT_ADDRESS, what, remedy));
    }
    Ok(network)
}

fn not_an_address(text: &str) -> Fault {
    Fault::new(
        Code::NOT_ADDRESS,
        format!("has \"{text}\", which is neither an address nor a network"),
        format!(
            "Write how many proxies stand in front (0 to {MAX_HOPS}), or a list such as \
             \"loopback, 10.0.0.7, 172.18.0.0/16\"."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(text: &str) -> Vec<String> {
        match parse(text).unwrap() {
            TrustProxy::Networks(networks) => networks.iter().map(ToString::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn hops_and_networks_are_both_understood() {
        assert_eq!(parse("0").unwrap(), TrustProxy::None);
        assert_eq!(parse("2").unwrap(), TrustProxy::Hops(2));
        assert_eq!(networks("10.0.0.7"), ["10.0.0.7/32"]);
        assert_eq!(
            networks("loopback，172.18.0.0/16 ,"),
            ["127.0.0.0/8", "::1/128", "172.18.0.0/16"]
        );
        assert_eq!(networks("uniquelocal").len(), 4);
        assert_eq!(networks("2001:db8::/32, fe80::1"), ["2001:db8::/32", "fe80::1/128"]);
    }

    #[test]
    fn trusting_everybody_is_refused() {
        for text in ["0.0.0.0/0", "::/0", "10.0.0.1, 0.0.0.0/1", "128.0.0.0/1"] {
            assert_eq!(parse(text).unwrap_err().code, Code::PROXY_EVERYBODY, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_the_offending_part() {
        for text in
            ["true", "17", "99999999999", "-1", "1.5", "proxy.example.com", "10.0.0.1/8", "1,2"]
        {
            assert_eq!(parse(text).unwrap_err().code, Code::NOT_ADDRESS, "{text}");
        }
        assert_eq!(
            parse("10.0.0.1/8").unwrap_err().remedy,
            "Write 10.0.0.0/8 for the network or 10.0.0.1 for the address."
        );
    }
}
