//! docs/DOCTOR.md.

use std::fmt::Write as _;

use super::catalogue::TITLES;
use super::{Entry, all};

const PREFACE: &str = "# The doctor

<!-- Written by `doorward doctor --docs`. Do not edit. -->

`doorward doctor` looks for the mistakes with which people come to forums, and says what to write instead. It
looks from three sides: at the settings alone (`--offline` stops there), from the server to what it has to
reach, and from a browser (`--browser` prints a link that is good once). `doorward explain CODE` says what a code
means, without any network.

It ends with status 0 when nothing fails, 1 when there are warnings and `--strict` is given, 2 when something
fails, and 3 when it could not look. `--json` prints the same as JSON: `schema` (1), `vantage`, `failures`,
`warnings`, `notes`, and `findings`, each with `code`, `severity` (`failure`, `warning`, `note`, `ok`), `subject`,
`setting`, `source` (`file:line`, `environment` or `default`), `what`, `evidence`, `fix` and `catalogue`. Fields are
added and never renamed. No finding holds a secret.

What it asks of others, it asks by the code that signs people in: the same client, authorities and clock, and
the same rule about private addresses. It asks a provider's authorization endpoint with `prompt=none`, redeems a
code that nobody gave out, asks the public URL what arrives of a request, and speaks with the mail server as far
as `MAIL FROM`. Nothing is changed by it.

## What it looks for

| Entry | Mistake | Codes |
|---|---|---|
";

/// The text of docs/DOCTOR.md.
pub fn document() -> String {
    let mut text = String::from(PREFACE);
    let codes = all();
    for (number, title) in (1..).zip(TITLES) {
        let entry = Entry(number);
        let naming = codes.iter().filter(|one| one.catalogue.contains(&entry));
        let naming: Vec<_> = naming.map(|one| format!("`{}`", one.code)).collect();
        // Writing to a String cannot fail, here and below.
        _ = writeln!(text, "| {entry} | {title} | {} |", naming.join(" "));
    }
    text.push_str("\n## Codes of its own\n\n| Code | Meaning | What to do |\n|---|---|---|\n");
    for one in codes.iter().filter(|one| one.code.starts_with("DW-DOC-")) {
        _ = writeln!(text, "| `{}` | {} | {} |", one.code, one.meaning, one.remedy);
    }
    text
}
