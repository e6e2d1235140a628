//! What tokens do, each in one write with the end of the token.

use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::one_time::{Purpose, Token, UNDONE_REST_MS};
use doorward_core::password::UNUSABLE;
use doorward_core::secret::Secret;
use doorward_core::time::DAY_MS;

use super::{KEEP, UNLESS_HELD, row, unless_held};
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, statements, values};
use crate::factors::{DROP_CODES, DROP_PENDING, FORGIVE, REMOVE_LATE_TOTP};
use crate::outbox::posting;
use crate::second_steps::DROP_STEPS;
use crate::trusted_devices::DISTRUST;
use crate::users::found_at;
use crate::{Change, Kind, NewLetter, Store, StoreError};

/// How long before a change of address what came to an account may have been the same thief's: they make sure
/// of their way in first.
const BEFORE_CHANGE_MS: i64 = DAY_MS;

statements! {
    /// Takes a token out, if its time is not over.
    SPEND = "DELETE FROM one_time_tokens WHERE token_hash = $1 AND purpose = $2 AND user_id = $3 \
        AND expires_at > $4";

    /// Gives an account another password, if it still has the one that the token is bound to.
    RESET = "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1 \
        AND disabled_at IS NULL AND password_hash IS NOT DISTINCT FROM $4 \
        AND (CAST($5 AS TEXT) IS NULL OR email = $5)";

    /// Notes that an account's address is its holder's.
    VERIFY = "UPDATE users SET email_verified = 1, updated_at = $3 WHERE id = $1 AND email = $2";

    /// Gives an account the address that was proved, if it still has the one before.
    CHANGE = "UPDATE users SET email = $2, email_verified = 1, updated_at = $3 \
        WHERE id = $1 AND disabled_at IS NULL AND email IS NOT DISTINCT FROM $4 \
        AND (address_undone_at IS NULL OR address_undone_at <= $5)";

    /// Gives an account back an address that it had. Its password opens nothing any more: somebody else may
    /// know it, or have set it.
    RESTORE = "UPDATE users SET email = $2, email_verified = 1, updated_at = $3, \
        address_undone_at = $3, \
        password_hash = CASE WHEN password_hash IS NULL THEN NULL ELSE CAST($4 AS TEXT) END \
        WHERE id = $1";

    /// Removes the passkeys that an account has got since a time.
    REMOVE_PASSKEYS = "DELETE FROM passkeys WHERE user_id = $1 AND created_at >= $2";

    /// Removes the links that an account has got since a time.
    REMOVE_LINKS = "DELETE FROM links WHERE user_id = $1 AND created_at >= $2";

    /// Ends all sessions of an account.
    END_SESSIONS = "DELETE FROM sessions WHERE user_id = $1";

    /// Voids the tokens of an account for one purpose.
    VOID_ALL_FOR = "DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose = $2";

    /// Voids the tokens of an account, but those that give an address back.
    VOID = "DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose <> $2";

    /// Voids what gives back addresses that the account has had since a time.
    VOID_UNDOS = "DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 \
        AND created_at >= $3";
}

/// What became of a token that was judged to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It was spent, and what it is for is done.
    Done,
    /// Somebody else was quicker, or a newer one has taken its place.
    Spent,
    /// The account has changed meanwhile, and the token stays.
    Overtaken,
    /// Another account has the address, or may take it back.
    Taken,
}

/// A new password.
#[derive(Debug)]
pub struct Reset<'a> {
    /// The hash that the account has, which the token is bound to.
    pub expected: Option<&'a Secret<String>>,
    /// The hash that it gets.
    pub new: &'a Secret<String>,
    /// The letter that tells of it.
    pub letter: Option<&'a NewLetter>,
}

/// How a change of address is taken back.
#[derive(Clone, Copy, Debug)]
pub struct Undo<'a> {
    /// The token.
    pub token: &'a Token,
    /// The letter that carries it to the former address.
    pub letter: Option<&'a NewLetter>,
}

impl Store {
    /// Gives an account another password, ends its sessions, and voids the change of
    /// address that somebody in one of them may have asked for.
    ///
    /// Wrong codes of a second factor are forgotten only if the operator has handed the token over: whoever
    /// reads the person's mail must not get as many guesses as they like.
    pub async fn redeem_reset(
        &self,
        token: &Token,
        reset: Reset<'_>,
        event: &Event,
    ) -> Result<Redeemed, StoreError> {
        let values = values![
            token.user,
            reset.new.expose(),
            event.at,
            reset.expected.map(Secret::expose),
            token.email.as_ref().map(Email::as_str)
        ];
        let mut batch = put_out(spending(token, event).once(&RESET, values), token.user)
            .then(&VOID_ALL_FOR, values![token.user, Purpose::ChangeAddress.as_str()]);
        if token.email.is_none() {
            batch = batch.then(&FORGIVE, values![token.user]);
        }
        let batch = posting(batch, reset.letter);
        self.redeem(batch, token.user, event, None).await
    }

