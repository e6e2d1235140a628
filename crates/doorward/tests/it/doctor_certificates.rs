//! The doctor at certificates: our own in its file, and what the public URL shows, whoever ends https there.

use std::net::SocketAddr;
use std::ops::Range;

use doorward_app::doctor::{self, Finding, Severity};
use doorward_app::settings::Sources;

use crate::doctor_settings::{found, wrong};
use crate::harness::authority::{Authority, utf8, write_self_signed};
use crate::harness::proxy::{HONEST, Proxy};
use crate::harness::{Doorward, Folder, owned, tls};

/// The files of our own certificate: its host and days, and the entry and the code by which it is named.
type Broken<'a> = (&'a str, Range<i64>, (u8, &'a str));

#[test]
fn a_certificate_in_a_file_that_is_old_or_for_another_host_is_named_with_its_line() {
    let folder = Folder::new();
    let file = folder.path().join("ours.pem");
    let text = format!(
        "DOMAIN_CLIENT=https://chat.example.test\nDOMAIN_SERVER=https://chat.example.test\n\
         DOORWARD_TLS_CERT={0}\nDOORWARD_TLS_KEY={0}\n",
        utf8(&file)
    );
    let ours = "chat.example.test";
    let ends: [Broken<'_>; 4] = [
        (ours, -80..10, (43, "DW-CFG-229")),
        (ours, -90..-1, (43, "DW-CFG-224")),
        (ours, 1..90, (43, "DW-CFG-224")),
        ("other.example.test", -1..89, (43, "DW-CFG-225")),
    ];
    for (host, days, (entry, code)) in ends {
        write_self_signed(&file, &[host], days);
        let findings = found(&text);
        let [named] = wrong(&findings)[..] else { panic!("{code}: {:#?}", wrong(&findings)) };
        assert_eq!((named.code.as_str(), named.catalogue[0].0), (code, entry));
        assert!(named.source.as_ref().unwrap().to_string().ends_with("door.env:3"), "{named:?}");
    }
    write_self_signed(&file, &[ours], -1..89);
    assert!(wrong(&found(&text)).is_empty(), "{:#?}", found(&text));
}

/// What is found at a public URL where a proxy ends https with this certificate of an authority's folder.
async fn at(authority: &Authority, name: &str, trusts: &str) -> Vec<Finding> {
    let proxy = Proxy::start(HONEST).await;
    let behind: SocketAddr = proxy.url().trim_start_matches("http://").parse().unwrap();
    let url = format!("https://localhost:{}", tls::in_front_of(behind, authority, name).await);
    let ca = authority.path(trusts);
    let settings =
        [("DOMAIN_CLIENT", url.as_str()), ("DOMAIN_SERVER", &url), ("DOORWARD_CA_FILE", utf8(&ca))];
    let door = Doorward::start_today(&settings).await;
    proxy.stand_before(door.address);
    let sources = Sources::gather(None, owned(&[]));
    let app = door.app();
    let findings = Box::pin(doctor::server(&app, &app.settings.report, &sources)).await;
    drop(app);
    door.stop().await;
    findings
}

#[tokio::test]
async fn the_certificate_that_a_proxy_shows_is_looked_at_too() {
    let authority = Authority::new();
    authority.sign("signed", "localhost", "2");
    for (name, host, days) in [
        ("good", "localhost", -1..89),
        ("near", "localhost", -80..10),
        ("over", "localhost", -90..-1),
        ("next", "localhost", 1..90),
        ("other", "other.example.test", -1..89),
    ] {
        let file = authority.path(&format!("{name}.pem"));
        write_self_signed(&file, &[host], days);
        std::fs::copy(&file, authority.path(&format!("{name}.key"))).unwrap();
    }
    let (failure, warning) = (Severity::Failure, Severity::Warning);
    for (name, trusts, (entry, code), severity) in [
        ("near", "near.pem", (43, "DW-DOC-068"), warning),
        ("over", "over.pem", (43, "DW-DOC-069"), failure),
        ("next", "next.pem", (43, "DW-DOC-069"), failure),
        ("other", "other.pem", (43, "DW-DOC-069"), failure),
        // People may know the authority that this machine does not.
        ("signed", "good.pem", (16, "DW-DOC-069"), warning),
    ] {
        let findings = at(&authority, name, trusts).await;
        let named = findings.iter().find(|one| one.code == code);
        let named = named.unwrap_or_else(|| panic!("{name}: {findings:#?}"));
        assert_eq!(named.severity, severity, "{name}: {named:?}");
        assert!(named.catalogue.iter().any(|known| known.0 == entry), "{named:?}");
        let seen = named.evidence.as_ref().unwrap();
        assert!(seen.contains("until") && seen.contains("https://localhost:"), "{seen}");
    }
    for (name, trusts) in [("good", "good.pem"), ("signed", "ca.pem")] {
        let findings = at(&authority, name, trusts).await;
        let told = findings.iter().find(|one| one.code == "DW-DOC-067");
        let told = told.unwrap_or_else(|| panic!("{name}: {findings:#?}"));
        assert_eq!(told.severity, Severity::Ok);
        assert!(findings.iter().all(|one| one.code != "DW-DOC-068" && one.code != "DW-DOC-069"));
    }
}
