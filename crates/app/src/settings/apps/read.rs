//! The file of apps, read whole: every app with all that is wrong with it.

use doorward_core::access::place::{NotPlace, Place};
use doorward_core::access::{Pattern, Rule, Who};
use toml::de::DeTable;

use super::file::Text;
use super::table::{Table, Wrong};
use super::{FILE, Guarded, Usual};
use crate::settings::authorities;
use crate::settings::complaint::{Code, Severity};
use crate::settings::gateway::{self, MOUNT, Upstream, base};
use crate::settings::general::General;
use crate::settings::guard::{self, Guard, Written, identity, pattern, somebody};
use crate::settings::reader::{Fault, Reader};

/// The longest name of an app, in bytes.
const NAME_MAX: usize = 64;

/// Reads the file at `path`. What is wrong with it stops the start.
pub(super) fn read(
    env: &mut Reader<'_>,
    general: &General,
    usual: &Usual<'_>,
    path: &str,
) -> Vec<Guarded> {
    let file = match Text::read(path) {
        Ok(file) => file,
        Err(fault) => {
            let what = format!("{FILE}=\"{path}\" {}.", fault.what);
            env.object(Severity::Error, FILE, Fault { what, ..fault });
            return Vec::new();
        }
    };
    let mut wrong = Wrong::new();
    let (document, errors) = DeTable::parse_recoverable(file.as_str());
    for error in errors {
        let what = format!("The file of apps is no TOML here: {}.", error.message());
        let source = file.origin(&error.span().unwrap_or_default());
        let written = Written { setting: FILE.to_owned(), source };
        wrong.push((written, Fault::new(Code::APPS_FILE, what, "See https://toml.io.")));
    }
    let list = if wrong.is_empty() {
        let document = Table::new(&file, "the file", document.span(), document.get_ref());
        apps(document, &mut wrong, general, usual)
    } else {
        Vec::new()
    };
    if list.is_empty() && wrong.is_empty() {
        let what = format!("{FILE}=\"{path}\" names no app.");
        let remedy = "Write [[app]], and below it a name and a url.";
        env.object(Severity::Error, FILE, Fault::new(Code::APPS_FILE, what, remedy));
    }
    for (written, fault) in wrong {
        env.object_at(Severity::Error, &written, fault);
    }
    list
}

fn apps(
    mut document: Table<'_>,
    wrong: &mut Wrong,
    general: &General,
    usual: &Usual<'_>,
) -> Vec<Guarded> {
    let tables = document.tables(wrong, "app", "app");
    document.end(wrong);
    let mut list = Vec::<Guarded>::new();
    for mut table in tables {
        if let Some(app) = app(&mut table, wrong, general, usual) {
            check(&table, wrong, &app, &list);
            list.push(app);
        }
        table.end(wrong);
    }
    list
}

/// Reads one app; `None` where what is wrong leaves none.
fn app(
    table: &mut Table<'_>,
    wrong: &mut Wrong,
    general: &General,
    usual: &Usual<'_>,
) -> Option<Guarded> {
    let name = required(table, wrong, ("name", "\"wiki\""), name);
    let place = place(table, wrong);
    let upstream = upstream(table, wrong, usual);
    let (rules, written) = rules(table, wrong).into_iter().unzip();
    let told = table.list(wrong, "identity-headers", identity);
    let audience = table.text(wrong, "audience", |text| Ok(text.to_owned()));
    let chat_paths = table.list(wrong, "chat-paths", pattern);
    let (name, place) = (name?, place?);
    let origin = match place.host() {
        Some(host) if host != general.client.host() => general.client.origin_of(host),
        _ => general.client.origin().to_owned(),
    };
    let audience = audience.or_else(|| usual.guard.audience.clone());
    let own_audience = || format!("{origin}{}", place.path().trim_end_matches('/'));
    Some(Guarded {
        written: Written { setting: format!("app \"{name}\""), source: table.origin() },
        guard: Guard {
            rules,
            written,
            identity: told.map_or_else(|| usual.guard.identity.clone(), |told| told.concat()),
            audience: audience.unwrap_or_else(own_audience),
        },
        chat_paths: chat_paths.unwrap_or_else(|| usual.chat.paths.clone()),
        name,
        place,
        origin,
        upstream,
    })
}

