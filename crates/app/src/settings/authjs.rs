//! Auth.js's contract: `NEXT_AUTH_*`, `AUTH_*` and `NEXTAUTH_*` of all generations of `LobeChat`.

mod address;
#[cfg(test)]
mod tests;

use doorward_core::authjs::Generation;
use doorward_core::secret::Secret;

use super::complaint::{Code, Severity};
use super::general::General;
use super::reader::{Fault, Reader};
use super::secrets::signing;

pub(super) use address::Address;

/// The contract of Auth.js, when a secret switches it on.
#[derive(Clone, Debug)]
pub struct AuthJs {
    /// What cookies are encrypted with: the first makes them, all read them.
    pub secrets: Vec<Secret<String>>,
    /// The path of the API as browsers see it, without a slash at its end: `/api/auth`.
    pub base_path: String,
    /// The same path as requests arrive here, behind whatever takes the path of the public URL away.
    pub route: String,
    /// Which client is answered when a request does not tell.
    pub generation: Generation,
    /// Whether each request of this API is logged.
    pub debug: bool,
}

/// Where `next-auth` has its API unless it is told otherwise.
const DEFAULT_BASE: &str = "/api/auth";

impl AuthJs {
    /// Reads the settings; `None` when no secret is set, or the contract is switched off.
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &General,
        address: Option<&Address>,
    ) -> Option<Self> {
        env.group("Auth.js");
        let wished = enabled(env);
        let secrets = secrets(env);
        let generation = generation(env);
        let debug = env.optional("NEXT_AUTH_DEBUG", "", "Logs each request of Auth.js's API.");
        without_effect(env);
        if secrets.is_empty() {
            if wished == Some(true) {
                let what = "NEXT_PUBLIC_ENABLE_NEXT_AUTH is 1, but no secret is set.";
                let remedy =
                    "Auth.js's API stays off. Set NEXT_AUTH_SECRET to what the chat app has.";
                let fault = Fault::new(Code::AUTHJS_NO_SECRET, what, remedy);
                env.object(Severity::Warning, "NEXT_PUBLIC_ENABLE_NEXT_AUTH", fault);
            }
            return None;
        }
        if wished == Some(false) {
            let what = "NEXT_PUBLIC_ENABLE_NEXT_AUTH is not 1, so Auth.js's API is off.";
            let remedy = "Write 1, or remove it: a secret alone switches the API on.";
            let fault = Fault::new(Code::AUTHJS_OFF, what, remedy);
            env.object(Severity::Warning, "NEXT_PUBLIC_ENABLE_NEXT_AUTH", fault);
            return None;
        }
        let prefix = general.client.path();
        let given = address.and_then(|address| address.base_path.clone());
        let base_path = given.unwrap_or_else(|| format!("{prefix}{DEFAULT_BASE}"));
        let route = match base_path.strip_prefix(prefix) {
            Some(rest) if rest.starts_with('/') => rest.to_owned(),
            _ => base_path.clone(),
        };
        if address::is_taken(&route) {
            let what =
                format!("AUTH_URL has the path \"{base_path}\", which is another page's here.");
            let remedy = "Write the public origin, such as \"https://chat.example.com\".";
            env.object(Severity::Error, "AUTH_URL", Fault::new(Code::NOT_URL, what, remedy));
        }
        Some(Self { secrets, base_path, route, generation, debug: debug.is_some() })
    }
}

/// What `NEXT_PUBLIC_ENABLE_NEXT_AUTH` says; the original takes nothing but `1`.
fn enabled(env: &mut Reader<'_>) -> Option<bool> {
    let meaning = "`1`, or unset: Auth.js's API is on when a secret is set.";
    let text = env.optional("NEXT_PUBLIC_ENABLE_NEXT_AUTH", "", meaning)?;
    Some(text == "1")
}

/// The secrets in effect: one alone, or a list while they change.
fn secrets(env: &mut Reader<'_>) -> Vec<Secret<String>> {
    let first = signing(env, "NEXT_AUTH_SECRET", "", "Encrypts Auth.js's cookies.");
    let list = [
        signing(env, "AUTH_SECRET_3", "", "The newest secret, while secrets change."),
        signing(env, "AUTH_SECRET_2", "", "A newer secret."),
        signing(env, "AUTH_SECRET_1", "", "A newer secret than AUTH_SECRET."),
        signing(env, "AUTH_SECRET", "", "The same as NEXT_AUTH_SECRET, which goes first."),
    ];
    let oldest = signing(env, "NEXTAUTH_SECRET", "", "An older name; the others go first.");
    let list: Vec<_> = list.into_iter().flatten().collect();
    let groups = [
        ("NEXT_AUTH_SECRET", first.into_iter().collect::<Vec<_>>()),
        ("AUTH_SECRET", list),
        ("NEXTAUTH_SECRET", oldest.into_iter().collect()),
    ];
    let mut set = groups.into_iter().filter(|(_, secrets)| !secrets.is_empty());
    let Some((winner, secrets)) = set.next() else { return Vec::new() };
    for (name, ignored) in set {
        let same = |one: &Secret<String>| secrets.iter().any(|s| s.expose() == one.expose());
        if !ignored.iter().all(same) {
            let what = format!("{name} is ignored, because {winner} is set too, to another value.");
            let fault = Fault::new(Code::TWO_NAMES, what, format!("Remove {name}."));
            env.object(Severity::Warning, name, fault);
        }
    }
    secrets
}

fn generation(env: &mut Reader<'_>) -> Generation {
    let meaning = "Which next-auth is answered when a request does not tell: `5` or `4`.";
    env.parsed("DOORWARD_AUTHJS_VERSION", ("5", meaning), |text| match text {
        "5" => Ok(Generation::V5),
        "4" => Ok(Generation::V4),
        _ => Err(Fault::new(Code::NOT_A_CHOICE, "is not known", "Write 5 or 4.")),
    })
    .unwrap_or(Generation::V5)
}

/// Settings that are known, and that change nothing here.
fn without_effect(env: &mut Reader<'_>) {
    let meaning = "Public addresses come from settings only, so this changes nothing.";
    let trust = env.optional("AUTH_TRUST_HOST", "true", meaning);
    if trust.is_some_and(|text| text != "true") {
        let what = "AUTH_TRUST_HOST changes nothing.";
        let remedy = "Public addresses come from DOMAIN_CLIENT or AUTH_URL only. Remove it.";
        let fault = Fault::new(Code::AUTHJS_NO_EFFECT, what, remedy);
        env.object(Severity::Note, "AUTH_TRUST_HOST", fault);
    }
    let name = "NEXT_AUTH_SSO_SESSION_STRATEGY";
    let meaning =
        "`jwt` or `database`, with the same effect: a session is a row, its cookie a token.";
    let strategy = env.parsed(name, ("jwt", meaning), |text| match text {
        "jwt" | "database" => Ok(text.to_owned()),
        _ => Err(Fault::new(Code::NOT_A_CHOICE, "is not known", "Write jwt or database.")),
    });
    if strategy.as_deref() == Some("database") {
        let what = "NEXT_AUTH_SSO_SESSION_STRATEGY=\"database\" changes nothing.";
        let remedy = "Sessions are rows with either, and can be ended at once. The cookie is an \
                      encrypted token.";
        let fault = Fault::new(Code::AUTHJS_NO_EFFECT, what, remedy);
        env.object(Severity::Note, name, fault);
    }
}
