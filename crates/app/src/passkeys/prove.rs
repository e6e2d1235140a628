//! Proving anew who one is with a passkey, before something sensitive is changed.

use doorward_store::CeremonyPurpose;
use webauthn_rs::prelude::{PublicKeyCredential, SecurityKey, SecurityKeyAuthentication};

use super::ceremony::{self, Answer, Asked, Binding};
use super::sign_in::options_of;
use super::{PasskeyError, credential, ready};
use crate::app::App;
use crate::establish::Client;
use crate::live::Live;

/// Asks the browser of a session for a passkey of its person.
pub async fn begin_proof(app: &App, live: &Live) -> Result<Asked, PasskeyError> {
    let passkeys = ready(app)?;
    let mut keys = app.store.passkeys_of(live.user.id).await?;
    keys.retain(|key| key.signs_in);
    if keys.is_empty() {
        return Err(PasskeyError::NoSuchPasskey);
    }
    let keys: Result<Vec<_>, _> =
        keys.iter().map(|key| credential::key(key).map(SecurityKey::from)).collect();
    let started = passkeys.webauthn.start_securitykey_authentication(&keys?);
    let (options, state) = started.map_err(PasskeyError::Refused)?;
    let options = options_of(options)?;
    let binding = Binding::Session(live);
    ceremony::begin(app, CeremonyPurpose::Prove, binding, (options, &state)).await
}

/// Notes that the person of a session has proved with a passkey who they are.
pub async fn finish_proof(
    app: &App,
    live: &Live,
    answer: Answer,
    client: &Client,
) -> Result<(), PasskeyError> {
    let passkeys = ready(app)?;
    let binding = Binding::Session(live);
    let state: SecurityKeyAuthentication =
        ceremony::spend(app, CeremonyPurpose::Prove, binding, &answer.handle).await?;
    let answer: PublicKeyCredential =
        serde_json::from_value(answer.credential).map_err(PasskeyError::Unreadable)?;
    let found = credential::find(app, &answer, Some(live.user.id)).await?;
    let check = |_: &_| passkeys.webauthn.finish_securitykey_authentication(&answer, &state);
    let (_, result) = credential::accept(app, found, &answer, client, check).await?;
    if !result.user_verified() {
        return Err(PasskeyError::Unverified);
    }
    app.store.prove_session(live.id, app.clock.now()).await?;
    Ok(())
}
