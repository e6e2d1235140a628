//! What is kept of the tokens of a sign-in, and what their form says about the set-up.

use doorward_core::group::Groups;
use doorward_core::oidc::token::Tokens;
use doorward_jose::jws;

use super::Provider;
use crate::identity::Upstream;

impl Provider {
    /// Keeps the groups, and of the tokens what the settings need and nothing else (checklist item 56).
    pub(super) fn keep(&self, tokens: Tokens, nonce: String, groups: Groups) -> Upstream {
        let session = &self.config.session;
        if session.reuse.is_some() {
            self.advise(&tokens);
        }
        Upstream {
            nonce: Some(nonce),
            id_token: session.end_session.as_ref().map(|_| tokens.id),
            refresh_token: session.reuse.as_ref().and(tokens.refresh),
            groups,
        }
    }

    /// Says what is amiss when sessions shall be renewed at the provider: once at each sign-in, in
    /// the log. The sign-in itself is good.
    fn advise(&self, tokens: &Tokens) {
        let provider = self.config.id.as_str();
        if tokens.refresh.is_none() {
            let asked = self.config.scope.split(' ').any(|scope| scope == "offline_access");
            let remedy = if asked {
                "allow offline access for the API and the refresh token grant for this \
                 application at the provider"
            } else {
                "add offline_access to OPENID_SCOPE"
            };
            tracing::warn!(
                provider,
                remedy,
                "the provider gave no refresh token, so this session is not renewed there \
                 although OPENID_REUSE_TOKENS is on"
            );
        }
        if !jws::is_jwt(tokens.access.expose()) && self.config.audience.is_empty() {
            tracing::warn!(
                provider,
                remedy = "set OPENID_AUDIENCE to the identifier of an API at the provider",
                "the access token is opaque: nothing here needs to read it, but an app that is \
                 handed it, or OPENID_REQUIRED_ROLE_TOKEN_KIND=access, would"
            );
        }
    }
}
