//! The session token: a JWE that the chat app can read, since it has the secret too.

use doorward_core::account::User;
use doorward_core::address::Email;
use doorward_core::authjs::{Generation, MAX_AGE_MS, TOLERANCE_S};
use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;
use doorward_jose::jwe::{Encryption, Jwe, JweError, Key, Named};
use doorward_jose::random;
use serde::{Deserialize, Serialize};

use crate::tokens::{MintError, TokenError, uuid_v4};

/// Whom a token speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The person.
    pub user: &'a User,
    /// Their session.
    pub session: SessionId,
    /// When that ends at the latest.
    pub session_ends: Timestamp,
}

/// What a token says: the members that Auth.js writes, `userId` as `LobeChat` adds it, and ours.
#[derive(Serialize)]
struct Out<'a> {
    name: &'a str,
    email: Option<&'a str>,
    picture: Option<&'a str>,
    sub: UserId,
    #[serde(rename = "userId")]
    user_id: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
    jti: String,
}

/// What we read of a token that we made.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: UserId,
    /// The session under it. A token without one could not be taken back, so it is not ours.
    pub(super) sid: SessionId,
    exp: i64,
    nbf: Option<i64>,
}

/// The keys of one secret.
struct OneSecret {
    /// What version 5 writes.
    v5: Key,
    /// What version 5 reads as well.
    v5_gcm: Key,
    v4: Key,
}

/// The keys of all secrets; the first makes tokens.
pub(super) struct Keys {
    first: OneSecret,
    others: Vec<OneSecret>,
}

impl OneSecret {
    fn new(secret: &str, secure: bool) -> Self {
        let salt = Generation::V5.session_cookie(secure);
        let info = format!("Auth.js Generated Encryption Key ({salt})");
        let derive = |of, encryption, named| Key::derive(secret.as_bytes(), of, encryption, named);
        let v4 = ("", "NextAuth.js Generated Encryption Key");
        Self {
            v5: derive((salt, &info), Encryption::A256CbcHs512, Named::ByThumbprint),
            v5_gcm: derive((salt, &info), Encryption::A256Gcm, Named::ByThumbprint),
            v4: derive(v4, Encryption::A256Gcm, Named::Not),
        }
    }

    const fn v5(&self, encryption: Encryption) -> &Key {
        match encryption {
            Encryption::A256CbcHs512 => &self.v5,
            Encryption::A256Gcm => &self.v5_gcm,
        }
    }
}

impl Keys {
    /// Derives all keys. Without any secret there is one that nobody knows the use of: settings do
    /// not let that happen.
    pub(super) fn new(secrets: &[&str], secure: bool) -> Self {
        let (first, others) = secrets.split_first().unwrap_or((&"", &[]));
        Self {
            first: OneSecret::new(first, secure),
            others: others.iter().map(|secret| OneSecret::new(secret, secure)).collect(),
        }
    }

    pub(super) fn mint(
        &self,
        generation: Generation,
        holder: &Holder<'_>,
        now: Timestamp,
    ) -> Result<String, MintError> {
        let mut bytes = [0; 16];
        random::fill(&mut bytes)?;
        let user = holder.user;
        let claims = Out {
            name: &user.name,
            email: user.email.as_ref().map(Email::as_str),
            picture: user.avatar.as_deref(),
            sub: user.id,
            user_id: user.id,
            sid: holder.session,
            iat: now.seconds(),
            exp: super::expires(holder.session_ends, now).seconds(),
            jti: uuid_v4(bytes),
        };
        let key = match generation {
            Generation::V5 => &self.first.v5,
            Generation::V4 => &self.first.v4,
        };
        Ok(key.encrypt(&claims)?)
    }

    /// Decrypts a token and reads its claims; its end is required, and must not be further away than
    /// we ever set it.
    pub(super) fn read(
        &self,
        generation: Generation,
        token: &str,
        now: Timestamp,
    ) -> Result<Claims, TokenError> {
        let plain = self.decrypt(generation, token)?;
        let claims: Claims = serde_json::from_slice(&plain).map_err(|_| TokenError::Claims)?;
        check(claims.exp, claims.nbf, now)?;
        let furthest = now.plus(MAX_AGE_MS).seconds().saturating_add(TOLERANCE_S);
        if claims.exp > furthest { Err(TokenError::Claims) } else { Ok(claims) }
    }

    fn decrypt(&self, generation: Generation, token: &str) -> Result<Vec<u8>, JweError> {
        let token = Jwe::split(token)?;
        match generation {
            Generation::V5 => self.key(&token)?.decrypt(&token),
            // Nothing names the key. Version 4 knows one secret; all are tried, so that it may change.
            Generation::V4 => self
                .all()
                .map(|secret| decrypt_v4(&secret.v4, &token))
                .find(|read| *read != Err(JweError::Decryption))
                .unwrap_or(Err(JweError::Decryption)),
        }
    }

    /// The key that the token's header names. Without a name it is the first secret's, and no other
    /// is tried.
    fn key(&self, token: &Jwe<'_>) -> Result<&Key, JweError> {
        if self.first.v5.wrote(token) {
            return Ok(&self.first.v5);
        }
        let stated = token.stated()?;
        let Some(kid) = &stated.kid else { return Ok(self.first.v5(stated.encryption)) };
        let mut keys = self.all().map(|secret| secret.v5(stated.encryption));
        keys.find(|key| key.kid() == kid).ok_or(JweError::Decryption)
    }

    fn all(&self) -> impl Iterator<Item = &OneSecret> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

fn decrypt_v4(key: &Key, token: &Jwe<'_>) -> Result<Vec<u8>, JweError> {
    if !key.wrote(token) && token.stated()?.encryption != key.encryption() {
        return Err(JweError::Algorithm);
    }
    key.decrypt(token)
}

/// Checks the times of a token, with the tolerance that the original has.
fn check(exp: i64, nbf: Option<i64>, now: Timestamp) -> Result<(), TokenError> {
    let now = now.seconds();
    if exp.saturating_add(TOLERANCE_S) <= now {
        return Err(TokenError::Expired);
    }
    match nbf {
        Some(begin) if begin.saturating_sub(TOLERANCE_S) > now => Err(TokenError::Expired),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
