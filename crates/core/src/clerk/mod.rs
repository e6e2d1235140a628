//! The rules of relying on Clerk: which hosts a publishable key names, what its tokens must say, which
//! of a browser's cookies count, and what a request with them leads to.
//!
//! Signatures are verified elsewhere, and nothing here makes a request. The reasons have the names
//! that Clerk's own libraries give them.

pub mod cookies;
pub mod decision;
pub mod handshake;
pub mod instance;
pub mod reason;
pub mod session;
pub mod token;
pub mod user;
pub mod webhook;

pub use instance::Instance;
pub use reason::Reason;

/// A JSON object.
pub use crate::oidc::Object;
