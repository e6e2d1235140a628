//! What the doctor's probes mean. The probes themselves are elsewhere: here are answers in, and verdicts
//! out.

pub mod authorization;
pub mod compose;
pub mod date;
pub mod echo;
pub mod groups;
pub mod stream;
