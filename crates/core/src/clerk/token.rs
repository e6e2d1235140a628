//! What a token of Clerk's must say. The caller takes it apart and verifies its signature in between:
//! [`kind`], [`algorithm`], the signature, [`claims`].

use serde_json::Value;

use super::{Object, Reason};
use crate::time::Timestamp;

/// By how much clocks may differ, in milliseconds.
pub const SKEW_MS: i64 = 5_000;

/// The categories that Clerk writes into the header member `cat`.
const SESSION: &str = "cl_B7d4PD111AAA";
const MACHINE: &str = "cl_B7d4PD333AAA";
/// The category that asks to be passed over.
const IGNORED: &str = "cl_I7d4PD111III";

/// What a token is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuer of the configured instance.
    pub issuer: &'a str,
    /// The origins whose pages may have asked for the token; none given, all may.
    pub parties: &'a [String],
    /// The audiences of which one must be named, where the token names any; none given, all do.
    pub audiences: &'a [String],
    /// The present.
    pub now: Timestamp,
    /// By how much clocks may differ, in milliseconds.
    pub skew_ms: i64,
}

/// Refuses what is no session token: machine tokens, OAuth access tokens, tokens of a JWT template.
pub fn kind(header: &Object, claims: &Object) -> Result<(), Reason> {
    let session = header.get("cat").is_none_or(|cat| cat == SESSION || cat == IGNORED);
    let machine = text(claims, "sub").is_some_and(|sub| sub.starts_with("mch_"));
    let access = text(header, "typ").is_some_and(|typ| {
        typ.eq_ignore_ascii_case("at+jwt") || typ.eq_ignore_ascii_case("application/at+jwt")
    });
    if session && !machine && !access { Ok(()) } else { Err(Reason::TokenTypeMismatch) }
}

/// Checks the header, and gives the name of the algorithm to verify with.
///
/// No extension is understood, so `crit` and `b64` are refused (RFC 7515 §4.1.11), which Clerk's
/// libraries pass over.
pub fn algorithm(header: &Object) -> Result<&str, Reason> {
    if header.contains_key("crit") || header.contains_key("b64") {
        return Err(Reason::TokenInvalid);
    }
    if header.get("typ").is_some_and(|typ| typ != "JWT") {
        return Err(Reason::TokenInvalid);
    }
    let known = |name: &&str| matches!(*name, "RS256" | "RS384" | "RS512");
    text(header, "alg").filter(known).ok_or(Reason::TokenInvalidAlgorithm)
}

/// Checks the claims of a token whose signature is good.
pub fn claims(header: &Object, claims: &Object, expected: &Expected<'_>) -> Result<(), Reason> {
    if header.get("cat").is_some_and(|cat| cat == MACHINE) {
        return Err(Reason::TokenInvalid);
    }
    let subject = text(claims, "sub").filter(|subject| !subject.is_empty());
    subject.ok_or(Reason::TokenVerificationFailed)?;
    audience(claims, expected.audiences)?;
    party(claims, expected.parties)?;
    expiry(claims)?;
    times(claims, expected.now, expected.skew_ms)?;
    // Last, so that the reasons that Clerk's libraries know come first: they do not check it.
    if text(claims, "iss") == Some(expected.issuer) {
        Ok(())
    } else {
        Err(Reason::TokenInvalidIssuer)
    }
}

/// `aud` counts only where the operator and the token both name one.
fn audience(claims: &Object, audiences: &[String]) -> Result<(), Reason> {
    let is_ours = |value: &Value| value.as_str().is_some_and(|a| audiences.iter().any(|o| o == a));
    let fits = match claims.get("aud") {
        _ if audiences.is_empty() => true,
        None | Some(Value::Null) => true,
        Some(Value::Array(list)) => list.is_empty() || list.iter().any(is_ours),
        Some(one) => is_ours(one),
    };
    if fits { Ok(()) } else { Err(Reason::TokenVerificationFailed) }
}

/// A token that a page of another origin asked for must not open ours, nor one that does not say.
fn party(claims: &Object, parties: &[String]) -> Result<(), Reason> {
    let named = text(claims, "azp").is_some_and(|azp| parties.iter().any(|party| party == azp));
    if parties.is_empty() || named { Ok(()) } else { Err(Reason::TokenInvalidAuthorizedParties) }
}

