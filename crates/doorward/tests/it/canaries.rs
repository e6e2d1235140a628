//! What the log and the record say of those who come and go, and what they never say.

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::process::Process;
use crate::harness::{Doorward, Folder};

/// What is planted, each to be known again wherever it turns up.
const PASSWORD: &str = "canary-password correct horse battery";
const WRONG: &str = "canary-wrong-password battery staple";
const TOKEN: &str = "canary-token-0123456789abcdef0123456789abcdef0123456789abcdef";
const CODE: &str = "canary-code-271828";
const EMAIL: &str = "canary-address@example.test";

/// A name that would begin a line of its own.
const NAME: &str = "Eve\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}\u{1b}[31m";

/// Settings of a house that has codes, and writes its log for machines.
const SETTINGS: [(&str, &str); 3] = [
    ("ACCESS_CODE", "canary-access-code-7"),
    ("DOORWARD_LOG_FORMAT", "json"),
    ("DOORWARD_ACCESS_LOG", "true"),
];

/// What every route is sent.
fn planted() -> Value {
    json!({
        "email": EMAIL, "name": NAME, "username": "", "password": WRONG, "confirm_password": WRONG,
        "token": TOKEN, "userId": TOKEN, "code": CODE, "backupCode": CODE, "tempToken": TOKEN,
        "logout_token": TOKEN, "state": TOKEN, "confirm": WRONG, "current_password": WRONG,
    })
}

/// Sends what is planted to every route, in body, query, bearer and cookie.
async fn plant(eve: &mut Browser, paths: &[String]) {
    let bearer = format!("Bearer {TOKEN}");
    let cookie = format!("refreshToken={TOKEN}; doorward={TOKEN}");
    for path in paths {
        eve.post(path, &planted()).await;
        let asked = format!("{path}?token={TOKEN}&code={CODE}&state={TOKEN}&email={EMAIL}");
        eve.get(&asked).await;
        let mut stranger = Browser::new(eve.address);
        let headers = [("Authorization", bearer.as_str()), ("Cookie", cookie.as_str())];
        stranger.send("GET", &asked, &headers, b"").await;
    }
}

async fn sign_in(eve: &mut Browser) {
    eve.login(EMAIL, WRONG).await.expect_status(404);
    eve.login(EMAIL, PASSWORD).await.expect_status(200);
}

/// What a browser holds that opens something.
fn secrets_of(eve: &Browser) -> Vec<String> {
    let cookies = eve.jar.iter().filter(|(name, _)| !name.ends_with("-last-used"));
    cookies.map(|(_, value)| value.clone()).chain(eve.token.clone()).collect()
}

/// Checklist item 117: who, what, when, where and how it came out is in the log and on record, line by
/// line, whatever people call themselves; and no password, token, code or address of a person.
#[tokio::test]
async fn events_are_told_without_secrets_and_no_name_forges_a_line() {
    let door = Doorward::start(&SETTINGS[..1]).await;
    let fill = |path: String| {
        path.split('/')
            .map(|part| if part.starts_with('{') { "unknown" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    let paths: Vec<String> = door.routes().into_iter().map(|route| fill(route.path)).collect();
    door.stop().await;
    let folder = Folder::new();
    let server = Process::start(folder.path(), &SETTINGS);
    let mut eve = server.browser();
    let form = json!({
        "email": EMAIL, "name": NAME, "username": "", "password": PASSWORD,
        "confirm_password": PASSWORD,
    });
    eve.post("/api/auth/register", &form).await.expect_status(200);
    sign_in(&mut eve).await;
    let mut secrets = secrets_of(&eve);
    plant(&mut eve, &paths).await;
    sign_in(&mut eve).await;
    secrets.extend(secrets_of(&eve));
    let log = server.stop();
    let record = doorward(folder.path(), &[], &["audit", "list", "--json", "--limit", "0"], "");
    let record = String::from_utf8(record.stdout).unwrap();
    let fixed = [PASSWORD, WRONG, TOKEN, CODE, EMAIL, "canary-access-code-7", "$argon2id$"];
    secrets.extend(fixed.map(str::to_owned));
    for secret in &secrets {
        let told = log.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(told, None, "{secret} is in the log");
        assert!(!record.contains(secret.as_str()), "{secret} is on record");
    }
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    assert!(lines.iter().all(|line| line["message"] != "forged"));
    let told =
        |kind: &str| lines.iter().find(|line| line["event"] == kind && line["message"] == "audit");
    let begun = told("session.begin").expect("a sign-in is told");
    for field in ["timestamp", "actor.id", "user.id", "client.address", "outcome"] {
        assert!(begun[field].is_string(), "{field}: {begun}");
    }
    assert_eq!(told("login.failed").expect("a failure is told")["outcome"], "refused");
    for line in record.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert!(event["at"].is_string() && event["kind"].is_string(), "{event}");
    }
    assert!(record.contains("login.failed") && record.contains("user.create"), "{record}");
}
