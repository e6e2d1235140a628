//! Handing mails to a mail server: SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS from the first byte (RFC
//! 8314), and AUTH (RFC 4954). Every step has a deadline.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use doorward_core::address::Email;

use super::compose::Mail;
use super::failure::{Failure, Fault, Stage};
use super::lines::Lines;
use super::remedy;
use crate::settings::{Encryption, Smtp};
use crate::upstream::authorities::Authorities;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(15);
/// How long the server may take to greet, to agree on TLS, or to judge a password.
const ANSWER: Duration = Duration::from_secs(30);
/// How long it may take to accept a mail. RFC 5321 §4.5.3.2 grants minutes; a turn with a letter is longer.
const ACCEPT: Duration = Duration::from_secs(90);
/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// How many mails go over one connection; servers commonly end it after a hundred.
const MAILS: u32 = 50;

/// A mail server.
pub(super) struct Server {
    settings: Smtp,
    authorities: Authorities,
    hello: ClientId,
    /// Made at the first connection: reading the system's certificates takes tens of milliseconds.
    tls: OnceCell<TlsParameters>,
}

/// A connection that mails can be handed over on.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    handed_over: u32,
}

impl Server {
    /// A server that is greeted as `host`, if that is a name.
    pub(super) fn new(settings: &Smtp, authorities: &Authorities, host: &str) -> Self {
        let named = host.contains('.') && host.parse::<std::net::Ipv4Addr>().is_err();
        let hello = if named { ClientId::Domain(host.to_owned()) } else { ClientId::default() };
        let (settings, authorities) = (settings.clone(), authorities.clone());
        Self { settings, authorities, hello, tls: OnceCell::new() }
    }

    /// Connects, encrypts and signs in. What was done is told to `told`, a sentence each.
    pub(super) async fn connect(&self, told: &mut Vec<String>) -> Result<Connection, Failure> {
        let mut smtp = self.greet(told).await?;
        self.encrypt(&mut smtp, told).await?;
        if let Some((user, password)) = &self.settings.credentials {
            let only_login = [Mechanism::Login];
            let mechanisms: &[Mechanism] =
                if self.settings.login_only { &only_login } else { DEFAULT_MECHANISMS };
            let credentials = Credentials::new(user.clone(), password.expose().clone());
            let signing_in = smtp.auth(mechanisms, &credentials);
            self.within(Stage::SignIn, ANSWER, signing_in).await?;
            told.push(format!("signed in as {user}"));
        }
        Ok(Connection { smtp, handed_over: 0 })
    }

