//! Microsoft Entra ID.

use serde_json::{Value, json};

use crate::oidc::Object;

/// Any administrator of any tenant can write any address into an account, so `email_verified` is not
/// asked. The optional claim `xms_edov` says that Microsoft has seen the owner of the address's
/// domain; it comes as a boolean, a number or a text.
pub(crate) fn adapt(mut claims: Object) -> Object {
    let proven = [json!(true), json!(1), json!("1"), json!("true")];
    if claims.get("xms_edov").is_some_and(|stated| proven.contains(stated)) {
        claims.insert("email_verified".to_owned(), Value::Bool(true));
    } else {
        claims.remove("email_verified");
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 49.
    #[test]
    fn only_the_owner_of_the_domain_proves_an_address() {
        for (claims, verified) in [
            (json!({"email_verified": true}), false),
            (json!({"email_verified": true, "xms_edov": false}), false),
            (json!({"email_verified": true, "xms_edov": 0}), false),
            (json!({"xms_edov": "yes"}), false),
            (json!({"xms_edov": [true]}), false),
            (json!({"xms_edov": true}), true),
            (json!({"xms_edov": 1}), true),
            (json!({"xms_edov": "1"}), true),
        ] {
            let adapted = adapt(claims.as_object().unwrap().clone());
            let stated = adapted.get("email_verified") == Some(&Value::Bool(true));
            assert_eq!(stated, verified, "{claims}");
        }
    }
}
