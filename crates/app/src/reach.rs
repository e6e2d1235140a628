//! Who can reach what: the decision about a request that nobody has sent, and the rule behind it.
//!
//! It is the gateway's own decision, asked with other people. Groups belong to sessions, so accounts are judged
//! without any.

mod words;

use doorward_core::access::target::Ambiguous;
use doorward_core::access::{Asker, Decision, Request, Rule};
use doorward_core::account::User;
use doorward_core::time::Timestamp;
use doorward_store::StoreError;
use serde::Serialize;

use crate::app::App;
use crate::guard::{Found, Guard};

/// How many accounts are named.
const NAMED: usize = 5;

/// How many accounts are read at once.
const PAGE: u32 = 500;

/// A request that nobody has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The host, and the port if one was given; the public URL's own if there is none.
    pub authority: Option<String>,
    /// The path, without the query.
    pub path: String,
}

/// It is neither a URL nor a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is neither a URL such as https://chat.example.org/admin nor a path such as /admin")]
pub struct NotTarget;

impl std::str::FromStr for Target {
    type Err = NotTarget;

    /// The path stays byte for byte: what could be read in two ways must not be tidied up here.
    fn from_str(text: &str) -> Result<Self, NotTarget> {
        let without_query = text.split(['?', '#']).next().unwrap_or_default();
        if without_query.starts_with('/') {
            return Ok(Self { authority: None, path: without_query.to_owned() });
        }
        let rest = ["http://", "https://"].iter().find_map(|s| without_query.strip_prefix(s));
        let rest = rest.ok_or(NotTarget)?;
        let at = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(at).ok_or(NotTarget)?;
        let fits = !authority.is_empty() && !authority.contains(['@', ' ', '\\']);
        let path = if path.is_empty() { "/" } else { path };
        let target = Self { authority: Some(authority.to_owned()), path: path.to_owned() };
        fits.then_some(target).ok_or(NotTarget)
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is forwarded.
    Allow,
    /// It may be, once whoever asks has signed in.
    SignIn,
    /// It is not.
    Refuse,
}

/// What there is to say of a request.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The method.
    pub method: String,
    /// The host and path that were asked about.
    pub target: String,
    /// The app that answers, and where it is set up.
    pub app: Option<Place>,
    /// The rule that decides, and where it is written.
    pub rule: Option<Place>,
    /// Whom that rule lets through, in words.
    pub who: Vec<String>,
    /// Whom the outcome is about: an account, or nobody who is signed in.
    pub asked_as: Option<String>,
    /// What becomes of the request.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
    /// The accounts that the rule lets through, where no single one was asked about.
    pub accounts: Option<Accounts>,
}

/// Something with where it is written.
#[derive(Debug, Serialize)]
pub struct Place {
    /// What it is.
    pub what: String,
    /// Where it stands: a file and its line, `environment` or `default`.
    pub written: String,
}

/// Accounts that a rule lets through.
#[derive(Debug, Default, Serialize)]
pub struct Accounts {
    /// How many there are.
    pub all: usize,
    /// How many of them get through.
    pub pass: usize,
    /// The first of those, by address or else by identifier.
    pub first: Vec<String>,
}

/// Says what becomes of a request now: of `user`'s, or of somebody's who is not signed in, and then also who
/// would get through. `None` is for a target that is no app's.
pub async fn report(
    app: &App,
    (method, target): (&str, &Target),
    user: Option<&User>,
) -> Result<Report, StoreError> {
    let authority = target.authority.as_deref();
    let authority = authority.unwrap_or_else(|| own_authority(app));
    let blank = Report {
        method: method.to_owned(),
        target: format!("{authority}{}", target.path),
        app: None,
        rule: None,
        who: Vec::new(),
        asked_as: user.map(name),
        outcome: Outcome::Refuse,
        why: String::new(),
        accounts: None,
    };
    match app.guards.find(Some(authority), &target.path) {
        Found::App(guard) => {
            let request = Request { method, path: &target.path };
            let accounts = match user {
                Some(_) => None,
                None => Some(count(app, guard, request).await?),
            };
            Ok(Report { accounts, ..judged(guard, request, (user, app.clock.now()), blank) })
        }
        Found::Nobody => {
            let why = "No app has this host and path; it is answered with 404.".to_owned();
            Ok(Report { why, ..blank })
        }
        Found::Ambiguous(why) => Ok(Report { why: ambiguous(why), ..blank }),
    }
}

fn ambiguous(why: Ambiguous) -> String {
    format!("It is answered with 400, whoever asks: {why}.")
}

fn own_authority(app: &App) -> &str {
    let origin = app.settings.general.client.origin();
    origin.split_once("://").map_or(origin, |(_, authority)| authority)
}

fn judged(
    guard: &Guard,
    request: Request<'_>,
    (user, now): (Option<&User>, Timestamp),
    blank: Report,
) -> Report {
    let settings = guard.settings();
    let decision = guard.decide(request, user.map(Asker::from));
    let (outcome, number) = match decision {
        Decision::Allow(number) => (Outcome::Allow, Some(number)),
        Decision::SignIn(number) => (Outcome::SignIn, Some(number)),
        Decision::Deny(number) => (Outcome::Refuse, number),
    };
    let rule = number.and_then(|number| settings.guard.rules.get(number));
    let written = number.and_then(|number| settings.guard.written.get(number));
    let locked = user.and_then(|user| words::locked(user, now));
    let is_open = rule.is_some_and(Rule::is_open);
    let (outcome, why) = match locked {
        Some(locked) if !is_open => (Outcome::Refuse, locked.to_owned()),
        _ => (outcome, words::why(outcome, rule, user)),
    };
    let setting = &settings.written;
    Report {
        app: Some(Place {
            what: format!("{} at {}", settings.name, settings.place),
            written: words::written(setting),
        }),
        rule: rule
            .zip(written)
            .map(|(rule, at)| Place { what: words::rule(rule), written: words::written(at) }),
        who: rule.map(|rule| rule.who.iter().map(words::whom).collect()).unwrap_or_default(),
        outcome,
        why,
        ..blank
    }
}

/// Counts who gets through.
async fn count(app: &App, guard: &Guard, request: Request<'_>) -> Result<Accounts, StoreError> {
    let mut accounts = Accounts::default();
    let (mut last, now) = (None, app.clock.now());
    loop {
        let page = app.store.users(last, PAGE).await?;
        let Some(end) = page.last() else { return Ok(accounts) };
        last = Some(end.id);
        accounts.all += page.len();
        for user in &page {
            let passes = matches!(guard.decide(request, Some(user.into())), Decision::Allow(_));
            if passes && words::locked(user, now).is_none() {
                accounts.pass += 1;
                if accounts.first.len() < NAMED {
                    accounts.first.push(name(user));
                }
            }
        }
    }
}

fn name(user: &User) -> String {
    user.email.as_ref().map_or_else(|| user.id.to_string(), |email| email.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_taken_byte_for_byte() {
        let read = |text: &str| text.parse::<Target>().map(|t| (t.authority, t.path));
        let of = |host: Option<&str>, path: &str| Ok((host.map(str::to_owned), path.to_owned()));
        assert_eq!(read("/a/../b?x=1"), of(None, "/a/../b"));
        assert_eq!(read("https://a.test:8443/%2e?x"), of(Some("a.test:8443"), "/%2e"));
        assert_eq!(read("http://a.test"), of(Some("a.test"), "/"));
        for bad in ["", "a.test/x", "ftp://a.test/", "https:///x", "https://a@b.test/", "x"] {
            assert_eq!(read(bad), Err(NotTarget), "{bad}");
        }
    }
}
