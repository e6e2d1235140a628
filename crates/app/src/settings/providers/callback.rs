//! Where providers send the browser back to.

use url::Url;

use super::Surroundings;
use crate::settings::complaint::{Code, Severity};
use crate::settings::reader::{Fault, Reader};

/// What the paths of our own pages and APIs begin with.
const OURS: &[&str] = &[
    ".well-known",
    "access",
    "account",
    "admin",
    "api",
    "assets",
    "doctor",
    "favicon.ico",
    "forgot-password",
    "forward-auth",
    "health",
    "language",
    "link",
    "livez",
    "login",
    "logout",
    "next-auth",
    "oauth",
    "onward",
    "passkeys",
    "readyz",
    "register",
    "reset-password",
    "return",
    "verify",
];

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
        let path = local_path(path.unwrap_or(text), &default)?;
        if is_ours(&path, around.base_path) { Err(taken(&default)) } else { Ok(path) }
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

/// Whether something of ours is at this path: a page, an API, or what may come to be one. The usual ways
/// back of providers are not meant.
fn is_ours(path: &str, base_path: &str) -> bool {
    let below = |base: &str| path.strip_prefix(base).filter(|rest| rest.starts_with('/'));
    let authjs = [base_path, super::BASE_PATH]
        .iter()
        .filter_map(|base| below(base)?.strip_prefix("/callback/"))
        .any(|id| !id.contains('/'));
    if authjs || owner(path).is_some_and(|id| id != "clerk") {
        return false;
    }
    let first = path.split('/').nth(1).unwrap_or_default();
    OURS.contains(&first) || path == base_path || below(base_path).is_some()
}

fn taken(example: &str) -> Fault {
    let remedy = format!("Write \"{example}\", or a path that is free.");
    Fault::new(Code::NOT_PATH, "is the path of something else here", remedy)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Two handlers on one path would stop the start.
    #[test]
    fn no_path_of_ours_is_a_callback() {
        let source = include_str!("../../../../web/src/router.rs");
        let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let named = |path: &str| path.replace("{provider}", "openid").replace(['{', '}', '*'], "");
        let callbacks = ["/oauth/openid/callback", "/api/auth/callback/openid"];
        let paths: Vec<_> = routes.map(named).filter(|path| path != "/").collect();
        assert!(paths.len() > 30);
        for path in paths.iter().map(String::as_str).filter(|path| !callbacks.contains(path)) {
            assert!(is_ours(path, "/api/auth"), "{path}");
        }
        for path in ["/oauth/openid", "/auth", "/auth/signin", "/api/oauth/x", "/admin/x/y"] {
            assert!(is_ours(path, "/auth"), "{path}");
        }
        for path in callbacks.into_iter().chain(["/auth/callback/okta", "/back", "/authx/y"]) {
            assert!(!is_ours(path, "/auth"), "{path}");
        }
    }
}
