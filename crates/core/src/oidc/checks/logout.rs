//! The token by which a provider ends sessions (`OpenID` Connect Back-Channel Logout 1.0 §2.4, §2.6).

use serde_json::Value;

use super::{Expected, aud, exp, iat, iss, nbf, sub};
use crate::oidc::{Object, Refusal, Refused};

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The longest `sid` and `jti`, in bytes. The standard names no bound; ours keeps rows small.
const MAX_NAME: usize = 255;

/// What a logout token asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// The person.
    pub subject: Option<String>,
    /// The session; without one, every session of the person is meant.
    pub sid: Option<String>,
    /// The token's own name, which counts once.
    pub id: String,
}

/// Applies every rule to the claims of a logout token whose signature is good.
pub fn logout_token(claims: &Object, expected: &Expected<'_>) -> Result<LogoutToken, Refused> {
    iss(claims, expected.issuer)?;
    aud(claims, expected.client_id, expected.trusted_audiences)?;
    iat(claims, expected.now, expected.tolerance_s)?;
    exp(claims, expected.now, expected.tolerance_s)?;
    nbf(claims, expected.now, expected.tolerance_s)?;
    let event =
        claims.get("events").and_then(Value::as_object).and_then(|events| events.get(EVENT));
    if !event.is_some_and(Value::is_object) {
        return Err(Refusal::LogoutEvents.into());
    }
    if claims.contains_key("nonce") {
        return Err(Refusal::LogoutNonce.into());
    }
    let subject = match claims.get("sub") {
        None => None,
        Some(_) => Some(sub(claims)?.to_owned()),
    };
    let sid = match claims.get("sid") {
        None => None,
        Some(value) => Some(name(value).ok_or(Refusal::LogoutSid)?),
    };
    if subject.is_none() && sid.is_none() {
        return Err(Refusal::LogoutNobody.into());
    }
    let id = claims.get("jti").and_then(name).ok_or(Refusal::LogoutIdMissing)?;
    Ok(LogoutToken { subject, sid, id })
}

/// A text of 1 to 255 bytes without control characters.
fn name(value: &Value) -> Option<String> {
    let usable = |text: &&str| {
        !text.is_empty() && text.len() <= MAX_NAME && !text.contains(char::is_control)
    };
    value.as_str().filter(usable).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::time::Timestamp;

    const NOW_S: i64 = 1_763_686_800;

    fn judge(change: &Value) -> Result<LogoutToken, Refusal> {
        let mut claims = json!({
            "iss": "https://id.example", "aud": "door", "iat": NOW_S, "exp": NOW_S + 120,
            "jti": "j", "events": {EVENT: {}}, "sub": "alice", "sid": "s",
        });
        for (name, value) in change.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        let expected = Expected {
            issuer: "https://id.example",
            client_id: "door",
            trusted_audiences: &[],
            at_hash: "",
            now: Timestamp::from_seconds(NOW_S),
            tolerance_s: 30,
        };
        logout_token(claims.as_object().unwrap(), &expected).map_err(|refused| refused.why)
    }

    /// Rows 36 and 37 of what must be rejected, as far as they are about claims.
    #[test]
    fn each_fault_is_refused() {
        for (change, why) in [
            (json!({"iss": "https://evil.example"}), Refusal::IssWrong),
            (json!({"iss": null}), Refusal::IssMissing),
            (json!({"aud": "another"}), Refusal::AudWrong),
            (json!({"aud": null}), Refusal::AudMissing),
            (json!({"events": null}), Refusal::LogoutEvents),
            (json!({"events": {}}), Refusal::LogoutEvents),
            (json!({"events": {"http://schemas.example/other": {}}}), Refusal::LogoutEvents),
            (json!({"events": [EVENT]}), Refusal::LogoutEvents),
            (json!({"events": EVENT}), Refusal::LogoutEvents),
            (json!({"events": {EVENT: true}}), Refusal::LogoutEvents),
            (json!({"events": {EVENT: []}}), Refusal::LogoutEvents),
            (json!({"nonce": "n"}), Refusal::LogoutNonce),
            (json!({"sub": null, "sid": null}), Refusal::LogoutNobody),
            (json!({"sub": ""}), Refusal::SubUnusable),
            (json!({"sid": 1}), Refusal::LogoutSid),
            (json!({"sid": ""}), Refusal::LogoutSid),
            (json!({"jti": null}), Refusal::LogoutIdMissing),
            (json!({"jti": ""}), Refusal::LogoutIdMissing),
            (json!({"jti": 7}), Refusal::LogoutIdMissing),
            (json!({"iat": null}), Refusal::IatUnusable),
            (json!({"iat": NOW_S + 600}), Refusal::IatFuture),
            (json!({"iat": NOW_S - 100_000}), Refusal::IatAncient),
            (json!({"exp": null}), Refusal::ExpUnusable),
            (json!({"exp": NOW_S - 31}), Refusal::Expired),
            (json!({"nbf": NOW_S + 600}), Refusal::NotYetValid),
        ] {
            assert_eq!(judge(&change), Err(why), "{change}");
        }
    }

    #[test]
    fn a_session_or_a_person_is_enough() {
        let token = judge(&json!({})).unwrap();
        assert_eq!((token.subject.as_deref(), token.sid.as_deref()), (Some("alice"), Some("s")));
        assert_eq!(judge(&json!({"sub": null})).unwrap().subject, None);
        assert_eq!(judge(&json!({"sid": null})).unwrap().sid, None);
    }
}
