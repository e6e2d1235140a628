//! What would have been done with a person whom a provider vouches for.

use doorward_core::account::{LOCAL, Role, User};
use doorward_core::factor::Need;
use doorward_core::id::UserId;
use doorward_core::link::{self, Wish};
use doorward_store::{Linked, StoreError};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::callback::account::{self, Vouched};
use crate::callback::{CallbackError, origin, profile};
use crate::establish::{Client, Entrance, EstablishError, check_entry};
use crate::identity::Identity;
use crate::providers::Provider;
use crate::second_factor;
use crate::standing::{self, Person};

/// What would have been done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Decision {
    /// An account would be made.
    New {
        /// Its role.
        role: String,
        /// Whether it would wait for an administrator.
        waits: bool,
    },
    /// An account that is linked would be signed in to.
    Known {
        /// The account.
        account: Account,
    },
    /// The account with the address would be linked by the operator's rule of trust, and signed in to.
    Join {
        /// The account.
        account: Account,
    },
    /// The owner of the account with the address would be asked to prove that it is theirs.
    LinkFirst {
        /// The account.
        account: Account,
        /// Whether it would be joined instead, had its address been proved here.
        unproven: bool,
    },
    /// Nobody would come in.
    Refuse {
        /// By which rule.
        why: Why,
        /// The account that it is about.
        account: Option<Account>,
    },
}

/// An account that there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its address, or else its name.
    pub name: String,
    /// The role that it would have after the sign-in.
    pub role: String,
    /// The ways into it that there are now.
    pub ways_in: Vec<String>,
    /// Whether a second factor would be asked for.
    pub second_factor: bool,
}

/// The rule by which nobody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The account is switched off.
    Disabled,
    /// New people may not come in this way.
    Closed,
    /// There is no address that counts, and new accounts need one.
    NoAddress,
    /// The address is not on the list.
    NotAdmitted,
    /// The account's own provider decides by roles who comes in.
    OwnProviderOnly,
    /// The account waits for an administrator.
    Waiting,
    /// The account is banned.
    Banned,
}

impl From<link::Refusal> for Why {
    fn from(refusal: link::Refusal) -> Self {
        match refusal {
            link::Refusal::Disabled => Self::Disabled,
            // Nobody wishes to link in a dry run.
            link::Refusal::RegistrationClosed | link::Refusal::LinkedElsewhere => Self::Closed,
            link::Refusal::NoAddress => Self::NoAddress,
            link::Refusal::NotAdmitted => Self::NotAdmitted,
            link::Refusal::OwnProviderOnly => Self::OwnProviderOnly,
        }
    }
}

/// Whoever it is about, with what the decision looks at.
#[derive(Clone, Copy)]
struct Subject<'a> {
    app: &'a App,
    provider: &'a Provider,
    who: &'a Identity,
    client: &'a Client,
}

/// Decides as a sign-in does, and does nothing.
pub(super) async fn of(
    app: &App,
    provider: &Provider,
    who: &Identity,
    client: &Client,
) -> Result<Decision, CallbackError> {
    let vouched = Vouched { provider: provider.into(), who, invited: None };
    let subject = Subject { app, provider, who, client };
    let linked = vouched.linked(app).await?;
    Ok(match (account::decide(app, vouched, linked.as_ref(), Wish::SignIn).await?, linked) {
        (link::Decision::SignIn(_), Some(linked)) => {
            let account = subject.enter(followed(linked, who)).await?;
            account.map_or_else(|refused| refused, |account| Decision::Known { account })
        }
        (link::Decision::Create { .. }, _) => {
            if account::comes_too_early(app, vouched).await? {
                return Ok(Decision::Refuse { why: Why::Closed, account: None });
            }
            subject.newcomer().await?
        }
        (link::Decision::Join(owner), _) => {
            let account = subject.enter(subject.user(owner).await?).await?;
            account.map_or_else(|refused| refused, |account| Decision::Join { account })
        }
        (link::Decision::AskToLink(owner), _) => {
            let owner = subject.user(owner).await?;
            let unproven = !owner.email_verified && subject.is_trusted();
            Decision::LinkFirst { account: subject.account(&owner, owner.role).await?, unproven }
        }
        (link::Decision::Refuse(refusal), linked) => {
            let account = match linked {
                Some(Linked { user, .. }) => Some(subject.account(&user, user.role).await?),
                None => None,
            };
            Decision::Refuse { why: refusal.into(), account }
        }
        // Others changed the account meanwhile.
        (
            link::Decision::SignIn(_) | link::Decision::Link(_) | link::Decision::AlreadyLinked,
            _,
        ) => {
            return Err(CallbackError::Contended);
        }
    })
}

