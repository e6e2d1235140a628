//! The hostile provider's answer by way of the browser.

use url::form_urlencoded::Serializer;

use super::fault::Fault;

/// The query with which a browser comes back that brought `state`.
pub(crate) fn make(fault: Fault, issuer: &str, state: &str, code: &str) -> String {
    let mut answer = Serializer::new(String::new());
    match fault {
        Fault::NoCode => &mut answer,
        Fault::HugeCode => answer.append_pair("code", &"c".repeat(60_000)),
        Fault::TwoCodes => answer.append_pair("code", code).append_pair("code", "other"),
        Fault::CodeAndError => answer.append_pair("code", code).append_pair("error", "oops"),
        Fault::Denied => answer.append_pair("error", "access_denied"),
        Fault::ErrorWithMarkup => answer
            .append_pair("error", "server_error")
            .append_pair("error_description", "<script>alert(1)</script>\r\nforged"),
        _ => answer.append_pair("code", code),
    };
    match fault {
        Fault::StateMissing => &mut answer,
        Fault::StateWrong => answer.append_pair("state", "another"),
        Fault::StateTwice => answer.append_pair("state", state).append_pair("state", "another"),
        _ => answer.append_pair("state", state),
    };
    match fault {
        Fault::ResponseIssMissing => &mut answer,
        Fault::ResponseIssWrong => answer.append_pair("iss", "https://evil.example"),
        _ => answer.append_pair("iss", issuer),
    };
    answer.finish()
}
