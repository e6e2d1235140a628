use super::*;
use crate::oidc::discovery::{self, Metadata};
use crate::oidc::endpoint::Transport;
use crate::oidc::issuer::Issuer;

fn provider(promises: bool) -> Metadata {
    let document = format!(
        r#"{{"issuer":"https://op.example","authorization_endpoint":"https://op.example/a",
            "token_endpoint":"https://op.example/t","jwks_uri":"https://op.example/k",
            "authorization_response_iss_parameter_supported":{promises}}}"#
    );
    let issuer = Issuer::parse("https://op.example", Transport::Secure).unwrap();
    discovery::parse(document.as_bytes(), &issuer, Transport::Secure).unwrap()
}

fn code(query: &str, promises: bool) -> Result<String, Refusal> {
    Response::parse(query)
        .and_then(|response| response.into_code("s", provider(promises).sender()))
        .map_err(|refused| refused.why)
}

#[test]
fn a_good_answer_gives_its_code() {
    assert_eq!(code("code=a%2Bb&state=s", false).as_deref(), Ok("a+b"));
    assert_eq!(code("state=s&code=a&session_state=x&error=", false).as_deref(), Ok("a"));
    assert_eq!(code("code=a&state=s&iss=https%3A%2F%2Fop.example", true).as_deref(), Ok("a"));
}

#[test]
fn each_fault_has_its_own_refusal() {
    let long = format!("state=s&code={}", "a".repeat(60_000));
    let longish = format!("state=s&code={}", "a".repeat(9_000));
    let many = (0..40).map(|n| format!("p{n}=")).collect::<Vec<_>>().join("&");
    for (query, promises, why) in [
        ("code=a", false, Refusal::StateMissing),
        ("code=a&state=", false, Refusal::StateMissing),
        ("code=a&state=S", false, Refusal::StateMismatch),
        ("code=a&state=ss", false, Refusal::StateMismatch),
        ("code=a&state=s&state=s", false, Refusal::StateRepeated),
        ("code=a&code=b&state=s", false, Refusal::ParameterRepeated),
        ("code=a&c%6fde=b&state=s", false, Refusal::ParameterRepeated),
        ("x=1&x=2&code=a&state=s", false, Refusal::ParameterRepeated),
        ("code=a&state=s&iss=https://evil.example", false, Refusal::ResponseIssuerMismatch),
        ("code=a&state=s&iss=https://op.example/", true, Refusal::ResponseIssuerMismatch),
        ("code=a&state=s", true, Refusal::ResponseIssuerMissing),
        ("error=access_denied&state=s", true, Refusal::ResponseIssuerMissing),
        ("code=a&error=b&state=s", false, Refusal::CodeAndError),
        ("state=s", false, Refusal::CodeMissing),
        ("state=s&code=", false, Refusal::CodeMissing),
        ("error=access_denied&state=s", false, Refusal::Denied),
        ("error=access_denied&state=x", false, Refusal::StateMismatch),
        ("error=user_cancelled_authorize&state=s", false, Refusal::Denied),
        ("error=server_error&state=s", false, Refusal::ProviderError),
        (&long, false, Refusal::ResponseTooLarge),
        (&longish, false, Refusal::ResponseTooLarge),
        (&many, false, Refusal::ResponseTooLarge),
        ("", false, Refusal::StateMissing),
    ] {
        assert_eq!(code(query, promises), Err(why), "{query:.80}");
    }
}

#[test]
fn the_providers_words_are_kept_for_the_log_and_escaped() {
    let query = "state=s&error=x&error_description=%3Cb%3E%0Aforged+line";
    let refused =
        Response::parse(query).unwrap().into_code("s", provider(false).sender()).unwrap_err();
    assert_eq!(refused.detail, "x: <b>\\nforged line");
}

#[test]
fn an_issuer_that_was_not_announced_must_live_at_the_provider() {
    let home = Url::parse("https://discord.example/oauth2/authorize").unwrap();
    let code = |iss: &str| {
        let query = format!("code=a&state=s&iss={iss}");
        let response = Response::parse(&query).unwrap();
        response.into_code("s", Sender::HostOf(&home)).map_err(|refused| refused.why)
    };
    assert!(code("https://discord.example").is_ok() && code("").is_ok());
    for iss in ["https://evil.example", "http://discord.example", "discord.example", "x"] {
        assert_eq!(code(iss), Err(Refusal::ResponseIssuerMismatch), "{iss}");
    }
}

#[test]
fn a_name_that_is_sent_along_may_be_anything() {
    let sent = |user: &str| {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("user", user).finish();
        Response::parse(&query).unwrap().sent_along().map(Option::unwrap_or_default)
    };
    let full = r#"{"name":{"firstName":"Ada","lastName":"L"},"email":"a@b.cd"}"#;
    assert_eq!(sent(full), ["Ada", "L"]);
    assert_eq!(sent(r#"{"name":{"firstName":7,"lastName":"L"}}"#), ["", "L"]);
    for user in ["", "x", "{", "[]", "null", r#"{"name":"Ada"}"#, r#"{"name":null}"#] {
        assert_eq!(sent(user), ["", ""], "{user}");
    }
}

proptest::proptest! {
    /// Checklist item 121.
    #[test]
    fn no_query_panics_and_none_without_the_state_passes(query in ".*") {
        assert!(code(&query, false).is_err());
    }
}
