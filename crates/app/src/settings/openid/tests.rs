use crate::settings::complaint::{Code, Complaint, Severity};
use crate::settings::general::General;
use crate::settings::provider::{Credential, Kind, OpenId, Provider};
use crate::settings::providers::{BASE_PATH, Providers};
use crate::settings::reader::Reader;
use crate::settings::source::Sources;
use crate::settings::switches::Switches;
use crate::upstream::authorities::Authorities;

const COMPLETE: &str = "ALLOW_SOCIAL_LOGIN=true\nOPENID_CLIENT_ID=door\nOPENID_CLIENT_SECRET=s3cr3t\n\
                        OPENID_ISSUER=https://id.example.com\n";

fn read(text: &str) -> (Option<Provider>, Vec<Complaint>) {
    let sources = Sources::from_text(text);
    let mut env = Reader::new(&sources);
    let general = General::read(&mut env, None, false);
    let switches = Switches::read(&mut env);
    let providers =
        Providers::read(&mut env, &general, &switches, BASE_PATH, &Authorities::default());
    (providers.get("openid").cloned(), env.finish().1)
}

fn kind(provider: &Provider) -> &OpenId {
    let Kind::OpenId(openid) = &provider.kind else { panic!("it speaks OpenID") };
    openid
}

fn codes(text: &str) -> Vec<Code> {
    read(text).1.iter().map(|complaint| complaint.code).collect()
}

#[test]
fn four_lines_are_enough() {
    let (openid, complaints) = read(COMPLETE);
    let openid = openid.unwrap();
    assert_eq!(complaints, []);
    assert_eq!(openid.client_id, "door");
    assert!(matches!(&openid.credential, Credential::Secret(s) if s.expose() == "s3cr3t"));
    assert_eq!(openid.scope, "openid profile email");
    assert_eq!(openid.redirect_uri.as_str(), "http://localhost:3080/oauth/openid/callback");
    assert_eq!(openid.button.label, "Continue with OpenID");
    assert_eq!(kind(&openid).clock_tolerance_s, 30);
}

#[test]
fn an_issuer_may_be_written_in_every_documented_way() {
    for text in [
        "https://a.example",
        "https://a.example/",
        "https://a.example/.well-known/openid-configuration",
        "https://a.example/application/o/chat/",
        "https://c.b2clogin.com/c.example/v2.0/.well-known/openid-configuration?p=B2C_1_in",
        "https://A.example:443/realms/X",
        "http://localhost:8080/realms/x",
    ] {
        let (openid, complaints) = read(&COMPLETE.replace("https://id.example.com", text));
        assert_eq!(kind(&openid.unwrap()).issuer, text);
        assert_eq!(complaints, []);
    }
}

#[test]
fn a_bare_domain_gets_https_and_a_note() {
    let (openid, complaints) = read(&COMPLETE.replace("https://id.example.com", "me.eu.auth0.com"));
    assert_eq!(kind(&openid.unwrap()).issuer, "https://me.eu.auth0.com");
    assert_eq!(complaints[0].code, Code::OPENID_ISSUER_SCHEME);
    assert_eq!(
        complaints[0].to_string(),
        "OPENID_ISSUER=\"me.eu.auth0.com\" has no scheme. It is read as https://me.eu.auth0.com. \
         Write that."
    );
}