    /// Notes that the address is its holder's.
    pub async fn redeem_verification(
        &self,
        token: &Token,
        event: &Event,
    ) -> Result<Redeemed, StoreError> {
        let email = token.email.as_ref().map(Email::as_str);
        let batch = spending(token, event).once(&VERIFY, values![token.user, email, event.at]);
        self.redeem(batch, token.user, event, None).await
    }

    /// Gives the account the address that the token was mailed to. `undo` is how the former address can be
    /// taken back, if there was one.
    pub async fn redeem_address(
        &self,
        token: &Token,
        undo: Option<Undo<'_>>,
        event: &Event,
    ) -> Result<Redeemed, StoreError> {
        let [to, from] = [&token.email, &token.from].map(|email| email.as_ref().map(Email::as_str));
        let rested = event.at.plus(-UNDONE_REST_MS);
        let mut batch = found_at(spending(token, event), token.user, token.email.as_ref())
            .once(&CHANGE, values![token.user, to, event.at, from, rested]);
        let held = batch.steps.len();
        if let Some(email) = &token.email {
            batch = batch.once(&UNLESS_HELD, unless_held(token.user, email, event.at));
        }
        batch = batch.then(&VOID, values![token.user, Purpose::UndoAddress.as_str()]);
        if let Some(undo) = undo {
            batch = posting(batch.then(&KEEP, row(undo.token)), undo.letter);
        }
        self.redeem(batch, token.user, event, Some(held)).await
    }

    /// Gives the account back the address that the token was mailed to. Whatever came after the change, or
    /// within the day before it, may be a thief's: sessions, tokens, passkeys, links, an authenticator app,
    /// recovery codes, and the password. What opens
    /// the account is a new password, which is set by mail, and what opened it beside the old one before.
    pub async fn redeem_undo(&self, token: &Token, event: &Event) -> Result<Redeemed, StoreError> {
        let email = token.email.as_ref().map(Email::as_str);
        let undo = Purpose::UndoAddress.as_str();
        let since = token.created_at.plus(-BEFORE_CHANGE_MS);
        let batch = found_at(spending(token, event), token.user, token.email.as_ref())
            .once(&RESTORE, values![token.user, email, event.at, UNUSABLE]);
        let batch = put_out(batch, token.user)
            .then(&REMOVE_PASSKEYS, values![token.user, since])
            .then(&REMOVE_LINKS, values![token.user, since])
            .then(&DROP_PENDING, values![token.user])
            .then(&REMOVE_LATE_TOTP, values![token.user, since])
            .then(&DROP_CODES, values![token.user])
            .then(&VOID, values![token.user, undo])
            .then(&VOID_UNDOS, values![token.user, undo, token.created_at]);
        self.redeem(batch, token.user, event, None).await
    }

    /// Writes the batch. `held` is the step that stops where somebody may take the address back.
    async fn redeem(
        &self,
        batch: Batch,
        user: UserId,
        event: &Event,
        held: Option<usize>,
    ) -> Result<Redeemed, StoreError> {
        let batch = batch.then(&RECORD_EVENT, event.values()).announcing(Change::User(user));
        match self.db.write(batch).await {
            Ok(Outcome::Done(_)) => Ok(Redeemed::Done),
            Ok(Outcome::Undone { step: 0 }) => Ok(Redeemed::Spent),
            Ok(Outcome::Undone { step }) if Some(step) == held => Ok(Redeemed::Taken),
            Ok(Outcome::Undone { .. }) => Ok(Redeemed::Overtaken),
            // The address is the only unique thing that these statements touch.
            Err(error) if error.kind == Kind::Conflict => Ok(Redeemed::Taken),
            Err(error) => Err(error),
        }
    }
}

/// Puts everybody out of an account, also who is half in, and whom it knows.
fn put_out(batch: Batch, user: UserId) -> Batch {
    batch
        .then(&END_SESSIONS, values![user])
        .then(&DROP_STEPS, values![user])
        .then(&DISTRUST, values![user])
}

/// A batch that begins with the end of a token.
fn spending(token: &Token, event: &Event) -> Batch {
    let Token { digest, purpose, user, .. } = token;
    Batch::new().once(&SPEND, values![digest, purpose.as_str(), *user, event.at])
}
