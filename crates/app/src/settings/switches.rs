//! What people may do: the `ALLOW_*` switches, with `LibreChat`'s defaults.

use std::path::PathBuf;

use doorward_core::password;

use super::complaint::{Code, Severity};
use super::reader::{About, Fault, Reader};

/// The switches.
#[derive(Clone, Debug)]
pub struct Switches {
    /// Signing in with a password.
    pub email_login: bool,
    /// Whether `AUTH_DISABLE_EMAIL_PASSWORD` has switched passwords off altogether: no account is
    /// made with one, not even the first.
    pub external_only: bool,
    /// Making an account of one's own.
    pub registration: bool,
    /// Signing in at an external provider.
    pub social_login: bool,
    /// Whether new people wait until an administrator lets them in.
    pub approval: bool,
    /// Making an account by signing in at an external provider; unset, each chat app's own default holds.
    pub social_registration: Option<bool>,
    /// Resetting a forgotten password by mail.
    pub password_reset: bool,
    /// Signing in before the mail address is verified.
    pub unverified_email_login: bool,
    /// Deleting one's own account.
    pub account_deletion: bool,
    /// The fewest characters a new password may have.
    pub min_password_length: usize,
    /// A sorted file of SHA-1 digests of passwords that nobody may choose.
    pub breached_passwords: Option<PathBuf>,
}

/// How the first administrator comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstAdmin {
    /// The first account is the administrator's.
    First,
    /// Only the one-time link that is printed at the start makes one.
    Link,
}

impl Switches {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Who may do what");
        let mut switches = Self {
            email_login: env.flag("ALLOW_EMAIL_LOGIN", true, "Sign-in with a password."),
            external_only: false,
            registration: env.flag("ALLOW_REGISTRATION", false, "Making an account of one's own."),
            approval: env.flag(
                "DOORWARD_APPROVAL",
                false,
                "New accounts wait until an administrator lets them in, however they are made; those of \
                 invited people and the first one do not.",
            ),
            social_login: env.flag(
                "ALLOW_SOCIAL_LOGIN",
                false,
                "Sign-in at external providers, OpenID included.",
            ),
            social_registration: env.optional_flag(
                "ALLOW_SOCIAL_REGISTRATION",
                "true for OpenID and LobeChat's providers, false for LibreChat's others",
                "Making an account by signing in at an external provider.",
            ),
            password_reset: env.flag(
                "ALLOW_PASSWORD_RESET",
                false,
                "Resetting a forgotten password by mail. Needs mail.",
            ),
            unverified_email_login: env.flag(
                "ALLOW_UNVERIFIED_EMAIL_LOGIN",
                false,
                "Sign-in before the mail address is verified. Without mail nobody is asked.",
            ),
            account_deletion: env.flag(
                "ALLOW_ACCOUNT_DELETION",
                true,
                "Deleting one's own account.",
            ),
            min_password_length: env.number(
                "MIN_PASSWORD_LENGTH",
                password::MIN_LENGTH,
                1..=password::MAX_LENGTH,
                "The fewest characters of a new password.",
            ),
            breached_passwords: env.parsed(
                "DOORWARD_BREACHED_PASSWORDS",
                ("", "A file of passwords that nobody may choose: their SHA-1 digests, sorted."),
                digests,
            ),
        };
        switches.external_only = external_only(env);
        if switches.external_only {
            switches.overrule(env);
        }
        switches
    }

    /// `AUTH_DISABLE_EMAIL_PASSWORD` wins over `LibreChat`'s switches, and says so where they differ.
    fn overrule(&mut self, env: &mut Reader<'_>) {
        for (name, switch) in [
            ("ALLOW_EMAIL_LOGIN", &mut self.email_login),
            ("ALLOW_REGISTRATION", &mut self.registration),
        ] {
            if std::mem::take(switch) {
                let what = format!("AUTH_DISABLE_EMAIL_PASSWORD is 1, so {name} counts as false.");
                let remedy = format!("Write {name}=false to say the same in both.");
                let fault = Fault::new(Code::PASSWORDS_OFF, what, remedy);
                env.object(Severity::Note, name, fault);
            }
        }
    }

    /// Says what does not fit together. `otherwise` is whether there is a way in
    /// beside passwords and providers.
    pub(super) fn check(&self, env: &mut Reader<'_>, otherwise: bool) {
        if !self.email_login && !self.social_login && !otherwise {
            let what = "ALLOW_EMAIL_LOGIN is false and ALLOW_SOCIAL_LOGIN is not true.";
            let remedy = "Nobody can sign in. Write true for one of them, or set ACCESS_CODE.";
            let fault = Fault::new(Code::NO_WAY_IN, what, remedy);
            env.object(Severity::Warning, "ALLOW_EMAIL_LOGIN", fault);
        }
    }

    /// Without mail there is no reset by mail. Handing the link to whoever asks, as others do then, gives
    /// accounts away.
    pub(super) fn without_mail(&mut self, env: &mut Reader<'_>, mail: bool) {
        if !mail && std::mem::take(&mut self.password_reset) {
            let what =
                "ALLOW_PASSWORD_RESET is true, but no mail is set up, so it counts as false.";
            let remedy = "Set up mail: EMAIL_HOST or EMAIL_SERVICE, and EMAIL_FROM.";
            let fault = Fault::new(Code::RESET_WITHOUT_MAIL, what, remedy);
            env.object(Severity::Warning, "ALLOW_PASSWORD_RESET", fault);
        }
    }
}

/// A list that cannot be read now is a slip of the pen. One that goes away later keeps nobody out.
fn digests(path: &str) -> Result<PathBuf, Fault> {
    let fault = |error: std::io::Error| {
        let what = format!("cannot be read ({error}), so no password would be looked up");
        let remedy = "Write the path of a file with one digest in a line, such as the one that \
                      Have I Been Pwned publishes, ordered by hash.";
        Fault::new(Code::BREACHED_FILE, what, remedy)
    };
    std::fs::File::open(path).map_err(fault)?;
    Ok(PathBuf::from(path))
}

/// `LobeHub`'s switch, on for `1` as there; `true` is understood as well.
fn external_only(env: &mut Reader<'_>) -> bool {
    let meaning = "`1` switches sign-in and registration with a password off: providers only.";
    let about = About::used("0", meaning);
    let Some(found) = env.find("AUTH_DISABLE_EMAIL_PASSWORD", about) else { return false };
    match found.text.trim() {
        "1" | "true" => true,
        "0" | "false" => false,
        _ => {
            let fault =
                Fault::new(Code::NOT_BOOLEAN, "counts as off", "Write 1 to switch it on, or 0.");
            env.complain(Severity::Warning, &found, fault);
            false
        }
    }
}

pub(super) fn first_admin(env: &mut Reader<'_>) -> FirstAdmin {
    let meaning = "`first`: the first account becomes the administrator. `link`: only the one-time \
                   link printed at the start makes one.";
    env.parsed("DOORWARD_FIRST_ADMIN", ("first", meaning), |text| match text {
        "first" => Ok(FirstAdmin::First),
        "link" => Ok(FirstAdmin::Link),
        _ => Err(Fault::new(Code::NOT_A_CHOICE, "is not known", "Write first or link.")),
    })
    .unwrap_or(FirstAdmin::First)
}
