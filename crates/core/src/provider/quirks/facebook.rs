//! Facebook Login (Graph API reference, "User").

use serde_json::{Value, json};

use crate::oidc::Refused;
use crate::provider::person::{self, Answers, Person};

/// There is no address when the person withheld it or signed up by telephone; nothing says whether
/// one was checked. The grey silhouette is no picture.
pub(crate) fn read(answers: &Answers) -> Result<Person, Refused> {
    let profile = &answers.profile;
    let picture = profile.get("picture").and_then(|picture| picture.get("data"));
    let picture = picture.and_then(Value::as_object);
    let own = picture.filter(|data| data.get("is_silhouette") != Some(&Value::Bool(true)));
    let claims = json!({
        "name": person::text(profile, "name"),
        "picture": own.and_then(|data| person::text(data, "url")),
        "email": person::text(profile, "email"),
    });
    Person::new(person::text(profile, "id").map(str::to_owned), claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::Refusal;

    fn person(profile: &Value) -> Result<Person, Refusal> {
        let profile = profile.as_object().cloned().unwrap_or_default();
        read(&Answers { profile, ..Answers::default() }).map_err(|refused| refused.why)
    }

    #[test]
    fn a_usual_answer_is_read() {
        let data = json!({
            "height": 50, "width": 50, "is_silhouette": false,
            "url": "https://platform-lookaside.fbsbx.com/platform/profilepic/?asid=10",
        });
        let found = person(&json!({
            "id": "10220000000000000", "name": "Open Graph", "email": "og@facebook.test",
            "email_verified": true, "picture": {"data": data},
        }));
        let found = found.unwrap();
        assert_eq!(found.subject, "10220000000000000");
        assert_eq!(found.profile.name.as_deref(), Some("Open Graph"));
        assert!(found.profile.picture.is_some());
        assert!(found.profile.email.is_some() && !found.profile.email_verified);
    }

    #[test]
    fn address_and_picture_may_be_missing() {
        let silhouette = json!({"data": {"is_silhouette": true, "url": "https://a.test/x"}});
        for picture in [silhouette, json!({"data": []}), json!("https://a.test/x"), Value::Null] {
            let found = person(&json!({"id": "1", "name": "A", "picture": picture})).unwrap();
            assert_eq!((found.profile.email, found.profile.picture), (None, None));
        }
    }

    /// Checklist item 47.
    #[test]
    fn a_person_is_a_text() {
        for id in [Value::Null, json!(1), json!("")] {
            assert_eq!(person(&json!({ "id": id })), Err(Refusal::ProfileSubject), "{id}");
        }
    }
}
