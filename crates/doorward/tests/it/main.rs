//! The stories: the one integration-test binary, so that the crates are linked once.

#![cfg(test)]

mod account;
mod bad_input;
mod commands;
mod crash;
mod harness;
mod house;
mod limits;
mod nodes;
mod pages;
mod passwords;
mod refresh;
mod registration;
mod sessions;
mod wire;
