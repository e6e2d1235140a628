//! Feishu (Open Platform, "Get user information").

use serde_json::{Value, json};

use crate::oidc::Refused;
use crate::provider::person::{self, Answers, Person};

/// The profile lies in `data`. The person is `union_id`, the same in all applications of one
/// developer, else `open_id`. Nothing says whether an address was checked.
pub(crate) fn read(answers: &Answers) -> Result<Person, Refused> {
    let data = answers.profile.get("data").and_then(Value::as_object);
    let text = |name: &str| data.and_then(|data| person::text(data, name));
    let claims = json!({
        "name": text("name").or_else(|| text("en_name")),
        "picture": text("avatar_url"),
        "email": text("email").or_else(|| text("enterprise_email")),
    });
    Person::new(text("union_id").or_else(|| text("open_id")).map(str::to_owned), claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::Refusal;

    fn person(data: Value) -> Result<Person, Refusal> {
        let mut profile = crate::oidc::Object::new();
        profile.insert("code".to_owned(), json!(0));
        profile.insert("data".to_owned(), data);
        read(&Answers { profile, ..Answers::default() }).map_err(|refused| refused.why)
    }

    #[test]
    fn a_usual_answer_is_read() {
        let found = person(json!({
            "name": "zhangsan", "en_name": "Three Zhang", "open_id": "ou-caecc734c2e3328a62489fe0",
            "union_id": "on-d89jhsdhjsajkda7828enjdj328ydhhw", "email": "",
            "enterprise_email": "zhangsan@feishu.test", "tenant_key": "736588c92lxf175d",
            "avatar_url": "https://s.feishu.test/avatar/1.png", "mobile": "+86130002883xx",
        }));
        let found = found.unwrap();
        assert_eq!(found.subject, "on-d89jhsdhjsajkda7828enjdj328ydhhw");
        assert_eq!(found.profile.name.as_deref(), Some("zhangsan"));
        assert_eq!(found.profile.email.unwrap().as_str(), "zhangsan@feishu.test");
        assert!(!found.profile.email_verified);
        let bare = person(json!({"open_id": "ou-1", "email": null})).unwrap();
        assert_eq!((bare.subject.as_str(), bare.profile.email), ("ou-1", None));
    }

    #[test]
    fn nobody_is_refused() {
        for data in [json!({}), json!([]), Value::Null, json!({"union_id": 1, "open_id": ""})] {
            assert_eq!(person(data), Err(Refusal::ProfileSubject));
        }
    }
}
