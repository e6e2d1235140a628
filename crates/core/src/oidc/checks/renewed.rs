//! The ID token of a renewed session (`OpenID` Connect Core §12.2).

use subtle::ConstantTimeEq as _;

use super::{Expected, at_hash, auth_time, common};
use crate::oidc::{Object, Refusal, Refused};
use crate::time::Timestamp;

/// What was true when the session began.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The person.
    pub subject: &'a str,
    /// The nonce, where it is known.
    pub nonce: Option<&'a str>,
    /// When it began here, after the person had signed in at the provider.
    pub began: Timestamp,
}

/// Whether a renewed ID token tells of a later sign-in than the one that the session began with, which
/// `auth_time` must not (Core §12.2). Some providers let it move; it is a matter for the log.
pub fn auth_time_moved(claims: &Object, before: &Before<'_>, tolerance_s: u32) -> bool {
    let latest = before.began.plus(i64::from(tolerance_s) * 1000);
    auth_time(claims).is_some_and(|at| at > latest)
}

/// Applies every rule to the ID token that came with a refreshed session: it is one of the same
/// provider, for us, about the same person, and of the same sign-in if it says so.
pub fn renewed_id_token(
    claims: &Object,
    expected: &Expected<'_>,
    before: &Before<'_>,
) -> Result<(), Refused> {
    if common(claims, expected)? != before.subject {
        return Err(Refusal::RenewedSubDiffers.into());
    }
    if let Some(nonce) = claims.get("nonce") {
        let known = before.nonce.unwrap_or_default().as_bytes();
        let same = |text: &str| bool::from(text.as_bytes().ct_eq(known));
        if known.is_empty() || !nonce.as_str().is_some_and(same) {
            return Err(Refusal::RenewedNonceDiffers.into());
        }
    }
    at_hash(claims, expected.at_hash)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW_S: i64 = 1_763_686_800;

    fn judge(change: &Value) -> Result<(), Refusal> {
        let mut claims = json!({
            "iss": "https://id.example", "sub": "alice", "aud": "door", "iat": NOW_S,
            "exp": NOW_S + 300, "at_hash": "half",
        });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let expected = Expected {
            issuer: "https://id.example",
            client_id: "door",
            trusted_audiences: &[],
            at_hash: "half",
            now: Timestamp::from_seconds(NOW_S),
            tolerance_s: 30,
        };
        let before =
            Before { subject: "alice", nonce: Some("n"), began: Timestamp::from_seconds(NOW_S) };
        let claims = claims.as_object().unwrap();
        renewed_id_token(claims, &expected, &before).map_err(|refused| refused.why)
    }

    /// Rows 34 and 35 of what must be rejected.
    #[test]
    fn a_renewed_token_is_of_the_same_provider_person_and_sign_in() {
        for (change, why) in [
            (json!({"iss": "https://evil.example"}), Refusal::IssWrong),
            (json!({"iss": "https://id.example/"}), Refusal::IssSpelling),
            (json!({"aud": "another"}), Refusal::AudWrong),
            (json!({"aud": ["door", "another"]}), Refusal::AudForeign),
            (json!({"sub": "mallory"}), Refusal::RenewedSubDiffers),
            (json!({"sub": ""}), Refusal::SubUnusable),
            (json!({"nonce": "other"}), Refusal::RenewedNonceDiffers),
            (json!({"nonce": ""}), Refusal::RenewedNonceDiffers),
            (json!({"nonce": 1}), Refusal::RenewedNonceDiffers),
            (json!({"exp": NOW_S - 31}), Refusal::Expired),
            (json!({"iat": NOW_S + 999}), Refusal::IatFuture),
            (json!({"at_hash": "other"}), Refusal::AtHashWrong),
        ] {
            assert_eq!(judge(&change), Err(why), "{change}");
        }
        for change in
            [json!({}), json!({"nonce": "n"}), json!({"auth_time": 1}), json!({"aud": ["door"]})]
        {
            assert_eq!(judge(&change), Ok(()), "{change}");
        }
    }

    #[test]
    fn a_nonce_that_was_never_sent_is_not_believed() {
        let claims = json!({
            "iss": "i", "sub": "a", "aud": "c", "iat": NOW_S, "exp": NOW_S + 9, "nonce": "",
        });
        let expected = Expected {
            issuer: "i",
            client_id: "c",
            trusted_audiences: &[],
            at_hash: "",
            now: Timestamp::from_seconds(NOW_S),
            tolerance_s: 30,
        };
        let before = Before { subject: "a", nonce: None, began: Timestamp::from_seconds(NOW_S) };
        let refused = renewed_id_token(claims.as_object().unwrap(), &expected, &before);
        assert_eq!(refused.unwrap_err().why, Refusal::RenewedNonceDiffers);
    }

    #[test]
    fn a_sign_in_that_moves_is_seen() {
        let before = Before { subject: "a", nonce: None, began: Timestamp::from_seconds(NOW_S) };
        for (at, moved) in [
            (json!(NOW_S - 9), false),
            (json!(NOW_S + 30), false),
            (json!(NOW_S + 31), true),
            (json!("soon"), false),
            (Value::Null, false),
        ] {
            let claims = json!({"auth_time": at});
            assert_eq!(auth_time_moved(claims.as_object().unwrap(), &before, 30), moved, "{at}");
        }
    }
}
