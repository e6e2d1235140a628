//! What an account takes from the claims (`OpenID` Connect Core §5.1): nothing here is proof of
//! who somebody is, except the address when the provider says that it checked it.

use serde_json::Value;
use url::Url;

use crate::address::Email;
use crate::oidc::Object;

/// The longest name or user name that is taken over, in characters.
const MAX_NAME: usize = 128;
/// The longest address of a picture, in bytes.
const MAX_PICTURE: usize = 2048;
/// Where an address may stand that nothing else states: names that look like one.
const NAMES: [&str; 2] = ["preferred_username", "upn"];

/// Claims that the operator names in place of the usual ones (`OPENID_EMAIL_CLAIM`,
/// `OPENID_NAME_CLAIM`, `OPENID_USERNAME_CLAIM`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The claim with the address.
    pub email: Option<String>,
    /// The claim with the display name.
    pub name: Option<String>,
    /// The claim with the user name.
    pub username: Option<String>,
}

/// What the claims say about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The first claim that is an address: the operator's, `email`, `preferred_username`, `upn`.
    pub email: Option<Email>,
    /// Whether the provider says, by the JSON boolean `true`, that it has checked that address.
    pub email_verified: bool,
    /// Whether the provider says, by any other value, that it has not: saying nothing is no doubt.
    pub email_doubted: bool,
    /// Whether the address was taken from a name, `preferred_username` or `upn`, which people may
    /// choose for themselves at some providers, and which the operator has not pointed to.
    pub email_from_name: bool,
    /// A name to show.
    pub name: Option<String>,
    /// A name to be found by.
    pub username: Option<String>,
    /// An https address of a picture.
    pub picture: Option<String>,
}

impl Profile {
    /// Reads the claims. Values of a wrong type count as absent.
    pub fn read(claims: &Object, mapping: &Mapping) -> Self {
        let named = || NAMES.iter().find_map(|name| address(claims, name));
        let stated = stated_email(claims, mapping);
        let email_from_name = stated.is_none();
        let email = stated.or_else(named);
        let (email_verified, email_doubted) = checked(claims, email.as_ref());
        Self {
            email_verified,
            email_doubted,
            email_from_name,
            name: name(claims, mapping),
            username: username(claims, mapping),
            picture: picture(claims),
            email,
        }
    }
}

/// The address that is stated as one.
fn stated_email(claims: &Object, mapping: &Mapping) -> Option<Email> {
    let own = mapping.email.as_deref();
    own.into_iter().chain(["email"]).find_map(|name| address(claims, name))
}

/// Whether the provider says that it has checked the address, and whether it says that it has not.
///
/// `email_verified` speaks of the claim `email` alone (Core §5.1): of an address from another claim it
/// says nothing, unless it is the same one. The text "true" proves nothing.
fn checked(claims: &Object, email: Option<&Email>) -> (bool, bool) {
    let (Some(email), Some(said)) = (email, claims.get("email_verified")) else {
        return (false, false);
    };
    let checked = *said == Value::Bool(true);
    match address(claims, "email") {
        Some(stated) if stated == *email => (checked, !checked),
        Some(_) => (false, false),
        None => (false, !checked),
    }
}

fn address(claims: &Object, name: &str) -> Option<Email> {
    text(claims, name).and_then(|text| Email::parse(text).ok())
}

fn name(claims: &Object, mapping: &Mapping) -> Option<String> {
    let own = mapping.name.as_deref().and_then(|name| text(claims, name));
    let full = || match (text(claims, "given_name"), text(claims, "family_name")) {
        (Some(given), Some(family)) => tidy(&format!("{given} {family}")),
        (one, other) => one.or(other).and_then(tidy),
    };
    let last = || ["username", "email"].into_iter().find_map(|name| tidy(text(claims, name)?));
    own.or_else(|| text(claims, "name")).and_then(tidy).or_else(full).or_else(last)
}

fn username(claims: &Object, mapping: &Mapping) -> Option<String> {
    let own = mapping.username.as_deref();
    let names = own.into_iter().chain(["preferred_username", "username", "email"]);
    names.filter_map(|name| text(claims, name)).find_map(tidy)
}

/// A picture is shown by browsers, so only https will do.
fn picture(claims: &Object) -> Option<String> {
    let text = text(claims, "picture").filter(|text| text.len() <= MAX_PICTURE)?;
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && plain).then(|| url.into())
}

