//! The ID token: its signature, then what it says.

use doorward_core::oidc::checks::{self, Before, Expected, LogoutToken};
use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::token::Tokens;
use doorward_core::oidc::{Object, Refusal, Refused};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_jose::algorithm::{ASYMMETRIC, Algorithm};
use doorward_jose::jwk::Unusable;
use doorward_jose::jws::{Jws, JwsError, Kind};
use doorward_jose::key_set::KeySet;

use super::Provider;
use super::proof::Proof;
use crate::witness::Witness;

impl Provider {
    /// Gives the claims of a token that is good in every respect.
    pub(super) async fn verify(
        &self,
        metadata: &Metadata,
        (tokens, proof): (&Tokens, &Proof),
        now: Timestamp,
        witness: &Witness,
    ) -> Result<Object, Refused> {
        let (claims, algorithm) = self.signed(Kind::Identity, &tokens.id, metadata, now).await?;
        witness.note(|seen| seen.id_token = Some(claims.clone()));
        let issuer = metadata.issuer_of(&claims)?;
        let at_hash = algorithm.half_digest(tokens.access.expose().as_bytes());
        let expected = Expected { at_hash: &at_hash, ..self.expected(&issuer, now) };
        checks::id_token(&claims, &expected, &proof.nonce)?;
        Ok(claims)
    }

