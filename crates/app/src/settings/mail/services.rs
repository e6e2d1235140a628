//! The mail services that `EMAIL_SERVICE` can name: those of nodemailer's list, with its rule for finding
//! them.

mod table;

use table::SERVICES;

/// A mail service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    /// Its name.
    pub(super) name: &'static str,
    /// Its other names, and the domains of the addresses that it gives.
    others: &'static [&'static str],
    pub(super) host: &'static str,
    /// The port, where the list has one.
    pub(super) port: Option<u16>,
    pub(super) secure: Secure,
    /// Whether it wants AUTH LOGIN.
    pub(super) login_only: bool,
}

/// How the list says that a service is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secure {
    /// TLS from the first byte.
    Implicit,
    /// STARTTLS, always.
    StartTls,
    /// STARTTLS if it is offered.
    IfOffered,
    /// No encryption.
    Never,
}

/// A service; a port of 0 is none.
const fn service(
    name: &'static str,
    others: &'static [&'static str],
    host: &'static str,
    port: u16,
    secure: Secure,
) -> Service {
    let port = if port == 0 { None } else { Some(port) };
    Service { name, others, host, port, secure, login_only: false }
}

/// The same with AUTH LOGIN.
const fn login(service: Service) -> Service {
    Service { login_only: true, ..service }
}

/// The service of this name, other name, domain or address.
pub(super) fn find(text: &str) -> Option<&'static Service> {
    // An address stands for its domain.
    let text = normal(text.rsplit('@').next().unwrap_or_default());
    SERVICES.iter().find(|service| service.names().any(|name| normal(name) == text))
}

/// A name that `text` may be a misspelling of: the one that it begins like.
pub(super) fn nearest(text: &str) -> Option<&'static str> {
    let text = normal(text);
    let alike = |name: &str| {
        let name = normal(name);
        name.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count()
    };
    let best = SERVICES.iter().max_by_key(|service| service.names().map(alike).max());
    best.filter(|service| service.names().any(|name| alike(name) >= 3)).map(|service| service.name)
}

/// How names are compared: in lower case, and letters, digits, dots and hyphens only.
fn normal(name: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    name.chars().filter(kept).map(|c| c.to_ascii_lowercase()).collect()
}

impl Service {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.others.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::Secure::{IfOffered, Implicit, Never, StartTls};
    use super::*;

    #[test]
    fn the_list_is_complete_and_every_name_of_it_is_found() {
        assert_eq!(SERVICES.len(), 88);
        for service in SERVICES {
            for name in service.names() {
                let found = find(name).unwrap();
                // "Mailgun" and the like are names of one service each; a second owner would never be found.
                assert_eq!(found.name, service.name, "{name}");
                assert_eq!(find(&name.to_uppercase()).unwrap().name, service.name, "{name}");
            }
        }
    }

    #[test]
    fn names_are_found_as_nodemailer_finds_them() {
        for (text, name) in [
            ("gmail", "Gmail"),
            ("Google Mail", "Gmail"),
            ("googlemail.com", "Gmail"),
            ("alice@gmail.com", "Gmail"),
            (" out_look ", "Hotmail"),
            ("brevo", "SendinBlue"),
            ("ses-eu-west-1", "SES-EU-WEST-1"),
            ("QQ Enterprise", "QQex"),
            ("163", "163"),
        ] {
            assert_eq!(find(text).map(|service| service.name), Some(name), "{text}");
        }
        for text in ["", "example.com", "smtp.gmail.com"] {
            assert!(find(text).is_none(), "{text}");
        }
        assert_eq!(nearest("gmial"), None);
        assert_eq!(nearest("sendgird"), Some("SendGrid"));
    }

    #[test]
    fn each_service_is_reached_as_the_list_says() {
        let reached = |text| find(text).map(|s| (s.host, s.port, s.secure, s.login_only)).unwrap();
        assert_eq!(reached("gmail"), ("smtp.gmail.com", Some(465), Implicit, false));
        assert_eq!(reached("zoho"), ("smtp.zoho.com", Some(465), Implicit, true));
        assert_eq!(reached("proton"), ("smtp.protonmail.ch", Some(587), StartTls, false));
        assert_eq!(reached("maildev"), ("localhost", Some(1025), Never, false));
        assert_eq!(reached("hot.ee"), ("mail.hot.ee", None, IfOffered, false));
        let count = |secure| SERVICES.iter().filter(|service| service.secure == secure).count();
        assert_eq!([Implicit, StartTls, IfOffered, Never].map(count), [50, 3, 34, 1]);
    }
}
