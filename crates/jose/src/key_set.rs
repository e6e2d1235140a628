//! Key sets of others (RFC 7517 §5), and which of their keys fits a token.

use serde_json::Value;

use crate::algorithm::Algorithm;
use crate::json;
use crate::jwk::{Key, Unusable};
use crate::jws::JwsError;

/// The most keys that a set may hold. Providers publish two or three.
pub const MAX_KEYS: usize = 100;

/// A document that is no key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAKeySet {
    /// It is no JSON object with an array `keys`.
    #[error("the document is no JSON object with an array \"keys\"")]
    Malformed,
    /// It holds more keys than [`MAX_KEYS`].
    #[error("the key set holds more than {MAX_KEYS} keys")]
    TooManyKeys,
}

/// The published keys of an issuer, in their order.
#[derive(Debug, Default)]
pub struct KeySet(Vec<Member>);

#[derive(Debug)]
struct Member {
    kid: Option<String>,
    issuer: Option<String>,
    key: Result<Key, Unusable>,
}

impl KeySet {
    /// Reads a key set. Keys that cannot be used are kept by name only, so that the log can say why a
    /// token that names one is refused; they never spoil the others.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAKeySet> {
        let mut document = json::object(bytes).map_err(|_| NotAKeySet::Malformed)?;
        let Some(Value::Array(keys)) = document.remove("keys") else {
            return Err(NotAKeySet::Malformed);
        };
        if keys.len() > MAX_KEYS {
            return Err(NotAKeySet::TooManyKeys);
        }
        Ok(Self(keys.iter().map(member).collect()))
    }

    /// The set of one key that has no name, as an operator writes it down.
    pub fn of(key: Key) -> Self {
        Self(vec![Member { kid: None, issuer: None, key: Ok(key) }])
    }

    /// Whether nothing is published at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of the keys can be used at all.
    pub fn usable(&self) -> usize {
        self.0.iter().filter(|member| member.key.is_ok()).count()
    }

    /// For which issuers the keys called `kid`, or all without one, may sign, where they say so: Microsoft's
    /// set of many tenants has a member `issuer` for each key. Nothing here looks at it.
    pub fn issuers(&self, kid: Option<&str>) -> impl Iterator<Item = &str> {
        let named =
            move |member: &&Member| kid.is_none_or(|kid| member.kid.as_deref() == Some(kid));
        self.0.iter().filter(named).filter_map(|member| member.issuer.as_deref())
    }

    /// The keys that may have signed a token with this `kid` and algorithm.
    ///
    /// A named key must be there. Without a name every key of the right kind may be tried. Errs with
    /// [`JwsError::UnknownKey`] when fetching the set again could help, else with the reason.
    pub(crate) fn fitting(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<impl Iterator<Item = &Key>, JwsError> {
        let named =
            move |member: &&Member| kid.is_none_or(|kid| member.kid.as_deref() == Some(kid));
        let fit = move |key: &&Key| key.fits(algorithm);
        let mut keys = self.0.iter().filter(named).filter_map(|m| m.key.as_ref().ok()).filter(fit);
        if keys.clone().next().is_some() {
            return Ok(std::iter::from_fn(move || keys.next()));
        }
        Err(match (kid, self.0.iter().find(named)) {
            (Some(_), Some(Member { key: Err(why), .. })) => JwsError::UnusableKey(*why),
            (Some(_), Some(_)) => JwsError::UnusableKey(Unusable::OtherAlgorithm),
            _ => JwsError::UnknownKey,
        })
    }
}

fn member(value: &Value) -> Member {
    let Value::Object(jwk) = value else {
        return Member { kid: None, issuer: None, key: Err(Unusable::Malformed) };
    };
    let text = |name: &str| jwk.get(name).and_then(Value::as_str).map(str::to_owned);
    Member { kid: text("kid"), issuer: text("issuer"), key: Key::from_jwk(jwk) }
}

#[cfg(test)]
mod tests;
