//! The key that signs client secrets for Apple: `APPLE_TEAM_ID`, `APPLE_KEY_ID`,
//! `APPLE_PRIVATE_KEY_PATH`.

use doorward_core::provider::{Credential, Entry, Protocol};
use doorward_jose::es256::SigningKey;

use crate::settings::complaint::{Code, Severity};
use crate::settings::provider::TeamKey;
use crate::settings::reader::{Fault, Reader};

const NAMES: [&str; 3] = ["APPLE_TEAM_ID", "APPLE_KEY_ID", "APPLE_PRIVATE_KEY_PATH"];

/// What came of looking for a key.
pub(super) enum Found {
    /// It is here.
    Whole(TeamKey),
    /// It is set in part or cannot be used, which has been said.
    Broken,
    /// Nothing of it is set, or this provider wants none.
    Nothing,
}

/// Reads the key of a provider that wants one.
pub(super) fn read(env: &mut Reader<'_>, entry: &Entry) -> Found {
    match entry.protocol {
        Protocol::OpenId(openid) if openid.credential == Credential::SignedByTeam => {}
        _ => return Found::Nothing,
    }
    let [team, key, path] = NAMES;
    let team_id = env.optional(team, "", "Our team at Apple.");
    let key_id = env.optional(key, "", "The name of our key at Apple.");
    let pem = env.parsed(path, ("", "The file of that key, as Apple gave it (.p8)."), file);
    let set = [team_id.is_some(), key_id.is_some(), pem.is_some()];
    match (team_id, key_id, pem) {
        (Some(team_id), Some(key_id), Some(pem)) => {
            Found::Whole(TeamKey { team_id, key_id, pem: pem.into() })
        }
        (None, None, None) => Found::Nothing,
        _ => {
            let missing: Vec<_> =
                NAMES.into_iter().zip(set).filter(|(_, set)| !set).map(|(name, _)| name).collect();
            let what = format!("Apple is not offered, because {} is not set.", missing.join(", "));
            let fault = Fault::new(Code::PROVIDER_INCOMPLETE, what, "Set it as Apple shows it.");
            env.object(Severity::Warning, missing.first().copied().unwrap_or_default(), fault);
            Found::Broken
        }
    }
}

fn file(path: &str) -> Result<String, Fault> {
    let pem = std::fs::read_to_string(path).map_err(|error| {
        let what = format!("cannot be read ({error})");
        Fault::new(Code::PROVIDER_KEY, what, "Write the path of the .p8 file that Apple gave you.")
    })?;
    check(&pem).map(|()| pem)
}

fn check(pem: &str) -> Result<(), Fault> {
    SigningKey::from_pem(pem).map(drop).map_err(|error| {
        let what = format!("cannot be used: {error}");
        let remedy = "Write the path of the .p8 file as Apple gave it to you, unchanged.";
        Fault::new(Code::PROVIDER_KEY, what, remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_sign_is_refused_while_the_settings_are_read() {
        for pem in [
            "",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
        ] {
            assert_eq!(check(pem).unwrap_err().code, Code::PROVIDER_KEY, "{pem}");
        }
    }
}
