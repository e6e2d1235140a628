//! The mail server.

use std::net::IpAddr;

use doorward_core::secret::Secret;

use super::services::{self, Secure, Service};
use super::{Code, Fault, Reader, Severity, checks, either, used};

/// A mail server and how it is spoken to.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// The well-known service that was named, by its own name.
    pub service: Option<&'static str>,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub encryption: Encryption,
    /// The name that its certificate must have.
    pub server_name: String,
    /// Whether any certificate will do.
    pub allow_self_signed: bool,
    /// Who sends, and the password.
    pub credentials: Option<(String, Secret<String>)>,
    /// Whether AUTH LOGIN is the only mechanism to use (the service wants it).
    pub login_only: bool,
}

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte (RFC 8314 §3.3).
    Implicit,
    /// STARTTLS (RFC 3207), and no mail without it.
    StartTls,
    /// STARTTLS if the server offers it.
    Opportunistic,
    /// None, even if it is offered.
    None,
}

impl Smtp {
    /// Whether the server is on this machine.
    pub(super) fn is_local(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

/// The server as its own settings have it.
struct Written {
    host: Option<String>,
    /// The port that holds when none is written.
    default_port: u16,
    port: Option<u16>,
    encryption: Option<Encryption>,
}

/// Reads the server; `None` when none is set.
pub(super) fn read(env: &mut Reader<'_>) -> Option<Smtp> {
    let service = service(env);
    let written = written(env);
    let meaning = "The name that the mail server's certificate must have.";
    let name = env.optional("EMAIL_ENCRYPTION_HOSTNAME", "EMAIL_HOST", meaning);
    let meaning = "Accepts any certificate of the mail server. Dangerous.";
    let allow_self_signed = env.flag("EMAIL_ALLOW_SELFSIGNED", false, meaning);
    let credentials = credentials(env);
    let (host, port, encryption) = match service {
        Some(service) => of_service(service, &written),
        None => of_server(env, &written)?,
    };
    let smtp = Smtp {
        service: service.map(|service| service.name),
        server_name: name.unwrap_or_else(|| host.clone()),
        host,
        port,
        encryption,
        allow_self_signed,
        credentials,
        login_only: service.is_some_and(|service| service.login_only),
    };
    checks::connection(env, &smtp);
    Some(smtp)
}

fn service(env: &mut Reader<'_>) -> Option<&'static Service> {
    let meaning = "A well-known mail service by name, other name or domain. It wins over host and \
                   port.";
    env.parsed("EMAIL_SERVICE", ("", meaning), |text| {
        services::find(text).ok_or_else(|| {
            let remedy = match services::nearest(text) {
                Some(name) => format!("Did you mean {name}? Else write EMAIL_HOST and EMAIL_PORT."),
                None => "Write EMAIL_HOST and EMAIL_PORT instead.".to_owned(),
            };
            Fault::new(Code::MAIL_SERVICE, "is not a mail service that is known", remedy)
        })
    })
}

fn written(env: &mut Reader<'_>) -> Written {
    let found = env.find(either(["EMAIL_HOST", "SMTP_HOST"]), used("", "The mail server."));
    // The port that each chat app goes to when none is written.
    let default_port = match &found {
        Some(found) if found.name == "SMTP_HOST" => 587,
        _ => 25,
    };
    let meaning = "Its port: 587 or 25 with STARTTLS, 465 with TLS from the first byte.";
    let default = "25; 465 with EMAIL_ENCRYPTION=tls; 587 for SMTP_HOST";
    let port = env.parsed(either(["EMAIL_PORT", "SMTP_PORT"]), (default, meaning), |text| {
        let port = text.parse().ok().filter(|port| *port != 0);
        port.ok_or_else(|| super::super::reader::number_fault(1, u16::MAX))
    });
    let (host, encryption) = (found.map(|found| found.text.trim().to_owned()), encryption(env));
    Written { host, default_port, port, encryption }
}

fn encryption(env: &mut Reader<'_>) -> Option<Encryption> {
    let meaning = "`starttls`: encrypted, or no mail is sent. `tls`: encrypted from the first byte. \
                   Anything else: encrypted if the server offers it.";
    let found = env.find("EMAIL_ENCRYPTION", used("", meaning));
    let meaning = "LobeChat: `true` is TLS from the first byte.";
    let secure = env.flag("SMTP_SECURE", false, meaning);
    let Some(found) = found else { return secure.then_some(Encryption::Implicit) };
    match found.text.trim().to_ascii_lowercase().as_str() {
        "tls" => Some(Encryption::Implicit),
        "starttls" => Some(Encryption::StartTls),
        "none" => Some(Encryption::Opportunistic),
        _ => {
            let what = "is not known, so mail is encrypted only if the server offers it";
            let fault = Fault::new(Code::NOT_A_CHOICE, what, "Write starttls or tls.");
            env.complain(Severity::Warning, &found, fault);
            Some(Encryption::Opportunistic)
        }
    }
}

fn credentials(env: &mut Reader<'_>) -> Option<(String, Secret<String>)> {
    let meaning = "Who signs in at the mail server. Without it and the password, nobody does.";
    let user = env.optional(either(["EMAIL_USERNAME", "SMTP_USER"]), "", meaning);
    let meaning = "The password of the sender.";
    let password = env.secret(either(["EMAIL_PASSWORD", "SMTP_PASS"]), "", meaning);
    match (user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (Some(_), None) => checks::half(env, "EMAIL_USERNAME", "EMAIL_PASSWORD"),
        (None, Some(_)) => checks::half(env, "EMAIL_PASSWORD", "EMAIL_USERNAME"),
    }
}

/// What a well-known service says of itself; `EMAIL_ENCRYPTION` makes it stricter.
fn of_service(service: &Service, written: &Written) -> (String, u16, Encryption) {
    let port = service.port.unwrap_or(587);
    let encryption = match (service.secure, written.encryption) {
        (Secure::Implicit, _) => Encryption::Implicit,
        // Two services are listed with this port and without TLS, which it cannot be without.
        (Secure::IfOffered, _) if port == 465 => Encryption::Implicit,
        (Secure::StartTls, _)
        | (Secure::IfOffered, Some(Encryption::StartTls | Encryption::Implicit)) => {
            Encryption::StartTls
        }
        (Secure::IfOffered, _) => Encryption::Opportunistic,
        (Secure::Never, _) => Encryption::None,
    };
    (service.host.to_owned(), port, encryption)
}

fn of_server(env: &mut Reader<'_>, written: &Written) -> Option<(String, u16, Encryption)> {
    let host = written.host.clone()?;
    let port = written.port.unwrap_or(match written.encryption {
        Some(Encryption::Implicit) => 465,
        _ => written.default_port,
    });
    let encryption = written.encryption.unwrap_or_else(|| {
        if port != 465 {
            return Encryption::Opportunistic;
        }
        let what = "EMAIL_PORT is 465 and EMAIL_ENCRYPTION is not set; this port speaks TLS from the \
                    first byte, so tls is taken.";
        let remedy = "Write EMAIL_ENCRYPTION=tls to say the same.";
        env.object(Severity::Note, "EMAIL_PORT", Fault::new(Code::MAIL_PORT, what, remedy));
        Encryption::Implicit
    });
    Some((host, port, encryption))
}
