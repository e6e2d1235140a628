//! From whom the token is, about whom, and for which sign-in.

use serde_json::Value;
use subtle::ConstantTimeEq as _;

use crate::oidc::{Object, Refusal, Refused};

/// The longest subject, in bytes (Core §2).
const MAX_SUBJECT: usize = 255;

/// The issuer is exactly the provider's (Core §3.1.3.7, rule 2). No slash or scheme is forgiven here.
pub fn iss(claims: &Object, issuer: &str) -> Result<(), Refused> {
    match claims.get("iss") {
        None => Err(Refusal::IssMissing.into()),
        Some(Value::String(iss)) if iss == issuer => Ok(()),
        Some(Value::String(iss)) if bare(iss) == bare(issuer) => {
            Err(Refusal::IssSpelling.seeing(iss))
        }
        Some(other) => Err(Refusal::IssWrong.seeing(other.to_string())),
    }
}

/// An issuer without what is most often wrong about it; it names a fault and forgives nothing.
fn bare(issuer: &str) -> &str {
    let rest = issuer.strip_prefix("https://").or_else(|| issuer.strip_prefix("http://"));
    rest.unwrap_or(issuer).trim_end_matches('/')
}

/// The subject is a text of 1 to 255 bytes without control characters (Core §2). It is never shown.
pub fn sub(claims: &Object) -> Result<&str, Refused> {
    let usable = |text: &&str| {
        !text.is_empty() && text.len() <= MAX_SUBJECT && !text.contains(char::is_control)
    };
    let subject = claims.get("sub").and_then(Value::as_str).filter(usable);
    subject.ok_or_else(|| Refusal::SubUnusable.into())
}

/// The nonce is the one that was sent (Core §3.1.3.7, rule 11).
pub fn nonce(claims: &Object, expected: &str) -> Result<(), Refused> {
    match claims.get("nonce") {
        None => Err(Refusal::NonceMissing.into()),
        Some(Value::String(nonce)) if same(nonce, expected) => Ok(()),
        Some(_) => Err(Refusal::NonceWrong.into()),
    }
}

/// The digest of the access token, when it is there, fits (Core §3.1.3.8).
pub fn at_hash(claims: &Object, expected: &str) -> Result<(), Refused> {
    match claims.get("at_hash") {
        None => Ok(()),
        Some(Value::String(digest)) if same(digest, expected) => Ok(()),
        Some(_) => Err(Refusal::AtHashWrong.into()),
    }
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
