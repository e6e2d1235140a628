//! The secrets that sign sessions.

use doorward_core::secret::Secret;

use super::complaint::{Code, Severity};
use super::published::{self, GENERATE};
use super::reader::{About, Fault, Reader};

/// The secrets in effect.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Signs access tokens: `JWT_SECRET`.
    pub jwt: Secret<String>,
    /// Signs refresh tokens: `JWT_REFRESH_SECRET`.
    pub jwt_refresh: Secret<String>,
}

/// The secrets as they were set. Those that are unset have yet to be taken from
/// [`super::generated`].
#[derive(Clone, Debug)]
pub struct GivenSecrets {
    /// `JWT_SECRET`.
    pub jwt: Option<Secret<String>>,
    /// `JWT_REFRESH_SECRET`.
    pub jwt_refresh: Option<Secret<String>>,
}

impl GivenSecrets {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Secrets");
        let default = "made once, kept in secrets.env";
        let given = Self {
            jwt: signing(env, "JWT_SECRET", default, "Signs access tokens."),
            jwt_refresh: signing(env, "JWT_REFRESH_SECRET", default, "Signs refresh tokens."),
        };
        hexadecimal(env, "CREDS_KEY", 64, "Encrypts what LibreChat stores: 64 hexadecimal digits.");
        hexadecimal(env, "CREDS_IV", 32, "Goes with CREDS_KEY: 32 hexadecimal digits.");
        given.check(env);
        given
    }

    fn check(&self, env: &mut Reader<'_>) {
        if let (Some(access), Some(refresh)) = (&self.jwt, &self.jwt_refresh)
            && access.expose() == refresh.expose()
        {
            let what = "JWT_SECRET and JWT_REFRESH_SECRET are equal.";
            let remedy = format!("They must differ. {GENERATE}");
            let fault = Fault::new(Code::SECRETS_EQUAL, what, remedy);
            env.object(Severity::Error, "JWT_REFRESH_SECRET", fault);
        }
    }
}

/// A secret that signs or encrypts sessions: one that is no secret stops the start.
pub(super) fn signing(
    env: &mut Reader<'_>,
    name: &'static str,
    default: &str,
    meaning: &'static str,
) -> Option<Secret<String>> {
    let secret = env.secret(name, default, meaning)?;
    if let Err(fault) = published::check_signing(secret.expose()) {
        let fault = Fault { what: format!("{name} {}.", fault.what), ..fault };
        env.object(Severity::Error, name, fault);
    }
    Some(secret)
}

/// A secret of the chat app's: an example is refused, though nothing here uses it yet.
fn hexadecimal(env: &mut Reader<'_>, name: &'static str, digits: usize, meaning: &'static str) {
    let about = About { used: false, secret: true, ..About::used("", meaning) };
    let read = env.ask(name, about, |text| {
        published::check_example(text)?;
        let text = text.trim();
        if text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(());
        }
        let what = format!("is not {digits} hexadecimal digits");
        Err(Fault::new(Code::NOT_TEXT, what, "Take one from `doorward secrets generate`."))
    });
    if read.is_some() {
        env.not_used_yet(name);
    }
}
