//! `doorward doctor` and `doorward explain`, as the real binary.

use serde_json::Value;

use super::commands::doorward;
use crate::harness::Folder;
use crate::harness::stub::{self, Setup, well};

fn run(settings: &[(&str, &str)], args: &[&str]) -> (Option<i32>, String, String) {
    let folder = Folder::new();
    let output = doorward(folder.path(), settings, args, "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_says_how_it_went() {
    let (code, out, _) = run(&[], &["doctor", "--offline"]);
    assert_eq!(code, Some(0), "{out}");
    let plain = [
        ("DOMAIN_CLIENT", "http://192.168.1.5:3080"),
        ("DOMAIN_SERVER", "http://192.168.1.5:3080"),
    ];
    assert_eq!(run(&plain, &["doctor", "--offline"]).0, Some(0));
    assert_eq!(run(&plain, &["doctor", "--offline", "--strict"]).0, Some(1));
    let broken = [("DOMAIN_CLIENT", "chat.example.com")];
    assert_eq!(run(&broken, &["doctor", "--offline"]).0, Some(2));
    let (code, _, error) = run(&[], &["--env-file", "none.env", "doctor"]);
    assert_eq!(code, Some(3), "{error}");
    // The server does not run, which is no failure.
    let (code, out, _) = run(&[("PORT", "9")], &["doctor"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("DW-DOC-057"), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_has_its_fields_and_no_secret() {
    let token = ["401 Unauthorized", "", r#"{"error":"invalid_client"}"#];
    let base = stub::start(Setup { token, ..well() }).await;
    let settings = [
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("OPENID_ISSUER", base.as_str()),
        ("OPENID_CLIENT_ID", "chat"),
        ("OPENID_CLIENT_SECRET", "kept-by-the-story"),
        ("JWT_SECRET", "9fK2mQ7xV4bT1nZ8wR5cY3hJ6gD0sLpA"),
        ("PORT", "9"),
    ];
    let (code, out, _) = run(&settings, &["doctor", "--json"]);
    assert_eq!(code, Some(2), "{out}");
    assert!(!out.contains("kept-by-the-story") && !out.contains("9fK2mQ7x"), "{out}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["vantage"], serde_json::json!(["static", "server"]));
    let refused =
        report["findings"].as_array().unwrap().iter().find(|one| one["code"] == "DW-DOC-033");
    let refused = refused.expect("the secret is refused");
    assert_eq!(refused["severity"], "failure");
    assert_eq!(refused["setting"], "OPENID_CLIENT_SECRET");
    assert_eq!(refused["source"], "environment");
    assert_eq!(refused["catalogue"], serde_json::json!(["M18"]));
    for field in ["subject", "what", "evidence", "fix"] {
        assert!(refused[field].is_string(), "{field}: {refused}");
    }
}

#[test]
fn every_code_can_be_explained_offline() {
    let known = doorward_app::doctor::all();
    let pages = doorward_web::failures();
    assert!(known.len() > 200 && pages.len() > 80);
    for one in &known {
        assert!(one.meaning.len() > 10 && one.remedy.len() > 5, "{one:?}");
        assert_eq!(doorward_app::doctor::explain(&one.code.to_lowercase()).as_ref(), Some(one));
    }
    for one in &pages {
        assert_eq!(doorward_web::explain(one.code).as_ref(), Some(one));
        assert!(doorward_app::doctor::explain(one.code).is_none(), "{} is two things", one.code);
    }
    for code in ["DW-CFG-033", "dw-oidc-009", "DW-DOC-027", "DW-AUTH-001", "DW-CLERK-001"] {
        let (status, out, _) = run(&[], &["explain", code]);
        assert_eq!(status, Some(0));
        assert!(out.starts_with(&code.to_uppercase()), "{out}");
    }
    let (status, _, error) = run(&[], &["explain", "DW-NONE-001"]);
    assert_eq!(status, Some(1));
    assert!(error.contains("DW-OIDC-009"), "{error}");
}

/// The table of docs/DOCTOR.md is made out of the stories by `scripts/doctor-fixtures`.
#[test]
fn every_entry_of_the_catalogue_is_named_by_a_story() {
    let document = include_str!("../../../../docs/DOCTOR.md");
    let (_, table) = document.split_once("\n## Fixtures\n").unwrap();
    for entry in 1..=42 {
        assert!(table.contains(&format!("\n| M{entry} | `DW-")), "M{entry}");
    }
}
