//! One-time tokens: making them, and finding the account that one leads to.

use doorward_core::one_time::{Holder, Purpose, Refusal, TOKEN_BYTES, Token, text};
use doorward_core::secret::{Digest, Secret};
use doorward_core::time::Timestamp;
use doorward_jose::random::{self, RandomFailed};
use doorward_store::{Credentials, Redeemed, StoreError};

use crate::app::App;
use crate::invite;
use crate::mail::MailError;
use crate::tokens;

/// Why a token was not accepted. Whoever presented it learns only that it was not.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// No such token was given out, or it was used, or a newer one took its place.
    #[error("there is no such token")]
    Unknown,
    /// It is of somebody else than the link says.
    #[error("the token is another account's")]
    Foreign,
    /// It does not count.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The account changed while the token was being used.
    #[error("the account has changed meanwhile")]
    Overtaken,
    /// Another account has the address by now.
    #[error("another account has the address")]
    Taken,
    /// The letter that tells of it could not be made.
    #[error("the letter that tells of it could not be made")]
    Mail(#[from] MailError),
    /// No random bytes for the token that undoes what this one does.
    #[error("no token could be made")]
    Mint(#[from] RandomFailed),
    /// Storage.
    #[error("the token could not be read or spent")]
    Store(#[from] StoreError),
}

/// A new token: what is kept of it, and itself.
#[derive(Debug)]
pub(crate) struct Minted {
    pub(crate) token: Token,
    pub(crate) text: Secret<String>,
}

/// Makes a token for the account as it is, to be mailed to its address.
pub(crate) fn mint(
    purpose: Purpose,
    known: &Credentials,
    now: Timestamp,
) -> Result<Minted, RandomFailed> {
    let mut bytes = [0; TOKEN_BYTES];
    random::fill(&mut bytes)?;
    let text = text(&bytes);
    let token = Token {
        digest: tokens::digest(text.expose()),
        purpose,
        user: known.user.id,
        email: known.user.email.clone(),
        from: None,
        password: password(known),
        created_at: now,
        expires_at: now.plus(purpose.lifetime_ms()),
    };
    Ok(Minted { token, text })
}

/// Which password an account has: the digest of its hash.
fn password(known: &Credentials) -> Option<Digest> {
    known.password_hash.as_ref().map(|hash| tokens::digest(hash.expose()))
}

/// The token that somebody presents, if it counts for `purpose`, with the account that it concerns.
pub(crate) async fn find(
    app: &App,
    purpose: Purpose,
    presented: &str,
) -> Result<(Token, Credentials), LinkError> {
    let token = app.store.token(&tokens::digest(presented)).await?.ok_or(LinkError::Unknown)?;
    let known = app.store.credentials(token.user).await?.ok_or(LinkError::Unknown)?;
    judge(app, &token, purpose, &known)?;
    Ok((token, known))
}

/// Judges a token for the account as it is.
fn judge(app: &App, token: &Token, purpose: Purpose, known: &Credentials) -> Result<(), Refusal> {
    let holder = Holder { email: known.user.email.as_ref(), password: password(known) };
    token.judge(purpose, holder, app.clock.now())
}

/// Whether the link with a token of this digest, an invitation's among them, leads anywhere.
pub(crate) async fn counts(app: &App, digest: &Digest) -> Result<bool, StoreError> {
    let Some(token) = app.store.token(digest).await? else {
        return Ok(invite::by_digest(app, digest).await?.is_some());
    };
    let known = app.store.credentials(token.user).await?;
    Ok(known.is_some_and(|known| judge(app, &token, token.purpose, &known).is_ok()))
}

/// What the store says of a token that was to be spent.
pub(crate) const fn spent(redeemed: Redeemed) -> Result<(), LinkError> {
    match redeemed {
        Redeemed::Done => Ok(()),
        Redeemed::Spent => Err(LinkError::Unknown),
        Redeemed::Overtaken => Err(LinkError::Overtaken),
        Redeemed::Taken => Err(LinkError::Taken),
    }
}
