//! The ways in which apps ask who is there, each to the letter of what its stock client expects.

pub(crate) mod authjs;
pub(crate) mod clerk;
pub(crate) mod librechat;
pub(crate) mod lobechat;
