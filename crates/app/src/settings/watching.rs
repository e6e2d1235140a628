//! What watches the service: who may read the metrics, and where.

use std::net::SocketAddr;

use doorward_core::secret::Secret;

use super::complaint::{Code, Severity};
use super::reader::{Fault, Reader};

const LISTEN: &str = "DOORWARD_METRICS_LISTEN";
const TOKEN: &str = "DOORWARD_METRICS_TOKEN";

/// The fewest bytes of a token that nobody guesses.
const TOKEN_MIN: usize = 16;

const WHERE: &str = "Where metrics and the detail of readiness are served, such as `127.0.0.1:9464`: on a \
                     listener of their own, never on the public one. Unset, nowhere.";
const WHO: &str = "What whoever reads them has to show as `Authorization: Bearer`; at least 16 bytes. Unset, \
                   whoever reaches that address may.";

/// The listener for whoever watches.
#[derive(Clone, Debug)]
pub struct Watching {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What has to be shown there.
    pub token: Option<Secret<String>>,
}

impl Watching {
    /// `None` when nobody watches.
    pub(super) fn read(env: &mut Reader<'_>) -> Option<Self> {
        env.group("Watching");
        let listen = env.parsed(LISTEN, ("", WHERE), address);
        let token = env.secret(TOKEN, "", WHO);
        if token.as_ref().is_some_and(|token| token.expose().len() < TOKEN_MIN) {
            let what = format!("{TOKEN} is shorter than {TOKEN_MIN} bytes.");
            let remedy = "Write the output of `openssl rand -hex 32`.";
            env.object(Severity::Error, TOKEN, Fault::new(Code::SECRET_SHORT, what, remedy));
        }
        let listen = listen?;
        if token.is_none() && !listen.ip().to_canonical().is_loopback() {
            let what = format!("{LISTEN}=\"{listen}\" can be reached from other machines.");
            let remedy = format!("Set {TOKEN}, or listen on 127.0.0.1.");
            env.object(Severity::Warning, LISTEN, Fault::new(Code::METRICS_OPEN, what, remedy));
        }
        Some(Self { listen, token })
    }
}

fn address(text: &str) -> Result<SocketAddr, Fault> {
    text.parse().map_err(|_| {
        let remedy = "Write one such as 127.0.0.1:9464, or [::1]:9464.";
        Fault::new(Code::NOT_ADDRESS, "is not an IP address with a port", remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Sources};

    fn read(text: &str) -> (Option<Watching>, Vec<Code>) {
        let set = text.lines().filter_map(|line| line.split_once('='));
        let set = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let reading = Settings::read(&Sources::gather(None, set), 2);
        let codes = reading.complaints.iter().map(|complaint| complaint.code).collect();
        (reading.draft.and_then(|draft| draft.watching), codes)
    }

    #[test]
    fn an_address_that_others_reach_wants_a_token() {
        assert!(read("").0.is_none());
        let (local, complaints) = read("DOORWARD_METRICS_LISTEN=127.0.0.1:9464");
        assert!(local.is_some() && !complaints.contains(&Code::METRICS_OPEN));
        let (open, complaints) = read("DOORWARD_METRICS_LISTEN=0.0.0.0:9464");
        assert!(open.is_some() && complaints.contains(&Code::METRICS_OPEN));
        let token = "DOORWARD_METRICS_LISTEN=0.0.0.0:9464\nDOORWARD_METRICS_TOKEN=0123456789abcdef";
        let (open, complaints) = read(token);
        assert!(open.unwrap().token.is_some() && !complaints.contains(&Code::METRICS_OPEN));
    }

    #[test]
    fn a_short_token_and_no_address_stop_the_start() {
        let (none, complaints) = read("DOORWARD_METRICS_LISTEN=9464");
        assert!(none.is_none() && complaints.contains(&Code::NOT_ADDRESS));
        let (none, complaints) =
            read("DOORWARD_METRICS_LISTEN=127.0.0.1:9464\nDOORWARD_METRICS_TOKEN=short");
        assert!(none.is_none() && complaints.contains(&Code::SECRET_SHORT));
    }
}
