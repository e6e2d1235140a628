//! Certificate authorities that are trusted beside the system's.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// Why a text holds no authorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAuthorities {
    /// A block of it is broken.
    #[error("is not PEM")]
    NotPem,
    /// There is no certificate in it.
    #[error("holds no certificate")]
    Empty,
    /// One of its certificates cannot be read.
    #[error("holds a certificate that cannot be read")]
    Unreadable,
}

/// Certificates of authorities. They add to those of the system and never take one away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorities(Arc<[CertificateDer<'static>]>);

impl Authorities {
    /// Reads certificates in PEM (RFC 7468 §5.1). Errs unless there is at least one and all can be read.
    pub fn from_pem(pem: &[u8]) -> Result<Self, BadAuthorities> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = read.map_err(|_| BadAuthorities::NotPem)?;
        if certificates.is_empty() {
            return Err(BadAuthorities::Empty);
        }
        let mut store = RootCertStore::empty();
        let (_, unreadable) = store.add_parsable_certificates(certificates.iter().cloned());
        if unreadable > 0 {
            return Err(BadAuthorities::Unreadable);
        }
        Ok(Self(certificates.into()))
    }

    /// These and `others`.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self(self.iter().chain(others.iter()).collect())
    }

    /// Each certificate.
    pub(crate) fn iter(&self) -> impl Iterator<Item = CertificateDer<'static>> + '_ {
        self.0.iter().cloned()
    }
}
