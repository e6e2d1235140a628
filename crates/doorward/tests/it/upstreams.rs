//! Several apps behind the gateway: which one a request is for, by which rules, and what each is told.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorward_app::ports::ManualClock;
use serde_json::Value;

use crate::commands::doorward;
use crate::gateway::member;
use crate::gateway_streams::Wire;
use crate::harness::app::{ChatApp, header};
use crate::harness::browser::Browser;
use crate::harness::http::{self, Answer};
use crate::harness::{BEGIN, Doorward, Folder, owned};

/// Three apps: one by host, one by how paths begin, and one for the rest.
pub(crate) struct House {
    pub(crate) chat: ChatApp,
    pub(crate) wiki: ChatApp,
    pub(crate) rest: ChatApp,
    pub(crate) door: Doorward,
    settings: Vec<(String, String)>,
}

/// The file of apps of a house.
fn file(chat: &str, wiki: &str, rest: &str) -> String {
    format!(
        "[[app]]\nname = \"chat\"\nhost = \"chat.house.test\"\nurl = \"{chat}\"\n\
         public = [\"/health\"]\nidentity-headers = [\"X-Chat-User=email\"]\n\
         [[app.rule]]\npath = \"/admin/*\"\nwho = [\"role:admin\"]\n\
         [[app.rule]]\npath = \"/closed/*\"\nwho = []\n\
         [[app.rule]]\npath = \"/@team/x:delete\"\nwho = [\"role:admin\"]\n\
         [[app]]\nname = \"wiki\"\npath = \"/wiki\"\nurl = \"{wiki}\"\naudience = \"wiki\"\n\
         who = [\"role:admin\"]\nbody-max = 10\n\
         [[app]]\nname = \"rest\"\nurl = \"{rest}\"\n"
    )
}

impl House {
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let (chat, wiki, rest) =
            (ChatApp::start().await, ChatApp::start().await, ChatApp::start().await);
        let folder = Arc::new(Folder::new());
        let path = folder.path().join("apps.toml");
        std::fs::write(&path, file(&chat.url(), &wiki.url(), &rest.url())).unwrap();
        let path = path.display().to_string();
        let public = "http://house.test:3080";
        let mut all = vec![
            ("DOORWARD_UPSTREAMS_FILE", path.as_str()),
            ("DOMAIN_CLIENT", public),
            ("DOORWARD_COOKIE_DOMAIN", "house.test"),
        ];
        all.extend(settings);
        let settings = owned(&all);
        let door = Doorward::open(folder, ManualClock::at(BEGIN), settings.clone()).await;
        Self { chat, wiki, rest, door, settings }
    }

    /// What the server was started with, for commands beside it.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        self.settings.clone()
    }

    /// How many requests reached each app.
    pub(crate) fn reached(&self) -> [usize; 3] {
        [&self.chat, &self.wiki, &self.rest].map(|app| app.heads().len())
    }
}

async fn ask(browser: &mut Browser, host: &str, path: &str) -> Answer {
    browser.send("GET", path, &[("Host", host)], b"").await
}

#[tokio::test]
async fn the_host_and_then_the_longest_beginning_of_the_path_choose_the_app() {
    let house = House::start(&[]).await;
    let mut admin = member(&house.door, "root@example.test").await;
    for (host, path, reached) in [
        ("chat.house.test:3080", "/c/1", [1, 0, 0]),
        ("CHAT.house.test", "/wiki", [1, 0, 0]),
        ("chat.house.test.:3080", "/", [1, 0, 0]),
        ("house.test:3080", "/wiki", [0, 1, 0]),
        ("house.test:3080", "/wiki/Page?x=1", [0, 1, 0]),
        ("house.test:3080", "/wikis", [0, 0, 1]),
        ("elsewhere.test", "/", [0, 0, 1]),
        ("chat.house.test.evil.test", "/", [0, 0, 1]),
    ] {
        let before = house.reached();
        let said = ask(&mut admin, host, path).await.expect_status(200);
        let after = house.reached();
        let more = [after[0] - before[0], after[1] - before[1], after[2] - before[2]];
        assert_eq!(more, reached, "{host} {path}");
        assert!(said.text().starts_with(&format!("GET {path} HTTP/1.1\r\n")), "{}", said.text());
    }
    house.door.stop().await;
}

