//! Microsoft's own hosts, and how its issuers are made: scheme and host, a tenant, a version.

use url::Url;

/// Entra ID in each of its clouds, and by its older names.
const ENTRA: [&str; 8] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.microsoftonline.de",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
];
/// Azure AD B2C: each directory has a host of its own below this one.
const B2C: &str = ".b2clogin.com";
/// The tenant of everybody who has no other: Microsoft's private accounts.
pub(super) const PRIVATE_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
/// What stands in place of a tenant where the people of many may come.
const SHARED: [&str; 4] = ["common", "organizations", "consumers", PRIVATE_ACCOUNTS];

/// Whether `issuer` is Entra ID's, by its host.
pub(crate) fn is_entra(issuer: &Url) -> bool {
    ENTRA.contains(&host(issuer))
}

/// Whether people of many tenants, private accounts among them, may come from `issuer`.
pub(crate) fn is_shared(issuer: &Url) -> bool {
    let tenant = issuer.path_segments().and_then(|mut segments| segments.next());
    tenant.is_some_and(|tenant| SHARED.iter().any(|shared| tenant.eq_ignore_ascii_case(shared)))
}

/// Whether `stated` names by its id the tenant that `configured` names by its domain, and is otherwise
/// the same issuer. Microsoft's documents do so, on its own hosts, and nobody else is believed.
///
/// The documents of B2C also leave out the policy, or name it in lower case behind `tfp`.
pub(super) fn is_stated_by_id(configured: &Url, stated: &Url) -> bool {
    let b2c = host(configured).ends_with(B2C);
    if configured.origin() != stated.origin() || !(b2c || is_entra(configured)) {
        return false;
    }
    let (Some((name, rest)), Some((id, stated_rest))) =
        (tenant(configured, b2c), tenant(stated, b2c))
    else {
        return false;
    };
    let plain = stated.query().is_none() && stated.fragment().is_none();
    let same_tenant = name.contains('.') || name.eq_ignore_ascii_case(id);
    let without_policy = rest.split_once('/').map(|(_, version)| version);
    let same_rest = rest.eq_ignore_ascii_case(stated_rest)
        || b2c && without_policy.is_some_and(|version| version == stated_rest);
    plain && is_uuid(id) && same_tenant && same_rest
}

/// The tenant of an issuer, and what follows it without a slash at its end.
fn tenant(issuer: &Url, b2c: bool) -> Option<(&str, &str)> {
    let path = issuer.path().strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    path.strip_prefix("tfp/").filter(|_| b2c).unwrap_or(path).split_once('/')
}

/// A dot at the end of a host name changes nothing (RFC 1034 §3.1).
fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_end_matches('.')
}

/// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    fn by_id(configured: &str, stated: &str) -> bool {
        let url = |text: &str| Url::parse(&text.replace("{id}", ID)).unwrap();
        is_stated_by_id(&url(configured), &url(stated))
    }

    /// Checklist item 44.
    #[test]
    fn a_tenant_may_be_named_by_its_domain_on_microsofts_hosts() {
        const ENTRA: &str = "https://login.microsoftonline.com";
        const B2C: &str = "https://contoso.b2clogin.com";
        for (configured, stated) in [
            (format!("{ENTRA}/contoso.onmicrosoft.com/v2.0"), format!("{ENTRA}/{{id}}/v2.0")),
            (format!("{ENTRA}/{}/v2.0", ID.to_uppercase()), format!("{ENTRA}/{{id}}/v2.0")),
            (format!("{B2C}/contoso.onmicrosoft.com/v2.0"), format!("{B2C}/{{id}}/v2.0/")),
            (format!("{B2C}/contoso.onmicrosoft.com/B2C_1_in/v2.0"), format!("{B2C}/{{id}}/v2.0/")),
            (format!("{B2C}/{{id}}/B2C_1_in/v2.0"), format!("{B2C}/{{id}}/v2.0/")),
            (
                format!("{B2C}/tfp/contoso.onmicrosoft.com/B2C_1_in/v2.0"),
                format!("{B2C}/tfp/{{id}}/b2c_1_in/v2.0/"),
            ),
        ] {
            assert!(by_id(&configured, &stated), "{configured} {stated}");
        }
        for (configured, stated) in [
            (format!("{ENTRA}/contoso.com/v2.0"), format!("{ENTRA}/fabrikam.com/v2.0")),
            (format!("{ENTRA}/contoso.com/v2.0"), format!("{ENTRA}/{{id}}/v1.0")),
            (format!("{ENTRA}/contoso.com/x/v2.0"), format!("{ENTRA}/{{id}}/v2.0")),
            (format!("{ENTRA}/contoso.com/v2.0"), "https://sts.windows.net/{id}/v2.0".to_owned()),
            (format!("{ENTRA}/common/v2.0"), format!("{ENTRA}/{{id}}/v2.0")),
            (
                format!("{ENTRA}/b9419818-09af-49c2-b0c3-653adc1f376e/v2.0"),
                format!("{ENTRA}/{{id}}/v2.0"),
            ),
            (
                format!("{B2C}/contoso.com/B2C_1_in/v2.0"),
                "https://fabrikam.b2clogin.com/{id}/v2.0/".to_owned(),
            ),
            (
                format!("{B2C}/contoso.com/B2C_1_in/v2.0"),
                format!("{B2C}/tfp/{{id}}/B2C_1_up/v2.0/"),
            ),
            (
                "https://b2clogin.com.evil.test/contoso.com/v2.0".to_owned(),
                "https://b2clogin.com.evil.test/{id}/v2.0".to_owned(),
            ),
            (
                "https://id.example/contoso.com/v2.0".to_owned(),
                "https://id.example/{id}/v2.0".to_owned(),
            ),
        ] {
            assert!(!by_id(&configured, &stated), "{configured} {stated}");
        }
    }
}
