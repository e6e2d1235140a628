//! The rules of signing in at an `OpenID` provider: what is asked, what is believed, what is refused.
//!
//! Signatures are verified elsewhere; what comes in here as claims has a good one. Nothing here
//! makes a request. Sources: `OpenID` Connect Core 1.0 and Discovery 1.0, RFC 6749, RFC 7636, RFC 9207
//! and RFC 9700.

pub mod assurance;
pub mod checks;
pub mod discovery;
pub mod end_session;
pub mod endpoint;
pub mod groups;
pub mod issuer;
pub(crate) mod microsoft;
pub mod profile;
pub mod refusal;
pub mod request;
pub mod response;
pub mod roles;
pub mod tenant;
pub mod token;
pub mod userinfo;

pub use refusal::{Refusal, Refused};

/// A JSON object: a set of claims.
pub type Object = serde_json::Map<String, serde_json::Value>;
