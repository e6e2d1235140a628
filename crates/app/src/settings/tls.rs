//! TLS that we speak ourselves: `DOORWARD_TLS`, `DOORWARD_TLS_CERT` and `DOORWARD_TLS_KEY`.

use std::path::{Path, PathBuf};

use doorward_core::time::{Timestamp, rfc3339};

use super::complaint::{Code, Severity};
use super::general::General;
use super::proxy::TrustProxy;
use super::reader::{Fault, Reader};
use crate::ports::Clock;
use crate::tls::{BadPair, Doubt, Files, Pair, Validity, doubts};

const NAME: &str = "DOORWARD_TLS";
const CERTIFICATE: &str = "DOORWARD_TLS_CERT";
const KEY: &str = "DOORWARD_TLS_KEY";

/// The one word that there is for [`NAME`].
const OWN: &str = "self-signed";

/// The certificate that people are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// That in these files, which are read anew when they change.
    Files {
        /// The certificate, and behind it those that lead to its authority, in PEM.
        certificate: PathBuf,
        /// Its key, in PEM.
        key: PathBuf,
    },
    /// One of our own, which is kept in the data folder.
    SelfSigned,
}

impl Tls {
    /// Reads what is set. `None` when we speak plain http.
    pub(super) fn read(env: &mut Reader<'_>) -> Option<Self> {
        env.group("TLS");
        let meaning = "`self-signed` speaks https with a certificate that is made here, for this machine and \
                       the host of the public URL. Browsers ask before they take it.";
        let own = env.parsed(NAME, ("", meaning), |text| {
            let remedy = format!("Write {OWN}, or name files in {CERTIFICATE} and {KEY}.");
            let unknown = || Fault::new(Code::NOT_A_CHOICE, "is not known", remedy);
            (text == OWN).then_some(Self::SelfSigned).ok_or_else(unknown)
        });
        let meaning = "The file with our certificate and those that lead to its authority (PEM): https is spoken \
                       without a proxy. It is read anew when it changes.";
        let certificate = env.optional(CERTIFICATE, "", meaning).map(PathBuf::from);
        let key = env.optional(KEY, "", "The file with its key (PEM).").map(PathBuf::from);
        let object = |env: &mut Reader<'_>, name, what: &str, remedy: &str| {
            env.object(Severity::Error, name, Fault::new(Code::TLS_INCOMPLETE, what, remedy));
        };
        match (own, certificate, key) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
                let what = "DOORWARD_TLS=self-signed is set, and files of a certificate are named.";
                object(env, NAME, what, "Remove one of the two.");
                None
            }
            (own, None, None) => own,
            (None, Some(certificate), Some(key)) => Some(Self::Files { certificate, key }),
            (None, Some(_), None) => {
                let what = "DOORWARD_TLS_CERT is set, and DOORWARD_TLS_KEY is not.";
                object(env, CERTIFICATE, what, "Name the file of the certificate's key in it.");
                None
            }
            (None, None, Some(_)) => {
                let what = "DOORWARD_TLS_KEY is set, and DOORWARD_TLS_CERT is not.";
                object(env, KEY, what, "Name the file of the key's certificate in it.");
                None
            }
        }
    }

    /// Says what is wrong with the certificate for the public URL.
    pub(super) fn check(&self, env: &mut Reader<'_>, general: &General) {
        let public = &general.client;
        if !public.is_https() {
            let what = format!("https is spoken, but DOMAIN_CLIENT=\"{public}\" is http.");
            let remedy = format!("Write {}.", public.to_string().replacen("http", "https", 1));
            let fault = Fault::new(Code::TLS_PUBLIC_URL, what, remedy);
            env.object(Severity::Error, "DOMAIN_CLIENT", fault);
        }
        if matches!(general.trust_proxy, TrustProxy::Hops(_)) {
            env.object(Severity::Error, "TRUST_PROXY", hops());
        }
        match self {
            Self::SelfSigned => {
                let what = "The certificate is signed by nobody but itself.";
                let remedy = "Browsers ask before they take it, and programs refuse. Elsewhere than on your own \
                              machine name a certificate of an authority.";
                let fault = Fault::new(Code::TLS_SELF_SIGNED, what, remedy);
                env.object(Severity::Warning, NAME, fault);
            }
            Self::Files { certificate, key } => {
                let files = Files { certificate: certificate.clone(), key: key.clone() };
                let read = files.read().and_then(|texts| {
                    if texts.is_open() {
                        env.object(Severity::Error, KEY, open(key));
                    }
                    Pair::parse(&files, &texts)
                });
                match read {
                    Ok(pair) => {
                        let now = Clock::System.now();
                        for doubt in doubts(&pair, public.host(), now) {
                            let (severity, fault) = doubtful(doubt, public.host());
                            env.object(severity, CERTIFICATE, fault);
                        }
                        if let Some(fault) = pair.validity().and_then(|time| ending(time, now)) {
                            env.object(Severity::Warning, CERTIFICATE, fault);
                        }
                    }
                    Err(bad) => broken(env, &bad),
                }
            }
        }
    }
}

