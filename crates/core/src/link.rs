//! Which account a sign-in at a provider leads to.
//!
//! Accounts are keyed by (issuer, subject), never by address: an address can be given to somebody
//! else, typed wrongly, or claimed at a provider that checks nothing.

use crate::id::UserId;

/// What is known when a provider has said who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The account that this (issuer, subject) is linked to, and whether it is switched off.
    pub linked: Option<Linked>,
    /// Whether another account already has the address that the provider states.
    pub address_taken: bool,
    /// Whether the provider stated an address that we accept.
    pub has_address: bool,
    /// Whether the provider states the address as proven: the JSON boolean `true`, nothing else.
    pub address_verified: bool,
    /// Whether new people may come in by this provider.
    pub registration_open: bool,
}

/// An account that is linked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The account.
    pub user: UserId,
    /// Whether an administrator has switched it off.
    pub disabled: bool,
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
    /// The address belongs to another account: ask its owner to prove that it is theirs too.
    AskToLink,
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
}

/// Decides. An address, proven or not, never selects an account.
pub fn decide(known: Known) -> Decision {
    match known.linked {
        Some(Linked { disabled: true, .. }) => Decision::Refuse(Refusal::Disabled),
        Some(Linked { user, disabled: false }) => Decision::SignIn(user),
        None if known.address_taken => Decision::AskToLink,
        None if !known.registration_open => Decision::Refuse(Refusal::RegistrationClosed),
        None if !known.has_address => Decision::Refuse(Refusal::NoAddress),
        None => Decision::Create { email_verified: known.address_verified },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    /// All 2^4 states of the flags, with each state of the link.
    fn every_case() -> impl Iterator<Item = Known> {
        let user = UserId::new(Timestamp(0), [7; 8]);
        let links =
            [None, Some(Linked { user, disabled: false }), Some(Linked { user, disabled: true })];
        links.into_iter().flat_map(|linked| {
            (0_u8..16).map(move |bits| Known {
                linked,
                address_taken: bits & 1 != 0,
                has_address: bits & 2 != 0,
                address_verified: bits & 4 != 0,
                registration_open: bits & 8 != 0,
            })
        })
    }

    /// Checklist item 47.
    #[test]
    fn only_the_link_itself_selects_an_account() {
        for known in every_case() {
            if let Decision::SignIn(user) = decide(known) {
                assert_eq!(known.linked, Some(Linked { user, disabled: false }), "{known:?}");
            }
        }
    }

    #[test]
    fn a_disabled_account_never_gets_in_and_a_taken_address_never_makes_one() {
        for known in every_case() {
            let decision = decide(known);
            if known.linked.is_some_and(|l| l.disabled) {
                assert_eq!(decision, Decision::Refuse(Refusal::Disabled));
            }
            if known.address_taken || !known.registration_open || !known.has_address {
                assert!(!matches!(decision, Decision::Create { .. }), "{known:?}");
            }
        }
    }

    #[test]
    fn an_address_counts_as_proven_only_when_the_provider_says_so() {
        for known in every_case() {
            if let Decision::Create { email_verified } = decide(known) {
                assert_eq!(email_verified, known.address_verified);
            }
        }
    }
}
