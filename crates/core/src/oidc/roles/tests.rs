use proptest::prelude::*;
use serde_json::json;

use super::*;

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn found(claims: &Value, path: &str) -> Found {
    at(claims.as_object().unwrap(), path)
}

#[test]
fn roles_are_found_where_providers_put_them() {
    for (claims, path, expected) in [
        (json!({"roles": ["a", "b"]}), "roles", names(&["a", "b"])),
        (json!({"realm_access": {"roles": ["a"]}}), "realm_access.roles", names(&["a"])),
        (json!({"https://x.example/roles": ["a"]}), "https://x.example/roles", names(&["a"])),
        (json!({"a": {"b.c": "x"}}), "a.b.c", names(&["x"])),
        (json!({"permissions": "a, b  c,d"}), "permissions", names(&["a", "b", "c", "d"])),
        (json!({"roles": ["a b", 1, null, "", "c,d"]}), "roles", names(&["a b", "c,d"])),
        (json!({"roles": ""}), "roles", names(&[])),
        (json!({"groups": ["g"], "hasgroups": true}), "groups", names(&["g"])),
    ] {
        assert_eq!(found(&claims, path), Found::Names(expected), "{claims}");
    }
}

#[test]
fn what_is_no_role_is_told_apart() {
    for (claims, path, expected) in [
        (json!({}), "roles", Found::Absent),
        (json!({"roles": null}), "roles", Found::Absent),
        (json!({"a": "text"}), "a.b", Found::Absent),
        (json!({"roles": 7}), "roles", Found::Unusable("a number")),
        (json!({"roles": {"x": 1}}), "roles", Found::Unusable("an object")),
        (json!({"admin": true}), "admin", Found::Switch(true)),
        (json!({"hasgroups": true}), "groups", Found::Overage),
        (json!({"_claim_names": {"groups": "src1"}}), "groups", Found::Overage),
        (json!({"_claim_names": {"roles": "src1"}}), "groups", Found::Absent),
        (json!({"hasgroups": true}), "roles", Found::Absent),
    ] {
        assert_eq!(found(&claims, path), expected, "{claims}");
    }
}

#[test]
fn one_required_role_is_enough_and_letters_count() {
    let wanted = names(&["user", "staff"]);
    let judge = |claims: Value| {
        require(&found(&claims, "roles"), &wanted, "roles").map_err(|refused| refused.why)
    };
    assert_eq!(judge(json!({"roles": ["other", "staff"]})), Ok(()));
    assert_eq!(judge(json!({"roles": "staff"})), Ok(()));
    for (claims, why) in [
        (json!({"roles": ["Staff", "user "]}), Refusal::RoleMissing),
        (json!({"roles": []}), Refusal::RoleMissing),
        (json!({}), Refusal::RoleClaimMissing),
        (json!({"roles": true}), Refusal::RoleClaimUnusable),
        (json!({"roles": 1}), Refusal::RoleClaimUnusable),
    ] {
        assert_eq!(judge(claims.clone()), Err(why), "{claims}");
    }
    assert_eq!(require(&Found::Overage, &wanted, "groups").unwrap_err().why, Refusal::RoleOverage);
}

#[test]
fn a_refusal_tells_where_and_how_many_and_nothing_else() {
    let refused = require(&found(&json!({"roles": ["secret-club"]}), "roles"), &[], "roles");
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("roles: 1 names are there") && !text.contains("secret-club"), "{text}");
}

#[test]
fn administrators_are_made_and_unmade() {
    for (claims, verdict) in [
        (json!({"roles": ["admin"]}), true),
        (json!({"roles": true}), true),
        (json!({"roles": false}), false),
        (json!({"roles": ["Admin"]}), false),
        (json!({}), false),
    ] {
        assert_eq!(is_admin(&found(&claims, "roles"), "admin"), verdict, "{claims}");
    }
    assert!(!is_admin(&Found::Overage, "admin"));
}

#[test]
fn role_sync_takes_the_first_of_the_priority_then_the_fallback() {
    let priority = names(&["MANAGER", "USER"]);
    let sync = |claims: Value, current| {
        synced(&found(&claims, "roles"), &priority, Some("GUEST"), current)
    };
    assert_eq!(sync(json!({"roles": ["user", "manager"]}), "USER"), Some("MANAGER"));
    assert_eq!(sync(json!({"roles": ["user"]}), "USER"), None);
    assert_eq!(sync(json!({"roles": ["else"]}), "USER"), Some("GUEST"));
    assert_eq!(sync(json!({}), "GUEST"), None);
    assert_eq!(synced(&Found::Absent, &priority, None, "USER"), None);
    assert_eq!(synced(&Found::Overage, &priority, Some("GUEST"), "USER"), None);
}

proptest! {
    /// Nobody gets in by a role that was not asked for, whatever the claims look like.
    #[test]
    fn only_a_named_role_lets_in(roles in proptest::collection::vec("[a-d]{1,2}", 0..6), wanted in "[a-d]{1,2}") {
        let claims = json!({"x": {"roles": roles}});
        let verdict = require(&found(&claims, "x.roles"), std::slice::from_ref(&wanted), "x.roles");
        prop_assert_eq!(verdict.is_ok(), roles.contains(&wanted));
    }

    /// A text and the list of its words say the same.
    #[test]
    fn texts_and_lists_agree(words in proptest::collection::vec("[a-z]{1,5}", 0..6), comma in any::<bool>()) {
        let text = words.join(if comma { "," } else { " " });
        prop_assert_eq!(found(&json!({"r": text}), "r"), found(&json!({"r": words}), "r"));
    }

    /// Checklist item 121.
    #[test]
    fn no_path_panics(path in ".*", text in ".*") {
        let claims = json!({"a": {"b": text.clone()}, "c": [text]});
        let _seen = found(&claims, &path).describe();
    }
}
