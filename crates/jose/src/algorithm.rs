//! The signature algorithms that are spoken, by their names of RFC 7518 §3.1, RFC 8037 §3.1 and RFC 9864.

use aws_lc_rs::digest::{Algorithm as Hash, SHA256, SHA384, SHA512, digest};

use crate::base64url;

/// A signature algorithm. `none` is not among them and never will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519, which is called `EdDSA` or `Ed25519`.
    Ed25519,
    /// HMAC with SHA-256. Only ever used with a secret that the caller pins.
    Hs256,
}

/// Every algorithm whose key may come from a published key set.
pub const ASYMMETRIC: [Algorithm; 9] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Ed25519,
];

impl Algorithm {
    /// The algorithm of this name, which is compared exactly.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" | "Ed25519" => Self::Ed25519,
            "HS256" => Self::Hs256,
            _ => return None,
        })
    }

    /// The left half of the digest of `data`, in base64url: what `at_hash` and `c_hash` hold
    /// (`OpenID` Connect Core §3.1.3.6).
    ///
    /// The digest is the algorithm's own; for Ed25519 it is SHA-512.
    pub fn half_digest(self, data: &[u8]) -> String {
        let digest = digest(self.hash(), data);
        let (left, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
        base64url::encode(left)
    }

    fn hash(self) -> &'static Hash {
        match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 | Self::Hs256 => &SHA256,
            Self::Rs384 | Self::Ps384 | Self::Es384 => &SHA384,
            Self::Rs512 | Self::Ps512 | Self::Ed25519 => &SHA512,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exact_and_none_is_not_one() {
        assert_eq!(Algorithm::from_name("EdDSA"), Some(Algorithm::Ed25519));
        for name in ["none", "None", "NONE", "", "rs256", "RS256 ", "HS512", "ES512", "RSA-OAEP"] {
            assert_eq!(Algorithm::from_name(name), None, "{name}");
        }
    }

    /// `OpenID` Connect Core appendix A.3.
    #[test]
    fn the_published_at_hash_comes_out() {
        let token = b"jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(Algorithm::Rs256.half_digest(token), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
