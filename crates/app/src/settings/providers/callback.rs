//! Where providers send the browser back to.

use url::Url;

use super::Surroundings;
use crate::settings::complaint::{Code, Severity};
use crate::settings::reader::{Fault, Reader};

/// A callback path that was read.
pub(in crate::settings) struct Callback {
    pub(in crate::settings) path: String,
}

/// `LibreChat`'s callback path of a provider.
pub(in crate::settings) fn librechat(id: &str) -> String {
    format!("/oauth/{id}/callback")
}

/// Auth.js' callback path of a provider.
pub(in crate::settings) fn authjs(base_path: &str, id: &str) -> String {
    format!("{base_path}/callback/{id}")
}

impl Callback {
    /// The `redirect_uri` to register at the provider.
    pub(in crate::settings) fn uri(&self, around: &Surroundings<'_>) -> Option<Url> {
        Url::parse(&around.general.server.join(&self.path)).ok()
    }
}

/// Reads `{ID}_CALLBACK_URL`, whose default is `LibreChat`'s.
///
/// People also write the whole URL, which doubled the host in the original.
pub(in crate::settings) fn read(
    env: &mut Reader<'_>,
    name: &str,
    around: &Surroundings<'_>,
    id: &str,
) -> Callback {
    let default = librechat(id);
    let meaning = "The path that the provider sends the browser back to. Register DOMAIN_SERVER \
                   followed by it at the provider.";
    let mut whole = false;
    let path = env.parsed(name.to_owned(), (&default, meaning), |text| {
        let server = around.general.server.to_string();
        let path = text.strip_prefix(&server).filter(|rest| rest.starts_with('/'));
        whole = path.is_some();
        local_path(path.unwrap_or(text), &default)
    });
    let path = path.unwrap_or(default);
    if whole {
        let what = format!("{name} is a whole URL; its path is used.");
        let fault = Fault::new(Code::OPENID_CALLBACK, what, format!("Write {path}."));
        env.object(Severity::Note, name, fault);
    }
    if let Some(other) = owner(&path).filter(|other| *other != id) {
        let what = format!("{name}=\"{path}\" is the path of another provider, {other}.");
        let remedy = format!(
            "Sign-in works all the same, if {} is what is registered at {id}. {} would be clearer.",
            around.general.server.join(&path),
            librechat(id)
        );
        env.object(Severity::Warning, name, Fault::new(Code::PROVIDER_CALLBACK, what, remedy));
    }
    Callback { path }
}

/// The provider whose usual path this is.
fn owner(path: &str) -> Option<&str> {
    path.strip_prefix("/oauth/")?.strip_suffix("/callback").filter(|id| !id.contains('/'))
}

fn local_path(text: &str, example: &str) -> Result<String, Fault> {
    let segment = |part: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
        !part.is_empty() && part != "." && part != ".." && part.bytes().all(plain)
    };
    match text.strip_prefix('/') {
        Some(rest) if rest.split('/').all(segment) => Ok(text.to_owned()),
        _ => {
            let remedy = format!("Write a path such as \"{example}\", without the host.");
            Err(Fault::new(Code::NOT_PATH, "is not a path on this server", remedy))
        }
    }
}
