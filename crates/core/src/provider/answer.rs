//! What OAuth 2.0 providers answer, and the many ways in which they say no.

use serde_json::Value;
use url::form_urlencoded;

use super::Dialect;
use super::person::text;
use crate::oidc::{Object, Refusal, Refused};
use crate::secret::Secret;

/// An error as a provider states it, whatever the HTTP status.
struct Stated {
    code: String,
    text: String,
}

/// Reads an answer in the form encoding: what GitHub and old Facebook send unless asked for JSON.
/// `None` when it is none or repeats a name.
pub fn form(bytes: &[u8]) -> Option<Object> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let usable = text.contains('=') && !text.contains(['<', '{', '\n', ' ']);
    let mut object = Object::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()).filter(|_| usable) {
        if object.insert(name.into_owned(), Value::String(value.into_owned())).is_some() {
            return None;
        }
    }
    (!object.is_empty()).then_some(object)
}

/// Takes the access token out of a token answer, and gives it with the rest, in which no token is left.
///
/// An error counts whatever `status` is. `WeChat` does not say of which type its tokens are.
pub fn token(
    status: u16,
    answer: Option<Object>,
    dialect: Dialect,
) -> Result<(Secret<String>, Object), Refused> {
    let Some(mut answer) = answer else {
        return Err(match status {
            200 => Refusal::TokenMalformed.into(),
            _ => Refusal::TokenStatus.seeing(status.to_string()),
        });
    };
    if let Some(stated) = stated(&answer) {
        return Err(refused_token(&stated));
    }
    if status != 200 {
        return Err(Refusal::TokenStatus.seeing(status.to_string()));
    }
    match answer.get("token_type") {
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
        None if dialect == Dialect::WeChat => {}
        None => return Err(Refusal::TokenTypeMissing.into()),
        Some(kind) => return Err(Refusal::TokenTypeUnsupported.seeing(kind.to_string())),
    }
    let access = match answer.remove("access_token") {
        Some(Value::String(token)) if !token.is_empty() => Secret::new(token),
        _ => return Err(Refusal::AccessTokenMissing.into()),
    };
    answer.remove("refresh_token");
    Ok((access, answer))
}

/// Judges a profile answer.
pub fn profile(status: u16, answer: Option<Object>) -> Result<Object, Refused> {
    match answer {
        Some(answer) => match stated(&answer) {
            Some(Stated { code, text }) => {
                Err(Refusal::ProfileError.seeing(format!("{code}: {text}")))
            }
            None if status == 200 => Ok(answer),
            None => Err(Refusal::ProfileStatus.seeing(status.to_string())),
        },
        None if status == 200 => Err(Refusal::ProfileMalformed.into()),
        None => Err(Refusal::ProfileStatus.seeing(status.to_string())),
    }
}

/// The error that an answer states: `error` as RFC 6749 §5.2 has it, Facebook's object, `WeChat`'s
/// `errcode`, Feishu's `code`. Zero, null and the empty text are none.
fn stated(answer: &Object) -> Option<Stated> {
    let described = |names: [&str; 2]| {
        let found = names.into_iter().find_map(|name| text(answer, name));
        found.unwrap_or_default().to_owned()
    };
    match answer.get("error") {
        Some(Value::Object(error)) => {
            let code = error.get("code").map(Value::to_string).unwrap_or_default();
            let message = text(error, "message").unwrap_or_default().to_owned();
            return Some(Stated { code, text: message });
        }
        Some(Value::String(error)) if !error.is_empty() => {
            let text = described(["error_description", "msg"]);
            // Feishu's number says more than its word.
            let number = answer.get("code").filter(|code| code.is_number());
            let code = number.map_or_else(|| error.clone(), Value::to_string);
            return Some(Stated { code, text: if text.is_empty() { error.clone() } else { text } });
        }
        None | Some(Value::Null | Value::String(_)) => {}
        Some(other) => return Some(Stated { code: other.to_string(), text: String::new() }),
    }
    let number = ["errcode", "code"].into_iter().find_map(|name| answer.get(name));
    let number = number.filter(|code| code.as_i64().is_some_and(|code| code != 0));
    number.map(|code| Stated { code: code.to_string(), text: described(["errmsg", "msg"]) })
}

/// Says whether it is our credentials or the code that the provider does not like.
fn refused_token(stated: &Stated) -> Refused {
    let why = match stated.code.as_str() {
        // RFC 6749 §5.2; GitHub; Facebook; WeChat; Feishu.
        "invalid_client"
        | "incorrect_client_credentials"
        | "1"
        | "101"
        | "40013"
        | "40125"
        | "20002"
        | "20048" => Refusal::ClientRejected,
        "invalid_grant"
        | "bad_verification_code"
        | "redirect_uri_mismatch"
        | "100"
        | "40029"
        | "40163"
        | "20003"
        | "20004"
        | "20024"
        | "20049"
        | "20065"
        | "20071" => Refusal::CodeRejected,
        _ => Refusal::TokenError,
    };
    why.seeing(format!("{}: {}", stated.code, stated.text))
}

#[cfg(test)]
mod tests;
