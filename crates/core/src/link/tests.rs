use proptest::prelude::*;

use super::*;

fn user() -> impl Strategy<Value = UserId> {
    // Few, so that the same one turns up in several places.
    (0_u8..3).prop_map(|n| UserId::new(Timestamp(0), [n; 8]))
}

fn linked() -> impl Strategy<Value = Linked> {
    let flags = any::<(bool, bool)>();
    (user(), flags).prop_map(|(user, (disabled, founding))| Linked { user, disabled, founding })
}

fn owner() -> impl Strategy<Value = Owner> {
    let flags = any::<(bool, bool)>();
    (user(), flags).prop_map(|(user, (disabled, verified))| Owner { user, disabled, verified })
}

fn address() -> impl Strategy<Value = Address> {
    use Address::{Authoritative, Missing, Stated, Verified};
    prop::sample::select(vec![Missing, Stated, Verified, Authoritative])
}

prop_compose! {
    fn known()(
        link_to in prop::option::of(user()),
        linked in prop::option::of(linked()),
        address in address(),
        owner in prop::option::of(owner()),
        (registration_open, admitted) in any::<(bool, bool)>(),
    ) -> Known {
        let owner = owner.filter(|_| address != Address::Missing);
        let wish = link_to.map_or(Wish::SignIn, Wish::Link);
        Known { wish, linked, address, owner, registration_open, admitted }
    }
}

proptest! {
    /// Checklist item 47.
    #[test]
    fn only_the_link_itself_signs_in(known in known()) {
        if let Decision::SignIn(user) = decide(known) {
            let linked = known.linked.filter(|linked| linked.user == user && !linked.disabled);
            prop_assert!(linked.is_some_and(|linked| known.admitted || !linked.founding));
            prop_assert_eq!(known.wish, Wish::SignIn);
        }
    }

    /// Checklist item 48: without being asked, only a proven and enabled account is joined, and only
    /// by a provider that the operator trusts with the address.
    #[test]
    fn no_account_is_captured_by_its_address(known in known()) {
        if let Decision::Join(user) = decide(known) {
            prop_assert_eq!(known.address, Address::Authoritative);
            prop_assert_eq!(known.owner, Some(Owner { user, disabled: false, verified: true }));
            prop_assert_eq!(known.linked, None);
        }
    }

    /// Checklist item 48.
    #[test]
    fn a_link_is_added_for_whoever_asks_for_it_and_for_nobody_else(known in known()) {
        match decide(known) {
            Decision::Link(user) => {
                prop_assert_eq!((known.wish, known.linked), (Wish::Link(user), None));
                prop_assert!(known.admitted);
            }
            Decision::AlreadyLinked => {
                let user = known.linked.map(|linked| linked.user);
                prop_assert_eq!(Some(known.wish), user.map(Wish::Link));
            }
            Decision::AskToLink(user) => {
                prop_assert_eq!(known.owner.map(|owner| owner.user), Some(user));
                prop_assert!(known.address >= Address::Stated && known.admitted);
            }
            _ => {}
        }
    }

    #[test]
    fn what_is_linked_elsewhere_stays_there(known in known()) {
        if let (Wish::Link(me), Some(linked)) = (known.wish, known.linked)
            && me != linked.user
        {
            prop_assert_eq!(decide(known), Decision::Refuse(Refusal::LinkedElsewhere));
        }
    }

    #[test]
    fn a_disabled_account_never_gets_in(known in known()) {
        if known.wish == Wish::SignIn && known.linked.is_some_and(|linked| linked.disabled) {
            prop_assert_eq!(decide(known), Decision::Refuse(Refusal::Disabled));
        }
    }

    /// Checklist item 92: who made the account states no address any more that is on the list.
    #[test]
    fn an_account_outlives_the_admission_of_whom_it_was_made_for_by_other_ways_in_only(known in known()) {
        let Known { linked: Some(linked), wish: Wish::SignIn, admitted: false, .. } = known else {
            return Ok(());
        };
        let decision = decide(known);
        prop_assert_eq!(matches!(decision, Decision::SignIn(_)), !linked.founding && !linked.disabled);
    }

    /// Checklist item 49.
    #[test]
    fn an_account_is_made_of_a_free_address_that_may_come_in(known in known()) {
        if let Decision::Create { email_verified } = decide(known) {
            prop_assert_eq!((known.owner, known.linked, known.wish), (None, None, Wish::SignIn));
            prop_assert!(known.registration_open && known.admitted);
            prop_assert!(known.address >= Address::Stated);
            prop_assert_eq!(email_verified, known.address >= Address::Verified);
        }
    }

    /// Where nobody may register, a claim without proof gets one answer, whoever has the address.
    #[test]
    fn behind_a_closed_door_a_claimed_address_tells_nothing(known in known(), other in prop::option::of(owner())) {
        let known = Known { registration_open: false, ..known };
        if known.address <= Address::Stated {
            let owner = other.filter(|_| known.address == Address::Stated);
            prop_assert_eq!(decide(known), decide(Known { owner, ..known }));
        }
    }

    /// To a provider that is not trusted with it, an account tells nothing of its state.
    #[test]
    fn without_trust_the_state_of_an_account_changes_nothing(known in known(), flags in any::<(bool, bool)>()) {
        let (disabled, verified) = flags;
        let owner = known.owner.map(|owner| Owner { disabled, verified, ..owner });
        if known.address != Address::Authoritative {
            prop_assert_eq!(decide(known), decide(Known { owner, ..known }));
        }
    }

    #[test]
    fn more_proof_never_gets_less(known in known()) {
        let rank = |address| match decide(Known { address, ..known }) {
            Decision::Refuse(_) => 0,
            Decision::AskToLink(_) => 1,
            _ => 2,
        };
        prop_assert!(rank(Address::Stated) <= rank(Address::Verified));
        prop_assert!(rank(Address::Verified) <= rank(Address::Authoritative));
    }
}

