//! The answer of the token endpoint (RFC 6749 §5, `OpenID` Connect Core §3.1.3.3).

use serde::Deserialize;

use crate::oidc::{Refusal, Refused};
use crate::secret::Secret;

/// The tokens of a sign-in.
#[derive(Debug)]
pub struct Tokens {
    /// Opens the userinfo endpoint.
    pub access: Secret<String>,
    /// Says who somebody is, once it is verified.
    pub id: Secret<String>,
    /// Renews the session, where the provider gives one.
    pub refresh: Option<Secret<String>>,
}

/// The tokens of a renewed session.
#[derive(Debug)]
pub struct Renewed {
    /// Opens the userinfo endpoint.
    pub access: Secret<String>,
    /// Says again who somebody is; a provider may leave it out (`OpenID` Connect Core §12.2).
    pub id: Option<Secret<String>>,
    /// Takes the place of the one that was redeemed; without one, that one stays (RFC 6749 §6).
    pub refresh: Option<Secret<String>>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    token_type: Option<String>,
    id_token: Option<String>,
    refresh_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Reads the answer to a code. An `error` member counts whatever the HTTP status is: some providers
/// send it with 200.
pub fn parse(status: u16, bytes: &[u8]) -> Result<Tokens, Refused> {
    let Renewed { access, id, refresh } = read(status, bytes, Asked::ByCode)?;
    Ok(Tokens { access, id: id.ok_or(Refusal::IdTokenMissing)?, refresh })
}

/// Reads the answer to a refresh token, likewise.
pub fn parse_renewed(status: u16, bytes: &[u8]) -> Result<Renewed, Refused> {
    read(status, bytes, Asked::ByRefreshToken)
}

/// What was redeemed, which decides what an error means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    ByCode,
    ByRefreshToken,
}

fn read(status: u16, bytes: &[u8], asked: Asked) -> Result<Renewed, Refused> {
    let answer = serde_json::from_slice::<Answer>(bytes);
    let answer = match answer {
        Ok(answer) => answer,
        Err(_) if status != 200 => return Err(Refusal::TokenStatus.seeing(status.to_string())),
        Err(_) => return Err(Refusal::TokenMalformed.into()),
    };
    if let Some(error) = answer.error {
        return Err(refused_with(&error, answer.error_description.as_deref(), asked));
    }
    if status != 200 {
        return Err(Refusal::TokenStatus.seeing(status.to_string()));
    }
    let present = |token: Option<String>| token.filter(|text| !text.is_empty()).map(Secret::new);
    let access = present(answer.access_token).ok_or(Refusal::AccessTokenMissing)?;
    let kind = answer.token_type.ok_or(Refusal::TokenTypeMissing)?;
    if !kind.eq_ignore_ascii_case("Bearer") {
        return Err(Refusal::TokenTypeUnsupported.seeing(kind));
    }
    Ok(Renewed { access, id: present(answer.id_token), refresh: present(answer.refresh_token) })
}

