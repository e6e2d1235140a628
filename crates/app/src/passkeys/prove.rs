//! Proving anew who one is with a passkey, before something sensitive is changed.

use doorward_core::factor::{Method, Methods};
use doorward_store::CeremonyPurpose;
use webauthn_rs::prelude::{PublicKeyCredential, SecurityKey, SecurityKeyAuthentication};

use super::ceremony::{self, Answer, Asked, Binding};
use super::sign_in::options_of;
use super::{PasskeyError, credential, ready};
use crate::app::App;
use crate::establish::Client;
use crate::live::Live;
use crate::proof;

/// Asks the browser of a session for a passkey of its person.
pub async fn begin_proof(app: &App, live: &Live) -> Result<Asked, PasskeyError> {
    let passkeys = ready(app)?;
    let mut keys = app.store.passkeys_of(live.user.id).await?;
    // One that does not make sure of its person shows a second factor, and no more.
    let factor = proof::misses_factor(app, live).await?;
    keys.retain(|key| key.signs_in || factor);
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

/// Notes that the person of a session has proved with a passkey who they are, or, where its authenticator does
/// not make sure of its person, that they have a second factor.
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
    let methods = Methods::one(Method::Passkey);
    if result.user_verified() {
        // It is two factors in one.
        app.store.prove_session(live.id, app.clock.now()).await?;
        proof::step_up(app, live, methods.with(Method::UserVerified)).await?;
    } else if proof::misses_factor(app, live).await? {
        proof::step_up(app, live, methods).await?;
    } else {
        return Err(PasskeyError::Unverified);
    }
    Ok(())
}