/// Checklist item 110.
#[tokio::test]
async fn each_app_has_rules_of_its_own() {
    let house = House::start(&[]).await;
    let mut admin = member(&house.door, "root@example.test").await;
    let mut ann = member(&house.door, "ann@example.test").await;
    let mut nobody = house.door.browser();
    let chat = "chat.house.test:3080";
    let here = "house.test:3080";
    for (host, path, of_admin, of_ann, of_nobody) in [
        (chat, "/", 200, 200, 401),
        (chat, "/health", 200, 200, 200),
        (chat, "/admin/users", 200, 403, 401),
        (chat, "/Admin/users", 200, 403, 401),
        (chat, "/closed/x", 403, 403, 403),
        (chat, "/@team/x:delete", 200, 403, 401),
        (chat, "/%40team/x%3adelete", 200, 403, 401),
        (chat, "/models/x%3A8b", 200, 200, 401),
        (here, "/wiki/a", 200, 403, 401),
        (here, "/Wiki/a", 400, 400, 400),
        (here, "/health", 200, 200, 401),
        (here, "/admin/users", 200, 200, 401),
        (here, "/wiki/../admin", 400, 400, 400),
    ] {
        ask(&mut admin, host, path).await.expect_status(of_admin);
        ask(&mut ann, host, path).await.expect_status(of_ann);
        ask(&mut nobody, host, path).await.expect_status(of_nobody);
    }
    let body = b"eleven byte";
    admin.send("POST", "/wiki/a", &[("Host", here)], body).await.expect_status(413);
    admin.send("POST", "/a", &[("Host", here)], body).await.expect_status(200);
    house.door.stop().await;
}

/// Checklist items 108 and 109: an app cannot pass on to another what it was told.
#[tokio::test]
async fn an_app_is_told_in_its_own_words_and_for_itself_alone() {
    let house = House::start(&[]).await;
    let mut admin = member(&house.door, "root@example.test").await;
    let forged = [("Host", "chat.house.test:3080"), ("X-Chat-User", "forged@example.test")];
    let chat = admin.send("GET", "/", &forged, b"").await.expect_status(200);
    assert_eq!(header(chat.text(), "x-chat-user"), Some("root@example.test"));
    assert_eq!(header(chat.text(), "x-forwarded-email"), None);
    assert_eq!(header(chat.text(), "host"), Some("chat.house.test:3080"));
    let wiki = ask(&mut admin, "house.test:3080", "/wiki").await.expect_status(200);
    assert_eq!(header(wiki.text(), "x-forwarded-email"), Some("root@example.test"));
    assert_eq!(header(wiki.text(), "host"), Some("house.test:3080"));
    let rest = ask(&mut admin, "house.test:3080", "/").await.expect_status(200);
    let audiences = [&chat, &wiki, &rest].map(|said| claims(said.text())["aud"].clone());
    assert_eq!(audiences, ["http://chat.house.test:3080", "wiki", "http://house.test:3080"]);
    // Kept ones are handed on again to the same app only.
    let again = ask(&mut admin, "house.test:3080", "/wiki").await.expect_status(200);
    let token = |said: &Answer| header(said.text(), "x-doorward-assertion").map(str::to_owned);
    assert_eq!(token(&again), token(&wiki));
    house.door.stop().await;
}

