//! Which account a sign-in at a provider leads to.
//!
//! Accounts are keyed by (issuer, subject), never by address: an address can be given to somebody
//! else, typed wrongly, or claimed at a provider that checks nothing. A second way into an account
//! takes proof of both sides, or a rule by which the operator trusts a provider with the addresses of
//! a domain.

use crate::address::Email;
use crate::id::UserId;
use crate::provider::Entry;
use crate::time::Timestamp;

/// How long after a proof somebody may change how their account is opened, in milliseconds.
pub const FRESH_MS: i64 = 10 * crate::time::MINUTE_MS;

/// How far a provider's clock may be behind ours, in milliseconds.
const CLOCKS_MS: i64 = crate::time::MINUTE_MS;

/// What is known when a provider has said who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// What the person began this for.
    pub wish: Wish,
    /// The account that this (issuer, subject) is linked to.
    pub linked: Option<Linked>,
    /// What the provider says of the person's address.
    pub address: Address,
    /// The account that has this address. It may be left out where `linked` is known, which decides.
    pub owner: Option<Owner>,
    /// Whether new people may come in by this provider.
    pub registration_open: bool,
    /// Whether the operator's lists let this person in.
    pub admitted: bool,
}

/// What somebody goes to a provider for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To sign in.
    SignIn,
    /// To add the provider to the account in which they are signed in, as they have freshly proved.
    Link(UserId),
}

/// An account that is linked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The account.
    pub user: UserId,
    /// Whether an administrator has switched it off.
    pub disabled: bool,
    /// Whether the account was made for this very person of the provider, and follows what the provider
    /// says of them. One that was linked later opens the account and says nothing of it.
    pub founding: bool,
}

/// What a provider says of an address. Each kind is worth more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    /// It states none that we accept.
    Missing,
    /// It states none, and is one of those that often have none to state: accounts may do without.
    Spared,
    /// It states one, and not that it has checked it.
    Stated,
    /// It says that it has checked it: the JSON boolean `true`, nothing else.
    Verified,
    /// The same, and the operator trusts it with this domain: see [`Trusted`].
    Authoritative,
}

/// The account that has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The account.
    pub user: UserId,
    /// Whether an administrator has switched it off.
    pub disabled: bool,
    /// Whether it has been proved to us that the address belongs to its holder. Anybody can register
    /// under a stranger's address and wait for the stranger.
    pub verified: bool,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sign this person in.
    SignIn(UserId),
    /// Make an account, then sign in. `email_verified` is what the new account says.
    Create {
        /// Whether the new account's address counts as proven.
        email_verified: bool,
    },
    /// Link this account, whose address the provider is trusted with, then sign in.
    Join(UserId),
    /// Link the account that the person is signed in to.
    Link(UserId),
    /// The account that the person is signed in to is linked already.
    AlreadyLinked,
    /// The address belongs to this account: ask its owner to prove that it is theirs.
    AskToLink(UserId),
    /// Nobody gets in.
    Refuse(Refusal),
}

/// Why nobody gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The linked account is switched off.
    Disabled,
    /// New people may not come in by this way.
    RegistrationClosed,
    /// The provider gave no usable address, and accounts of this way in need one.
    NoAddress,
    /// The operator's lists do not let this person in.
    NotAdmitted,
    /// The person wants to link what is linked to another account.
    LinkedElsewhere,
    /// The account's own provider decides by roles who comes in, and this is another provider.
    OwnProviderOnly,
}

/// Decides. An address alone never selects an account, except by the operator's rule of trust.
pub fn decide(known: Known) -> Decision {
    match (known.wish, known.linked) {
        (Wish::Link(me), Some(Linked { user, .. })) if user == me => Decision::AlreadyLinked,
        (Wish::Link(_), Some(_)) => Decision::Refuse(Refusal::LinkedElsewhere),
        (Wish::SignIn, Some(Linked { disabled: true, .. })) => Decision::Refuse(Refusal::Disabled),
        // An address that the provider stated once does not let them in for ever.
        (Wish::SignIn, Some(Linked { founding: true, .. })) if !known.admitted => {
            Decision::Refuse(Refusal::NotAdmitted)
        }
        (Wish::SignIn, Some(Linked { user, .. })) => Decision::SignIn(user),
        (_, None) if !known.admitted => Decision::Refuse(Refusal::NotAdmitted),
        (Wish::Link(me), None) => Decision::Link(me),
        (Wish::SignIn, None) => stranger(known),
    }
}

/// Somebody who is linked to no account and signed in to none.
fn stranger(known: Known) -> Decision {
    match known.owner {
        Some(owner) if known.address == Address::Authoritative && owner.may_be_joined() => {
            Decision::Join(owner.user)
        }
        // Where nobody could make an account, asking would tell whoever claims an address that it
        // has one.
        Some(owner) if known.registration_open || known.address >= Address::Verified => {
            Decision::AskToLink(owner.user)
        }
        _ if !known.registration_open => Decision::Refuse(Refusal::RegistrationClosed),
        _ if known.address == Address::Missing => Decision::Refuse(Refusal::NoAddress),
        _ => Decision::Create { email_verified: known.address >= Address::Verified },
    }
}

impl Owner {
    const fn may_be_joined(self) -> bool {
        self.verified && !self.disabled
    }
}

/// A domain whose addresses a provider is trusted to have checked: whoever signs in there with a
/// verified address of the domain is the holder of the account that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The provider's name.
    pub provider: String,
    /// The domain, in lower case. Those below it are others.
    pub domain: String,
}

/// What an address that `provider` states is worth.
pub fn weigh(
    email: Option<&Email>,
    verified: bool,
    provider: &str,
    trusted: &[Trusted],
) -> Address {
    let rule = |email: &Email| {
        trusted.iter().any(|rule| rule.provider == provider && rule.domain == email.domain())
    };
    match email {
        None if Entry::find(provider).is_some_and(|entry| !entry.gives_addresses()) => {
            Address::Spared
        }
        None => Address::Missing,
        Some(_) if !verified => Address::Stated,
        Some(email) if rule(email) => Address::Authoritative,
        Some(_) => Address::Verified,
    }
}

/// Whether a proof is young enough to change how an account is opened.
///
/// A proof from the future, because the clock was set back, counts as old.
pub fn is_fresh(proved_at: Option<Timestamp>, now: Timestamp) -> bool {
    proved_at.is_some_and(|at| (0..FRESH_MS).contains(&now.since(at)))
}

/// When somebody who comes from a provider has proved who they are: at `auth_time`, since it may have
/// let them through without a question. Of a provider that is not known to say when (`says_when`), coming
/// from there is all the proof that can be had.
pub fn proved_at(
    auth_time: Option<Timestamp>,
    says_when: bool,
    now: Timestamp,
) -> Option<Timestamp> {
    match auth_time {
        // Its clock may be ahead of ours.
        Some(at) => Some(at.min(now)),
        None => (!says_when).then_some(now),
    }
}

/// Whether a provider says that somebody has signed in there since `asked_at`, when we asked for it:
/// at `auth_time`, which has whole seconds of a clock that may differ from ours.
pub fn proves_anew(auth_time: Option<Timestamp>, asked_at: Timestamp) -> bool {
    auth_time.is_some_and(|at| at.since(asked_at) > -CLOCKS_MS)
}

#[cfg(test)]
mod tests;
