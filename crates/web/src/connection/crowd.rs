//! How many connections, and requests by HTTP/2, there are from each address, so that one client cannot use up
//! the descriptors.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doorward_app::settings::{General, TrustProxy};

use crate::request::Peer;
use crate::request_id::is_trusted;

/// How many bits of an address of version 6 its owner does not choose freely.
const NETWORK_BITS: u32 = 64;

/// The connections from each address.
pub(crate) struct Crowd {
    most: u32,
    trust: TrustProxy,
    counts: Mutex<HashMap<IpAddr, u32>>,
}

/// A connection that counts until this is dropped.
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    counted: Option<IpAddr>,
}

impl Crowd {
    /// Nobody yet.
    pub(crate) fn new(general: &General) -> Self {
        let (most, trust) = (general.connections_per_address, general.trust_proxy.clone());
        Self { most, trust, counts: Mutex::default() }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a connection from `peer`. `None` if there are too many already.
    pub(crate) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let counted = (!self.is_exempt(peer)).then(|| network(peer));
        if let Some(counted) = counted {
            let mut counts = self.counts();
            let count = counts.entry(counted).or_default();
            if *count >= self.most {
                return None;
            }
            *count += 1;
        }
        Some(Place { crowd: Arc::clone(self), counted })
    }

    /// Whether many people may come from an address: through a proxy, or a tool on this very machine.
    fn is_exempt(&self, peer: IpAddr) -> bool {
        peer.is_loopback() || is_trusted(&self.trust, Peer(peer))
    }
}

/// What is counted as one: people have whole networks of version 6.
fn network(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(v6) => {
            let host = u128::MAX.checked_shr(NETWORK_BITS).unwrap_or_default();
            Ipv6Addr::from_bits(v6.to_bits() & !host).into()
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(counted) = self.counted else { return };
        let mut counts = self.crowd.counts();
        if let Some(count) = counts.get_mut(&counted) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&counted);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(trust: TrustProxy) -> Arc<Crowd> {
        Arc::new(Crowd { most: 2, trust, counts: Mutex::default() })
    }

    fn admitted(crowd: &Arc<Crowd>, peers: &[&str]) -> usize {
        let places: Vec<_> = peers.iter().map(|peer| crowd.admit(peer.parse().unwrap())).collect();
        places.iter().flatten().count()
    }

    #[test]
    fn one_address_has_its_share_and_gives_it_back() {
        let crowd = crowd(TrustProxy::None);
        for _ in 0..2 {
            assert_eq!(admitted(&crowd, &["203.0.113.9"; 5]), 2);
            assert_eq!(admitted(&crowd, &["203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9"]), 2);
            let network = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:db8:1:2::3"];
            assert_eq!(admitted(&crowd, &network), 2);
            assert_eq!(admitted(&crowd, &["2001:db8:1:2::1", "2001:db8:1:3::1"]), 2);
        }
        assert!(crowd.counts().is_empty());
    }

    #[test]
    fn proxies_and_this_machine_bring_as_many_as_they_like() {
        assert_eq!(admitted(&crowd(TrustProxy::None), &["127.0.0.1"; 5]), 5);
        assert_eq!(admitted(&crowd(TrustProxy::None), &["::1"; 5]), 5);
        assert_eq!(admitted(&crowd(TrustProxy::Hops(1)), &["203.0.113.9"; 5]), 5);
        let networks = TrustProxy::Networks(vec!["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(admitted(&crowd(networks.clone()), &["10.1.2.3"; 5]), 5);
        assert_eq!(admitted(&crowd(networks), &["203.0.113.9"; 5]), 2);
    }
}
