//! A ceremony: what a browser's authenticator is asked, and what is kept until it answers.
//!
//! What is kept is sealed for its row, so that whoever can write to the database cannot choose the
//! challenge, and it is taken out before anything else is looked at, so that no answer counts twice.

use doorward_core::passkey::CEREMONY_MS;
use doorward_core::secret::{Digest, Sealed};
use doorward_jose::base64url;
use doorward_jose::random;
use doorward_store::{CeremonyKey, CeremonyPurpose};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::PasskeyError;
use crate::app::App;
use crate::live::Live;
use crate::tokens::{self, MintError};

/// What a browser is asked.
#[derive(Debug, Serialize)]
pub struct Asked {
    /// Names the ceremony; goes back with the answer.
    pub handle: String,
    /// The options of `navigator.credentials.create` or `.get`, binary members as base64url
    /// (`WebAuthn` Level 3 §5.1.8).
    pub options: Value,
}

/// What a browser answers.
#[derive(Debug)]
pub struct Answer {
    /// The name of the ceremony.
    pub handle: String,
    /// The credential, binary members as base64url.
    pub credential: Value,
    /// What the person calls a new passkey.
    pub name: String,
}

/// To whom a ceremony is bound.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binding<'a> {
    /// The session of somebody who is signed in.
    Session(&'a Live),
    /// The value of a cookie.
    Browser(&'a str),
}

impl Binding<'_> {
    fn digest(self) -> Digest {
        match self {
            Self::Session(live) => tokens::digest(&format!("session\n{}", live.id)),
            Self::Browser(cookie) => tokens::digest(&format!("browser\n{cookie}")),
        }
    }
}

/// Remembers what was asked, and gives it a name.
pub(super) async fn begin(
    app: &App,
    purpose: CeremonyPurpose,
    binding: Binding<'_>,
    (options, state): (Value, &impl Serialize),
) -> Result<Asked, PasskeyError> {
    let mut bytes = [0; 32];
    random::fill(&mut bytes).map_err(MintError::from)?;
    let handle = base64url::encode(bytes);
    let key = key(&handle, purpose, binding);
    let state = serde_json::to_vec(state).map_err(PasskeyError::Unreadable)?;
    let sealed = app
        .keys
        .seal
        .seal(&place(&key).each_ref().map(String::as_str), &state)
        .map_err(MintError::from)?;
    let ends = app.clock.now().plus(CEREMONY_MS);
    app.store.begin_ceremony(&key, &Sealed::new(sealed), ends).await?;
    Ok(Asked { handle, options })
}

/// Takes out what was asked. Of several answers to one question, one gets this far.
pub(super) async fn spend<T: DeserializeOwned>(
    app: &App,
    purpose: CeremonyPurpose,
    binding: Binding<'_>,
    handle: &str,
) -> Result<T, PasskeyError> {
    let key = key(handle, purpose, binding);
    let sealed =
        app.store.spend_ceremony(&key, app.clock.now()).await?.ok_or(PasskeyError::Over)?;
    let opened = app
        .keys
        .seal
        .open(&place(&key).each_ref().map(String::as_str), sealed.as_str())
        .map_err(|_| PasskeyError::Over)?;
    serde_json::from_slice(&opened).map_err(|_| PasskeyError::Over)
}

fn key(handle: &str, purpose: CeremonyPurpose, binding: Binding<'_>) -> CeremonyKey {
    CeremonyKey { handle: tokens::digest(handle), binding: binding.digest(), purpose }
}

/// The row, its binding and its purpose: what was sealed for one question opens at no other.
fn place(key: &CeremonyKey) -> [String; 4] {
    let row = "passkey_ceremonies".to_owned();
    [row, key.handle.to_hex(), key.binding.to_hex(), key.purpose.as_str().to_owned()]
}
