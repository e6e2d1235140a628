//! The second step of a sign-in: what it needs beside the first proof, and what a code is worth.
//!
//! Every way in ends in `enter`. It opens a session only when [`doorward_core::factor::judge`] says that
//! nothing is missing. Else the sign-in waits, and nothing but a proof by a factor of the same account
//! makes a session of it.

pub mod enrolment;
mod kept;
pub mod proof;
pub mod removal;
pub mod step;
mod totp;
pub mod trusted;

use doorward_core::account::User;
use doorward_core::factor::{Known, Need, judge};
use doorward_store::StoreError;

use crate::app::App;
use crate::establish::{Client, Entrance, EstablishError, SignedIn, check_entry, establish};
use crate::metrics::SignIn;

pub use doorward_core::factor::Factors;

/// What a first proof led to.
#[derive(Debug)]
pub enum LoginOutcome {
    /// A session.
    SignedIn(Box<SignedIn>),
    /// A sign-in that waits for more.
    SecondFactor(Pending),
}

/// A sign-in that waits for a second factor.
#[derive(Debug)]
pub struct Pending {
    /// The value that names it, for a cookie.
    pub handle: String,
    /// The same as a token, for `LibreChat`'s clients.
    pub token: String,
    /// What it needs.
    pub need: Need,
}

/// Signs in somebody who has proved `entrance`, or lets the sign-in wait for what is missing.
///
/// `return_to` is the local path to arrive at after the wait.
pub(crate) async fn enter(
    app: &App,
    user: User,
    entrance: Entrance<'_>,
    client: &Client,
    return_to: &str,
) -> Result<LoginOutcome, EstablishError> {
    let (mut need, remembered) = judged(app, &user, &entrance, client).await?;
    // A trust that ends at this moment is none.
    if need == Need::Nothing && remembered && !trusted::is_used(app, client).await? {
        need = Need::Proof;
    }
    match need {
        Need::Nothing => {
            let entrance = if remembered { entrance.in_trusted_browser() } else { entrance };
            let signed_in = establish(app, user, entrance, client).await?;
            Ok(LoginOutcome::SignedIn(Box::new(signed_in)))
        }
        need => {
            // Who may not come in at all is not asked for a code first.
            check_entry(app, &user).await?;
            let way = entrance.method;
            let pending = step::begin(app, &user, entrance, (need, return_to)).await?;
            app.metrics.sign_in(way, SignIn::SecondStep);
            Ok(LoginOutcome::SecondFactor(pending))
        }
    }
}

/// What somebody who has proved `entrance` still needs.
pub(crate) async fn need(
    app: &App,
    user: &User,
    entrance: &Entrance<'_>,
    client: &Client,
) -> Result<Need, StoreError> {
    judged(app, user, entrance, client).await.map(|(need, _)| need)
}

/// The same, and whether it is less because the browser is trusted.
async fn judged(
    app: &App,
    user: &User,
    entrance: &Entrance<'_>,
    client: &Client,
) -> Result<(Need, bool), StoreError> {
    let (factors, required) = standing(app, user).await?;
    let known = Known {
        way: entrance.way,
        factors,
        required,
        trusts_providers: app.settings.second_factor.policy.trusts_providers,
        remembered: false,
    };
    match judge(known) {
        Need::Proof if trusted::holds(app, user, entrance.proven, client).await? => {
            Ok((judge(Known { remembered: true, ..known }), true))
        }
        need => Ok((need, false)),
    }
}

/// The second factors of an account, and whether it has to have one.
pub async fn standing(app: &App, user: &User) -> Result<(Factors, bool), StoreError> {
    let required = app.settings.second_factor.policy.requires(user.role);
    let stored = app.store.factors(user.id).await?;
    // Where passkeys are off, nobody can be asked for one.
    let passkeys = if app.passkeys.is_some() { stored.passkeys } else { 0 };
    Ok((Factors { passkeys, ..stored }, required))
}
