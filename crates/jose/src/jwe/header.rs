//! The protected header of a JWE (RFC 7516 §4), read as strictly as it can be.

use serde_json::Value;

use super::{Encryption, JweError};
use crate::base64url;
use crate::json::{self, Object};

/// The longest encoded header that is looked at, in bytes.
const MAX_HEADER: usize = 4 * 1024;

/// Members that demand something of the reader which this one does not do.
const DEMANDS: [&str; 3] = ["crit", "zip", "b64"];

/// Members by which a token brings or names its own key.
const KEY_MEMBERS: [&str; 5] = ["jwk", "jku", "x5u", "x5c", "epk"];

/// What of a header matters.
pub(super) struct Header {
    pub(super) encryption: Encryption,
    pub(super) kid: Option<String>,
}

impl Header {
    pub(super) fn parse(encoded: &str) -> Result<Self, JweError> {
        if encoded.len() > MAX_HEADER {
            return Err(JweError::TooLarge);
        }
        let bytes = base64url::decode(encoded).map_err(|_| JweError::Malformed)?;
        let members = json::object(&bytes).map_err(|_| JweError::Header)?;
        let has = |name: &&str| members.contains_key(*name);
        if DEMANDS.iter().any(has) {
            return Err(JweError::Critical);
        }
        if KEY_MEMBERS.iter().any(has) {
            return Err(JweError::EmbeddedKey);
        }
        if text(&members, "alg")? != Some("dir") {
            return Err(JweError::Algorithm);
        }
        let encryption = text(&members, "enc")?.ok_or(JweError::Header)?;
        let encryption = Encryption::from_name(encryption).ok_or(JweError::Algorithm)?;
        Ok(Self { encryption, kid: text(&members, "kid")?.map(str::to_owned) })
    }
}

/// The text member `name`. A member of another type spoils the header.
fn text<'a>(members: &'a Object, name: &str) -> Result<Option<&'a str>, JweError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JweError::Header),
    }
}
