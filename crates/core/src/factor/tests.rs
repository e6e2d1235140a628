use super::recovery_code::{canonical, shown};
use super::*;

const PASSWORD: Known = Known {
    way: Way::Password,
    factors: Factors { totp: false, passkeys: 0, recovery_codes: 0 },
    required: false,
    trusts_providers: false,
    remembered: false,
};
const TOTP: Factors = Factors { totp: true, passkeys: 0, recovery_codes: 10 };
const PASSKEY: Factors = Factors { totp: false, passkeys: 1, recovery_codes: 10 };

#[test]
fn a_password_asks_for_what_the_account_has() {
    assert_eq!(judge(PASSWORD), Need::Nothing);
    assert_eq!(judge(Known { factors: TOTP, ..PASSWORD }), Need::Proof);
    assert_eq!(judge(Known { factors: TOTP, remembered: true, ..PASSWORD }), Need::Nothing);
    assert_eq!(judge(Known { factors: PASSKEY, ..PASSWORD }), Need::Nothing);
    assert_eq!(judge(Known { factors: PASSKEY, required: true, ..PASSWORD }), Need::Proof);
    assert_eq!(judge(Known { required: true, ..PASSWORD }), Need::Enrolment);
    let forgotten = Known { required: true, remembered: true, ..PASSWORD };
    assert_eq!(judge(forgotten), Need::Enrolment, "a browser is no factor");
    let only_codes = Factors { recovery_codes: 10, ..Factors::default() };
    assert_eq!(judge(Known { factors: only_codes, required: true, ..PASSWORD }), Need::Enrolment);
}

#[test]
fn a_passkey_is_two_factors_if_its_user_was_verified() {
    let passkey = |verified, factors| {
        judge(Known { way: Way::Passkey { verified }, factors, required: true, ..PASSWORD })
    };
    assert_eq!(passkey(true, PASSKEY), Need::Nothing);
    assert_eq!(passkey(false, Factors { totp: true, ..PASSKEY }), Need::Proof);
    assert_eq!(passkey(false, PASSKEY), Need::Enrolment, "it is not its own second");
}

#[test]
fn providers_are_asked_for_more_only_where_a_factor_is_required() {
    let provider = |several, required, trusts_providers| {
        let way = Way::Provider { several };
        judge(Known { way, factors: TOTP, required, trusts_providers, ..PASSWORD })
    };
    assert_eq!(provider(false, false, false), Need::Nothing);
    assert_eq!(provider(true, true, false), Need::Nothing);
    assert_eq!(provider(false, true, true), Need::Nothing);
    assert_eq!(provider(false, true, false), Need::Proof);
}

/// Checklist item 99.
#[test]
fn the_last_factor_stays_while_one_is_required() {
    assert!(TOTP.may_lose(Factor::Totp, false));
    assert!(!TOTP.may_lose(Factor::Totp, true));
    assert!(!PASSKEY.may_lose(Factor::Passkey, true));
    assert!(Factors { passkeys: 1, ..TOTP }.may_lose(Factor::Totp, true));
    assert!(Factors { passkeys: 2, ..PASSKEY }.may_lose(Factor::Passkey, true));
}

/// Checklist item 95: one step of drift to each side, and no step twice.
#[test]
fn steps_around_now_count_unless_they_were_used() {
    let steps = |last| countable_steps(3_000, last).collect::<Vec<_>>();
    assert_eq!(steps(0), [100, 99, 101]);
    assert_eq!(steps(99), [100, 101]);
    assert_eq!(steps(101), [0; 0]);
    assert_eq!(countable_steps(0, -1).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn methods_are_written_by_their_names_and_read_again() {
    let both = Methods::one(Method::Password).with(Method::OneTimeCode);
    assert_eq!(both.to_text(), "pwd otp");
    assert_eq!(Methods::from_text("pwd otp"), both);
    assert_eq!(Methods::from_text("unheard-of"), Methods::NONE);
    assert!(both.is_several());
    assert!(!Methods::one(Method::Password).is_several());
    assert!(!Methods::one(Method::Passkey).is_several());
    assert!(Methods::one(Method::Passkey).with(Method::UserVerified).is_several());
    assert!(Methods::one(Method::Several).is_several());
}

/// Checklist item 96: more than 64 bits, and typing does not have to be exact.
#[test]
fn a_recovery_code_is_read_however_it_is_typed() {
    const { assert!(recovery_code::BITS >= 64) };
    let code = shown([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 31]);
    assert_eq!(code, "0123-4567-89am-z");
    let counted = canonical(&code);
    for typed in ["0123456789amz", " 0123 4567 89AM Z ", "oi23-4567-89am-z", "Ol23–4567-89am-z"] {
        assert_eq!(canonical(typed), counted, "{typed}");
    }
    for wrong in ["", "0123-4567-89am", "0123-4567-89am-zz", "0123-4567-89am-!", "0123-4567-89am-é"]
    {
        assert_eq!(canonical(wrong), None, "{wrong}");
    }
}
