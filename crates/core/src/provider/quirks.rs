//! What is odd about single providers: one pure function each.

pub(super) mod apple;
pub(super) mod casdoor;
