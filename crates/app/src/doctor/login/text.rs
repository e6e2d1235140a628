//! A dry run for a terminal.

use std::fmt::Write as _;

use super::Judged;

/// The text, with a line end at its end.
pub(super) fn of(judged: &Judged) -> String {
    let login = &judged.login;
    let mut text =
        format!("Dry run at {}: nothing was made, linked or signed in to.\n", login.provider);
    let lengths = login.claims.iter().map(|claim| claim.name.chars().count());
    let name = lengths.max().unwrap_or_default();
    for claim in &login.claims {
        let value = claim.value.as_deref().unwrap_or("(not shown)");
        // Writing to a String cannot fail, here and below.
        _ = writeln!(
            text,
            "  {:9} {:name$}  {:8} {value}",
            claim.from.as_str(),
            claim.name,
            claim.r#type
        );
    }
    if let Some(said) = &login.audience {
        _ = writeln!(text, "  accepted audiences: {}", said.accepted.join(", "));
    }
    for roles in &login.roles {
        _ = writeln!(text, "  roles at {}: {}", roles.path, roles.found);
    }
    text.push('\n');
    text.push_str(&judged.report.text());
    text
}