fn claims(head: &str) -> Value {
    let token = header(head, "x-doorward-assertion").unwrap();
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

/// Checklist item 111: no two parsers take a request for different apps.
#[tokio::test]
async fn a_request_that_names_two_hosts_reaches_no_app() {
    let house = House::start(&[]).await;
    let address = house.door.address;
    let lines = |target: &str, hosts: &[&str]| {
        let hosts = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect::<Vec<_>>();
        let hosts = hosts.concat();
        format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n").into_bytes()
    };
    for (target, hosts) in [
        ("/health", vec!["chat.house.test", "house.test"]),
        ("/health", vec!["house.test", "chat.house.test"]),
        ("/health", vec!["chat.house.test", "chat.house.test"]),
        ("http://chat.house.test/health", vec!["house.test"]),
        ("http://house.test/health", vec!["chat.house.test"]),
        ("/health", vec!["chat.house.test\u{e9}"]),
    ] {
        let answer = http::raw(address, &lines(target, &hosts)).await;
        assert_eq!(answer.status, 400, "{target} {hosts:?}: {}", answer.text());
    }
    assert_eq!(house.reached(), [0, 0, 0]);
    // One that names its host in the target alone names one; without any the apps of any host are asked.
    for (target, hosts, status) in [
        ("http://chat.house.test/health", vec!["chat.house.test"], 200),
        ("/health", vec![], 401),
        ("/health", vec!["chat.house.test@house.test"], 401),
        ("/health", vec!["user@chat.house.test"], 401),
        ("/health", vec!["chat.house.test/"], 401),
        ("/health", vec!["chat.house.test, house.test"], 401),
    ] {
        let answer = http::raw(address, &lines(target, &hosts)).await;
        assert_eq!(answer.status, status, "{target} {hosts:?}: {}", answer.text());
    }
    assert_eq!(house.reached(), [1, 0, 0]);
    house.door.stop().await;
}

#[tokio::test]
async fn what_is_no_apps_is_not_found() {
    let app = ChatApp::start().await;
    let folder = Arc::new(Folder::new());
    let path = folder.path().join("apps.toml");
    let text = format!("[[app]]\nname = \"wiki\"\npath = \"/wiki\"\nurl = \"{}\"\n", app.url());
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let settings = owned(&[("DOORWARD_UPSTREAMS_FILE", &path)]);
    let door = Doorward::open(folder, ManualClock::at(BEGIN), settings).await;
    let mut ann = member(&door, "ann@example.test").await;
    let said = ann.get("/").await.expect_status(404);
    assert_eq!(said.json()["error"]["code"], "DW-REQ-002");
    let opens = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];
    let page = ann.send("GET", "/", &opens, b"").await.expect_status(404);
    assert!(page.text().contains("DW-REQ-002") && page.text().contains("<h1"));
    ann.get("/wiki").await.expect_status(200);
    let fields = [("email", "ann@example.test"), ("password", crate::harness::PASSWORD)];
    let signed_in = door.browser().form("/doorward/login", &fields).await.expect_status(303);
    assert_eq!(signed_in.location(), "/doorward/onward/wiki");
    door.stop().await;
}

/// Checklist item 66: a stream goes on for as long as the rules of its own app let it.
#[tokio::test]
async fn a_stream_ends_when_its_app_is_open_to_the_person_no_more() {
    let mut house = House::start(&[("DOORWARD_PUBLIC_PATHS", "")]).await;
    let ann = member(&house.door, "ann@example.test").await;
    member(&house.door, "root@example.test").await;
    let run = |args: &[&str]| {
        let done = doorward(house.door.folder.path(), &[], args, "");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["user", "role", "root@example.test", "admin"]);
    let address = house.door.address;
    let mut anybodys = Wire::ask(address, &ann, "/events", "").await;
    assert_eq!(house.rest.told.recv().await, Some("began"));
    let admins = Wire::ask(address, &ann, "/wiki/events", "").await;
    assert_eq!(house.wiki.told.recv().await, Some("began"));
    run(&["user", "role", "ann@example.test", "user"]);
    admins.ended().await;
    assert_eq!(house.wiki.told.recv().await, Some("gone"));
    house.rest.say("still here");
    anybodys.until("still here").await;
    house.door.stop().await;
}
