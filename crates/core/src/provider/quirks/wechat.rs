//! `WeChat` (Open Platform, "website application").

use serde_json::json;

use crate::oidc::{Object, Refusal, Refused};
use crate::provider::person::{self, Answers, Person};

/// The person is `unionid`, the same in all applications of one Open Platform account, else `openid`,
/// theirs in this application. An application that joins such an account later gets other subjects.
///
/// The token answer and the profile must speak of the same person. There is never an address.
pub(crate) fn read(answers: &Answers) -> Result<Person, Refused> {
    let openid = agreed(answers, "openid")?;
    let unionid = agreed(answers, "unionid")?;
    let profile = &answers.profile;
    let claims = json!({
        "name": person::text(profile, "nickname"),
        "picture": person::text(profile, "headimgurl").map(secure),
    });
    let subject = openid.and(unionid.or(openid));
    Person::new(subject.map(str::to_owned), claims)
}

/// What both answers, or the one that has it, say.
fn agreed<'a>(answers: &'a Answers, name: &str) -> Result<Option<&'a str>, Refused> {
    let stated = |object: &'a Object| person::text(object, name);
    match (stated(&answers.token), stated(&answers.profile)) {
        (Some(one), Some(other)) if one != other => Err(Refusal::ProfileForAnother.seeing(name)),
        (one, other) => Ok(one.or(other)),
    }
}

/// Pictures are named by http and served by https too.
fn secure(url: &str) -> String {
    url.strip_prefix("http://").map_or_else(|| url.to_owned(), |rest| format!("https://{rest}"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn person(token: &Value, profile: &Value) -> Result<Person, Refusal> {
        let object = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let answers = Answers { token: object(token), profile: object(profile), more: None };
        read(&answers).map_err(|refused| refused.why)
    }

    fn profile() -> Value {
        json!({
            "openid": "oLVPpjqs9BhvzwPj5A-vTYAX3GLc", "nickname": "刺猬宝宝", "sex": 1,
            "headimgurl": "http://wx.qlogo.test/mmopen/g3MonUZtNHkdmzicIlibx6iaFqAc56vxL/46",
            "privilege": [], "unionid": "o6_bmasdasdsad6_2sgVt7hMZOPfL",
        })
    }

    #[test]
    fn the_union_comes_first_and_nobody_has_an_address() {
        let token = json!({"openid": "oLVPpjqs9BhvzwPj5A-vTYAX3GLc"});
        let found = person(&token, &profile()).unwrap();
        assert_eq!(found.subject, "o6_bmasdasdsad6_2sgVt7hMZOPfL");
        assert_eq!(found.profile.name.as_deref(), Some("刺猬宝宝"));
        assert!(found.profile.picture.unwrap().starts_with("https://wx.qlogo.test/"));
        assert_eq!(found.profile.email, None);
        let mut alone = profile();
        alone["unionid"] = json!("");
        assert_eq!(person(&token, &alone).unwrap().subject, "oLVPpjqs9BhvzwPj5A-vTYAX3GLc");
    }

    /// Checklist item 46.
    #[test]
    fn both_answers_are_about_one_person() {
        for token in [json!({"openid": "another"}), json!({"unionid": "another"})] {
            assert_eq!(person(&token, &profile()), Err(Refusal::ProfileForAnother));
        }
    }

    #[test]
    fn nobody_is_refused() {
        for answer in [json!({}), json!({"openid": 7}), json!({"unionid": "u"}), Value::Null] {
            assert_eq!(person(&json!({}), &answer), Err(Refusal::ProfileSubject));
        }
    }
}
