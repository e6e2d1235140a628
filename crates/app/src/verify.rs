//! Proving that a mail address is one's own: the link that a new account gets.

use std::sync::Arc;

use doorward_core::account::{Role, User};
use doorward_core::address::Email;
use doorward_core::one_time::Purpose;
use doorward_jose::random::RandomFailed;
use doorward_store::{Credentials, Event, StoreError};

use crate::app::App;
use crate::errands::{self, TooManyErrands};
use crate::establish::Client;
use crate::lockout;
use crate::mail::{self, Letter, MailError, Message};
use crate::one_time::{self, LinkError};

/// What a failed errand is called.
const ERRAND: &str = "the mail that verifies an address";

/// Whether somebody has to prove their address before a password lets them in.
///
/// An administrator need not: whoever sets up mail must not lock themselves out. Nor need anybody
/// where there is no mail to prove it by.
pub(crate) fn is_awaited(app: &App, user: &User) -> bool {
    mail::is_on(app)
        && !app.settings.switches.unverified_email_login
        && !user.email_verified
        && user.email.is_some()
        && user.role != Role::Admin
}

/// Why no mail was sent.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("no token could be made")]
    Mint(#[from] RandomFailed),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("the account could not be read, or the token kept")]
    Store(#[from] StoreError),
}

/// Has the link mailed to a new account. The account is made whether or not it goes out: it can be
/// asked for again.
pub(crate) fn welcome(app: &Arc<App>, user: &User) {
    if !mail::is_on(app) || user.email_verified {
        return;
    }
    let (keeper, id) = (Arc::clone(app), user.id);
    let errand = async move {
        match keeper.store.credentials(id).await? {
            Some(known) => send(&keeper, &known, String::new()).await,
            None => Ok(()),
        }
    };
    if let Err(error) = errands::run(app, ERRAND, errand) {
        tracing::warn!(%error, "a new account has to ask for its mail");
    }
}

/// Has the link mailed once more to the account of an address, if there is one whose address is not
/// proven. Nobody who asks can tell, by the answer or its time.
pub fn resend(app: &Arc<App>, typed: &str, client: &Client) -> Result<(), TooManyErrands> {
    let Ok(email) = Email::parse(typed) else { return Ok(()) };
    if !mail::is_on(app) {
        return Ok(());
    }
    let (keeper, address) = (Arc::clone(app), client.address.to_string());
    let errand = async move {
        match keeper.store.credentials_by_email(&email).await? {
            Some(known) if !known.user.email_verified && known.user.disabled_at.is_none() => {
                send(&keeper, &known, address).await
            }
            _ => Ok(()),
        }
    };
    errands::run(app, ERRAND, errand)
}

async fn send(app: &App, known: &Credentials, address: String) -> Result<(), SendError> {
    let Some(to) = known.user.email.clone() else { return Ok(()) };
    if !lockout::may_mail(app, Purpose::VerifyAddress.as_str(), &to) {
        return Ok(());
    }
    let minted = one_time::mint(Purpose::VerifyAddress, known, app.clock.now())?;
    let event = Event {
        subject: Some(known.user.id),
        address,
        ..Event::new("address.verify_ask", minted.token.created_at)
    };
    // As LibreChat's web client, and our own page, take it apart (reference section 8).
    let email: String = url::form_urlencoded::byte_serialize(to.as_str().as_bytes()).collect();
    let path = format!("/verify?token={}&email={email}", minted.text.expose());
    let message = Message::VerifyAddress { link: app.settings.general.client.join(&path) };
    let letter = Letter::to_person(to, &known.user, message).carrying(minted.token.digest);
    let letter = mail::seal(app, &letter)?;
    app.store.keep_token(&minted.token, &event, letter.as_ref()).await?;
    Ok(())
}

/// Takes the token of a link as proof of the address that it was mailed to.
pub async fn redeem(
    app: &App,
    typed: &str,
    presented: &str,
    client: &Client,
) -> Result<(), LinkError> {
    let (token, _) = one_time::find(app, Purpose::VerifyAddress, presented).await?;
    if Email::parse(typed).ok() != token.email {
        return Err(LinkError::Foreign);
    }
    let event = Event {
        subject: Some(token.user),
        address: client.address.to_string(),
        ..Event::new("address.verify", app.clock.now())
    };
    one_time::spent(app.store.redeem_verification(&token, &event).await?)?;
    app.live.forget_user(token.user);
    Ok(())
}
