//! The doctor at what stands around the service: who reads its metrics, and the webhook that it tells.

use std::net::SocketAddr;

use doorward_app::doctor::{self, Finding, Severity};
use doorward_app::settings::Sources;
use tokio::net::TcpListener;

use crate::doctor_settings::found;
use crate::events::{Receiver, SECRET};
use crate::harness::authority::{Authority, utf8};
use crate::harness::mail::Sink;
use crate::harness::proxy::{HONEST, Meddling, Proxy, reply};
use crate::harness::server::free_port;
use crate::harness::{Doorward, owned, tls};

/// What is found of `subject` at a running server behind a proxy.
async fn looked(meddling: Meddling, settings: &[(&str, &str)], subject: &str) -> Vec<Finding> {
    let proxy = Proxy::start(meddling).await;
    let url = proxy.url();
    let mut all = vec![("DOMAIN_CLIENT", url.as_str()), ("DOMAIN_SERVER", url.as_str())];
    all.extend(settings);
    let door = Doorward::start_today(&all).await;
    proxy.stand_before(door.address);
    let sources = Sources::gather(None, owned(&[]));
    let app = door.app();
    let findings = Box::pin(doctor::server(&app, &app.settings.report, &sources)).await;
    drop(app);
    door.stop().await;
    findings.into_iter().filter(|one| one.subject == subject).collect()
}

fn named(findings: &[Finding]) -> Option<(u8, &str)> {
    let [one] = findings else { return None };
    Some((one.catalogue[0].0, one.code.as_str()))
}

/// By the settings alone: any address that is not this machine's own, without a token.
#[test]
fn metrics_that_others_could_read_are_named_with_their_line() {
    let (entry, code) = (44, "DW-CFG-240");
    for (text, is_named) in [
        ("DOORWARD_METRICS_LISTEN=0.0.0.0:9464", true),
        ("DOORWARD_METRICS_LISTEN=[::]:9464", true),
        ("DOORWARD_METRICS_LISTEN=203.0.113.7:9464", true),
        ("DOORWARD_METRICS_LISTEN=127.0.0.1:9464", false),
        ("DOORWARD_METRICS_LISTEN=[::1]:9464", false),
        ("DOORWARD_METRICS_LISTEN=0.0.0.0:9464\nDOORWARD_METRICS_TOKEN=0123456789abcdef", false),
    ] {
        let findings = found(text);
        let told = findings.iter().find(|one| one.code == code);
        assert_eq!(told.is_some(), is_named, "{text}");
        if let Some(told) = told {
            assert_eq!((told.catalogue[0].0, told.severity), (entry, Severity::Warning));
            assert!(told.source.as_ref().unwrap().to_string().ends_with("door.env:1"));
        }
    }
}

/// A proxy that leads to them.
fn metrics(head: &str) -> Option<String> {
    let asked = head.starts_with("GET /metrics ");
    asked.then(|| reply("200 OK", "", "# TYPE doorward_build info\n# EOF\n"))
}

/// From the server: whoever asks without a token gets them, by the proxy or at the port. The latter is a note here,
/// where the public host is this machine.
#[tokio::test]
async fn metrics_that_are_told_to_strangers_are_named() {
    const LISTEN: &str = "DOORWARD_METRICS_LISTEN";
    let led = Meddling { instead: metrics, ..HONEST };
    let open = format!("0.0.0.0:{}", free_port());
    let guarded = format!("0.0.0.0:{}", free_port());
    let own = format!("127.0.0.1:{}", free_port());
    let token = ("DOORWARD_METRICS_TOKEN", "0123456789abcdef");
    let exposed = Some((44, "DW-DOC-066"));
    for (meddling, settings, expected, severity) in [
        (led, vec![(LISTEN, own.as_str())], exposed, Some(Severity::Failure)),
        (HONEST, vec![(LISTEN, &open)], exposed, Some(Severity::Note)),
        (HONEST, vec![(LISTEN, &guarded), token], None, None),
        (HONEST, vec![(LISTEN, &own)], None, None),
        // Whatever an app has there is its own.
        (led, vec![], None, None),
    ] {
        let findings = looked(meddling, &settings, "metrics").await;
        assert_eq!(named(&findings), expected, "{settings:?}");
        assert_eq!(findings.first().map(|one| one.severity), severity, "{settings:?}");
        assert!(findings.iter().all(|one| one.setting.as_deref() == Some(LISTEN)));
    }
}

