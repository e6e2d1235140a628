//! What `doorward config` prints, and the documentation of all settings.

use std::fmt::Write as _;

use serde::Serialize;

use super::complaint::{Complaint, Origin, Severity};
use super::reader::Asked;

/// What goes before a secret when its fingerprint is taken, so that no table of digests fits.
const LABEL: &[u8] = b"doorward settings fingerprint v1\0";

/// The outcome of `config check`, for `--json`.
#[derive(Clone, Debug, Serialize)]
pub struct Check<'a> {
    /// Whether the service would start.
    pub ok: bool,
    /// How many complaints stop it.
    pub errors: usize,
    /// How many say that something is probably not as meant.
    pub warnings: usize,
    /// How many are only good to know.
    pub notes: usize,
    /// All of them, the gravest first.
    pub complaints: &'a [Complaint],
}

impl<'a> Check<'a> {
    /// Counts complaints.
    pub fn of(complaints: &'a [Complaint]) -> Self {
        let count = |severity| complaints.iter().filter(|c| c.severity == severity).count();
        let errors = count(Severity::Error);
        let (warnings, notes) = (count(Severity::Warning), count(Severity::Note));
        Self { ok: errors == 0, errors, warnings, notes, complaints }
    }

    /// The text of `config check`, with a line end at its end.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for complaint in self.complaints {
            // Writing to a String cannot fail, here and below.
            _ = write!(text, "{} {}", complaint.severity, complaint.code);
            if let Some(source) = complaint.source.as_ref().filter(|s| **s != Origin::Default) {
                _ = write!(text, " {source}");
            }
            _ = writeln!(text, "\n  {complaint}");
        }
        let plural = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {one}s"),
        };
        let [errors, warnings, notes] = [
            plural(self.errors, "error"),
            plural(self.warnings, "warning"),
            plural(self.notes, "note"),
        ];
        _ = writeln!(text, "{errors}, {warnings}, {notes}.");
        text
    }
}

/// The text of `config show`: what is in effect and where it comes from. Settings that are unset
/// and that this release does not use are left out.
pub fn show(asked: &[Asked]) -> String {
    let rows: Vec<_> =
        asked.iter().filter(|row| row.used || row.source != Origin::Default).collect();
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = row.group;
            _ = writeln!(text, "{}# {group}", if text.is_empty() { "" } else { "\n" });
        }
        let value = if row.value.is_empty() { "(unset)" } else { &row.value };
        let later = if row.used { "" } else { ", not used yet" };
        _ = writeln!(text, "{:width$}  {value}  [{}{later}]", row.name, row.source);
    }
    text
}

/// The text of docs/SETTINGS.md.
pub(super) fn document(asked: &[Asked]) -> String {
    let mut text = String::from(PREFACE);
    let mut group = "";
    for row in asked {
        if row.group != group {
            group = row.group;
            _ = writeln!(
                text,
                "\n## {group}\n\n| Name | Default | Meaning | Used |\n|---|---|---|---|"
            );
        }
        let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
        let names = std::iter::once(&row.name).chain(&row.aliases);
        let names: Vec<_> = names.map(|name| code(name)).collect();
        let used = if row.used { "now" } else { "later" };
        let default = code(&row.default);
        _ = writeln!(text, "| {} | {default} | {} | {used} |", names.join("<br>"), row.meaning);
    }
    text
}

const PREFACE: &str = "# Settings

<!-- Written by `doorward config docs`. Do not edit. -->

Settings come from the process environment and, where that is silent, from the file that `--env-file`
names, or else from `.env` in the working directory. Nothing needs to be set.

- The file is read as npm's `dotenv` reads it: quotes, comments and values over several lines included.
- A switch is on for `true` only. `1`, `yes` and `on` count as false and are warned of.
- A duration is in milliseconds and may be written as arithmetic: `1000 * 60 * 15`.
- A list has commas between its items.
- A name further down in the same cell works too; of those that are set, the uppermost counts.
- *Now* is used by this release. *Later* is known and checked, and used by a later one.

`doorward config check` tells everything that is wrong with the settings, and `doorward config show`
what is in effect and where it comes from.
";

/// How a secret is shown: its length and the begin of a digest, enough to tell two apart.
pub(super) fn fingerprint(secret: &str) -> String {
    let digest = doorward_jose::digest::sha256(&[LABEL, secret.as_bytes()].concat());
    let begin = digest.iter().take(4).fold(String::new(), |mut hex, byte| {
        _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("{} characters, fingerprint {begin}", secret.chars().count())
}
