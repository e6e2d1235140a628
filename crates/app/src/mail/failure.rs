//! Why a letter was not sent, whose fault that is, and what to do about it.

use std::error::Error as _;
use std::fmt;

use lettre::transport::smtp;

/// How much of a server's text is kept, in characters.
const MAX_TEXT: usize = 300;

/// The stages of a letter's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading it as it was kept, and laying it out.
    Letter,
    /// Connecting, which includes TLS where that comes first.
    Connect,
    /// STARTTLS.
    Encrypt,
    /// Signing in at the server.
    SignIn,
    /// Handing the mail over.
    HandOver,
}

impl Stage {
    /// What it is called in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Connect => "connect",
            Self::Encrypt => "encrypt",
            Self::SignIn => "sign in",
            Self::HandOver => "hand over",
        }
    }
}

/// What has to change before the letter can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server, or our settings: no letter can be sent now.
    Server,
    /// This letter cannot be sent now, but may be later.
    Now,
    /// This letter will never be sent.
    Letter,
    /// This letter is of no use to anybody any more.
    Stale,
}

/// Why a letter was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where on its way.
    pub stage: Stage,
    pub(super) fault: Fault,
    /// The code that the server answered, of SMTP or HTTP.
    pub code: Option<u16>,
    /// What happened: the server's words, or those of the connection.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.stage.as_str(), self.text)
    }
}

impl Failure {
    pub(super) fn new(stage: Stage, fault: Fault, text: &str) -> Self {
        Self { stage, fault, code: None, text: one_line(text), remedy: None }
    }

    pub(super) fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    /// What a step of SMTP failed with. Before the hand-over every fault is the server's or ours: no letter
    /// is to blame for it, whatever the code.
    pub(super) fn smtp(stage: Stage, error: &smtp::Error) -> Self {
        let code = error.status().map(u16::from);
        let fault = match (stage, code) {
            (Stage::HandOver, Some(code)) => of_code(code),
            // The connection broke: another one may hold.
            (Stage::HandOver, None) => Fault::Now,
            _ => Fault::Server,
        };
        let text = match (code, error.source()) {
            (Some(code), Some(said)) => format!("the server says {code} {said}"),
            (Some(code), None) => format!("the server says {code}"),
            (None, _) => causes(error),
        };
        Self { code, ..Self::new(stage, fault, &text) }
    }
}

/// Whose fault an answer of SMTP is when a mail is handed over (RFC 5321 §4.2, RFC 4954 §6).
const fn of_code(code: u16) -> Fault {
    match code {
        // The server shuts down, has no room, or wants somebody else to sign in: it is not about this letter.
        421 | 452 | 530 | 534 | 535 | 538 => Fault::Server,
        500.. => Fault::Letter,
        _ => Fault::Now,
    }
}

/// The innermost causes in one line.
fn causes(error: &smtp::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        // Errors of this library repeat those that they wrap.
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        cause = inner.source();
    }
    if texts.is_empty() { error.to_string() } else { texts.join(": ") }
}

/// A text of somebody else's as one line of bounded length. Filters quote the link that they dislike: a word
/// that may have one of our tokens is left out.
pub(super) fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = text.split_whitespace().map(|word| if has_token(word) { "[link]" } else { word });
    let words: Vec<_> = words.collect();
    words.join(" ").chars().take(MAX_TEXT).collect()
}

fn has_token(word: &str) -> bool {
    word.to_ascii_lowercase().contains("token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_text_is_one_short_line() {
        assert_eq!(one_line("5.1.1 no\r\nsuch\u{1b}[31m user "), "5.1.1 no such [31m user");
        assert_eq!(one_line(&"x".repeat(5000)).len(), MAX_TEXT);
    }

    /// Filters quote what they dislike: no link that opens something is kept or shown.
    #[test]
    fn a_link_in_a_servers_words_is_left_out() {
        let said =
            "5.7.1 listed: <https://chat.example.org/verify?token=abc> (see https://lists.example)";
        assert_eq!(one_line(said), "5.7.1 listed: [link] (see https://lists.example)");
    }

    #[test]
    fn a_refused_letter_is_no_fault_of_the_server() {
        for (code, fault) in [
            (421, Fault::Server),
            (450, Fault::Now),
            (451, Fault::Now),
            (530, Fault::Server),
            (550, Fault::Letter),
            (554, Fault::Letter),
        ] {
            assert_eq!(of_code(code), fault, "{code}");
        }
    }
}
