//! Takes mails in: as much of SMTP (RFC 5321) as our own mailer speaks without encryption or a password.

use std::time::Duration;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
    BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::Mailbox;

/// The longest line that is read, in bytes; RFC 5321 §4.5.3.1.6 wants 1000.
const LINE: u64 = 4096;

/// The largest mail, in bytes.
const LARGEST: usize = 1 << 20;

/// Most recipients of a mail (RFC 5321 §4.5.3.1.8).
const RECIPIENTS: usize = 100;

/// Most connections at once.
const CONNECTIONS: usize = 32;

/// How long a client may be silent.
const PATIENCE: Duration = Duration::from_mins(5);

/// Serves for as long as it is polled; whoever is connected then is cut off.
pub(super) async fn serve(listener: TcpListener, mailbox: &Mailbox) -> std::io::Result<()> {
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if clients.len() < CONNECTIONS => {
                let (stream, _) = accepted?;
                clients.spawn(attend(stream, mailbox.clone()));
            }
            Some(_) = clients.join_next() => {}
        }
    }
}

/// A conversation; that a client goes away ends it and is nobody's mistake.
async fn attend(mut stream: TcpStream, mailbox: Mailbox) {
    let (reading, writing) = stream.split();
    let mut session = Session { mailbox, sender: None, recipients: Vec::new() };
    drop(session.converse(BufReader::new(reading), writing).await);
}

/// What of a mail was told before its text.
struct Session {
    mailbox: Mailbox,
    sender: Option<String>,
    recipients: Vec<String>,
}

/// What follows a command.
enum Next {
    Reply(&'static str),
    Data,
    Quit,
}

impl Session {
    async fn converse(
        &mut self,
        mut from: impl AsyncBufRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
    ) -> std::io::Result<()> {
        to.write_all(b"220 mailbox of the demonstration\r\n").await?;
        while let Some(line) = line(&mut from).await? {
            match self.command(&String::from_utf8_lossy(&line)) {
                Next::Reply(reply) => to.write_all(reply.as_bytes()).await?,
                Next::Quit => return to.write_all(b"221 Bye\r\n").await,
                Next::Data => {
                    to.write_all(b"354 End with a dot on a line\r\n").await?;
                    let reply = match text(&mut from).await? {
                        Some(mail) => self.keep(&mail),
                        None => "552 The mail is too large\r\n",
                    };
                    to.write_all(reply.as_bytes()).await?;
                    self.reset();
                }
            }
        }
        Ok(())
    }

    fn command(&mut self, line: &str) -> Next {
        let line = line.trim_end();
        let upper = line.to_ascii_uppercase();
        let verb = upper.split([' ', ':']).next().unwrap_or_default();
        Next::Reply(match verb {
            "EHLO" => {
                self.reset();
                "250-mailbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 1048576\r\n"
            }
            "HELO" => "250 mailbox\r\n",
            "MAIL" => match address(line, "MAIL FROM:") {
                Some(sender) => {
                    self.reset();
                    self.sender = Some(sender);
                    "250 OK\r\n"
                }
                None => "501 Write MAIL FROM:<address>\r\n",
            },
            "RCPT" => match address(line, "RCPT TO:") {
                _ if self.sender.is_none() => "503 MAIL comes first\r\n",
                _ if self.recipients.len() >= RECIPIENTS => "452 Too many recipients\r\n",
                Some(recipient) if !recipient.is_empty() => {
                    self.recipients.push(recipient);
                    "250 OK\r\n"
                }
                _ => "501 Write RCPT TO:<address>\r\n",
            },
            "DATA" if self.recipients.is_empty() => "503 MAIL and RCPT come first\r\n",
            "DATA" => return Next::Data,
            "RSET" => {
                self.reset();
                "250 OK\r\n"
            }
            "NOOP" => "250 OK\r\n",
            // `QUIT`, or nothing of ours: a page of any site can have a browser send a request to this port.
            _ => return Next::Quit,
        })
    }

