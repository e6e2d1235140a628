//! `LobeChat`'s names, of all its generations, and Clerk's.

use super::Kind::{One, Secret, Text, Url};
use super::{Row, aliased, row};

pub(super) const LOBECHAT: &[Row] = &[
    row("AUTH_REDIRECT_PROXY_URL", Url, "", "A stable callback for previews."),
    row("ENABLE_AUTH_PROTECTION", One, "0", "Nothing is public."),
    row("ENABLE_OAUTH_SSO", One, "", "The oldest switch of external sign-in."),
    row("KEY_VAULTS_SECRET", Secret, "", "Encrypts people's own keys."),
    row("ENABLE_OIDC", One, "0", "Makes the chat app an OpenID provider."),
    aliased(&["JWKS_KEY"], row("OIDC_JWKS_KEY", Secret, "", "The key of that provider.")),
    row("INTERNAL_JWT_EXPIRATION", Text, "30s", "How long tokens between servers live."),
    row("AUTH_TRUSTED_ORIGINS", Text, "", "Further origins of the chat app, as a list."),
    row("LOGTO_WEBHOOK_SIGNING_KEY", Secret, "", "Proves messages from Logto."),
    row("CASDOOR_WEBHOOK_SECRET", Secret, "", "Proves messages from Casdoor."),
    row("MIDDLEWARE_REWRITE_THROUGH_LOCAL", One, "0", "For LobeChat itself."),
];

pub(super) const CLERK: &[Row] =
    &[row("CLERK_DEV_IMPERSONATE_USER", Text, "", "Swaps a person, in development.")];

pub(super) const PROVIDERS: &[Row] = &[
    row("AUTH_COGNITO_DOMAIN", Text, "", "Its domain."),
    row("AUTH_APPLE_APP_BUNDLE_IDENTIFIER", Text, "", "The identifier of the app."),
];
