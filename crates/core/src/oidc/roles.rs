//! Roles out of claims: where they are, what they say, and what follows from them.

use serde_json::Value;

use crate::oidc::{Object, Refusal, Refused};

/// The member that Entra writes in the place of groups when there are too many.
const OVERAGE: [&str; 2] = ["hasgroups", "_claim_names"];

/// What stands where roles should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Absent,
    /// Something that is neither a text nor a list of texts; the name of its type.
    Unusable(&'static str),
    /// `true` or `false`, which some providers send for a single role.
    Switch(bool),
    /// Names, as many as there are.
    Names(Vec<String>),
    /// Nothing, because there were too many (Entra's group overage).
    Overage,
}

/// Reads what stands at `path`: members with dots between.
///
/// A member whose name itself holds dots, such as `https://example.com/roles`, is found before the
/// path is taken apart, at every depth. A text is split at blanks and commas; in a list, texts count
/// as they are and everything else is passed over.
pub fn at(claims: &Object, path: &str) -> Found {
    match find(claims, path) {
        None if is_overage(claims, path) => Found::Overage,
        None | Some(Value::Null) => Found::Absent,
        Some(Value::Bool(on)) => Found::Switch(*on),
        Some(Value::String(text)) => {
            let names = text.split([' ', ',']).filter(|name| !name.is_empty());
            Found::Names(names.map(str::to_owned).collect())
        }
        Some(Value::Array(items)) => {
            let names = items.iter().filter_map(Value::as_str).filter(|name| !name.is_empty());
            Found::Names(names.map(str::to_owned).collect())
        }
        Some(Value::Number(_)) => Found::Unusable("a number"),
        Some(Value::Object(_)) => Found::Unusable("an object"),
    }
}

pub(super) fn find<'a>(claims: &'a Object, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let (member, rest) = path.split_once('.')?;
    find(claims.get(member)?.as_object()?, rest)
}

pub(super) fn is_overage(claims: &Object, path: &str) -> bool {
    let [has, names] = OVERAGE;
    let elsewhere = claims.get(names).and_then(Value::as_object);
    path == "groups"
        && (claims.contains_key(has) || elsewhere.is_some_and(|names| names.contains_key(path)))
}

impl Found {
    /// Whether one of `wanted` is there, letter by letter.
    pub fn holds(&self, wanted: &[String]) -> bool {
        match self {
            Self::Names(names) => names.iter().any(|name| wanted.contains(name)),
            _ => false,
        }
    }

    /// What was seen, for the log: kinds and numbers, nothing that is about the person.
    pub fn describe(&self) -> String {
        match self {
            Self::Absent => "nothing is there".to_owned(),
            Self::Unusable(kind) => format!("{kind} is there"),
            Self::Switch(_) => "true or false is there".to_owned(),
            Self::Names(names) => format!("{} names are there", names.len()),
            Self::Overage => "there were too many groups to send".to_owned(),
        }
    }
}

/// Lets a person in who has one of the `required` roles; `path` is for the refusal.
pub fn require(found: &Found, required: &[String], path: &str) -> Result<(), Refused> {
    if found.holds(required) {
        return Ok(());
    }
    let why = match found {
        Found::Names(_) => Refusal::RoleMissing,
        Found::Absent => Refusal::RoleClaimMissing,
        Found::Unusable(_) | Found::Switch(_) => Refusal::RoleClaimUnusable,
        Found::Overage => Refusal::RoleOverage,
    };
    Err(why.seeing(format!("{path}: {}", found.describe())))
}

/// Whether the claims make an administrator: the role is there, or a plain `true`.
///
/// Whatever else is there does not, groups that the provider left out among it: who was administrator
/// could else remain one by joining enough groups.
pub fn is_admin(found: &Found, role: &str) -> bool {
    match found {
        Found::Switch(on) => *on,
        _ => found.holds(&[role.to_owned()]),
    }
}

/// The role that role sync gives to somebody who is no administrator.
///
/// The first of `priority` that the provider names, in any case of letters, wins; without one, the
/// fallback does. `None` when the claims cannot say, or nothing is to be changed.
pub fn synced<'a>(
    found: &Found,
    priority: &'a [String],
    fallback: Option<&'a str>,
    current: &str,
) -> Option<&'a str> {
    let named: &[String] = match found {
        Found::Overage => return None,
        Found::Names(names) => names,
        Found::Absent | Found::Switch(_) | Found::Unusable(_) => &[],
    };
    let holds = |role: &str| named.iter().any(|name| name.eq_ignore_ascii_case(role));
    let wanted = priority.iter().map(String::as_str).find(|role| holds(role)).or(fallback)?;
    (!wanted.eq_ignore_ascii_case(current)).then_some(wanted)
}

#[cfg(test)]
mod tests;