    fn keep(&self, mail: &[u8]) -> &'static str {
        for recipient in &self.recipients {
            self.mailbox.put(recipient, mail);
        }
        "250 Kept\r\n"
    }

    fn reset(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }
}

/// The address in `MAIL FROM:<address>`, whose parameters are of no interest here.
fn address(line: &str, command: &str) -> Option<String> {
    let start = line.get(..command.len())?;
    let rest = line.get(command.len()..).filter(|_| start.eq_ignore_ascii_case(command))?;
    let (address, _) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    Some(address.to_owned())
}

/// A line with its end; `None` when the client is gone, silent for too long, or says more than a line holds.
async fn line(from: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut limited = from.take(LINE);
    match timeout(PATIENCE, limited.read_until(b'\n', &mut line)).await {
        Ok(read) => read.map(|_| line.ends_with(b"\n").then_some(line)),
        Err(_) => Ok(None),
    }
}

/// The text up to the dot, undone of what hides other dots (RFC 5321 §4.5.2); `None` when it is too large.
async fn text(from: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let (mut mail, mut fits) = (Vec::new(), true);
    loop {
        let line = line(from).await?.ok_or(std::io::ErrorKind::UnexpectedEof)?;
        if line == b".\r\n" {
            return Ok(fits.then_some(mail));
        }
        let line = line.strip_prefix(b".").unwrap_or(&line);
        fits &= mail.len() + line.len() <= LARGEST;
        if fits {
            mail.extend_from_slice(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn said(client: &[u8]) -> (String, Mailbox) {
        let mailbox = Mailbox::default();
        let mut session =
            Session { mailbox: mailbox.clone(), sender: None, recipients: Vec::new() };
        let mut replies = Vec::new();
        drop(session.converse(client, &mut replies).await);
        (String::from_utf8(replies).unwrap(), mailbox)
    }

    fn codes(replies: &str) -> Vec<&str> {
        replies.lines().filter(|line| line.as_bytes()[3] == b' ').map(|line| &line[..3]).collect()
    }

    #[tokio::test]
    async fn a_mail_arrives_with_the_dots_that_it_had() {
        let client = b"EHLO door\r\nMAIL FROM:<a@b.test> SIZE=10\r\nrcpt to:<c@d.test>\r\nDATA\r\n\
                       Subject: S\r\n\r\n..dot\r\n.\r\nQUIT\r\nNOOP\r\n";
        let (replies, mailbox) = said(client).await;
        assert_eq!(codes(&replies), ["220", "250", "250", "250", "354", "250", "221"]);
        let mail = mailbox.all().remove(0);
        assert_eq!((mail.to.as_str(), mail.text.trim_end()), ("c@d.test", ".dot"));
    }

    #[tokio::test]
    async fn what_comes_in_the_wrong_order_or_is_too_large_is_refused() {
        let (replies, _) =
            said(b"RCPT TO:<c@d.test>\r\nDATA\r\nMAIL FROM:a@b.test\r\nVRFY x\r\n").await;
        assert_eq!(codes(&replies), ["220", "503", "503", "501", "221"]);
        let request =
            b"POST / HTTP/1.1\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nx\r\n.\r\n";
        let (replies, mailbox) = said(request).await;
        assert_eq!(codes(&replies), ["220", "221"], "a page of a site posts no mail");
        assert!(mailbox.all().is_empty());
        let mut client = b"MAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n".to_vec();
        client.extend("x\r\n".repeat(LARGEST / 3 + 1).bytes());
        client.extend(b".\r\nRSET\r\nDATA\r\n");
        let (replies, mailbox) = said(&client).await;
        assert_eq!(codes(&replies), ["220", "250", "250", "354", "552", "250", "503"]);
        assert!(mailbox.all().is_empty());
        let (replies, _) = said(&[b'x'; 10_000]).await;
        assert_eq!(codes(&replies), ["220"], "a line without an end ends the conversation");
    }
}
