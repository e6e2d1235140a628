//! Between what the library knows of a passkey and what storage keeps of it.

use doorward_core::id::UserId;
use doorward_core::secret::Digest;
use doorward_jose::digest::sha256;
use doorward_store::{Event, Passkey, StoreError};
use serde::Deserialize;
use webauthn_rs::prelude::{
    AuthenticationResult, Credential, PublicKeyCredential, SecurityKey, Uuid, WebauthnError,
};

use super::PasskeyError;
use crate::app::App;
use crate::establish::Client;
use crate::linking;

/// The user handle under which authenticators keep a passkey: always the same for an account, and it
/// tells nothing of it, not even its identifier (`WebAuthn` Level 3 §14.6.1).
pub(super) fn user_handle(user: UserId) -> Uuid {
    let digest = sha256(format!("doorward passkey user v1\n{user}").as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(digest) {
        *to = from;
    }
    Uuid::from_bytes(bytes)
}

/// The name of a credential in storage.
pub(super) fn id(credential_id: &[u8]) -> Digest {
    Digest::new(sha256(credential_id))
}

/// The part of the client's data that the library does not look at when a passkey is used.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
}

/// Whether the ceremony took place in a frame of another site. No page of ours may be framed
/// (`WebAuthn` Level 3 §7.2, step 11).
fn is_framed(answer: &PublicKeyCredential) -> bool {
    let read: Result<ClientData, _> = serde_json::from_slice(&answer.response.client_data_json);
    read.is_ok_and(|data| data.cross_origin)
}

/// The passkey that an answer is of, if it is the account's that the answer names. `user` is the account
/// where it is known beforehand; else the answer must name it (`WebAuthn` Level 3 §7.2, step 6).
pub(super) async fn find(
    app: &App,
    answer: &PublicKeyCredential,
    user: Option<UserId>,
) -> Result<Passkey, PasskeyError> {
    let found = app.store.passkey(&id(answer.get_credential_id())).await?;
    let found = found.ok_or(PasskeyError::Unknown)?;
    let named = answer.get_user_unique_id();
    let is_named = named.is_some_and(|named| named == user_handle(found.user).as_bytes());
    let fits = match user {
        Some(user) => user == found.user && (named.is_none() || is_named),
        None => is_named,
    };
    if fits { Ok(found) } else { Err(PasskeyError::Unknown) }
}

/// The key of a passkey, as the library knows it.
pub(super) fn key(passkey: &Passkey) -> Result<Credential, PasskeyError> {
    serde_json::from_str(&passkey.credential).map_err(PasskeyError::Unreadable)
}

/// Judges an answer by `check`, and notes what was learnt of the passkey. What does not hold is put on
/// record: the passkey is known, and somebody who has not got it may be at work.
pub(super) async fn accept(
    app: &App,
    passkey: Passkey,
    answer: &PublicKeyCredential,
    client: &Client,
    check: impl FnOnce(&Credential) -> Result<AuthenticationResult, WebauthnError>,
) -> Result<(Passkey, AuthenticationResult), PasskeyError> {
    let known = key(&passkey)?;
    let judged = match check(&known) {
        Ok(_) if is_framed(answer) => Err(WebauthnError::CredentialCrossOrigin),
        other => other,
    };
    let result = match judged {
        Ok(result) => result,
        Err(WebauthnError::CredentialPossibleCompromise) => {
            return Err(regressed(app, &passkey, client).await?);
        }
        Err(error) => {
            let detail = format!("{}: {error}", passkey.name);
            record(app, "passkey.refused", &passkey, client, &detail).await?;
            return Err(PasskeyError::Refused(error));
        }
    };
    let mut key = SecurityKey::from(known);
    key.update_credential(&result);
    let used = Passkey {
        credential: written(&Credential::from(key))?,
        counter: result.counter().into(),
        backup_eligible: result.backup_eligible(),
        backed_up: result.backup_state(),
        ..passkey
    };
    if app.store.use_passkey(&used, app.clock.now()).await? {
        return Ok((used, result));
    }
    Err(regressed(app, &used, client).await?)
}

/// What storage keeps of a key.
pub(super) fn written(key: &Credential) -> Result<String, PasskeyError> {
    serde_json::to_string(key).map_err(PasskeyError::Unreadable)
}

/// Puts on record that a passkey may exist twice (`WebAuthn` Level 3 §6.1.1). It is refused; its owner
/// has to remove it.
async fn regressed(
    app: &App,
    passkey: &Passkey,
    client: &Client,
) -> Result<PasskeyError, StoreError> {
    tracing::warn!(
        event = "passkey.counter",
        user.id = %passkey.user,
        "a passkey has signed less often than before: there may be two of it"
    );
    record(app, "passkey.counter", passkey, client, &passkey.name).await?;
    Ok(PasskeyError::Counter)
}

async fn record(
    app: &App,
    kind: &'static str,
    passkey: &Passkey,
    client: &Client,
    detail: &str,
) -> Result<(), StoreError> {
    let event = linking::event(app, kind, passkey.user, client, detail);
    app.store.record(&Event { actor: None, ..event }).await
}
