//! Auth.js's contract: what `next-auth` 5 and 4 ask for, and the one session under all doors.

use serde_json::{Value, json};

use crate::harness::authjs::{As, ON, SESSION, SESSION_V4, nobody, url};
use crate::harness::provider::HOME;
use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";

#[tokio::test]
async fn without_a_secret_there_is_no_such_api() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    for path in ["/api/auth/session", "/api/auth/csrf", "/api/auth/providers", "/api/auth"] {
        browser.get(path).await.expect_status(404);
    }
    browser.get("/next-auth/signin").await.expect_status(404);
    let alice = door.signed_in(ALICE).await;
    assert!(!alice.jar.contains_key(SESSION), "nothing of it is set either");
    door.stop().await;
}

/// Checklist items 57 and 62.
#[tokio::test]
async fn both_clients_sign_in_with_a_password_and_out_again() {
    for (by, cookie) in [(As::V5, SESSION), (As::V4, SESSION_V4)] {
        let version = if by == As::V4 { "4" } else { "5" };
        let door = Doorward::start(&[ON, ("DOORWARD_AUTHJS_VERSION", version)]).await;
        let mut alice = door.browser();
        assert_eq!(alice.session().await, nobody(by));
        alice.register(ALICE).await;
        let wrong = alice.credentials(by, ALICE, "wrong").await;
        let page = match by {
            As::V4 => format!("{HOME}/api/auth/error?error=CredentialsSignin&provider=credentials"),
            _ => format!("{HOME}/next-auth/signin?error=CredentialsSignin&code=credentials"),
        };
        assert_eq!((wrong.status, url(&wrong)), (if by == As::V4 { 401 } else { 200 }, page));
        assert_eq!(alice.session().await, nobody(by));
        let right = alice.credentials(by, ALICE, PASSWORD).await.expect_status(200);
        assert_eq!(url(&right), format!("{HOME}/after"));
        assert!(alice.jar.contains_key(cookie) && alice.jar.contains_key("doorward"));
        let session = alice.session().await;
        let id = session["user"]["id"].clone();
        assert_eq!(
            session["user"],
            json!({"name": "Some Body", "email": ALICE, "image": null, "id": id})
        );
        assert_eq!(
            session["expires"], "2026-01-08T00:00:00.000Z",
            "with the session, not in a month"
        );
        let mut copy = alice.clone();
        let out = alice.act("signout", by, &[("callbackUrl", "/bye")]).await.expect_status(200);
        assert_eq!(url(&out), format!("{HOME}/bye"));
        assert!(!alice.jar.contains_key(cookie) && !alice.jar.contains_key("doorward"));
        assert_eq!(copy.session().await, nobody(by), "the copy is worth nothing");
        assert_eq!(copy.refresh().await.status, 401);
        door.stop().await;
    }
}

/// The other generation's client is known by what it sends with a form; what it reads afterwards comes
/// from its own cookie. Cookies alone decide nothing: those of an older chat app stay behind.
#[tokio::test]
async fn the_client_of_the_other_generation_is_served_too() {
    for (version, by, cookie) in [("5", As::V4, SESSION_V4), ("4", As::V5, SESSION)] {
        let door = Doorward::start(&[ON, ("DOORWARD_AUTHJS_VERSION", version)]).await;
        let mut alice = door.browser();
        alice.enters(by, ALICE).await;
        assert!(alice.jar.contains_key(cookie), "{:?}", alice.jar);
        let answer = alice.get("/api/auth/session").await;
        assert!(answer.all("set-cookie").any(|line| line.starts_with(&format!("{cookie}=eyJ"))));
        alice.act("signout", by, &[]).await.expect_status(200);
        alice.jar.insert(cookie.to_owned(), "stale".to_owned());
        assert_eq!(alice.session().await, nobody(if version == "4" { As::V4 } else { As::V5 }));
        door.stop().await;
    }
}

/// Checklist items 66 and 57: however a session ends, the token that stands for it ends at once.
#[tokio::test]
async fn a_session_that_ends_elsewhere_is_over_at_the_next_request() {
    let door = Doorward::start(&[ON]).await;
    for end in 0..4 {
        let mut alice = door.browser();
        alice.enters(As::V5, ALICE).await;
        let mut copy = alice.clone();
        assert_eq!(copy.session().await["user"]["email"], ALICE);
        match end {
            0 => drop(alice.form("/logout", &[]).await.expect_status(303)),
            1 => {
                let mut other = door.signed_in(ALICE).await;
                other.form("/account/sessions/end-others", &[]).await.expect_status(303);
            }
            2 => {
                alice.refresh().await.expect_status(200);
                alice.post("/api/auth/logout", &Value::Null).await.expect_status(200);
            }
            _ => {
                // Idle and absolute ends hold for the token as well, though it says another time.
                door.clock.advance(7 * 86_400_000);
            }
        }
        let answer = copy.get("/api/auth/session").await.expect_status(200);
        assert_eq!(answer.json(), Value::Null, "{end}");
        let cleared = answer
            .all("set-cookie")
            .any(|line| line == format!("{SESSION}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"));
        assert!(cleared, "{end}: {:?}", answer.headers);
    }
    door.stop().await;
}

