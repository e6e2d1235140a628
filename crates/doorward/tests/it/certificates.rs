//! Providers behind https: whose certificates count.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::node::Node;
use crate::harness::provider::{HOME, failed_with};
use crate::harness::{Doorward, Folder};

const UNTRUSTED: &str = "DW-OIDC-013";

/// An authority of this story's own and what it has signed.
struct Authority {
    folder: Folder,
}

impl Authority {
    fn new() -> Self {
        let made = Self { folder: Folder::new() };
        made.openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=An authority of this story",
            "-days",
            "2",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        ]);
        made
    }

    /// Signs a certificate for `localhost`, for this many days.
    fn sign(&self, name: &str, days: &str) {
        let (key, request) = (format!("{name}.key"), format!("{name}.csr"));
        self.openssl(&[
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            &key,
            "-out",
            &request,
        ]);
        let certificate = format!("{name}.pem");
        self.openssl(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-copy_extensions",
            "copyall",
            "-days",
            days,
            "-out",
            &certificate,
        ]);
    }

    fn openssl(&self, arguments: &[&str]) {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("openssl runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// A provider with one of the certificates. Gives its port.
    fn provider(&self, name: &str) -> (Node, String) {
        let [key, certificate] = ["key", "pem"].map(|kind| self.path(&format!("{name}.{kind}")));
        let environment = [("KEY", text(&key)), ("CERT", text(&certificate))];
        let (node, lines) = Node::start("tls.mjs", &[], &environment);
        (node, lines[0].strip_prefix("up ").unwrap().to_owned())
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
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
    authority.sign("good", "2");
    let (_provider, port) = authority.provider("good");
    let here = format!("https://localhost:{port}");
    let ca = authority.path("ca.pem");
    let both = [("work", here.as_str()), ("school", here.as_str())];
    let refused = failed_with(UNTRUSTED);
    for (settings, expected) in [
        (&[][..], [false, false]),
        (&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")], [false, false]),
        (&[("NODE_EXTRA_CA_CERTS", text(&ca))], [true, true]),
        (&[("DOORWARD_CA_FILE", text(&ca))], [true, true]),
        (&[("DOORWARD_OPENID_WORK_CA_FILE", text(&ca))], [true, false]),
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
    authority.sign("good", "2");
    authority.sign("stale", "-1");
    let (_good, good) = authority.provider("good");
    let (_stale, stale) = authority.provider("stale");
    let (by_address, by_name) =
        (format!("https://127.0.0.1:{good}"), format!("https://localhost:{stale}"));
    let ca = authority.path("ca.pem");
    let trusted = [("DOORWARD_CA_FILE", text(&ca))];
    let issuers = [("address", by_address.as_str()), ("stale", by_name.as_str())];
    let ends = starts(&issuers, &trusted).await;
    assert_eq!(ends, [failed_with(UNTRUSTED), failed_with(UNTRUSTED)]);
    assert!(ends[0].starts_with(HOME));
}