    async fn greet(&self, told: &mut Vec<String>) -> Result<AsyncSmtpConnection, Failure> {
        let (host, port) = (self.settings.host.as_str(), self.settings.port);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if self.settings.encryption == Encryption::Implicit {
            let (tls, place) = (self.tls().await?, (bare, port));
            let connecting = AsyncSmtpConnection::connect_tokio1(
                place,
                Some(CONNECT),
                &self.hello,
                Some(tls),
                None,
            );
            let smtp = self.within(Stage::Connect, ANSWER, connecting).await?;
            told.push(format!("connected to {host}:{port}, encrypted from the first byte"));
            return Ok(smtp);
        }
        let stream = match timeout(CONNECT, TcpStream::connect((bare, port))).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(self.unreachable(&error.to_string())),
            Err(_) => return Err(self.unreachable("nothing answers")),
        };
        // The last line of a mail must not wait until its first ones are acknowledged.
        if let Err(error) = stream.set_nodelay(true) {
            return Err(self.unreachable(&error.to_string()));
        }
        told.push(format!("connected to {host}:{port}"));
        let lines = Box::new(Lines::new(stream));
        let greeting = AsyncSmtpConnection::connect_with_transport(lines, &self.hello);
        self.within(Stage::Connect, ANSWER, greeting).await
    }

    async fn encrypt(
        &self,
        smtp: &mut AsyncSmtpConnection,
        told: &mut Vec<String>,
    ) -> Result<(), Failure> {
        match self.settings.encryption {
            Encryption::Implicit => return Ok(()),
            Encryption::StartTls if !smtp.can_starttls() => {
                let text = "the server offers no STARTTLS, and nothing is sent in clear";
                let failure = Failure::new(Stage::Encrypt, Fault::Server, text);
                smtp.abort().await;
                return Err(failure.remedy(remedy::NO_STARTTLS));
            }
            Encryption::StartTls | Encryption::Opportunistic if smtp.can_starttls() => {
                let tls = self.tls().await?;
                let encrypting = smtp.starttls(tls, &self.hello);
                self.within(Stage::Encrypt, ANSWER, encrypting).await?;
                told.push("encrypted with STARTTLS".to_owned());
            }
            _ => told.push("not encrypted: the server does not offer it".to_owned()),
        }
        Ok(())
    }

    /// One step within its deadline.
    async fn within<T>(
        &self,
        stage: Stage,
        deadline: Duration,
        step: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let failure = match timeout(deadline, step).await {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(error)) => {
                let remedy = remedy::of(&self.settings, stage, &error);
                Failure { remedy, ..Failure::smtp(stage, &error) }
            }
            Err(_) => {
                let failure = Failure::new(stage, Fault::Server, "no answer within the deadline");
                failure.remedy(remedy::silent(&self.settings))
            }
        };
        Err(failure)
    }

    fn unreachable(&self, text: &str) -> Failure {
        let text = format!("{}:{}: {text}", self.settings.host, self.settings.port);
        Failure::new(Stage::Connect, Fault::Server, &text).remedy(remedy::UNREACHABLE)
    }

    /// How certificates are judged: by the system's authorities and those that the settings add.
    async fn tls(&self) -> Result<TlsParameters, Failure> {
        let made = self.tls.get_or_try_init(async || {
            let builder = self.tls_builder()?;
            // Not on the runtime: everybody else would wait for the certificates too.
            let made = tokio::task::spawn_blocking(move || builder.build()).await;
            let made = made.map_err(|error| trust_failure(&error.to_string()))?;
            made.map_err(|error| trust_failure(&error.to_string()))
        });
        made.await.cloned()
    }

    fn tls_builder(&self) -> Result<TlsParametersBuilder, Failure> {
        let any = self.settings.allow_self_signed;
        let mut builder = TlsParameters::builder(self.settings.server_name.clone())
            .dangerous_accept_invalid_certs(any)
            .dangerous_accept_invalid_hostnames(any);
        for certificate in self.authorities.iter() {
            let added = Certificate::from_der(certificate.to_vec());
            let added = added.map_err(|error| trust_failure(&error.to_string()))?;
            builder = builder.add_root_certificate(added);
        }
        Ok(builder)
    }
}

fn trust_failure(text: &str) -> Failure {
    Failure::new(Stage::Encrypt, Fault::Server, text)
        .remedy("Install the package ca-certificates, or name a file in DOORWARD_CA_FILE.")
}

impl Connection {
    /// Hands a mail over, to its one recipient.
    pub(super) async fn hand_over(
        &mut self,
        server: &Server,
        mail: &Mail,
    ) -> Result<String, Failure> {
        let (envelope, bytes) = mail.formatted()?;
        let handing_over = self.smtp.send(&envelope, &bytes);
        let response = server.within(Stage::HandOver, ACCEPT, handing_over).await?;
        self.handed_over += 1;
        let words: Vec<_> = response.message().collect();
        Ok(super::failure::one_line(&words.join(" ")))
    }

    /// Names the sender of a mail that is not sent (RFC 5321 §4.1.1.2 and §4.1.1.5).
    pub(super) async fn name_sender(
        &mut self,
        server: &Server,
        from: &Email,
    ) -> Result<(), Failure> {
        let unusable = |_| Failure::new(Stage::HandOver, Fault::Letter, "the sender is no address");
        let from = from.as_str().parse().map_err(unusable)?;
        let naming = async {
            self.smtp.command(commands::Mail::new(Some(from), Vec::new())).await?;
            self.smtp.command(commands::Rset).await
        };
        server.within(Stage::HandOver, ANSWER, naming).await.map(drop)
    }

    /// Whether another mail may follow.
    pub(super) const fn has_room(&self) -> bool {
        self.handed_over < MAILS
    }

    /// Whether it has carried a mail already. A failure may then be that of a server that hung up meanwhile.
    pub(super) const fn is_used(&self) -> bool {
        self.handed_over > 0
    }

    /// Says farewell.
    pub(super) async fn close(mut self) {
        // A server that does not answer has been left all the same.
        drop(timeout(FAREWELL, self.smtp.quit()).await);
    }
}
