//! Getting back into an account whose password is forgotten: asking for a link, and using it.

use std::sync::Arc;

use doorward_core::account::User;
use doorward_core::address::Email;
use doorward_core::one_time::{HANDED_OVER_MS, Purpose, Token};
use doorward_core::recovery::{Answer, Known, answer};
use doorward_core::registration::Fault;
use doorward_core::secret::Secret;
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_jose::random::RandomFailed;
use doorward_store::{Credentials, Event, NewLetter, Reset, StoreError};

use crate::app::App;
use crate::clerk::departure;
use crate::errands::{self, TooManyErrands};
use crate::establish::Client;
use crate::hashing::HashingError;
use crate::lockout;
use crate::mail::{self, Letter, MailError, Message};
use crate::new_password::{self, NewPasswordError};
use crate::one_time::{self, LinkError, Minted};
use crate::people::By;

/// Whether people can have a link mailed that sets a new password. Without mail they cannot: whoever
/// asks must never see the link.
pub fn is_on(app: &App) -> bool {
    let switches = &app.settings.switches;
    switches.password_reset && switches.email_login && mail::is_on(app)
}

/// Why nobody looked whether there is such an account.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// `ALLOW_PASSWORD_RESET` is not `true`, or there is no mail.
    #[error("password reset is off")]
    Off,
    /// The list of those who may come in does not have the address.
    #[error("the address is not on the list of those who may come in")]
    NotAdmitted,
    /// Too many asked at once.
    #[error(transparent)]
    Busy(#[from] TooManyErrands),
}

/// Has a link mailed to the account of an address, if there is one. Nobody who asks can tell, by the
/// answer or its time.
pub fn request(app: &Arc<App>, typed: &str, client: &Client) -> Result<(), RequestError> {
    if !is_on(app) {
        return Err(RequestError::Off);
    }
    let Ok(email) = Email::parse(typed) else { return Ok(()) };
    if !app.settings.admission.admits(Some(&email)) {
        return Err(RequestError::NotAdmitted);
    }
    let (keeper, address) = (Arc::clone(app), client.address.to_string());
    let errand = async move { send(&keeper, &email, address).await };
    errands::run(app, "the mail that resets a password", errand)?;
    Ok(())
}

/// Why no mail was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No random bytes.
    #[error("no token could be made")]
    Mint(#[from] RandomFailed),
    /// The letter could not be posted.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Storage.
    #[error("the account could not be read, or the token kept")]
    Store(#[from] StoreError),
}

async fn send(app: &App, email: &Email, address: String) -> Result<(), SendError> {
    let Some(known) = app.store.credentials_by_email(email).await? else { return Ok(()) };
    let event = Event {
        subject: Some(known.user.id),
        address,
        ..Event::new("password.reset_ask", app.clock.now())
    };
    match answer(standing(&known)) {
        Answer::Nothing => Ok(()),
        _ if !lockout::may_mail(app, Purpose::ResetPassword.as_str(), email) => Ok(()),
        Answer::WaysIn => {
            let link = app.settings.general.client.join("/login");
            let message = Message::NoPassword { link };
            Ok(mail::post(app, Letter::to_person(email.clone(), &known.user, message)).await?)
        }
        Answer::Link => post_link(app, &known, email, &event).await,
    }
}

fn standing(known: &Credentials) -> Known {
    let has_password = known.password_hash.is_some();
    Known { disabled: known.user.disabled_at.is_some(), has_password }
}

/// Posts a letter with a link that counts from now on.
async fn post_link(
    app: &App,
    known: &Credentials,
    to: &Email,
    event: &Event,
) -> Result<(), SendError> {
    let minted = one_time::mint(Purpose::ResetPassword, known, app.clock.now())?;
    let minutes = Purpose::ResetPassword.lifetime_ms() / MINUTE_MS;
    let minutes = u32::try_from(minutes).unwrap_or_default();
    let message = Message::ResetPassword { link: link(app, &minted), minutes };
    let letter = Letter::to_person(to.clone(), &known.user, message).carrying(minted.token.digest);
    let letter = mail::seal(app, &letter)?;
    app.store.keep_token(&minted.token, event, letter.as_ref()).await?;
    Ok(())
}

/// Why an administrator could not have a link mailed to somebody.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// People cannot have links mailed: see [`is_on`].
    #[error("password reset by mail is off")]
    Off,
    /// A link would go nowhere or open nothing.
    #[error("the account is switched off, or has no address or no password")]
    Pointless,
    /// The account is gone.
    #[error("the account is gone")]
    Gone,
    /// The mailbox has got several such mails within minutes.
    #[error(
        "several such mails went to this address within minutes; the link in the last one counts"
    )]
    TooMany,
    /// The mail could not be made.
    #[error(transparent)]
    Send(#[from] SendError),
}

/// Has a link mailed to somebody who asked an administrator for help, who never sees it and never chooses
/// the password (checklist item 93).
pub async fn start(app: &App, user: &User, by: &By<'_>) -> Result<(), StartError> {
    if !is_on(app) {
        return Err(StartError::Off);
    }
    let known = app.store.credentials(user.id).await.map_err(SendError::from)?;
    let known = known.ok_or(StartError::Gone)?;
    let (Some(to), Answer::Link) = (known.user.email.clone(), answer(standing(&known))) else {
        return Err(StartError::Pointless);
    };
    if !lockout::may_mail(app, Purpose::ResetPassword.as_str(), &to) {
        return Err(StartError::TooMany);
    }
    let event = by.event(app, "password.reset_ask", user.id);
    post_link(app, &known, &to, &event).await?;
    Ok(())
}