fn expiry(claims: &Object) -> Result<(), Reason> {
    time(claims, "exp")?.map(drop).ok_or(Reason::TokenVerificationFailed)
}

/// Checks those times that are given: `exp`, `nbf` and `iat`. Clocks may differ by `skew_ms`
/// milliseconds.
pub fn times(claims: &Object, now: Timestamp, skew_ms: i64) -> Result<(), Reason> {
    let (exp, nbf, iat) = (time(claims, "exp")?, time(claims, "nbf")?, time(claims, "iat")?);
    if exp.is_some_and(|exp| exp <= now.plus(-skew_ms)) {
        Err(Reason::TokenExpired)
    } else if nbf.is_some_and(|nbf| nbf > now.plus(skew_ms)) {
        Err(Reason::TokenNotActiveYet)
    } else if iat.is_some_and(|iat| iat > now.plus(skew_ms)) {
        Err(Reason::TokenIatInTheFuture)
    } else {
        Ok(())
    }
}

/// A claim in seconds, which must be a number where it is given at all.
fn time(claims: &Object, name: &str) -> Result<Option<Timestamp>, Reason> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let seconds =
        value.as_f64().filter(|s| s.abs() < 1e12).ok_or(Reason::TokenVerificationFailed)?;
    #[expect(clippy::cast_possible_truncation, reason = "within a million million seconds")]
    Ok(Some(Timestamp((seconds * 1000.0) as i64)))
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp(1_767_225_600_000);

    fn judge(more: &Value) -> Result<(), Reason> {
        let mut all = json!({"sub": "user_1", "iss": "https://c.example", "azp": "https://chat.example",
                             "exp": 1_767_225_660, "iat": 1_767_225_600, "nbf": 1_767_225_590});
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        let parties = ["https://chat.example".to_owned()];
        let audiences = ["chat".to_owned()];
        let expected = Expected {
            issuer: "https://c.example",
            parties: &parties,
            audiences: &audiences,
            now: NOW,
            skew_ms: SKEW_MS,
        };
        claims(&Object::new(), all.as_object().unwrap(), &expected)
    }

    /// Checklist items 34 and 45.
    #[test]
    fn each_claim_has_its_rule_and_its_reason() {
        for (more, expected) in [
            (json!({}), Ok(())),
            (json!({"exp": 1_767_225_595}), Err(Reason::TokenExpired)),
            (json!({"exp": 1_767_225_596}), Ok(())),
            (json!({"nbf": 1_767_225_605}), Ok(())),
            (json!({"nbf": 1_767_225_606}), Err(Reason::TokenNotActiveYet)),
            (json!({"iat": 1_767_225_606}), Err(Reason::TokenIatInTheFuture)),
            (json!({"iat": "1"}), Err(Reason::TokenVerificationFailed)),
            (json!({"exp": 1e300}), Err(Reason::TokenVerificationFailed)),
            (json!({"exp": null}), Err(Reason::TokenVerificationFailed)),
            (json!({"sub": ""}), Err(Reason::TokenVerificationFailed)),
            (json!({"aud": "other"}), Err(Reason::TokenVerificationFailed)),
            (json!({"aud": ["other", "chat"]}), Ok(())),
            (
                json!({"azp": "https://chat.example.evil"}),
                Err(Reason::TokenInvalidAuthorizedParties),
            ),
            (json!({"azp": null}), Err(Reason::TokenInvalidAuthorizedParties)),
            (json!({"iss": "https://d.example"}), Err(Reason::TokenInvalidIssuer)),
            (json!({"iss": "https://c.example/"}), Err(Reason::TokenInvalidIssuer)),
        ] {
            assert_eq!(judge(&more), expected, "{more}");
        }
    }

    /// Checklist item 33.
    #[test]
    fn a_header_that_demands_something_is_refused() {
        for header in [json!({"alg": "RS256", "crit": []}), json!({"alg": "RS256", "b64": false})] {
            assert_eq!(algorithm(header.as_object().unwrap()), Err(Reason::TokenInvalid));
        }
        for name in ["none", "HS256", "PS256", "ES256", "rs256", ""] {
            let header = json!({ "alg": name });
            let refused = algorithm(header.as_object().unwrap());
            assert_eq!(refused, Err(Reason::TokenInvalidAlgorithm), "{name}");
        }
    }
}
