//! Mail servers that are spoken to in clear, encrypted, and with certificates that are not theirs.

use std::collections::HashSet;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

use doorward_app::mail::{self, Kept};
use doorward_app::time::HOUR_MS;

use crate::harness::Doorward;
use crate::harness::authority::{Authority, utf8};
use crate::harness::mail::{Mail, SENDER, Sink};
use crate::mail::{kept, post};

/// An address that no other letter goes to.
fn somebody() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("person{}@example.test", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// An authority, and a server with one of its certificates.
struct Encrypted {
    sink: Sink,
    ca: String,
}

impl Encrypted {
    fn start(mode: &str, host: &str, environment: &[(&str, &str)]) -> Self {
        let authority = Authority::new();
        authority.sign("mail", host, "2");
        let [key, certificate] = ["mail.key", "mail.pem"].map(|file| authority.path(file));
        let mut all = vec![("MODE", mode), ("KEY", utf8(&key)), ("CERT", utf8(&certificate))];
        all.extend(environment);
        let sink = Sink::start(&all);
        let ca = std::fs::read_to_string(authority.path("ca.pem")).unwrap();
        Self { sink, ca }
    }

    /// What arrives of a letter that is sent there, with the authority trusted or not.
    async fn sends(&self, trusted: bool, more: &[(&str, &str)]) -> Result<Mail, Kept> {
        let folder = crate::harness::Folder::new();
        let ca = folder.path().join("ca.pem");
        std::fs::write(&ca, &self.ca).unwrap();
        let mut settings = self.sink.settings();
        if trusted {
            settings.push(("DOORWARD_CA_FILE", utf8(&ca)));
        }
        settings.extend(more);
        let door = Doorward::start(&settings).await;
        let to = somebody();
        post(&door, &to).await;
        let ended = tokio::select! {
            mail = self.sink.mail_to(&to) => Ok(mail),
            letter = kept(&door, |letter| !letter.problem.is_empty()) => Err(letter),
        };
        door.stop().await;
        ended
    }
}

/// How many letters wait for a server that comes up.
const MANY: usize = 40;

/// Has so many letters wait, starts the server, and gives how many connections they came over.
async fn connections(mode: &str, encryption: &[(&str, &str)]) -> usize {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    drop(free);
    let server = [("EMAIL_HOST", "localhost"), ("EMAIL_PORT", &*port), ("EMAIL_FROM", SENDER)];
    let authority = ("EMAIL_ALLOW_SELFSIGNED", "true");
    let door = Doorward::start(&[&server, encryption, &[authority]].concat()).await;
    for _ in 0..MANY {
        post(&door, &somebody()).await;
    }
    let app = door.app();
    while mail::list(&app, 99).await.unwrap().iter().any(|letter| letter.problem.is_empty()) {}
    drop(app);
    let up = Encrypted::start(mode, "localhost", &[("PORT", &port)]);
    door.clock.advance(HOUR_MS);
    let mails = up.sink.mails(MANY).await;
    let places: HashSet<_> = mails.iter().map(|mail| mail.0["connection"].to_string()).collect();
    door.stop().await;
    places.len()
}

/// A handshake and a sign-in for each letter would wear out a server's patience.
#[tokio::test]
async fn a_connection_carries_several_letters() {
    for (mode, encryption) in
        [("plain", &[][..]), ("starttls-required", &[REQUIRED]), ("tls", &[IMPLICIT])]
    {
        let count = connections(mode, encryption).await;
        assert!(count <= MANY / 2, "{mode}: {count} connections for {MANY} letters");
    }
}

const REQUIRED: (&str, &str) = ("EMAIL_ENCRYPTION", "starttls");
const IMPLICIT: (&str, &str) = ("EMAIL_ENCRYPTION", "tls");

#[tokio::test]
async fn encryption_that_is_offered_is_used() {
    let server = Encrypted::start("starttls-required", "localhost", &[]);
    assert_eq!(server.sends(true, &[]).await.unwrap().0["encrypted"], true);
    let required = Encrypted::start("starttls", "localhost", &[]);
    assert_eq!(required.sends(true, &[REQUIRED]).await.unwrap().0["encrypted"], true);
    let implicit = Encrypted::start("tls", "localhost", &[]);
    assert_eq!(implicit.sends(true, &[IMPLICIT]).await.unwrap().0["encrypted"], true);
}

#[tokio::test]
async fn required_encryption_is_never_done_without() {
    let server = Encrypted::start("plain", "localhost", &[]);
    let letter = server.sends(true, &[REQUIRED]).await.unwrap_err();
    assert!(letter.problem.contains("offers no STARTTLS"), "{}", letter.problem);
    assert!(letter.due_at.is_some(), "it waits");
    let letter = server.sends(true, &[IMPLICIT]).await.unwrap_err();
    assert!(letter.problem.starts_with("connect: "), "{}", letter.problem);
}

/// Checklist item 52: the certificate must be for the name that was asked for, by an authority that is trusted,
/// also where encryption is opportunistic (RUSTSEC-2026-0141).
#[tokio::test]
async fn a_certificate_of_somebody_else_is_refused() {
    for (mode, setting) in
        [("starttls", None), ("starttls", Some(REQUIRED)), ("tls", Some(IMPLICIT))]
    {
        let settings: Vec<_> = setting.into_iter().collect();
        let wrong = Encrypted::start(mode, "mail.example.test", &[]);
        let letter = wrong.sends(true, &settings).await.unwrap_err();
        assert!(letter.problem.contains("not valid for name"), "{mode}: {}", letter.problem);
        let mut named = settings.clone();
        named.push(("EMAIL_ENCRYPTION_HOSTNAME", "mail.example.test"));
        assert!(wrong.sends(true, &named).await.is_ok(), "{mode}");
        let letter = wrong.sends(false, &named).await.unwrap_err();
        assert!(letter.problem.contains("UnknownIssuer"), "{mode}: {}", letter.problem);
        let mut any = settings.clone();
        any.push(("EMAIL_ALLOW_SELFSIGNED", "true"));
        assert!(wrong.sends(false, &any).await.is_ok(), "{mode}");
    }
}

#[tokio::test]
async fn who_sends_signs_in() {
    let right = [("EMAIL_USERNAME", "door"), ("EMAIL_PASSWORD", "a password")];
    let wrong = [("EMAIL_USERNAME", "door"), ("EMAIL_PASSWORD", "another")];
    let login = [("AUTH", "door:a password")];
    for (mode, setting) in [("starttls", REQUIRED), ("tls", IMPLICIT)] {
        let server = Encrypted::start(mode, "localhost", &login);
        let with = |more: [(&'static str, &'static str); 2]| [setting, more[0], more[1]];
        assert_eq!(server.sends(true, &with(right)).await.unwrap().0["login"], "door");
        // The settings may be put right: no letter is lost for them.
        let letter = server.sends(true, &with(wrong)).await.unwrap_err();
        assert!(letter.problem.starts_with("sign in: the server says 535"), "{}", letter.problem);
        assert!(letter.due_at.is_some());
        let letter = server.sends(true, &[setting]).await.unwrap_err();
        assert!(letter.problem.contains("530") && letter.due_at.is_some(), "{}", letter.problem);
    }
}
