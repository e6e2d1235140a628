//! What clients will not like about a certificate.

use std::sync::Arc;
use std::time::Duration;

use doorward_core::time::Timestamp;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::Pair;

/// What clients will not like about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It cannot be read.
    Unreadable,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYet,
    /// It is for other hosts.
    OtherName,
    /// The certificates behind it are not those that lead to its authority.
    Disordered,
    /// It stands alone, and no authority that this machine knows has signed it.
    Alone,
}

/// What clients that reach us at `host` will not like about a certificate at `now`.
pub(crate) fn doubts(pair: &Pair, host: &str, now: Timestamp) -> Vec<Doubt> {
    doubts_of(pair.chain(), host, now)
}

/// The same of certificates whose key is not ours: the server's own first.
pub(crate) fn doubts_of(
    chain: &[CertificateDer<'static>],
    host: &str,
    now: Timestamp,
) -> Vec<Doubt> {
    let Some((leaf, rest)) = chain.split_first() else { return vec![Doubt::Unreadable] };
    let Ok(parsed) = ParsedCertificate::try_from(leaf) else { return vec![Doubt::Unreadable] };
    let now = unix(now);
    let mut doubts = Vec::new();
    let name = ServerName::try_from(host.trim_matches(['[', ']']));
    if !name.as_ref().is_ok_and(|name| verify_server_name(&parsed, name).is_ok()) {
        doubts.push(Doubt::OtherName);
    }
    // Its own time is judged first, whoever signed it.
    match fault(&parsed, rest, None, now) {
        Some(fault @ (Doubt::Expired | Doubt::NotYet)) => doubts.push(fault),
        _ => doubts.extend(chain_doubt(&parsed, (leaf, rest), name.ok().as_ref(), now)),
    }
    doubts
}

/// What is doubtful of the way from a certificate to its authority.
fn chain_doubt(
    parsed: &ParsedCertificate<'_>,
    (leaf, rest): (&CertificateDer<'_>, &[CertificateDer<'_>]),
    name: Option<&ServerName<'_>>,
    now: UnixTime,
) -> Option<Doubt> {
    let unknown = |anchor| fault(parsed, rest, Some(anchor), now) == Some(Doubt::Alone);
    if let Some(last) = rest.last() {
        return unknown(last).then_some(Doubt::Disordered);
    }
    // One that has signed itself has nobody above it.
    if !unknown(leaf) {
        return None;
    }
    let system = Verifier::new(Arc::new(aws_lc_rs::default_provider())).ok()?;
    let verified = system.verify_server_cert(leaf, rest, name?, &[], now);
    matches!(verified, Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)))
        .then_some(Doubt::Alone)
}

/// Why a certificate is not good under the one authority that is given.
fn fault(
    parsed: &ParsedCertificate<'_>,
    rest: &[CertificateDer<'_>],
    anchor: Option<&CertificateDer<'_>>,
    now: UnixTime,
) -> Option<Doubt> {
    let mut roots = RootCertStore::empty();
    if let Some(anchor) = anchor {
        roots.add_parsable_certificates([anchor.clone().into_owned()]);
    }
    let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms.all;
    let verified = verify_server_cert_signed_by_trust_anchor(parsed, &roots, rest, now, algorithms);
    match verified {
        Err(Error::InvalidCertificate(why)) => match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Some(Doubt::Expired)
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Some(Doubt::NotYet)
            }
            CertificateError::UnknownIssuer => Some(Doubt::Alone),
            _ => None,
        },
        _ => None,
    }
}

fn unix(at: Timestamp) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_millis(at.0.max(0).unsigned_abs()))
}
