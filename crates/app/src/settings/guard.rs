//! Who may ask apps for what, and how an app learns who asks: behind the gateway and by forward-auth alike.

use doorward_core::access::{Pattern, Rule, Who};
use doorward_core::forwarding::{Field, SETS, ends_here};

use super::complaint::{Code, Origin};
use super::reader::{Fault, Reader};

const PUBLIC_NAME: &str = "DOORWARD_PUBLIC_PATHS";
const WHO_NAME: &str = "DOORWARD_UPSTREAM_WHO";

const PUBLIC: &str =
    "Paths of the one app that everybody may ask for, as a list; `/assets/*` is all below.";
const WHO: &str = "Who may ask the one app for everything else, as a list: `signed-in`, `verified`, `role:admin`, \
                   `group:staff`, \
                   `domain:example.com`, `address:ann@example.com`.";
const HEADERS: &str = "The headers that tell the app who asks, as a list: the sets `x-forwarded`, `remote` and \
                       `auth-request`, or a header of your own with what it tells, such as `X-User=email`.";
const AUDIENCE: &str =
    "What the signed assertion names as its audience, where the file of apps does not say it.";

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The name of the setting, or of the key in the file of apps.
    pub setting: String,
    /// Where it stands.
    pub source: Origin,
}

/// Who may ask an app for what, and what it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Who may ask for what.
    pub rules: Vec<Rule>,
    /// Where each of these is written.
    pub written: Vec<Written>,
    /// The headers that tell an app who asks, in lower case, each with what it tells.
    pub identity: Vec<(String, Field)>,
    /// What the signed assertion names as its audience.
    pub audience: String,
}

impl Guard {
    /// How many headers tell the app of groups.
    pub fn headers_of_groups(&self) -> usize {
        self.identity.iter().filter(|(_, field)| *field == Field::Groups).count()
    }
}

/// The settings that hold for every app which does not have its own.
pub(super) struct Usual {
    public: Option<Vec<Pattern>>,
    who: Option<Vec<Who>>,
    pub(super) identity: Vec<(String, Field)>,
    pub(super) audience: Option<String>,
}

impl Usual {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Access to apps");
        let public = env.parsed(PUBLIC_NAME, ("", PUBLIC), patterns);
        let who = env.parsed(WHO_NAME, ("signed-in", WHO), who);
        let identity = env.parsed("DOORWARD_IDENTITY_HEADERS", ("x-forwarded", HEADERS), identity);
        let identity = identity.unwrap_or_else(|| set(SETS[0].1));
        let audience = env.optional(
            "DOORWARD_ASSERTION_AUDIENCE",
            "the origin of the app's public address, and its path",
            AUDIENCE,
        );
        Self { public, who, identity, audience }
    }

    /// What a file of apps leaves no room for: which app would it be for?
    pub(super) fn ruled(&self) -> Option<&'static str> {
        let public = self.public.as_ref().map(|_| PUBLIC_NAME);
        public.or(self.who.as_ref().map(|_| WHO_NAME))
    }

    /// The guard of the one app, which is at `origin`.
    pub(super) fn guard(self, env: &Reader<'_>, origin: &str) -> Guard {
        let at = |name: &str| Written { setting: name.to_owned(), source: env.source(name) };
        let public = self.public.unwrap_or_default().into_iter().map(open);
        let who = self.who.unwrap_or_else(|| vec![Who::SignedIn]);
        let guarded = Rule { who, methods: Vec::new(), path: Pattern::all() };
        let rules = public.map(|rule| (rule, at(PUBLIC_NAME))).chain([(guarded, at(WHO_NAME))]);
        let (rules, written) = rules.unzip();
        let audience = self.audience.unwrap_or_else(|| origin.to_owned());
        Guard { rules, written, identity: self.identity, audience }
    }
}

pub(super) fn open(path: Pattern) -> Rule {
    Rule { who: vec![Who::Anyone], methods: Vec::new(), path }
}

/// Apps take the address that they are told for the person.
pub(super) fn unproven() -> Fault {
    let what =
        "Anybody can register with an address that is somebody else's, and the app is told it.";
    let remedy = "Set mail up and write ALLOW_UNVERIFIED_EMAIL_LOGIN=false, or write \
                  ALLOW_REGISTRATION=false.";
    Fault::new(Code::UPSTREAM_UNPROVEN, what, remedy)
}

pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty())
}

/// Reads a list of patterns of paths.
pub(super) fn patterns(text: &str) -> Result<Vec<Pattern>, Fault> {
    items(text).map(pattern).collect()
}

/// Reads one pattern.
pub(super) fn pattern(item: &str) -> Result<Pattern, Fault> {
    item.parse().map_err(|error| {
        let what = format!("has \"{item}\": {error}");
        Fault::new(Code::NOT_PATH, what, "Write a list such as \"/health, /assets/*\".")
    })
}

fn who(text: &str) -> Result<Vec<Who>, Fault> {
    items(text).map(somebody).collect()
}

/// Reads whom one item of a list lets through.
pub(super) fn somebody(item: &str) -> Result<Who, Fault> {
    item.parse().map_err(|error| {
        let what = format!("has \"{item}\": {error}");
        let remedy = "Write a list such as \"role:admin, group:staff, domain:example.com\".";
        Fault::new(Code::NOT_A_CHOICE, what, remedy)
    })
}

fn set(known: &[(&str, Field)]) -> Vec<(String, Field)> {
    known.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect()
}

/// Reads the headers that tell who asks.
pub(super) fn identity(text: &str) -> Result<Vec<(String, Field)>, Fault> {
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
