//! The pages of the console about people, the record and the settings.

use doorward_core::account::Role;
use doorward_pages::admin::{
    Act, AuditLog, BanBy, BanRow, BanStanding, EventRow, People, Person, PersonRow, ScoreRow,
    Section, SettingGroup, SettingRow, SettingsPage, Standing, State,
};

use super::{NOW, Sample, form_error, frame, profile, sessions};

pub(super) fn all() -> Vec<Sample> {
    let mut all = people();
    all.extend(person());
    all.extend(house());
    all
}

fn people() -> Vec<Sample> {
    let row = |name: &str, role, disabled| PersonRow {
        href: "/admin/people/691fb990abababababababab".to_owned(),
        name: name.to_owned(),
        email: "anna@example.org".to_owned(),
        username: "anna".to_owned(),
        role,
        disabled,
        created_at: NOW,
    };
    let full = People {
        frame: frame(),
        here: Section::People,
        text: "an".to_owned(),
        role: Some(Role::User),
        state: Some(State::Disabled),
        rows: vec![row("Anna Lind", Role::Admin, false), row("Bo Ek", Role::User, true)],
        next_href: Some("/admin/people?q=an&after=691fb990abababababababab".to_owned()),
        deleted: true,
    };
    let none = People { rows: Vec::new(), next_href: None, deleted: false, ..full.clone() };
    vec![("admin_people", full.render()), ("admin_people_none", none.render())]
}

fn events() -> Vec<EventRow> {
    let begun = EventRow {
        at: NOW,
        kind: "session.begin".to_owned(),
        refused: false,
        by: Some("anna@example.org".to_owned()),
        about: None,
        address: "192.0.2.17".to_owned(),
        detail: "local".to_owned(),
    };
    let failed = EventRow {
        kind: "login.failed".to_owned(),
        refused: true,
        by: None,
        about: Some("anna@example.org".to_owned()),
        detail: "12 tries".to_owned(),
        ..begun.clone()
    };
    vec![begun, failed]
}

fn standing() -> Standing {
    let ban = BanRow {
        id: "019aa3ec-dafb-7fff-bfff-ffffffffffff".to_owned(),
        whom: "anna@example.org".to_owned(),
        whom_href: None,
        reason: "Spam".to_owned(),
        by: BanBy::Rules,
        created_at: NOW,
        ends_at: Some(NOW),
        standing: BanStanding::Counts,
    };
    let lifted = BanRow {
        standing: BanStanding::Lifted,
        by: BanBy::Person("root@example.org".to_owned()),
        ends_at: None,
        ..ban.clone()
    };
    let score = ScoreRow {
        whose: "anna@example.org".to_owned(),
        kind: "message_limit".to_owned(),
        score: "1.5".to_owned(),
        events: 3,
        last_at: NOW,
    };
    Standing {
        waiting_since: None,
        authenticator: true,
        passkeys: 2,
        recovery_codes: 7,
        bans: vec![ban, lifted],
        scores: vec![score],
    }
}

fn person() -> Vec<Sample> {
    let full = Person {
        frame: frame(),
        here: Section::People,
        path: "/admin/people/691fb990abababababababab".to_owned(),
        id: "691fb990abababababababab".to_owned(),
        profile: profile(),
        email_verified: true,
        disabled_at: Some(NOW),
        ways_in: vec!["Password".to_owned(), "Keycloak".to_owned()],
        acts: vec![Act::MakeMember, Act::Enable, Act::EndSessions, Act::ResetFactors, Act::Unban],
        standing: standing(),
        phrase: "anna@example.org".to_owned(),
        sessions: sessions(),
        events: events(),
        events_href: "/admin/audit?who=691fb990abababababababab".to_owned(),
        done: Some(Act::Disable),
        proved: false,
        error: None,
    };
    let own = Person { acts: Vec::new(), done: None, proved: true, ..full.clone() };
    let failed = Person {
        error: Some(form_error("Nobody else could administer this place.")),
        sessions: Vec::new(),
        disabled_at: None,
        standing: Standing { waiting_since: Some(NOW), ..Standing::default() },
        ..full.clone()
    };
    vec![
        ("admin_person", full.render()),
        ("admin_person_own", own.render()),
        ("admin_person_failed", failed.render()),
    ]
}

fn house() -> Vec<Sample> {
    let log = AuditLog {
        frame: frame(),
        here: Section::Audit,
        kinds: vec!["login.failed".to_owned(), "session.begin".to_owned()],
        kind: "session.begin".to_owned(),
        who: "anna@example.org".to_owned(),
        nobody: false,
        since: "2026-11-01".to_owned(),
        events: events(),
        next_href: Some("/admin/audit?before=1.2".to_owned()),
        export_href: "/admin/audit/export?kind=session.begin".to_owned(),
    };
    let row = |name: &str, value: &str, source: Option<&str>| SettingRow {
        name: name.to_owned(),
        value: value.to_owned(),
        source: source.map(str::to_owned),
    };
    let rows = vec![
        row("PORT", "3080", None),
        row("JWT_SECRET", "64 characters, fingerprint 0badcafe", Some(".env:3")),
        row("CUSTOM_FOOTER", "", None),
    ];
    let groups = vec![SettingGroup { title: "Addresses".to_owned(), rows }];
    let settings = SettingsPage { frame: frame(), here: Section::Settings, groups };
    vec![("admin_audit", log.render()), ("admin_settings", settings.render())]
}
