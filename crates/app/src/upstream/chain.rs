//! The certificates that a server shows, for the doctor to tell. Nothing is believed because of it, and nothing
//! is sent to the server: the handshake ends with them.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme};
use x509_parser::parse_x509_certificate;

use super::greet::greet;

/// The most that are told.
const MOST: usize = 5;

/// What a server shows: one line for each certificate, its own first. Empty when it shows none in time.
pub(crate) async fn shown(host: &str, port: u16) -> Vec<String> {
    described(&certificates(host, port).await).collect()
}

/// The certificates that a server shows, its own first. Empty when it shows none in time.
pub(crate) async fn certificates(host: &str, port: u16) -> Vec<CertificateDer<'static>> {
    let looker = Arc::new(Looker::default());
    let config = ClientConfig::builder_with_provider(Arc::clone(&looker.provider))
        .with_safe_default_protocol_versions();
    let Ok(config) = config else { return Vec::new() };
    let verifier = Arc::clone(&looker) as Arc<dyn ServerCertVerifier>;
    let config =
        config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    // It ends with what was seen, since nothing is trusted.
    drop(greet((host, port), Some(Arc::new(config))).await);
    looker.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A line for each certificate.
pub(crate) fn described(certificates: &[CertificateDer<'static>]) -> impl Iterator<Item = String> {
    certificates.iter().take(MOST).map(describe)
}

/// Subject, issuer and end of a certificate.
fn describe(certificate: &CertificateDer<'static>) -> String {
    let Ok((_, read)) = parse_x509_certificate(certificate) else {
        return "a certificate that cannot be read".to_owned();
    };
    let told = format!(
        "{} signed by {} until {}",
        read.subject(),
        read.issuer(),
        read.validity().not_after
    );
    told.chars().filter(|c| !c.is_control()).take(400).collect()
}

/// Looks at certificates, and trusts none.
#[derive(Debug)]
struct Looker {
    provider: Arc<CryptoProvider>,
    seen: Mutex<Vec<CertificateDer<'static>>>,
}

impl Default for Looker {
    fn default() -> Self {
        Self { provider: Arc::new(aws_lc_rs::default_provider()), seen: Mutex::default() }
    }
}

impl ServerCertVerifier for Looker {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let all = std::iter::once(end_entity).chain(intermediates);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            all.map(|one| one.clone().into_owned()).collect();
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
