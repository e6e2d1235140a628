//! A certificate of our own, signed by nobody else, for https where no authority reaches.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use doorward_core::time::Timestamp;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use zeroize::Zeroizing;

use super::pair::Files;
use super::{Pair, doubts};

/// The file of certificate and key, in the data folder.
const FILE: &str = "self-signed.pem";

/// Where a new version of it is written before it takes the old one's place.
const DRAFT: &str = "self-signed.pem.new";

/// How long one is valid, in days: no browser takes one that is valid for longer than 398.
const VALID_DAYS: u64 = 365;

/// How long before its end it is made anew, in milliseconds.
const RENEWED_BEFORE_MS: i64 = 30 * DAY_MS;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What it is for besides the public URL.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Why none could be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The host of the public URL is none that a certificate can be for.
    #[error("a certificate cannot be made")]
    Make(#[from] rcgen::Error),
    /// The data folder.
    #[error("{} cannot be kept", file.display())]
    Keep {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Where it is kept: both parts in one file.
pub(super) fn files(folder: &Path) -> Files {
    let file = folder.join(FILE);
    Files { certificate: file.clone(), key: file }
}

/// Makes one for `host`, unless there is one that is good for a while.
pub(super) fn keep(folder: &Path, host: &str, now: Timestamp) -> Result<(), MakeError> {
    let host = host.trim_matches(['[', ']']);
    let names: Vec<_> = LOCAL.into_iter().chain((!LOCAL.contains(&host)).then_some(host)).collect();
    let then = Timestamp(now.0 + RENEWED_BEFORE_MS);
    let is_good = |pair: Pair| {
        let good = |at| names.iter().all(|name| doubts(&pair, name, at).is_empty());
        good(now) && good(then)
    };
    if Pair::read(&files(folder)).is_ok_and(is_good) {
        return Ok(());
    }
    let pem = make(&names, now)?;
    write(folder, &pem).map_err(|source| MakeError::Keep { file: folder.join(FILE), source })?;
    tracing::info!("made a self-signed certificate for {}", names.join(", "));
    Ok(())
}

fn make(names: &[&str], now: Timestamp) -> Result<Zeroizing<String>, rcgen::Error> {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "Doorward, signed by itself");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // From yesterday on: clocks differ.
    let begin = now.0.saturating_sub(DAY_MS).max(0).unsigned_abs();
    params.not_before = date_time_ymd(1970, 1, 1) + Duration::from_millis(begin);
    params.not_after = params.not_before + Duration::from_hours(24 * VALID_DAYS);
    let certificate = params.self_signed(&key)?;
    let secret = Zeroizing::new(key.serialize_pem());
    Ok(Zeroizing::new(format!("{}{}", certificate.pem(), *secret)))
}

/// Writes the file for the owner's eyes, whole or not at all.
fn write(folder: &Path, pem: &str) -> io::Result<()> {
    if !folder.is_dir() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let draft = folder.join(DRAFT);
    // One that a crash has left may have another mode.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(FILE))
}
