//! `doorward demo`, as somebody who has just downloaded the binary: everything that it shows is there and works.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::http::{self, Answer};
use crate::harness::peer::between;
use crate::harness::process::BINARY;
use crate::harness::{Folder, PASSWORD};

/// What a browser says when somebody opens a page.
const OPENS: [(&str, &str); 2] = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];

/// A demonstration.
struct Demo {
    child: Child,
    told: Value,
}

impl Demo {
    /// Starts one in a folder, and waits until it has said where everything is.
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(BINARY)
            .args(["demo", "--json"])
            .args(more)
            .env_clear()
            // A demonstration takes nothing from the environment.
            .envs([("DOORWARD_DATA", "/nowhere"), ("JWT_SECRET", "short")])
            .env("TMPDIR", folder)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|error| {
            let mut log = String::new();
            child.stderr.as_mut().unwrap().read_to_string(&mut log).unwrap();
            panic!("{error}: {line}\n{log}")
        });
        Self { child, told }
    }

    fn at(&self, name: &str) -> Url {
        Url::parse(self.told[name].as_str().unwrap()).unwrap()
    }

    /// A browser at one of its services.
    fn browser(&self, name: &str) -> Browser {
        Browser::new(address(&self.at(name)))
    }

    fn account(&self, role: &str) -> (&str, &str) {
        let all = self.told["accounts"].as_array().unwrap();
        let one = all.iter().find(|account| account["role"] == role).unwrap();
        (one["email"].as_str().unwrap(), one["password"].as_str().unwrap())
    }

    /// Ends it as Ctrl-C does; it must have had nothing to complain about.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.as_mut().unwrap().read_to_string(&mut log).unwrap();
        assert_eq!((self.child.wait().unwrap().code(), log.as_str()), (Some(0), ""));
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn address(url: &Url) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], url.port().unwrap()))
}

fn local(url: &Url) -> String {
    url[url::Position::BeforePath..].to_owned()
}

/// Follows redirects within one service.
async fn follow(browser: &mut Browser, mut answer: Answer) -> Answer {
    for _ in 0..5 {
        if !matches!(answer.status, 302 | 303) {
            return answer;
        }
        let to = answer.location().to_owned();
        let to = Url::parse(&to).map_or(to, |url| local(&url));
        answer = browser.send("GET", &to, &OPENS, b"").await;
    }
    panic!("the redirects do not end")
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password), ("return_to", "/onward/")];
    let answer = browser.form("/doorward/login", &fields).await;
    follow(browser, answer).await
}

/// Presses the company's button, chooses somebody there, and comes back.
async fn sign_in_at_the_company(demo: &Demo, browser: &mut Browser, person: &str) -> Answer {
    let page = browser.get("/doorward/login").await.expect_status(200);
    let href =
        between(page.text(), "class=\"button provider\" href=\"", "\"").replace("&amp;", "&");
    let leaving = browser.get(&href).await.expect_status(302);
    let there = Url::parse(leaving.location()).unwrap();
    let mut company = demo.browser("provider");
    let choice = company.get(&local(&there)).await.expect_status(200);
    assert!(choice.text().contains("Nora Novak") && choice.text().contains("Otto Okafor"));
    let query: Vec<(String, String)> = there.query_pairs().into_owned().collect();
    let mut fields: Vec<(&str, &str)> = query.iter().map(|(k, v)| (&**k, &**v)).collect();
    fields.push(("person", person));
    let back = company.form("/authorize", &fields).await.expect_status(303);
    let callback = local(&Url::parse(back.location()).unwrap());
    let answer = browser.send("GET", &callback, &OPENS, b"").await;
    follow(browser, answer).await
}

