//! The dry run of a sign-in: what it tells, that it does nothing, and that nobody else is told.

use doorward_app::callback::dry_run::{Decision, End};
use doorward_app::doctor::Severity;
use doorward_app::doctor::login::{self, Judged, Ticket};
use serde_json::json;

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::provider::{HOME, holds_no_session, local, settings, sign_in, way_back};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::{Fault, Hostile};

const SECRET: &str = "basic-secret-0123456789abcdef0123456789";

/// A ticket of the command line, and the path of its link.
pub(crate) async fn ticket(door: &Doorward) -> (Ticket, String) {
    let ticket = login::begin(&door.app(), "openid").await.unwrap();
    let path = ticket.link.strip_prefix(HOME).unwrap().to_owned();
    (ticket, path)
}

/// What the command line is told.
pub(crate) async fn told(door: &Doorward, ticket: &Ticket) -> Option<Judged> {
    let app = door.app();
    let outcome = login::reported(&app, ticket).await.unwrap()?;
    Some(login::judge(outcome, &app.settings.report))
}

/// Goes the whole way in a new browser.
pub(crate) async fn rehearse(door: &Doorward, hostile: &Hostile) -> (Judged, Answer) {
    let (ticket, path) = ticket(door).await;
    let mut browser = door.browser();
    let started = browser.get(&path).await.expect_status(302);
    let back = way_back(started.location(), hostile);
    let page = browser.get(&back).await.expect_status(200);
    assert!(holds_no_session(&browser), "{:?}", browser.jar);
    assert!(!browser.jar.contains_key("doorward-last-used"), "{:?}", browser.jar);
    (told(door, &ticket).await.expect("a report"), page)
}

/// The same at the certified provider.
async fn rehearse_as(door: &Doorward, peer: &Peer, who: &str) -> Judged {
    let (ticket, path) = ticket(door).await;
    let mut browser = door.browser();
    let started = browser.get(&path).await.expect_status(302);
    let back = visit(&mut peer.browser(), started.location(), Person::Agrees(who)).await;
    browser.get(&back).await.expect_status(200);
    told(door, &ticket).await.expect("a report")
}

#[track_caller]
fn names(judged: &Judged, entry: u8, code: &str) -> String {
    let findings = &judged.report.findings;
    let named = findings.iter().find(|one| one.code == code);
    let named = named.unwrap_or_else(|| panic!("{code} is not among {findings:#?}"));
    assert!(named.catalogue.iter().any(|known| known.0 == entry), "M{entry}: {named:?}");
    assert_ne!(named.severity, Severity::Ok);
    named.evidence.clone().unwrap_or_default()
}