#[tokio::test]
async fn an_account_that_is_deleted_takes_its_tokens_with_it() {
    let door = Doorward::start(&[ON]).await;
    door.signed_in("admin@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    assert_eq!(alice.session().await["user"]["email"], ALICE);
    let mut copy = alice.clone();
    alice.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(200);
    assert!(!alice.jar.contains_key(SESSION));
    assert_eq!(copy.session().await, Value::Null);
    door.stop().await;
}

#[tokio::test]
async fn whichever_door_somebody_comes_in_by_the_contract_knows_them() {
    let door = Doorward::start(&[ON]).await;
    let mut api = door.signed_in(ALICE).await;
    assert_eq!(api.session().await["user"]["email"], ALICE);
    let mut page = door.browser();
    page.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await.expect_status(303);
    assert_eq!(page.session().await["user"]["email"], ALICE);
    let mut contract = door.browser();
    contract.credentials(As::V5, ALICE, PASSWORD).await.expect_status(200);
    assert!(contract.get("/").await.expect_status(200).text().contains(ALICE));
    contract.refresh().await.expect_status(200);
    assert_eq!(contract.who().await.as_deref(), Some(ALICE));
    door.stop().await;
}

#[tokio::test]
async fn each_read_writes_the_cookie_anew_and_asks_storage_nothing() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let mut seen = vec![alice.jar[SESSION].clone()];
    for _ in 0..3 {
        alice.session().await;
        assert!(!seen.contains(&alice.jar[SESSION]), "another IV, another jti");
        seen.push(alice.jar[SESSION].clone());
    }
    // An older one is as good as the newest: both name the session.
    alice.jar.insert(SESSION.to_owned(), seen.remove(0));
    assert_eq!(alice.session().await["user"]["email"], ALICE);
    door.stop().await;
}

#[tokio::test]
async fn what_a_client_wants_changed_about_its_session_is_not_changed() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let before = alice.session().await;
    let token = alice.form_token().await;
    let body =
        json!({"csrfToken": token, "data": {"name": "Root", "user": {"id": "1"}, "role": "ADMIN"}});
    let answer = alice.post("/api/auth/session", &body).await.expect_status(200);
    assert_eq!(answer.json(), before);
    assert_eq!(answer.header("expires"), None, "no such headers on this one");
    let bad = alice.post("/api/auth/session", &json!({"csrfToken": "no"})).await.expect_status(400);
    assert_eq!(bad.json(), Value::Null);
    door.stop().await;
}

/// Checklist items 70 and 69.
#[tokio::test]
async fn a_form_without_the_token_or_from_another_site_does_nothing() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let token = alice.form_token().await;
    let form =
        [("Content-Type", "application/x-www-form-urlencoded"), ("X-Auth-Return-Redirect", "1")];
    let bodies = ["", "csrfToken=", "csrfToken=no", &format!("csrfToken={}", "a".repeat(64))];
    for body in bodies {
        let answer = alice.send("POST", "/api/auth/signout", &form, body.as_bytes()).await;
        assert_eq!(url(&answer), format!("{HOME}/next-auth/signin?error=MissingCSRF"), "{body}");
    }
    let body = format!("csrfToken={token}");
    let text = [("Content-Type", "text/plain"), ("X-Auth-Return-Redirect", "1")];
    let answer = alice.send("POST", "/api/auth/signout", &text, body.as_bytes()).await;
    assert!(url(&answer).ends_with("error=MissingCSRF"));
    for foreign in [("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")] {
        let headers = [form[0], form[1], foreign];
        let answer = alice.send("POST", "/api/auth/signout", &headers, body.as_bytes()).await;
        answer.expect_status(403);
    }
    // A token of somebody else's cookie is none of this browser's.
    let theirs = door.browser().form_token().await;
    let body = format!("csrfToken={theirs}");
    let answer = alice.send("POST", "/api/auth/signout", &form, body.as_bytes()).await;
    assert!(url(&answer).ends_with("error=MissingCSRF"));
    assert_eq!(alice.session().await["user"]["email"], ALICE);
    door.stop().await;
}

