//! Discord (API reference, "User Object" and "Image Formatting").

use serde_json::{Value, json};

use crate::oidc::{Object, Refused};
use crate::provider::person::{self, Answers, Person};

/// `verified` speaks of `email`. The address is missing without its scope, and for accounts that
/// were made with a telephone number.
pub(crate) fn read(answers: &Answers) -> Result<Person, Refused> {
    let profile = &answers.profile;
    let id = person::text(profile, "id");
    let username = person::text(profile, "username");
    let claims = json!({
        "name": person::text(profile, "global_name").or(username),
        "preferred_username": username,
        "picture": id.map(|id| picture(profile, id)),
        "email": person::text(profile, "email"),
        "email_verified": profile.get("verified") == Some(&Value::Bool(true)),
    });
    Person::new(id.map(str::to_owned), claims)
}

/// A picture of their own, animated when its name says so, else one of those that Discord deals out.
fn picture(profile: &Object, id: &str) -> String {
    let plain = |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let own = person::text(profile, "avatar").filter(plain);
    if let (Some(hash), true) = (own, plain(&id)) {
        let kind = if hash.starts_with("a_") { "gif" } else { "png" };
        return format!("https://cdn.discordapp.com/avatars/{id}/{hash}.{kind}");
    }
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
    // People who have no discriminator any more are dealt one by the time in their id.
    let index = match number(person::text(profile, "discriminator")) {
        Some(discriminator @ 1..) => discriminator % 5,
        _ => (number(Some(id)).unwrap_or_default() >> 22) % 6,
    };
    format!("https://cdn.discordapp.com/embed/avatars/{index}.png")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::Refusal;

    fn person(profile: &Value) -> Result<Person, Refusal> {
        let profile = profile.as_object().cloned().unwrap_or_default();
        read(&Answers { profile, ..Answers::default() }).map_err(|refused| refused.why)
    }

    fn nelly() -> Value {
        json!({
            "id": "80351110224678912", "username": "nelly", "discriminator": "1337",
            "global_name": "Nelly", "avatar": "8342729096ea3675442027381ff50dfe",
            "verified": true, "email": "nelly@discord.test", "flags": 64, "premium_type": 1,
        })
    }

    /// Checklist item 49.
    #[test]
    fn verified_is_respected() {
        let found = person(&nelly()).unwrap();
        assert_eq!(found.subject, "80351110224678912");
        assert_eq!(found.profile.name.as_deref(), Some("Nelly"));
        assert_eq!(found.profile.username.as_deref(), Some("nelly"));
        assert!(found.profile.email_verified);
        for flag in [json!(false), json!("true"), json!(1), Value::Null] {
            let mut other = nelly();
            other["verified"] = flag;
            let profile = person(&other).unwrap().profile;
            assert!(profile.email.is_some() && !profile.email_verified);
        }
        let mut none = nelly();
        none["email"] = Value::Null;
        let profile = person(&none).unwrap().profile;
        assert!(profile.email.is_none() && !profile.email_verified);
    }

    #[test]
    fn pictures_follow_the_published_rules() {
        let base = "https://cdn.discordapp.com";
        for (avatar, discriminator, expected) in [
            (json!("8342"), "1337", "/avatars/80351110224678912/8342.png"),
            (json!("a_8342"), "0", "/avatars/80351110224678912/a_8342.gif"),
            (Value::Null, "1337", "/embed/avatars/2.png"),
            (Value::Null, "0", "/embed/avatars/5.png"),
            (json!("../x"), "1337", "/embed/avatars/2.png"),
        ] {
            let mut profile = nelly();
            profile["avatar"] = avatar;
            profile["discriminator"] = json!(discriminator);
            let picture = person(&profile).unwrap().profile.picture.unwrap();
            assert_eq!(picture, format!("{base}{expected}"));
        }
    }

    /// Checklist item 47.
    #[test]
    fn a_person_is_a_text() {
        for id in [Value::Null, json!(80_351_110), json!(""), json!("a\u{0}")] {
            let profile = json!({"id": id, "username": "nelly"});
            assert_eq!(person(&profile), Err(Refusal::ProfileSubject), "{id}");
        }
    }
}
