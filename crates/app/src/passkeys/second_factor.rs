//! A passkey as the second step of a sign-in that waits for one.

use doorward_core::factor::{Method, Methods};
use doorward_store::CeremonyPurpose;
use webauthn_rs::prelude::{PublicKeyCredential, SecurityKey, SecurityKeyAuthentication};

use super::ceremony::{self, Answer, Asked, Binding};
use super::sign_in::options_of;
use super::{PasskeyError, credential, ready};
use crate::app::App;
use crate::establish::Client;
use crate::second_factor::step::{self, Finished, StepError, Waiting};
use crate::second_factor::trusted;

/// Asks the browser in which a sign-in waits for a passkey of its person. `handle` names the sign-in.
pub async fn begin_second_factor(
    app: &App,
    waiting: &Waiting,
    handle: &str,
) -> Result<Asked, PasskeyError> {
    let passkeys = ready(app)?;
    let keys = app.store.passkeys_of(waiting.user.id).await?;
    if keys.is_empty() {
        return Err(StepError::NoFactor.into());
    }
    let keys: Result<Vec<_>, _> =
        keys.iter().map(|key| credential::key(key).map(SecurityKey::from)).collect();
    let started = passkeys.webauthn.start_securitykey_authentication(&keys?);
    let (options, state) = started.map_err(PasskeyError::Refused)?;
    let options = options_of(options)?;
    let binding = Binding::Browser(handle);
    ceremony::begin(app, CeremonyPurpose::SecondFactor, binding, (options, &state)).await
}

/// Finishes a sign-in that waits with a passkey. One that was made by an authenticator which had made sure
/// of its person counts only if it does so again; another one shows that the device is there.
pub async fn finish_second_factor(
    app: &App,
    (waiting, handle): (Waiting, &str),
    answer: Answer,
    client: &Client,
    remember: bool,
) -> Result<Finished, PasskeyError> {
    let passkeys = ready(app)?;
    let binding = Binding::Browser(handle);
    let state: SecurityKeyAuthentication =
        ceremony::spend(app, CeremonyPurpose::SecondFactor, binding, &answer.handle).await?;
    let answer: PublicKeyCredential =
        serde_json::from_value(answer.credential).map_err(PasskeyError::Unreadable)?;
    let found = credential::find(app, &answer, Some(waiting.user.id)).await?;
    let check = |_: &_| passkeys.webauthn.finish_securitykey_authentication(&answer, &state);
    let (key, result) = credential::accept(app, found, &answer, client, check).await?;
    let methods = Methods::one(Method::Passkey);
    let verified = methods.with(Method::UserVerified);
    let methods = if result.user_verified() { verified } else { methods };
    let password = waiting.proven.clone();
    let mut finished = step::finish(app, waiting, (methods, Some(key.id)), client).await?;
    if remember {
        let user = &finished.signed_in.user;
        let trust = trusted::begin(app, user, password.as_ref(), client).await;
        finished.trust = Some(trust.map_err(StepError::from)?);
    }
    Ok(finished)
}
