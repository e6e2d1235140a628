//! Every view in its main states, for the snapshots and for `cargo run --example gallery`.

use doorward_core::account::Role;
use doorward_core::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};
use doorward_pages::{
    AccessCode, Doctor, DryRun, DryRunClaim, DryRunEnd, ErrorPage, FormError, Frame, Guest,
    Language, Link, Notice, Profile, ProviderButton, Register, RegisterError, RegisterField,
    RegisterMode, SessionRow, SignIn, SignOut, SignedOut,
};

#[path = "samples/account.rs"]
mod account;
#[path = "samples/admin.rs"]
mod admin;
#[path = "samples/factors.rs"]
mod factors;
#[path = "samples/linking.rs"]
mod linking;
#[path = "samples/passkeys.rs"]
mod passkeys;
#[path = "samples/people.rs"]
mod people;
#[path = "samples/recovery.rs"]
mod recovery;

/// 2026-11-21T02:45:00Z.
const NOW: Timestamp = Timestamp(1_795_229_100_000);

/// A sample: the name under which it is kept, and the document.
pub(crate) type Sample = (&'static str, String);

/// All samples.
pub(crate) fn all() -> Vec<Sample> {
    let mut all = sign_in();
    all.extend(access_code());
    all.extend(register());
    all.extend(account::all());
    all.extend(admin::all());
    all.extend(people::all());
    all.extend(factors::all());
    all.extend(linking::all());
    all.extend(recovery::all());
    all.extend(passkeys::all());
    all.extend(endings());
    all
}

fn frame() -> Frame {
    Frame::new("Lindgården Chat")
}

fn form_error(text: &str) -> FormError {
    FormError { code: "DW-1001".to_owned(), text: text.to_owned() }
}

fn plain_sign_in() -> SignIn {
    SignIn {
        frame: frame(),
        email: String::new(),
        error: None,
        notice: None,
        providers: Vec::new(),
        password_form: true,
        password_last_used: false,
        passkeys: None,
        register_href: Some("/register".to_owned()),
        code_href: None,
        unverified: false,
        reset_href: None,
        return_to: "/account".to_owned(),
    }
}

fn providers() -> Vec<ProviderButton> {
    let button = |label: &str, href: &str, image: Option<&str>| ProviderButton {
        label: label.to_owned(),
        href: href.to_owned(),
        image: image.map(str::to_owned),
        last_used: image.is_some_and(|image| image.starts_with("https")),
    };
    vec![
        button("Continue with Keycloak", "/oauth/openid", Some("https://id.example/keycloak.svg")),
        button("Continue with the university", "/oauth/openid2", Some("javascript:alert(1)")),
    ]
}

fn sign_in() -> Vec<Sample> {
    let failed = SignIn {
        email: "anna@example.org".to_owned(),
        error: Some(form_error("The address or the password is wrong. Check both and try again.")),
        ..plain_sign_in()
    };
    let all_ways = SignIn {
        providers: providers(),
        notice: Some(Notice::SessionOver),
        code_href: Some("/access".to_owned()),
        reset_href: Some("/forgot".to_owned()),
        ..plain_sign_in()
    };
    let provider_only = SignIn {
        providers: providers(),
        password_form: false,
        register_href: None,
        ..plain_sign_in()
    };
    let no_way = SignIn { password_form: false, register_href: None, ..plain_sign_in() };
    let mirrored = SignIn {
        frame: Frame {
            prefix: "/chat".to_owned(),
            footer: Some("Run by the club for its members.".to_owned()),
            language: Language::Arabic,
            ..frame()
        },
        passkeys: Some(passkeys::prompt("/chat/passkeys/sign-in")),
        ..all_ways.clone()
    };
    vec![
        ("sign_in", plain_sign_in().render()),
        ("sign_in_failed", failed.render()),
        ("sign_in_all_ways", all_ways.render()),
        ("sign_in_provider_only", provider_only.render()),
        ("sign_in_no_way", no_way.render()),
        ("sign_in_right_to_left", mirrored.render()),
    ]
}

fn access_code() -> Vec<Sample> {
    let alone = AccessCode {
        frame: frame(),
        error: None,
        notice: None,
        sign_in_href: None,
        return_to: "/".to_owned(),
    };
    let failed = AccessCode {
        error: Some(form_error("The access code is wrong. Check it and try again.")),
        sign_in_href: Some("/login".to_owned()),
        ..alone.clone()
    };
    let over = AccessCode { notice: Some(Notice::GuestOver), ..alone.clone() };
    let guest = Guest { frame: frame(), sign_in_href: Some("/login".to_owned()) };
    vec![
        ("access_code", alone.render()),
        ("access_code_failed", failed.render()),
        ("access_code_over", over.render()),
        ("guest", guest.render()),
    ]
}

fn plain_register(mode: RegisterMode) -> Register {
    Register {
        frame: frame(),
        mode,
        name: String::new(),
        username: String::new(),
        email: String::new(),
        errors: Vec::new(),
        min_password_length: 8,
        sign_in_href: "/login".to_owned(),
        return_to: "/account".to_owned(),
    }
}

fn invited(email: Option<&str>, password_form: bool) -> RegisterMode {
    RegisterMode::Invited {
        token: "a-token".to_owned(),
        email: email.map(str::to_owned),
        password_form,
        providers: vec![("openid".to_owned(), "Continue with Keycloak".to_owned())],
    }
}

fn register() -> Vec<Sample> {
    let error = |field, text: &str| RegisterError { field, text: text.to_owned() };
    let failed = Register {
        name: "Anna Lind".to_owned(),
        username: "anna lind".to_owned(),
        email: "anna@example.org".to_owned(),
        errors: vec![
            error(RegisterField::Username, "Write the username without blanks."),
            error(RegisterField::Password, "Choose a password of at least 8 characters."),
            error(RegisterField::Password, "Choose one that is not your name."),
        ],
        ..plain_register(RegisterMode::Open)
    };
    let refused = Register {
        errors: vec![error(
            RegisterField::Form,
            "Too many accounts were made from here. Wait an hour.",
        )],
        ..plain_register(RegisterMode::Open)
    };
    let first = RegisterMode::First { setup_token: Some("s3tup-t0ken".to_owned()) };
    vec![
        ("register", plain_register(RegisterMode::Open).render()),
        ("register_failed", failed.render()),
        ("register_refused", refused.render()),
        ("register_first", plain_register(first).render()),
        ("register_needs_link", plain_register(RegisterMode::NeedsLink).render()),
        ("register_invited", plain_register(invited(Some("anna@example.org"), true)).render()),
        ("register_invited_by_provider", plain_register(invited(None, false)).render()),
        ("register_closed", plain_register(RegisterMode::Closed).render()),
    ]
}

fn profile() -> Profile {
    Profile {
        name: "Anna Lind".to_owned(),
        email: Some("anna@example.org".to_owned()),
        username: "anna".to_owned(),
        role: Role::Admin,
        avatar: None,
        method: "Password".to_owned(),
        created_at: NOW.plus(-400 * DAY_MS),
    }
}

fn session(id: &str, user_agent: &str, address: &str, age_ms: i64) -> SessionRow {
    SessionRow {
        id: id.to_owned(),
        current: false,
        user_agent: user_agent.to_owned(),
        address: address.to_owned(),
        method: "Password".to_owned(),
        created_at: NOW.plus(-3 * age_ms),
        last_seen_at: NOW.plus(-age_ms),
    }
}

fn sessions() -> Vec<SessionRow> {
    let linux = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
    vec![
        SessionRow { current: true, ..session("s1", linux, "192.0.2.17", MINUTE_MS) },
        SessionRow {
            method: "Keycloak".to_owned(),
            ..session("s2", phone, "2001:db8:85a3:8d3:1319:8a2e:370:7348", 5 * HOUR_MS)
        },
        session("s3", "", "198.51.100.4", 12 * DAY_MS),
    ]
}

fn endings() -> Vec<Sample> {
    let error = ErrorPage {
        frame: frame(),
        status: 502,
        code: "DW-2104".to_owned(),
        title: "The sign-in service did not answer".to_owned(),
        what_happened:
            "Keycloak could not be reached, so you are not signed in. It may be down, or \
                        this server may have lost its connection."
                .to_owned(),
        what_to_do: "Wait a minute, then try again.".to_owned(),
        action: Link { label: "Try again".to_owned(), href: "/login".to_owned() },
        request_id: "0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b".to_owned(),
        at: NOW,
        admin_detail: None,
    };
    let detailed = ErrorPage {
        admin_detail: Some(
            "GET https://id.example/.well-known/openid-configuration: connection refused"
                .to_owned(),
        ),
        ..error.clone()
    };
    let link = ErrorPage {
        status: 409,
        code: "DW-2201".to_owned(),
        title: "You already have an account".to_owned(),
        what_happened:
            "An account with the address that Keycloak gave us exists already. It was made \
                        in another way, and only you can say that both are yours."
                .to_owned(),
        what_to_do: "Sign in the way you did before.".to_owned(),
        action: Link {
            label: "Sign in the way I did before".to_owned(),
            href: "/login".to_owned(),
        },
        ..error.clone()
    };
    let confirm = SignOut {
        frame: frame(),
        who: "anna@example.org".to_owned(),
        back_href: "/account".to_owned(),
    };
    let out = SignedOut { frame: frame(), sign_in_href: "/login".to_owned() };
    vec![
        ("error", error.render()),
        ("error_for_administrators", detailed.render()),
        ("error_account_exists", link.render()),
        (
            "doctor",
            Doctor { frame: frame(), pass: "1.a.b".to_owned(), report: "1.a.c".to_owned() }
                .render(),
        ),
        ("dry_run", dry_run(DryRunEnd::LinkFirst("anna@example.org".to_owned())).render()),
        ("dry_run_failed", DryRun { claims: Vec::new(), ..dry_run(DryRunEnd::Failed) }.render()),
        ("sign_out", confirm.render()),
        ("signed_out", out.render()),
    ]
}

fn dry_run(end: DryRunEnd) -> DryRun {
    let claim = |name: &str, kind: &str, value: Option<&str>| DryRunClaim {
        name: name.to_owned(),
        from: "ID token",
        kind: kind.to_owned(),
        value: value.map(str::to_owned),
    };
    DryRun {
        frame: frame(),
        provider: "Keycloak".to_owned(),
        end,
        claims: vec![
            claim("sub", "string", Some("8f14e45f-ceea-467f-a0a5-8c2d9d1a1f0e")),
            claim("email_verified", "boolean", Some("true")),
            claim("nonce", "string", None),
        ],
        findings: vec!["DW-DOC-093: The address has an account already.".to_owned()],
    }
}
