//! What of a provider's words may be shown. Names and types always may; values only those of claims that
//! say who somebody is, or for whom a token is. What proves anything is never among them.

use doorward_core::oidc::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::settings::OpenId;
use crate::witness::Seen;

/// The longest value that is shown, in characters.
const LONGEST: usize = 200;

/// The most claims that are listed, of each source.
const MOST: usize = 100;

/// The most items of a list that are shown.
const MOST_ITEMS: usize = 20;

/// Whose values are shown.
const SHOWN: [&str; 40] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "auth_time",
    "acr",
    "amr",
    "tid",
    "oid",
    "hd",
    "ver",
    "idp",
    "email",
    "email_verified",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "username",
    "upn",
    "unique_name",
    "login",
    "id",
    "uid",
    "display_name",
    "global_name",
    "picture",
    "avatar_url",
    "locale",
    "zoneinfo",
    "updated_at",
    "groups",
    "roles",
    "role",
    "realm_access",
];

/// Where a claim came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The ID token.
    IdToken,
    /// The userinfo endpoint.
    Userinfo,
    /// The profile of a provider without ID tokens.
    Profile,
    /// What such a provider says elsewhere: the mail addresses.
    Emails,
}

impl Source {
    /// The name in texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "ID token",
            Self::Userinfo => "userinfo",
            Self::Profile => "profile",
            Self::Emails => "emails",
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Where it came from.
    pub from: Source,
    /// Its name.
    pub name: String,
    /// Its JSON type.
    pub r#type: String,
    /// Its value, if that may be shown.
    pub value: Option<String>,
}

/// All that was said. The claims that the operator's settings point to are shown too.
pub(super) fn of(seen: &Seen, openid: Option<&OpenId>) -> Vec<Claim> {
    let own = openid.map(pointed_to).unwrap_or_default();
    let userinfo = seen.userinfo.as_ref().and_then(|said| said.as_ref().ok());
    let sources = [
        (Source::IdToken, seen.id_token.as_ref()),
        (Source::Userinfo, userinfo),
        (Source::Profile, seen.profile.as_ref()),
    ];
    let mut claims = Vec::new();
    for (from, said) in sources {
        claims.extend(said.into_iter().flat_map(|said| listed(from, said, &own)));
    }
    claims.extend(seen.more.as_ref().map(emails));
    claims
}

/// The claims that settings name.
fn pointed_to(openid: &OpenId) -> Vec<String> {
    let mapping = [&openid.claims.email, &openid.claims.name, &openid.claims.username];
    let roles = &openid.roles;
    let sources = [
        roles.required.as_ref().map(|rule| &rule.source),
        roles.admin.as_ref().map(|rule| &rule.source),
        roles.sync.as_ref().map(|sync| &sync.source),
    ];
    let paths = sources.into_iter().flatten().map(|source| &source.path);
    let named = mapping.into_iter().flatten().chain([&openid.groups_claim]);
    named.chain(paths).cloned().collect()
}

fn listed<'a>(
    from: Source,
    said: &'a Object,
    own: &'a [String],
) -> impl Iterator<Item = Claim> + use<'a> {
    said.iter().take(MOST).map(move |(name, value)| {
        let shown = SHOWN.contains(&name.as_str()) || own.contains(name);
        Claim {
            from,
            name: tidy(name),
            r#type: kind(value).to_owned(),
            value: shown.then(|| text(value)).flatten(),
        }
    })
}

/// How many mail addresses there are.
fn emails(more: &Value) -> Claim {
    let count = more.as_array().map(Vec::len);
    Claim {
        from: Source::Emails,
        name: "emails".to_owned(),
        r#type: kind(more).to_owned(),
        value: count.map(|count| format!("{count} addresses")),
    }
}

/// The name of a JSON type.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value as it is shown. Of an object the names of its members are.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => tidy(text),
        Value::Array(items) => {
            let shown = items.iter().take(MOST_ITEMS).filter_map(text);
            let more = if items.len() > MOST_ITEMS { ", …" } else { "" };
            tidy(&format!("{}{more}", shown.collect::<Vec<_>>().join(", ")))
        }
        Value::Object(members) => {
            tidy(&members.keys().map(String::as_str).collect::<Vec<_>>().join(", "))
        }
    })
}

/// A text without what moves the cursor or turns the direction of writing, cut to a bearable length.
fn tidy(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean = text.chars().filter(|c| !c.is_control() && !turns(*c));
    let mut cut: String = clean.clone().take(LONGEST).collect();
    if clean.count() > LONGEST {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(said: Value) -> Vec<Claim> {
        let Value::Object(said) = said else { panic!("no object") };
        of(&Seen { id_token: Some(said), ..Seen::default() }, None)
    }

    /// Checklist item 123: what could be used by somebody else is not shown.
    #[test]
    fn only_claims_that_say_who_somebody_is_are_shown() {
        for name in
            ["nonce", "at_hash", "c_hash", "s_hash", "sid", "jti", "access_token", "api_key"]
        {
            let shown = claims(json!({ name: "value" }));
            assert_eq!((shown[0].name.as_str(), shown[0].value.as_ref()), (name, None));
            assert_eq!(shown[0].r#type, "string");
        }
    }

    #[test]
    fn a_value_is_shown_as_it_is_said_and_cut() {
        for (value, kind, shown) in [
            (json!("true"), "string", Some("true")),
            (json!(true), "boolean", Some("true")),
            (json!(null), "null", None),
            (json!(7), "number", Some("7")),
            (json!(["a", "b\u{1b}[31m"]), "array", Some("a, b[31m")),
            (json!({"roles": []}), "object", Some("roles")),
        ] {
            let claim = &claims(json!({ "roles": value }))[0];
            assert_eq!((claim.r#type.as_str(), claim.value.as_deref()), (kind, shown));
        }
        let long = claims(json!({ "name": "ä".repeat(999) }));
        assert_eq!(long[0].value.as_ref().unwrap().chars().count(), LONGEST + 1);
    }
}
