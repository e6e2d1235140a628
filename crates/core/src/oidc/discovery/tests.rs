use serde_json::{Value, json};

use super::*;

fn document() -> Value {
    json!({
        "issuer": "https://op.example/",
        "authorization_endpoint": "https://op.example/authorize?tenant=1",
        "token_endpoint": "https://op.example/token",
        "userinfo_endpoint": "https://op.example/me",
        "jwks_uri": "https://keys.example/jwks",
        "scopes_supported": ["openid"],
    })
}

fn read(document: &Value) -> Result<Metadata, Refused> {
    let issuer = Issuer::parse("https://op.example", Transport::Secure).unwrap();
    parse(document.to_string().as_bytes(), &issuer, Transport::Secure)
}

fn changed(name: &str, value: Value) -> Result<Metadata, Refused> {
    let mut document = document();
    document[name] = value;
    read(&document)
}

#[test]
fn a_usual_document_is_read_and_its_spelling_of_the_issuer_counts() {
    let metadata = read(&document()).unwrap();
    assert_eq!(metadata.issuer, "https://op.example/");
    assert_eq!(metadata.authorization_endpoint.query(), Some("tenant=1"));
    assert_eq!(metadata.client_authentication, ClientAuthentication::Either);
    assert!(!metadata.promises_response_issuer);
    assert!(changed("userinfo_endpoint", Value::Null).unwrap().userinfo_endpoint.is_none());
}

#[test]
fn each_fault_has_its_own_refusal() {
    for (name, value, why) in [
        ("issuer", Value::Null, Refusal::IssuerMissing),
        ("issuer", json!(""), Refusal::IssuerMissing),
        ("issuer", json!("https://evil.example"), Refusal::IssuerMismatch),
        ("issuer", json!("https://op.example//"), Refusal::IssuerMismatch),
        ("issuer", json!("http://op.example"), Refusal::IssuerMismatch),
        ("issuer", json!(["https://op.example"]), Refusal::DiscoveryMalformed),
        ("jwks_uri", Value::Null, Refusal::EndpointMissing),
        ("token_endpoint", Value::Null, Refusal::EndpointMissing),
        ("authorization_endpoint", Value::Null, Refusal::EndpointMissing),
        ("jwks_uri", json!("file:///etc/passwd"), Refusal::EndpointUnusable),
        ("token_endpoint", json!("http://op.example/token"), Refusal::EndpointUnusable),
        ("authorization_endpoint", json!("javascript:alert(1)"), Refusal::EndpointUnusable),
        ("authorization_endpoint", json!("https://op.example/#a"), Refusal::EndpointUnusable),
        ("userinfo_endpoint", json!("https://a:b@op.example/"), Refusal::EndpointUnusable),
        ("end_session_endpoint", json!("op.example"), Refusal::EndpointUnusable),
        ("token_endpoint_auth_methods_supported", json!("none"), Refusal::DiscoveryMalformed),
    ] {
        assert_eq!(changed(name, value.clone()).unwrap_err().why, why, "{name}: {value}");
    }
    let twice = br#"{"issuer":"https://op.example","issuer":"https://op.example"}"#;
    let issuer = Issuer::parse("https://op.example", Transport::Secure).unwrap();
    for bytes in [b"<html>".as_slice(), b"", b"[]", b"null", b"{", twice, b"\xff"] {
        let refused = parse(bytes, &issuer, Transport::Secure).unwrap_err();
        assert_eq!(refused.why, Refusal::DiscoveryMalformed);
    }
}

/// Checklist item 44: the token's issuer is then the stated one, byte for byte.
#[test]
fn a_tenant_that_is_named_by_its_domain_is_stated_by_its_id() {
    let by_domain = "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0";
    let by_id = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
    let issuer = Issuer::parse(by_domain, Transport::Secure).unwrap();
    let mut document = document();
    document["issuer"] = by_id.into();
    let metadata = parse(document.to_string().as_bytes(), &issuer, Transport::Secure).unwrap();
    assert_eq!(metadata.issuer_of(&Object::new()).unwrap(), by_id);
    assert!(metadata.tenants.is_none());
}

#[test]
fn the_way_to_show_the_secret_follows_the_list() {
    for (list, expected) in [
        (json!(["client_secret_post"]), ClientAuthentication::Post),
        (json!(["private_key_jwt", "client_secret_post"]), ClientAuthentication::Post),
        (json!(["client_secret_post", "client_secret_basic"]), ClientAuthentication::Either),
        (json!(["client_secret_basic"]), ClientAuthentication::Basic),
        (json!(["private_key_jwt"]), ClientAuthentication::Basic),
        (json!([]), ClientAuthentication::Basic),
        (Value::Null, ClientAuthentication::Either),
    ] {
        let metadata = changed("token_endpoint_auth_methods_supported", list.clone()).unwrap();
        assert_eq!(metadata.client_authentication, expected, "{list}");
    }
}

proptest::proptest! {
    /// Checklist item 121.
    #[test]
    fn no_document_panics(text in ".*", url in ".*", issuer in ".*") {
        if let Ok(issuer) = Issuer::parse(&issuer, Transport::PlainAllowed) {
            assert!(parse(text.as_bytes(), &issuer, Transport::Secure).is_err());
        }
        if let Ok(metadata) = changed("token_endpoint", json!(url)) {
            assert!(endpoint::allowed(&metadata.token_endpoint, Transport::Secure));
        }
    }
}
