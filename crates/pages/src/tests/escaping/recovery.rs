//! The pages of forgotten passwords and of proving an address.

use super::{FRAME, assert_escaped, frame, hostile};
use crate::{
    Again, CheckMail, ForgotPassword, FormError, LinkOver, Mailed, Press, ResetLink, ResetPassword,
    Step, Undone,
};

fn error() -> FormError {
    FormError { code: hostile(), text: hostile() }
}

#[test]
fn on_the_pages_that_ask_for_a_link() {
    let forgot = ForgotPassword {
        frame: frame(),
        email: hostile(),
        error: Some(error()),
        offered: true,
        sign_in_href: hostile(),
    };
    assert_escaped(&forgot.render(), FRAME + 5);
    assert_escaped(&ForgotPassword { offered: false, ..forgot }.render(), FRAME + 4);
    for kind in [Mailed::Reset, Mailed::Verification] {
        let sent = CheckMail {
            frame: frame(),
            kind,
            email: hostile(),
            error: Some(error()),
            again_href: hostile(),
            sign_in_href: hostile(),
        };
        assert_escaped(&sent.render(), FRAME + 7);
    }
}

#[test]
fn on_the_pages_of_links() {
    let reset = ResetPassword {
        frame: frame(),
        link: Some(ResetLink { token: hostile(), user: hostile() }),
        wrong: Some(hostile()),
        return_to: hostile(),
        min_password_length: 8,
        forgot_href: Some(hostile()),
        sign_in_href: hostile(),
    };
    assert_escaped(&reset.render(), FRAME + 8);
    for step in [Step::Verify, Step::ConfirmAddress, Step::UndoAddress] {
        let token = Some(hostile());
        let sign_in_href = hostile();
        let (email, account) = (hostile(), Some(hostile()));
        let press = Press { frame: frame(), step, token, email, account, sign_in_href };
        let least = if step == Step::UndoAddress { 3 } else { 4 };
        assert_escaped(&press.render(), FRAME + least);
    }
    for again in [Again::Page(hostile()), Again::Verification { email: hostile() }, Again::Nowhere]
    {
        let least = if again == Again::Nowhere { 3 } else { 4 };
        let over = LinkOver { frame: frame(), error: error(), again, sign_in_href: hostile() };
        assert_escaped(&over.render(), FRAME + least);
    }
    let undone = Undone { frame: frame(), forgot_href: Some(hostile()), sign_in_href: hostile() };
    assert_escaped(&undone.render(), FRAME + 2);
}
