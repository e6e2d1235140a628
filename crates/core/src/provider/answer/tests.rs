use serde_json::json;

use super::*;

fn object(value: &Value) -> Option<Object> {
    value.as_object().cloned()
}

fn token_refusal(status: u16, answer: &Value) -> Refusal {
    token(status, object(answer), Dialect::Standard).unwrap_err().why
}

#[test]
fn a_usual_answer_gives_its_token_and_keeps_none() {
    let answer =
        json!({"access_token": "a", "token_type": "bearer", "refresh_token": "r", "scope": "s"});
    let (access, rest) = token(200, object(&answer), Dialect::Standard).unwrap();
    assert_eq!(access.expose(), "a");
    assert_eq!(Value::Object(rest), json!({"token_type": "bearer", "scope": "s"}));
    let bare = json!({"access_token": "a", "openid": "o", "expires_in": 7200});
    assert!(token(200, object(&bare), Dialect::WeChat).is_ok());
    assert_eq!(token_refusal(200, &bare), Refusal::TokenTypeMissing);
    let feishu = json!({"code": 0, "access_token": "a", "token_type": "Bearer"});
    assert!(token(200, object(&feishu), Dialect::Feishu).is_ok());
}

#[test]
fn every_provider_says_no_in_its_own_way() {
    for (status, answer, why) in [
        (
            200,
            json!({"error": "bad_verification_code", "error_description": "expired"}),
            Refusal::CodeRejected,
        ),
        (200, json!({"error": "incorrect_client_credentials"}), Refusal::ClientRejected),
        (200, json!({"error": "redirect_uri_mismatch"}), Refusal::CodeRejected),
        (400, json!({"error": "invalid_grant"}), Refusal::CodeRejected),
        (401, json!({"error": "invalid_client"}), Refusal::ClientRejected),
        (
            400,
            json!({"error": {"message": "Error validating client secret.", "type": "OAuthException", "code": 1}}),
            Refusal::ClientRejected,
        ),
        (
            400,
            json!({"error": {"message": "This authorization code has been used.", "code": 100}}),
            Refusal::CodeRejected,
        ),
        (400, json!({"error": {}}), Refusal::TokenError),
        (200, json!({"errcode": 40029, "errmsg": "invalid code"}), Refusal::CodeRejected),
        (200, json!({"errcode": 40125, "errmsg": "invalid appsecret"}), Refusal::ClientRejected),
        (200, json!({"errcode": -1, "errmsg": "system error"}), Refusal::TokenError),
        (
            200,
            json!({"code": 20003, "error": "invalid_grant", "error_description": "d"}),
            Refusal::CodeRejected,
        ),
        (200, json!({"code": 20002, "msg": "invalid secret"}), Refusal::ClientRejected),
        (200, json!({"code": 20050, "error": "server_error"}), Refusal::TokenError),
        (200, json!({"error": ["odd"], "access_token": "a"}), Refusal::TokenError),
        (500, json!({"access_token": "a", "token_type": "bearer"}), Refusal::TokenStatus),
        (200, json!({"access_token": "a", "token_type": "mac"}), Refusal::TokenTypeUnsupported),
        (200, json!({"access_token": "a", "token_type": 7}), Refusal::TokenTypeUnsupported),
        (200, json!({"access_token": "", "token_type": "bearer"}), Refusal::AccessTokenMissing),
        (200, json!({"access_token": null, "token_type": "bearer"}), Refusal::AccessTokenMissing),
        (200, json!([]), Refusal::TokenMalformed),
        (502, Value::Null, Refusal::TokenStatus),
    ] {
        assert_eq!(token_refusal(status, &answer), why, "{answer}");
    }
}

#[test]
fn a_profile_may_be_an_error_in_good_clothes() {
    for (status, answer, why) in [
        (200, json!({"errcode": 40003, "errmsg": "invalid openid"}), Refusal::ProfileError),
        (200, json!({"code": 99_991_668, "msg": "Invalid access token"}), Refusal::ProfileError),
        (400, json!({"error": {"message": "expired", "code": 190}}), Refusal::ProfileError),
        (401, json!({"message": "401: Unauthorized", "code": 0}), Refusal::ProfileStatus),
        (503, Value::Null, Refusal::ProfileStatus),
        (200, Value::Null, Refusal::ProfileMalformed),
    ] {
        assert_eq!(profile(status, object(&answer)).unwrap_err().why, why, "{answer}");
    }
    assert!(profile(200, object(&json!({"id": 1, "error": null, "code": 0}))).is_ok());
}

#[test]
fn form_encoded_answers_are_read() {
    let read = form(b"access_token=gho_16C7&scope=repo%2Cuser&token_type=bearer\n").unwrap();
    assert_eq!(read["scope"], "repo,user");
    let error = form(b"error=bad_verification_code&error_description=The+code+is+wrong").unwrap();
    assert_eq!(token_refusal(200, &Value::Object(error)), Refusal::CodeRejected);
    for text in ["", "<html>", "{\"a\":1}", "no", "a=1&a=2", "<p class=x>"] {
        assert!(form(text.as_bytes()).is_none(), "{text}");
    }
    assert!(form(&[0xff, b'=']).is_none());
}
