//! Sign in with Apple.

use serde_json::Value;

use crate::oidc::Object;

/// Apple writes `email_verified` as the text "true" (Sign in with Apple REST API, "User identity");
/// nobody else's text counts.
pub(crate) fn adapt(mut claims: Object) -> Object {
    if claims.get("email_verified") == Some(&Value::from("true")) {
        claims.insert("email_verified".to_owned(), Value::Bool(true));
    }
    claims
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Checklist item 49.
    #[test]
    fn the_text_true_counts_and_no_other() {
        for (stated, expected) in [
            (json!("true"), json!(true)),
            (json!(true), json!(true)),
            (json!("True"), json!("True")),
            (json!("false"), json!("false")),
            (json!(["true"]), json!(["true"])),
        ] {
            let claims = json!({"email_verified": stated}).as_object().unwrap().clone();
            assert_eq!(adapt(claims)["email_verified"], expected);
        }
    }
}
