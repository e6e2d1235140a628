//! From a URL to connections.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use doorward_core::secret::Secret;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Connection, Error, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::words;
use crate::error::OpenError;

/// How many connections are open at most, the listening one aside.
const CONNECTIONS: usize = 16;

/// How long a new connection, or a free one, is waited for.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a silent connection is trusted before the system asks whether it is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// A connection's other half: whoever holds it must poll it.
pub(super) type Wire = Connection<Socket, <MakeRustlsConnect as MakeTls>::Stream>;

use tokio_postgres::tls::MakeTlsConnect;

/// Names the stream type of the one TLS connector in use.
pub(super) trait MakeTls {
    type Stream;
}

impl<T: MakeTlsConnect<Socket>> MakeTls for T {
    type Stream = T::Stream;
}

/// A server that can be connected to.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    tls: MakeRustlsConnect,
    /// Host, database and user, for messages.
    pub(super) place: String,
}

impl Server {
    pub(super) fn from_url(url: &Secret<String>) -> Result<Self, OpenError> {
        let (url, tls) = split_tls(url.expose())?;
        let mut config: Config =
            url.parse().map_err(|error: Error| OpenError::Url { reason: words(&error) })?;
        if config.get_hosts().is_empty() {
            return Err(OpenError::Url { reason: "it names no host".to_owned() });
        }
        if !tls && config.get_ssl_mode() == SslMode::Require {
            let reason = "write sslmode=require in plain letters, once".to_owned();
            return Err(OpenError::Url { reason });
        }
        config.ssl_mode(if tls { SslMode::Require } else { SslMode::Disable });
        config.keepalives_idle(KEEPALIVE);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("doorward");
        }
        let place = place(&config);
        let tls = connector(tls).map_err(|error| OpenError::Failed {
            place: place.clone(),
            reason: error.to_string(),
        })?;
        Ok(Self { config, tls, place })
    }

    /// Connects, and errs in words for the operator.
    pub(super) async fn connect(&self) -> Result<(Client, Wire), OpenError> {
        // The driver's own limit ends with the socket: a server that accepts and then says
        // nothing would be waited for for ever.
        let patience = self.config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT);
        match timeout(patience, self.config.connect(self.tls.clone())).await {
            Ok(connected) => connected.map_err(|error| self.explain(&error)),
            Err(_) => Err(OpenError::Connect {
                place: self.place.clone(),
                reason: format!("no answer within {} s", patience.as_secs()),
            }),
        }
    }

    pub(super) fn pool(&self) -> Result<Pool, OpenError> {
        let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(self.config.clone(), self.tls.clone(), config);
        Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(CONNECT_TIMEOUT))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| OpenError::Failed {
                place: self.place.clone(),
                reason: error.to_string(),
            })
    }

    /// Says in words for the operator why a connection did not come about.
    pub(super) fn explain(&self, error: &Error) -> OpenError {
        let (place, reason) = (self.place.clone(), words(error));
        let Some(code) = error.code() else {
            return OpenError::Connect { place, reason };
        };
        match *code {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                OpenError::Refused { place, reason }
            }
            SqlState::INVALID_CATALOG_NAME => OpenError::Absent { place },
            SqlState::DISK_FULL => OpenError::Full(place),
            _ => OpenError::Failed { place, reason },
        }
    }
}

/// Takes the verifying modes, which the driver does not know, out of a URL: here TLS always
/// verifies. Returns the URL without them, and whether TLS is asked for.
///
/// Only the query counts, and `sslmode` only once: nothing that is meant as TLS may end as none.
fn split_tls(url: &str) -> Result<(String, bool), OpenError> {
    let authority = url.rfind('@').unwrap_or_default();
    let query = url.get(authority..).and_then(|rest| rest.find('?'));
    let Some((base, query)) = query.and_then(|at| url.split_at_checked(authority + at + 1)) else {
        return Ok((url.to_owned(), false));
    };
    let (mut tls, mut said, mut pairs) = (false, false, Vec::new());
    for pair in query.split('&') {
        let Some(mode) = pair.strip_prefix("sslmode=") else {
            pairs.push(pair);
            continue;
        };
        tls = match mode {
            "require" | "verify-ca" | "verify-full" => true,
            // "prefer" would not stop anybody in between, so it is not pretended to.
            "disable" | "allow" | "prefer" => false,
            _ => return Err(sslmode("is not one that is known")),
        };
        if std::mem::replace(&mut said, true) {
            return Err(sslmode("stands there twice"));
        }
        pairs.push(if tls { "sslmode=require" } else { pair });
    }
    Ok((format!("{base}{}", pairs.join("&")), tls))
}

fn sslmode(fault: &str) -> OpenError {
    OpenError::Url { reason: format!("its sslmode {fault}; write disable or verify-full") }
}

fn connector(tls: bool) -> Result<MakeRustlsConnect, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?;
    // The system's authorities take time and memory to load: only if they are needed.
    let builder = if tls {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(MakeRustlsConnect::new(builder.with_no_client_auth()))
}

fn place(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        _ => "?".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let user = config.get_user().unwrap_or("(unnamed)");
    let database = config.get_dbname().unwrap_or(user);
    format!("the PostgreSQL database {database} at {host}:{port} (user {user})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifying_modes_mean_tls_and_the_others_none() {
        for (mode, tls) in [
            ("require", true),
            ("verify-ca", true),
            ("verify-full", true),
            ("prefer", false),
            ("disable", false),
        ] {
            for rest in ["", "&application_name=x"] {
                let url = format!("postgres://a:b@h/d?sslmode={mode}{rest}");
                let (url, asked) = split_tls(&url).unwrap();
                assert_eq!(asked, tls, "{mode}");
                assert!(url.parse::<Config>().is_ok(), "{url}");
                assert!(url.ends_with(rest));
            }
        }
        assert!(!split_tls("postgres://h/d").unwrap().1);
        assert!(split_tls("postgres://u:xsslmode=y@h/d?sslmode=require").unwrap().1);
        for url in [
            "postgres://h/d?sslmode=disable&sslmode=require",
            "postgres://h/d?sslmode=%72equire",
            "postgres://h/d?sslmode=yes",
        ] {
            assert!(split_tls(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_connector_for_each_case_can_be_made_without_a_provider_for_the_process() {
        assert!(connector(false).is_ok());
        assert!(connector(true).is_ok());
    }

    #[test]
    fn the_place_never_shows_the_password() {
        let url = Secret::from("postgres://ann:hunter2@db.example:6000/door".to_owned());
        let place = Server::from_url(&url).unwrap().place;
        assert_eq!(place, "the PostgreSQL database door at db.example:6000 (user ann)");
    }

    #[test]
    fn a_url_that_makes_no_sense_is_refused_without_being_repeated() {
        for url in ["postgres://ann:hunter2@/d?port=x", "hunter2", "postgres://a@h/d?hunter2=1"] {
            let Err(error) = Server::from_url(&Secret::from(url.to_owned())) else {
                panic!("{url} was accepted");
            };
            assert!(matches!(error, OpenError::Url { .. }), "{error}");
        }
    }
}