#[track_caller]
pub(crate) fn decided(judged: &Judged) -> &Decision {
    match &judged.login.end {
        End::Decided(decision) => decision,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_dry_run_tells_what_would_be() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let (judged, page) = rehearse(&door, &hostile).await;
    assert_eq!(*decided(&judged), Decision::New { role: "ADMIN".to_owned(), waits: false });
    assert_eq!(judged.report.failures + judged.report.warnings, 0, "{}", judged.text());
    let text = judged.text();
    for word in ["email_verified", "boolean  true", "alice@example.test", "DW-DOC-090"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    for word in ["A new account would be made.", "alice@example.test", "DW-DOC-090"] {
        assert!(page.text().contains(word), "{word}: {}", page.text());
    }
    // Whoever signs in now is the first.
    let mut alice = door.browser();
    assert_eq!(sign_in(&mut alice, &hostile).await.location(), format!("{HOME}/"));
    let (judged, _) = rehearse(&door, &hostile).await;
    let Decision::Known { account } = decided(&judged) else { panic!("{:?}", judged.login.end) };
    assert_eq!((account.name.as_str(), account.role.as_str()), ("alice@example.test", "ADMIN"));
    let out = doorward(door.folder.path(), &[], &["audit", "list", "--json", "--limit", "0"], "");
    let record = String::from_utf8(out.stdout).unwrap();
    let runs = record.lines().filter(|line| line.contains("doctor.login")).count();
    assert_eq!(runs, 4, "two asked for, two over: {record}");
    assert_eq!(record.matches("session.begin").count(), 1, "{record}");
    door.stop().await;
}

/// Checklist item 123: no token, code, nonce or secret is told to anybody.
#[tokio::test]
async fn nothing_that_opens_anything_is_told() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    for fault in [Fault::None, Fault::NonceWrong, Fault::AudForeign, Fault::Userinfo401] {
        hostile.play(fault);
        let (judged, page) = rehearse(&door, &hostile).await;
        let json = serde_json::to_string(&judged).unwrap();
        assert!(hostile.passing().len() >= 2);
        for secret in hostile.secrets().into_iter().chain(hostile.passing()) {
            for told in [judged.text(), json.clone(), page.text().to_owned()] {
                assert!(!told.contains(&secret), "{fault:?}: {secret} in {told}");
            }
        }
        // Who chooses another language is not led to what was good once.
        let elsewhere = r#"name="return_to" value="/">"#;
        assert!(page.text().contains(elsewhere), "{}", page.text());
        let hidden = judged.login.claims.iter().filter(|claim| claim.name == "nonce");
        assert!(hidden.clone().count() > 0 && hidden.clone().all(|claim| claim.value.is_none()));
    }
    door.stop().await;
}

/// Checklist item 123: the link works once, for five minutes, and its end belongs to the browser that opened it.
#[tokio::test]
async fn nobody_else_is_told() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let (first, path) = ticket(&door).await;
    let mut browser = door.browser();
    let started = browser.get(&path).await.expect_status(302);
    door.browser().get(&path).await.expect_status(404);
    for path in ["/doctor/login", "/doctor/login?token=", "/doctor/login?token=made-up"] {
        door.browser().get(path).await.expect_status(404);
    }
    // A stranger brings the answer: it is spent, and nobody is told anything.
    let back = way_back(started.location(), &hostile);
    let mut stranger = door.browser();
    let refused = stranger.get(&back).await.expect_status(302);
    assert!(local(refused.location()).contains("DW-LOGIN-"), "{}", refused.location());
    browser.get(&back).await.expect_status(302);
    assert!(told(&door, &first).await.is_none());
    // Nor is a sign-in that was begun in the usual way a dry run, or the reverse.
    let (late, path) = ticket(&door).await;
    door.clock.advance(5 * 60_000);
    browser.get(&path).await.expect_status(404);
    assert!(told(&door, &late).await.is_none());
    // Read once.
    let (ticket, path) = ticket(&door).await;
    hostile.set_clock(door.now().seconds());
    let started = browser.get(&path).await.expect_status(302);
    browser.get(&way_back(started.location(), &hostile)).await.expect_status(200);
    assert!(told(&door, &ticket).await.is_some());
    assert!(told(&door, &ticket).await.is_none());
    door.stop().await;
}

#[tokio::test]
async fn a_provider_that_says_nothing_of_an_address_is_named() {
    let peer = Peer::start(&[]);
    let door = Doorward::start_today(&peer.settings("basic", SECRET)).await;
    for (who, said) in [
        ("bob", "email_verified is false"),
        ("silent", "email_verified is absent"),
        ("texty", "email_verified is the text \"true\""),
    ] {
        let judged = rehearse_as(&door, &peer, who).await;
        let seen = names(&judged, 7, "DW-DOC-099");
        assert!(seen.contains(said) && seen.contains(who), "{seen}");
        assert!(matches!(decided(&judged), Decision::New { .. }));
    }
    let alice = rehearse_as(&door, &peer, "alice").await;
    assert_eq!(alice.report.failures + alice.report.warnings + alice.report.notes, 0);
    let judged = rehearse_as(&door, &peer, "noemail").await;
    names(&judged, 8, "DW-DOC-095");
    // With a list of those who may come in, such an address lets nobody in.
    let mut all = peer.settings("basic", SECRET);
    all.push(("AUTH_ALLOWED_EMAILS", "example.test"));
    let door = door.restart_with(&all).await;
    let judged = rehearse_as(&door, &peer, "texty").await;
    names(&judged, 7, "DW-DOC-100");
    assert!(matches!(decided(&judged), Decision::Refuse { .. }));
    door.stop().await;
}

#[tokio::test]
async fn an_audience_that_is_not_accepted_is_named_beside_those_that_are() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.push(("OPENID_AUDIENCE", "https://api.example"));
    let door = Doorward::start(&all).await;
    for (fault, (entry, code), said) in [
        (Fault::AudForeign, (9, "DW-OIDC-085"), "\"evil\"]"),
        (Fault::AudWrong, (9, "DW-OIDC-084"), "aud \"another\""),
        (Fault::AzpWrong, (9, "DW-OIDC-086"), "azp \"evil\""),
        (Fault::AudMissing, (9, "DW-OIDC-083"), "aud null"),
    ] {
        hostile.play(fault);
        let (judged, _) = rehearse(&door, &hostile).await;
        let seen = names(&judged, entry, code);
        assert!(seen.contains(said), "{seen}");
        assert!(seen.contains("accepted: doorward-client, https://api.example"), "{seen}");
        assert_eq!(judged.report.failures, 1);
    }
    door.stop().await;
}

