//! One sign-in over several hosts: `DOORWARD_COOKIE_DOMAIN`.

use std::sync::Arc;

use doorward_app::ports::ManualClock;

use crate::gateway::member;
use crate::harness::app::{ChatApp, header};
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::{BEGIN, Doorward, Folder, PASSWORD, owned};

const DOOR: &str = "door.example.test:3080";
const CHAT: &str = "chat.example.test:3080";
const OPENS: [(&str, &str); 2] = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];

/// Two apps on hosts of their own, and our pages on a third.
struct Street {
    chat: ChatApp,
    door: Doorward,
}

impl Street {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let (chat, notes) = (ChatApp::start().await, ChatApp::start().await);
        let folder = Arc::new(Folder::new());
        let path = folder.path().join("apps.toml");
        let app = |name: &str, url: &str, more: &str| {
            format!(
                "[[app]]\nname = \"{name}\"\nhost = \"{name}.example.test\"\nurl = \"{url}\"\n{more}\n"
            )
        };
        let text = app("chat", &chat.url(), "public = [\"/health\"]")
            + &app("notes", &notes.url(), "who = [\"role:admin\"]");
        std::fs::write(&path, text).unwrap();
        let (path, public) = (path.display().to_string(), format!("http://{DOOR}"));
        let mut all = vec![
            ("DOORWARD_UPSTREAMS_FILE", path.as_str()),
            ("DOMAIN_CLIENT", &public),
            ("DOORWARD_COOKIE_DOMAIN", "example.test"),
        ];
        all.extend(settings);
        let door = Doorward::open(folder, ManualClock::at(BEGIN), owned(&all)).await;
        Self { chat, door }
    }
}

/// What a browser sends to another host of what it holds for one: the cookies of the domain alone.
fn next_door(browser: &Browser) -> Browser {
    let mut other = browser.clone();
    other.jar.retain(|name, _| name == "doorward-shared");
    other.token = None;
    other
}

async fn open(browser: &mut Browser, host: &str, path: &str) -> Answer {
    let headers: Vec<_> = [("Host", host)].into_iter().chain(OPENS).collect();
    browser.send("GET", path, &headers, b"").await
}

async fn post(browser: &mut Browser, host: &str, path: &str, from: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> = [("Host", host)].iter().chain(from).copied().collect();
    browser.send("POST", path, &headers, b"").await
}

/// Checklist items 114 and 115.
#[tokio::test]
async fn whoever_opens_an_app_signs_in_at_the_public_url_and_is_signed_in_at_every_app() {
    let street = Street::start(&[]).await;
    member(&street.door, "root@example.test").await;
    member(&street.door, "ann@example.test").await;
    let mut at_chat = street.door.browser();
    let asked = open(&mut at_chat, CHAT, "/c/7?x=1").await.expect_status(303);
    let sign_in = asked.location().strip_prefix(&format!("http://{DOOR}")).unwrap();
    let back = "/return/http/chat.example.test:3080/c/7?x=1";
    let encoded = "%2Freturn%2Fhttp%2Fchat.example.test%3A3080%2Fc%2F7%3Fx%3D1";
    assert_eq!(sign_in, format!("/doorward/login?return_to={encoded}"));
    let mut at_door = street.door.browser();
    let page = open(&mut at_door, DOOR, sign_in).await.expect_status(200);
    assert!(page.text().contains(&format!("value=\"{back}\"")), "{}", page.text());
    let fields = [("email", "ann@example.test"), ("password", PASSWORD), ("return_to", back)];
    let signed_in = at_door.form("/doorward/login", &fields).await.expect_status(303);
    let shared: Vec<_> = signed_in.all("set-cookie").filter(|l| l.contains("Domain=")).collect();
    assert_eq!(shared.len(), 1, "{shared:?}");
    assert!(
        shared[0].starts_with("doorward-shared=") && shared[0].ends_with("; Domain=example.test")
    );
    // Browsers hold redirects after a form to our own origin, so a page leads on.
    let onward = open(&mut at_door, DOOR, signed_in.location()).await.expect_status(200);
    assert_eq!(onward.header("refresh"), Some(&*format!("0;url=http://{CHAT}/c/7?x=1")));
    // Who is signed in already is led on by a redirect: where the app does not take the session, browsers see that
    // they are led round.
    let straight = open(&mut at_door, DOOR, sign_in).await.expect_status(303);
    assert_eq!(straight.location(), format!("http://{CHAT}/c/7?x=1"));
    assert_eq!(straight.all("set-cookie").filter(|line| line.contains("Domain=")).count(), 1);
    let mut at_chat = next_door(&at_door);
    let there = open(&mut at_chat, CHAT, "/c/7?x=1").await.expect_status(200);
    assert_eq!(header(there.text(), "x-forwarded-email"), Some("ann@example.test"));
    assert_eq!(header(there.text(), "cookie"), None);
    // The same sign-in counts at the other app, by its own rules.
    let refused = open(&mut at_chat, "notes.example.test:3080", "/").await.expect_status(403);
    assert!(refused.text().contains("DW-GATE-002"), "{}", refused.text());
    let out = at_door.form("/doorward/logout", &[]).await;
    assert!(out.all("set-cookie").any(
        |line| line.starts_with("doorward-shared=;") && line.ends_with("; Domain=example.test")
    ));
    open(&mut at_chat, CHAT, "/").await.expect_status(303);
    street.door.stop().await;
}

