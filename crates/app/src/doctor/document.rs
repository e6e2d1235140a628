//! docs/DOCTOR.md.

use std::fmt::Write as _;

use super::catalogue::TITLES;
use super::{Entry, all};

const PREFACE: &str = "# The doctor

<!-- Written by `doorward doctor --docs` and `scripts/doctor-fixtures`. Do not edit. -->

`doorward doctor` looks for the mistakes with which people come to forums, and says what to write instead. It
looks from three sides: at the settings alone (`--offline` stops there), from the server to what it has to
reach, and from a browser (`--browser` prints a link that is good once). `--idle` listens to a stream that is quiet
for 75 seconds, too. `doorward explain CODE` says what a code means, without any network.

It ends with status 0 when nothing fails, 1 when there are warnings and `--strict` is given, 2 when something
fails, and 3 when it could not look. `--json` prints the same as JSON: `schema` (1), `vantage`, `failures`,
`warnings`, `notes`, and `findings`, each with `code`, `severity` (`failure`, `warning`, `note`, `ok`), `subject`,
`setting`, `source` (`file:line`, `environment` or `default`), `what`, `evidence`, `fix` and `catalogue`. Fields are
added and never renamed. No finding holds a secret.

What it asks of others, it asks by the code that signs people in: the same client, authorities and clock, and
the same rule about private addresses. It asks a provider's authorization endpoint with `prompt=none`, redeems a
code that nobody gave out, asks the public URL what arrives of a request and how long its certificate is good,
asks for the metrics without a token where strangers come, speaks with the mail server as far as `MAIL FROM`, and
connects to the webhook without sending an event. Nothing is changed by it.

## The dry run of a sign-in

`doorward doctor login --provider NAME`, beside the running server, prints a link that is good once and for five
minutes. Open it and sign in at the provider: the way there and back is that of every sign-in, by the registered
callback and the same checks, up to the moment before anything is written. Command and browser then show what the
provider says of you (claims with source, JSON type and, of those that say who you are, the value), for whom the ID
token is and which audiences are accepted, what `email_verified` is and what is made of it, and what would become of
you: a new account and its role, the account that is linked, the account that has the address and would have to be
linked first, or a refusal with its rule and setting. No account, link or session is made, and the sign-in page does
not remember the provider; the record has `doctor.login`. Tokens, codes and nonces are never shown. `--json` prints the
fields above with `login`; the status is the same as the doctor's.

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
