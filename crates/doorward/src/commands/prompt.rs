//! Asking whoever sits at the terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, ensure};
use doorward_app::Secret;

/// Asks for a new password twice, without showing it; reads one line where there is no terminal.
///
/// It is no argument on purpose: arguments stand in the process list and in the shell's history.
pub(super) fn new_password() -> anyhow::Result<Secret<String>> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).context("no password on standard input")?;
        let password = line.trim_end_matches(['\r', '\n']).to_owned();
        ensure!(!password.is_empty(), "no password on standard input");
        return Ok(Secret::new(password));
    }
    let password = rpassword::prompt_password("New password: ")?;
    let again = rpassword::prompt_password("Once more: ")?;
    ensure!(password == again, "the two passwords differ");
    Ok(Secret::new(password))
}

/// Asks for a yes.
pub(super) fn confirm(question: &str) -> anyhow::Result<bool> {
    ensure!(io::stdin().is_terminal(), "nobody is there to confirm; use --yes");
    write!(io::stderr(), "{question} [y/N] ")?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
