//! The certificates that a server shows, for the doctor to tell. Nothing is believed because of it, and nothing
//! is sent to the server: the handshake ends with them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use x509_parser::parse_x509_certificate;

/// How long a server may take to show them.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most that are told.
const MOST: usize = 5;

/// What a server shows: one line for each certificate, its own first. Empty when it shows none in time.
pub(crate) async fn shown(host: &str, port: u16) -> Vec<String> {
    let looker = Arc::new(Looker::default());
    // Whatever ends the handshake, what was seen until then counts.
    drop(timeout(PATIENCE, handshake(host, port, Arc::clone(&looker))).await);
    let seen = looker.seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.iter().take(MOST).map(describe).collect()
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

async fn handshake(host: &str, port: u16, looker: Arc<Looker>) -> std::io::Result<()> {
    let name = ServerName::try_from(host.to_owned()).map_err(std::io::Error::other)?;
    let config = ClientConfig::builder_with_provider(Arc::clone(&looker.provider))
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(looker)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), name);
    let mut connection = connection.map_err(std::io::Error::other)?;
    let mut stream = TcpStream::connect((host, port)).await?;
    let mut buffer = [0; 4096];
    while connection.is_handshaking() {
        let mut out = Vec::new();
        while connection.wants_write() {
            connection.write_tls(&mut out)?;
        }
        stream.write_all(&out).await?;
        let read = stream.read(&mut buffer).await?;
        let mut rest = buffer.get(..read).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        while !rest.is_empty() {
            connection.read_tls(&mut rest)?;
            connection.process_new_packets().map_err(std::io::Error::other)?;
        }
    }
    Ok(())
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
