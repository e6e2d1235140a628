//! Words on the terminal: text, tables and JSON.

use std::io::{self, Write as _};

use comfy_table::{Table, TableStyle};
use serde::Serialize;

/// Prints a line on standard output. A closed pipe ends the printing and is no error.
pub(crate) fn say(text: &str) {
    drop(writeln!(io::stdout(), "{text}"));
}

/// Prints a line on standard error.
pub(crate) fn complain(text: &str) {
    drop(writeln!(io::stderr(), "{text}"));
}

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    say(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Prints a table without lines, which other programs can cut up.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).set_header(head);
    for row in rows {
        table.add_row(row);
    }
    say(&table.trim_fmt());
}
