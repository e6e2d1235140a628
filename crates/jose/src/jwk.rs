//! Public keys of others (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use std::fmt;

use aws_lc_rs::signature::{
    self as sig, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::algorithm::Algorithm;
use crate::base64url;
use crate::json::Object;

/// The shortest RSA modulus that is believed, in bits (RFC 7518 §3.3).
const MIN_RSA_BITS: usize = 2048;
/// The longest RSA modulus that is worked with, in bits.
const MAX_RSA_BITS: usize = 8192;

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Its type or curve is not one that is spoken; a symmetric key counts as one.
    Unknown,
    /// It is meant for encryption (`use`, `key_ops`).
    NotForSignatures,
    /// It is meant for another algorithm than the token's.
    OtherAlgorithm,
    /// It is an RSA key shorter than 2048 bits, or its exponent protects nothing.
    Weak,
    /// A member is missing or wrong, or the point is not on the curve.
    Malformed,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "its type is unknown",
            Self::NotForSignatures => "it is not for signatures",
            Self::OtherAlgorithm => "it is for another algorithm",
            Self::Weak => "it is too weak: RSA needs 2048 bits and an odd exponent above 1",
            Self::Malformed => "it is malformed",
        })
    }
}

/// A public key that can verify signatures.
#[derive(Debug)]
pub struct Key {
    /// The only algorithm that it may be used with, when it says so.
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
    /// A `SubjectPublicKeyInfo` of an RSA key (RFC 5280 §4.1), in DER.
    RsaDer(Vec<u8>),
    /// An uncompressed point on P-256 or P-384, which the algorithm of the key tells.
    Ec(Algorithm, Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Key {
    /// Reads one member of a key set. Private members are not looked at.
    pub fn from_jwk(jwk: &Object) -> Result<Self, Unusable> {
        let kty = text(jwk, "kty").ok_or(Unusable::Malformed)?;
        if !for_signatures(jwk) {
            return Err(Unusable::NotForSignatures);
        }
        let material = match (kty, text(jwk, "crv")) {
            ("RSA", _) => rsa(jwk)?,
            ("EC", Some("P-256")) => point(jwk, Algorithm::Es256, 32)?,
            ("EC", Some("P-384")) => point(jwk, Algorithm::Es384, 48)?,
            ("OKP", Some("Ed25519")) => ed25519(jwk)?,
            _ => return Err(Unusable::Unknown),
        };
        let only = match jwk.get("alg") {
            None => None,
            Some(Value::String(name)) => {
                Some(Algorithm::from_name(name).ok_or(Unusable::OtherAlgorithm)?)
            }
            Some(_) => return Err(Unusable::Malformed),
        };
        Ok(Self { only, material })
    }

    /// Reads an RSA key in PEM (RFC 7468 §13, `PUBLIC KEY`), for `only` this algorithm.
    ///
    /// Line ends may be missing, or written as `\\n`, as they come out of settings files.
    pub fn from_rsa_pem(pem: &str, only: Algorithm) -> Result<Self, Unusable> {
        let inner = pem.trim().strip_prefix("-----BEGIN PUBLIC KEY-----");
        let inner = inner.and_then(|rest| rest.strip_suffix("-----END PUBLIC KEY-----"));
        let text: String = inner
            .ok_or(Unusable::Malformed)?
            .replace("\\n", "")
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let der = STANDARD.decode(text).map_err(|_| Unusable::Malformed)?;
        ParsedPublicKey::new(&sig::RSA_PKCS1_2048_8192_SHA256, &der)
            .map_err(|_| Unusable::Malformed)?;
        rsa_parameters(only).ok_or(Unusable::OtherAlgorithm)?;
        Ok(Self { only: Some(only), material: Material::RsaDer(der) })
    }

    /// Whether the key may verify signatures of `algorithm`.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        let by_type = match &self.material {
            Material::Rsa(_) | Material::RsaDer(_) => rsa_parameters(algorithm).is_some(),
            Material::Ec(own, _) => *own == algorithm,
            Material::Ed25519(_) => algorithm == Algorithm::Ed25519,
        };
        by_type && self.only.is_none_or(|only| only == algorithm)
    }

