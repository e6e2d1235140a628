//! What tokens do, each in one write with the end of the token.

use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::one_time::{Purpose, Token};
use doorward_core::secret::Secret;

use super::{KEEP, row};
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, statements, values};
use crate::factors::FORGIVE;
use crate::trusted_devices::DISTRUST;
use crate::users::found_at;
use crate::{Change, Kind, Store, StoreError};

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
        WHERE id = $1 AND disabled_at IS NULL AND email IS NOT DISTINCT FROM $4";

    /// Gives an account back an address that it had.
    RESTORE = "UPDATE users SET email = $2, email_verified = 1, updated_at = $3 WHERE id = $1";

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
    /// Another account has the address.
    Taken,
}

/// A new password.
#[derive(Debug)]
pub struct Reset<'a> {
    /// The hash that the account has, which the token is bound to.
    pub expected: Option<&'a Secret<String>>,
    /// The hash that it gets.
    pub new: &'a Secret<String>,
}

impl Store {
    /// Gives an account another password, ends its sessions, and voids the change of
    /// address that somebody in one of them may have asked for.
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
        let batch = spending(token, event)
            .once(&RESET, values)
            .then(&END_SESSIONS, values![token.user])
            .then(&VOID_ALL_FOR, values![token.user, Purpose::ChangeAddress.as_str()])
            .then(&DISTRUST, values![token.user])
            .then(&FORGIVE, values![token.user]);
        self.redeem(batch, token.user, event).await
    }

    /// Notes that the address is its holder's.
    pub async fn redeem_verification(
        &self,
        token: &Token,
        event: &Event,
    ) -> Result<Redeemed, StoreError> {
        let email = token.email.as_ref().map(Email::as_str);
        let batch = spending(token, event).once(&VERIFY, values![token.user, email, event.at]);
        self.redeem(batch, token.user, event).await
    }

    /// Gives the account the address that the token was mailed to. `undo` is the token by which the
    /// former address can be taken back, if there was one.
    pub async fn redeem_address(
        &self,
        token: &Token,
        undo: Option<&Token>,
        event: &Event,
    ) -> Result<Redeemed, StoreError> {
        let [to, from] = [&token.email, &token.from].map(|email| email.as_ref().map(Email::as_str));
        let mut batch = found_at(spending(token, event), token.user, token.email.as_ref())
            .once(&CHANGE, values![token.user, to, event.at, from])
            .then(&VOID, values![token.user, Purpose::UndoAddress.as_str()]);
        if let Some(undo) = undo {
            batch = batch.then(&KEEP, row(undo));
        }
        self.redeem(batch, token.user, event).await
    }

    /// Gives the account back the address that the token was mailed to, ends its sessions, and voids
    /// every token that came after it: they may be a thief's.
    pub async fn redeem_undo(&self, token: &Token, event: &Event) -> Result<Redeemed, StoreError> {
        let email = token.email.as_ref().map(Email::as_str);
        let undo = Purpose::UndoAddress.as_str();
        let batch = found_at(spending(token, event), token.user, token.email.as_ref())
            .once(&RESTORE, values![token.user, email, event.at])
            .then(&END_SESSIONS, values![token.user])
            .then(&VOID, values![token.user, undo])
            .then(&VOID_UNDOS, values![token.user, undo, token.created_at]);
        self.redeem(batch, token.user, event).await
    }

    async fn redeem(
        &self,
        batch: Batch,
        user: UserId,
        event: &Event,
    ) -> Result<Redeemed, StoreError> {
        let batch = batch.then(&RECORD_EVENT, event.values()).announcing(Change::User(user));
        match self.db.write(batch).await {
            Ok(Outcome::Done(_)) => Ok(Redeemed::Done),
            Ok(Outcome::Undone { step: 0 }) => Ok(Redeemed::Spent),
            Ok(Outcome::Undone { .. }) => Ok(Redeemed::Overtaken),
            // The address is the only unique thing that these statements touch.
            Err(error) if error.kind == Kind::Conflict => Ok(Redeemed::Taken),
            Err(error) => Err(error),
        }
    }
}

/// A batch that begins with the end of a token.
fn spending(token: &Token, event: &Event) -> Batch {
    let Token { digest, purpose, user, .. } = token;
    Batch::new().once(&SPEND, values![digest, purpose.as_str(), *user, event.at])
}
