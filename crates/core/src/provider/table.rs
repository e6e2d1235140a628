//! The table.

mod oauth2;

use super::names::Names;
use super::{Credential, Entry, Issuer, OpenId, Protocol, ResponseMode, quirks};

/// Most `OpenID` providers: the operator writes the issuer, nothing is odd.
const PLAIN: OpenId = OpenId {
    issuer: Issuer::Set,
    response_mode: ResponseMode::Query,
    credential: Credential::Secret,
    adapt: None,
    proves_anew: true,
};

const USUAL: &str = "openid profile email";

/// `LobeChat`'s providers that had other names once.
const RENAMED: Names = Names {
    older: true,
    librechat: false,
    client_id: &[],
    client_secret: &[],
    issuer: None,
    borrows: None,
};

/// Those that never had others.
const CURRENT: Names = Names { older: false, ..RENAMED };

const MICROSOFT: OpenId = OpenId {
    issuer: Issuer::Tenant { base: "https://login.microsoftonline.com" },
    adapt: Some(quirks::microsoft::adapt),
    ..PLAIN
};

const fn openid(
    id: &'static str,
    name: &'static str,
    scope: &'static str,
    (openid, names): (OpenId, Names),
) -> Entry {
    Entry { id, name, scope, protocol: Protocol::OpenId(openid), names }
}

/// Every provider, in the order in which they are offered unless that is set.
pub static TABLE: &[Entry] = &[
    openid(
        "google",
        "Google",
        USUAL,
        (
            OpenId {
                issuer: Issuer::Fixed("https://accounts.google.com"),
                // It knows neither `prompt=login` nor `max_age`.
                proves_anew: false,
                ..PLAIN
            },
            Names {
                librechat: true,
                client_id: &["AUTH_GOOGLE_CLIENT_ID"],
                client_secret: &["AUTH_GOOGLE_CLIENT_SECRET"],
                ..CURRENT
            },
        ),
    ),
    oauth2::GITHUB,
    oauth2::DISCORD,
    oauth2::FACEBOOK,
    openid("openid", "OpenID", USUAL, (PLAIN, Names { librechat: true, ..CURRENT })),
    openid(
        "apple",
        "Apple",
        "openid name email",
        (
            OpenId {
                issuer: Issuer::Fixed("https://appleid.apple.com"),
                response_mode: ResponseMode::FormPost,
                credential: Credential::SignedByTeam,
                adapt: Some(quirks::apple::adapt),
                ..PLAIN
            },
            Names {
                librechat: true,
                client_id: &["AUTH_APPLE_CLIENT_ID"],
                client_secret: &["AUTH_APPLE_CLIENT_SECRET"],
                ..CURRENT
            },
        ),
    ),
    openid("auth0", "Auth0", USUAL, (PLAIN, RENAMED)),
    openid("authentik", "Authentik", USUAL, (PLAIN, RENAMED)),
    openid("azure-ad", "Microsoft", USUAL, (MICROSOFT, RENAMED)),
    openid(
        "microsoft-entra-id",
        "Microsoft Entra ID",
        USUAL,
        (
            MICROSOFT,
            Names {
                issuer: Some("MICROSOFT_ENTRA_ID_ISSUER"),
                borrows: Some("azure-ad"),
                ..CURRENT
            },
        ),
    ),
    openid("microsoft", "Microsoft", USUAL, (MICROSOFT, CURRENT)),
    openid("authelia", "Authelia", USUAL, (PLAIN, RENAMED)),
    openid(
        "casdoor",
        "Casdoor",
        USUAL,
        (OpenId { adapt: Some(quirks::casdoor::adapt), ..PLAIN }, CURRENT),
    ),
    openid("cloudflare-zero-trust", "Cloudflare Zero Trust", USUAL, (PLAIN, RENAMED)),
    openid(
        "cognito",
        "Amazon Cognito",
        USUAL,
        (OpenId { issuer: Issuer::UserPool, ..PLAIN }, CURRENT),
    ),
    openid("generic-oidc", "OpenID", USUAL, (PLAIN, RENAMED)),
    openid("keycloak", "Keycloak", USUAL, (PLAIN, CURRENT)),
    openid("logto", "Logto", "openid offline_access profile email", (PLAIN, RENAMED)),
    openid("okta", "Okta", USUAL, (PLAIN, CURRENT)),
    openid("zitadel", "ZITADEL", USUAL, (PLAIN, RENAMED)),
    oauth2::WECHAT,
    oauth2::FEISHU,
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::provider::Answers;

    #[test]
    fn every_entry_has_an_id_of_its_own_that_fits_in_a_path() {
        let ids: HashSet<_> = TABLE.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), TABLE.len());
        for entry in TABLE {
            assert!(
                entry.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
            assert!(!entry.name.is_empty() && !entry.scope.is_empty());
        }
    }

    #[test]
    fn every_entry_is_in_the_document_about_providers() {
        let document = include_str!("../../../../docs/PROVIDERS.md");
        for entry in TABLE {
            assert!(document.contains(&format!("\n| `{}` | ", entry.id)), "{}", entry.id);
        }
    }

    /// Checklist item 54.
    #[test]
    fn nothing_is_asked_for_that_a_sign_in_does_not_need() {
        let profile_only = [
            "read:user",
            "user:email",
            "identify",
            "email",
            "public_profile",
            "snsapi_login",
            "contact:user.base:readonly",
            "contact:user.email:readonly",
        ];
        for entry in TABLE.iter().filter(|entry| !entry.is_openid()) {
            assert!(entry.scope.split(' ').all(|scope| profile_only.contains(&scope)));
        }
        // Logto gives an address only together with a refresh token, as its guide says.
        let needed = ["openid", "profile", "email", "name", "offline_access"];
        for entry in TABLE.iter().filter(|entry| entry.is_openid()) {
            assert!(entry.scope.split(' ').all(|scope| needed.contains(&scope)), "{}", entry.id);
            assert!(entry.scope.starts_with("openid "), "{}", entry.id);
        }
    }

    /// Names that the answers of the providers use, so that anything lands where it is looked for.
    const NAMES: [&str; 16] = [
        "id",
        "openid",
        "unionid",
        "union_id",
        "open_id",
        "data",
        "email",
        "picture",
        "verified",
        "avatar",
        "discriminator",
        "name",
        "primary",
        "url",
        "headimgurl",
        "nickname",
    ];

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
            "[0-9]{1,22}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 40, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(prop::sample::select(&NAMES[..]), inner, 0..9)
                    .prop_map(|members| {
                        members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<Value>()
                    }),
            ]
        })
    }

    proptest! {
        /// Checklist item 121.
        #[test]
        fn no_answer_panics_and_nobody_is_nameless(one in any_json(), other in any_json(), more in any_json()) {
            let object = |value: &Value| value.as_object().cloned().unwrap_or_default();
            let answers = Answers { token: object(&one), profile: object(&other), more: Some(more) };
            for entry in TABLE {
                match entry.protocol {
                    Protocol::OAuth2(oauth2) => {
                        if let Ok(person) = (oauth2.read)(&answers) {
                            prop_assert!(!person.subject.is_empty());
                        }
                    }
                    Protocol::OpenId(openid) => {
                        if let Some(adapt) = openid.adapt {
                            drop(adapt(answers.profile.clone()));
                        }
                    }
                }
            }
        }
    }
}
