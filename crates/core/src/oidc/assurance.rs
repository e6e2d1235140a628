//! How sure a provider says it is of somebody: the claims `amr` and `acr` (`OpenID` Connect Core §2).

use serde_json::Value;

use crate::oidc::Object;

/// Values of `acr` that mean several factors: of PAPE 1.0 §4 and of the EAP profile (§2), which are the
/// ones with a meaning that does not depend on the provider.
const SEVERAL: [&str; 3] =
    ["http://schemas.openid.net/pape/policies/2007/06/multi-factor", "phr", "phrh"];

/// Whether the claims of a verified ID token say that several factors were seen: `mfa` among the methods
/// (RFC 8176 §2), or a class of authentication that means so.
pub fn several_factors(claims: &Object) -> bool {
    let methods = claims.get("amr").and_then(Value::as_array);
    let mfa = methods.is_some_and(|all| all.iter().any(|one| one.as_str() == Some("mfa")));
    let class = claims.get("acr").and_then(Value::as_str);
    mfa || class.is_some_and(|class| SEVERAL.contains(&class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_means_several_factors_everywhere_counts() {
        let says = |text| several_factors(&serde_json::from_str(text).unwrap());
        assert!(says(r#"{"amr":["pwd","mfa"]}"#));
        assert!(says(r#"{"acr":"phr"}"#));
        for no in [
            "{}",
            r#"{"amr":"mfa"}"#,
            r#"{"amr":["pwd","otp"]}"#,
            r#"{"amr":["MFA"]}"#,
            r#"{"acr":"1"}"#,
            r#"{"acr":["phr"]}"#,
        ] {
            assert!(!says(no), "{no}");
        }
    }
}