fn text<'a>(claims: &'a Object, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// A name without control characters and outer blanks, cut to its longest length.
fn tidy(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    let cut: String = clean.trim().chars().take(MAX_NAME).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value) -> Profile {
        Profile::read(claims.as_object().unwrap(), &Mapping::default())
    }

    fn address(claims: &Value) -> (Option<String>, bool) {
        let profile = read(claims);
        (profile.email.map(|email| email.to_string()), profile.email_verified)
    }

    #[test]
    fn an_address_is_proven_by_the_boolean_only() {
        for (verified, expected) in [
            (json!(true), true),
            (json!(false), false),
            (json!("true"), false),
            (json!(1), false),
            (json!([true]), false),
            (Value::Null, false),
        ] {
            let claims = json!({"email": "A@b.cd", "email_verified": verified});
            assert_eq!(address(&claims), (Some("a@b.cd".to_owned()), expected), "{claims}");
        }
    }

    #[test]
    fn silence_about_an_address_is_no_doubt() {
        for (claims, doubted) in [
            (json!({"email": "a@b.cd"}), false),
            (json!({"email": "a@b.cd", "email_verified": true}), false),
            (json!({"email": "a@b.cd", "email_verified": false}), true),
            (json!({"email": "a@b.cd", "email_verified": "true"}), true),
        ] {
            assert_eq!(read(&claims).email_doubted, doubted, "{claims}");
        }
    }

    #[test]
    fn an_address_out_of_a_name_is_told_from_one_that_is_stated() {
        for (claims, mapped, from_name) in [
            (json!({"email": "a@b.cd", "upn": "u@b.cd"}), None, false),
            (json!({"preferred_username": "p@b.cd"}), None, true),
            (json!({"email": "", "upn": "u@b.cd"}), None, true),
            (json!({"email": "a@b.cd", "upn": "u@b.cd"}), Some("upn"), false),
            (json!({"preferred_username": "p@b.cd"}), Some("upn"), true),
        ] {
            let mapping = Mapping { email: mapped.map(str::to_owned), ..Mapping::default() };
            let profile = Profile::read(claims.as_object().unwrap(), &mapping);
            assert_eq!(
                (profile.email.is_some(), profile.email_from_name),
                (true, from_name),
                "{claims}"
            );
        }
    }

    #[test]
    fn the_first_claim_that_is_an_address_wins() {
        for (claims, expected) in [
            (json!({"email": "", "upn": "u@b.cd"}), Some("u@b.cd")),
            (json!({"email": ["a@b.cd"], "email_verified": true}), None),
            (json!({"email": "a@b.cd,x@b.cd", "email_verified": true}), None),
            (json!({"preferred_username": "alice", "upn": "u@b.cd"}), Some("u@b.cd")),
            (json!({"preferred_username": "p@b.cd", "upn": "u@b.cd"}), Some("p@b.cd")),
            (json!({}), None),
        ] {
            assert_eq!(address(&claims), (expected.map(str::to_owned), false), "{claims}");
        }
    }

    #[test]
    fn the_proof_of_email_does_not_speak_for_another_claim() {
        let claims =
            json!({"email": "a@b.cd", "email_verified": true, "mail": "m@b.cd", "m2": "A@B.cd"});
        let read = |claim: &str| {
            let mapping = Mapping { email: Some(claim.to_owned()), ..Mapping::default() };
            Profile::read(claims.as_object().unwrap(), &mapping)
        };
        assert_eq!(read("mail").email.unwrap().as_str(), "m@b.cd");
        assert!(!read("mail").email_verified);
        assert!(read("m2").email_verified && read("absent").email_verified);
        assert!(!read("mail").email_doubted && !read("m2").email_doubted);
    }

    #[test]
    fn names_come_from_the_operators_claim_or_the_usual_ones() {
        for (claims, name, username) in [
            (json!({"nick": "N", "name": "A B", "preferred_username": "ab"}), "N", "N"),
            (json!({"nick": 7, "name": " A\u{0}B\n", "preferred_username": ""}), "AB", ""),
            (json!({"given_name": "A", "family_name": "B", "username": "u"}), "A B", "u"),
            (json!({"family_name": "B", "email": "a@b.cd"}), "B", "a@b.cd"),
            (json!({"email": "a@b.cd"}), "a@b.cd", "a@b.cd"),
            (json!({}), "", ""),
        ] {
            let own = Some("nick".to_owned());
            let mapping = Mapping { email: None, name: own.clone(), username: own };
            let profile = Profile::read(claims.as_object().unwrap(), &mapping);
            assert_eq!(profile.name.unwrap_or_default(), name, "{claims}");
            assert_eq!(profile.username.unwrap_or_default(), username, "{claims}");
        }
        let long = read(&json!({"name": "ä".repeat(999)})).name.unwrap();
        assert_eq!(long.chars().count(), MAX_NAME);
    }

    #[test]
    fn a_picture_is_an_https_address() {
        let good = read(&json!({"picture": "https://pics.example/a.png"}));
        assert_eq!(good.picture.as_deref(), Some("https://pics.example/a.png"));
        for picture in
            ["http://a/b", "javascript:alert(1)", "data:image/png,x", "//a/b", "", "https://a:b@c/"]
        {
            assert_eq!(read(&json!({ "picture": picture })).picture, None, "{picture}");
        }
        assert_eq!(read(&json!({"picture": null})).picture, None);
    }
}