#[tokio::test]
async fn what_would_become_of_a_person_is_told_with_its_rule() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    door.signed_in("admin@example.test").await;
    door.signed_in("alice@example.test").await;
    let (judged, page) = rehearse(&door, &hostile).await;
    let seen = names(&judged, 38, "DW-DOC-093");
    assert!(seen.contains("alice@example.test") && seen.contains("ways in: local"), "{seen}");
    assert!(page.text().contains("asked to prove that it is theirs"), "{}", page.text());
    // The address is merely claimed: what its account is like is for the command line.
    for hidden in ["role USER", "ways in", "second factor"] {
        assert!(!page.text().contains(hidden), "{hidden}: {}", page.text());
    }
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = settings(&hostile);
        all.extend(more);
        all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
    };
    let closed = with(&[("ALLOW_SOCIAL_REGISTRATION", "false")]);
    let listed = with(&[("AUTH_ALLOWED_EMAILS", "example.org")]);
    let waits = with(&[("DOORWARD_APPROVAL", "true")]);
    hostile
        .vouch_for(&json!({"sub": "carol", "email": "carol@example.test", "email_verified": true}));
    let mut door = door;
    for (all, code) in [(closed, "DW-DOC-094"), (listed, "DW-DOC-096"), (waits, "DW-DOC-090")] {
        let all: Vec<_> = all.iter().map(|(name, value)| (&**name, &**value)).collect();
        door = door.restart_with(&all).await;
        let (judged, _) = rehearse(&door, &hostile).await;
        assert_eq!(judged.report.findings[0].code, code, "{}", judged.text());
        let refused = matches!(decided(&judged), Decision::Refuse { .. });
        assert_eq!(refused, code != "DW-DOC-090");
    }
    door.stop().await;
}

/// The person says no, or the provider is not there: that is told too.
#[tokio::test]
async fn a_way_that_does_not_end_well_is_told_by_its_code() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    for (fault, code) in [(Fault::Denied, "DW-OIDC-038"), (Fault::Discovery500, "DW-OIDC-004")] {
        let door = Doorward::start(&settings(&hostile)).await;
        hostile.play(fault);
        let (ticket, path) = ticket(&door).await;
        let mut browser = door.browser();
        let mut answer = browser.get(&path).await;
        if answer.status == 302 {
            let back = way_back(answer.location(), &hostile);
            answer = browser.get(&back).await;
        }
        assert!(answer.expect_status(200).text().contains(code), "{fault:?}");
        let judged = told(&door, &ticket).await.expect("a report");
        assert_eq!(judged.report.findings[0].code, code);
        door.stop().await;
    }
    door.stop().await;
}

/// Many groups with long names are more than apps take, and few are not worth a word.
#[tokio::test]
async fn groups_that_make_requests_too_large_are_named() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend([("DOORWARD_UPSTREAM", "http://127.0.0.1:9"), ("ALLOW_REGISTRATION", "false")]);
    let door = Doorward::start(&all).await;
    let called = |number: usize, length: usize| -> Vec<String> {
        (0..number).map(|n| format!("{n:0length$}")).collect()
    };
    for (groups, heavy) in
        [(called(3, 8), false), (called(100, 36), false), (called(60, 120), true)]
    {
        hostile.say_in_id_token(&json!({"groups": groups}));
        let (judged, _) = rehearse(&door, &hostile).await;
        let weight = judged.login.groups.as_ref().unwrap();
        assert_eq!((weight.number, weight.heavy), (groups.len(), heavy), "{weight:?}");
        if heavy {
            let seen = names(&judged, 25, "DW-DOC-110");
            assert!(seen.starts_with("60 groups make a request to "), "{seen}");
        } else {
            assert_eq!(judged.report.warnings, 0, "{}", judged.text());
        }
    }
    door.stop().await;
}

/// One that speaks OAuth 2.0 alone has a profile in place of claims.
#[tokio::test]
async fn a_provider_without_id_tokens_is_rehearsed_too() {
    use crate::harness::social::{Social, borrowed};
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    for (who, verified) in [("octocat", true), ("doubtful", false)] {
        let ticket = login::begin(&door.app(), "github").await.unwrap();
        let mut browser: Browser = door.browser();
        let started = browser.get(ticket.link.strip_prefix(HOME).unwrap()).await.expect_status(302);
        let back = social.visit(started.location(), who).await;
        browser.get(&back).await.expect_status(200);
        let judged = told(&door, &ticket).await.expect("a report");
        assert!(matches!(decided(&judged), Decision::New { .. }));
        let address = judged.login.address.as_ref().unwrap();
        assert_eq!(address.verified, verified);
        assert!(judged.login.claims.iter().any(|claim| claim.name == "login"));
        assert!(!judged.text().contains("ccess_token"), "{}", judged.text());
    }
    door.stop().await;
}
