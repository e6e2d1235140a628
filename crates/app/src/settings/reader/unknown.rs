//! Names that look like ours but are not: misspellings are found before they cost an evening.

use crate::settings::complaint::{Code, Complaint, Origin, Severity};
use crate::settings::foreign;
use crate::settings::source::Sources;

use super::Asked;

/// A name in the settings file that begins so and is not known is reported.
const OUR_PREFIXES: [&str; 14] = [
    "DOORWARD_",
    "OPENID_",
    "ALLOW_",
    "JWT_",
    "SESSION_",
    "EMAIL_",
    "AUTH_",
    "NEXT_AUTH_",
    "NEXTAUTH_",
    "CLERK_",
    "SAML_",
    "LDAP_",
    "BAN_",
    "MAILGUN_",
];

/// The process environment holds hundreds of names of others: only this prefix is surely ours.
const OWN_PREFIX: &str = "DOORWARD_";

/// One complaint for each name that is set, unknown, and probably meant for us.
pub(super) fn complaints(sources: &Sources, asked: &[Asked]) -> Vec<Complaint> {
    let known: Vec<&str> = asked
        .iter()
        .flat_map(|row| std::iter::once(&row.name).chain(&row.aliases))
        .map(AsRef::as_ref)
        .collect();
    let is_unknown = |name: &str| !known.contains(&name) && !foreign::is_known(name);
    sources
        .names()
        .filter(|(name, _)| is_unknown(name))
        .filter_map(|(name, origin)| complaint(name, origin, &known))
        .collect()
}

fn complaint(name: &str, origin: Origin, known: &[&str]) -> Option<Complaint> {
    let prefixed = if origin == Origin::Environment {
        name.starts_with(OWN_PREFIX)
    } else {
        OUR_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    };
    let limit = if prefixed { (name.len() / 4).max(2) } else { 2 };
    let nearest = nearest(name, known, limit);
    if !prefixed && !nearest.is_some_and(|(known, distance)| is_close(known, distance, &origin)) {
        return None;
    }
    Some(Complaint {
        severity: Severity::Warning,
        code: Code::UNKNOWN,
        setting: Some(name.to_owned()),
        source: Some(origin),
        what: format!("{name} is not a setting, so it is ignored."),
        remedy: match nearest {
            Some((known, _)) => format!("Did you mean {known}?"),
            None => "See docs/SETTINGS.md for the names that there are.".to_owned(),
        },
    })
}

/// Whether a distance is small for a name of this length. Short names of others are near anything.
fn is_close(known: &str, distance: usize, origin: &Origin) -> bool {
    match known.len() {
        8.. => distance <= 2,
        5..8 => distance <= 1 && *origin != Origin::Environment,
        _ => false,
    }
}

/// The known name that is nearest to `name`, at most `limit` edits away.
fn nearest<'a>(name: &str, known: &[&'a str], limit: usize) -> Option<(&'a str, usize)> {
    let name = name.to_ascii_uppercase();
    let letters = letters(&name);
    known
        .iter()
        .filter(|known| known.len().abs_diff(name.len()) <= limit)
        // One edit brings at most one letter and takes at most one away. This spares nearly all
        // comparisons, which would otherwise be felt at the start.
        .filter(|known| (letters ^ self::letters(known)).count_ones() as usize <= 2 * limit)
        .map(|known| (*known, distance(&name, known)))
        .filter(|(_, distance)| *distance <= limit)
        .min_by_key(|(_, distance)| *distance)
}

/// Which characters occur, one bit each.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

/// How many insertions, deletions, replacements and swaps of neighbours turn one text into the
/// other (the restricted Damerau-Levenshtein distance), over bytes.
fn distance(from: &str, to: &str) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous_byte = None;
    for (row, a) in from.bytes().enumerate() {
        let mut current = vec![row + 1];
        let mut previous_to = None;
        for (column, b) in to.bytes().enumerate() {
            let cell = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&last, column) + usize::from(a != b))
                .min(cell(&last, column + 1) + 1)
                .min(cell(&current, column) + 1);
            if previous_byte == Some(b) && previous_to == Some(a) {
                best = best.min(cell(&before_last, column.wrapping_sub(1)) + 1);
            }
            current.push(best);
            previous_to = Some(b);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_byte = Some(a);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_count_slips_of_the_finger() {
        for (from, to, expected) in [
            ("", "", 0),
            ("A", "", 1),
            ("", "AB", 2),
            ("JWT_SECRET", "JWT_SECRET", 0),
            ("JWT_SERCET", "JWT_SECRET", 1),
            ("JWT_SECRT", "JWT_SECRET", 1),
            ("JWT_SECRETT", "JWT_SECRET", 1),
            ("JVT_SECRIT", "JWT_SECRET", 2),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(from, to), expected, "{from} {to}");
        }
    }
}
