//! Who may ask apps for what, and how an app learns who asks: behind the gateway and by forward-auth alike.

use doorward_core::access::{Pattern, Rule, Who};
use doorward_core::forwarding::{Field, SETS, ends_here};

use super::complaint::{Code, Severity};
use super::general::General;
use super::reader::{Fault, Reader};
use super::switches::Switches;

const PUBLIC: &str =
    "Paths of the app that everybody may ask for, as a list; `/assets/*` is all below.";
const WHO: &str = "Who may ask the app for everything else, as a list: `signed-in`, `verified`, `role:admin`, \
                   `domain:example.com`, `address:ann@example.com`.";
const HEADERS: &str = "The headers that tell the app who asks, as a list: the sets `x-forwarded`, `remote` and \
                       `auth-request`, or a header of your own with what it tells, such as `X-User=email`.";
const AUDIENCE: &str = "What the signed assertion names as its audience.";

/// Who may ask apps for what, and what they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Who may ask for what.
    pub rules: Vec<Rule>,
    /// The headers that tell an app who asks, in lower case, each with what it tells.
    pub identity: Vec<(String, Field)>,
    /// What the signed assertion names as its audience.
    pub audience: String,
}

impl Guard {
    /// Reads it. `name` is the setting that needs it; `None` when there is none.
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &General,
        (switches, mail): (&Switches, bool),
        name: Option<&'static str>,
    ) -> Option<Self> {
        env.group("Access to apps");
        let public = env.parsed("DOORWARD_PUBLIC_PATHS", ("", PUBLIC), patterns);
        let who = env.parsed("DOORWARD_UPSTREAM_WHO", ("signed-in", WHO), who);
        let identity = env.parsed("DOORWARD_IDENTITY_HEADERS", ("x-forwarded", HEADERS), identity);
        let audience = env.optional("DOORWARD_ASSERTION_AUDIENCE", "the public URL", AUDIENCE);
        let name = name?;
        let identity = identity.unwrap_or_else(|| set(SETS[0].1));
        let tells = identity.iter().any(|(_, field)| *field == Field::UnprovenEmail);
        if tells && switches.registration && (switches.unverified_email_login || !mail) {
            unproven(env, name);
        }
        let who = who.unwrap_or_else(|| vec![Who::SignedIn]);
        let guarded = Rule { who, methods: Vec::new(), path: Pattern::all() };
        Some(Self {
            rules: public.unwrap_or_default().into_iter().map(open).chain([guarded]).collect(),
            identity,
            audience: audience.unwrap_or_else(|| general.client.origin().to_owned()),
        })
    }
}

fn open(path: Pattern) -> Rule {
    Rule { who: vec![Who::Anyone], methods: Vec::new(), path }
}

/// Apps take the address that they are told for the person.
fn unproven(env: &mut Reader<'_>, name: &str) {
    let what =
        "Anybody can register with an address that is somebody else's, and the app is told it.";
    let remedy = "Set mail up and write ALLOW_UNVERIFIED_EMAIL_LOGIN=false, or write \
                  ALLOW_REGISTRATION=false.";
    env.object(Severity::Warning, name, Fault::new(Code::UPSTREAM_UNPROVEN, what, remedy));
}

pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty())
}

/// Reads a list of patterns of paths.
pub(super) fn patterns(text: &str) -> Result<Vec<Pattern>, Fault> {
    let read = |item: &str| {
        item.parse().map_err(|error| {
            let what = format!("has \"{item}\": {error}");
            Fault::new(Code::NOT_PATH, what, "Write a list such as \"/health, /assets/*\".")
        })
    };
    items(text).map(read).collect()
}

fn who(text: &str) -> Result<Vec<Who>, Fault> {
    let read = |item: &str| {
        item.parse().map_err(|error| {
            let what = format!("has \"{item}\": {error}");
            Fault::new(
                Code::NOT_A_CHOICE,
                what,
                "Write a list such as \"role:admin, domain:example.com\".",
            )
        })
    };
    items(text).map(read).collect()
}

fn set(known: &[(&str, Field)]) -> Vec<(String, Field)> {
    known.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect()
}

fn identity(text: &str) -> Result<Vec<(String, Field)>, Fault> {
    let mut all = Vec::new();
    for item in items(text) {
        let known = SETS.iter().find(|(name, _)| *name == item);
        match (known, item.split_once('=')) {
            (Some((_, known)), _) => all.extend(set(known)),
            (None, Some((name, field))) => {
                all.push((header(name.trim())?, self::field(field.trim())?));
            }
            (None, None) => return Err(no_header(item)),
        }
    }
    Ok(all)
}

fn field(text: &str) -> Result<Field, Fault> {
    text.parse().map_err(|error| {
        Fault::new(
            Code::NOT_A_CHOICE,
            format!("has \"{text}\": {error}"),
            "Write, for example, X-User=email.",
        )
    })
}

/// Headers that mean something else to whoever reads them.
const OTHERS: [&str; 8] = [
    "host",
    "cookie",
    "authorization",
    "content-length",
    "content-type",
    "origin",
    "accept",
    "date",
];

fn header(name: &str) -> Result<String, Fault> {
    let name = name.to_ascii_lowercase();
    let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if token && !ends_here(&name) && !OTHERS.contains(&name.as_str()) {
        Ok(name)
    } else {
        Err(no_header(&name))
    }
}

fn no_header(item: &str) -> Fault {
    let sets = SETS.map(|(name, _)| name).join(", ");
    let what =
        format!("has \"{item}\", which is neither a set of headers nor one that can tell who asks");
    Fault::new(
        Code::NOT_A_CHOICE,
        what,
        format!("Write {sets}, or a list such as \"X-User=email\"."),
    )
}

#[cfg(test)]
mod tests;