#[tokio::test]
async fn too_many_tries_and_disabled_accounts_are_told_in_the_contracts_words() {
    let door = Doorward::start(&[ON, ("LOGIN_MAX", "2")]).await;
    let mut alice = door.browser();
    alice.register(ALICE).await;
    for _ in 0..2 {
        alice.credentials(As::V5, ALICE, "wrong").await.expect_status(200);
    }
    let answer = alice.credentials(As::V5, ALICE, PASSWORD).await.expect_status(429);
    assert!(answer.header("retry-after").is_some());
    let page = format!("{HOME}/next-auth/signin?error=CredentialsSignin&code=DW-AUTH-005");
    assert_eq!(url(&answer), page);
    let page = alice.get(page.strip_prefix(HOME).unwrap()).await.expect_status(200);
    assert!(page.text().contains("DW-AUTH-005"));
    door.stop().await;
    let door = Doorward::start(&[ON, ("ALLOW_EMAIL_LOGIN", "false")]).await;
    let mut alice = door.browser();
    let providers = alice.get("/api/auth/providers").await.expect_status(200).json();
    assert_eq!(providers, json!({}));
    let answer = alice.credentials(As::V5, ALICE, PASSWORD).await;
    assert_eq!(url(&answer), format!("{HOME}/next-auth/error?error=Configuration"));
    door.stop().await;
}

#[tokio::test]
async fn the_pages_of_the_chat_app_are_ours() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.register(ALICE).await;
    let wished = format!("{HOME}/chat?x=1");
    let query = url::form_urlencoded::byte_serialize(wished.as_bytes()).collect::<String>();
    let asked =
        alice.get(&format!("/api/auth/signin?callbackUrl={query}")).await.expect_status(302);
    assert_eq!(asked.location(), format!("/next-auth/signin?callbackUrl={query}"));
    let page = alice.get(asked.location()).await.expect_status(200);
    assert!(page.text().contains("value=\"/chat?x=1\""), "{}", page.text());
    for (error, words) in [
        ("OAuthAccountNotLinked", "DW-LOGIN-006"),
        ("OAuthCallbackError", "DW-LOGIN-005"),
        ("MissingCSRF", "DW-AUTHJS-004"),
        ("CredentialsSignin&code=%3Cb%3E", "DW-AUTH-001"),
    ] {
        let page = alice.get(&format!("/next-auth/signin?error={error}")).await.expect_status(200);
        assert!(page.text().contains(words), "{error}");
    }
    let why = alice.get("/next-auth/signin?error=SessionRequired").await.expect_status(200);
    assert!(!why.text().contains("DW-"), "why one is there is no fault");
    for (error, status, words) in [
        ("Configuration", 500, "DW-AUTHJS-001"),
        ("AccessDenied", 403, "DW-AUTHJS-002"),
        ("Verification", 403, "DW-AUTHJS-003"),
        ("%3Cscript%3E", 500, "DW-AUTHJS-001"),
        ("Configuration&code=DW-OIDC-044", 500, "DW-OIDC-044"),
    ] {
        let page = alice.get(&format!("/next-auth/error?error={error}")).await;
        assert!(page.text().contains(words), "{error}");
        assert_eq!(page.status, status, "{error}");
        assert!(!page.text().contains("<script>"));
    }
    let old = alice.get("/next-auth/error?error=OAuthCallback").await.expect_status(302);
    assert_eq!(old.location(), "/next-auth/signin?error=OAuthCallback");
    alice.credentials(As::V5, ALICE, PASSWORD).await;
    let there = alice.get(&format!("/next-auth/signin?callbackUrl={query}")).await;
    assert_eq!(there.expect_status(303).location(), "/chat?x=1");
    let question = alice.get("/api/auth/signout").await.expect_status(200);
    assert!(question.text().contains("<form") && question.text().contains(ALICE));
    door.stop().await;
}

/// Checklist item 115, in the contract's own words.
#[tokio::test]
async fn people_are_sent_to_this_service_only() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.register(ALICE).await;
    for (wished, got) in [
        ("/chat", format!("{HOME}/chat")),
        (&format!("{HOME}/chat"), format!("{HOME}/chat")),
        ("https://evil.test/", HOME.to_owned()),
        ("//evil.test", HOME.to_owned()),
        ("/\\evil.test", HOME.to_owned()),
        ("javascript:alert(1)", HOME.to_owned()),
        (&format!("{HOME}@evil.test/"), HOME.to_owned()),
        (&format!("{HOME}.evil.test/"), HOME.to_owned()),
    ] {
        let answer = alice.act("signout", As::V5, &[("callbackUrl", wished)]).await;
        assert_eq!(url(&answer), got, "{wished}");
        assert_eq!(answer.header("location"), Some(got.as_str()));
    }
    let told = alice.get("/api/auth/signin?callbackUrl=javascript%3Aalert(1)").await;
    assert_eq!(told.location(), format!("{HOME}/next-auth/error?error=Configuration"));
    // A cookie that cannot be right does not lock anybody out.
    for cookie in ["javascript%3Aalert(1)", "%ff", "https%3A%2F%2Fevil.test", ""] {
        alice.jar.insert("authjs.callback-url".to_owned(), cookie.to_owned());
        assert_eq!(alice.session().await, Value::Null, "{cookie}");
        assert_eq!(alice.jar["authjs.callback-url"], "http%3A%2F%2Flocalhost%3A0");
    }
    door.stop().await;
}
