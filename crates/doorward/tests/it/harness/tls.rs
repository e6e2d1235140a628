//! TLS on both sides: in front of what speaks none, and towards the server.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::PASSWORD;
use super::authority::Authority;
use super::http::{Answer, exchange, request};

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

/// What trusts the authority in a file alone, and speaks these protocols.
pub(crate) fn trusting(ca: &Path, protocols: &[&str]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    config
}

/// Begins a connection to `localhost` at an address.
pub(crate) async fn connect(
    address: SocketAddr,
    config: ClientConfig,
) -> std::io::Result<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, tcp).await
}

/// A browser that speaks HTTP/1.1 by TLS, a connection for each request.
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    ca: PathBuf,
    jar: BTreeMap<String, String>,
}

impl Client {
    pub(crate) const fn new(address: SocketAddr, ca: PathBuf) -> Self {
        Self { address, ca, jar: BTreeMap::new() }
    }

    /// A connection.
    pub(crate) async fn connect(&self, protocols: &[&str]) -> TlsStream<TcpStream> {
        connect(self.address, trusting(&self.ca, protocols)).await.unwrap()
    }

    /// Its cookies, as a header has them.
    pub(crate) fn cookies(&self) -> String {
        let cookies: Vec<_> =
            self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.join("; ")
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let cookies = self.cookies();
        let headers = [("Cookie", cookies.as_str()), ("Content-Type", "application/json")];
        let bytes = request(self.address, (method, path), &headers, body.as_bytes());
        let answer = exchange(self.connect(&["http/1.1"]).await, &bytes).await;
        for line in answer.all("set-cookie") {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.jar.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Registers and signs in below `prefix`. Gives the answer to the latter.
    pub(crate) async fn sign_in(&mut self, prefix: &str, email: &str) -> Answer {
        let body = json!({
            "name": "Member", "username": "", "email": email,
            "password": PASSWORD, "confirm_password": PASSWORD,
        });
        self.send("POST", &format!("{prefix}/api/auth/register"), &body.to_string()).await;
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        self.send("POST", &format!("{prefix}/api/auth/login"), &body).await.expect_status(200)
    }
}
