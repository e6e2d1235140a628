//! What a ban on an address strikes: an address of IPv4, or a /64 of IPv6.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A text that names no network that can be banned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an IP address nor a /64 of IPv6")]
pub struct NotANetwork;

/// One household's, or one attacker's, part of the network.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Network {
    /// One address of IPv4.
    V4(Ipv4Addr),
    /// The /64 of IPv6 that begins so.
    V6(u64),
}

impl Network {
    /// The network of an address. An IPv4 address inside IPv6 is the IPv4 address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::V4(v4),
            IpAddr::V6(v6) => Self::V6((v6.to_bits() >> 64) as u64),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(prefix) => write!(f, "{}/64", Ipv6Addr::from_bits(u128::from(*prefix) << 64)),
        }
    }
}

/// Addresses are personal: logs must not carry them by accident.
impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network([redacted])")
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let text = text.trim();
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let network = Self::of(address.parse().map_err(|_| NotANetwork)?);
        match (network, length) {
            (_, None) | (Self::V4(_), Some("32")) | (Self::V6(_), Some("64")) => Ok(network),
            _ => Err(NotANetwork),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_address_of_ipv4_or_a_64_of_ipv6() {
        for (text, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            (" 203.0.113.7/32 ", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"),
            ("2001:db8:0:7::/64", "2001:db8:0:7::/64"),
        ] {
            let network: Network = text.parse().unwrap();
            assert_eq!(network.to_string(), expected);
            assert_eq!(network.to_string().parse(), Ok(network), "it is read as it is written");
        }
        for text in ["", "203.0.113.0/24", "2001:db8::/32", "example.test", "203.0.113.7/"] {
            assert_eq!(text.parse::<Network>(), Err(NotANetwork), "{text:?}");
        }
    }
}
