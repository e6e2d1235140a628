//! The handlers of our own pages.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod assets;
pub(crate) mod authenticator;
pub(crate) mod backchannel;
pub(crate) mod clerk;
pub(crate) mod doctor;
pub(crate) mod enrolment;
pub(crate) mod health;
pub(crate) mod language;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod oauth;
pub(crate) mod onward;
pub(crate) mod page;
pub(crate) mod passkeys;
pub(crate) mod readdress;
pub(crate) mod recovery;
pub(crate) mod register;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod verification;
