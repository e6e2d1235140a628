//! The webhook that is told what happens.

use doorward_core::clerk::webhook;
use doorward_core::secret::Secret;
use url::Url;

use super::complaint::{Code, Severity};
use super::general::is_loopback;
use super::reader::{About, Fault, Reader, url};

const URL: &str = "DOORWARD_EVENTS_URL";
const SECRET: &str = "DOORWARD_EVENTS_SECRET";

const WHERE: &str =
    "Where security events are posted to, signed (Standard Webhooks). Unset, nowhere.";
const KEY: &str = "Signs them: `whsec_` and 24 to 64 bytes in base64.";
const WHICH: &str = "Which: kinds such as `user.role`, or what stands before the full stop, such as `ban`, with \
                     commas between.";

/// The webhook.
#[derive(Clone, Debug)]
pub struct Events {
    /// Where it is.
    pub url: Url,
    /// What messages are signed with.
    pub secret: Secret<Vec<u8>>,
    /// Which kinds it is told; `None` for all but everyday ones.
    pub kinds: Option<Vec<String>>,
}

impl Events {
    /// `None` when nobody is told.
    pub(super) fn read(env: &mut Reader<'_>) -> Option<Self> {
        let url = env.parsed(URL, ("", WHERE), target);
        let about = About { secret: true, ..About::used("", KEY) };
        let remedy = "Write the output of `echo whsec_$(openssl rand -base64 32)`, there and here.";
        let secret = env.ask(SECRET, about, |text| {
            let key = webhook::key(text).filter(|key| (24..=64).contains(&key.len()));
            let what = "is not whsec_ followed by 24 to 64 bytes in base64";
            key.map(Secret::new).ok_or_else(|| Fault::new(Code::EVENTS_SECRET, what, remedy))
        });
        let kinds = env.optional("DOORWARD_EVENTS", "all but sign-ins and -outs", WHICH);
        let kinds = kinds.map(|list| {
            let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
            items.map(str::to_owned).collect()
        });
        let url = url?;
        let Some(secret) = secret else {
            let what =
                format!("{URL} is set, but {SECRET} is not: nobody could trust what arrives.");
            env.object(Severity::Error, SECRET, Fault::new(Code::EVENTS_SECRET, what, remedy));
            return None;
        };
        Some(Self { url, secret, kinds })
    }
}

fn target(text: &str) -> Result<Url, Fault> {
    let url = url(text)?;
    if url.scheme() == "https" || url.host_str().is_some_and(is_loopback) {
        return Ok(url);
    }
    let remedy = format!("Write \"https://{}{}\".", url.authority(), url.path());
    Err(Fault::new(Code::NOT_URL, "is plain http to another machine", remedy))
}
