//! The doctor asks providers: the certified one, which is set up well, and others, each with one mistake.

use doorward_app::doctor::{self, Finding, Severity};
use doorward_app::settings::Sources;
use serde_json::json;

use crate::harness::authority::{Authority, utf8};
use crate::harness::node::Node;
use crate::harness::peer::Peer;
use crate::harness::stub::{self, Setup, well};
use crate::harness::{Doorward, owned};

/// How a provider is set up, further settings, and the entry and the code by which that is named.
type Case<'a> = (Setup, &'a [(&'a str, &'a str)], (u8, &'a str));

/// What is found of providers, mail and database with these settings.
async fn found(settings: &[(&str, &str)], environment: &[(&str, &str)]) -> Vec<Finding> {
    let door = Doorward::start_today(settings).await;
    let sources = Sources::gather(None, owned(environment));
    let app = door.app();
    let findings = Box::pin(doctor::server(&app, &app.settings.report, &sources)).await;
    drop(app);
    door.stop().await;
    findings
}

fn is(finding: &Finding, entry: u8, code: &str) -> bool {
    finding.code == code && finding.catalogue.iter().any(|known| known.0 == entry)
}

fn lines(findings: &[Finding]) -> String {
    let line = |one: &Finding| {
        format!(
            "{:?} {} {}: {:?} -> {:?}",
            one.severity, one.code, one.subject, one.evidence, one.fix
        )
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The settings of a provider at `issuer`.
fn at<'a>(issuer: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("OPENID_ISSUER", issuer),
        ("OPENID_CLIENT_ID", "chat"),
        ("OPENID_CLIENT_SECRET", "a-secret-of-the-story"),
    ];
    all.extend(more);
    all
}

/// Whether a setup of a provider is named as that entry, with that code, and the secret nowhere.
async fn names(setup: Setup, more: &[(&str, &str)], (entry, code): (u8, &str)) -> Option<String> {
    let base = stub::start(setup).await;
    let findings = found(&at(&base, more), &[]).await;
    let text = lines(&findings);
    assert!(!text.contains("a-secret-of-the-story"), "{text}");
    let named = findings.iter().any(|one| is(one, entry, code) && one.fix.is_some());
    (!named).then(|| format!("M{entry} {code} is not among\n{text}"))
}

const JSON: &str = "Content-Type: application/json\r\n";
const BAD: &str = "400 Bad Request";

#[tokio::test]
async fn each_mistake_at_a_provider_is_named() {
    let authorize = |body| Setup { authorize: [BAD, "", body], ..well() };
    let back = |headers| Setup { authorize: ["303 See Other", headers, ""], ..well() };
    let token = |status, body| Setup { token: [status, JSON, body], ..well() };
    let document = |document| Setup { document, ..well() };
    let offline = [("OPENID_SCOPE", "openid email offline_access")];
    let sign_out = [("OPENID_USE_END_SESSION_ENDPOINT", "true")];
    let no_offline = json!({"scopes_supported": ["openid", "email"]});
    let ends: &[Case<'_>] = &[
        (authorize("Invalid parameter: redirect_uri"), &[], (1, "DW-DOC-027")),
        (authorize("AADSTS50011: The reply URL does not match"), &[], (1, "DW-DOC-027")),
        (authorize("No."), &[], (1, "DW-DOC-030")),
        (document(json!({"issuer": "https://other.example"})), &[], (3, "DW-OIDC-009")),
        (document(json!({"issuer": null})), &[], (4, "DW-OIDC-008")),
        (document(json!({"token_endpoint": null})), &[], (4, "DW-OIDC-010")),
        (document(no_offline), &offline, (5, "DW-DOC-021")),
        (document(json!({"scopes_supported": ["openid"]})), &[], (8, "DW-DOC-021")),
        (document(json!({"jwks_uri": "http://127.0.0.1:1/jwks"})), &[], (15, "DW-OIDC-020")),
        (Setup { date: Some("Thu, 01 Jan 2026 00:00:00 GMT"), ..well() }, &[], (17, "DW-DOC-025")),
        (authorize(r#"{"error":"invalid_client"}"#), &[], (18, "DW-DOC-028")),
        (token("401 Unauthorized", r#"{"error":"invalid_client"}"#), &[], (18, "DW-DOC-033")),
        (token(BAD, r#"{"error":"unauthorized_client"}"#), &[], (19, "DW-DOC-035")),
        (
            token(
                "401 Unauthorized",
                r#"{"error":"invalid_client","error_description":"AADSTS700025: public"}"#,
            ),
            &[],
            (19, "DW-DOC-037"),
        ),
        (back("Location: {back}?error=unauthorized_client\r\n"), &[], (19, "DW-DOC-029")),
        (Setup { keys: r#"{"keys":[]}"#, ..well() }, &[], (20, "DW-OIDC-026")),
        (
            document(json!({"id_token_signing_alg_values_supported": ["HS256"]})),
            &[],
            (20, "DW-DOC-022"),
        ),
        (document(json!({"end_session_endpoint": null})), &sign_out, (36, "DW-DOC-023")),
    ];
    let all = ends.iter().map(|(setup, more, expected)| names(setup.clone(), more, *expected));
    let missed: Vec<_> = futures_util::future::join_all(all).await.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_told_with_what_stands_between() {
    let issuer = "http://127.0.0.1:1/realms/main";
    let proxy = [("HTTPS_PROXY", "http://user:word@proxy.example:3128")];
    let findings = found(&at(issuer, &[]), &proxy).await;
    let text = lines(&findings);
    assert!(findings.iter().any(|one| is(one, 15, "DW-OIDC-002")), "{text}");
    let told = findings.iter().find(|one| is(one, 35, "DW-DOC-011")).expect(&text);
    assert_eq!(told.setting.as_deref(), Some("HTTPS_PROXY"));
    assert!(!text.contains("word"), "{text}");
    // The provider is there, but has nothing at that path.
    let base = stub::start(well()).await;
    let findings = found(&at(&format!("{base}/realms/none"), &[]), &[]).await;
    assert!(findings.iter().any(|one| is(one, 4, "DW-OIDC-004")), "{}", lines(&findings));
}

/// Checklist item 52: the doctor trusts whom sign-ins trust, and offers no way around.
#[tokio::test]
async fn a_certificate_of_an_authority_of_ones_own_is_named() {
    let authority = Authority::new();
    authority.sign("good", "localhost", "2");
    let [key, certificate] = ["good.key", "good.pem"].map(|file| authority.path(file));
    let environment = [("KEY", utf8(&key)), ("CERT", utf8(&certificate))];
    let (_node, lines_out) = Node::start("tls.mjs", &[], &environment);
    let port = lines_out[0].strip_prefix("up ").unwrap();
    let issuer = format!("https://localhost:{port}");
    let findings = found(&at(&issuer, &[]), &[]).await;
    let told = findings.iter().find(|one| is(one, 16, "DW-OIDC-013"));
    let told = told.unwrap_or_else(|| panic!("{}", lines(&findings)));
    let seen = told.evidence.as_ref().unwrap();
    assert!(seen.contains("CN=localhost signed by CN=An authority of this story until "), "{seen}");
    let fix = told.fix.as_ref().unwrap();
    assert!(fix.contains("write DOORWARD_OPENID_CA_FILE=FILE"), "{fix}");
    let ca = authority.path("ca.pem");
    let findings = found(&at(&issuer, &[("DOORWARD_CA_FILE", utf8(&ca))]), &[]).await;
    assert!(!findings.iter().any(|one| is(one, 16, "DW-OIDC-013")), "{}", lines(&findings));
}

#[tokio::test]
async fn what_a_certified_provider_thinks_of_us_is_told_without_a_user() {
    let peer = Peer::start(&[]);
    let good = "basic-secret-0123456789abcdef0123456789";
    let post = "post-secret-0123456789abcdef0123456789";
    let base = "http://localhost:3080";
    for (client, secret, callback, expected) in [
        ("basic", good, "/oauth/openid/callback", &[][..]),
        ("post", post, "/oauth/openid/callback", &[]),
        ("basic", "another-secret-altogether", "/oauth/openid/callback", &["DW-DOC-033"]),
        ("basic", good, "/somewhere/else", &["DW-DOC-027"]),
        ("nobody", good, "/oauth/openid/callback", &["DW-DOC-028", "DW-DOC-033"]),
    ] {
        let mut settings = peer.settings(client, secret);
        settings.extend([("DOMAIN_SERVER", base), ("DOMAIN_CLIENT", base)]);
        settings.push(("OPENID_CALLBACK_URL", callback));
        let findings = found(&settings, &[]).await;
        let about = findings.iter().filter(|one| one.subject == "provider openid");
        let grave = about.filter(|one| one.severity <= Severity::Warning);
        let codes: Vec<_> = grave.map(|one| one.code.as_str()).collect();
        assert_eq!(codes, expected, "{client} {callback}\n{}", lines(&findings));
    }
}

#[tokio::test]
async fn a_secret_that_is_wanted_in_another_way_is_named_so() {
    let document = json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
    let refused = ["401 Unauthorized", JSON, r#"{"error":"invalid_client"}"#];
    let taken = [BAD, JSON, r#"{"error":"invalid_grant"}"#];
    let setup = Setup { document, token: refused, token_basic: Some(taken), ..well() };
    let missed = names(setup, &[], (18, "DW-DOC-034")).await;
    assert!(missed.is_none(), "{missed:?}");
}
