//! The account of somebody whom a provider has vouched for: an old one, or a new one.

use doorward_core::account::User;
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::invitation;
use doorward_core::link::{self, Decision, Known, Owner, Refusal, Wish};
use doorward_core::provider::Entry;
use doorward_core::secret::Digest;
use doorward_store::{
    AddLink, CreateUserError, Event, Grounds, Invitation, Linked, NewLink, NewUser, StoreError,
};

use super::CallbackError;
use super::profile::{self, tidy};
use crate::app::App;
use crate::approval;
use crate::identity::Identity;
use crate::invite;
use crate::notices;
use crate::providers::Provider;
use crate::register::{new_user, welcomed};
use crate::settings::FirstAdmin;
use crate::standing;

/// How often it is decided anew while others change what was decided on.
const TRIES: usize = 3;

/// Who vouches for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voucher<'a> {
    /// Its name in rows.
    pub(crate) id: &'a str,
    /// Whether new people may come in by it.
    pub(crate) registration_open: bool,
}

impl<'a> From<&'a Provider> for Voucher<'a> {
    fn from(provider: &'a Provider) -> Self {
        Self { id: &provider.id, registration_open: provider.registration_open }
    }
}

/// Somebody, and the provider that says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vouched<'a> {
    /// The provider.
    pub(crate) provider: Voucher<'a>,
    /// Whom it vouches for.
    pub(crate) who: &'a Identity,
    /// The invitation that they bring along, if it is for them.
    pub(crate) invited: Option<&'a Invited>,
}

/// An invitation that counts, and is for the person who holds it.
#[derive(Clone, Debug)]
pub(crate) struct Invited {
    token: Digest,
    invitation: Invitation,
}

impl Invited {
    /// The invitation of a token, if it counts and is for somebody: one that names an address is for
    /// whom the provider says that it has checked this very address.
    pub(crate) async fn of(
        app: &App,
        token: Option<Digest>,
        who: &Identity,
    ) -> Result<Option<Self>, StoreError> {
        let Some(token) = token else { return Ok(None) };
        let proved = who.email.as_ref().filter(|_| who.email_verified);
        let found = invite::by_digest(app, &token).await?;
        let found = found.filter(|found| invitation::is_for(found.email.as_ref(), proved));
        Ok(found.map(|invitation| Self { token, invitation }))
    }
}

impl Vouched<'_> {
    /// The link that leads here from now on.
    pub(crate) fn link(self) -> NewLink {
        NewLink {
            issuer: self.who.issuer.clone(),
            subject: self.who.subject.clone(),
            provider: self.provider.id.to_owned(),
        }
    }

    /// The account that is linked, switched off or not.
    pub(crate) async fn linked(self, app: &App) -> Result<Option<Linked>, StoreError> {
        app.store.linked(&self.who.issuer, &self.who.subject).await
    }
}

/// Where a sign-in leads.
pub(crate) enum Found {
    /// To this account.
    Account(Box<User>),
    /// To nobody yet: this account has the address, and its owner must say that both are theirs.
    Owner(UserId),
}

/// The account of somebody who signs in.
pub(crate) async fn of(app: &App, vouched: Vouched<'_>) -> Result<Found, CallbackError> {
    for _ in 0..TRIES {
        if let Some(found) = attempt(app, vouched).await? {
            return Ok(found);
        }
    }
    Err(CallbackError::Contended)
}

/// `None` when another tab, or somebody else, was quicker: what is there now is judged anew.
async fn attempt(app: &App, vouched: Vouched<'_>) -> Result<Option<Found>, CallbackError> {
    let linked = vouched.linked(app).await?;
    let account = |user: User| Some(Found::Account(Box::new(user)));
    Ok(match (decide(app, vouched, linked.as_ref(), Wish::SignIn).await?, linked) {
        (Decision::SignIn(_), Some(linked)) => {
            standing::check(app, &linked.user, vouched.provider.id)?;
            account(profile::follow(app, vouched, linked).await?)
        }
        (Decision::Create { email_verified }, _) => {
            create(app, vouched, email_verified).await?.and_then(account)
        }
        (Decision::Join(owner), _) => join(app, vouched, owner).await?.and_then(account),
        // It may be their own, made in another tab after the link was looked for.
        (Decision::AskToLink(_), _) if vouched.linked(app).await?.is_some() => None,
        (Decision::AskToLink(owner), _) => Some(Found::Owner(owner)),
        // The sessions of whoever has an address by now that is not on the list are over too.
        (Decision::Refuse(refusal @ Refusal::NotAdmitted), Some(linked)) => {
            profile::follow(app, vouched, linked).await?;
            return Err(CallbackError::Refused(refusal));
        }
        (Decision::Refuse(refusal), _) => return Err(CallbackError::Refused(refusal)),
        // Only somebody who wishes to link is told so.
        (Decision::SignIn(_) | Decision::Link(_) | Decision::AlreadyLinked, _) => None,
    })
}

