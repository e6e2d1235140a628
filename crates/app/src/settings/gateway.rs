//! The chat app behind the gateway: where it is, and how it is forwarded to.

use std::time::Duration;

use url::Url;

use super::complaint::Code;
use super::reader::{Fault, Reader, url};

/// The path below which our own pages are while an app has the rest of the origin.
pub const MOUNT: &str = "/doorward";

/// The setting that names it.
pub(super) const NAME: &str = "DOORWARD_UPSTREAM";

/// The largest body that is forwarded unless set otherwise, in bytes.
const BODY_MAX: u64 = 1 << 30;

const UPSTREAM: &str = "The app that Doorward stands in front of, such as `http://127.0.0.1:3210`: whoever is \
                        signed in gets through to it. Unset, there is no gateway.";
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
}

impl Upstream {
    /// `None` when there is no gateway.
    pub(super) fn read(env: &mut Reader<'_>) -> Option<Self> {
        env.group("Gateway");
        let url = env.parsed(NAME, ("", UPSTREAM), app);
        let body_max = env.number("DOORWARD_UPSTREAM_BODY_MAX", BODY_MAX, 1..=u64::MAX, BODY);
        let patience = env.millis("DOORWARD_UPSTREAM_TIMEOUT", "1000 * 60 * 10", PATIENCE);
        let patience = Duration::from_millis(u64::try_from(patience).unwrap_or_default());
        Some(Self { url: url?, body_max, patience })
    }
}

/// Reads where the app is. It is beside us: whoever has it elsewhere has a proxy there.
fn app(text: &str) -> Result<Url, Fault> {
    let url = base(text)?;
    if url.scheme() == "https" {
        let what = "is https, which the gateway does not speak to an app";
        let remedy = format!("Write \"http://{}\": the app beside it.", url.authority());
        return Err(Fault::new(Code::NOT_URL, what, remedy));
    }
    Ok(url)
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
