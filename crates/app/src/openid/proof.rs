//! What proves, to the provider and to us, that start and end of a sign-in belong together.

use doorward_jose::mac::MacKey;
use doorward_jose::{base64url, digest};

/// The two values of one sign-in, derived from its state and the provider's name.
#[derive(Debug)]
pub(crate) struct Proof {
    /// The code verifier of RFC 7636 §4.1: 43 characters.
    pub(crate) verifier: String,
    /// The nonce of the ID token.
    pub(crate) nonce: String,
}

impl Proof {
    pub(crate) fn derive(keys: &MacKey, provider: &str, state: &str) -> Self {
        let value = |purpose: &[u8]| {
            base64url::encode(keys.tag(&[purpose, provider.as_bytes(), state.as_bytes()]))
        };
        Self { verifier: value(b"verifier"), nonce: value(b"nonce") }
    }

    /// What of the verifier the provider is told first.
    pub(crate) fn challenge(&self) -> String {
        code_challenge(&self.verifier)
    }
}

/// The code challenge that belongs to a verifier (RFC 7636 §4.2, method `S256`).
pub fn code_challenge(verifier: &str) -> String {
    base64url::encode(digest::sha256(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_in_at_each_provider_has_its_own_values() {
        let keys = MacKey::new(b"secret");
        let proof = |provider, state| Proof::derive(&keys, provider, state);
        let one = proof("a", "s");
        assert_eq!(one.verifier, proof("a", "s").verifier);
        assert_eq!((one.verifier.len(), one.nonce.len()), (43, 43));
        assert_ne!(one.verifier, one.nonce);
        assert_ne!(one.verifier, proof("b", "s").verifier);
        assert_ne!(one.nonce, proof("a", "t").nonce);
    }

    /// RFC 7636 appendix B.
    #[test]
    fn the_published_challenge_comes_out() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let proof = Proof { verifier, nonce: String::new() };
        assert_eq!(proof.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
