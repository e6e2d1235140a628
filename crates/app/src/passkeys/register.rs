//! Making a passkey for the account that one is signed in to.

use doorward_core::account::PASSKEY;
use doorward_core::passkey::{self, MOST, Worth, worth};
use doorward_store::{AddPasskey, CeremonyPurpose, Event, Passkey};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CreationChallengeResponse, Credential, RegisterPublicKeyCredential, SecurityKeyRegistration,
};

use super::ceremony::{self, Answer, Asked, Binding};
use super::{PasskeyError, credential, event, ready};
use crate::app::App;
use crate::establish::{Client, EstablishError};
use crate::live::Live;
use crate::mail::{self, Message};
use crate::{notices, proof, standing};

/// Asks the browser of a session, whose person has proved just now who they are, for a new passkey.
pub async fn begin_registration(app: &App, live: &Live) -> Result<Asked, PasskeyError> {
    let passkeys = ready(app)?;
    if !proof::is_fresh(app, live).await? {
        return Err(PasskeyError::NeedsProof);
    }
    let user = &live.user;
    standing::check(app, user, PASSKEY)?;
    let present = app.store.passkeys_of(user.id).await?;
    if present.len() >= MOST {
        return Err(PasskeyError::Taken);
    }
    let known: Result<Vec<_>, _> =
        present.iter().map(|key| credential::key(key).map(|key| key.cred_id)).collect();
    let account = user.email.as_ref().map_or(&*user.name, |email| email.as_str());
    let handle = credential::user_handle(user.id);
    // With keys of this kind the library prefers that the authenticator makes sure of its person, and
    // insists on it from then on if it did. With those it calls passkeys it refuses all others.
    let asked = passkeys.webauthn.start_securitykey_registration(
        handle,
        account,
        &user.name,
        Some(known?),
        None,
        None,
    );
    let (options, state) = asked.map_err(PasskeyError::Refused)?;
    let options = options_of(options)?;
    let binding = Binding::Session(live);
    ceremony::begin(app, CeremonyPurpose::Register, binding, (options, &state)).await
}

/// What the browser is asked: a passkey that it can find by itself, if it can make one, on whatever
/// device the person likes.
fn options_of(options: CreationChallengeResponse) -> Result<Value, PasskeyError> {
    let mut options = serde_json::to_value(options).map_err(PasskeyError::Unreadable)?;
    if let Some(public_key) = options.get_mut("publicKey").and_then(Value::as_object_mut) {
        public_key.insert("hints".to_owned(), json!([]));
        // The library would also ask for a protection under which some keys without a PIN cannot be used.
        public_key.insert("extensions".to_owned(), json!({"credProps": true}));
        if let Some(wanted) = public_key.get_mut("authenticatorSelection") {
            *wanted = json!({"residentKey": "preferred", "userVerification": "preferred"});
        }
    }
    Ok(options)
}

/// Adds the passkey that a browser made, and gives its name.
pub async fn finish_registration(
    app: &App,
    live: &Live,
    answer: Answer,
    client: &Client,
) -> Result<String, PasskeyError> {
    let passkeys = ready(app)?;
    let name = passkey::name(&answer.name).ok_or(PasskeyError::Name)?.to_owned();
    let binding = Binding::Session(live);
    let state: SecurityKeyRegistration =
        ceremony::spend(app, CeremonyPurpose::Register, binding, &answer.handle).await?;
    let made: RegisterPublicKeyCredential =
        serde_json::from_value(answer.credential).map_err(PasskeyError::Unreadable)?;
    let key = passkeys.webauthn.finish_securitykey_registration(&made, &state);
    let key = Credential::from(key.map_err(PasskeyError::Refused)?);
    let found = made.extensions.cred_props.and_then(|properties| properties.rk);
    let signs_in = worth(key.user_verified, found) == Worth::SignIn;
    let now = app.clock.now();
    let new = Passkey {
        id: credential::id(key.cred_id.as_ref()),
        user: live.user.id,
        credential: credential::written(&key)?,
        signs_in,
        counter: key.counter.into(),
        backup_eligible: key.backup_eligible,
        backed_up: key.backup_state,
        transports: transports(made.response.transports.as_ref()),
        created_at: now,
        last_used_at: None,
        name,
    };
    let added = Event { detail: new.name.clone(), ..event(app, "passkey.add", live, client) };
    match app.store.add_passkey(&new, MOST, &added).await? {
        AddPasskey::Added => {
            let factor = mail::Factor::Passkey;
            notices::tell(app, &live.user, Message::FactorAdded { factor }).await;
            Ok(new.name)
        }
        AddPasskey::Refused => Err(PasskeyError::Taken),
        AddPasskey::NoAccount => Err(EstablishError::Gone.into()),
    }
}

/// How the authenticator says that it is reached, by commas.
fn transports(given: Option<&impl serde::Serialize>) -> String {
    let listed = given.and_then(|given| serde_json::to_value(given).ok());
    let listed: Vec<String> =
        listed.and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default();
    listed.join(",")
}
