//! Telling people by mail what has changed about the ways into their account (checklist item 88).

use doorward_core::account::User;
use doorward_core::time::HOUR_MS;
use doorward_pages::{Language, device_name};

use crate::app::App;
use crate::establish::Client;
use crate::mail::{self, Letter, MailError, Message};
use crate::settings::Provider;

/// How old an account is before a sign-in with another browser is news to its owner, in milliseconds.
const SETTLED_MS: i64 = HOUR_MS;

/// Tells a person something, if they have an address and mail is set up. What happened has happened: a
/// letter that cannot be posted is a matter for the log.
pub(crate) async fn tell(app: &App, user: &User, message: Message) {
    let Some(to) = &user.email else { return };
    match mail::post(app, Letter::to_person(to.clone(), user, message)).await {
        Ok(()) | Err(MailError::Off) => {}
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, user.id = %user.id, "a notice was not posted");
        }
    }
}

/// Tells a person that a provider opens their account from now on.
pub(crate) async fn linked(app: &App, user: &User, provider: &str) {
    let provider = provider_name(app, provider);
    tell(app, user, Message::ProviderLinked { provider }).await;
}

/// Tells a person that a provider opens their account no longer.
pub(crate) async fn unlinked(app: &App, user: &User, provider: &str) {
    let provider = provider_name(app, provider);
    tell(app, user, Message::ProviderRemoved { provider }).await;
}

/// What people know a provider by.
fn provider_name(app: &App, id: &str) -> String {
    app.settings.providers.get(id).map_or(id, Provider::name).to_owned()
}

/// Tells a person of a sign-in with a browser that their account does not know.
pub(crate) async fn new_device(app: &App, user: &User, client: &Client) {
    let at = app.clock.now();
    if at.since(user.created_at) < SETTLED_MS {
        return;
    }
    let device = device_name(Language::English, &client.user_agent);
    let address = client.address.to_string();
    tell(app, user, Message::NewDevice { device, address, at }).await;
}