/// The account as it would be after the sign-in.
fn followed(linked: Linked, who: &Identity) -> User {
    if linked.founding { profile::followed(&linked.user, who) } else { linked.user }
}

impl Subject<'_> {
    async fn user(self, id: UserId) -> Result<User, CallbackError> {
        self.app.store.user(id).await?.ok_or(CallbackError::Contended)
    }

    /// Whether the operator trusts the provider with this address.
    fn is_trusted(self) -> bool {
        let Self { app, provider, who, .. } = self;
        let trusted = &app.settings.linking.trusted;
        let weight = link::weigh(who.email.as_ref(), who.email_verified, &provider.id, trusted);
        weight == link::Address::Authoritative
    }

    async fn newcomer(self) -> Result<Decision, CallbackError> {
        let first = !self.app.store.has_users().await?;
        let role = if first { Role::Admin } else { Role::User };
        let role = standing::of_newcomer(self.app, &self.provider.id, role, &self.who.standing);
        let waits = self.app.settings.switches.approval && !first;
        Ok(Decision::New { role: role.as_str().to_owned(), waits })
    }

    /// The account that would be entered, or why it would not.
    async fn enter(self, user: User) -> Result<Result<Account, Decision>, CallbackError> {
        let Self { app, provider, who, .. } = self;
        let person = Person { provider: &provider.id, issuer: &who.issuer, subject: &who.subject };
        let refused = match standing::foreseen(app, person, &user, &who.standing).await {
            Err(CallbackError::Refused(refusal)) => Some(refusal.into()),
            Err(error) => return Err(error),
            Ok(role) => match check_entry(app, &user).await {
                Ok(()) => return self.account(&user, role).await.map(Ok).map_err(Into::into),
                Err(EstablishError::Banned(_)) => Some(Why::Banned),
                Err(EstablishError::Waiting) => Some(Why::Waiting),
                Err(EstablishError::NotAdmitted) => Some(Why::NotAdmitted),
                Err(error) => return Err(error.into()),
            },
        };
        let account = Some(self.account(&user, user.role).await?);
        Ok(Err(Decision::Refuse { why: refused.unwrap_or(Why::Disabled), account }))
    }

    async fn account(self, user: &User, role: Role) -> Result<Account, StoreError> {
        let Self { app, provider, who, client } = self;
        let entrance = Entrance::provider(&provider.id, origin(&provider.id, who), None);
        let entrance = entrance.by_several(who.several_factors);
        let after = User { role, ..user.clone() };
        let need = second_factor::need(app, &after, &entrance, client).await?;
        let address = user.email.as_ref().map(ToString::to_string);
        Ok(Account {
            name: address.unwrap_or_else(|| user.name.clone()),
            role: role.as_str().to_owned(),
            ways_in: self.ways_in(user).await?,
            second_factor: need != Need::Nothing,
        })
    }

    async fn ways_in(self, user: &User) -> Result<Vec<String>, StoreError> {
        let links = self.app.store.links_of(user.id).await?;
        let mut ways: Vec<String> = links.into_iter().map(|link| link.provider).collect();
        if user.provider == LOCAL {
            ways.insert(0, LOCAL.to_owned());
        }
        ways.dedup();
        Ok(ways)
    }
}