/// A key that everybody may read.
fn open(key: &Path) -> Fault {
    let what = format!("{} can be read by other users of this machine.", key.display());
    Fault::new(Code::TLS_KEY_OPEN, what, format!("Run: chmod 600 {}", key.display()))
}

/// A number of proxies, which makes one of whoever connects: here that is everybody.
fn hops() -> Fault {
    let what = "TRUST_PROXY is a number, and https is spoken here: whoever connects would count as a proxy, \
                and could choose the address that they seem to come from.";
    let remedy = "Remove it. Where a proxy stands in front all the same and speaks https to us, list its \
                  address or network instead.";
    Fault::new(Code::TLS_HOPS, what, remedy)
}

fn broken(env: &mut Reader<'_>, bad: &BadPair) {
    let code = match bad {
        BadPair::Mismatch { .. } => Code::TLS_MISMATCH,
        _ => Code::TLS_FILE,
    };
    let (name, remedy) = match bad {
        BadPair::NoCertificate(_) => {
            (CERTIFICATE, "Name the file that begins with -----BEGIN CERTIFICATE-----.")
        }
        BadPair::NoKey(_) => {
            (KEY, "Name the file with -----BEGIN PRIVATE KEY-----, without a password on it.")
        }
        BadPair::Unreadable { .. } => (CERTIFICATE, "Name a file that this user can read."),
        BadPair::Unusable { .. } => (
            KEY,
            "Take a key for ECDSA (P-256, P-384), for Ed25519, or for RSA of 2048 bits or more.",
        ),
        BadPair::Mismatch { .. } => (KEY, "Name the key that the certificate was asked for with."),
    };
    let mut what = bad.to_string();
    if let BadPair::Unreadable { source, .. } = bad {
        what = format!("{what} ({source})");
    }
    // The name of a file or "the key" begins the sentence.
    let what = format!("{name}: {what}.");
    env.object(Severity::Error, name, Fault::new(code, what, remedy));
}

/// A certificate that is good yet, and should have been renewed.
fn ending(time: Validity, now: Timestamp) -> Option<Fault> {
    let is_ending = time.is_near_end(now) && !time.is_over(now);
    is_ending.then(|| {
        let what = format!("The certificate expires at {}.", rfc3339(time.ends()));
        let remedy = "Renew it, and see why that was not done by itself. It is read anew when the file changes.";
        Fault::new(Code::TLS_ENDING, what, remedy)
    })
}

fn doubtful(doubt: Doubt, host: &str) -> (Severity, Fault) {
    let renew = "Renew it. It is read anew when the file changes.";
    let (severity, code, what, remedy) = match doubt {
        Doubt::Unreadable => (
            Severity::Error,
            Code::TLS_FILE,
            "The certificate cannot be read.".to_owned(),
            "Have it made anew.",
        ),
        Doubt::Expired => {
            (Severity::Warning, Code::TLS_TIME, "The certificate has expired.".to_owned(), renew)
        }
        Doubt::NotYet => (
            Severity::Warning,
            Code::TLS_TIME,
            "The certificate is not valid yet.".to_owned(),
            "Set this machine's clock, or wait.",
        ),
        Doubt::OtherName => (
            Severity::Warning,
            Code::TLS_NAME,
            format!("The certificate is not for {host}, the host of the public URL."),
            "Have one made for that host, or set DOMAIN_CLIENT to one that it is for.",
        ),
        Doubt::Disordered => (
            Severity::Warning,
            Code::TLS_CHAIN,
            "The certificates in the file do not lead from one to the next.".to_owned(),
            "Write ours first, then the one that signed it, and so on: fullchain.pem as ACME clients write it.",
        ),
        Doubt::Alone => (
            Severity::Note,
            Code::TLS_CHAIN,
            "The file holds one certificate, which no authority that this machine knows has signed.".to_owned(),
            "If another certificate lies between, put it into the file: browsers need it. With an authority of \
             your own all is well.",
        ),
    };
    (severity, Fault::new(code, what, remedy))
}

#[cfg(test)]
mod tests;
