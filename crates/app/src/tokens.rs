//! The projections of a session: access token, refresh token and browser cookie.
//!
//! None of them is anything without the session's row. The first two are JWTs because stock clients
//! and back ends of `LibreChat` read them; the cookie is opaque.

use std::cell::Cell;
use std::hash::{BuildHasher as _, RandomState};

use doorward_core::account::User;
use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::{Digest, Secret};
use doorward_core::session::Session;
use doorward_core::time::Timestamp;
use doorward_jose::base64url;
use doorward_jose::digest::sha256;
use doorward_jose::jwe::JweError;
use doorward_jose::jws::JwsError;
use doorward_jose::jwt::HmacKey;
use doorward_jose::mac::MacKey;
use doorward_jose::random::{self, RandomFailed};
use doorward_jose::seal::{SealError, SealKey};
use serde::{Deserialize, Serialize};

/// The keys that everything of ours is signed with, prepared once.
pub(crate) struct Keys {
    access: HmacKey,
    refresh: HmacKey,
    successor: MacKey,
    /// Derives what belongs to a sign-in at a provider from its `state`.
    pub(crate) login: MacKey,
    /// Hides access codes: what is compared and stored is keyed, so that no list of likely codes fits.
    pub(crate) access_code: MacKey,
    /// Makes the passes by which the doctor gets in.
    pub(crate) doctor: MacKey,
    /// Seals what has to be readable again.
    pub(crate) seal: SealKey,
    /// Seals what browsers keep of the accounts that they have signed in to.
    pub(crate) device: SealKey,
    /// Signs the tokens by which sign-ins wait for a second factor, and nothing else: no other token of
    /// ours passes for one, and they pass for no other (checklist item 32).
    pub(crate) second_step: HmacKey,
}

impl Keys {
    /// Prepares the keys out of `JWT_SECRET` and `JWT_REFRESH_SECRET`.
    pub(crate) fn new(jwt: &Secret<String>, jwt_refresh: &Secret<String>) -> Self {
        let refresh = jwt_refresh.expose().as_bytes();
        let second_step = MacKey::derive(refresh, "doorward second step v1").tag(&[]);
        Self {
            access: HmacKey::hs256(jwt.expose().as_bytes()),
            refresh: HmacKey::hs256(refresh),
            successor: MacKey::derive(refresh, "doorward refresh successor v1"),
            login: MacKey::derive(refresh, "doorward provider login v1"),
            access_code: MacKey::derive(refresh, "doorward access code v1"),
            doctor: MacKey::derive(refresh, "doorward doctor v1"),
            seal: SealKey::derive(refresh, "doorward secrets at rest v1"),
            device: SealKey::derive(refresh, "doorward known device v1"),
            second_step: HmacKey::hs256(&second_step),
        }
    }
}

/// Why a token could not be made: a fault of the machine, never of a request.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The operating system gave no random bytes.
    #[error("no random bytes")]
    Random(#[from] RandomFailed),
    /// The claims could not be written.
    #[error("claims could not be written")]
    Claims(#[from] JwsError),
    /// What is to be kept could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The token could not be encrypted.
    #[error("a token could not be encrypted")]
    Encrypt(#[from] JweError),
}

/// The claims of an access token (reference 2.1, and `sid`).
#[derive(Serialize)]
struct AccessOut<'a> {
    id: UserId,
    username: &'a str,
    provider: &'a str,
    email: &'a str,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// What we read of an access token that we made.
#[derive(Debug, Deserialize)]
pub(crate) struct AccessClaims {
    /// Whose it is.
    pub(crate) id: UserId,
    /// The session under it. A token without one is not ours.
    pub(crate) sid: SessionId,
    exp: i64,
}

/// The claims of a refresh token (reference 2.2, and `gen` and `jti`).
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RefreshClaims {
    /// Whose it is.
    pub(crate) id: UserId,
    /// The session under it.
    #[serde(rename = "sessionId")]
    pub(crate) session: SessionId,
    /// Its place in the family; see [`doorward_core::refresh`].
    #[serde(rename = "gen")]
    pub(crate) generation: i64,
    jti: String,
    iat: i64,
    exp: i64,
}

/// Why a presented JWT of ours says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is no JWT.
    #[error("the token is malformed")]
    Malformed,
    /// It is signed in another way than ours.
    #[error("the token's algorithm is not ours")]
    Algorithm,
    /// It is not signed by us.
    #[error("the token's signature is wrong")]
    Signature,
    /// It lacks what our tokens carry.
    #[error("the token's claims are not ours")]
    Claims,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

impl TokenError {
    /// Whether the token is one of ours all the same.
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Expired)
    }
}

impl From<JwsError> for TokenError {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Signature | JwsError::UnknownKey | JwsError::UnusableKey(_) => {
                Self::Signature
            }
            JwsError::Unsigned | JwsError::Symmetric | JwsError::Algorithm => Self::Algorithm,
            JwsError::Claims => Self::Claims,
            JwsError::TooLarge
            | JwsError::Malformed
            | JwsError::Encrypted
            | JwsError::Header
            | JwsError::Critical
            | JwsError::EmbeddedKey
            | JwsError::Type => Self::Malformed,
        }
    }
}

