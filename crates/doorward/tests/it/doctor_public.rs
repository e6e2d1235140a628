//! The doctor at the public URL: what proxies do, each entry by a proxy that does it.

use std::time::Duration;

use doorward_app::doctor::{self, Finding, Severity};
use doorward_app::settings::Sources;

use crate::harness::app::ChatApp;
use crate::harness::mail::Sink;
use crate::harness::proxy::{HONEST, Meddling, Proxy, reply};
use crate::harness::{Doorward, owned};

/// Settings.
type Settings<'a> = &'a [(&'a str, &'a str)];

/// What a proxy does, the settings behind it, and the entry and the code by which that is named.
type Case<'a> = (Meddling, Settings<'a>, (u8, &'a str));

/// What is found behind a proxy.
async fn found(meddling: Meddling, settings: &[(&str, &str)]) -> Vec<Finding> {
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
    findings
}

fn lines(findings: &[Finding]) -> String {
    let line = |one: &Finding| format!("{:?} {} {:?}", one.severity, one.code, one.evidence);
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether what a proxy does is named as that entry, with that code.
async fn names(
    meddling: Meddling,
    settings: &[(&str, &str)],
    (entry, code): (u8, &str),
) -> Option<String> {
    let findings = found(meddling, settings).await;
    let is =
        |one: &&Finding| one.code == code && one.catalogue.iter().any(|known| known.0 == entry);
    let grave = findings.iter().find(is).is_some_and(|one| one.severity <= Severity::Warning);
    (!grave).then(|| format!("M{entry} {code} is not among\n{}", lines(&findings)))
}

/// Adds a header to a head.
fn with(head: &str, line: &str) -> String {
    format!("{head}\r\n{line}")
}

/// The first answer to a path, kept for whoever asks next.
fn kept(head: &str) -> String {
    with(head, "Age: 7")
}

fn page(head: &str) -> Option<String> {
    let asks = head.starts_with("GET /api/user");
    asks.then(|| reply("200 OK", "Content-Type: text/html\r\n", "<p>Please sign in.</p>"))
}

fn to_https() -> String {
    reply("301 Moved", "Location: https://chat.example.com/doctor/echo?pass=1\r\n", "")
}

fn small_headers(head: &str) -> Option<String> {
    (head.len() > 3000).then(|| reply("400 Bad Request", "", "Request Header Or Cookie Too Large"))
}

fn flagless(head: &str) -> String {
    head.replace("; HttpOnly", "")
}

#[tokio::test]
async fn what_proxies_do_is_named() {
    let answer = |answer| Meddling { answer, ..HONEST };
    let request = |request| Meddling { request, ..HONEST };
    let instead = |instead| Meddling { instead, ..HONEST };
    let trusting = [("TRUST_PROXY", "2")];
    let ends: &[Case<'_>] = &[
        (instead(|_| Some(to_https())), &[], (2, "DW-DOC-043")),
        (request(|head| with(head, "X-Forwarded-Proto: https")), &[], (2, "DW-DOC-047")),
        (instead(|_| Some(reply("200 OK", "", "It works!"))), &[], (13, "DW-DOC-042")),
        (
            request(|head| {
                head.replacen("Host: ", "Host: inner-", 1).replacen("host: ", "host: inner-", 1)
            }),
            &[],
            (14, "DW-DOC-046"),
        ),
        (HONEST, &[("TRUST_PROXY", "1")], (22, "DW-DOC-044")),
        (request(|head| with(head, "X-Forwarded-For: 198.51.100.1")), &[], (22, "DW-DOC-045")),
        (
            request(|head| with(head, "X-Forwarded-For: 198.51.100.1")),
            &trusting,
            (22, "DW-DOC-044"),
        ),
        (Meddling { holds: true, ..HONEST }, &[], (23, "DW-DOC-048")),
        (Meddling { cuts: 4, ..HONEST }, &[], (23, "DW-DOC-049")),
        (answer(|head| with(head, "Referrer-Policy: no-referrer")), &[], (24, "DW-DOC-051")),
        (instead(small_headers), &[], (25, "DW-DOC-052")),
        (answer(kept), &[], (26, "DW-DOC-053")),
        (answer(flagless), &[], (27, "DW-DOC-054")),
        (instead(page), &[], (40, "DW-DOC-055")),
    ];
    let all = ends.iter().map(|(meddling, more, expected)| names(*meddling, more, *expected));
    let missed: Vec<_> = futures_util::future::join_all(all).await.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

/// A proxy that appends, as nginx does with `$proxy_add_x_forwarded_for`.
fn appending(head: &str) -> String {
    let lines: Vec<_> = head
        .split("\r\n")
        .map(|line| {
            if line.to_ascii_lowercase().starts_with("x-forwarded-for:") {
                format!("{line}, 198.51.100.1")
            } else {
                line.to_owned()
            }
        })
        .collect();
    lines.join("\r\n")
}

#[tokio::test]
async fn a_proxy_that_is_set_up_well_gets_no_word() {
    let appends = Meddling { request: appending, ..HONEST };
    let app = ChatApp::start().await;
    let url = app.url();
    let gateway = [("DOORWARD_UPSTREAM", url.as_str()), ("ALLOW_REGISTRATION", "false")];
    let (plain, trusting, gated) = tokio::join!(
        found(HONEST, &[]),
        found(appends, &[("TRUST_PROXY", "1")]),
        found(HONEST, &gateway),
    );
    for findings in [plain, trusting, gated] {
        let grave: Vec<_> =
            findings.iter().filter(|one| one.severity < Severity::Ok).cloned().collect();
        assert!(grave.is_empty(), "{}", lines(&grave));
        assert!(findings.iter().any(|one| one.code == "DW-DOC-040"), "{}", lines(&findings));
    }
}

/// What matters to an app behind the gateway: sockets, programs that are told so, and no way past.
#[tokio::test]
async fn what_stands_in_front_of_the_gateway_is_looked_at_too() {
    let app = ChatApp::start().await;
    let url = app.url();
    let settings = [("DOORWARD_UPSTREAM", url.as_str()), ("ALLOW_REGISTRATION", "false")];
    let no_upgrade = |head: &str| {
        let lines =
            head.split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("upgrade:"));
        lines.collect::<Vec<_>>().join("\r\n")
    };
    let meddling = Meddling { request: no_upgrade, ..HONEST };
    let missed = names(meddling, &settings, (23, "DW-DOC-050")).await;
    assert!(missed.is_none(), "{missed:?}");
}

#[tokio::test]
async fn a_server_that_does_not_run_and_one_with_other_keys_are_told_apart() {
    let door = Doorward::start_today(&[
        ("DOMAIN_SERVER", "http://127.0.0.1:1"),
        ("DOMAIN_CLIENT", "http://127.0.0.1:1"),
    ])
    .await;
    let sources = Sources::gather(None, owned(&[]));
    let app = door.app();
    let findings = Box::pin(doctor::server(&app, &app.settings.report, &sources)).await;
    drop(app);
    door.stop().await;
    // It listens on a free port, so that nothing answers where the settings say.
    let told = |code: &str| findings.iter().any(|one| one.code == code);
    assert!(told("DW-DOC-057") || told("DW-DOC-041"), "{}", lines(&findings));

    let other = Doorward::start_today(&[]).await;
    let proxy = Proxy::start(HONEST).await;
    proxy.stand_before(other.address);
    let url = proxy.url();
    let door = Doorward::start_today(&[("DOMAIN_CLIENT", &url), ("DOMAIN_SERVER", &url)]).await;
    let app = door.app();
    let findings = Box::pin(doctor::server(&app, &app.settings.report, &sources)).await;
    drop(app);
    let told = findings.iter().find(|one| one.code == "DW-DOC-058");
    let told = told.unwrap_or_else(|| panic!("{}", lines(&findings)));
    assert!(told.catalogue.iter().any(|entry| entry.0 == 41));
    door.stop().await;
    other.stop().await;
}

/// Checklist item 123: without a pass there is nothing.
#[tokio::test]
async fn probes_are_nothing_to_whoever_has_no_pass() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    for path in [
        "/doctor/echo",
        "/doctor/stream",
        "/doctor/echo?pass=",
        "/doctor/echo?pass=9999999999999.name.AAAA",
        "/doctor/stream?pass=9999999999999.name.AAAA",
    ] {
        let answer = browser.get(path).await.expect_status(404);
        assert!(answer.text().contains("DW-REQ-002"), "{path}");
        assert!(answer.header("set-cookie").is_none_or(|cookie| !cookie.contains("doctor")));
    }
    let app = door.app();
    let good = doctor::pass::make(&app, doctor::pass::Purpose::Probe).unwrap();
    let other = doctor::pass::make(&app, doctor::pass::Purpose::Page).unwrap();
    drop(app);
    browser.get(&format!("/doctor/echo?pass={good}")).await.expect_status(200);
    browser.get(&format!("/doctor/echo?pass={other}")).await.expect_status(404);
    door.clock.advance(5 * 60_000);
    browser.get(&format!("/doctor/echo?pass={good}")).await.expect_status(404);
    door.stop().await;
}

#[tokio::test]
async fn a_mail_server_is_asked_up_to_the_sender() {
    let good = Sink::plain();
    let picky = Sink::start(&[("REJECT_FROM", "door@example.test")]);
    let locked = Sink::start(&[("AUTH", "door:word-of-the-story")]);
    let wrong = [("EMAIL_USERNAME", "door"), ("EMAIL_PASSWORD", "not-that-word")];
    let implicit = [("EMAIL_ENCRYPTION", "tls")];
    let ends: [(&Sink, Settings<'_>, &str); 4] = [
        (&good, &[], "DW-DOC-060"),
        (&picky, &[], "DW-DOC-061"),
        (&locked, &wrong, "DW-DOC-061"),
        (&good, &implicit, "DW-DOC-061"),
    ];
    for (sink, more, code) in ends {
        let mut settings = sink.settings();
        settings.extend(more);
        let findings = found(HONEST, &settings).await;
        let about = findings.iter().find(|one| one.subject == "mail").unwrap();
        assert_eq!(about.code, code, "{about:?}");
        assert!(!format!("{about:?}").contains("not-that-word"), "{about:?}");
        if code == "DW-DOC-061" {
            assert!(about.fix.is_some() && about.catalogue[0].0 == 29, "{about:?}");
        }
    }
}

/// A stream on which nothing is said is cut off by a proxy that waits for no second word.
#[tokio::test]
async fn what_cuts_quiet_streams_off_is_named() {
    for (meddling, expected) in
        [(HONEST, None), (Meddling { cuts: 0, ..HONEST }, Some((23, "DW-DOC-106")))]
    {
        let proxy = Proxy::start(meddling).await;
        let url = proxy.url();
        let door = Doorward::start_today(&[("DOMAIN_CLIENT", &url), ("DOMAIN_SERVER", &url)]).await;
        proxy.stand_before(door.address);
        let app = door.app();
        let quiet = Duration::from_millis(300);
        let findings = Box::pin(doctor::quiet(&app, &app.settings.report, quiet)).await;
        drop(app);
        let named = findings.first().map(|one| (one.catalogue[0].0, one.code.as_str()));
        assert_eq!(named, expected, "{}", lines(&findings));
        door.stop().await;
    }
}

/// An app that takes connections at the public name is told with its setting: here, where nobody else can
/// come, as a note.
#[tokio::test]
async fn an_app_that_can_be_reached_past_the_gateway_is_named() {
    let app = ChatApp::start().await;
    let url = app.url().replace("127.0.0.1", "localhost");
    let gateway = [("DOORWARD_UPSTREAM", url.as_str()), ("ALLOW_REGISTRATION", "false")];
    let findings = found(HONEST, &gateway).await;
    let (entry, code) = (42, "DW-DOC-056");
    let named = findings.iter().find(|one| one.code == code);
    let named = named.unwrap_or_else(|| panic!("{}", lines(&findings)));
    assert_eq!((named.catalogue[0].0, named.severity), (entry, Severity::Note));
    assert_eq!(named.setting.as_deref(), Some("DOORWARD_UPSTREAM"));
    assert!(named.evidence.as_ref().unwrap().ends_with("takes connections"));
}
