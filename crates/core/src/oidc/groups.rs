//! Groups out of claims.

use serde_json::Value;

use super::{Object, roles};
use crate::group::Groups;

/// What a provider says of somebody's groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Those that are kept.
    pub groups: Groups,
    /// How many are not; see [`Groups::of`].
    pub left_out: usize,
}

/// Reads the groups at `path`, which is found as roles are: a list of names, or one name. `None` when the
/// claim is not there.
pub fn at(claims: &Object, path: &str) -> Option<Claimed> {
    let (groups, left_out) = match roles::find(claims, path)? {
        Value::Null => return None,
        Value::String(name) => Groups::of([name.as_str()]),
        Value::Array(names) => {
            Groups::of(names.iter().map(|name| name.as_str().unwrap_or_default()))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => (Groups::NONE, 1),
    };
    Some(Claimed { groups, left_out })
}

/// Whether the groups at `path` were too many for the provider to name.
pub fn are_too_many(claims: &Object, path: &str) -> bool {
    at(claims, path).is_none() && roles::is_overage(claims, path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value, path: &str) -> Option<(Vec<String>, usize)> {
        let claimed = at(claims.as_object().unwrap(), path)?;
        Some((claimed.groups.names().to_vec(), claimed.left_out))
    }

    #[test]
    fn a_list_or_one_name_is_read_wherever_it_is() {
        for (claims, path, expected) in [
            (json!({}), "groups", None),
            (json!({"groups": null}), "groups", None),
            (json!({"groups": []}), "groups", Some((&[][..], 0))),
            (json!({"groups": ["staff", "My Team"]}), "groups", Some((&["staff", "My Team"], 0))),
            (json!({"groups": ["staff", 7, "a,b", ""]}), "groups", Some((&["staff"], 3))),
            (json!({"groups": "My Team"}), "groups", Some((&["My Team"], 0))),
            (json!({"groups": "a,b"}), "groups", Some((&[], 1))),
            (json!({"groups": true}), "groups", Some((&[], 1))),
            (json!({"realm": {"groups": ["a"]}}), "realm.groups", Some((&["a"], 0))),
            (json!({"https://x.test/g": ["a"]}), "https://x.test/g", Some((&["a"], 0))),
        ] {
            let expected = expected.map(|(names, left_out): (&[&str], usize)| {
                (names.iter().map(|&name| name.to_owned()).collect(), left_out)
            });
            assert_eq!(read(&claims, path), expected, "{claims}");
        }
    }

    #[test]
    fn groups_that_the_provider_could_not_name_are_no_groups() {
        let claims = json!({"_claim_names": {"groups": "src1"}});
        let claims = claims.as_object().unwrap();
        assert!(at(claims, "groups").is_none() && are_too_many(claims, "groups"));
        assert!(!are_too_many(claims, "teams"));
    }
}