/// Checklist item 49: trust is for one provider, one domain and verified addresses.
#[test]
fn trust_holds_for_the_listed_domain_at_the_listed_provider() {
    let trusted = [Trusted { provider: "google".to_owned(), domain: "example.com".to_owned() }];
    for (text, verified, provider, expected) in [
        ("a@example.com", true, "google", Address::Authoritative),
        ("A@EXAMPLE.com", true, "google", Address::Authoritative),
        ("a@example.com", false, "google", Address::Stated),
        ("a@example.com", true, "github", Address::Verified),
        ("a@sub.example.com", true, "google", Address::Verified),
        ("a@notexample.com", true, "google", Address::Verified),
        ("a@example.com.evil.test", true, "google", Address::Verified),
    ] {
        let email = Email::parse(text).unwrap();
        assert_eq!(weigh(Some(&email), verified, provider, &trusted), expected, "{text}");
    }
    assert_eq!(weigh(None, true, "google", &trusted), Address::Missing);
}

#[test]
fn a_proof_is_fresh_for_ten_minutes() {
    let at = Timestamp(1_000_000);
    for (now, fresh) in [(at, true), (at.plus(FRESH_MS - 1), true), (at.plus(FRESH_MS), false)] {
        assert_eq!(is_fresh(Some(at), now), fresh);
    }
    assert!(!is_fresh(Some(at), at.plus(-1)) && !is_fresh(None, at));
}

/// A provider that still knew somebody lets them through without a question.
#[test]
fn coming_from_a_provider_proves_what_it_says_it_does() {
    let now = Timestamp(1_000_000);
    let before = now.plus(-FRESH_MS);
    for (auth_time, says_when, expected) in [
        (Some(before), true, Some(before)),
        (Some(before), false, Some(before)),
        (Some(now.plus(5000)), true, Some(now)),
        (None, true, None),
        (None, false, Some(now)),
    ] {
        assert_eq!(proved_at(auth_time, says_when, now), expected, "{auth_time:?} {says_when}");
    }
}

#[test]
fn a_sign_in_from_before_the_question_is_no_answer() {
    let asked = Timestamp(1_000_000_000);
    for (auth_time, proves) in [
        (None, false),
        (Some(asked.plus(-CLOCKS_MS)), false),
        (Some(asked.plus(1 - CLOCKS_MS)), true),
        (Some(asked.plus(5000)), true),
    ] {
        assert_eq!(proves_anew(auth_time, asked), proves, "{auth_time:?}");
    }
}
