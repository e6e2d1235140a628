//! The pages of forgotten passwords and of proving an address.

use doorward_pages::{
    AddressChange, Again, CheckMail, ForgotPassword, LinkOver, Mailed, Press, ResetLink,
    ResetPassword, SignIn, Step, Undone,
};

use super::{Sample, form_error, frame, plain_sign_in};

/// What a link carries.
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

const SIGN_IN: &str = "/login?redirect=false";

/// The section of the account page.
pub(super) fn section() -> AddressChange {
    AddressChange {
        now: Some("anna@example.org".to_owned()),
        typed: String::new(),
        asks_password: true,
        error: None,
    }
}

/// The samples.
pub(super) fn all() -> Vec<Sample> {
    let mut all = forgotten();
    all.extend(links());
    all
}

fn forgotten() -> Vec<Sample> {
    let forgot = ForgotPassword {
        frame: frame(),
        email: "anna@example.org".to_owned(),
        error: None,
        offered: true,
        sign_in_href: SIGN_IN.to_owned(),
    };
    let refused = ForgotPassword {
        error: Some(form_error("There have been too many tries from your network.")),
        ..forgot.clone()
    };
    let off = ForgotPassword { offered: false, ..forgot.clone() };
    let mailed = CheckMail {
        frame: frame(),
        kind: Mailed::Reset,
        email: "anna@example.org".to_owned(),
        error: None,
        again_href: "/forgot-password".to_owned(),
        sign_in_href: SIGN_IN.to_owned(),
    };
    let registered = CheckMail {
        kind: Mailed::Verification,
        again_href: "/register".to_owned(),
        ..mailed.clone()
    };
    let unverified = SignIn {
        email: "anna@example.org".to_owned(),
        unverified: true,
        error: Some(form_error("Your address is not confirmed yet.")),
        ..plain_sign_in()
    };
    vec![
        ("forgot_password", forgot.render()),
        ("forgot_password_refused", refused.render()),
        ("forgot_password_off", off.render()),
        ("check_mail_reset", mailed.render()),
        ("check_mail_verification", registered.render()),
        ("sign_in_unverified", unverified.render()),
    ]
}

fn links() -> Vec<Sample> {
    let link = ResetLink { token: TOKEN.to_owned(), user: "0123456789abcdef01234567".to_owned() };
    let reset = ResetPassword {
        frame: frame(),
        link: Some(link),
        wrong: None,
        return_to: "/".to_owned(),
        min_password_length: 8,
        forgot_href: Some("/forgot-password".to_owned()),
        sign_in_href: SIGN_IN.to_owned(),
    };
    let short = ResetPassword {
        wrong: Some("Your password needs at least 8 characters.".to_owned()),
        ..reset.clone()
    };
    let cut = ResetPassword { link: None, ..reset.clone() };
    let press = |step, email: &str| Press {
        frame: frame(),
        step,
        token: Some(TOKEN.to_owned()),
        email: email.to_owned(),
        account: None,
        sign_in_href: SIGN_IN.to_owned(),
    };
    let over = |again| LinkOver {
        frame: frame(),
        error: form_error("This link was used before, is too old, or is not whole."),
        again,
        sign_in_href: SIGN_IN.to_owned(),
    };
    let account = Some("a•••@example.org".to_owned());
    let confirm = Press { account, ..press(Step::ConfirmAddress, "") };
    let undone = Undone {
        frame: frame(),
        forgot_href: Some("/forgot-password".to_owned()),
        sign_in_href: SIGN_IN.to_owned(),
    };
    let email = "anna@example.org".to_owned();
    vec![
        ("reset_password", reset.render()),
        ("reset_password_failed", short.render()),
        ("reset_password_incomplete", cut.render()),
        ("verify", press(Step::Verify, &email).render()),
        ("verify_incomplete", Press { token: None, ..press(Step::Verify, "") }.render()),
        ("address_confirm", confirm.render()),
        ("address_confirm_first", press(Step::ConfirmAddress, "").render()),
        ("address_undo", press(Step::UndoAddress, "").render()),
        ("address_undone", undone.render()),
        ("link_over", over(Again::Page("/forgot-password".to_owned())).render()),
        ("link_over_verification", over(Again::Verification { email }).render()),
        ("link_over_nowhere", over(Again::Nowhere).render()),
    ]
}