    /// Whether `signature` over `message` was made by the private half of this key.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.fits(algorithm) {
            return false;
        }
        match &self.material {
            Material::Rsa(key) => rsa_parameters(algorithm)
                .is_some_and(|parameters| key.verify(parameters, message, signature).is_ok()),
            Material::RsaDer(der) => rsa_parameters(algorithm).is_some_and(|parameters| {
                UnparsedPublicKey::new(parameters, der).verify(message, signature).is_ok()
            }),
            Material::Ec(own, point) => {
                UnparsedPublicKey::new(curve(*own), point).verify(message, signature).is_ok()
            }
            Material::Ed25519(key) => {
                UnparsedPublicKey::new(&sig::ED25519, key).verify(message, signature).is_ok()
            }
        }
    }
}

/// RFC 7517 §4.2 and §4.3: a key that says what it is for is used for nothing else.
fn for_signatures(jwk: &Object) -> bool {
    let by_use = jwk.get("use").is_none_or(|purpose| purpose == "sig");
    let by_operations = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|name| name == "verify"),
        Some(_) => false,
    };
    by_use && by_operations
}

fn rsa(jwk: &Object) -> Result<Material, Unusable> {
    let n = number(jwk, "n")?;
    let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);
    if bits < MIN_RSA_BITS {
        return Err(Unusable::Weak);
    }
    if bits > MAX_RSA_BITS {
        return Err(Unusable::Malformed);
    }
    let e = number(jwk, "e")?;
    // With the exponent 1 everybody can sign, and an even one is none.
    if e == [1] || e.last().is_none_or(|last| last % 2 == 0) {
        return Err(Unusable::Weak);
    }
    let key = RsaPublicKeyComponents { n, e };
    key.to_parsed_public_key(&sig::RSA_PKCS1_2048_8192_SHA256).map_err(|_| Unusable::Malformed)?;
    Ok(Material::Rsa(key))
}

/// A coordinate has the full size of the field, leading zeros included (RFC 7518 §6.2.1.2).
fn point(jwk: &Object, algorithm: Algorithm, size: usize) -> Result<Material, Unusable> {
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    if x.len() != size || y.len() != size {
        return Err(Unusable::Malformed);
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    ParsedPublicKey::new(curve(algorithm), &point).map_err(|_| Unusable::Malformed)?;
    Ok(Material::Ec(algorithm, point))
}

fn ed25519(jwk: &Object) -> Result<Material, Unusable> {
    let key = bytes(jwk, "x")?;
    ParsedPublicKey::new(&sig::ED25519, &key).map_err(|_| Unusable::Malformed)?;
    Ok(Material::Ed25519(key))
}

/// The curve's verification, with the signature as two numbers side by side (RFC 7518 §3.4).
fn curve(algorithm: Algorithm) -> &'static sig::EcdsaVerificationAlgorithm {
    match algorithm {
        Algorithm::Es384 => &sig::ECDSA_P384_SHA384_FIXED,
        _ => &sig::ECDSA_P256_SHA256_FIXED,
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::Rs256 => &sig::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &sig::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &sig::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &sig::RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &sig::RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &sig::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn text<'a>(jwk: &'a Object, name: &str) -> Option<&'a str> {
    jwk.get(name).and_then(Value::as_str)
}

fn bytes(jwk: &Object, name: &str) -> Result<Vec<u8>, Unusable> {
    let text = text(jwk, name).ok_or(Unusable::Malformed)?;
    base64url::decode(text).map_err(|_| Unusable::Malformed)
}

/// An unsigned number without the leading zeros that some providers write before it.
fn number(jwk: &Object, name: &str) -> Result<Vec<u8>, Unusable> {
    let bytes = bytes(jwk, name)?;
    Ok(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

#[cfg(test)]
mod tests;
