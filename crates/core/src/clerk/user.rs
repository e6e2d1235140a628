//! A person at Clerk, as the Backend API and webhooks describe them.

use serde_json::Value;

use super::Object;
use crate::oidc::profile::{Mapping, Profile};

/// What an account takes from the description of a person, and their name at Clerk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// `user_…`.
    pub id: String,
    /// Whether Clerk keeps them out.
    pub banned: bool,
    /// The rest.
    pub profile: Profile,
}

/// Reads a user object; `None` without a name. Only the primary address counts, and as proven only
/// when its verification says so.
pub fn person(user: &Object) -> Option<Person> {
    let id = text(user, "id").filter(|id| !id.is_empty())?;
    let flag = |name| user.get(name) == Some(&Value::Bool(true));
    let mut claims = Object::new();
    for (claim, member) in [
        ("given_name", "first_name"),
        ("family_name", "last_name"),
        ("username", "username"),
        ("picture", "image_url"),
    ] {
        if let Some(value) = user.get(member) {
            claims.insert(claim.to_owned(), value.clone());
        }
    }
    if let Some((address, verified)) = primary_address(user) {
        claims.insert("email".to_owned(), address.into());
        claims.insert("email_verified".to_owned(), verified.into());
    }
    Some(Person {
        id: id.to_owned(),
        banned: flag("banned"),
        profile: Profile::read(&claims, &Mapping::default()),
    })
}

fn primary_address(user: &Object) -> Option<(&str, bool)> {
    let primary = text(user, "primary_email_address_id")?;
    let list = user.get("email_addresses")?.as_array()?;
    let entry =
        list.iter().find(|entry| entry.get("id").and_then(Value::as_str) == Some(primary))?;
    let status = entry.get("verification").and_then(|verification| verification.get("status"));
    let verified = status.and_then(Value::as_str) == Some("verified");
    Some((entry.get("email_address")?.as_str()?, verified))
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(user: &Value) -> Option<Person> {
        person(user.as_object().unwrap())
    }

    #[test]
    fn the_primary_address_is_the_address() {
        let user = json!({
            "id": "user_1", "username": "ada", "first_name": "Ada", "last_name": "Lovelace",
            "image_url": "https://img.clerk.com/x", "primary_email_address_id": "idn_2",
            "email_addresses": [
                {"id": "idn_1", "email_address": "old@example.com", "verification": {"status": "verified"}},
                {"id": "idn_2", "email_address": "Ada@example.com", "verification": {"status": "verified"}},
            ],
        });
        let person = read(&user).unwrap();
        assert_eq!(person.profile.email.unwrap().as_str(), "ada@example.com");
        assert!(person.profile.email_verified && !person.banned);
        assert_eq!(person.profile.name.as_deref(), Some("Ada Lovelace"));
        assert_eq!(person.profile.username.as_deref(), Some("ada"));
        assert_eq!(person.profile.picture.as_deref(), Some("https://img.clerk.com/x"));
    }

    /// Checklist item 49.
    #[test]
    fn an_address_is_proven_only_by_its_verification() {
        for verification in [json!(null), json!({"status": "unverified"}), json!({"status": true})]
        {
            let user = json!({
                "id": "user_1", "primary_email_address_id": "idn_1",
                "email_addresses": [
                    {"id": "idn_1", "email_address": "a@example.com", "verification": verification},
                ],
            });
            let profile = read(&user).unwrap().profile;
            assert!(profile.email.is_some() && !profile.email_verified, "{user}");
        }
        let none = json!({"id": "user_1", "primary_email_address_id": null, "email_addresses": []});
        assert_eq!(read(&none).unwrap().profile.email, None);
        assert_eq!(read(&json!({"id": ""})), None);
    }
}