/// Checklist item 112.
#[tokio::test]
async fn a_page_next_door_is_another_site_and_an_apps_own_pages_are_not() {
    let street = Street::start(&[]).await;
    let mut root = member(&street.door, "root@example.test").await;
    let mut at_chat = next_door(&root);
    let own = format!("http://{CHAT}");
    let (notes, door) = ("http://notes.example.test:3080", format!("http://{DOOR}"));
    for (from, status) in [
        (vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")], 200),
        (vec![("Origin", own.as_str())], 200),
        (vec![("Origin", notes), ("Sec-Fetch-Site", "same-site")], 403),
        (vec![("Origin", notes)], 403),
        (vec![("Origin", door.as_str()), ("Sec-Fetch-Site", "same-site")], 403),
        (vec![("Origin", door.as_str())], 403),
        (vec![("Sec-Fetch-Site", "same-site")], 403),
    ] {
        let answer = post(&mut at_chat, CHAT, "/say", &from).await;
        assert_eq!(answer.status, status, "{from:?}: {}", answer.text());
    }
    // Nor does an app act on our pages, from its own host or at it.
    for (host, from) in [
        (DOOR, vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "same-site")]),
        (DOOR, vec![("Origin", own.as_str())]),
        (CHAT, vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")]),
    ] {
        for path in ["/doorward/logout", "/doorward/api/auth/logout"] {
            post(&mut root.clone(), host, path, &from).await.expect_status(403);
        }
    }
    open(&mut root, DOOR, "/doorward/").await.expect_status(200);
    street.door.stop().await;
}

#[tokio::test]
async fn an_app_has_its_host_for_itself_but_for_the_way_to_our_pages() {
    let street = Street::start(&[]).await;
    let root = member(&street.door, "root@example.test").await;
    let mut at_chat = next_door(&root);
    let away = open(&mut at_chat, CHAT, "/doorward/logout").await.expect_status(303);
    assert_eq!(away.location(), format!("http://{DOOR}/doorward/logout"));
    let api = at_chat.send("GET", "/doorward/api/user", &[("Host", CHAT)], b"").await;
    assert_eq!(api.expect_status(403).json()["error"]["code"], "DW-REQ-001");
    let page = open(&mut street.door.browser(), CHAT, "/doorward/assets/nothing.css").await;
    page.expect_status(404);
    for path in ["/oauth/openid/callback", "/api/auth/session", "/login", "/api/user"] {
        let said = open(&mut at_chat, CHAT, path).await.expect_status(200);
        assert!(said.text().starts_with(&format!("GET {path} ")), "{}", said.text());
    }
    assert_eq!(street.chat.heads().len(), 4);
    // Whoever wishes nothing else goes on to the first app, since none has the public URL.
    let fields = [("email", "root@example.test"), ("password", PASSWORD)];
    let mut again = street.door.browser();
    let signed_in = again.form("/doorward/login", &fields).await.expect_status(303);
    assert_eq!(signed_in.location(), "/doorward/return/http/chat.example.test:3080/");
    street.door.stop().await;
}

