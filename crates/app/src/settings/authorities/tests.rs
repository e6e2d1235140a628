use super::super::complaint::{Code, Severity};
use super::super::{Settings, Sources};

/// What is said of these settings about certificates.
fn complaints(settings: &[(&str, &str)]) -> Vec<(Code, Severity, String)> {
    let reading = Settings::read(&Sources::gather(None, settings.iter().copied()), 1);
    let ours = |code| code == Code::CA_FILE || code == Code::ALWAYS_VERIFIED;
    let said = reading.complaints.into_iter().filter(|complaint| ours(complaint.code));
    said.map(|complaint| (complaint.code, complaint.severity, complaint.what)).collect()
}

/// Checklist item 52.
#[test]
fn verification_has_no_switch() {
    let said = complaints(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].0, said[0].1), (Code::ALWAYS_VERIFIED, Severity::Warning));
    assert_eq!(complaints(&[("NODE_TLS_REJECT_UNAUTHORIZED", "1")]), []);
}

#[test]
fn a_file_that_is_not_there_is_named_with_its_setting() {
    for (name, severity) in [
        ("DOORWARD_CA_FILE", Severity::Error),
        ("NODE_EXTRA_CA_CERTS", Severity::Warning),
        ("DOORWARD_OPENID_CA_FILE", Severity::Error),
        ("DOORWARD_KEYCLOAK_CA_FILE", Severity::Error),
    ] {
        let said = complaints(&[(name, "/nowhere/ca.pem")]);
        assert_eq!(said.len(), 1, "{name}");
        assert_eq!((said[0].0, said[0].1), (Code::CA_FILE, severity), "{name}");
        assert!(said[0].2.starts_with(&format!("{name}=\"/nowhere/ca.pem\" cannot be read")));
    }
}

#[test]
fn a_file_without_certificates_is_refused() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let said = complaints(&[("DOORWARD_CA_FILE", manifest)]);
    assert!(said[0].2.contains("holds no certificate"), "{}", said[0].2);
}
