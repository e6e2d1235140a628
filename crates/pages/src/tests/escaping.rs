//! Markup in any field of any view comes out as text.

use doorward_core::account::Role;
use doorward_core::passkey::Backup;
use doorward_core::time::Timestamp;

use crate::admin::{ProviderRow, Providers, Section};
use crate::{
    AccessCode, Account, Activity, ActivityRow, AddressChange, AskToLink, Confirm, ConfirmStep,
    Deletion, ErrorPage, FormError, Frame, Guest, Language, Link, LinkRow, LinkStanding, Onward,
    PasskeyPrompt, PasskeyRow, PasskeySection, PasswordForm, Profile, ProfileForm, ProviderButton,
    Register, RegisterError, RegisterField, RegisterMode, SessionRow, SignIn, SignOut, SignedOut,
    WaysIn,
};

mod recovery;

const ESCAPED: &str = "&#38;&#34;&#39;&#62;&#60;b hostile";

fn hostile() -> String {
    "&\"'><b hostile".to_owned()
}

/// The frame of the console has a link to each page of it, and one to the account.
const CONSOLE: usize = FRAME + Section::ALL.len() + 1;

fn frame() -> Frame {
    Frame {
        app_title: hostile(),
        prefix: hostile(),
        footer: Some(hostile()),
        language: Language::English,
        here: hostile(),
    }
}

/// Asserts that the document holds the hostile text at least `times` times, always escaped.
fn assert_escaped(document: &str, times: usize) {
    assert!(!document.contains("<b hostile") && !document.contains("\"'>"), "{document}");
    assert!(!document.contains("&\""), "{document}");
    let found = document.matches(ESCAPED).count();
    assert_eq!(document.matches("b hostile").count(), found, "{document}");
    assert!(found >= times, "{found} of {times}: {document}");
}

/// How often the frame's own texts show on every page: title twice, three asset paths, and in the footer
/// the form's path, this page's, and the line.
const FRAME: usize = 8;

/// What asks for a passkey: three texts of its own, and the name of the script.
fn prompt() -> PasskeyPrompt {
    PasskeyPrompt {
        relying_party: hostile(),
        path: hostile(),
        return_to: hostile(),
        last_used: true,
    }
}

fn passkeys() -> PasskeySection {
    let row = PasskeyRow {
        id: hostile(),
        name: hostile(),
        signs_in: true,
        backup: Backup::Synced,
        created_at: Timestamp(0),
        last_used_at: None,
        last_way_in: false,
    };
    PasskeySection {
        prompt: prompt(),
        proof_code: hostile(),
        suggested_name: hostile(),
        rows: vec![row],
    }
}

#[test]
fn on_the_sign_in_page() {
    let error = Some(FormError { code: hostile(), text: hostile() });
    let image = Some(hostile());
    let provider = ProviderButton { label: hostile(), href: hostile(), image, last_used: true };
    let view = SignIn {
        frame: frame(),
        email: hostile(),
        error,
        notice: None,
        providers: vec![provider],
        password_form: true,
        password_last_used: true,
        passkeys: Some(prompt()),
        register_href: Some(hostile()),
        code_href: Some(hostile()),
        unverified: true,
        reset_href: Some(hostile()),
        return_to: hostile(),
    };
    assert_escaped(&view.render(), FRAME + 15);
    let no_way = SignIn { providers: Vec::new(), password_form: false, code_href: None, ..view };
    assert_escaped(&no_way.render(), FRAME + 8);
}

#[test]
fn on_the_pages_of_access_codes() {
    let view = AccessCode {
        frame: frame(),
        error: Some(FormError { code: hostile(), text: hostile() }),
        notice: None,
        sign_in_href: Some(hostile()),
        return_to: hostile(),
    };
    assert_escaped(&view.render(), FRAME + 6);
    let guest = Guest { frame: frame(), sign_in_href: Some(hostile()) };
    assert_escaped(&guest.render(), FRAME + 2);
}

#[test]
fn on_the_register_page() {
    let fields = [
        RegisterField::Name,
        RegisterField::Username,
        RegisterField::Email,
        RegisterField::Password,
        RegisterField::Form,
    ];
    let view = Register {
        frame: frame(),
        mode: RegisterMode::Open,
        name: hostile(),
        username: hostile(),
        email: hostile(),
        errors: fields.map(|field| RegisterError { field, text: hostile() }).into(),
        min_password_length: 8,
        sign_in_href: hostile(),
        return_to: hostile(),
    };
    assert_escaped(&view.render(), FRAME + 15);
    let first = RegisterMode::First { setup_token: Some(hostile()) };
    assert_escaped(&Register { mode: first, ..view.clone() }.render(), FRAME + 16);
    let invited = RegisterMode::Invited {
        token: hostile(),
        email: Some(hostile()),
        password_form: true,
        providers: vec![(hostile(), hostile())],
    };
    assert_escaped(&Register { mode: invited, ..view.clone() }.render(), FRAME + 21);
    for mode in [RegisterMode::Closed, RegisterMode::NeedsLink] {
        assert_escaped(&Register { mode, ..view.clone() }.render(), FRAME);
    }
}