/// What an app's scripts set for the whole domain changes nothing on our own pages, nor at an app, unless it is
/// a session too: of two the browser is nobody's there.
#[tokio::test]
async fn a_session_that_an_app_slips_in_is_not_taken() {
    let street = Street::start(&[]).await;
    let root = member(&street.door, "root@example.test").await;
    let ann = member(&street.door, "ann@example.test").await;
    let (own, tossed) = (&ann.jar["doorward"], &root.jar["doorward-shared"]);
    let mut ended = member(&street.door, "bob@example.test").await;
    let over = ended.jar["doorward-shared"].clone();
    ended.form("/doorward/logout", &[]).await.expect_status(303);
    let junk = |number: usize| {
        let all = (0..number).map(|n| format!("doorward-shared=x{n}{}; ", &own[2..]));
        all.collect::<Vec<_>>().concat()
    };
    assert_eq!(own, &ann.jar["doorward-shared"]);
    for (host, cookies, who) in [
        (DOOR, format!("doorward-shared={tossed}; doorward={own}; doorward-shared={own}"), "ann"),
        (DOOR, format!("doorward-shared=junk; doorward={own}"), "ann"),
        (DOOR, format!("doorward-shared={tossed}"), ""),
        (DOOR, format!("doorward={tossed}; doorward={own}"), ""),
        (CHAT, format!("doorward-shared={own}"), "ann"),
        (CHAT, format!("doorward={tossed}; doorward-shared={own}; doorward-shared={own}"), "ann"),
        (CHAT, format!("doorward-shared={tossed}; doorward-shared={own}"), ""),
        (
            CHAT,
            format!("doorward-shared={own}; doorward-shared=junk; doorward-shared={tossed}"),
            "",
        ),
        (CHAT, format!("doorward-shared=junk; doorward-shared={own}"), "ann"),
        (CHAT, format!("doorward-shared={over}; doorward-shared={own}; doorward-shared="), "ann"),
        (CHAT, format!("doorward-shared={over}; doorward-shared=junk"), ""),
        (CHAT, format!("{}doorward-shared={own}", junk(3)), "ann"),
        (CHAT, format!("{}doorward-shared={own}", junk(4)), ""),
        (CHAT, format!("doorward={own}"), ""),
    ] {
        let mut browser = street.door.browser();
        let headers = [("Host", host), ("Cookie", cookies.as_str()), OPENS[0], OPENS[1]];
        let path = if host == DOOR { "/doorward/" } else { "/" };
        let answer = browser.send("GET", path, &headers, b"").await;
        let status = if who.is_empty() { 303 } else { 200 };
        let text = answer.expect_status(status).text().to_owned();
        assert!(
            text.contains(&format!("{who}{}", if who.is_empty() { "" } else { "@" })),
            "{text}"
        );
    }
    street.door.stop().await;
}

/// The way back to an app takes the session along, also one from before the hosts shared it.
#[tokio::test]
async fn the_way_back_to_an_app_shares_the_session_anew() {
    let street = Street::start(&[]).await;
    let mut root = member(&street.door, "root@example.test").await;
    root.jar.remove("doorward-shared");
    let back = "/doorward/return/http/chat.example.test:3080/c";
    let onward = open(&mut root, DOOR, back).await.expect_status(200);
    assert_eq!(onward.header("refresh"), Some(&*format!("0;url=http://{CHAT}/c")));
    open(&mut next_door(&root), CHAT, "/c").await.expect_status(200);
    let out = root.form("/doorward/logout", &[]).await;
    for (begins, ends) in
        [("doorward=;", "SameSite=Lax"), ("doorward-shared=;", "Domain=example.test")]
    {
        let mut lines = out.all("set-cookie");
        assert!(lines.any(|line| line.starts_with(begins) && line.ends_with(ends)), "{begins}");
    }
    street.door.stop().await;
}

/// Proxies that ask go by the rules of the app that they were asked for. Caddy and Envoy leave `Host` as the
/// browser wrote it; others ask by the name that they know us by.
#[tokio::test]
async fn forward_auth_knows_the_apps_too() {
    let settings = [("DOORWARD_FORWARD_AUTH", "caddy, envoy"), ("TRUST_PROXY", "loopback")];
    let street = Street::start(&settings).await;
    member(&street.door, "root@example.test").await;
    let ann = member(&street.door, "ann@example.test").await;
    let mut ann = next_door(&ann);
    let mut nobody = street.door.browser();
    for (host, path, of_ann, of_nobody) in [
        ("chat.example.test", "/health", [204, 200], [204, 200]),
        ("chat.example.test", "/c", [204, 200], [401, 401]),
        ("notes.example.test", "/health", [403, 403], [401, 401]),
        ("other.example.test", "/health", [404, 404], [404, 404]),
    ] {
        for (browser, [caddy, envoy]) in [(&mut ann, of_ann), (&mut nobody, of_nobody)] {
            for at in [host, DOOR] {
                let asked = proxied(at, host, path);
                let answer = browser.send("GET", "/doorward/forward-auth/caddy", &asked, b"").await;
                assert_eq!(answer.status, caddy, "{at} {host}{path}: {}", answer.text());
            }
            let own = [("Host", host), ("X-Forwarded-Proto", "http")];
            let ask = format!("/doorward/forward-auth/envoy{path}");
            let answer = browser.send("GET", &ask, &own, b"").await;
            assert_eq!(answer.status, envoy, "{host}{path}: {}", answer.text());
        }
    }
    // An app's scripts get nothing that is signed for another app.
    let asked = proxied(CHAT, "notes.example.test", "/");
    let answer = ann.send("GET", "/doorward/forward-auth/caddy", &asked, b"").await;
    assert_eq!(answer.expect_status(403).json()["error"]["code"], "DW-REQ-001");
    street.door.stop().await;
}

/// What Caddy says of a request for `host`, asking at another or the same.
fn proxied<'a>(at: &'a str, host: &'a str, path: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("Host", at),
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Uri", path),
        ("X-Forwarded-Host", host),
        ("X-Forwarded-Proto", "http"),
    ]
}
