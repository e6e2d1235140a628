//! What the gateway does beside the decision that it shares with forward-auth; see [`crate::guard`].

pub mod chat;
