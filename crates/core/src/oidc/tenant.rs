//! Providers whose discovery document is for many tenants: Microsoft's states a template in place of
//! the issuer, and each token names its tenant in `tid`.

use serde_json::Value;
use url::Url;

use crate::oidc::microsoft::{PRIVATE_ACCOUNTS, is_stated_by_id, is_uuid};
use crate::oidc::{Object, Refusal, Refused};

/// Where the tenant's name belongs in the stated issuer.
const PLACE: &str = "{tenantid}";

/// The tenants of a provider, and which of them may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenants {
    before: String,
    after: String,
    admitted: Admitted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Admitted {
    /// `common`.
    All,
    /// `organizations`.
    Companies,
    /// `consumers`, or one tenant's id.
    Only(String),
}

impl Tenants {
    /// Reads the issuer that is stated for the configured one (without a slash at its end). `None` when
    /// it is no template, or one whose other parts are not those of the configured issuer.
    pub fn read(configured: &str, stated: &str) -> Option<Self> {
        let (before, after) = stated.split_once(PLACE)?;
        // The place is a segment of the path, never the host.
        let host = Url::parse(before).ok()?;
        let in_path = host.has_host() && before.ends_with('/') && !after.contains('{');
        let tenant = configured.strip_prefix(before)?.strip_suffix(after.trim_end_matches('/'))?;
        if !in_path || tenant.is_empty() || tenant.contains('/') {
            return None;
        }
        let admitted = match tenant.to_ascii_lowercase().as_str() {
            "common" => Admitted::All,
            "organizations" => Admitted::Companies,
            "consumers" => Admitted::Only(PRIVATE_ACCOUNTS.to_owned()),
            tenant => Admitted::Only(tenant.to_owned()),
        };
        Some(Self { before: before.to_owned(), after: after.to_owned(), admitted })
    }

    /// The issuer that a token with these claims must have, when its tenant is let in.
    pub fn issuer_of(&self, claims: &Object) -> Result<String, Refused> {
        let tenant = claims.get("tid").and_then(Value::as_str).filter(|tenant| is_uuid(tenant));
        let tenant = tenant.ok_or(Refusal::TenantMissing)?;
        let admitted = match &self.admitted {
            Admitted::All => true,
            Admitted::Companies => tenant != PRIVATE_ACCOUNTS,
            Admitted::Only(only) => tenant.eq_ignore_ascii_case(only),
        };
        if !admitted {
            return Err(Refusal::TenantWrong.seeing(tenant));
        }
        Ok(format!("{}{tenant}{}", self.before, self.after))
    }

    /// Whether a key that says that it signs for `issuer`, which may be a template too, may have signed a
    /// token with these claims. Some of Microsoft's keys are for one tenant alone.
    pub fn may_sign(&self, issuer: &str, claims: &Object) -> Result<(), Refused> {
        let own = self.issuer_of(claims)?;
        let (before, after) = (self.before.as_str(), self.after.as_str());
        if issuer == own || issuer == format!("{before}{PLACE}{after}") {
            return Ok(());
        }
        Err(Refusal::TenantKey.seeing(issuer))
    }
}

