//! Providers behind https: whose certificates count.

use crate::harness::Doorward;
use crate::harness::authority::{Authority, utf8};
use crate::harness::node::Node;
use crate::harness::provider::{HOME, failed_with};

const UNTRUSTED: &str = "DW-OIDC-013";

/// A provider with one of the certificates. Gives its port.
fn provider(authority: &Authority, name: &str) -> (Node, String) {
    let [key, certificate] = ["key", "pem"].map(|kind| authority.path(&format!("{name}.{kind}")));
    let environment = [("KEY", utf8(&key)), ("CERT", utf8(&certificate))];
    let (node, lines) = Node::start("tls.mjs", &[], &environment);
    (node, lines[0].strip_prefix("up ").unwrap().to_owned())
}

/// Where each provider of `issuers` sends the browser, or with which code it does not.
async fn starts(issuers: &[(&str, &str)], more: &[(&str, &str)]) -> Vec<String> {
    let names: Vec<_> = issuers.iter().map(|(name, _)| *name).collect();
    let mut settings = vec![("DOORWARD_OPENID_PROVIDERS".to_owned(), names.join(","))];
    for (name, issuer) in issuers {
        let prefix = format!("DOORWARD_OPENID_{}", name.to_uppercase());
        settings.push((format!("{prefix}_ISSUER"), (*issuer).to_owned()));
        settings.push((format!("{prefix}_CLIENT_ID"), "door".to_owned()));
        settings.push((format!("{prefix}_PUBLIC"), "true".to_owned()));
    }
    settings.extend(more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let settings: Vec<_> = settings.iter().map(|(key, value)| (&**key, &**value)).collect();
    let door = Doorward::start_today(&settings).await;
    let mut browser = door.browser();
    let mut ends = Vec::new();
    for name in names {
        let started = browser.get(&format!("/oauth/{name}")).await.expect_status(302);
        ends.push(started.location().to_owned());
    }
    door.stop().await;
    ends
}

/// Checklist item 52: an authority counts when the operator names it, for all providers or for one, and
/// nothing else makes a certificate good.
#[tokio::test]
async fn only_named_authorities_are_added_and_certificates_are_always_verified() {
    let authority = Authority::new();
    authority.sign("good", "localhost", "2");
    let (_provider, port) = provider(&authority, "good");
    let here = format!("https://localhost:{port}");
    let ca = authority.path("ca.pem");
    let both = [("work", here.as_str()), ("school", here.as_str())];
    let refused = failed_with(UNTRUSTED);
    for (settings, expected) in [
        (&[][..], [false, false]),
        (&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")], [false, false]),
        (&[("NODE_EXTRA_CA_CERTS", utf8(&ca))], [true, true]),
        (&[("DOORWARD_CA_FILE", utf8(&ca))], [true, true]),
        (&[("DOORWARD_OPENID_WORK_CA_FILE", utf8(&ca))], [true, false]),
    ] {
        let ends = starts(&both, settings).await;
        for (end, trusted) in ends.iter().zip(expected) {
            let seen = end.starts_with(&format!("{here}/authorize"));
            assert_eq!((seen, *end == refused), (trusted, !trusted), "{settings:?}: {end}");
        }
    }
}

/// Checklist item 52: the name must be right, and the time.
#[tokio::test]
async fn a_certificate_for_another_host_or_of_another_time_is_refused() {
    let authority = Authority::new();
    authority.sign("good", "localhost", "2");
    authority.sign("stale", "localhost", "-1");
    let (_good, good) = provider(&authority, "good");
    let (_stale, stale) = provider(&authority, "stale");
    let (by_address, by_name) =
        (format!("https://127.0.0.1:{good}"), format!("https://localhost:{stale}"));
    let ca = authority.path("ca.pem");
    let trusted = [("DOORWARD_CA_FILE", utf8(&ca))];
    let issuers = [("address", by_address.as_str()), ("stale", by_name.as_str())];
    let ends = starts(&issuers, &trusted).await;
    assert_eq!(ends, [failed_with(UNTRUSTED), failed_with(UNTRUSTED)]);
    assert!(ends[0].starts_with(HOME));
}