async fn at_webhook(url: &str, more: &[(&str, &str)]) -> Finding {
    let mut settings = vec![("DOORWARD_EVENTS_URL", url), ("DOORWARD_EVENTS_SECRET", SECRET)];
    settings.extend(more);
    let mut findings = looked(HONEST, &settings, "webhook").await;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

/// In clear and by TLS, looking sends nothing.
#[tokio::test]
async fn a_webhook_that_is_there_is_told_nothing() {
    let mut receiver = Receiver::start().await;
    let told = at_webhook(&format!("http://{}/hook", receiver.address), &[]).await;
    assert_eq!((told.code.as_str(), told.severity), ("DW-DOC-063", Severity::Ok));
    let seen = format!("a connection to {}, without an event", receiver.address);
    assert_eq!(told.evidence, Some(seen));

    let authority = Authority::new();
    authority.sign("hook", "localhost", "2");
    let port = tls::in_front_of(receiver.address, &authority, "hook").await;
    let ca = authority.path("ca.pem");
    let url = format!("https://localhost:{port}/hook");
    let told = at_webhook(&url, &[("DOORWARD_CA_FILE", utf8(&ca))]).await;
    assert_eq!(told.code, "DW-DOC-063", "{told:?}");
    let seen = format!("a connection to localhost:{port} and a TLS handshake, without an event");
    assert_eq!(told.evidence, Some(seen));
    assert!(receiver.nothing_came());
}

#[tokio::test]
async fn a_webhook_that_does_not_answer_or_is_not_trusted_is_named() {
    let (unreachable, untrusted) = ((45, "DW-DOC-064"), (45, "DW-DOC-065"));
    let receiver = Receiver::start().await;
    let authority = Authority::new();
    authority.sign("hook", "localhost", "2");
    authority.sign("other", "other.example.test", "2");
    let (hook, other) = (
        tls::in_front_of(receiver.address, &authority, "hook").await,
        tls::in_front_of(receiver.address, &authority, "other").await,
    );
    let sink = Sink::plain();
    let mail = sink.settings()[1].1;
    let deaf = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let deaf_at: SocketAddr = deaf.local_addr().unwrap();
    let ca = authority.path("ca.pem");
    let ca = [("DOORWARD_CA_FILE", utf8(&ca))];
    for (url, more, expected, why) in [
        ("http://127.0.0.1:1/hook".to_owned(), &[][..], unreachable, "no connection: "),
        (format!("https://localhost:{hook}/"), &[], untrusted, "UnknownIssuer"),
        (format!("https://localhost:{other}/"), &ca, untrusted, "not valid for name"),
        // It speaks first, and no TLS.
        (format!("https://localhost:{mail}/"), &[], unreachable, "the TLS handshake failed: "),
        (format!("https://{deaf_at}/"), &[], unreachable, "no answer within 5 seconds"),
    ] {
        let told = at_webhook(&url, more).await;
        let (entry, code) = expected;
        assert_eq!(
            (told.code.as_str(), told.severity),
            (code, Severity::Warning),
            "{url} {told:?}"
        );
        assert!(told.catalogue.iter().any(|known| known.0 == entry), "{told:?}");
        assert_eq!(told.setting.as_deref(), Some("DOORWARD_EVENTS_URL"));
        let seen = told.evidence.unwrap();
        assert!(seen.starts_with("tried a connection to ") && seen.contains(why), "{seen}");
        assert!(told.fix.is_some());
    }
}
