//! Settings that are known and checked but that no code uses yet: rows instead of fields.
//!
//! A setting that comes into use moves from here to a field of its own.

mod chat_apps;
mod external;
mod librechat;
mod mail;

use super::arithmetic;
use super::complaint::{Code, Severity};
use super::reader::{About, Fault, Reader, flag_fault, url};

/// A setting for a later release.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    aliases: &'static [&'static str],
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
}

/// What its value must be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Secret,
    /// On only for `true`.
    Flag,
    /// On only for `1`, as `LobeChat` has it.
    One,
    Arithmetic,
    Url,
    /// A URL, or a path on this server.
    Reference,
    OneOf(&'static [&'static str]),
}

const fn row(name: &'static str, kind: Kind, default: &'static str, meaning: &'static str) -> Row {
    Row { name, aliases: &[], kind, default, meaning }
}

/// A row with other names, of which the first that is set counts.
const fn aliased(aliases: &'static [&'static str], row: Row) -> Row {
    Row { aliases, ..row }
}

/// All tables, each with its title.
const TABLES: [(&str, &[Row]); 9] = [
    ("OpenID Connect, later", external::OPENID),
    ("SAML", external::SAML),
    ("LDAP", external::LDAP),
    ("By mail", mail::ROWS),
    ("Redis", librechat::REDIS),
    ("LibreChat", librechat::ROWS),
    ("LobeChat", chat_apps::LOBECHAT),
    ("LobeChat's providers", chat_apps::PROVIDERS),
    ("Clerk", chat_apps::CLERK),
];

/// Asks for every row. A wrong value only warns: nothing depends on it yet.
pub(super) fn read(env: &mut Reader<'_>) {
    for (title, rows) in TABLES {
        env.group(title);
        for row in rows {
            read_row(env, row);
        }
    }
}

fn read_row(env: &mut Reader<'_>, row: &Row) {
    let about = About {
        default: row.default.to_owned(),
        meaning: row.meaning,
        used: false,
        secret: matches!(row.kind, Kind::Secret),
    };
    let Some(found) = env.find((row.name, row.aliases), about) else { return };
    match check(row.kind, found.text.trim()) {
        Ok(()) => env.not_used_yet(row.name),
        Err(fault) => env.complain(Severity::Warning, &found, fault),
    }
}

fn check(kind: Kind, text: &str) -> Result<(), Fault> {
    match kind {
        Kind::Text | Kind::Secret => Ok(()),
        Kind::Flag => flag_fault(text).map_or(Ok(()), Err),
        Kind::One if matches!(text, "0" | "1") => Ok(()),
        Kind::One => {
            Err(Fault::new(Code::NOT_BOOLEAN, "counts as off", "Write 1 to switch it on."))
        }
        Kind::Arithmetic => arithmetic::evaluate(text).map(drop).map_err(|fault| {
            let what = format!("is not a number ({fault})");
            Fault::new(Code::NOT_NUMBER, what, "Write digits or a product such as \"1000 * 60\".")
        }),
        Kind::Reference if text.starts_with('/') => Ok(()),
        Kind::Url | Kind::Reference => url(text).map(drop),
        Kind::OneOf(choices) if choices.contains(&text) => Ok(()),
        Kind::OneOf(choices) => {
            let remedy = format!("Write one of {}.", choices.join(", "));
            Err(Fault::new(Code::NOT_A_CHOICE, "is not known", remedy))
        }
    }
}
