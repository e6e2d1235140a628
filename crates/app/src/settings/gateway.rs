//! The chat app behind the gateway: where it is, and how it is forwarded to.

use std::time::Duration;

use url::Url;

use super::authorities;
use super::complaint::{Code, Severity};
use super::reader::{Fault, Reader, url};
use crate::upstream::authorities::Authorities;

/// The path below which our own pages are while an app has the rest of the origin.
pub const MOUNT: &str = "/doorward";

/// The setting that names it.
pub(super) const NAME: &str = "DOORWARD_UPSTREAM";

/// The setting that names the file of its authorities.
const CA_NAME: &str = "DOORWARD_UPSTREAM_CA";

/// The largest body that is forwarded unless set otherwise, in bytes.
const BODY_MAX: u64 = 1 << 30;

const UPSTREAM: &str = "The app that Doorward stands in front of, such as `http://127.0.0.1:3210`: whoever is \
                        signed in gets through to it. Unset, there is no gateway.";
const CA: &str =
    "A file of certificate authorities (PEM) to trust at apps alone, where it is asked by https.";
const BODY: &str = "The largest body of a request to the app, in bytes.";
const PATIENCE: &str = "How long the app may take until its answer begins.";

/// An app behind the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// Its base URL: scheme, host and port.
    pub url: Url,
    /// The largest body of a request, in bytes.
    pub body_max: u64,
    /// How long it may take until its answer begins. What it streams then has no limit.
    pub patience: Duration,
    /// Who may have signed its certificate, beside the system's authorities.
    pub authorities: Authorities,
}

/// What holds for every app which does not have its own.
pub(super) struct Usual {
    pub(super) body_max: u64,
    pub(super) patience: Duration,
    pub(super) authorities: Authorities,
}

impl Upstream {
    /// The one app, `None` if it is not set, and what holds for all.
    pub(super) fn read(env: &mut Reader<'_>, all: &Authorities) -> (Option<Self>, Usual) {
        env.group("Gateway");
        let url = env.parsed(NAME, ("", UPSTREAM), base);
        let own = env.parsed(CA_NAME, ("", CA), authorities::file);
        if let (Some(url), Some(_)) = (&url, &own)
            && url.scheme() != "https"
        {
            let what =
                format!("{CA_NAME} is set, but {NAME} is asked by http, without certificates.");
            let remedy = format!("Remove it, or write {NAME}=https://{}.", url.authority());
            env.object(Severity::Warning, CA_NAME, Fault::new(Code::UPSTREAM_CA, what, remedy));
        }
        let authorities = own.map_or_else(|| all.clone(), |own| all.and(&own));
        let body_max = env.number("DOORWARD_UPSTREAM_BODY_MAX", BODY_MAX, 1..=u64::MAX, BODY);
        let patience = env.millis("DOORWARD_UPSTREAM_TIMEOUT", "1000 * 60 * 10", PATIENCE);
        let usual = Usual { body_max, patience: self::patience(patience), authorities };
        (url.map(|url| usual.upstream(url)), usual)
    }
}

impl Usual {
    /// An app at `url`.
    pub(super) fn upstream(&self, url: Url) -> Upstream {
        let Self { body_max, patience, authorities } = self;
        let (body_max, patience) = (*body_max, *patience);
        Upstream { url, body_max, patience, authorities: authorities.clone() }
    }
}

/// So many milliseconds.
pub(super) fn patience(milliseconds: i64) -> Duration {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default())
}

/// Reads a URL that names a server and nothing on it.
pub(super) fn base(text: &str) -> Result<Url, Fault> {
    let url = url(text)?;
    if url.path() == "/" {
        return Ok(url);
    }
    let mut bare = url;
    bare.set_path("");
    let remedy = format!("Write \"{}\".", bare.as_str().trim_end_matches('/'));
    Err(Fault::new(Code::NOT_URL, "has a path, which is the app's own to choose", remedy))
}

#[cfg(test)]
mod tests;
