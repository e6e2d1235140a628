//! Access codes: in by a page, and the question of a proxy in front of the chat app.

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::process::Process;
use crate::harness::provider::settings;
use crate::harness::{BEGIN, Doorward, Folder, PASSWORD};
use crate::hostile::Hostile;

const CODE: &str = "opensesame-7";

/// A code and nothing else: no accounts, no providers.
const ALONE: [(&str, &str); 2] =
    [("ACCESS_CODE", "opensesame-7,second code"), ("ALLOW_EMAIL_LOGIN", "false")];

/// `{"accessCode": CODE}` in the form of late pages, and on plain http in 2024.
const MASKED: &str = "N00DBisQEVOB2EQpTVhHJwUHIhwHFikYBw31lV0=";
const PLAIN: &str = "http_nosafe.eyJhY2Nlc3NDb2RlIjoib3BlbnNlc2FtZS03In0=";

/// `{"apiKey": "x"}` in the form of late pages: the published vector.
const OWN_KEY: &str = "N00DFSE+B1ngjQI0TR8=";

async fn check(browser: &mut Browser, headers: &[(&str, &str)]) -> Answer {
    browser.send("GET", "/access/check", headers, b"").await
}

/// The error body that the chat app's pages understand.
fn body(kind: &Value) -> Value {
    json!({"errorType": kind, "body": {"error": {"errorType": kind}, "provider": "openai"}})
}

#[tokio::test]
async fn a_code_alone_lets_people_in_without_any_account() {
    let door = Doorward::start(&ALONE).await;
    let mut guest = door.browser();
    assert_eq!(guest.get("/").await.expect_status(303).location(), "/login");
    assert_eq!(guest.get("/login").await.expect_status(303).location(), "/access");
    let page = guest.get("/access?return_to=%2Fc%2Fnew").await.expect_status(200);
    assert!(page.text().contains("name=\"code\"") && page.text().contains("value=\"/c/new\""));
    assert!(!page.text().contains("/login"), "nobody can sign in here");
    check(&mut guest, &[]).await.expect_status(401);
    let form = [("code", CODE), ("return_to", "/c/new")];
    let entered = guest.form("/access", &form).await.expect_status(303);
    assert_eq!(entered.location(), "/c/new");
    let line = entered.header("set-cookie").unwrap();
    assert!(line.starts_with("doorward-guest=") && line.contains("HttpOnly"), "{line}");
    assert!(line.ends_with("SameSite=Lax"), "{line}");
    let allowed = check(&mut guest, &[]).await.expect_status(204);
    assert_eq!(allowed.header("doorward-access"), Some("guest"));
    assert!(guest.get("/access").await.text().contains("You are in"));
    door.stop().await;
}

#[tokio::test]
async fn under_https_the_cookie_of_a_guest_is_bound_to_the_host() {
    let url = "https://chat.example.test";
    let settings = [ALONE[0], ALONE[1], ("DOMAIN_CLIENT", url), ("DOMAIN_SERVER", url)];
    let door = Doorward::start(&settings).await;
    let body = format!("code={CODE}");
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let entered =
        door.browser().send("POST", "/access", &[kind], body.as_bytes()).await.expect_status(303);
    let line = entered.header("set-cookie").unwrap();
    assert!(line.starts_with("__Host-doorward-guest="), "{line}");
    assert!(line.contains("; Secure") && line.contains("; Path=/;"), "{line}");
    door.stop().await;
}

#[tokio::test]
async fn a_wrong_code_is_said_to_be_wrong_and_opens_nothing() {
    let door = Doorward::start(&ALONE).await;
    let mut browser = door.browser();
    for wrong in ["", "OPENSESAME-7", "opensesame-7 ", "opensesame-7,second code", "opensesame"] {
        let page = browser.form("/access", &[("code", wrong)]).await.expect_status(401);
        assert!(page.text().contains("DW-ACCESS-001") && page.text().contains("<title>Error:"));
        assert!(!page.text().contains(&format!("value=\"{wrong}")) || wrong.is_empty());
    }
    assert!(browser.jar.is_empty());
    browser.form("/access", &[("code", "second code")]).await.expect_status(303);
    door.stop().await;
}