    /// Checks the ID token that came with a renewed session, which `issuer` vouched for before, and
    /// gives its claims.
    pub(super) async fn verify_renewed(
        &self,
        metadata: &Metadata,
        (access, id): (&Secret<String>, &Secret<String>),
        (issuer, before): (&str, &Before<'_>),
        now: Timestamp,
    ) -> Result<Object, Refused> {
        let (claims, algorithm) = self.signed(Kind::Identity, id, metadata, now).await?;
        let at_hash = algorithm.half_digest(access.expose().as_bytes());
        let expected = Expected { at_hash: &at_hash, ..self.expected(issuer, now) };
        checks::renewed_id_token(&claims, &expected, before)?;
        Ok(claims)
    }

    /// Checks a logout token, and gives the issuer that it comes from with what it asks for.
    pub(super) async fn verify_logout(
        &self,
        metadata: &Metadata,
        token: &Secret<String>,
        now: Timestamp,
    ) -> Result<(String, LogoutToken), Refused> {
        let (claims, _) = self.signed(Kind::Logout, token, metadata, now).await?;
        let issuer = metadata.issuer_of(&claims)?;
        let token = checks::logout_token(&claims, &self.expected(&issuer, now))?;
        Ok((issuer, token))
    }

    /// What every token must say.
    fn expected<'a>(&'a self, issuer: &'a str, now: Timestamp) -> Expected<'a> {
        Expected {
            issuer,
            client_id: &self.config.client_id,
            trusted_audiences: &self.config.audience,
            at_hash: "",
            now,
            tolerance_s: self.config.clock_tolerance_s,
        }
    }

    /// The claims of a token of `kind` whose signature is good, and how it was signed.
    async fn signed(
        &self,
        kind: Kind,
        token: &Secret<String>,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<(Object, Algorithm), Refused> {
        let allowed = self.algorithms(metadata);
        let token = Jws::parse_as(kind, token.expose(), &allowed).map_err(refused)?;
        let secret = self.config.client_secret.as_ref();
        let claims = if let (Algorithm::Hs256, Some(secret)) = (token.algorithm(), secret) {
            token.verify_with_secret(secret.expose().as_bytes()).map_err(refused)?
        } else {
            let verified = self.claims(&token, metadata, now).await?;
            verified.map_err(|error| refused_by_keys(&token, error))?
        };
        Ok((claims, token.algorithm()))
    }

    /// Verifies with the provider's keys, which are fetched anew once when none of them fits. The
    /// outer error is the key set's, the inner one the token's.
    pub(super) async fn claims(
        &self,
        token: &Jws<'_>,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Result<Object, JwsError>, Refused> {
        let keys = self.jwks.get(&self.http, &metadata.jwks_uri, now).await?;
        let verdict = verified(token, &keys, metadata)?;
        if !may_be_outdated(token, verdict.as_ref().err()) {
            return Ok(verdict);
        }
        match self.jwks.newer_than(&keys, &self.http, &metadata.jwks_uri, now).await? {
            Some(keys) => verified(token, &keys, metadata),
            None => Ok(verdict),
        }
    }

    /// The agreed algorithms: the one that the operator names, else those that the provider
    /// announces, symmetric ones never among them. HS256 needs a secret to be shared.
    fn algorithms(&self, metadata: &Metadata) -> Vec<Algorithm> {
        match (self.config.id_token_alg, &metadata.signing_algorithms) {
            (Some(Algorithm::Hs256), _) if self.config.client_secret.is_none() => Vec::new(),
            (Some(only), _) => vec![only],
            (None, None) => ASYMMETRIC.to_vec(),
            (None, Some(names)) => {
                let known = names.iter().filter_map(|name| Algorithm::from_name(name));
                known.filter(|algorithm| ASYMMETRIC.contains(algorithm)).collect()
            }
        }
    }
}

/// Verifies with one of `keys` which, where there are tenants, signs for that of the token.
fn verified(
    token: &Jws<'_>,
    keys: &KeySet,
    metadata: &Metadata,
) -> Result<Result<Object, JwsError>, Refused> {
    let verdict = token.verify(keys);
    if let (Ok(claims), Some(tenants)) = (&verdict, &metadata.tenants) {
        keys.issuers(token.kid()).try_for_each(|issuer| tenants.may_sign(issuer, claims))?;
    }
    Ok(verdict)
}

/// Whether newer keys could change the verdict: the token names a key that is not there, or names
/// none and none of the known ones made its signature.
fn may_be_outdated(token: &Jws<'_>, error: Option<&JwsError>) -> bool {
    match error {
        Some(JwsError::UnknownKey) => true,
        Some(JwsError::Signature) => token.kid().is_none(),
        _ => false,
    }
}

/// The refusal of a token that the provider's keys did not verify.
fn refused_by_keys(token: &Jws<'_>, error: JwsError) -> Refused {
    match error {
        JwsError::UnknownKey | JwsError::Signature if token.kid().is_none() => {
            Refusal::IdTokenKeyUnnamed.into()
        }
        _ => refused(error),
    }
}

const fn unusable(why: Unusable) -> Refusal {
    match why {
        Unusable::Weak => Refusal::IdTokenKeyWeak,
        Unusable::NotForSignatures => Refusal::IdTokenKeyPurpose,
        Unusable::OtherAlgorithm => Refusal::IdTokenKeyAlgorithm,
        Unusable::Unknown | Unusable::Malformed => Refusal::IdTokenKeyUnusable,
    }
}

fn refused(error: JwsError) -> Refused {
    let why = match error {
        JwsError::TooLarge => Refusal::IdTokenTooLarge,
        JwsError::Malformed => Refusal::IdTokenMalformed,
        JwsError::Encrypted => Refusal::IdTokenEncrypted,
        JwsError::Header => Refusal::IdTokenHeader,
        JwsError::Critical => Refusal::IdTokenCritical,
        JwsError::EmbeddedKey => Refusal::IdTokenEmbeddedKey,
        JwsError::Unsigned => Refusal::IdTokenUnsigned,
        JwsError::Algorithm => Refusal::IdTokenAlgorithm,
        JwsError::Symmetric => Refusal::IdTokenSymmetric,
        JwsError::Type => Refusal::IdTokenKind,
        JwsError::UnknownKey => Refusal::IdTokenKeyUnknown,
        JwsError::UnusableKey(why) => return unusable(why).seeing(why.to_string()),
        JwsError::Signature => Refusal::IdTokenSignature,
        JwsError::Claims => Refusal::IdTokenClaims,
    };
    why.into()
}
