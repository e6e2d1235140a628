//! What is odd about single providers: one pure function each.

pub(super) mod apple;
pub(super) mod casdoor;
pub(super) mod discord;
pub(super) mod facebook;
pub(super) mod feishu;
pub(super) mod github;
pub(super) mod microsoft;
pub(super) mod wechat;
