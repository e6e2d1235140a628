//! Pages that ask for passkeys, and the section of the account page about them.

use doorward_core::passkey::Backup;
use doorward_core::time::DAY_MS;
use doorward_pages::{Confirm, ConfirmStep, PasskeyPrompt, PasskeyRow, PasskeySection, SignIn};

use super::{NOW, Sample, frame, plain_sign_in};

/// What asks for a passkey below this path.
pub(super) fn prompt(path: &str) -> PasskeyPrompt {
    PasskeyPrompt {
        relying_party: "chat.example".to_owned(),
        path: path.to_owned(),
        return_to: "/account".to_owned(),
        last_used: false,
    }
}

fn row(digit: char, name: &str, backup: Backup) -> PasskeyRow {
    PasskeyRow {
        id: digit.to_string().repeat(64),
        name: name.to_owned(),
        signs_in: true,
        backup,
        created_at: NOW.plus(-90 * DAY_MS),
        last_used_at: Some(NOW.plus(-DAY_MS)),
        last_way_in: false,
    }
}

/// A section with passkeys of every kind.
pub(super) fn section() -> PasskeySection {
    let old_key = PasskeyRow {
        signs_in: false,
        last_used_at: None,
        ..row('c', "The old \"key\" <USB>", Backup::DeviceBound)
    };
    PasskeySection {
        prompt: prompt("/passkeys/register"),
        proof_code: "DW-KEY-005".to_owned(),
        suggested_name: "Firefox on Linux".to_owned(),
        rows: vec![
            row('a', "Anna's phone", Backup::Synced),
            row('b', "Laptop", Backup::Eligible),
            old_key,
        ],
    }
}

/// A section with the only way into the account.
pub(super) fn only_one() -> PasskeySection {
    let only = PasskeyRow { last_way_in: true, ..row('a', "Anna's phone", Backup::Synced) };
    PasskeySection { rows: vec![only], ..section() }
}

/// The samples.
pub(super) fn all() -> Vec<Sample> {
    let sign_in = SignIn {
        passkeys: Some(PasskeyPrompt { last_used: true, ..prompt("/passkeys/sign-in") }),
        ..plain_sign_in()
    };
    let alone = SignIn { password_form: false, register_href: None, ..sign_in.clone() };
    let adding = Confirm {
        frame: frame(),
        step: ConfirmStep::AddPasskey,
        action: "/account/passkeys/add".to_owned(),
        email: Some("anna@example.org".to_owned()),
        password_form: true,
        code_form: false,
        passkeys: Some(prompt("/passkeys/prove")),
        providers: vec![("openid".to_owned(), "Keycloak".to_owned())],
        error: None,
        back_href: "/".to_owned(),
    };
    let removing = Confirm {
        step: ConfirmStep::RemovePasskey("Anna's phone".to_owned()),
        action: format!("/account/passkeys/{}/remove", "a".repeat(64)),
        password_form: false,
        providers: Vec::new(),
        ..adding.clone()
    };
    vec![
        ("sign_in_passkey", sign_in.render()),
        ("sign_in_passkey_only", alone.render()),
        ("confirm_passkey_add", adding.render()),
        ("confirm_passkey_remove", removing.render()),
    ]
}
