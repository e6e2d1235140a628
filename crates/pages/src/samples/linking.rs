//! The pages around linking an account to providers.

use doorward_core::time::DAY_MS;
use doorward_pages::{AskToLink, Confirm, ConfirmStep, LinkRow, LinkStanding, Onward};

use super::{NOW, Sample, form_error, frame, providers};

pub(super) fn link(provider: &str, standing: LinkStanding) -> LinkRow {
    LinkRow {
        name: "0123456789abcdef0123456789abcdef".to_owned(),
        provider: provider.to_owned(),
        created_at: NOW.plus(-90 * DAY_MS),
        standing,
    }
}

pub(super) fn offers() -> Vec<(String, String)> {
    [("openid", "Keycloak"), ("github", "GitHub")].map(|(a, b)| (a.into(), b.into())).into()
}

/// The samples.
pub(super) fn all() -> Vec<Sample> {
    let ask = AskToLink {
        frame: frame(),
        provider: "GitHub".to_owned(),
        email: "anna@example.org".to_owned(),
        verified: true,
        handle: "a-value-that-names-the-question".to_owned(),
        password_form: true,
        providers: providers(),
        error: None,
        sign_in_href: "/login?redirect=false".to_owned(),
    };
    let unverified = AskToLink { verified: false, providers: Vec::new(), ..ask.clone() };
    let failed = AskToLink {
        error: Some(form_error("The password is wrong, so nothing was linked.")),
        ..ask.clone()
    };
    let no_way = AskToLink { password_form: false, providers: Vec::new(), ..ask.clone() };
    let confirm = Confirm {
        frame: frame(),
        step: ConfirmStep::Link("GitHub".to_owned()),
        action: "/account/links/github".to_owned(),
        email: Some("anna@example.org".to_owned()),
        password_form: true,
        code_form: false,
        passkeys: None,
        providers: offers().into_iter().take(1).collect(),
        error: None,
        back_href: "/".to_owned(),
    };
    let refused = Confirm {
        step: ConfirmStep::Remove("GitHub".to_owned()),
        error: Some(form_error("The password is wrong, so nothing was removed.")),
        ..confirm.clone()
    };
    let deleting = Confirm { step: ConfirmStep::Delete, password_form: false, ..confirm.clone() };
    let factor = Confirm { code_form: true, ..confirm.clone() };
    let nothing = Confirm { password_form: false, providers: Vec::new(), ..confirm.clone() };
    let onward = Onward {
        frame: frame(),
        name: "GitHub".to_owned(),
        href: "https://github.example/authorize?a=1&b=2".to_owned(),
    };
    vec![
        ("ask_to_link", ask.render()),
        ("ask_to_link_unverified", unverified.render()),
        ("ask_to_link_failed", failed.render()),
        ("ask_to_link_no_way", no_way.render()),
        ("confirm", confirm.render()),
        ("confirm_factor", factor.render()),
        ("confirm_failed", refused.render()),
        ("confirm_no_way", nothing.render()),
        ("confirm_deletion", deleting.render()),
        ("onward", onward.render()),
    ]
}
