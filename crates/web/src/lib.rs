//! HTTP in: requests become calls of use cases, and what these say becomes answers.
//!
//! Handlers translate; they decide nothing and never see storage or keys. `problem` is the only
//! place that knows which failure has which status, code and words.

mod address;
mod asking;
mod connection;
mod cookies;
mod dialects;
mod envelope;
mod explain;
mod fields;
mod forward_auth;
mod gate;
mod gateway;
mod held;
mod language;
mod limiter;
mod problem;
mod request;
mod request_id;
mod router;
mod routes;
mod server;
mod traces;
mod watched;
mod watching;
mod wire;

pub use explain::{Explained, explain, failures};
pub use gateway::is_ours;
pub use request_id::with_current as with_current_request;
pub use router::Route;
pub use server::{BindError, Server, bind, routes};
