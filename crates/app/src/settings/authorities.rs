//! Certificate authorities to trust beside the system's: `NODE_EXTRA_CA_CERTS`, `DOORWARD_CA_FILE`,
//! and one file for each provider.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::complaint::{Code, Severity};
use super::reader::{About, Fault, Name, NameKind, Names, Reader};
use crate::upstream::authorities::Authorities;

const OURS: &str = "DOORWARD_CA_FILE";
/// What people have set for the chat app.
const NODE: &str = "NODE_EXTRA_CA_CERTS";
/// Node's switch, which has no counterpart here.
const UNCHECKED: &str = "NODE_TLS_REJECT_UNAUTHORIZED";

/// Reads the authorities that every provider may be certified by.
pub(super) fn read(env: &mut Reader<'_>) -> Authorities {
    env.group("Certificates of providers");
    always_verified(env);
    let names =
        [OURS, NODE].map(|name| Name { text: Cow::Borrowed(name), kind: NameKind::Current });
    let meaning = "A file of certificate authorities (PEM) to trust beside the system's, for every \
                   provider.";
    let Some(found) = env.find(Names::in_order(names), About::used("", meaning)) else {
        return Authorities::default();
    };
    file(found.text.trim()).unwrap_or_else(|fault| {
        // Node goes on without it, and the file may well be there for the chat app alone.
        let severity = if found.name == NODE { Severity::Warning } else { Severity::Error };
        env.complain(severity, &found, fault);
        env.forget();
        Authorities::default()
    })
}

/// Those that the provider of the settings `DOORWARD_{prefix}_*` may be certified by: those of all, and
/// its own.
pub(super) fn of(env: &mut Reader<'_>, prefix: &str, all: &Authorities) -> Authorities {
    let name = format!("DOORWARD_{prefix}_CA_FILE");
    let meaning = "A file of certificate authorities (PEM) to trust at this provider alone.";
    env.parsed(name, ("", meaning), file).map_or_else(|| all.clone(), |own| all.and(&own))
}

/// Reads a file of authorities.
pub(super) fn file(path: &str) -> Result<Authorities, Fault> {
    let remedy = "Write the path of a file with certificates between -----BEGIN CERTIFICATE----- \
                  and -----END CERTIFICATE-----.";
    let pem = std::fs::read(path).map_err(|error| {
        let what = format!("cannot be read ({error}), so no authority is added");
        Fault::new(Code::CA_FILE, what, remedy)
    })?;
    Authorities::from_pem(&pem).map_err(|bad| {
        Fault::new(Code::CA_FILE, format!("{bad}, so no authority is added"), remedy)
    })
}

fn always_verified(env: &mut Reader<'_>) {
    let meaning = "Has no effect: certificates of providers are always verified.";
    let Some(found) = env.find(UNCHECKED, About::used("1", meaning)) else { return };
    if found.text.trim() == "0" {
        let what = "has no effect: the certificates of providers are always verified";
        let remedy = format!("Remove it, and name the authority's file in {OURS}.");
        env.complain(Severity::Warning, &found, Fault::new(Code::ALWAYS_VERIFIED, what, remedy));
    }
    env.show_as("1");
}