fn refused_with(error: &str, description: Option<&str>, asked: Asked) -> Refused {
    let why = match (error, asked) {
        ("invalid_client", _) => Refusal::ClientRejected,
        ("unauthorized_client", _) => Refusal::ClientNotAllowed,
        ("invalid_grant", Asked::ByCode) => Refusal::CodeRejected,
        ("invalid_grant", Asked::ByRefreshToken) => Refusal::RefreshRejected,
        (_, Asked::ByCode) => Refusal::TokenError,
        (_, Asked::ByRefreshToken) => Refusal::RefreshRefused,
    };
    why.seeing(format!("{error}: {}", description.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"{"access_token":"a","token_type":"bearer","id_token":"i","expires_in":"9"}"#;

    #[test]
    fn a_usual_answer_is_read() {
        let tokens = parse(200, GOOD.as_bytes()).unwrap();
        assert_eq!((tokens.access.expose().as_str(), tokens.id.expose().as_str()), ("a", "i"));
    }

    #[test]
    fn what_was_sent_is_not_told_when_it_is_said_again() {
        let refused = |described: &str| {
            let text =
                serde_json::json!({"error": "invalid_grant", "error_description": described});
            parse(400, text.to_string().as_bytes())
                .unwrap_err()
                .without("the'code-0123456789")
                .detail
        };
        assert_eq!(
            refused("code the'code-0123456789 is spent"),
            "invalid_grant: code *** is spent"
        );
        let cut = refused(&format!("{}the'code-0123456789", "x".repeat(175)));
        assert!(cut.ends_with("x***"), "{cut}");
        assert_eq!(refused("is spent"), "invalid_grant: is spent");
    }

    #[test]
    fn a_renewed_session_needs_no_new_id_token_and_no_new_refresh_token() {
        let bare = r#"{"access_token":"a","token_type":"bearer","refresh_token":""}"#;
        let renewed = parse_renewed(200, bare.as_bytes()).unwrap();
        assert!(renewed.id.is_none() && renewed.refresh.is_none());
        let whole = r#"{"access_token":"a","token_type":"bearer","refresh_token":"r"}"#;
        assert_eq!(parse_renewed(200, whole.as_bytes()).unwrap().refresh.unwrap().expose(), "r");
        for (status, error, why) in [
            (400, "invalid_grant", Refusal::RefreshRejected),
            (401, "invalid_client", Refusal::ClientRejected),
            (400, "unauthorized_client", Refusal::ClientNotAllowed),
            (400, "invalid_target", Refusal::RefreshRefused),
        ] {
            let text = format!(r#"{{"error":"{error}"}}"#);
            assert_eq!(parse_renewed(status, text.as_bytes()).unwrap_err().why, why, "{error}");
        }
        assert_eq!(parse_renewed(503, b"<html>").unwrap_err().why, Refusal::TokenStatus);
    }

    #[test]
    fn each_fault_has_its_own_refusal() {
        let deep = format!("{{\"a\":{}{}", "[".repeat(5000), "]".repeat(5000));
        for (status, text, why) in [
            (200, "", Refusal::TokenMalformed),
            (200, "<html>", Refusal::TokenMalformed),
            (200, "[]", Refusal::TokenMalformed),
            (200, "null", Refusal::TokenMalformed),
            (200, r#"{"access_token":"a""#, Refusal::TokenMalformed),
            (200, r#"{"access_token":1}"#, Refusal::TokenMalformed),
            (200, r#"{"id_token":"a","id_token":"b"}"#, Refusal::TokenMalformed),
            (200, deep.as_str(), Refusal::TokenMalformed),
            (200, "{}", Refusal::AccessTokenMissing),
            (200, r#"{"access_token":"","token_type":"Bearer"}"#, Refusal::AccessTokenMissing),
            (200, r#"{"access_token":"a","id_token":"i"}"#, Refusal::TokenTypeMissing),
            (200, r#"{"access_token":"a","token_type":"mac"}"#, Refusal::TokenTypeUnsupported),
            (200, r#"{"access_token":"a","token_type":"Bearer"}"#, Refusal::IdTokenMissing),
            (200, r#"{"error":"invalid_grant","access_token":"a"}"#, Refusal::CodeRejected),
            (400, r#"{"error":"invalid_grant"}"#, Refusal::CodeRejected),
            (401, r#"{"error":"invalid_client"}"#, Refusal::ClientRejected),
            (400, r#"{"error":"unauthorized_client"}"#, Refusal::ClientNotAllowed),
            (400, r#"{"error":"invalid_scope"}"#, Refusal::TokenError),
            (500, "<html>", Refusal::TokenStatus),
            (500, GOOD, Refusal::TokenStatus),
            (201, GOOD, Refusal::TokenStatus),
        ] {
            assert_eq!(parse(status, text.as_bytes()).unwrap_err().why, why, "{text:.80}");
        }
    }

    proptest::proptest! {
        /// Checklist item 121.
        #[test]
        fn no_answer_panics(text in ".*", status in 100_u16..600) {
            assert!(parse(status, text.as_bytes()).is_err());
        }
    }
}
