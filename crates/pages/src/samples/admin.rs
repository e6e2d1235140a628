//! The pages of the console.

use doorward_core::account::Role;
use doorward_core::invitation::Standing;
use doorward_core::time::DAY_MS;
use doorward_pages::Notice;
use doorward_pages::admin::{
    Approvals, BanBy, BanDone, BanRow, BanStanding, Bans, InvitationRow, Invitations, LetterRow,
    MadeInvitation, MailDone, Outbox, ProviderRow, Providers, ScoreRow, Section, TypedBan,
    TypedInvitation, UnsentLetter, WaitingRow,
};

use super::{NOW, Sample, form_error, frame};

pub(super) fn all() -> Vec<Sample> {
    let row = |id: &str, name: &str, protocol, new_people| ProviderRow {
        id: id.to_owned(),
        name: name.to_owned(),
        protocol,
        redirect_uri: format!("https://chat.example.org/oauth/{id}/callback"),
        also_accepted: vec![format!("https://chat.example.org/api/auth/callback/{id}")],
        new_people,
    };
    let rows = vec![
        row("openid", "Keycloak", "OpenID Connect", true),
        row("github", "GitHub", "OAuth 2.0", false),
    ];
    let full = Providers { frame: frame(), rows, here: Section::Providers };
    let none = Providers { rows: Vec::new(), ..full.clone() };
    let mut all = vec![("providers", full.render()), ("providers_none", none.render())];
    all.extend(invitations());
    all.extend(approvals());
    all.extend(bans());
    all.extend(outbox());
    all
}

fn invitations() -> Vec<Sample> {
    let row = |id: &str, email: Option<&str>, role, standing| InvitationRow {
        id: id.to_owned(),
        email: email.map(str::to_owned),
        role,
        standing,
        created_at: NOW.plus(-DAY_MS),
        expires_at: NOW.plus(6 * DAY_MS),
        unsent: None,
    };
    let full = Invitations {
        frame: frame(),
        here: Section::Invitations,
        notice: None,
        made: Some(MadeInvitation {
            email: Some("bo@example.org".to_owned()),
            link: Some("https://chat.example.org/register?token=a-token".to_owned()),
        }),
        error: None,
        typed: TypedInvitation { email: String::new(), role: Role::User, days: "7".to_owned() },
        rows: vec![
            row("0123456789abcdef", Some("bo@example.org"), Role::User, Standing::Open),
            row("1123456789abcdef", None, Role::Admin, Standing::Redeemed),
            row("2123456789abcdef", None, Role::User, Standing::Revoked),
            row("3123456789abcdef", None, Role::User, Standing::Expired),
            InvitationRow {
                unsent: Some(UnsentLetter::GivenUp),
                ..row("4123456789abcdef", Some("lost@example.org"), Role::User, Standing::Open)
            },
            InvitationRow {
                unsent: Some(UnsentLetter::GivenUp),
                ..row("5123456789abcdef", Some("old@example.org"), Role::User, Standing::Revoked)
            },
        ],
    };
    let mailed = Invitations {
        made: Some(MadeInvitation { email: Some("bo@example.org".to_owned()), link: None }),
        rows: Vec::new(),
        ..full.clone()
    };
    let failed = Invitations {
        made: None,
        error: Some(form_error("That is not a mail address, so nobody was invited.")),
        typed: TypedInvitation { email: "bo".to_owned(), role: Role::Admin, days: "9".to_owned() },
        rows: Vec::new(),
        ..full.clone()
    };
    vec![
        ("invitations", full.render()),
        ("invitations_mailed", mailed.render()),
        ("invitations_failed", failed.render()),
    ]
}

fn bans() -> Vec<Sample> {
    let row = |whom: &str, by, ends_at, standing| BanRow {
        id: "01890a5d-ac96-774b-bcce-b302099a8057".to_owned(),
        whom: whom.to_owned(),
        whom_href: whom.contains('@').then(|| "/admin/people/1".to_owned()),
        reason: "Spam in shared chats".to_owned(),
        by,
        created_at: NOW.plus(-DAY_MS),
        ends_at,
        standing,
    };
    let score = ScoreRow {
        whose: "203.0.113.7".to_owned(),
        kind: "logins".to_owned(),
        score: "4".to_owned(),
        events: 4,
        last_at: NOW,
    };
    let root = BanBy::Person("root@example.org".to_owned());
    let full = Bans {
        frame: frame(),
        here: Section::Bans,
        done: Some(BanDone::Banned),
        error: None,
        typed: TypedBan::default(),
        all: true,
        rows: vec![
            row("bo@example.org", root, None, BanStanding::Counts),
            row("203.0.113.7", BanBy::Rules, Some(NOW.plus(DAY_MS)), BanStanding::Lifted),
            row("2001:db8::/64", BanBy::CommandLine, Some(NOW), BanStanding::Over),
        ],
        next_href: Some("/admin/bans?before=1".to_owned()),
        scores: vec![score],
    };
    let failed = Bans {
        done: None,
        error: Some(form_error("A ban needs a reason of at most 500 characters.")),
        typed: TypedBan { who: "bo@example.org".to_owned(), ..TypedBan::default() },
        all: false,
        rows: Vec::new(),
        next_href: None,
        scores: Vec::new(),
        ..full.clone()
    };
    vec![("bans", full.render()), ("bans_failed", failed.render())]
}

fn approvals() -> Vec<Sample> {
    let waiting = |id: &str, email: Option<&str>, email_verified| WaitingRow {
        id: id.to_owned(),
        name: "Bo Ek".to_owned(),
        email: email.map(str::to_owned),
        email_verified,
        method: "Password".to_owned(),
        since: NOW.plus(-DAY_MS),
    };
    let full = Approvals {
        frame: frame(),
        here: Section::Approvals,
        notice: Some(Notice::PersonApproved),
        on: true,
        rows: vec![
            waiting("691fb990abababababababab", Some("bo@example.org"), true),
            waiting("791fb990abababababababab", Some("ek@example.org"), false),
            waiting("891fb990abababababababab", None, false),
        ],
    };
    let nobody = Approvals { notice: None, on: false, rows: Vec::new(), ..full.clone() };
    vec![("approvals", full.render()), ("approvals_none", nobody.render())]
}

fn outbox() -> Vec<Sample> {
    let row = |to: &str, kind: &str, next_at, tries, problem: &str| LetterRow {
        id: "01890a5d-ac96-774b-bcce-b302099a8057".to_owned(),
        to: to.to_owned(),
        kind: kind.to_owned(),
        created_at: NOW.plus(-DAY_MS),
        next_at,
        tries,
        problem: problem.to_owned(),
    };
    let full = Outbox {
        frame: frame(),
        here: Section::Outbox,
        done: Some(MailDone::Tested),
        error: None,
        on: true,
        own: Some("root@example.org".to_owned()),
        rows: vec![
            row("root@example.org", "test", Some(NOW), 0, ""),
            row("bo@example.org", "invitation", Some(NOW), 1, "connect: connection refused"),
            row("ek@example.org", "new-device", None, 9, "hand over: the server says 550 no"),
        ],
        more: true,
    };
    let failed = Outbox {
        done: None,
        error: Some(form_error("The letter is gone, or is being sent.")),
        own: None,
        rows: Vec::new(),
        more: false,
        ..full.clone()
    };
    let off = Outbox { error: None, on: false, ..failed.clone() };
    vec![
        ("outbox", full.render()),
        ("outbox_failed", failed.render()),
        ("outbox_off", off.render()),
    ]
}