/// Whether `stated` is the issuer that the document of the configured one (without a slash at its end)
/// has to state, although it is spelled in another way: Microsoft names tenants by their ids.
pub(super) fn is_stated_for(configured: &str, stated: &str) -> bool {
    let private = configured.split_once("/consumers/").is_some_and(|(before, after)| {
        stated.strip_suffix('/').unwrap_or(stated) == format!("{before}/{PRIVATE_ACCOUNTS}/{after}")
    });
    let by_id = || match (Url::parse(configured), Url::parse(stated)) {
        (Ok(configured), Ok(stated)) => is_stated_by_id(&configured, &stated),
        _ => false,
    };
    private || by_id()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASE: &str = "https://login.microsoftonline.com";
    const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";
    const ONE: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    fn issuer(configured: &str, tid: &Value) -> Result<String, Refusal> {
        let tenants = Tenants::read(&format!("{BASE}/{configured}/v2.0"), TEMPLATE).unwrap();
        let claims = json!({ "tid": tid });
        tenants.issuer_of(claims.as_object().unwrap()).map_err(|refused| refused.why)
    }

    /// Checklist item 44.
    #[test]
    fn only_the_place_of_the_tenant_may_differ() {
        for (configured, stated) in [
            (format!("{BASE}/common/v2.0"), format!("{BASE}/common/v2.0")),
            (format!("{BASE}/common/v2.0"), "https://evil.test/{tenantid}/v2.0".to_owned()),
            (format!("{BASE}/common/v2.0"), format!("{BASE}/{{tenantid}}/v1.0")),
            (format!("{BASE}/common/v2.0"), format!("{BASE}/{{tenantid}}")),
            (format!("{BASE}/a/b/v2.0"), TEMPLATE.to_owned()),
            (format!("{BASE}//v2.0"), TEMPLATE.to_owned()),
            ("https://evil.test/v2.0".to_owned(), "https://{tenantid}/v2.0".to_owned()),
            (format!("{BASE}/common/x"), format!("{BASE}/{{tenantid}}/{{tenantid}}")),
            (format!("{BASE}/x-common/v2.0"), format!("{BASE}/x-{{tenantid}}/v2.0")),
        ] {
            assert_eq!(Tenants::read(&configured, &stated), None, "{configured} {stated}");
        }
        assert!(
            Tenants::read(&format!("{BASE}/common"), &format!("{BASE}/{{tenantid}}/")).is_some()
        );
    }

    /// Checklist item 45.
    #[test]
    fn a_token_has_the_issuer_of_its_own_tenant() {
        let concrete = |tenant: &str| Ok(format!("{BASE}/{tenant}/v2.0"));
        assert_eq!(issuer("common", &json!(ONE)), concrete(ONE));
        assert_eq!(issuer("common", &json!(PRIVATE_ACCOUNTS)), concrete(PRIVATE_ACCOUNTS));
        assert_eq!(issuer("organizations", &json!(ONE)), concrete(ONE));
        assert_eq!(issuer("consumers", &json!(PRIVATE_ACCOUNTS)), concrete(PRIVATE_ACCOUNTS));
        assert_eq!(issuer(&ONE.to_uppercase(), &json!(ONE)), concrete(ONE));
        assert_eq!(issuer("Common", &json!(ONE)), concrete(ONE));
        for (configured, tid) in
            [("organizations", PRIVATE_ACCOUNTS), ("consumers", ONE), (ONE, PRIVATE_ACCOUNTS)]
        {
            assert_eq!(issuer(configured, &json!(tid)), Err(Refusal::TenantWrong), "{configured}");
        }
    }

    /// Checklist item 45.
    #[test]
    fn a_key_of_one_tenant_signs_for_no_other() {
        let tenants = Tenants::read(&format!("{BASE}/common/v2.0"), TEMPLATE).unwrap();
        let claims = json!({ "tid": ONE });
        let may_sign = |issuer: &str| {
            tenants.may_sign(issuer, claims.as_object().unwrap()).map_err(|refused| refused.why)
        };
        assert_eq!(may_sign(TEMPLATE), Ok(()));
        assert_eq!(may_sign(&format!("{BASE}/{ONE}/v2.0")), Ok(()));
        for other in [
            format!("{BASE}/{PRIVATE_ACCOUNTS}/v2.0"),
            "https://evil.test/{tenantid}/v2.0".to_owned(),
            String::new(),
        ] {
            assert_eq!(may_sign(&other), Err(Refusal::TenantKey), "{other}");
        }
    }

    /// Microsoft's document for `consumers` states the issuer of private accounts itself.
    #[test]
    fn the_issuer_of_private_accounts_is_stated_by_its_id() {
        let stated = |tenant: &str| format!("{BASE}/{tenant}/v2.0");
        assert!(is_stated_for(&stated("consumers"), &stated(PRIVATE_ACCOUNTS)));
        for (configured, other) in [
            (stated("consumers"), stated(ONE)),
            (stated("common"), stated(PRIVATE_ACCOUNTS)),
            (stated("organizations"), stated(PRIVATE_ACCOUNTS)),
            (stated("consumers"), format!("https://evil.test/{PRIVATE_ACCOUNTS}/v2.0")),
            (stated("consumers"), format!("{BASE}/{PRIVATE_ACCOUNTS}/v1.0")),
        ] {
            assert!(!is_stated_for(&configured, &other), "{configured} {other}");
        }
    }

    #[test]
    fn a_tenant_is_one_segment() {
        for tid in [
            Value::Null,
            json!(7),
            json!(""),
            json!("common"),
            json!("{tenantid}"),
            json!("72f988bf-86f1-41af-91ab-2d7cd011db47/x"),
            json!("72f988bf86f141af91ab2d7cd011db47"),
            json!("72f988bf-86f1-41af-91ab-2d7cd011db4g"),
        ] {
            assert_eq!(issuer("common", &tid), Err(Refusal::TenantMissing), "{tid}");
        }
    }
}
