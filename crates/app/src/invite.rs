//! Invitations: a link that lets one person make an account, whatever the registration switch says.
//!
//! An invitation that names an address is for that address alone. It is redeemed in the write that makes
//! the account, so that of any number of holders exactly one gets in, and a form that is filled in wrongly
//! uses nothing up. The lists of those who may come in, and the rules for passwords, hold for invited
//! people too.

use std::collections::BTreeMap;

use doorward_core::account::Role;
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::invitation;
use doorward_core::secret::Digest;
use doorward_core::time::DAY_MS;
use doorward_store::{Event, Invitation, NewLetter, StoreError};

use crate::app::App;
use crate::lockout;
use crate::mail::{self, Letter, MailError, Message};
use crate::onward;
use crate::people::By;
use crate::tokens::{self, MintError};

pub use doorward_core::invitation::{DAYS, Standing};

/// Characters of the name by which lists and commands call an invitation.
const NAME: usize = 16;

/// Most invitations in a list.
pub const MOST: u32 = 1000;

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The address is none.
    #[error("\"{0}\" is not a mail address")]
    NotAnAddress(String),
    /// The list of those who may come in does not have the address.
    #[error("the address is not on the list of AUTH_ALLOWED_EMAILS, so it could not come in")]
    NotAdmitted,
    /// Somebody has this address already.
    #[error("an account with this address exists already")]
    HasAccount,
    /// So many days are none or too many.
    #[error("an invitation counts for 1 to {max} days", max = DAYS.end())]
    Days,
    /// The mailbox has got several invitations within minutes.
    #[error("several invitations went to this address within minutes; the links in them count")]
    TooMany,
    /// The mail could not be made.
    #[error("the invitation could not be mailed")]
    Mail(#[from] MailError),
    /// No random bytes.
    #[error("the invitation could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the invitation could not be stored")]
    Store(#[from] StoreError),
}

/// Whom to invite.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The address; `None` for whoever holds the link.
    pub address: Option<String>,
    /// The role of the account.
    pub role: Role,
    /// For how many days the invitation counts.
    pub days: i64,
    /// Whether the link leads on to adding a passkey, once the account is made.
    pub passkey: bool,
}

/// A new invitation.
#[derive(Debug)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The link to hand on: whoever has it can redeem it.
    pub link: String,
}

/// Invites somebody, by mail if there is an address and mail is set up. Who does so in the console has
/// proved who they are: an invitation makes accounts, administrators' among them.
pub async fn create(app: &App, wanted: Wanted, by: &By<'_>) -> Result<Invited, InviteError> {
    let email = wanted.address.as_deref().map(|text| address(app, text));
    let email = match email {
        Some(checked) => Some(checked.await?),
        None => None,
    };
    if !DAYS.contains(&wanted.days) {
        return Err(InviteError::Days);
    }
    let to = email.as_ref().filter(|_| mail::is_on(app));
    if to.is_some_and(|to| !lockout::may_mail(app, "invitation", to)) {
        return Err(InviteError::TooMany);
    }
    let token = tokens::opaque().map_err(MintError::from)?;
    let digest = tokens::digest(&token);
    let (now, sender) = (app.clock.now(), by.person());
    let mailed = to.is_some();
    let invitation = Invitation {
        id: name(&digest),
        email,
        role: wanted.role,
        mailed,
        invited_by: sender,
        created_at: now,
        expires_at: now.plus(wanted.days.saturating_mul(DAY_MS)),
        redeemed_at: None,
        redeemed_by: None,
        revoked_at: None,
    };
    let event = Event {
        actor: sender,
        detail: invitation.id.clone(),
        ..Event::new("invitation.create", now)
    };
    let onward = if wanted.passkey { onward::TO_PASSKEYS } else { "" };
    let link = app.settings.general.client.join(&format!("/register?token={token}{onward}"));
    let invited = Invited { invitation, link };
    let letter = letter(app, &invited, digest).await?;
    app.store.add_invitation(&invited.invitation, &digest, &event, letter.as_ref()).await?;
    Ok(invited)
}

/// The letter that carries the link, if it is to be mailed.
async fn letter(
    app: &App,
    Invited { invitation, link }: &Invited,
    token: Digest,
) -> Result<Option<NewLetter>, InviteError> {
    let Some(to) = invitation.email.clone().filter(|_| invitation.mailed) else { return Ok(None) };
    let sender = inviter(app, invitation.invited_by).await?;
    let until = invitation.expires_at;
    let message = Message::Invitation { link: link.clone(), inviter: sender, until };
    Ok(mail::seal(app, &Letter::to_address(to, message).carrying(token))?)
}

/// What whoever invites is called; empty if that is no person.
async fn inviter(app: &App, by: Option<UserId>) -> Result<String, StoreError> {
    let user = match by {
        Some(id) => app.store.user(id).await?,
        None => None,
    };
    Ok(user.map(|user| user.name).unwrap_or_default())
}

/// An address that somebody without an account has, and that may come in.
async fn address(app: &App, text: &str) -> Result<Email, InviteError> {
    let email = Email::parse(text).map_err(|_| InviteError::NotAnAddress(text.to_owned()))?;
    if !app.settings.admission.admits(Some(&email)) {
        return Err(InviteError::NotAdmitted);
    }
    match app.store.credentials_by_email(&email).await? {
        Some(_) => Err(InviteError::HasAccount),
        None => Ok(email),
    }
}

/// The name of an invitation: a part of the digest of its token, of which it tells nothing.
fn name(token: &Digest) -> String {
    token.to_hex().chars().take(NAME).collect()
}

/// The newest invitations, at most [`MOST`], those that are over included.
pub async fn list(app: &App) -> Result<Vec<Invitation>, StoreError> {
    app.store.invitations(MOST).await
}

/// What holds the letter of an invitation up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// It could not be sent yet, and is tried again.
    Waits,
    /// It was given up: the mail server refuses it, or was away for days.
    GivenUp,
}

/// The invitations, by their names, whose letter was not sent when it was last tried; at most [`MOST`].
pub async fn unsent(app: &App) -> Result<BTreeMap<String, Unsent>, StoreError> {
    let found = app.store.unsent_invitations(MOST).await?;
    let state = |died| if died { Unsent::GivenUp } else { Unsent::Waits };
    Ok(found.into_iter().map(|one| (one.id, state(one.died_at.is_some()))).collect())
}

/// Takes an invitation back, on behalf of `by`; `false` when there is none of this name that could still
/// be redeemed.
pub async fn revoke(app: &App, name: &str, by: Option<UserId>) -> Result<bool, StoreError> {
    let event = Event {
        actor: by,
        detail: name.to_owned(),
        ..Event::new("invitation.revoke", app.clock.now())
    };
    app.store.revoke_invitation(name, &event).await
}

/// What has become of an invitation.
pub fn standing(app: &App, invitation: &Invitation) -> Standing {
    invitation::standing(
        invitation.redeemed_at.is_some(),
        invitation.revoked_at.is_some(),
        invitation.expires_at,
        app.clock.now(),
    )
}

/// The invitation of a token, if it counts. Nothing is redeemed.
pub async fn open(app: &App, token: &str) -> Result<Option<Invitation>, StoreError> {
    by_digest(app, &tokens::digest(token)).await
}

/// The same, of the digest of a token.
pub(crate) async fn by_digest(app: &App, token: &Digest) -> Result<Option<Invitation>, StoreError> {
    let found = app.store.invitation(token).await?;
    Ok(found.filter(|invitation| standing(app, invitation) == Standing::Open))
}
