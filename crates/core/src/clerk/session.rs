//! What a verified session token says, in both versions of its claims.

use serde_json::Value;

use super::Object;

/// Somebody's session at Clerk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Their name at Clerk: `user_…`.
    pub user: String,
    /// The session's name: `sess_…`.
    pub id: Option<String>,
    /// Whether something is left to do there before the session counts (`sts`).
    pub pending: bool,
    /// The organisation that they act for.
    pub organisation: Option<Organisation>,
    /// Who really acts, when somebody at Clerk took their place (`act`).
    pub actor: Option<Object>,
    /// The minutes since the first and the second factor were verified; −1 for never (`fva`).
    pub factor_ages: Option<(i64, i64)>,
    /// All claims, those that the operator added among them.
    pub claims: Object,
}

/// An organisation, and what the person may do in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// `org_…`.
    pub id: String,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// The person's role, such as `org:admin`.
    pub role: Option<String>,
    /// Their permissions, such as `org:teams:manage`.
    pub permissions: Vec<String>,
}

impl Session {
    /// Reads the claims of a token that [`super::token`] accepted.
    pub fn read(claims: Object) -> Self {
        let owned = |name: &str| text(&claims, name).map(str::to_owned);
        Self {
            user: owned("sub").unwrap_or_default(),
            id: owned("sid"),
            pending: text(&claims, "sts") == Some("pending"),
            organisation: Organisation::read(&claims),
            actor: claims.get("act").and_then(Value::as_object).cloned(),
            factor_ages: factor_ages(&claims),
            claims,
        }
    }
}

fn factor_ages(claims: &Object) -> Option<(i64, i64)> {
    match claims.get("fva")?.as_array()?.as_slice() {
        [first, second] => Some((first.as_i64()?, second.as_i64()?)),
        _ => None,
    }
}

impl Organisation {
    fn read(claims: &Object) -> Option<Self> {
        if claims.get("v").and_then(Value::as_i64) == Some(2) {
            return Self::second(claims.get("o")?.as_object()?, text(claims, "fea"));
        }
        let list = claims.get("org_permissions").and_then(Value::as_array);
        let permissions = list.into_iter().flatten().filter_map(Value::as_str);
        Some(Self {
            id: text(claims, "org_id")?.to_owned(),
            slug: text(claims, "org_slug").map(str::to_owned),
            role: text(claims, "org_role").map(str::to_owned),
            permissions: permissions.map(str::to_owned).collect(),
        })
    }

    fn second(o: &Object, features: Option<&str>) -> Option<Self> {
        let names: Vec<_> = items(text(o, "per")).collect();
        let features = items(features).filter_map(organisations_own);
        let permissions = features.zip(items(text(o, "fpm"))).flat_map(|(feature, bits)| {
            // What is no number grants nothing.
            let bits = bits.parse::<u64>().unwrap_or(0);
            let granted = names.iter().enumerate().filter(move |(bit, _)| {
                u32::try_from(*bit).ok().and_then(|bit| bits.checked_shr(bit)).unwrap_or(0) & 1 == 1
            });
            granted.map(move |(_, name)| format!("org:{feature}:{name}")).collect::<Vec<_>>()
        });
        Some(Self {
            id: text(o, "id")?.to_owned(),
            slug: text(o, "slg").map(str::to_owned),
            role: text(o, "rol").map(|role| format!("org:{role}")),
            permissions: permissions.collect(),
        })
    }
}

/// The name of a feature that belongs to the organisation: its scope has an `o`, as in `o:teams`.
fn organisations_own(feature: &str) -> Option<&str> {
    let (scope, name) = feature.split_once(':')?;
    scope.contains('o').then_some(name)
}

fn items(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|item| !item.is_empty())
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value) -> Session {
        Session::read(claims.as_object().unwrap().clone())
    }

    #[test]
    fn permissions_of_the_second_version_come_out_of_bit_maps() {
        let session = read(&json!({
            "sub": "user_1", "sid": "sess_1", "v": 2, "sts": "pending", "fva": [5, -1],
            "fea": "o:dashboard,o:teams,u:chat",
            "o": {"id": "org_1", "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3,2"},
        }));
        let organisation = session.organisation.unwrap();
        assert_eq!(organisation.role.as_deref(), Some("org:admin"));
        assert_eq!(
            organisation.permissions,
            ["org:dashboard:read", "org:dashboard:manage", "org:teams:manage"]
        );
        assert!(session.pending);
        assert_eq!(session.factor_ages, Some((5, -1)));
    }

    #[test]
    fn the_first_version_lists_them() {
        let session = read(&json!({
            "sub": "user_1", "org_id": "org_1", "org_slug": "acme", "org_role": "org:admin",
            "org_permissions": ["org:teams:manage", 7], "fva": "x",
        }));
        let organisation = session.organisation.unwrap();
        assert_eq!(organisation.permissions, ["org:teams:manage"]);
        assert_eq!((session.factor_ages, session.pending), (None, false));
    }

    proptest::proptest! {
        /// Checklist item 121.
        #[test]
        fn no_claims_panic(fea in ".*", per in ".*", fpm in "[0-9,x]*") {
            let o = json!({"id": "o", "per": per, "fpm": fpm});
            read(&json!({"sub": "u", "v": 2, "fea": fea, "o": o}));
        }
    }
}
