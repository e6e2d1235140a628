//! How certificates of others are verified: by the system's authorities and those that the settings add.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use rustls_platform_verifier::Verifier;

use super::authorities::Authorities;

/// The system's authorities and ours, judged by the one crypto library that is linked in. On a machine
/// that has none, every https handshake fails and says so, while http still works.
///
/// Reads the system's certificates, so it takes some milliseconds. Errs if the crypto library cannot do TLS.
pub fn trusting(authorities: &Authorities) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    match Verifier::new_with_extra_roots(authorities.iter(), provider) {
        Ok(verifier) => Ok(builder
            // Not a way around verification: it is the system's verifier, with authorities added.
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()),
        Err(error) => {
            tracing::error!(%error, "the system has no CA certificates: install ca-certificates");
            Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
        }
    }
}

/// Trusts nobody: for connections that never speak TLS. Errs if the crypto library cannot do TLS.
pub fn trusting_nobody() -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}
