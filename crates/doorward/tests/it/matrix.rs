//! Every route for everybody: who may use it, and that none is forgotten.

use doorward_web::Route;
use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::{Doorward, PASSWORD};

/// The code that lets guests in.
const CODE: &str = "opensesame-7";

/// Whom a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Whoever asks; what it does it proves by what is sent: a token, a code, a signature.
    Everybody,
    /// The person of a session: a page, which sends all others to sign in.
    SignedIn,
    /// The script of a page of that person, which is told that nobody is signed in.
    Script,
    /// Administrators: a page of the console, which for others is not there.
    Administrators,
    /// The bearer of an access token.
    Bearer,
    /// An administrator's access token.
    AdministratorsBearer,
}

/// The rules, by how a path begins; the first that fits counts.
const RULES: &[(&str, For)] = &[
    ("/admin", For::Administrators),
    ("/api/admin/", For::AdministratorsBearer),
    ("/api/auth/2fa/verify-temp", For::Everybody),
    ("/api/auth/2fa/", For::Bearer),
    ("/api/user/verify", For::Everybody),
    ("/api/user", For::Bearer),
    ("/api/roles/", For::Bearer),
    ("/passkeys/register/", For::Script),
    ("/passkeys/prove/", For::Script),
    ("/account/", For::SignedIn),
];

/// Paths that everybody may ask, each on purpose.
const OPEN: &[&str] = &[
    "/",
    "/account/address/confirm",
    "/account/address/undo",
    "/.well-known/change-password",
    "/.well-known/passkey-endpoints",
    "/access",
    "/access/check",
    "/api",
    "/api/admin/login/local",
    "/api/auth/clerk",
    "/api/auth/login",
    "/api/auth/logout",
    "/api/auth/refresh",
    "/api/auth/register",
    "/api/auth/requestPasswordReset",
    "/api/auth/resetPassword",
    "/api/auth/callback/{provider}",
    "/api/banner",
    "/api/config",
    "/api/webhooks/clerk",
    "/api/{*rest}",
    "/assets/{file}",
    // Nothing to whoever has no pass: see doctor_public.
    "/doctor",
    "/doctor/echo",
    "/doctor/login",
    "/doctor/report",
    "/doctor/socket",
    "/doctor/stream",
    "/favicon.ico",
    "/forgot-password",
    "/health",
    "/language",
    "/link",
    "/link/{provider}",
    "/livez",
    "/login",
    "/login/2fa",
    "/login/2fa/setup",
    "/login/2fa/setup/confirm",
    "/logout",
    "/oauth/clerk",
    "/oauth/clerk/callback",
    "/oauth/error",
    "/oauth/{provider}",
    "/oauth/{provider}/backchannel-logout",
    "/oauth/{provider}/callback",
    "/passkeys/second-factor/begin",
    "/passkeys/second-factor/finish",
    "/passkeys/sign-in/begin",
    "/passkeys/sign-in/finish",
    "/readyz",
    "/register",
    "/register/{provider}",
    "/reset-password",
    "/verify",
    "/verify/resend",
];

fn expected(path: &str) -> For {
    if OPEN.contains(&path) {
        return For::Everybody;
    }
    let rule = RULES.iter().find(|(prefix, _)| path.starts_with(prefix));
    rule.unwrap_or_else(|| panic!("say in this table who may use {path}")).1
}

