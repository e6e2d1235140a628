//! Signing in with a passkey, which the browser finds by itself.

use doorward_core::account::PASSKEY;
use doorward_jose::base64url;
use doorward_jose::random;
use doorward_store::CeremonyPurpose;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PublicKeyCredential, RequestChallengeResponse,
};

use super::ceremony::{self, Answer, Asked, Binding};
use super::{PasskeyError, credential, ready};
use crate::app::App;
use crate::establish::{Client, Entrance, EstablishError, SignedIn, establish};
use crate::metrics::SignIn;
use crate::standing;
use crate::tokens::MintError;

/// A value for the cookie that ties sign-ins to a browser which has none yet.
pub fn browser_binding() -> Result<String, MintError> {
    let mut bytes = [0; 32];
    random::fill(&mut bytes)?;
    Ok(base64url::encode(bytes))
}

/// Asks the browser that has this cookie for a passkey of whomever it belongs to.
pub async fn begin_sign_in(app: &App, browser: &str) -> Result<Asked, PasskeyError> {
    let started = ready(app)?.webauthn.start_discoverable_authentication();
    let (options, state) = started.map_err(PasskeyError::Refused)?;
    let options = options_of(options)?;
    let binding = Binding::Browser(browser);
    ceremony::begin(app, CeremonyPurpose::SignIn, binding, (options, &state)).await
}

/// What the browser is asked. How it asks its person, by itself or when told to, is for the page to say.
pub(super) fn options_of(options: RequestChallengeResponse) -> Result<Value, PasskeyError> {
    let mut options = serde_json::to_value(options).map_err(PasskeyError::Unreadable)?;
    if let Some(options) = options.as_object_mut() {
        options.remove("mediation");
        if let Some(public_key) = options.get_mut("publicKey").and_then(Value::as_object_mut) {
            public_key.insert("hints".to_owned(), json!([]));
            public_key.remove("extensions");
        }
    }
    Ok(options)
}

/// Signs in whoever's passkey a browser has used: one whose authenticator has made sure of them, just now.
///
/// That is two factors in one, so no other is asked for.
pub async fn finish_sign_in(
    app: &App,
    browser: &str,
    answer: Answer,
    client: &Client,
) -> Result<SignedIn, PasskeyError> {
    let finished = finish(app, browser, answer, client).await;
    finished.inspect_err(|error| app.metrics.sign_in(PASSKEY, outcome(error)))
}

/// What came of the sign-in: whether it was refused, or something failed.
const fn outcome(error: &PasskeyError) -> SignIn {
    match error {
        PasskeyError::Mint(_) | PasskeyError::Store(_) => SignIn::Failed,
        PasskeyError::Establish(error) => error.outcome(),
        _ => SignIn::Refused,
    }
}

async fn finish(
    app: &App,
    browser: &str,
    answer: Answer,
    client: &Client,
) -> Result<SignedIn, PasskeyError> {
    let passkeys = ready(app)?;
    let state: DiscoverableAuthentication =
        ceremony::spend(app, CeremonyPurpose::SignIn, Binding::Browser(browser), &answer.handle)
            .await?;
    let answer: PublicKeyCredential =
        serde_json::from_value(answer.credential).map_err(PasskeyError::Unreadable)?;
    let found = credential::find(app, &answer, None).await?;
    if !found.signs_in {
        return Err(PasskeyError::Unverified);
    }
    let check =
        |key: &_| passkeys.webauthn.finish_discoverable_authentication_v2(&answer, state, key);
    let (key, _) = credential::accept(app, found, &answer, client, check).await?;
    let user = app.store.user(key.user).await?.ok_or(EstablishError::Gone)?;
    if user.disabled_at.is_some() {
        return Err(EstablishError::Gone.into());
    }
    let user = standing::otherwise(app, user, PASSKEY).await?;
    // Who has proved this much may try codes again (SP 800-63B-4 §3.2.2).
    app.store.forgive_factor_tries(user.id).await?;
    Ok(establish(app, user, Entrance::passkey(key.id, app.clock.now()), client).await?)
}