/// Guests are what their code is: changing or removing it ends them all, at once.
#[tokio::test]
async fn guests_are_out_when_their_code_is_taken_away() {
    let door = Doorward::start(&ALONE).await;
    let (mut first, mut second) = (door.browser(), door.browser());
    first.form("/access", &[("code", CODE)]).await.expect_status(303);
    second.form("/access", &[("code", "second code")]).await.expect_status(303);
    let changed = [("ACCESS_CODE", "another-code,second code"), ALONE[1]];
    let door = door.restart_with(&changed).await;
    (first.address, second.address) = (door.address, door.address);
    check(&mut first, &[]).await.expect_status(401);
    check(&mut second, &[]).await.expect_status(204);
    let page = first.get("/access").await.expect_status(200);
    assert!(page.text().contains("the code has changed"), "{}", page.text());
    assert!(first.jar.is_empty(), "the cookie is cleared");
    let door = door.restart_with(&[]).await;
    second.address = door.address;
    check(&mut second, &[]).await.expect_status(401);
    second.get("/access").await.expect_status(404);
    second.form("/access", &[("code", "second code")]).await.expect_status(404);
    door.stop().await;
}

/// Checklist item 57, for people without an account.
#[tokio::test]
async fn a_guest_leaves_or_is_out_when_the_time_is_over() {
    let door = Doorward::start(&ALONE).await;
    let mut guest = door.browser();
    guest.form("/access", &[("code", CODE)]).await.expect_status(303);
    let kept = guest.jar.clone();
    assert!(guest.get("/logout").await.text().contains("a guest"), "a link asks first");
    check(&mut guest, &[]).await.expect_status(204);
    guest.form("/logout", &[]).await.expect_status(303);
    assert!(guest.jar.is_empty());
    guest.jar = kept;
    check(&mut guest, &[]).await.expect_status(401);
    guest.form("/access", &[("code", CODE)]).await.expect_status(303);
    door.clock.advance(7 * 24 * 60 * 60_000 - 1);
    check(&mut guest, &[]).await.expect_status(204);
    door.clock.advance(1);
    check(&mut guest, &[]).await.expect_status(401);
    door.stop().await;
}

