//! The doctor at the settings alone: each entry of the catalogue that they show, by a file with that mistake,
//! and files without any.

use doorward_app::doctor::{self, Finding, Severity};
use doorward_app::settings::{Settings, Sources};

use crate::harness::Folder;

/// What is found in a settings file.
pub(crate) fn found(text: &str) -> Vec<Finding> {
    let folder = Folder::new();
    let file = folder.path().join("door.env");
    std::fs::write(&file, text).unwrap();
    let sources = Sources::gather(Some(&file), Vec::<(String, String)>::new());
    doctor::statics(&Settings::read(&sources, 2)).unwrap()
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// What is wrong with it.
pub(crate) fn wrong(findings: &[Finding]) -> Vec<&Finding> {
    let grave = [Severity::Failure, Severity::Warning];
    findings.iter().filter(|finding| grave.contains(&finding.severity)).collect()
}

const OPENID: &str = "ALLOW_SOCIAL_LOGIN=true\nOPENID_CLIENT_ID=chat\n\
                      OPENID_CLIENT_SECRET=kept-0123456789abcdefghijkl\n";
const SITE: &str = "DOMAIN_CLIENT=https://chat.example.com\nDOMAIN_SERVER=https://chat.example.com\n\
                    TRUST_PROXY=1\n";

/// A file with one mistake: the entry, the code, the line that it stands in, and the file. A line of 0 is
/// not looked at.
type Broken = (u8, &'static str, usize, String);

#[expect(clippy::too_many_lines, reason = "a table of mistakes")]
fn broken() -> Vec<Broken> {
    let with =
        |text: &str| format!("{SITE}{OPENID}OPENID_ISSUER=https://login.example.com\n{text}");
    let at = |issuer: &str, more: &str| format!("{SITE}{OPENID}OPENID_ISSUER={issuer}\n{more}");
    let entra = "https://login.microsoftonline.com/0f9a/v2.0";
    let id = "OPENID_CLIENT_SECRET=8d0c2c1e-9a2b-4c3d-8e4f-5a6b7c8d9e0f\n";
    vec![
        (2, "DW-CFG-033", 0, "DOMAIN_CLIENT=https://c.example.com\n".to_owned()),
        (4, "DW-CFG-073", 7, at("login.example.com", "")),
        (4, "DW-CFG-072", 7, at("ftp://login.example.com", "")),
        (5, "DW-CFG-078", 8, with("OPENID_REUSE_TOKENS=true\n")),
        (
            6,
            "DW-DOC-005",
            0,
            at(
                "https://t.eu.auth0.com",
                "OPENID_REUSE_TOKENS=true\nOPENID_SCOPE=openid email offline_access\n",
            ),
        ),
        (8, "DW-DOC-004", 8, with("OPENID_SCOPE=openid profile\n")),
        (
            10,
            "DW-CFG-030",
            0,
            "DOMAIN_CLIENT=https://a.example\nDOMAIN_SERVER=https://b.example\n".to_owned(),
        ),
        (10, "DW-DOC-012", 0, "DATABASE_URL=postgres://u:p@h/d\n".to_owned()),
        (11, "DW-CFG-032", 1, "DOMAIN_CLIENT=http://192.168.1.5:3080\n".to_owned()),
        (
            11,
            "DW-CFG-035",
            0,
            "DOMAIN_SERVER=http://192.168.1.5\nSESSION_COOKIE_SECURE=true\n".to_owned(),
        ),
        (13, "DW-CFG-024", 1, "DOMAIN_CLIENT=chat.example.com\n".to_owned()),
        (15, "DW-DOC-003", 7, at("http://localhost:9000/realms/main", "")),
        (16, "DW-CFG-109", 8, with("DOORWARD_CA_FILE=/no/such/file.pem\n")),
        (17, "DW-CFG-094", 8, with("OPENID_CLOCK_TOLERANCE=100000\n")),
        (18, "DW-DOC-006", 8, at(entra, id)),
        (
            18,
            "DW-DOC-015",
            6,
            at("https://a.example", "").replace("=kept-", "=“kept-").replace("jkl\n", "jkl”\n"),
        ),
        (21, "DW-DOC-007", 7, at("https://sts.windows.net/0f9a/", "")),
        (21, "DW-DOC-007", 7, at("https://login.microsoftonline.com/0f9a", "")),
        (
            22,
            "DW-CFG-034",
            2,
            "DOMAIN_CLIENT=https://c.example.com\nTRUST_PROXY=0.0.0.0/0\n".to_owned(),
        ),
        (
            22,
            "DW-CFG-026",
            2,
            "DOMAIN_CLIENT=https://c.example.com\nTRUST_PROXY=10.0.0.7/8\n".to_owned(),
        ),
        (22, "DW-CFG-230", 3, format!("{SITE}DOORWARD_TLS=self-signed\n")),
        (12, "DW-CFG-204", 4, format!("{SITE}DOORWARD_COOKIE_DOMAIN=192.0.2.7\n")),
        (12, "DW-CFG-204", 4, format!("{SITE}DOORWARD_COOKIE_DOMAIN=https://example.com\n")),
        (12, "DW-CFG-204", 4, format!("{SITE}DOORWARD_COOKIE_DOMAIN=com\n")),
        (12, "DW-CFG-204", 4, format!("{SITE}DOORWARD_COOKIE_DOMAIN=example.org\n")),
        (
            25,
            "DW-DOC-110",
            10,
            with(&format!("{APP}DOORWARD_IDENTITY_HEADERS=x-forwarded, remote, auth-request\n")),
        ),
        (
            25,
            "DW-DOC-110",
            10,
            with(&format!("{APP}DOORWARD_IDENTITY_HEADERS=x-forwarded, X-A=groups, X-B=groups\n")),
        ),
        (28, "DW-DOC-009", 0, apple("http://localhost:3080")),
        (29, "DW-CFG-173", 0, mail("EMAIL_PORT=587\nEMAIL_ENCRYPTION=tls\n")),
        (30, "DW-CFG-060", 1, "ALLOW_PASSWORD_RESET=true\n".to_owned()),
        (31, "DW-CFG-051", 1, format!("JWT_SECRET={PUBLISHED}\n")),
        (32, "DW-CFG-010", 1, "DOMAIN_CLIENTS=https://a.example\n".to_owned()),
        (33, "DW-CFG-105", 8, with("OPENID_CALLBACK_URL=/oauth/google/callback\n")),
        (34, "DW-CFG-151", 0, format!("{SITE}DOORWARD_PASSKEY_RP_ID=example.org\n")),
        (37, "DW-DOC-010", 8, with("OPENID_EMAIL_CLAIM=preferred_username\n")),
        (39, "DW-CFG-079", 8, with("OPENID_REQUIRED_ROLE=staff\n")),
        (41, "DW-DOC-012", 0, "DATABASE_URL=postgres://u:p@h/d\n".to_owned()),
        (42, "DW-DOC-014", 4, format!("{SITE}DOORWARD_UPSTREAM=http://chat.example.com:3210\n")),
    ]
}

const APP: &str = "ALLOW_REGISTRATION=false\nDOORWARD_UPSTREAM=http://127.0.0.1:3210\n";

const PUBLISHED: &str = "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef";

fn apple(public: &str) -> String {
    format!(
        "DOMAIN_CLIENT={public}\nDOMAIN_SERVER={public}\nALLOW_SOCIAL_LOGIN=true\nAUTH_APPLE_ID=com.example\n\
         AUTH_APPLE_SECRET=made-elsewhere-0123456789\n"
    )
}

fn mail(text: &str) -> String {
    format!("EMAIL_HOST=mail.example.com\nEMAIL_FROM=door@example.com\n{text}")
}

#[test]
fn each_mistake_in_the_settings_is_named_with_its_line() {
    let mut missed = Vec::new();
    for (entry, code, line, text) in broken() {
        let findings = found(&text);
        let named = findings
            .iter()
            .find(|one| one.code == code && one.catalogue.iter().any(|known| known.0 == entry));
        let Some(named) = named else {
            missed.push(format!("M{entry} {code} in\n{text}\n{:?}", codes(&findings)));
            continue;
        };
        assert!(named.fix.is_some() && named.severity != Severity::Ok, "{named:?}");
        let place = named.source.as_ref().map(ToString::to_string).unwrap_or_default();
        if line > 0 && !place.ends_with(&format!("door.env:{line}")) {
            missed.push(format!("M{entry} {code} stands in {place}, not in line {line}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

#[test]
fn what_is_well_set_up_gets_no_word() {
    let at = |issuer: &str| format!("{SITE}{OPENID}OPENID_ISSUER={issuer}\n");
    let entra = "https://login.microsoftonline.com/0f9a/v2.0";
    let reuse = "OPENID_REUSE_TOKENS=true\nOPENID_SCOPE=openid profile email offline_access\n";
    let keys = "JWT_SECRET=9fK2mQ7xV4bT1nZ8wR5cY3hJ6gD0sLpA\nJWT_REFRESH_SECRET=pL0sDg6Jh3Yc5Rw8Zn1Tb4Vx7Qm2Kf9A\n";
    let good = [
        String::new(),
        "HOST=0.0.0.0\nPORT=8080\n".to_owned(),
        SITE.to_owned(),
        format!("{SITE}{keys}DATABASE_URL=postgres://u:p@h/d\n"),
        at("https://login.example.com"),
        at("https://login.example.com/"),
        at("https://login.example.com/.well-known/openid-configuration"),
        at("https://login.example.com/realms/main"),
        at("https://auth.example.com/application/o/chat/"),
        at("https://accounts.google.com"),
        at(entra),
        format!("{}{reuse}", at(entra)),
        format!("{}{reuse}OPENID_AUDIENCE=https://api.example\n", at("https://t.eu.auth0.com")),
        apple("https://chat.example.com").replace("\nALLOW", "\nTRUST_PROXY=1\nALLOW"),
        format!("{SITE}AUTH_GITHUB_ID=x\nAUTH_GITHUB_SECRET=0123456789abcdef\n"),
        format!("{SITE}{}", mail("EMAIL_PORT=465\nEMAIL_ENCRYPTION=tls\n")),
        format!(
            "{SITE}{}ALLOW_PASSWORD_RESET=true\n",
            mail("EMAIL_PORT=587\nEMAIL_ENCRYPTION=starttls\n")
        ),
        format!("{SITE}DOORWARD_UPSTREAM=http://127.0.0.1:3210\nALLOW_REGISTRATION=false\n"),
        format!("{}{APP}", at(entra)),
        format!("{}{APP}DOORWARD_IDENTITY_HEADERS=x-forwarded, remote\n", at(entra)),
        // Nobody has groups without a provider that tells them.
        format!("{SITE}{APP}DOORWARD_IDENTITY_HEADERS=x-forwarded, remote, auth-request\n"),
        format!("{SITE}DOORWARD_PASSKEY_RP_ID=example.com\n"),
        format!("{SITE}TRUST_PROXY=10.0.0.0/8,loopback\n").replace("TRUST_PROXY=1\n", ""),
        "SESSION_EXPIRY=1000 * 60 * 15\nREFRESH_TOKEN_EXPIRY=(1000 * 60 * 60 * 24) * 7\n"
            .to_owned(),
    ];
    assert!(good.len() >= 20);
    for text in good {
        let findings = found(&text);
        assert!(wrong(&findings).is_empty(), "in\n{text}\n{:#?}", wrong(&findings));
    }
}

#[test]
fn the_redirect_uri_of_each_provider_is_told_to_the_letter() {
    let text = format!("{SITE}{OPENID}OPENID_ISSUER=https://login.example.com\n");
    let findings = found(&text);
    let uri = findings.iter().find(|one| one.code == "DW-DOC-001").unwrap();
    let expected = Some("https://chat.example.com/oauth/openid/callback");
    assert_eq!((uri.evidence.as_deref(), uri.severity), (expected, Severity::Ok));
}

/// A compose file beside the settings that publishes the app is named with its line.
#[test]
fn an_app_that_a_compose_file_publishes_is_named() {
    let compose = |ports: &str| format!("services:\n  lobe:\n    ports:\n      - {ports}\n");
    let behind = |app: &str| format!("{SITE}DOORWARD_UPSTREAM={app}\nALLOW_REGISTRATION=false\n");
    let lobe = "http://lobe:3210";
    for (ports, app, expected) in [
        ("\"3210:3210\"", lobe, Some((42, "DW-DOC-107"))),
        ("8080:3210", lobe, Some((42, "DW-DOC-107"))),
        ("3210:3210", "http://127.0.0.1:3210", Some((42, "DW-DOC-107"))),
        ("127.0.0.1:3210:3210", lobe, None),
        ("3000:3000", lobe, None),
        ("3210:80", "http://other:80", None),
    ] {
        let folder = Folder::new();
        let file = folder.path().join("door.env");
        std::fs::write(&file, behind(app)).unwrap();
        std::fs::write(folder.path().join("compose.yaml"), compose(ports)).unwrap();
        let sources = Sources::gather(Some(&file), Vec::<(String, String)>::new());
        let findings = doctor::beside(&Settings::read(&sources, 2), &sources);
        let named = findings.first().map(|one| (one.catalogue[0].0, one.code.as_str()));
        assert_eq!(named, expected, "{ports} {app}");
        if let Some(named) = findings.first() {
            assert!(named.source.as_ref().unwrap().to_string().ends_with("compose.yaml:4"));
        }
    }
}