impl From<JweError> for TokenError {
    fn from(error: JweError) -> Self {
        match error {
            JweError::Algorithm => Self::Algorithm,
            JweError::Decryption => Self::Signature,
            _ => Self::Malformed,
        }
    }
}

/// Makes an access token that ends with its session at the latest.
pub(crate) fn mint_access(
    keys: &Keys,
    user: &User,
    (session, session_end): (SessionId, Timestamp),
    now: Timestamp,
    access_ms: i64,
) -> Result<String, MintError> {
    let claims = AccessOut {
        id: user.id,
        username: &user.username,
        provider: &user.provider,
        email: user.email.as_ref().map_or("", |email| email.as_str()),
        sid: session,
        iat: now.seconds(),
        exp: now.plus(access_ms).min(session_end).seconds(),
    };
    Ok(keys.access.sign(&claims)?)
}

/// Reads an access token and checks its signature and its end.
pub(crate) fn read_access(
    keys: &Keys,
    token: &str,
    now: Timestamp,
) -> Result<AccessClaims, TokenError> {
    let claims: AccessClaims = keys.access.verify(token)?;
    if claims.exp <= now.seconds() {
        return Err(TokenError::Expired);
    }
    Ok(claims)
}

/// Makes the first refresh token of a session.
pub(crate) fn mint_refresh(keys: &Keys, session: &Session) -> Result<String, MintError> {
    let mut jti = [0; 16];
    random::fill(&mut jti)?;
    let claims = RefreshClaims {
        id: session.user,
        session: session.id,
        generation: 0,
        jti: base64url::encode(jti),
        iat: session.created_at.seconds(),
        exp: session.expires_at.seconds(),
    };
    Ok(keys.refresh.sign(&claims)?)
}

/// Makes the successor of a refresh token.
///
/// The same token always leads to the same successor: its `jti` is a keyed function of the old
/// one, and all other claims stand still. So a lost answer can be given again though storage
/// knows only digests.
pub(crate) fn successor(keys: &Keys, claims: &RefreshClaims) -> Result<String, MintError> {
    let tag = keys.successor.tag(&[claims.jti.as_bytes(), &claims.generation.to_be_bytes()]);
    let next = RefreshClaims {
        generation: claims.generation.saturating_add(1),
        jti: base64url::encode(tag),
        ..*claims
    };
    Ok(keys.refresh.sign(&next)?)
}

/// Reads a refresh token and checks its signature and its end.
pub(crate) fn read_refresh(
    keys: &Keys,
    token: &str,
    now: Timestamp,
) -> Result<RefreshClaims, TokenError> {
    let claims: RefreshClaims = keys.refresh.verify(token)?;
    if claims.exp <= now.seconds() {
        return Err(TokenError::Expired);
    }
    Ok(claims)
}

/// What storage keeps of a token.
pub(crate) fn digest(token: &str) -> Digest {
    Digest::new(sha256(token.as_bytes()))
}

/// A fresh 256-bit value for a cookie, a `state` or a set-up link.
pub(crate) fn opaque() -> Result<String, RandomFailed> {
    let mut bytes = [0; 32];
    random::fill(&mut bytes)?;
    Ok(base64url::encode(bytes))
}

/// A random UUID (RFC 9562 §5.4) out of 16 random bytes.
pub(crate) fn uuid_v4(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    SessionId::from_bytes(bytes).to_string()
}

thread_local! {
    /// Keys that the system gave this thread, and how many names it has made of them.
    static NAMES: (RandomState, Cell<u64>) = (RandomState::new(), Cell::new(0));
}

/// A name for one request, to find it in logs by: 128 bits in hexadecimal that nobody can foretell, as traces
/// have it.
///
/// It opens nothing, so it is not drawn from the crypto library, whose first draw takes tens of milliseconds and
/// whose every draw costs more than a name is worth.
pub fn request_id() -> String {
    NAMES.with(|(keys, made)| {
        let count = made.replace(made.get() + 1);
        format!("{:016x}{:016x}", keys.hash_one((count, 0)), keys.hash_one((count, 1)))
    })
}

/// Makes a browser cookie: the session's name, then 256 random bits.
///
/// The name spares a second index; it opens nothing, since the digest of the whole is compared.
pub(crate) fn mint_cookie(session: SessionId) -> Result<String, RandomFailed> {
    let mut bytes = [0; 48];
    let (name, secret) = bytes.split_at_mut(16);
    name.copy_from_slice(session.as_bytes());
    random::fill(secret)?;
    Ok(base64url::encode(bytes))
}

/// The session that a browser cookie names; `None` when it is no cookie of ours.
pub(crate) fn read_cookie(cookie: &str) -> Option<SessionId> {
    // 48 bytes are 64 characters: anything else is not looked at.
    if cookie.len() != 64 {
        return None;
    }
    let bytes = base64url::decode(cookie).ok()?;
    bytes.first_chunk::<16>().map(|name| SessionId::from_bytes(*name))
}

#[cfg(test)]
mod tests;
