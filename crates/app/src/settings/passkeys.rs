//! Where passkeys are valid: the relying party and its origins.

use doorward_core::passkey::{covers, is_offered};

use super::General;
use super::complaint::{Code, Severity};
use super::general::PublicUrl;
use super::reader::{Fault, Reader};

const NAME: &str = "DOORWARD_PASSKEY_RP_ID";

/// Where passkeys are valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkeys {
    /// The relying party: the host of the public URL, or a parent of it.
    pub rp_id: String,
    /// The origins of the public URLs that it covers, this service's own first.
    pub origins: Vec<String>,
}

impl Passkeys {
    /// `None` where browsers offer no passkeys: at an IP address, and over plain http.
    pub(super) fn read(env: &mut Reader<'_>, general: &General) -> Option<Self> {
        env.group("Passkeys");
        let meaning = "The domain that passkeys are valid for: the host of the public URL or a parent \
                       of it. Whoever changes it makes every passkey useless.";
        let default = "the host of DOMAIN_SERVER";
        let wished = env.parsed(NAME, (default, meaning), |text| Ok(text.to_ascii_lowercase()));
        let server = &general.server;
        if !is_offered(server.is_https(), server.host()) {
            env.object(Severity::Note, "DOMAIN_SERVER", off(server));
            return None;
        }
        let rp_id = wished.unwrap_or_else(|| server.host().to_owned());
        if !covers(&rp_id, server.host()) {
            env.object(Severity::Error, NAME, astray(&rp_id, server));
            return None;
        }
        let covered =
            |url: &&PublicUrl| is_offered(url.is_https(), url.host()) && covers(&rp_id, url.host());
        let urls = [server, &general.client].into_iter().filter(covered);
        let mut origins: Vec<_> = urls.map(|url| url.origin().to_owned()).collect();
        origins.dedup();
        Some(Self { rp_id, origins })
    }
}

fn off(server: &PublicUrl) -> Fault {
    let what = format!("DOMAIN_SERVER=\"{server}\" is no place where browsers offer passkeys.");
    let remedy = "They are off. Give the service a name and https to have them.";
    Fault::new(Code::PASSKEYS_OFF, what, remedy)
}

fn astray(rp_id: &str, server: &PublicUrl) -> Fault {
    let host = server.host();
    let what = format!("{NAME}=\"{rp_id}\" is neither \"{host}\" nor a domain above it.");
    let remedy = format!("Leave it out, or write {NAME}={host}.");
    Fault::new(Code::PASSKEY_RP_ID, what, remedy)
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, Severity, Sources};

    use super::*;

    fn read(settings: &[(&str, &str)]) -> (Option<Passkeys>, Vec<(Severity, Code)>) {
        let given = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let reading = Settings::read(&Sources::gather(None, given.collect::<Vec<_>>()), 2);
        let ours = [Code::PASSKEYS_OFF, Code::PASSKEY_RP_ID];
        let said = reading.complaints.iter().filter(|one| ours.contains(&one.code));
        let said = said.map(|one| (one.severity, one.code)).collect();
        (reading.draft.and_then(|draft| draft.passkeys), said)
    }

    #[test]
    fn the_relying_party_is_the_host_of_the_public_url() {
        let (passkeys, said) = read(&[("DOMAIN_SERVER", "https://chat.example.com:8443/door")]);
        let passkeys = passkeys.unwrap();
        assert_eq!(passkeys.rp_id, "chat.example.com");
        assert_eq!(passkeys.origins, ["https://chat.example.com:8443"]);
        assert!(said.is_empty());
        assert_eq!(read(&[]).0.unwrap().rp_id, "localhost");
    }

    #[test]
    fn a_parent_covers_both_public_urls() {
        let urls = [
            ("DOMAIN_SERVER", "https://id.example.com"),
            ("DOMAIN_CLIENT", "https://chat.example.com"),
        ];
        assert_eq!(read(&urls).0.unwrap().origins, ["https://id.example.com"]);
        let both = [urls[0], urls[1], (NAME, "Example.com")];
        let passkeys = read(&both).0.unwrap();
        assert_eq!(passkeys.rp_id, "example.com");
        assert_eq!(passkeys.origins, ["https://id.example.com", "https://chat.example.com"]);
    }

    /// Checklist item 97: a name that only ends alike covers nothing.
    #[test]
    fn another_domain_stops_the_start() {
        for wrong in ["ample.com", "com", "other.test", "id.chat.example.com"] {
            let settings = [("DOMAIN_SERVER", "https://chat.example.com"), (NAME, wrong)];
            let (passkeys, said) = read(&settings);
            assert_eq!(said, [(Severity::Error, Code::PASSKEY_RP_ID)], "{wrong}");
            assert!(passkeys.is_none());
        }
    }

    #[test]
    fn without_a_name_or_https_they_are_off_and_it_says_so() {
        for server in ["http://192.0.2.7:3080", "http://chat.lan", "https://192.0.2.7"] {
            let (passkeys, said) = read(&[("DOMAIN_SERVER", server)]);
            assert!(passkeys.is_none());
            assert_eq!(said, [(Severity::Note, Code::PASSKEYS_OFF)], "{server}");
        }
    }
}
