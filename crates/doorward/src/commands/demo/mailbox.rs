//! Everybody's mailbox: what was mailed, to look at.

mod mime;
mod smtp;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;

use super::page::{Page, escape, refusal};

/// Most mails that are kept.
const MOST: usize = 200;

/// A mail as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mail {
    number: u64,
    /// Whom it was handed over for.
    to: String,
    from: String,
    subject: String,
    text: String,
}

/// The mails, newest first.
#[derive(Clone, Default)]
pub(super) struct Mailbox(Arc<Mutex<VecDeque<Mail>>>);

impl Mailbox {
    /// Takes mails in for as long as it is polled.
    pub(super) async fn receive(&self, listener: TcpListener) -> std::io::Result<()> {
        smtp::serve(listener, self).await
    }

    /// The pages.
    pub(super) fn router(&self) -> Router {
        Router::new()
            .route("/", get(list))
            .route("/mails/{number}", get(show))
            .with_state(self.clone())
    }

    /// Puts a mail in, as it came.
    fn put(&self, to: &str, raw: &[u8]) {
        let read = mime::read(raw);
        let mut mails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = mails.front().map_or(1, |newest| newest.number + 1);
        mails.push_front(Mail {
            number,
            to: to.to_owned(),
            from: read.from,
            subject: read.subject,
            text: read.text,
        });
        mails.truncate(MOST);
    }

    fn all(&self) -> Vec<Mail> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

async fn list(State(mailbox): State<Mailbox>) -> Response {
    let mails = mailbox.all();
    let mut body = String::from(
        "<p>Every mail that Doorward sends arrives here, whoever it is for. <a href=\"/\">Look again</a></p>\n",
    );
    if mails.is_empty() {
        body.push_str("<p>There is no mail yet.</p>\n");
    } else {
        body.push_str("<table>\n<tr><th>For</th><th>Subject</th></tr>\n");
        body.extend(mails.iter().map(row));
        body.push_str("</table>\n");
    }
    Page { title: "Mailbox", body: &body, ..Page::default() }.answer(StatusCode::OK)
}

fn row(mail: &Mail) -> String {
    let (number, to, subject) = (mail.number, escape(&mail.to), escape(&mail.subject));
    format!("<tr><td>{to}</td><td><a href=\"/mails/{number}\">{subject}</a></td></tr>\n")
}

async fn show(State(mailbox): State<Mailbox>, Path(number): Path<String>) -> Response {
    let number = number.parse::<u64>().ok();
    let Some(mail) = mailbox.all().into_iter().find(|mail| Some(mail.number) == number) else {
        return refusal(StatusCode::NOT_FOUND, "There is no such mail.");
    };
    let body = format!(
        "<p><a href=\"/\">All mails</a></p>\n<p>From {}<br>For {}</p>\n<pre>{}</pre>\n",
        escape(&mail.from),
        escape(&mail.to),
        linked(&mail.text)
    );
    Page { title: &mail.subject, body: &body, ..Page::default() }.answer(StatusCode::OK)
}

/// Text as HTML, with links where an address stands.
fn linked(text: &str) -> String {
    let link = |word: &str| {
        let address = word.trim_end();
        let blank = word.get(address.len()..).unwrap_or_default();
        if address.starts_with("http://") || address.starts_with("https://") {
            let address = escape(address);
            format!("<a href=\"{address}\" rel=\"noreferrer\">{address}</a>{blank}")
        } else {
            escape(word)
        }
    };
    text.split_inclusive(char::is_whitespace).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_nothing_else_becomes_markup() {
        let html = linked("Go to\nhttp://a.test/?x=1&y=\"><script>\njavascript:alert(1) <b>");
        assert_eq!(
            html,
            "Go to\n<a href=\"http://a.test/?x=1&amp;y=&quot;&gt;&lt;script&gt;\" rel=\"noreferrer\">\
             http://a.test/?x=1&amp;y=&quot;&gt;&lt;script&gt;</a>\njavascript:alert(1) &lt;b&gt;"
        );
    }

    #[test]
    fn the_newest_comes_first_and_old_ones_go() {
        let mailbox = Mailbox::default();
        for n in 1..=MOST + 1 {
            mailbox.put("ann@example.com", format!("Subject: {n}\r\n\r\nText\r\n").as_bytes());
        }
        let all = mailbox.all();
        assert_eq!((all.len(), all[0].subject.as_str()), (MOST, "201"));
        assert_eq!((all[0].number, all[MOST - 1].number), (201, 2));
    }
}