#[tokio::test]
async fn an_operator_sees_guests_and_ends_their_visits() {
    let door = Doorward::start_today(&ALONE).await;
    let (mut first, mut second) = (door.browser(), door.browser());
    for guest in [&mut first, &mut second] {
        guest.form("/access", &[("code", CODE)]).await.expect_status(303);
    }
    let run = |args: &[&str]| {
        let output = doorward(door.folder.path(), &ALONE, args, "");
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let list = || -> Value { serde_json::from_str(&run(&["guest", "list", "--json"]).1).unwrap() };
    assert_eq!(list().as_array().unwrap().len(), 2);
    let id = list()[1]["id"].as_str().unwrap().to_owned();
    assert_eq!(run(&["guest", "end", &id]).0, Some(0));
    assert_eq!(run(&["guest", "end", &id]).0, Some(1));
    assert_eq!(run(&["guest", "end", "nobody"]).0, Some(1));
    assert_eq!(run(&["guest", "end"]).0, Some(2));
    let statuses = [check(&mut first, &[]).await.status, check(&mut second, &[]).await.status];
    assert!(statuses == [204, 401] || statuses == [401, 204], "{statuses:?}");
    assert_eq!(run(&["guest", "end", "--all"]).0, Some(0));
    for guest in [&mut first, &mut second] {
        check(guest, &[]).await.expect_status(401);
    }
    door.stop().await;
}

/// Checklist item 122: no code gets into the log, right or wrong.
#[tokio::test]
async fn the_log_tells_of_wrong_codes_and_shows_none() {
    let folder = Folder::new();
    let server = Process::start(folder.path(), &ALONE);
    let mut browser = server.browser();
    for code in [CODE, "canary-of-a-code"] {
        browser.form("/access", &[("code", code)]).await;
        check(&mut server.browser(), &[("X-lobe-chat-access-code", code)]).await;
    }
    let log = server.stop();
    assert!(log.contains("a wrong access code was presented"), "{log}");
    assert!(!log.contains("canary-of-a-code") && !log.contains(CODE), "{log}");
}

/// Where Clerk is on, it alone decides, as in the chat app.
#[tokio::test]
async fn beside_clerk_no_code_counts() {
    let clerk = ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k");
    let door = Doorward::start(&[("ACCESS_CODE", CODE), clerk]).await;
    let mut stranger = door.browser();
    for header in [("X-lobe-chat-access-code", CODE), ("X-lobe-chat-auth", OWN_KEY)] {
        let answer = check(&mut stranger, &[header]).await.expect_status(401);
        assert_eq!(answer.json(), body(&json!("InvalidClerkUser")));
    }
    stranger.get("/access").await.expect_status(404);
    let mut alice = door.signed_in("alice@example.test").await;
    check(&mut alice, &[]).await.expect_status(204);
    door.stop().await;
}

#[tokio::test]
async fn a_code_in_a_header_counts_in_every_form_it_ever_had() {
    let door = Doorward::start(&ALONE).await;
    let mut proxy = door.browser();
    for (name, value) in [
        ("X-lobe-chat-access-code", CODE),
        ("X-lobe-chat-auth", MASKED),
        ("X-lobe-chat-auth", PLAIN),
    ] {
        let answer = check(&mut proxy, &[(name, value)]).await.expect_status(204);
        assert_eq!(answer.header("doorward-access"), Some("code"), "{value}");
        assert!(answer.body.is_empty() && proxy.jar.is_empty());
        proxy.send("POST", "/access/check", &[(name, value)], b"").await.expect_status(204);
    }
    door.stop().await;
}

#[tokio::test]
async fn refusals_have_the_bodies_that_the_chat_app_knows() {
    let door = Doorward::start(&ALONE).await;
    let mut proxy = door.browser();
    for (header, status, kind) in [
        (None, 401, json!(401)),
        (Some(("X-lobe-chat-access-code", "wrong")), 401, json!("InvalidAccessCode")),
        // {"accessCode":1}
        (
            Some(("X-lobe-chat-auth", "http_nosafe.eyJhY2Nlc3NDb2RlIjoxfQ==")),
            401,
            json!("InvalidAccessCode"),
        ),
        (Some(("X-lobe-chat-auth", "!")), 400, json!(400)),
        (Some(("X-lobe-chat-auth", "a.b.c")), 400, json!(400)),
    ] {
        let headers: Vec<_> = header.into_iter().collect();
        let answer = check(&mut proxy, &headers).await.expect_status(status);
        assert_eq!(answer.json(), body(&kind), "{header:?}");
    }
    let other = proxy.get("/access/check?provider=anthropic").await.expect_status(401);
    assert_eq!(other.json()["body"]["provider"], "anthropic");
    let odd = proxy.get("/access/check?provider=%3Cb%3E").await.expect_status(401);
    assert_eq!(odd.json()["body"]["provider"], "openai");
    door.stop().await;
}

#[tokio::test]
async fn people_who_signed_in_or_pay_themselves_need_no_code() {
    let door = Doorward::start(&[("ACCESS_CODE", CODE)]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let answer = check(&mut alice, &[]).await.expect_status(204);
    assert_eq!(answer.header("doorward-access"), Some("session"));
    let bearer = format!("Bearer {}", alice.token.clone().unwrap());
    check(&mut door.browser(), &[("Authorization", &bearer)]).await.expect_status(204);
    let mut payer = door.browser();
    let answer = check(&mut payer, &[("X-lobe-chat-auth", OWN_KEY)]).await.expect_status(204);
    assert_eq!(answer.header("doorward-access"), Some("own-key"));
    // Later generations of the chat app pass this header over and would use the server's key.
    check(&mut payer, &[("X-openai-api-key", "sk-x")]).await.expect_status(401);
    alice.form("/logout", &[]).await.expect_status(303);
    check(&mut alice, &[("Authorization", &bearer)]).await.expect_status(401);
    door.stop().await;
}

/// Where people can sign in and no code is set, `LobeChat` is open to the world. Here it is not, and
/// what a header claims about a sign-in elsewhere is nothing.
#[tokio::test]
async fn without_a_code_only_people_who_signed_in_get_in_unless_everybody_is_let_in() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let mut stranger = door.browser();
    check(&mut stranger, &[]).await.expect_status(401);
    for header in [
        ("X-oauth-authorized", "true"),
        ("X-oidc-session-sync", "somebody"),
        ("Oidc-Auth", "a.b.c"),
        ("X-lobe-chat-access-code", ""),
    ] {
        check(&mut stranger, &[header]).await.expect_status(401);
    }
    let answer = check(&mut stranger, &[("X-lobe-chat-auth", MASKED)]).await.expect_status(401);
    assert_eq!(answer.json(), body(&json!("InvalidAccessCode")));
    stranger.get("/access").await.expect_status(404);
    let open = Doorward::start(&[("DOORWARD_ALLOW_ANONYMOUS", "true")]).await;
    let answer = check(&mut open.browser(), &[]).await.expect_status(204);
    assert_eq!(answer.header("doorward-access"), Some("anonymous"));
    open.stop().await;
    door.stop().await;
}

/// Checklist item 103, for access codes: only wrong ones count, and each address for itself.
#[tokio::test]
async fn wrong_codes_are_counted_and_right_ones_are_not() {
    let limits = [("DOORWARD_ACCESS_CODE_MAX", "3"), ("TRUST_PROXY", "1")];
    let door = Doorward::start(&[&ALONE[..], &limits[..]].concat()).await;
    let mut proxy = door.browser();
    let from = |address: &'static str, code| {
        [("X-Forwarded-For", address), ("X-lobe-chat-access-code", code)]
    };
    for _ in 0..9 {
        check(&mut proxy, &from("192.0.2.1", CODE)).await.expect_status(204);
    }
    for _ in 0..3 {
        check(&mut proxy, &from("192.0.2.1", "wrong")).await.expect_status(401);
    }
    let refused = check(&mut proxy, &from("192.0.2.1", CODE)).await.expect_status(429);
    assert_eq!(refused.json(), body(&json!(429)));
    assert_eq!(refused.header("retry-after"), Some("300"));
    let form = format!("code={CODE}");
    let headers =
        [("X-Forwarded-For", "192.0.2.1"), ("Content-Type", "application/x-www-form-urlencoded")];
    let page = proxy.send("POST", "/access", &headers, form.as_bytes()).await.expect_status(429);
    assert!(page.text().contains("DW-AUTH-005") && page.text().contains("name=\"code\""));
    check(&mut proxy, &from("192.0.2.2", CODE)).await.expect_status(204);
    door.clock.advance(5 * 60_000);
    check(&mut proxy, &from("192.0.2.1", CODE)).await.expect_status(204);
    door.stop().await;
}

