//! The stories: the one integration-test binary, so that the crates are linked once.

#![cfg(test)]

mod access_code;
mod account;
mod admin;
mod admin_commands;
mod admission;
mod approval;
mod authjs;
mod authjs_address;
mod authjs_cookies;
mod authjs_http;
mod authjs_peers;
mod authjs_providers;
mod bad_input;
mod certificates;
mod clerk;
#[expect(dead_code, reason = "the tests of the use cases ask for more")]
#[path = "../../../app/tests/clerk_api/mod.rs"]
mod clerk_api;
mod clerk_endings;
mod clerk_webhooks;
mod commands;
mod crash;
mod faults_accounts;
mod faults_disk;
mod faults_postgres;
mod faults_start;
mod faults_stop;
mod harness;
#[path = "../../../app/tests/hostile/mod.rs"]
mod hostile;
mod house;
mod invitations;
mod languages;
mod limits;
mod linking;
mod linking_account;
mod linking_proofs;
mod linking_providers;
mod lockout;
mod mail;
mod mail_api;
mod mail_commands;
mod mail_encryption;
mod mail_refusals;
mod new_passwords;
mod nodes;
mod openid;
mod openid_accounts;
mod openid_fetches;
mod openid_hostile;
mod openid_requests;
mod openid_state;
mod pages;
mod passwords;
mod provider_logout;
mod providers_apple;
mod providers_auth0;
mod providers_emulated;
mod providers_entra;
mod providers_many;
mod providers_oauth2;
mod providers_oauth2_faults;
mod providers_openid;
mod refresh;
mod registration;
mod reuse;
mod reuse_certified;
mod roles;
mod roles_later;
mod sessions;
mod wire;