#[test]
fn plain_http_is_for_this_machine_or_on_request() {
    let outside = COMPLETE.replace("https://id.example.com", "http://id.example.com");
    assert_eq!(codes(&outside), [Code::OPENID_ISSUER_HTTP]);
    assert_eq!(codes(&format!("{outside}DOORWARD_ALLOW_HTTP_ISSUER=true")), []);
    assert_eq!(codes(&COMPLETE.replace("https://id.example.com", "http://127.0.0.1:9000")), []);
    for bad in ["ftp://a.example", "https://a.example/?x=1", "https://u:p@a.example", "https://"] {
        let text = COMPLETE.replace("https://id.example.com", bad);
        assert_eq!(codes(&text), [Code::OPENID_ISSUER], "{bad}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let (openid, complaints) = read("ALLOW_SOCIAL_LOGIN=true\nOPENID_CLIENT_ID=door");
    assert!(openid.is_none());
    assert_eq!(
        complaints[0].what,
        "OpenID sign-in is off, because OPENID_CLIENT_SECRET and OPENID_ISSUER is not set."
    );
    assert_eq!(codes(&COMPLETE.replace("OPENID_CLIENT_SECRET", "X")), [Code::OPENID_INCOMPLETE]);
    let public = COMPLETE.replace("OPENID_CLIENT_SECRET=s3cr3t", "OPENID_USE_PKCE=true");
    assert!(matches!(read(&public).0.unwrap().credential, Credential::Public));
    // The example file of the original sets these without switching OpenID on.
    let example = "OPENID_CLIENT_ID=\nOPENID_ISSUER=\nOPENID_SCOPE=\"openid profile email\"\n\
                   OPENID_CALLBACK_URL=/oauth/openid/callback";
    assert_eq!(codes(example), []);
}

#[test]
fn without_the_switch_it_is_off_and_says_so() {
    let (openid, complaints) = read(&COMPLETE.replace("ALLOW_SOCIAL_LOGIN=true", ""));
    assert!(openid.is_none());
    assert_eq!(complaints[0].code, Code::OPENID_SWITCHED_OFF);
}

#[test]
fn a_callback_is_a_path() {
    let with = |value: &str| format!("{COMPLETE}OPENID_CALLBACK_URL={value}");
    let (openid, _) = read(&with("/auth/back"));
    assert_eq!(openid.unwrap().redirect_uri.as_str(), "http://localhost:3080/auth/back");
    let (openid, complaints) = read(&with("http://localhost:3080/auth/back"));
    assert_eq!(openid.unwrap().callback_path, "/auth/back");
    assert_eq!(complaints[0].code, Code::OPENID_CALLBACK);
    for bad in [
        "oauth/openid/callback",
        "https://else.example/x",
        "//evil",
        "/a?b",
        "/../x",
        "/",
        "/a b",
        "/login",
        "/oauth/openid",
        "/admin/x",
        "/api/x",
    ] {
        assert_eq!(codes(&with(bad)), [Code::NOT_PATH], "{bad}");
    }
}

#[test]
fn the_other_values_are_checked() {
    for (line, code) in [
        ("OPENID_SCOPE=profile email", Code::OPENID_SCOPE),
        ("OPENID_CLOCK_TOLERANCE=-1", Code::NOT_NUMBER),
        ("OPENID_CLOCK_TOLERANCE=300", Code::OPENID_CLOCK),
        ("OPENID_GENERATE_NONCE=false", Code::OPENID_ALWAYS_ON),
        ("OPENID_IMAGE_URL=openid.png", Code::NOT_URL),
        ("OPENID_IMAGE_URL=//cdn.example/x.png", Code::NOT_URL),
        ("DOORWARD_OPENID_ID_TOKEN_ALG=none", Code::NOT_A_CHOICE),
    ] {
        assert_eq!(codes(&format!("{COMPLETE}{line}")), [code], "{line}");
    }
    let (openid, complaints) = read(&format!(
        "{COMPLETE}OPENID_AUDIENCE=a, b，c\nOPENID_SCOPE=\"openid  email\"\nOPENID_IMAGE_URL=/x.png\n\
         OPENID_GENERATE_NONCE=true\nOPENID_EMAIL_CLAIM=upn"
    ));
    let openid = openid.unwrap();
    assert_eq!(complaints, []);
    assert_eq!(kind(&openid).audience, ["a", "b", "c"]);
    assert_eq!(openid.scope, "openid email");
    assert_eq!(kind(&openid).claims.email.as_deref(), Some("upn"));
}

/// The original documents 300, passes it over, and so it stands in many files.
#[test]
fn a_tolerance_that_is_too_large_counts_as_a_minute() {
    for (text, expected) in [("60", 60), ("61", 60), ("300", 60), ("0", 0)] {
        let (openid, complaints) = read(&format!("{COMPLETE}OPENID_CLOCK_TOLERANCE={text}"));
        assert_eq!(kind(&openid.unwrap()).clock_tolerance_s, expected);
        assert!(complaints.iter().all(|complaint| complaint.severity == Severity::Warning));
    }
}

#[test]
fn the_session_at_the_provider_is_renewed_and_ended_only_on_request() {
    let session = |text: &str| kind(&read(&format!("{COMPLETE}{text}")).0.unwrap()).session.clone();
    let plain = session("");
    assert!(plain.reuse.is_none() && plain.end_session.is_none());
    assert_eq!(plain.keys_max_age_ms, 600_000);
    let reuse =
        session("OPENID_REUSE_TOKENS=true\nOPENID_REUSE_MAX_SESSION_AGE_MS=1000 * 60").reuse;
    assert_eq!(reuse.unwrap().max_age_ms, 60_000);
    let end = session("OPENID_USE_END_SESSION_ENDPOINT=true").end_session.unwrap();
    assert_eq!((end.return_to.as_str(), end.longest), ("http://localhost:3080/login", 2000));
    for text in [
        "https://chat.example",
        "https://chat.example/login?redirect=false",
        "https://CHAT.example:443",
    ] {
        let lines =
            format!("OPENID_USE_END_SESSION_ENDPOINT=true\nOPENID_POST_LOGOUT_REDIRECT_URI={text}");
        assert_eq!(session(&lines).end_session.unwrap().return_to, text);
    }
    for bad in
        ["/login", "https://chat.example/#a", "https://chat.example/a?b c", "ftp://a.example"]
    {
        let line = format!("{COMPLETE}OPENID_POST_LOGOUT_REDIRECT_URI=\"{bad}\"");
        assert_eq!(codes(&line), [Code::NOT_URL], "{bad}");
    }
    assert_eq!(session("OPENID_JWKS_URL_CACHE_ENABLED=false").keys_max_age_ms, 0);
    assert_eq!(session("OPENID_JWKS_URL_CACHE_TIME=60000").keys_max_age_ms, 60_000);
    assert_eq!(
        codes(&format!("{COMPLETE}OPENID_REUSE_TOKENS=true")),
        [Code::OPENID_OFFLINE],
        "nothing is renewed without a refresh token"
    );
    let scope = "OPENID_REUSE_TOKENS=true\nOPENID_SCOPE=openid offline_access";
    assert_eq!(codes(&format!("{COMPLETE}{scope}")), []);
}

#[test]
fn a_rule_about_roles_is_whole_or_stops_the_start() {
    for text in [
        "OPENID_REQUIRED_ROLE=staff",
        "OPENID_REQUIRED_ROLE=staff\nOPENID_REQUIRED_ROLE_PARAMETER_PATH=roles",
        "OPENID_REQUIRED_ROLE=,\nOPENID_REQUIRED_ROLE_PARAMETER_PATH=roles\n\
         OPENID_REQUIRED_ROLE_TOKEN_KIND=id",
        "OPENID_REQUIRED_ROLE=\nOPENID_REQUIRED_ROLE_PARAMETER_PATH=roles\n\
         OPENID_REQUIRED_ROLE_TOKEN_KIND=id",
        "OPENID_REQUIRED_ROLE_PARAMETER_PATH=roles",
        "OPENID_REQUIRED_ROLE= , ",
        "OPENID_ADMIN_ROLE=admins\nOPENID_ADMIN_ROLE_TOKEN_KIND=id",
        "OPENID_ADMIN_ROLE=,\nOPENID_ADMIN_ROLE_PARAMETER_PATH=roles\n\
         OPENID_ADMIN_ROLE_TOKEN_KIND=id",
        "OPENID_ADMIN_ROLE_TOKEN_KIND=id",
        "OPENID_ROLE_SYNC_ENABLED=true",
        "OPENID_ROLE_SYNC_ENABLED=true\nOPENID_ROLE_SYNC_CLAIM=r\n\
         OPENID_ROLE_SYNC_ROLE_PRIORITY=MANAGER",
        "OPENID_ROLE_SYNC_ENABLED=true\nOPENID_ROLE_SYNC_CLAIM=r\n\
         OPENID_ROLE_SYNC_FALLBACK_ROLE=ADMIN",
    ] {
        let (_, complaints) = read(&format!("{COMPLETE}{text}"));
        assert_eq!(complaints.len(), 1, "{text}: {complaints:?}");
        assert_eq!(
            (complaints[0].code, complaints[0].severity),
            (Code::OPENID_ROLE, Severity::Error)
        );
    }
    let whole = "OPENID_REQUIRED_ROLE=staff, other\nOPENID_REQUIRED_ROLE_PARAMETER_PATH=a.b\n\
                 OPENID_REQUIRED_ROLE_TOKEN_KIND=userinfo\nOPENID_ROLE_SYNC_ENABLED=true\n\
                 OPENID_ROLE_SYNC_CLAIM=r\nOPENID_ROLE_SYNC_ROLE_PRIORITY=user";
    let (openid, complaints) = read(&format!("{COMPLETE}{whole}"));
    assert_eq!(complaints, []);
    let roles = kind(&openid.unwrap()).roles.clone();
    assert_eq!(roles.required.unwrap().roles, ["staff", "other"]);
    assert_eq!(roles.sync.unwrap().priority, ["user"]);
    let unknown = format!("{COMPLETE}OPENID_REQUIRED_ROLE_TOKEN_KIND=cookie");
    assert_eq!(codes(&unknown), [Code::NOT_A_CHOICE]);
}
