//! GitHub: the address is on a second page (GitHub REST API, "Users" and "Emails").

use serde_json::{Value, json};

use crate::oidc::{Object, Refused};
use crate::provider::person::{self, Answers, Person};

/// The person is the number `id`, which outlives their `login`; the address is the one that they
/// call primary. The public address of the profile counts only when the list may not be read, and
/// never as verified.
pub(crate) fn read(answers: &Answers) -> Result<Person, Refused> {
    let profile = &answers.profile;
    let subject = profile.get("id").and_then(Value::as_u64).map(|id| id.to_string());
    let login = person::text(profile, "login");
    let name = person::text(profile, "name").or(login);
    let (email, verified) = match answers.more.as_ref().and_then(Value::as_array) {
        Some(list) => listed(list),
        None => (person::text(profile, "email"), false),
    };
    let claims = json!({
        "name": name,
        "preferred_username": login,
        "picture": person::text(profile, "avatar_url"),
        "email": email,
        "email_verified": verified,
    });
    Person::new(subject, claims)
}

/// The primary address, else the first that is verified, and whether it is, by the JSON `true`.
fn listed(list: &[Value]) -> (Option<&str>, bool) {
    let is = |entry: &Object, name: &str| entry.get(name) == Some(&Value::Bool(true));
    let entries = || {
        let objects = list.iter().filter_map(Value::as_object);
        objects.filter(|entry| person::text(entry, "email").is_some())
    };
    let primary = entries().find(|entry| is(entry, "primary"));
    let chosen = primary.or_else(|| entries().find(|entry| is(entry, "verified")));
    chosen.map_or((None, false), |entry| (person::text(entry, "email"), is(entry, "verified")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::Refusal;

    fn person(profile: &Value, more: Option<Value>) -> Result<Person, Refusal> {
        let profile = profile.as_object().cloned().unwrap_or_default();
        read(&Answers { profile, more, ..Answers::default() }).map_err(|refused| refused.why)
    }

    fn octocat() -> Value {
        json!({
            "login": "octocat", "id": 583_231, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "name": null,
            "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4", "email": null,
            "type": "User", "site_admin": false,
        })
    }

    #[test]
    fn a_private_address_comes_from_the_list() {
        let list = json!([
            {"email": "old@example.test", "primary": false, "verified": true, "visibility": null},
            {"email": "octocat@example.test", "primary": true, "verified": true, "visibility": "private"},
        ]);
        let found = person(&octocat(), Some(list)).unwrap();
        assert_eq!(found.subject, "583231");
        assert_eq!(found.profile.email.unwrap().as_str(), "octocat@example.test");
        assert!(found.profile.email_verified);
        assert_eq!(found.profile.name.as_deref(), Some("octocat"), "no name: the login");
        assert_eq!(found.profile.username.as_deref(), Some("octocat"));
        assert!(found.profile.picture.unwrap().starts_with("https://avatars."));
    }

    /// Checklist item 49.
    #[test]
    fn only_the_flag_true_verifies() {
        for flag in [json!(false), json!("true"), json!(1), Value::Null, json!([true])] {
            let list = json!([{"email": "a@b.cd", "primary": true, "verified": flag}]);
            let found = person(&octocat(), Some(list)).unwrap().profile;
            assert!(found.email.is_some() && !found.email_verified, "{flag}");
        }
    }

    #[test]
    fn without_the_list_the_public_address_is_a_mere_claim() {
        let mut public = octocat();
        public["email"] = json!("octocat@github.test");
        let found = person(&public, None).unwrap().profile;
        assert!(found.email.is_some() && !found.email_verified);
        assert_eq!(person(&octocat(), None).unwrap().profile.email, None);
        // The list that may be read decides, also when it is empty.
        assert_eq!(person(&public, Some(json!([]))).unwrap().profile.email, None);
        let odd = json!([null, 7, {"email": 1, "primary": true}, {"email": "a@b.cd"}]);
        assert_eq!(person(&public, Some(odd)).unwrap().profile.email, None);
    }

    /// Checklist item 47.
    #[test]
    fn a_person_is_a_number() {
        for id in [Value::Null, json!("583231"), json!(1.5), json!(-1), json!([1]), json!("")] {
            let profile = json!({"id": id, "login": "octocat"});
            assert_eq!(person(&profile, None), Err(Refusal::ProfileSubject), "{id}");
        }
    }
}