/// The link that `LibreChat`'s web client, and our own page, take apart (reference section 8).
fn link(app: &App, minted: &Minted) -> String {
    let Minted { token, text } = minted;
    let path = format!("/reset-password?token={}&userId={}", text.expose(), token.user);
    app.settings.general.client.join(&path)
}

/// A link that the operator hands over.
#[derive(Debug)]
pub struct HandedOver {
    /// The link. Whoever has it sets the password.
    pub link: Secret<String>,
    /// When it stops counting.
    pub expires_at: Timestamp,
}

/// Why there is no link.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// The account is gone.
    #[error("the account is gone")]
    Gone,
    /// The account is switched off: a new password would open nothing.
    #[error("the account is switched off; switch it on first")]
    Disabled,
    /// No random bytes.
    #[error("no token could be made")]
    Mint(#[from] RandomFailed),
    /// Storage.
    #[error("the token could not be kept")]
    Store(#[from] StoreError),
}

/// Makes a link for the operator, who gets it to the person by some other way than mail and never
/// chooses the password (checklist item 93).
pub async fn hand_over(app: &App, user: &User, by: &By<'_>) -> Result<HandedOver, HandOverError> {
    let known = app.store.credentials(user.id).await?.ok_or(HandOverError::Gone)?;
    if known.user.disabled_at.is_some() {
        return Err(HandOverError::Disabled);
    }
    let now = app.clock.now();
    let minted = one_time::mint(Purpose::ResetPassword, &known, now)?;
    let expires_at = now.plus(HANDED_OVER_MS);
    let token = Token { email: None, expires_at, ..minted.token };
    let event = by.event(app, "password.reset_link", user.id);
    app.store.keep_token(&token, &event, None).await?;
    let link = Secret::new(link(app, &Minted { token, text: minted.text }));
    Ok(HandedOver { link, expires_at })
}

/// What a link and its form say.
#[derive(Debug)]
pub struct ResetInput<'a> {
    /// The `userId` of the link.
    pub user: &'a str,
    /// The token of the link.
    pub token: &'a str,
    /// The new password.
    pub password: Option<&'a str>,
}

/// Why a password was not reset.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// Password reset is off, and the operator has not handed this link over.
    #[error("password reset is off")]
    Off,
    /// The new password does not do. The link still counts.
    #[error("the new password does not do")]
    Invalid(Fault),
    /// The link does not count.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The password could not be hashed.
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
    /// Storage.
    #[error("the sessions of the account could not be read")]
    Store(#[from] StoreError),
}

/// Sets a new password by a link, and ends every session of the account. It signs nobody in: what is
/// asked for beside the password is asked for then (checklist item 82).
pub async fn reset(app: &App, input: ResetInput<'_>, client: &Client) -> Result<(), ResetError> {
    let found = one_time::find(app, Purpose::ResetPassword, input.token).await;
    let handed_over = found.as_ref().is_ok_and(|(token, _)| token.email.is_none());
    if !is_on(app) && !handed_over {
        return Err(ResetError::Off);
    }
    let (token, known) = found?;
    if token.user.to_string() != input.user {
        return Err(LinkError::Foreign.into());
    }
    let new = hash(app, input.password, &known.user).await?;
    let theirs = departure::under_sessions_of(app, token.user, None).await?;
    let event = Event {
        subject: Some(token.user),
        address: client.address.to_string(),
        ..Event::new("password.reset", app.clock.now())
    };
    let letter = news(app, &known).map_err(LinkError::from)?;
    let (expected, letter) = (known.password_hash.as_ref(), letter.as_ref());
    let reset = Reset { expected, new: &new, letter };
    let redeemed = app.store.redeem_reset(&token, reset, &event).await;
    one_time::spent(redeemed.map_err(LinkError::from)?)?;
    app.live.forget_user(token.user);
    departure::note(app, theirs);
    Ok(())
}

/// Judges the new password as that of any account.
async fn hash(
    app: &App,
    password: Option<&str>,
    user: &User,
) -> Result<Secret<String>, ResetError> {
    let password = password.ok_or(ResetError::Invalid(Fault::Missing))?;
    let address = user.email.as_ref().map_or("", Email::as_str);
    let about = [address, &user.name, &user.username];
    let hashed = new_password::hash(app, Secret::new(password.to_owned()), &about).await;
    hashed.map_err(|error| match error {
        NewPasswordError::Refused(fault) => ResetError::Invalid(fault),
        NewPasswordError::Hashing(error) => ResetError::Hashing(error),
    })
}

/// Tells the person that their password was reset (checklist item 88).
fn news(app: &App, known: &Credentials) -> Result<Option<NewLetter>, MailError> {
    let Some(to) = known.user.email.clone() else { return Ok(None) };
    mail::seal(app, &Letter::to_person(to, &known.user, Message::PasswordWasReset))
}
