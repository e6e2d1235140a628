//! What `LobeChat` and the proxies in front of it ask: may this request use the server's own keys?

pub(crate) mod access;