/// Decides what becomes of somebody; `linked` is the account that they are linked to.
pub(crate) async fn decide(
    app: &App,
    vouched: Vouched<'_>,
    linked: Option<&Linked>,
    wish: Wish,
) -> Result<Decision, StoreError> {
    let Vouched { provider, who, invited } = vouched;
    let owner = match (&who.email, linked) {
        (Some(email), None) => app.store.credentials_by_email(email).await?.map(|known| known.user),
        // Whoever is linked is known by the link; their address is not looked up.
        _ => None,
    };
    let trusted = &app.settings.linking.trusted;
    Ok(link::decide(Known {
        wish,
        linked: linked.map(|Linked { user, founding }| link::Linked {
            user: user.id,
            disabled: user.disabled_at.is_some(),
            founding: *founding,
        }),
        address: link::weigh(who.email.as_ref(), who.email_verified, provider.id, trusted),
        owner: owner.map(|user| Owner {
            user: user.id,
            disabled: user.disabled_at.is_some(),
            verified: user.email_verified,
        }),
        registration_open: provider.registration_open || invited.is_some(),
        admitted: app.settings.admission.admits(address_of(vouched, linked)),
    }))
}

/// The address by which somebody is admitted: what the provider states now, or stated once if it does
/// not say everything twice.
fn address_of<'a>(vouched: Vouched<'a>, linked: Option<&'a Linked>) -> Option<&'a Email> {
    let once = Entry::find(vouched.provider.id).is_some_and(Entry::says_things_once);
    let before = linked.filter(|linked| once && linked.founding);
    vouched.who.email.as_ref().or_else(|| before.and_then(|linked| linked.user.email.as_ref()))
}

/// Where only the set-up link makes the administrator, nobody goes before who holds it.
pub(crate) async fn comes_too_early(app: &App, vouched: Vouched<'_>) -> Result<bool, StoreError> {
    let link_only = app.settings.first_admin == FirstAdmin::Link && vouched.invited.is_none();
    Ok(link_only && !app.store.has_users().await?)
}

async fn create(
    app: &App,
    vouched: Vouched<'_>,
    email_verified: bool,
) -> Result<Option<User>, CallbackError> {
    if comes_too_early(app, vouched).await? {
        return Err(CallbackError::Refused(Refusal::RegistrationClosed));
    }
    let who = vouched.who;
    let new = NewUser {
        email: who.email.clone(),
        email_verified,
        name: tidy(if who.name.is_empty() { &who.username } else { &who.name }),
        username: tidy(&who.username).to_lowercase(),
        avatar: who.picture.clone(),
        provider: vouched.provider.id.to_owned(),
        ..new_user(app)?
    };
    let (new, grounds) = match vouched.invited {
        Some(Invited { token, invitation }) => {
            (welcomed(new, invitation), Grounds::Invitation(token))
        }
        None => (new, Grounds::Open),
    };
    let event = Event {
        subject: Some(new.id),
        detail: vouched.provider.id.to_owned(),
        ..Event::new("user.create", new.created_at)
    };
    match app.store.create_user(&new, Some(&vouched.link()), grounds, &event).await {
        Ok(user) => {
            approval::announce(app, &user).await;
            Ok(Some(user))
        }
        Err(
            CreateUserError::AddressTaken | CreateUserError::LinkTaken | CreateUserError::NotFirst,
        ) => Ok(None),
        // Whoever had the address may take it back until then: it is still theirs.
        Err(CreateUserError::AddressHeld) => Err(CallbackError::AskToLink),
        // Somebody was quicker with the same link.
        Err(CreateUserError::NotInvited) => {
            Err(CallbackError::Refused(Refusal::RegistrationClosed))
        }
        Err(CreateUserError::Store(error)) => Err(error.into()),
    }
}

/// Links the account whose address the operator trusts the provider with.
async fn join(
    app: &App,
    vouched: Vouched<'_>,
    owner: UserId,
) -> Result<Option<User>, CallbackError> {
    let event = Event {
        subject: Some(owner),
        detail: format!("{}, trusted with the address", vouched.provider.id),
        ..Event::new("link.add", app.clock.now())
    };
    let Some(user) = app.store.user(owner).await? else { return Ok(None) };
    standing::check(app, &user, vouched.provider.id)?;
    match app.store.add_link(owner, &vouched.link(), &event).await? {
        AddLink::Added => {
            notices::linked(app, &user, vouched.provider.id).await;
            Ok(app.store.user(owner).await?)
        }
        AddLink::Taken | AddLink::NoAccount => Ok(None),
    }
}