/// A path with something in the place of what varies: of the right form, and nobody's.
fn filled(path: &str) -> String {
    let fill = |name: &str| match name {
        "{act}" => "disable".to_owned(),
        "{session}" => "019aa3ec-dafb-7fff-bfff-ffffffffffff".to_owned(),
        _ if name.starts_with('{') => "691fb990abababababababab".to_owned(),
        _ => name.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// Asks by every method of a route.
async fn ask(browser: &mut Browser, route: &Route) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for method in &route.methods {
        let path = filled(&route.path);
        let method = if *method == "ANY" { "GET" } else { method };
        let answer = match method {
            "POST" => browser.form(&path, &[("role", "ADMIN"), ("emailVerified", "true")]).await,
            _ => browser.send(method, &path, &[], b"").await,
        };
        answers.push((format!("{method} {path}"), answer));
    }
    answers
}

/// Whether somebody is turned away for who they are.
fn is_refused(rule: For, answer: &Answer) -> bool {
    let to_sign_in =
        answer.status == 303 && answer.header("location").is_some_and(|at| at.contains("/login"));
    match rule {
        For::Everybody => false,
        For::SignedIn => to_sign_in,
        For::Administrators => to_sign_in || answer.text().contains("DW-REQ-002"),
        For::Bearer => answer.status == 401,
        For::Script => answer.text().contains("DW-LINK-002"),
        For::AdministratorsBearer => matches!(answer.status, 401 | 403),
    }
}

/// Whom a person of each kind finds the door open for.
const SERVED: [(&str, &[For]); 5] = [
    ("nobody@example.test", &[]),
    ("guest@example.test", &[]),
    ("off@example.test", &[]),
    ("member@example.test", &[For::SignedIn, For::Script, For::Bearer]),
    (
        "second@example.test",
        &[For::SignedIn, For::Script, For::Bearer, For::Administrators, For::AdministratorsBearer],
    ),
];

/// A browser of that person.
async fn enter(door: &Doorward, email: &str) -> Browser {
    let mut browser = door.browser();
    match email {
        "nobody@example.test" => {}
        "guest@example.test" => {
            browser.form("/access", &[("code", CODE)]).await.expect_status(303);
        }
        "off@example.test" => {
            browser = door.signed_in(email).await;
            command(door, &["user", "disable", email]);
        }
        "second@example.test" => {
            browser.register(email).await;
            command(door, &["user", "role", email, "admin"]);
            browser.login(email, PASSWORD).await.expect_status(200);
        }
        _ => browser = door.signed_in(email).await,
    }
    browser
}

fn command(door: &Doorward, args: &[&str]) {
    assert!(doorward(door.folder.path(), &[], args, "").status.success(), "{args:?}");
}

/// Checklist item 116: each route is asked by nobody, a guest, somebody who is switched off, a member and
/// an administrator. A route that the table above does not know fails.
#[tokio::test]
async fn every_route_serves_those_whom_it_is_for_and_no_others() {
    let door = Doorward::start_today(&[("ACCESS_CODE", CODE)]).await;
    door.signed_in("root@example.test").await;
    let routes = door.routes();
    assert!(routes.len() > 60, "{}", routes.len());
    let mut wrong = Vec::new();
    for (email, served) in SERVED {
        let begun = enter(&door, email).await;
        for route in &routes {
            let rule = expected(&route.path);
            let serves = rule == For::Everybody || served.contains(&rule);
            // Some routes sign out, or delete the account: what comes next needs a new one.
            let mut browser = begun.clone();
            if !served.is_empty() && browser.who().await.is_none() {
                browser = enter(&door, email).await;
            }
            for (what, answer) in ask(&mut browser, route).await {
                assert!(answer.status < 500, "{email}: {what}: {}", answer.status);
                if is_refused(rule, &answer) == serves {
                    wrong.push(format!("{email}: {what}: {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    door.stop().await;
}

/// Checklist item 116, attribute by attribute: whatever a member sends to whichever route, they stay a
/// member whose address is not proven, and whose account is as it was.
#[tokio::test]
async fn no_route_takes_a_role_or_a_state_from_whoever_asks() {
    let door = Doorward::start_today(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let fields = json!({
        "role": "ADMIN", "emailVerified": true, "email_verified": "1", "approved": "true",
        "approved_at": "1", "provider": "openid", "disabled_at": "", "id": "1", "_id": "1",
        "name": "Some Body", "username": "", "email": "eve@example.test", "password": PASSWORD,
        "confirm_password": PASSWORD, "twoFactorEnabled": false, "createdAt": 0,
    });
    door.browser().post("/api/auth/register", &fields).await.expect_status(200);
    let mut eve = door.browser();
    eve.login("eve@example.test", PASSWORD).await.expect_status(200);
    let before = eve.get("/api/user").await.json();
    assert_eq!((&before["role"], &before["emailVerified"]), (&"USER".into(), &false.into()));
    for route in door.routes().iter().filter(|route| route.methods.contains(&"POST")) {
        if route.path == "/api/user/delete" || route.path == "/account/delete" {
            continue;
        }
        eve.login("eve@example.test", PASSWORD).await.expect_status(200);
        eve.post(&filled(&route.path), &fields).await;
    }
    eve.login("eve@example.test", PASSWORD).await.expect_status(200);
    let after = eve.get("/api/user").await.json();
    for attribute in ["role", "emailVerified", "provider", "id", "email", "createdAt"] {
        assert_eq!(before[attribute], after[attribute], "{attribute}");
    }
    let all = root.get("/api/admin/users").await.expect_status(200).json();
    let admins = all["users"].as_array().unwrap().iter().filter(|user| user["role"] == "ADMIN");
    assert_eq!(admins.count(), 1);
    door.stop().await;
}

/// Checklist item 116, owner by owner: what belongs to one person is not another's to change.
#[tokio::test]
async fn what_is_somebodys_own_is_nobody_elses() {
    let door = Doorward::start_today(&[]).await;
    door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    let mut mallory = door.signed_in("mallory@example.test").await;
    let sessions = doorward(
        door.folder.path(),
        &[],
        &["user", "sessions", "alice@example.test", "--json"],
        "",
    );
    let sessions: Value = serde_json::from_slice(&sessions.stdout).unwrap();
    let session = sessions[0]["id"].as_str().unwrap();
    let own = alice.get("/api/user").await.json()["id"].as_str().unwrap().to_owned();
    for path in [
        format!("/account/sessions/{session}/end"),
        format!("/admin/people/{own}/sessions/{session}/end"),
        format!("/admin/people/{own}/end-sessions"),
        format!("/admin/people/{own}/delete"),
    ] {
        mallory.form(&path, &[("confirm", "alice@example.test")]).await;
        assert!(alice.who().await.is_some(), "{path}");
    }
    mallory.get(&format!("/admin/people/{own}/export")).await.expect_status(404);
    door.stop().await;
}
