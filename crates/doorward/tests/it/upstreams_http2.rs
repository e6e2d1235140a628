//! Several apps by HTTP/2: the app is that of `:authority`, on one connection for all of them.

use tokio::net::TcpStream;

use crate::gateway::member;
use crate::harness::app::header;
use crate::harness::h2::{H2, Outcome};
use crate::upstreams::House;

const CHAT: &str = "chat.house.test:3080";
const HERE: &str = "house.test:3080";

/// The fields of a request, with an `:authority` and fields `host`.
fn asking<'a>(
    authority: Option<&'a str>,
    hosts: &[&'a str],
    path: &'a str,
    cookie: Option<&'a str>,
) -> Vec<(&'a str, &'a [u8])> {
    let mut all: Vec<(&str, &[u8])> =
        vec![(":method", b"GET"), (":scheme", b"http"), (":path", path.as_bytes())];
    all.extend(authority.map(|authority| (":authority", authority.as_bytes())));
    all.extend(hosts.iter().map(|host| ("host", host.as_bytes())));
    all.extend(cookie.map(|cookie| ("cookie", cookie.as_bytes())));
    all
}

/// Checklist items 110 and 111: of two names for one host none counts, and no rule of the other app is asked.
#[tokio::test]
async fn the_authority_chooses_the_app_and_a_host_that_disagrees_reaches_none() {
    let house = House::start(&[("DOORWARD_H2C", "true")]).await;
    let root = member(&house.door, "root@example.test").await;
    let session = &root.jar["doorward"];
    let cookie = format!("doorward={session}; doorward-shared={session}");
    let mut client = H2::begin(TcpStream::connect(house.door.address).await.unwrap()).await;
    let (chat, wiki, rest, none) = ([1, 0, 0], [0, 1, 0], [0, 0, 1], [0; 3]);
    let (them, nobody) = (Some(cookie.as_str()), None);
    let mut stream = 1;
    for (authority, hosts, path, who, status, reached) in [
        (Some(CHAT), &[][..], "/c/1", them, 200, chat),
        (Some("CHAT.house.test"), &[], "/wiki", them, 200, chat),
        (Some("chat.house.test.:3080"), &[], "/", them, 200, chat),
        (Some(HERE), &[], "/wiki/Page?x=1", them, 200, wiki),
        (Some(HERE), &[], "/wikis", them, 200, rest),
        (Some("elsewhere.test"), &[], "/", them, 200, rest),
        // The rules are those of the same app.
        (Some(CHAT), &[], "/health", nobody, 200, chat),
        (Some(CHAT), &[], "/c/1", nobody, 401, none),
        (Some(HERE), &[], "/health", nobody, 401, none),
        (Some(CHAT), &[], "/closed/x", them, 403, none),
        // Named twice, the same both times; or as HTTP/1.1 has it.
        (Some(CHAT), &["Chat.house.test:3080"], "/c/1", them, 200, chat),
        (None, &[CHAT], "/wiki", them, 200, chat),
        // Whatever either of them would let through is refused.
        (Some(CHAT), &[HERE], "/health", nobody, 400, none),
        (Some(HERE), &[CHAT], "/health", nobody, 400, none),
        (Some(HERE), &[CHAT], "/wiki", them, 400, none),
        (Some(CHAT), &["chat.house.test"], "/c/1", them, 400, none),
        (Some(CHAT), &[CHAT, CHAT], "/c/1", them, 400, none),
        (None, &[CHAT, HERE], "/c/1", them, 400, none),
        // The connection has not suffered.
        (Some(HERE), &[], "/wiki", them, 200, wiki),
    ] {
        let before = house.reached();
        client.head(stream, &asking(authority, hosts, path, who), true).await;
        let outcome = client.outcome(stream).await;
        assert_eq!(outcome, Outcome::Answered(status), "{authority:?} {hosts:?} {path}");
        let after = house.reached();
        let more = [after[0] - before[0], after[1] - before[1], after[2] - before[2]];
        assert_eq!(more, reached, "{authority:?} {hosts:?} {path}");
        stream += 2;
    }
    let head = house.chat.heads().pop().unwrap();
    assert!(head.starts_with("GET /wiki HTTP/1.1\r\n"), "{head}");
    assert_eq!(header(&head, "host"), Some(CHAT));
    assert_eq!(header(&head, "x-forwarded-host"), Some(CHAT));
    house.door.stop().await;
}
