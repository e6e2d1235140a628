//! The userinfo answer and how it joins the ID token (`OpenID` Connect Core §5.3).

use serde_json::Value;

use crate::oidc::{Object, Refusal, Refused};

/// Claims of the ID token that nothing may replace: they say what was verified.
pub(crate) const VERIFIED: [&str; 10] =
    ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash", "auth_time"];

/// Lays `userinfo` over the verified claims of the ID token, when both are about the same subject
/// (Core §5.3.2).
///
/// `email` and `email_verified` stay a pair: the proof of one address never speaks for another.
pub fn merge(mut id_token: Object, userinfo: Object) -> Result<Object, Refused> {
    let subject = userinfo.get("sub").and_then(Value::as_str);
    let subject = subject.ok_or(Refusal::UserinfoSubMissing)?;
    if id_token.get("sub").and_then(Value::as_str) != Some(subject) {
        return Err(Refusal::UserinfoSubDiffers.into());
    }
    let states_address = userinfo.get("email").is_some_and(Value::is_string);
    if states_address && userinfo.get("email") != id_token.get("email") {
        id_token.remove("email_verified");
    }
    for (name, value) in userinfo {
        let of_no_address = (name == "email" || name == "email_verified") && !states_address;
        if !VERIFIED.contains(&name.as_str()) && !of_no_address {
            id_token.insert(name, value);
        }
    }
    Ok(id_token)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(id_token: &Value, userinfo: &Value) -> Result<Value, Refusal> {
        let object = |value: &Value| value.as_object().unwrap().clone();
        merge(object(id_token), object(userinfo)).map(Value::Object).map_err(|refused| refused.why)
    }

    #[test]
    fn an_address_that_is_no_text_takes_nothing_away() {
        let token = json!({"sub": "a", "email": "a@b.cd", "email_verified": true});
        let odd = json!({"sub": "a", "email": null, "email_verified": false});
        let claims = merged(&token, &odd).unwrap();
        assert_eq!((&claims["email"], &claims["email_verified"]), (&json!("a@b.cd"), &json!(true)));
    }

    #[test]
    fn userinfo_adds_and_replaces_but_not_what_was_verified() {
        let id_token = json!({"iss": "i", "sub": "a", "aud": "c", "name": "old"});
        let userinfo = json!({"sub": "a", "iss": "j", "aud": "d", "exp": 1, "name": "new", "x": 1});
        let expected = json!({"iss": "i", "sub": "a", "aud": "c", "name": "new", "x": 1});
        assert_eq!(merged(&id_token, &userinfo), Ok(expected));
    }

    #[test]
    fn another_subject_or_none_is_refused() {
        let id_token = json!({"sub": "a"});
        for (userinfo, why) in [
            (json!({"sub": "b"}), Refusal::UserinfoSubDiffers),
            (json!({"sub": "A"}), Refusal::UserinfoSubDiffers),
            (json!({}), Refusal::UserinfoSubMissing),
            (json!({"sub": 1}), Refusal::UserinfoSubMissing),
            (json!({"sub": null}), Refusal::UserinfoSubMissing),
        ] {
            assert_eq!(merged(&id_token, &userinfo), Err(why), "{userinfo}");
        }
    }

    #[test]
    fn the_proof_of_one_address_does_not_speak_for_another() {
        let id_token = json!({"sub": "a", "email": "a@b.cd", "email_verified": true});
        let other = merged(&id_token, &json!({"sub": "a", "email": "x@y.zz"})).unwrap();
        assert_eq!(other, json!({"sub": "a", "email": "x@y.zz"}));
        let same = merged(&id_token, &json!({"sub": "a", "email": "a@b.cd"})).unwrap();
        assert_eq!(same, id_token);
        let unproven = json!({"sub": "a", "email": "a@b.cd"});
        let alone = merged(&unproven, &json!({"sub": "a", "email_verified": true})).unwrap();
        assert_eq!(alone, unproven);
    }
}
