//! For whom the token is.

use serde_json::Value;

use crate::oidc::{Object, Refusal, Refused};

/// The audience names us, and beside us only parties that the operator trusts (Core §3.1.3.7, rule 3).
pub fn aud(claims: &Object, client_id: &str, trusted: &[String]) -> Result<(), Refused> {
    let audience = audience(claims)?;
    if !audience.contains(&client_id) {
        return Err(Refusal::AudWrong.seeing(audience.join(", ")));
    }
    let known = |party: &&str| *party == client_id || trusted.iter().any(|own| own == party);
    match audience.into_iter().find(|party| !known(party)) {
        Some(foreign) => Err(Refusal::AudForeign.seeing(foreign)),
        None => Ok(()),
    }
}

/// The party that the token was issued to, when it is named, is us; it must be named when the token
/// is for several (Core §3.1.3.7, rules 4 and 5).
pub fn azp(claims: &Object, client_id: &str) -> Result<(), Refused> {
    match claims.get("azp") {
        Some(Value::String(party)) if party == client_id => Ok(()),
        Some(other) => Err(Refusal::AzpWrong.seeing(other.to_string())),
        None if audience(claims)?.iter().any(|party| *party != client_id) => {
            Err(Refusal::AzpWrong.seeing("several audiences and no azp"))
        }
        None => Ok(()),
    }
}

/// A text, or a list of texts (RFC 7519 §4.1.3).
fn audience(claims: &Object) -> Result<Vec<&str>, Refused> {
    let wrong = |value: &Value| Refusal::AudWrong.seeing(value.to_string());
    match claims.get("aud") {
        None => Err(Refusal::AudMissing.into()),
        Some(Value::String(party)) => Ok(vec![party]),
        Some(value @ Value::Array(parties)) => {
            parties.iter().map(|party| party.as_str().ok_or_else(|| wrong(value))).collect()
        }
        Some(value) => Err(wrong(value)),
    }
}