/// A link to a page of ours in a mail to `to`: asks the mailbox until it is there.
async fn mailed(demo: &Demo, to: &str, page: &str) -> String {
    let mut mailbox = demo.browser("mailbox");
    loop {
        let list = mailbox.get("/").await.expect_status(200).text().to_owned();
        for row in list.lines().filter(|row| row.contains(&format!("<td>{to}</td>"))) {
            let mail = mailbox.get(&between(row, "href=\"", "\"")).await.expect_status(200);
            let links = mail.text().split("<a href=\"").filter_map(|rest| rest.split_once('"'));
            let mut links = links.map(|(link, _)| link.replace("&amp;", "&"));
            if let Some(link) = links.find(|link| link.contains(page)) {
                return local(&Url::parse(&link).unwrap());
            }
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_newcomer_signs_in_and_the_app_answers_word_by_word() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path(), &[]);
    let mut mia = demo.browser("url");
    let asked = mia.send("GET", "/", &OPENS, b"").await.expect_status(303);
    assert!(asked.location().starts_with("/doorward/login"), "{}", asked.location());
    mia.get("/healthz").await.expect_status(200);
    let (email, password) = demo.account("USER");
    let page = sign_in(&mut mia, email, password).await.expect_status(200);
    assert!(page.text().contains("<span id=\"who\">Mia Member</span>"), "{}", page.text());
    assert!(page.text().contains("<th>x-forwarded-email</th><td>mia@home.example</td>"));
    assert!(page.text().contains("verified with Doorward's published key: mia@home.example, USER"));
    let cookies: Vec<_> = mia.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let body = r#"{"message": "Why <b>?"}"#;
    let head = format!(
        "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        cookies.join("; "),
        body.len()
    );
    let mut stream = TcpStream::connect(mia.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut seen, mut after_first) = (String::new(), None);
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        seen.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        if after_first.is_none() && seen.contains("event: word") {
            after_first = Some(seen.contains("event: end"));
        }
    }
    assert_eq!(after_first, Some(false), "the first word did not wait for the last: {seen}");
    assert!(seen.contains("content-type: text/event-stream") && seen.contains("event: end"));
    assert!(seen.contains(r#"{"text":"Mia "}"#) && seen.matches("event: word").count() > 20);
    let mut ada = demo.browser("url");
    let (email, password) = demo.account("ADMIN");
    sign_in(&mut ada, email, password).await.expect_status(200);
    ada.get("/doorward/admin/people").await.expect_status(200);
    demo.stop();
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn somebody_of_the_company_comes_in_and_is_signed_out_there_too() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path(), &[]);
    let mut nora = demo.browser("url");
    let page = sign_in_at_the_company(&demo, &mut nora, "nora").await.expect_status(200);
    assert!(page.text().contains("<span id=\"who\">Nora Novak</span>"), "{}", page.text());
    let leaving = nora.form("/doorward/logout", &[]).await.expect_status(200);
    let onward = leaving.header("refresh").unwrap().strip_prefix("0; url=").unwrap();
    let there = Url::parse(onward).unwrap();
    assert_eq!((address(&there), there.path()), (address(&demo.at("provider")), "/end-session"));
    let back = demo.browser("provider").get(&local(&there)).await.expect_status(303);
    let back = local(&Url::parse(back.location()).unwrap());
    nora.send("GET", &back, &OPENS, b"").await.expect_status(200);
    nora.send("GET", "/", &OPENS, b"").await.expect_status(303);
    demo.stop();
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_the_mail_in_the_mailbox() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path(), &[]);
    let (email, password) = demo.account("USER");
    let mut mia = demo.browser("url");
    accepted(&mia.form("/doorward/forgot-password", &[("email", email)]).await);
    let link = mailed(&demo, email, "/reset-password").await;
    let page = mia.get(&link).await.expect_status(200);
    let value = |name: &str| between(page.text(), &format!("name=\"{name}\" value=\""), "\"");
    let (token, user) = (value("token"), value("userId"));
    let fields = [("token", token.as_str()), ("userId", &user), ("password", PASSWORD)];
    accepted(&mia.form("/doorward/reset-password", &fields).await);
    let mut again = demo.browser("url");
    let refused = sign_in(&mut again, email, password).await;
    assert!(!refused.text().contains("id=\"who\""), "{}", refused.text());
    let page = sign_in(&mut again, email, PASSWORD).await.expect_status(200);
    assert!(page.text().contains("Mia Member"));
    demo.stop();
}

fn accepted(answer: &Answer) {
    assert!(matches!(answer.status, 200 | 303), "{}: {}", answer.status, answer.text());
}

#[tokio::test]
async fn nobody_gets_around_what_is_shown() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path(), &[]);
    // The app asked directly, with headers of one's own making.
    let forged =
        [("X-Forwarded-Email", "ada@home.example"), ("X-Doorward-Assertion", "e30.e30.e30")];
    let mut app = demo.browser("app");
    for headers in [&forged[..1], &forged[..]] {
        app.send("GET", "/", headers, b"").await.expect_status(401);
        app.send("POST", "/api/chat", headers, b"{}").await.expect_status(401);
    }
    // A name from elsewhere that leads here.
    for service in ["mailbox", "provider", "app"] {
        let rebound = [("Host", "evil.test")];
        let answer = http::send(address(&demo.at(service)), "GET", "/", &rebound, b"").await;
        answer.expect_status(421);
    }
    let mut company = demo.browser("provider");
    let elsewhere = "/authorize?client_id=doorward&redirect_uri=https://evil.test/&response_type=code\
                     &scope=openid&code_challenge_method=S256&code_challenge=x";
    company.get(elsewhere).await.expect_status(400);
    let form = [("grant_type", "authorization_code"), ("code", "x"), ("code_verifier", "x")];
    company.form("/token", &form).await.expect_status(401);
    company.get("/userinfo").await.expect_status(401);
    let out = "/end-session?post_logout_redirect_uri=https://evil.test/";
    company.get(out).await.expect_status(200);
    let policy = company.get("/end-session").await;
    let policy = policy.header("content-security-policy").unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'nonce-"), "{policy}");
    demo.stop();
}

#[tokio::test]
async fn what_is_to_be_kept_is_kept_and_not_written_over() {
    let folder = Folder::new();
    // One that is there already may be open to everybody.
    std::fs::create_dir(folder.path().join("kept")).unwrap();
    let demo = Demo::start(folder.path(), &["--keep", "kept"]);
    demo.stop();
    let mode = std::fs::metadata(folder.path().join("kept")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let settings = std::fs::read_to_string(folder.path().join("kept/.env")).unwrap();
    assert!(settings.contains("DOORWARD_UPSTREAM=http://127.0.0.1:"), "{settings}");
    assert!(folder.path().join("kept/data/doorward.db").exists());
    let checked = doorward(folder.path(), &[], &["--env-file", "kept/.env", "config", "check"], "");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let again = doorward(folder.path(), &[], &["demo", "--keep", "kept"], "");
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("give --keep a new one"));
}
