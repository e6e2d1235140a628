use super::*;
use crate::settings::complaint::Complaint;
use crate::settings::source::Sources;

fn read(text: &str) -> (General, Vec<Complaint>) {
    let sources = Sources::from_text(text);
    let mut env = Reader::new(&sources);
    let general = General::read(&mut env, None, false);
    (general, env.finish().1)
}

fn codes(text: &str) -> Vec<Code> {
    read(text).1.iter().map(|complaint| complaint.code).collect()
}

#[test]
fn nothing_set_listens_on_this_machine_only() {
    let (general, complaints) = read("");
    assert_eq!(general.listen, ["127.0.0.1:3080".parse().unwrap()]);
    assert_eq!(general.client.to_string(), "http://localhost:3080");
    assert_eq!(general.server.to_string(), "http://localhost:3080");
    assert_eq!(general.app_title, "Doorward");
    assert_eq!(general.trust_proxy, TrustProxy::None);
    assert_eq!(complaints, []);
}

#[test]
fn localhost_is_both_loopback_addresses() {
    let (general, _) = read("HOST=localhost\nPORT=4000");
    let expected = ["127.0.0.1:4000".parse().unwrap(), "[::1]:4000".parse().unwrap()];
    assert_eq!(general.listen, expected);
    assert_eq!(general.client.to_string(), "http://localhost:4000");
    assert_eq!(read("HOST=[::]").0.listen, ["[::]:3080".parse().unwrap()]);
    assert_eq!(codes("HOST=my-machine"), [Code::NOT_ADDRESS]);
    assert_eq!(codes("PORT=65536"), [Code::NOT_NUMBER]);
}

#[test]
fn public_urls_lose_what_goes_without_saying() {
    for (text, expected) in [
        ("https://Chat.Example.com:443/", "https://chat.example.com"),
        ("http://example.com:80", "http://example.com"),
        ("https://example.com:8443//", "https://example.com:8443"),
        ("https://example.com/chat/", "https://example.com/chat"),
        (" https://bücher.example ", "https://xn--bcher-kva.example"),
        ("http://[::1]:3080", "http://[::1]:3080"),
    ] {
        let (general, _) = read(&format!("DOMAIN_CLIENT=\"{text}\""));
        assert_eq!(general.client.to_string(), expected);
    }
    let (general, _) = read("DOMAIN_CLIENT=https://example.com/chat");
    assert_eq!((general.client.origin(), general.client.path()), ("https://example.com", "/chat"));
    assert_eq!(general.client.join("/login"), "https://example.com/chat/login");
}

#[test]
fn what_is_no_public_url_is_refused_with_what_to_write() {
    for text in [
        "chat.example.com",
        "localhost:3080",
        "ftp://example.com",
        "https://",
        "https://user@example.com",
        "https://:secret@example.com",
        "https://example.com?x=1",
        "'https://example.com/#x'",
        "javascript:alert(1)",
    ] {
        let (_, complaints) = read(&format!("DOMAIN_SERVER={text}"));
        assert_eq!(complaints[0].code, Code::NOT_URL, "{text}");
        assert_eq!(complaints[0].severity, Severity::Error);
    }
    let (_, complaints) = read("DOMAIN_CLIENT=localhost:3080");
    assert_eq!(
        complaints[0].to_string(),
        "DOMAIN_CLIENT=\"localhost:3080\" has no scheme. Write \"http://localhost:3080\"."
    );
}

#[test]
fn public_urls_are_checked_against_each_other() {
    assert_eq!(codes("DOMAIN_SERVER=http://localhost:3080"), [Code::DOMAIN_DERIVED]);
    let (general, _) = read("DOMAIN_SERVER=https://a.example\nTRUST_PROXY=1");
    assert_eq!(general.client.to_string(), "https://a.example");
    let both = "DOMAIN_CLIENT=https://a.example\nDOMAIN_SERVER=https://b.example\nTRUST_PROXY=1";
    assert_eq!(codes(both), [Code::DOMAINS_DIFFER]);
    let lan = "DOMAIN_CLIENT=http://192.168.1.9\nDOMAIN_SERVER=http://192.168.1.9";
    assert_eq!(codes(lan), [Code::PLAIN_HTTP]);
    let unset = "DOMAIN_CLIENT=https://a.example\nDOMAIN_SERVER=https://a.example";
    assert_eq!(codes(unset), [Code::PROXY_UNSET]);
    assert_eq!(codes(&format!("{unset}\nTRUST_PROXY=0")), []);
}

#[test]
fn loopback_hosts_are_recognised() {
    for host in ["localhost", "LOCALHOST.", "app.localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
        assert!(is_loopback(host), "{host}");
    }
    for host in ["localhost.example.com", "notlocalhost", "128.0.0.1", "[::2]", "0.0.0.0", ""] {
        assert!(!is_loopback(host), "{host}");
    }
}