/// Reads a text that has to be there.
fn required<T>(
    table: &mut Table<'_>,
    wrong: &mut Wrong,
    (key, example): (&'static str, &str),
    read: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    if !table.has(key) {
        table.miss(wrong, key, example);
    }
    table.text(wrong, key, read)
}

fn name(text: &str) -> Result<String, Fault> {
    let plain = !text.trim().is_empty() && !text.contains(char::is_control);
    if plain && text.len() <= NAME_MAX {
        return Ok(text.to_owned());
    }
    Err(Fault::new(Code::NOT_TEXT, "is no name", "Write one of at most 64 letters."))
}

fn place(table: &mut Table<'_>, wrong: &mut Wrong) -> Option<Place> {
    let read = |host: Option<&str>, path: &str| {
        let place = Place::new(host, path).map_err(|error| {
            let remedy = match error {
                NotPlace::Host => "Write an exact name such as \"chat.example.org\".",
                NotPlace::Path => "Write a path such as \"/wiki\".",
            };
            Fault::new(Code::APPS_PLACE, format!("cannot be used: {error}"), remedy)
        })?;
        if path.get(..MOUNT.len()).is_some_and(|head| head.eq_ignore_ascii_case(MOUNT)) {
            let what = format!("is where our own pages are, which begin with {MOUNT}");
            return Err(Fault::new(Code::APPS_PLACE, what, "Give the app another path."));
        }
        Ok(place)
    };
    let host = table.text(wrong, "host", |host| read(Some(host), "/").map(|_| host.to_owned()));
    let path = table.text(wrong, "path", |path| read(None, path).map(|_| path.to_owned()));
    let is_whole = table.has("host") == host.is_some() && table.has("path") == path.is_some();
    let path = path.as_deref().unwrap_or("/");
    Place::new(host.as_deref(), path).ok().filter(|_| is_whole)
}

/// Where the gateway forwards to. An app of which proxies ask need not have it.
fn upstream(table: &mut Table<'_>, wrong: &mut Wrong, usual: &Usual<'_>) -> Option<Upstream> {
    let url = if usual.proxies {
        table.text(wrong, "url", base)
    } else {
        required(table, wrong, ("url", "\"http://127.0.0.1:3210\""), base)
    };
    let body_max = table.number(wrong, "body-max");
    let patience = table.millis(wrong, "timeout").map(gateway::patience);
    let own = table.text(wrong, "ca", authorities::file);
    let upstream = usual.upstream.upstream(url?);
    Some(Upstream {
        body_max: body_max.unwrap_or(upstream.body_max),
        patience: patience.unwrap_or(upstream.patience),
        authorities: own
            .map_or_else(|| upstream.authorities.clone(), |own| upstream.authorities.and(&own)),
        ..upstream
    })
}

/// Who may ask for what, each with where it is written: the rules, what is public, and the rest.
fn rules(table: &mut Table<'_>, wrong: &mut Wrong) -> Vec<(Rule, Written)> {
    let mut all = Vec::new();
    for mut one in table.tables(wrong, "rule", "app.rule") {
        let path = required(&mut one, wrong, ("path", "\"/admin/*\""), pattern);
        let who = one.list(wrong, "who", somebody);
        if who.is_none() && !one.has("who") {
            one.miss(wrong, "who", "[\"role:admin\"]");
        }
        let methods = one.list(wrong, "methods", method).unwrap_or_default();
        let written = Written { source: one.origin(), setting: "app.rule".to_owned() };
        one.end(wrong);
        if let (Some(path), Some(who)) = (path, who) {
            all.push((Rule { who, methods, path }, written));
        }
    }
    let public = table.list(wrong, "public", pattern).unwrap_or_default();
    let written = table.written("public");
    all.extend(public.into_iter().map(|path| (guard::open(path), written.clone())));
    let who = table.list(wrong, "who", somebody).unwrap_or_else(|| vec![Who::SignedIn]);
    let rest = Rule { who, methods: Vec::new(), path: Pattern::all() };
    all.push((rest, table.written("who")));
    all
}

/// Reads a method, whose letters are compared in their case (RFC 9110 §9.1).
fn method(text: &str) -> Result<String, Fault> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-') {
        return Ok(text.to_owned());
    }
    let what = format!("has \"{text}\", which is no method");
    Err(Fault::new(Code::NOT_A_CHOICE, what, "Write a list such as [\"GET\", \"HEAD\"]."))
}

/// Complains of an app that nobody could tell from the others, and of rules for paths that it does not have.
fn check(table: &Table<'_>, wrong: &mut Wrong, app: &Guarded, others: &[Guarded]) {
    let mut complain = |key: &str, code, what: String, remedy: &str| {
        table.object(wrong, key, Fault::new(code, what, remedy));
    };
    if let Some(other) = others.iter().find(|other| other.name == app.name) {
        let what = format!(
            "Two apps are called \"{}\"; the other is at {}.",
            app.name, other.written.source
        );
        complain("name", Code::APPS_KEY, what, "Give each a name of its own.");
    }
    if let Some(other) = others.iter().find(|other| other.place.is_same(&app.place)) {
        let what = format!("\"{}\" and \"{}\" are both at {}.", other.name, app.name, app.place);
        complain("path", Code::APPS_PLACE, what, "Give each a host or path of its own.");
    }
    let confused = |other: &&Guarded| {
        other.guard.audience == app.guard.audience && !other.place.is_same(&app.place)
    };
    if let Some(other) = others.iter().find(confused) {
        let what = format!(
            "\"{}\" and \"{}\" both have the audience \"{}\", so what is signed for one counts at the other.",
            other.name, app.name, app.guard.audience
        );
        let remedy = "Give each an audience of its own; DOORWARD_ASSERTION_AUDIENCE is for one that has none.";
        complain("audience", Code::APPS_AUDIENCE, what, remedy);
    }
    for (rule, written) in app.guard.rules.iter().zip(&app.guard.written) {
        if !rule.path.meets(&app.place) {
            let what = format!(
                "No path of \"{}\", which is at {}, is {}.",
                app.name, app.place, rule.path
            );
            let remedy = "Paths are whole ones, as browsers ask for them. Write one of this app.";
            wrong.push((written.clone(), Fault::new(Code::NOT_PATH, what, remedy)));
        }
    }
}
