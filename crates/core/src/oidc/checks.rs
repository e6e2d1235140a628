//! What an ID token with a good signature must still say (`OpenID` Connect Core §3.1.3.7): one
//! function per rule, and one that applies them all.

mod audience;
mod logout;
mod origin;
mod renewed;
mod times;

pub use audience::{aud, azp};
pub use logout::{LogoutToken, logout_token};
pub use origin::{at_hash, iss, nonce, sub};
pub use renewed::{Before, auth_time_moved, renewed_id_token};
pub use times::{auth_time, exp, iat, nbf};

use crate::oidc::{Object, Refused};
use crate::time::Timestamp;

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuer as its discovery document states it.
    pub issuer: &'a str,
    /// Our own name at the provider.
    pub client_id: &'a str,
    /// Other audiences that the operator trusts to be beside ours.
    pub trusted_audiences: &'a [String],
    /// The left half of the access token's digest, as the token's algorithm makes it.
    pub at_hash: &'a str,
    /// The present.
    pub now: Timestamp,
    /// By how many seconds the provider's clock may differ from ours.
    pub tolerance_s: u32,
}

/// Applies every rule, in the order of the standard, and gives the subject. `sent` is the nonce of
/// the sign-in.
///
/// `acr` and `amr` were not asked for and are not looked at, whatever their type; [`auth_time`] is
/// the caller's to judge, where it was.
pub fn id_token<'a>(
    claims: &'a Object,
    expected: &Expected<'_>,
    sent: &str,
) -> Result<&'a str, Refused> {
    let subject = common(claims, expected)?;
    nonce(claims, sent)?;
    at_hash(claims, expected.at_hash)?;
    Ok(subject)
}

/// What holds for every ID token, whichever way it came.
fn common<'a>(claims: &'a Object, expected: &Expected<'_>) -> Result<&'a str, Refused> {
    iss(claims, expected.issuer)?;
    let subject = sub(claims)?;
    aud(claims, expected.client_id, expected.trusted_audiences)?;
    azp(claims, expected.client_id)?;
    exp(claims, expected.now, expected.tolerance_s)?;
    iat(claims, expected.now, expected.tolerance_s)?;
    nbf(claims, expected.now, expected.tolerance_s)?;
    Ok(subject)
}

#[cfg(test)]
mod tests;
