//! A code or a refresh token for tokens (RFC 6749 §4.1.3 and §6).

use std::sync::atomic::Ordering;

use doorward_core::oidc::discovery::{ClientAuthentication, Metadata};
use doorward_core::oidc::token;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use super::proof::Proof;
use super::{Provider, TOKEN};
use crate::upstream::http::Credentials;

/// What is escaped in `client_secret_basic`: as little as the form encoding of RFC 6749 §2.3.1
/// allows, for the providers that do not decode it.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the secret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Header,
    Form,
}

impl Place {
    /// How discovery documents call it (Discovery §3).
    const fn name(self) -> &'static str {
        match self {
            Self::Header => "client_secret_basic",
            Self::Form => "client_secret_post",
        }
    }
}

/// What is redeemed.
#[derive(Clone, Copy)]
pub(super) enum Grant<'a> {
    /// The code of a sign-in, and what proves that it is ours.
    Code { code: &'a str, proof: &'a Proof },
    /// A refresh token.
    Refresh { token: &'a Secret<String>, audience: Option<&'a str> },
}

impl Grant<'_> {
    /// A refusal without what was sent: some providers say it again in their error.
    fn mask(self, refused: Refused) -> Refused {
        match self {
            Self::Code { code, proof } => refused.without(code).without(&proof.verifier),
            Self::Refresh { token, .. } => refused.without(token.expose()),
        }
    }
}

/// How the answer is read.
type Read<T> = fn(u16, &[u8]) -> Result<T, Refused>;

/// One request.
#[derive(Clone, Copy)]
struct Attempt<'a, T> {
    grant: Grant<'a>,
    secret: Option<&'a Secret<String>>,
    read: Read<T>,
}

/// Whether it was the client that was refused, not what it brought.
const fn is_about_client(why: Refusal) -> bool {
    matches!(why, Refusal::ClientRejected | Refusal::ClientNotAllowed)
}

impl Provider {
    /// Exchanges `code`, proving that it is us who asked for it.
    pub(super) async fn exchange(
        &self,
        metadata: &Metadata,
        code: &str,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<token::Tokens, Refused> {
        self.redeem(metadata, Grant::Code { code, proof }, token::parse, now).await
    }

    /// Redeems a refresh token.
    pub(super) async fn refresh(
        &self,
        metadata: &Metadata,
        token: &Secret<String>,
        now: Timestamp,
    ) -> Result<token::Renewed, Refused> {
        let audience =
            self.config.session.reuse.as_ref().and_then(|reuse| reuse.audience.as_deref());
        let grant = Grant::Refresh { token, audience };
        self.redeem(metadata, grant, token::parse_renewed, now).await
    }

    /// Redeems `grant`.
    ///
    /// A provider that offers both ways may allow this client only one. Being refused as a client,
    /// which Keycloak calls `unauthorized_client`, spends nothing, so the other way is tried, once, and
    /// remembered.
    async fn redeem<T>(
        &self,
        metadata: &Metadata,
        grant: Grant<'_>,
        read: Read<T>,
        now: Timestamp,
    ) -> Result<T, Refused> {
        let secret = self.client_secret(metadata, now)?;
        let (first, second) = match secret {
            Some(_) => self.places(metadata.client_authentication),
            None => (Place::Form, None),
        };
        let attempt = Attempt { grant, secret: secret.as_ref(), read };
        let tokens = self.attempt(metadata, &attempt, first).await;
        match (&tokens, second) {
            (Err(refused), Some(second)) if is_about_client(refused.why) => {
                // When that fails too, the first refusal says why: the code may be spent by now.
                let Ok(others) = self.attempt(metadata, &attempt, second).await else {
                    return tokens;
                };
                self.secret_in_form.store(second == Place::Form, Ordering::Relaxed);
                Ok(others)
            }
            _ => tokens,
        }
    }

    /// Tries `code` the way that sign-ins never try: with the secret at the place that the provider does
    /// not offer. Gives the name of that way and what came of it; `None` where both ways are tried anyway.
    pub(super) async fn try_other_place(
        &self,
        metadata: &Metadata,
        (code, proof): (&str, &Proof),
        now: Timestamp,
    ) -> Option<(&'static str, Refused)> {
        let place = match metadata.client_authentication {
            ClientAuthentication::Basic => Place::Form,
            ClientAuthentication::Post => Place::Header,
            ClientAuthentication::Either => return None,
        };
        let secret = self.client_secret(metadata, now).ok()??;
        let grant = Grant::Code { code, proof };
        let attempt = Attempt { grant, secret: Some(&secret), read: token::parse };
        let refused = self.attempt(metadata, &attempt, place).await.err()?;
        Some((place.name(), refused))
    }

    /// Where to put the secret, and where else if it is refused there.
    fn places(&self, offered: ClientAuthentication) -> (Place, Option<Place>) {
        match offered {
            ClientAuthentication::Basic => (Place::Header, None),
            ClientAuthentication::Post => (Place::Form, None),
            ClientAuthentication::Either if self.secret_in_form.load(Ordering::Relaxed) => {
                (Place::Form, Some(Place::Header))
            }
            ClientAuthentication::Either => (Place::Header, Some(Place::Form)),
        }
    }

    async fn attempt<T>(
        &self,
        metadata: &Metadata,
        attempt: &Attempt<'_, T>,
        place: Place,
    ) -> Result<T, Refused> {
        let (form, basic) = self.token_request(attempt.grant, attempt.secret, place);
        let as_whom = match &basic {
            Some((user, password)) => Credentials::Basic(user, password.expose()),
            None => Credentials::None,
        };
        let answer = self.http.post(&metadata.token_endpoint, form, as_whom).await;
        let answer = answer.map_err(|error| TOKEN.refused(&error))?;
        (attempt.read)(answer.status, &answer.body).map_err(|refused| attempt.grant.mask(refused))
    }

    /// The form, and user and password when the secret goes into a header.
    fn token_request(
        &self,
        grant: Grant<'_>,
        secret: Option<&Secret<String>>,
        place: Place,
    ) -> (String, Option<(String, Secret<String>)>) {
        let config = &self.config;
        let mut form = form_urlencoded::Serializer::new(String::new());
        match grant {
            Grant::Code { code, proof } => {
                form.append_pair("grant_type", "authorization_code")
                    .append_pair("code", code)
                    .append_pair("redirect_uri", config.redirect_uri.as_str())
                    .append_pair("code_verifier", &proof.verifier);
            }
            Grant::Refresh { token, audience } => {
                form.append_pair("grant_type", "refresh_token")
                    .append_pair("refresh_token", token.expose())
                    .append_pair("scope", &config.scope)
                    .extend_pairs(audience.map(|audience| ("audience", audience)));
            }
        }
        let escape = |text: &str| utf8_percent_encode(text, &ESCAPED).to_string();
        let basic = match (secret, place) {
            (Some(secret), Place::Header) => {
                Some((escape(&config.client_id), escape(secret.expose()).into()))
            }
            (secret, _) => {
                form.append_pair("client_id", &config.client_id);
                if let Some(secret) = secret {
                    form.append_pair("client_secret", secret.expose());
                }
                None
            }
        };
        (form.finish(), basic)
    }
}
