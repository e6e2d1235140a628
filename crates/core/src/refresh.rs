//! Refresh rotation with proof of receipt.
//!
//! A refresh token carries its generation and is signed. Presenting the current one rotates it. The
//! one before keeps working, and leads to the *same* successor, until that successor has been
//! used: a lost reply or a second tab costs nobody their session, and there is never more than one
//! live branch. Once a successor was used, presenting any older token means that somebody holds a
//! copy, and the family ends (RFC 9700 §4.14.2).

use crate::secret::Digest;

/// What storage knows of a family of refresh tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Generation of the current token; the first is 0.
    pub generation: i64,
    /// Digest of the current token, the newest that was handed out.
    pub current: Digest,
    /// Digest of the one it replaced, for as long as the current one has not been used.
    pub previous: Option<Digest>,
}

/// What to do with a presented token whose signature and times are good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is the current one: store its successor, then hand that out.
    Rotate,
    /// It is the one before, and its successor was never used: hand out the same successor again.
    Replay,
    /// Its successor was used already, so a copy is about: end the session.
    RevokeFamily,
    /// It does not belong to this family at all.
    Refuse,
}

/// Decides what to do with a presented refresh token.
///
/// `generation` is the one that the token carries under its signature, `presented` its digest.
pub fn decide(family: &Family, generation: i64, presented: &Digest) -> Decision {
    if generation == family.generation {
        return if *presented == family.current { Decision::Rotate } else { Decision::Refuse };
    }
    if generation > family.generation || generation < 0 {
        return Decision::Refuse;
    }
    if generation.checked_add(1) == Some(family.generation)
        && family.previous.as_ref() == Some(presented)
    {
        return Decision::Replay;
    }
    Decision::RevokeFamily
}

#[cfg(test)]
mod tests;
