//! What to do when the mail server cannot be used: which setting to change, as far as that can be told.

use std::error::Error as _;

use lettre::transport::smtp::Error;
use rustls::CertificateError;

use super::failure::Stage;
use crate::settings::{Encryption, Smtp};

pub(super) const UNREACHABLE: &str =
    "Check EMAIL_HOST and EMAIL_PORT, and whether a firewall stands between.";
pub(super) const NO_STARTTLS: &str = "Write EMAIL_ENCRYPTION=tls and EMAIL_PORT=465 if the server has that; if it has no encryption at \
     all and stands in your own network, remove EMAIL_ENCRYPTION.";

/// What to do about a server that says nothing.
pub(super) const fn silent(smtp: &Smtp) -> &'static str {
    match smtp.encryption {
        Encryption::Implicit => UNREACHABLE,
        _ => "If the port speaks TLS from the first byte, as 465 does, write EMAIL_ENCRYPTION=tls.",
    }
}

/// What to do about an error.
pub(super) fn of(smtp: &Smtp, stage: Stage, error: &Error) -> Option<String> {
    if let Some(fault) = tls_fault(error) {
        return Some(tls(smtp, fault));
    }
    let code = error.status().map(u16::from);
    let remedy = match (stage, code) {
        (Stage::SignIn, _) if error.is_client() => {
            "The server wants nobody to sign in this way: remove EMAIL_USERNAME and EMAIL_PASSWORD, or \
             write EMAIL_ENCRYPTION=starttls, as many offer it encrypted only."
        }
        (Stage::SignIn, _) => {
            "Check EMAIL_USERNAME and EMAIL_PASSWORD. Many services want a password made for \
             applications."
        }
        (Stage::HandOver, Some(530)) => "Set EMAIL_USERNAME and EMAIL_PASSWORD.",
        (Stage::HandOver, Some(500..)) => {
            "If the server names the sender, set EMAIL_FROM to an address that it lets you send from."
        }
        (Stage::HandOver, Some(_)) => "It is tried again by itself.",
        (Stage::Connect, None) => return Some(connection(smtp).to_owned()),
        _ => return None,
    };
    Some(remedy.to_owned())
}

const fn connection(smtp: &Smtp) -> &'static str {
    match smtp.encryption {
        Encryption::Implicit => UNREACHABLE,
        // Who speaks TLS from the first byte hangs up on a greeting.
        _ => silent(smtp),
    }
}

fn tls(smtp: &Smtp, fault: &rustls::Error) -> String {
    match fault {
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => format!(
            "The certificate is not for {}. Write the name that it is for in EMAIL_HOST or \
             EMAIL_ENCRYPTION_HOSTNAME.",
            smtp.server_name
        ),
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => "The certificate of the mail server has expired: it has to be renewed.".to_owned(),
        rustls::Error::InvalidCertificate(_) => {
            "Name the file of the authority that signed the certificate in DOORWARD_CA_FILE."
                .to_owned()
        }
        _ if smtp.encryption == Encryption::Implicit => {
            "The server does not speak TLS from the first byte: write EMAIL_ENCRYPTION=starttls."
                .to_owned()
        }
        _ => "The server and we know no common way to encrypt: it may be too old.".to_owned(),
    }
}

/// The error of TLS somewhere below.
fn tls_fault(error: &Error) -> Option<&rustls::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let mut at = inner;
        // What I/O errors wrap, however often.
        while let Some(wrapped) =
            at.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
        {
            at = wrapped;
        }
        if let Some(fault) = at.downcast_ref() {
            return Some(fault);
        }
        cause = inner.source();
    }
    None
}