fn profile_form() -> ProfileForm {
    ProfileForm {
        name: hostile(),
        username: hostile(),
        picture: hostile(),
        name_error: Some(hostile()),
        username_error: Some(hostile()),
        picture_error: Some(hostile()),
    }
}

fn password_form() -> PasswordForm {
    PasswordForm {
        has_one: true,
        email: Some(hostile()),
        min_length: 15,
        fault: Some(hostile()),
        error: None,
    }
}

#[test]
fn on_the_account_page() {
    let session = |current| SessionRow {
        id: hostile(),
        current,
        user_agent: hostile(),
        address: hostile(),
        method: hostile(),
        created_at: Timestamp(0),
        last_seen_at: Timestamp(0),
    };
    let view = Account {
        frame: frame(),
        profile: Profile {
            name: hostile(),
            email: Some(hostile()),
            username: hostile(),
            role: Role::User,
            avatar: Some(hostile()),
            method: hostile(),
            created_at: Timestamp(0),
        },
        profile_form: Some(profile_form()),
        password_form: Some(password_form()),
        address: Some(AddressChange {
            now: Some(hostile()),
            typed: hostile(),
            asks_password: true,
            error: Some(FormError { code: hostile(), text: hostile() }),
        }),
        ways_in: WaysIn {
            password: true,
            links: vec![LinkRow {
                name: hostile(),
                provider: hostile(),
                created_at: Timestamp(0),
                standing: LinkStanding::Removable,
            }],
            offers: vec![(hostile(), hostile())],
        },
        authenticator: doorward_pages::AuthenticatorSection::default(),
        trusted: vec![doorward_pages::TrustedBrowser {
            id: hostile(),
            user_agent: hostile(),
            added_at: Timestamp(0),
            last_used_at: Timestamp(0),
            until: Timestamp(0),
        }],
        passkeys: Some(passkeys()),
        sessions: vec![session(true), session(false)],
        notice: None,
        console_href: Some(hostile()),
        error: None,
        deletion: Some(Deletion {
            phrase: hostile(),
            asks_password: true,
            error: Some(FormError { code: hostile(), text: hostile() }),
        }),
    };
    assert_escaped(&view.render(), FRAME + 37);
}

#[test]
fn on_the_page_of_activity() {
    let row = ActivityRow {
        at: Timestamp(0),
        kind: hostile(),
        address: hostile(),
        user_agent: Some(hostile()),
        own: false,
    };
    let view = Activity {
        frame: frame(),
        rows: vec![row],
        older_href: Some(hostile()),
        newest_href: Some(hostile()),
    };
    assert_escaped(&view.render(), FRAME + 4);
}

#[test]
fn on_the_page_of_providers() {
    let row = ProviderRow {
        id: hostile(),
        name: hostile(),
        protocol: "OAuth 2.0",
        redirect_uri: hostile(),
        also_accepted: vec![hostile()],
        new_people: true,
    };
    let view = Providers { frame: frame(), rows: vec![row], here: Section::Providers };
    assert_escaped(&view.render(), CONSOLE + 6);
}

#[test]
fn on_the_pages_about_linking() {
    let provider = ProviderButton {
        label: hostile(),
        href: hostile(),
        image: Some(hostile()),
        last_used: false,
    };
    let error = Some(FormError { code: hostile(), text: hostile() });
    let ask = AskToLink {
        frame: frame(),
        provider: hostile(),
        email: hostile(),
        verified: true,
        handle: hostile(),
        password_form: true,
        providers: vec![provider],
        error: error.clone(),
        sign_in_href: hostile(),
    };
    assert_escaped(&ask.render(), FRAME + 11);
    assert_escaped(&AskToLink { verified: false, ..ask }.render(), FRAME + 11);
    for step in [ConfirmStep::Link(hostile()), ConfirmStep::Remove(hostile())] {
        let confirm = Confirm {
            frame: frame(),
            step,
            action: hostile(),
            email: Some(hostile()),
            password_form: true,
            code_form: true,
            passkeys: Some(prompt()),
            providers: vec![(hostile(), hostile())],
            error: error.clone(),
            back_href: hostile(),
        };
        assert_escaped(&confirm.render(), FRAME + 9);
    }
    let onward = Onward { frame: frame(), name: hostile(), href: hostile() };
    assert_escaped(&onward.render(), FRAME + 4);
}

#[test]
fn on_the_pages_about_leaving_and_failing() {
    let confirm = SignOut { frame: frame(), who: hostile(), back_href: hostile() };
    assert_escaped(&confirm.render(), FRAME + 3);
    assert_escaped(&SignedOut { frame: frame(), sign_in_href: hostile() }.render(), FRAME + 1);
    let error = ErrorPage {
        frame: frame(),
        status: 500,
        code: hostile(),
        title: hostile(),
        what_happened: hostile(),
        what_to_do: hostile(),
        action: Link { label: hostile(), href: hostile() },
        request_id: hostile(),
        at: Timestamp(0),
        admin_detail: Some(hostile()),
    };
    assert_escaped(&error.render(), FRAME + 9);
}
