//! What Doorward does, one file per use case, and the settings that steer it.
//!
//! Handlers of `web` and commands of the binary call the functions here; the rules that these apply
//! live in `doorward_core`, and the rows in `doorward_store`. Nothing here knows of HTTP to clients.

pub mod access_code;
pub mod account;
mod app;
pub mod audit;
pub mod authjs;
pub mod backchannel;
pub mod callback;
pub mod clerk;
mod errands;
mod establish;
pub mod export;
mod failures;
mod hashing;
pub mod housekeeping;
mod identity;
mod kept;
pub mod known_device;
pub mod language;
mod limits;
pub mod linking;
mod live;
pub mod lockout;
pub mod login;
pub mod mail;
mod new_password;
pub mod oauth2;
mod one_time;
pub mod openid;
pub mod people;
pub mod ports;
pub mod providers;
pub mod readdress;
pub mod recover;
pub mod refresh;
pub mod register;
mod renewal;
pub mod second_factor;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_out;
mod standing;
mod tokens;
pub mod upstream;
pub mod verify;

pub use app::{App, StartError};
pub use doorward_core::account::{Role, User};
pub use doorward_core::id::{SessionId, UserId};
pub use doorward_core::secret::Secret;
pub use doorward_core::session::Session;
pub use doorward_core::time::{self, Timestamp};
pub use doorward_jose::random::fill as fill_random;
pub use doorward_store::{OpenError, StoreError};
pub use errands::TooManyErrands;
pub use establish::{Client, EstablishError, Presented, ResolveError, SignedIn, resolve};
pub use hashing::HashingError;
pub use identity::Identity;
pub use limits::Limiter;
pub use live::Live;
pub use new_password::NewPasswordError;
pub use one_time::LinkError;
pub use tokens::{MintError, TokenError, request_id};