/// Checklist item 103: whoever knows a code does not fill the store with visits.
#[tokio::test]
async fn guests_of_one_address_are_counted() {
    let limits = [("DOORWARD_ACCESS_CODE_MAX", "1"), ("TRUST_PROXY", "1")];
    let door = Doorward::start(&[&ALONE[..], &limits[..]].concat()).await;
    let mut proxy = door.browser();
    let form = format!("code={CODE}");
    let from = |address: &'static str| {
        [("X-Forwarded-For", address), ("Content-Type", "application/x-www-form-urlencoded")]
    };
    for _ in 0..10 {
        let answer = proxy.send("POST", "/access", &from("192.0.2.1"), form.as_bytes()).await;
        answer.expect_status(303);
    }
    let refused = proxy.send("POST", "/access", &from("192.0.2.1"), form.as_bytes()).await;
    assert!(refused.expect_status(429).text().contains("DW-AUTH-005"));
    // The code still opens the chat app, and another address lets guests in.
    let headers = [("X-Forwarded-For", "192.0.2.1"), ("X-lobe-chat-access-code", CODE)];
    check(&mut proxy, &headers).await.expect_status(204);
    proxy.send("POST", "/access", &from("192.0.2.2"), form.as_bytes()).await.expect_status(303);
    door.stop().await;
}

/// Checklist items 69 and 70: another site cannot let anybody in.
#[tokio::test]
async fn a_code_from_another_site_is_not_looked_at() {
    let door = Doorward::start(&ALONE).await;
    let mut browser = door.browser();
    let headers =
        [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://evil.test")];
    let body = format!("code={CODE}");
    browser.send("POST", "/access", &headers, body.as_bytes()).await.expect_status(403);
    browser.get(&format!("/access?code={CODE}")).await.expect_status(200);
    assert!(browser.jar.is_empty());
    door.stop().await;
}

#[tokio::test]
async fn beside_accounts_the_sign_in_page_leads_to_the_code() {
    let door = Doorward::start(&[("ACCESS_CODE", CODE)]).await;
    let mut browser = door.browser();
    let page = browser.get("/login?return_to=%2Fc").await.expect_status(200);
    assert!(page.text().contains("href=\"/access?return_to=%2Fc\""), "{}", page.text());
    assert!(browser.get("/access").await.text().contains("href=\"/login\""));
    browser.register("alice@example.test").await;
    browser.login("alice@example.test", PASSWORD).await.expect_status(200);
    assert_eq!(browser.get("/access").await.expect_status(303).location(), "/");
    door.stop().await;
}

/// Checklist item 39: neither code nor cookie can be read out of the store.
#[tokio::test]
async fn the_store_holds_neither_a_code_nor_the_cookie_of_a_guest() {
    let door = Doorward::start(&ALONE).await;
    let mut guest = door.browser();
    guest.form("/access", &[("code", CODE)]).await.expect_status(303);
    let cookie = guest.jar["doorward-guest"].clone();
    let folder = std::sync::Arc::clone(&door.folder);
    door.stop().await;
    let everything = contents(&folder);
    for secret in [CODE, "second code", &cookie] {
        assert!(!everything.windows(secret.len()).any(|part| part == secret.as_bytes()));
    }
}

/// The bytes of all files that a server has left behind.
fn contents(folder: &Folder) -> Vec<u8> {
    let data = folder.path().join("data");
    let files = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    files.flat_map(|path| std::fs::read(path).unwrap()).collect()
}
