//! Reads as much of a mail as there is to see (RFC 5322, RFC 2045 to 2047): sender, subject, and the plain text.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// How deep parts may lie in parts.
const DEEPEST: u8 = 5;

/// What is shown of a mail.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) from: String,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Reads a mail. What cannot be understood is shown as it is, or left out.
pub(super) fn read(raw: &[u8]) -> Read {
    let mail = String::from_utf8_lossy(raw);
    let part = Part::read(&mail);
    Read {
        from: words(&part.header("from")),
        subject: words(&part.header("subject")),
        text: part.text(DEEPEST).unwrap_or_default(),
    }
}

/// A mail, or a part of one.
struct Part<'a> {
    head: &'a str,
    body: &'a str,
}

impl<'a> Part<'a> {
    fn read(text: &'a str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        Self { head, body }
    }

    /// The value of a header, its lines joined; empty when there is none.
    fn header(&self, name: &str) -> String {
        let mut lines = self.head.split("\r\n").skip_while(|line| {
            !line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name))
        });
        let first =
            lines.next().and_then(|line| line.split_once(':')).map_or("", |(_, value)| value);
        let more = lines.take_while(|line| line.starts_with([' ', '\t']));
        std::iter::once(first).chain(more).collect::<String>().trim().to_owned()
    }

    /// The first plain text in it.
    fn text(&self, depth: u8) -> Option<String> {
        let kind = self.header("content-type");
        let lower = kind.to_ascii_lowercase();
        if lower.starts_with("multipart/") {
            let boundary = format!("--{}", parameter(&kind, "boundary")?);
            let mut parts = self.body.split(boundary.as_str()).skip(1);
            return parts.find_map(|part| Part::read(part).text(depth.checked_sub(1)?));
        }
        let plain = kind.is_empty() || lower.starts_with("text/plain");
        plain.then(|| self.decoded().replace("\r\n", "\n"))
    }

    fn decoded(&self) -> String {
        match self.header("content-transfer-encoding").to_ascii_lowercase().as_str() {
            "quoted-printable" => quoted_printable(self.body),
            "base64" => base64(self.body).unwrap_or_default(),
            _ => self.body.to_owned(),
        }
    }
}

/// A parameter of a header, with or without quotes.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').skip(1).find_map(|part| {
        let (key, value) = part.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches('"'))
    })
}

fn base64(text: &str) -> Option<String> {
    let text: String = text.split_ascii_whitespace().collect();
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let bytes = GeneralPurpose::new(&STANDARD, config).decode(text).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// RFC 2045 §6.7.
fn quoted_printable(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_str();
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'='));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A header with its encoded words read (RFC 2047 §2); blanks between two of them do not count.
fn words(header: &str) -> String {
    let (mut text, mut rest) = (String::new(), header);
    let mut behind_word = false;
    while let Some((before, after)) = rest.split_once("=?") {
        let Some((word, after)) = word(after) else {
            text.push_str(before);
            text.push_str("=?");
            (rest, behind_word) = (after, false);
            continue;
        };
        if !(behind_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        text.push_str(&word);
        (rest, behind_word) = (after, true);
    }
    text.push_str(rest);
    text
}

/// The word that `utf-8?B?...?=` stands for, and what comes behind it.
fn word(text: &str) -> Option<(String, &str)> {
    let (charset, text) = text.split_once('?')?;
    let (encoding, text) = text.split_once('?')?;
    let (word, rest) = text.split_once("?=")?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    match encoding {
        "B" | "b" => Some((base64(word)?, rest)),
        "Q" | "q" => Some((quoted_printable(&word.replace('_', " ")), rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_mail_of_two_kinds_is_read() {
        let mail = "From: Door <door@example.com>\r\nSubject: =?utf-8?b?WsO8?=\r\n \
                    =?utf-8?q?rich_=21?= now\r\nContent-Type: multipart/alternative;\r\n \
                    boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\
                    Content-Transfer-Encoding: quoted-printable\r\n\r\nhttp://a.test/?x=3D1=\r\n2 \
                    =C3=BC\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b1--\r\n";
        let read = read(mail.as_bytes());
        assert_eq!(read.from, "Door <door@example.com>");
        assert_eq!(read.subject, "Zürich ! now");
        assert_eq!(read.text.trim_end(), "http://a.test/?x=12 ü");
    }

    #[test]
    fn what_is_no_mail_breaks_nothing() {
        for raw in [
            "",
            "=?utf-8?b",
            "Subject: =?utf-8?b?!?= =?x?q?a?=\r\n\r\n",
            "Subject",
            "\r\n\r\n=\r\n=é",
        ] {
            drop(read(raw.as_bytes()));
        }
        let endless = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".repeat(20);
        assert_eq!(read(endless.as_bytes()).text, "");
    }
}
