//! A certificate and its key, as files hold them.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};
use zeroize::Zeroizing;

use super::Validity;

/// The files of a certificate and of its key, which may be one.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What they hold, and who may read the key.
#[derive(PartialEq, Eq)]
pub(crate) struct Texts {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    is_open: bool,
}

/// Why files hold no certificate with its key.
#[derive(Debug, thiserror::Error)]
pub enum BadPair {
    /// A file that is not there, or not for us.
    #[error("{} cannot be read", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// No block of PEM with a certificate, or a broken one.
    #[error("{} holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// No block of PEM with a key, a broken one, or one that a password protects.
    #[error("{} holds no key in PEM without a password", .0.display())]
    NoKey(PathBuf),
    /// A key of another kind, or a certificate that cannot be read.
    #[error("the key in {} cannot be used with the certificate", file.display())]
    Unusable {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: Error,
    },
    /// The key of another certificate.
    #[error("the key in {} is not that of the certificate in {}", key.display(), certificate.display())]
    Mismatch {
        /// Where the certificate is.
        certificate: PathBuf,
        /// Where the key is.
        key: PathBuf,
    },
}

impl Files {
    /// Reads both.
    pub(crate) fn read(&self) -> Result<Texts, BadPair> {
        let (certificate, _) = read(&self.certificate)?;
        let (key, mode) = read(&self.key)?;
        // A group may read it: that is how a key is shared with a service.
        Ok(Texts { certificate, key: Zeroizing::new(key), is_open: mode & 0o007 != 0 })
    }
}

impl Texts {
    /// Whether everybody on this machine may read the key.
    pub(crate) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether `other` holds the same, whoever may read it.
    pub(super) fn has_same_text(&self, other: &Self) -> bool {
        self.certificate == other.certificate && self.key == other.key
    }
}

/// What a file holds, and its mode.
fn read(path: &Path) -> Result<(Vec<u8>, u32), BadPair> {
    let unreadable = |source| BadPair::Unreadable { file: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok((bytes, mode))
}

/// A certificate with those that lead to its authority, and its key.
#[derive(Clone, Debug)]
pub(crate) struct Pair(Arc<CertifiedKey>);

impl Pair {
    /// Reads files.
    pub(crate) fn read(files: &Files) -> Result<Self, BadPair> {
        Self::parse(files, &files.read()?)
    }

    /// Reads what files hold. They are named in what is wrong.
    pub(crate) fn parse(files: &Files, texts: &Texts) -> Result<Self, BadPair> {
        let no_certificate = || BadPair::NoCertificate(files.certificate.clone());
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&texts.certificate).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or_else(no_certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&texts.key)
            .map_err(|_| BadPair::NoKey(files.key.clone()))?;
        let paired = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider());
        paired.map(|pair| Self(Arc::new(pair))).map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                BadPair::Mismatch { certificate: files.certificate.clone(), key: files.key.clone() }
            }
            source => BadPair::Unusable { file: files.key.clone(), source },
        })
    }

    /// The certificates, that of the server first.
    pub(super) fn chain(&self) -> &[CertificateDer<'static>] {
        &self.0.cert
    }

    /// When the server's own is valid. `None` if that cannot be read.
    pub(crate) fn validity(&self) -> Option<Validity> {
        Validity::of(self.chain().first()?)
    }

    pub(super) fn into_shown(self) -> Arc<CertifiedKey> {
        self.0
    }
}
