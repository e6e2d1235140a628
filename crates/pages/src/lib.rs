//! The HTML pages, as typed views: plain data in, a whole document out.
//!
//! A view knows nothing of requests, settings or storage. Its caller has decided everything; the view
//! only words and formats it, and every value is escaped. The addresses that a page links to come
//! from settings and routes, never from a visitor; those of pictures are checked by [`safe_image`].
//! Every page works without its script. Pages carry no inline style and no inline script, so that they can be served
//! under `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:`.
//!
//! Sentences live in the message files, `words/<language>/<area>.ftl`; a view names them by their keys.

mod access_code;
mod account;
pub mod admin;
mod assets;
mod authenticator;
mod banned;
mod device;
mod doctor;
mod dry_run;
mod error_page;
mod frame;
mod image;
mod language;
mod link;
pub mod mail;
mod messages;
mod moment;
mod notice;
mod passkeys;
mod qr;
mod recovery;
mod register;
mod second_step;
mod sign_in;
mod sign_out;

pub use access_code::{AccessCode, Guest};
pub use account::{
    Account, Activity, ActivityRow, Deletion, PasswordForm, Profile, ProfileForm, SessionRow,
    TrustedBrowser,
};
pub use assets::{Asset, assets};
pub use authenticator::{Authenticator, AuthenticatorPhase, AuthenticatorSection};
pub use banned::banned;
pub use device::device_name;
pub use doctor::Doctor;
pub use dry_run::{DryRun, DryRunClaim, DryRunEnd};
pub use error_page::{ErrorPage, Link};
pub use frame::{FormError, Frame};
pub use image::safe_image;
pub use language::{Direction, Language};
pub use link::{AskToLink, Confirm, ConfirmStep, LinkRow, LinkStanding, Onward, WaysIn};
pub use messages::{Html, Named, Part, Value};
pub use notice::Notice;
pub use passkeys::{PasskeyPrompt, PasskeyRow, PasskeySection};
pub use recovery::{
    AddressChange, Again, CheckMail, ForgotPassword, LinkOver, Mailed, Press, ResetLink,
    ResetPassword, Step, Undone,
};
pub use register::{Register, RegisterError, RegisterField, RegisterMode};
pub use second_step::{SecondStep, StepMethod};
pub use sign_in::{ProviderButton, SignIn};
pub use sign_out::{SignOut, SignedOut};

/// Renders a template to a whole document.
///
/// Rendering errs only when a `Display` inside a template errs, and ours print numbers and text, so
/// the empty page is never seen.
fn document(view: &impl askama::Template) -> String {
    view.render().unwrap_or_default()
}

#[cfg(test)]
extern crate self as doorward_pages;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
