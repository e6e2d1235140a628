//! Casdoor.

use crate::oidc::Object;

/// Casdoor's own names for what others call `name` and `picture`; its `name` is the user name.
pub(crate) fn adapt(mut claims: Object) -> Object {
    if let Some(username) = claims.get("name").cloned() {
        claims.entry("preferred_username").or_insert(username);
    }
    let shown = ["displayName", "firstName", "lastName"].into_iter().find_map(|name| {
        claims
            .get(name)
            .filter(|value| value.as_str().is_some_and(|text| !text.is_empty()))
            .cloned()
    });
    if let Some(shown) = shown {
        claims.insert("name".to_owned(), shown);
    }
    if let Some(avatar) = claims.get("avatar").cloned() {
        claims.entry("picture").or_insert(avatar);
    }
    claims
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_picture_are_found() {
        let claims =
            json!({"sub": "1", "name": "alice", "displayName": "Alice L", "avatar": "https://a/b"});
        let adapted = adapt(claims.as_object().unwrap().clone());
        assert_eq!(adapted["name"], "Alice L");
        assert_eq!(adapted["preferred_username"], "alice");
        assert_eq!(adapted["picture"], "https://a/b");
        let bare = adapt(json!({"name": "bob", "displayName": ""}).as_object().unwrap().clone());
        assert_eq!(bare["name"], "bob");
    }
}
