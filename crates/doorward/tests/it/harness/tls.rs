//! TLS in front of what speaks none.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::authority::Authority;

/// Speaks TLS with the certificate `name`, and hands on to `app` what it is told. Gives its port.
#[expect(clippy::disallowed_methods, reason = "it is a task of the story")]
pub(crate) async fn in_front_of(app: SocketAddr, authority: &Authority, name: &str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config(authority, name)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut client) = acceptor.accept(stream).await else { return };
                let mut app = TcpStream::connect(app).await.unwrap();
                drop(copy_bidirectional(&mut client, &mut app).await);
            });
        }
    });
    port
}

fn config(authority: &Authority, name: &str) -> ServerConfig {
    let certificate = CertificateDer::from_pem_file(authority.path(&format!("{name}.pem")));
    let key = PrivateKeyDer::from_pem_file(authority.path(&format!("{name}.key")));
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.unwrap()], key.unwrap())
        .unwrap()
}
