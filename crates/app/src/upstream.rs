//! The way to other servers: what is fetched from an `OpenID` provider, how long it may take, how
//! large it may be, and which addresses it may lie at.

mod address;
pub mod authorities;
pub(crate) mod blame;
mod cache;
pub(crate) mod chain;
pub mod discovery;
pub(crate) mod greet;
pub mod http;
pub mod jwks;
mod resolver;
pub mod tls;
mod trace;
pub(crate) mod visit;
