//! The words and rules of Doorward: what an account, a session and a sign-in are, and how each is judged.
//!
//! Nothing here does I/O, reads a clock or draws randomness. Time, random bytes and rows come in as
//! arguments and a decision goes out, so that every rule is a unit test away.

pub mod access;
pub mod access_code;
pub mod account;
pub mod address;
pub mod admission;
pub mod authjs;
pub mod clerk;
pub mod delivery;
pub mod doctor;
pub mod duration;
pub mod factor;
pub mod forward_auth;
pub mod forwarding;
pub mod group;
pub mod hex;
pub mod id;
pub mod invitation;
pub mod language;
pub mod limit;
pub mod link;
pub mod lockout;
pub mod moderation;
pub mod oidc;
pub mod one_time;
pub mod origin;
pub mod outbox;
pub mod passkey;
pub mod password;
pub mod provider;
pub mod recovery;
pub mod refresh;
pub mod registration;
pub mod search;
pub mod secret;
pub mod session;
pub mod site;
pub mod time;
