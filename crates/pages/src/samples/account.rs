//! The page of one's account, and that of its activity.

use doorward_core::account::Role;
use doorward_core::time::HOUR_MS;
use doorward_pages::{
    Account, Activity, ActivityRow, AuthenticatorSection, Deletion, LinkStanding, Notice,
    PasswordForm, Profile, ProfileForm, WaysIn,
};

use super::{
    NOW, Sample, factors, form_error, frame, linking, passkeys, profile, recovery, sessions,
};

/// The samples.
pub(super) fn all() -> Vec<Sample> {
    let deletion =
        Deletion { phrase: "anna@example.org".to_owned(), asks_password: true, error: None };
    let full = full(deletion.clone());
    let failed = Account {
        deletion: Some(Deletion {
            error: Some(form_error("The password is wrong, so nothing was deleted.")),
            ..deletion
        }),
        ..full.clone()
    };
    let wrong = wrong(&full);
    let alone = Account {
        profile: Profile {
            email: None,
            username: String::new(),
            role: Role::User,
            avatar: Some("https://id.example/anna.png".to_owned()),
            method: "Keycloak".to_owned(),
            ..profile()
        },
        profile_form: None,
        address: None,
        password_form: Some(PasswordForm { has_one: false, ..password_form() }),
        ways_in: WaysIn {
            password: false,
            links: vec![linking::link("Keycloak", LinkStanding::LastWayIn)],
            offers: Vec::new(),
        },
        authenticator: AuthenticatorSection::default(),
        trusted: Vec::new(),
        passkeys: Some(passkeys::only_one()),
        error: Some(form_error("That sign-in opens another account already.")),
        sessions: sessions().into_iter().take(1).collect(),
        notice: None,
        console_href: None,
        deletion: None,
        ..full.clone()
    };
    vec![
        ("account", full.render()),
        ("account_deletion_failed", failed.render()),
        ("account_alone", alone.render()),
        ("account_forms_failed", wrong.render()),
        ("activity", activity().render()),
    ]
}

fn full(deletion: Deletion) -> Account {
    Account {
        frame: frame(),
        profile: profile(),
        profile_form: Some(profile_form()),
        address: Some(recovery::section()),
        password_form: Some(password_form()),
        ways_in: WaysIn {
            password: true,
            links: vec![
                linking::link("Keycloak", LinkStanding::Removable),
                linking::link("The old university", LinkStanding::NotSetUp),
            ],
            offers: linking::offers(),
        },
        authenticator: factors::section(),
        trusted: factors::trusted(),
        passkeys: Some(passkeys::section()),
        sessions: sessions(),
        notice: Some(Notice::SessionEnded),
        console_href: Some("/admin".to_owned()),
        error: None,
        deletion: Some(deletion),
    }
}

fn wrong(full: &Account) -> Account {
    Account {
        profile_form: Some(ProfileForm {
            picture_error: Some("Enter an https address.".to_owned()),
            ..profile_form()
        }),
        password_form: Some(PasswordForm {
            fault: Some("Your password needs at least 15 characters.".to_owned()),
            ..password_form()
        }),
        ..full.clone()
    }
}

fn profile_form() -> ProfileForm {
    ProfileForm { name: "Anna Lind".to_owned(), username: "anna".to_owned(), ..Default::default() }
}

fn password_form() -> PasswordForm {
    let email = Some("anna@example.org".to_owned());
    PasswordForm { has_one: true, email, min_length: 15, ..Default::default() }
}

fn activity() -> Activity {
    let row = |kind: &str, own, age: i64| ActivityRow {
        at: NOW.plus(-age * HOUR_MS),
        kind: kind.to_owned(),
        address: if own { "192.0.2.17".to_owned() } else { String::new() },
        user_agent: own.then(|| "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0".to_owned()),
        own,
    };
    Activity {
        frame: frame(),
        rows: vec![
            row("session.begin", true, 1),
            row("user.role", false, 30),
            row("a.b", true, 40),
        ],
        older_href: Some("/account/activity?before=1&seq=2".to_owned()),
        newest_href: Some("/account/activity".to_owned()),
    }
}
