//! Second factors of accounts: authenticator apps, recovery codes, and the count of wrong codes.

use doorward_core::factor::{Factors, Methods};
use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Sealed};
use doorward_core::session::Session;
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::links::HOLD;
use crate::passkeys::DROP_PASSKEYS;
use crate::second_steps::DROP_STEPS;
use crate::sessions::END_ALL;
use crate::trusted_devices::DISTRUST;
use crate::{Change, Store, StoreError};

statements! {
    /// What factors an account has.
    FACTORS = "SELECT (SELECT count(*) FROM totp t WHERE t.user_id = $1), \
        (SELECT count(*) FROM recovery_codes c WHERE c.user_id = $1 AND c.used_at IS NULL), \
        (SELECT count(*) FROM passkeys p WHERE p.user_id = $1)";

    /// The authenticator app of an account.
    TOTP = "SELECT seed, last_step, added_at FROM totp WHERE user_id = $1";

    /// Takes a code of this very seed, unless it or a later one was taken before.
    TAKE_CODE = "UPDATE totp SET last_step = $2 WHERE user_id = $1 AND last_step < $2 AND seed = $3";

    /// Takes a recovery code, unless it was taken before.
    TAKE_RECOVERY_CODE = "UPDATE recovery_codes SET used_at = $3 \
        WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL";

    /// The recovery codes of an account.
    RECOVERY_CODES = "SELECT code_hash, used_at FROM recovery_codes WHERE user_id = $1 \
        ORDER BY code_hash";

    /// Counts one try, if not too many have failed in a row.
    COUNT_TRY = "INSERT INTO factor_tries (user_id, failures) VALUES ($1, 1) \
        ON CONFLICT (user_id) DO UPDATE SET failures = factor_tries.failures + 1 \
        WHERE factor_tries.failures < $2";

    /// The last try was none that counts, or somebody who may has forgiven them.
    pub(crate) FORGIVE = "DELETE FROM factor_tries WHERE user_id = $1";

    /// Begins to set up an authenticator app in place of another that was begun.
    BEGIN_TOTP = "INSERT INTO pending_totp (user_id, seed, code_hashes, replaces, expires_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, \
        code_hashes = excluded.code_hashes, replaces = excluded.replaces, \
        expires_at = excluded.expires_at";

    /// The authenticator app that is being set up.
    PENDING_TOTP = "SELECT seed, code_hashes, replaces, expires_at FROM pending_totp WHERE user_id = $1";

    /// Ends the setting up, of this very seed.
    SPEND_PENDING = "DELETE FROM pending_totp WHERE user_id = $1 AND seed = $2";

    /// Ends any setting up.
    pub(crate) DROP_PENDING = "DELETE FROM pending_totp WHERE user_id = $1";

    /// Sets an authenticator app in place of the one before.
    SET_TOTP = "INSERT INTO totp (user_id, seed, last_step, added_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, last_step = excluded.last_step, \
        added_at = excluded.added_at";

    /// Sets an authenticator app where there is none.
    ADD_TOTP = "INSERT INTO totp (user_id, seed, last_step, added_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (user_id) DO NOTHING";

    /// Takes an authenticator app away. Where `$2` says that a second factor is required, a passkey must be
    /// left, and `$3` says whether one is a factor at all.
    REMOVE_TOTP = "DELETE FROM totp WHERE user_id = $1 AND (CAST($2 AS BIGINT) = 0 \
        OR (CAST($3 AS BIGINT) = 1 AND EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = $1)))";

    /// Takes an authenticator app away, whatever is left.
    DROP_TOTP = "DELETE FROM totp WHERE user_id = $1";

    /// Takes away an authenticator app that was set up since a time.
    pub(crate) REMOVE_LATE_TOTP = "DELETE FROM totp WHERE user_id = $1 AND added_at >= $2";

    /// Takes away recovery codes that stand in for nothing.
    pub(crate) DROP_STRAY_CODES = "DELETE FROM recovery_codes WHERE user_id = $1 \
        AND NOT EXISTS (SELECT 1 FROM totp t WHERE t.user_id = $1) \
        AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = $1)";

    /// Takes all recovery codes of an account away.
    pub(crate) DROP_CODES = "DELETE FROM recovery_codes WHERE user_id = $1";

    /// Adds a recovery code.
    ADD_CODE = "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)";

    /// Notes that the person of a session has proved who they are with a second factor.
    STEP_UP = "UPDATE sessions SET factor_at = $2, amr = $3 WHERE id = $1";

    /// Removes what nobody set up to the end, a bounded number at a time.
    pub(crate) SWEEP_PENDING_TOTP = "DELETE FROM pending_totp WHERE user_id IN \
        (SELECT user_id FROM pending_totp WHERE expires_at <= $1 LIMIT $2)";
}

/// The authenticator app of an account.
#[derive(Clone, Debug)]
pub struct Totp {
    /// The seed, sealed.
    pub seed: Sealed,
    /// The time step of the last code that was taken.
    pub last_step: i64,
    /// When it was set up.
    pub added_at: Timestamp,
}

/// An authenticator app that is being set up.
#[derive(Clone, Debug)]
pub struct PendingTotp {
    /// The seed, sealed.
    pub seed: Sealed,
    /// Digests of the recovery codes that begin to count with it.
    pub codes: Vec<Digest>,
    /// Whether it may take the place of another one: not unless a factor was proved for it.
    pub replaces: bool,
    /// When it stops counting.
    pub expires_at: Timestamp,
}

/// An authenticator app to be set.
#[derive(Clone, Debug)]
pub struct NewTotp<'a> {
    /// The setting up that ends with this.
    pub pending: &'a PendingTotp,
    /// The seed, sealed for its place.
    pub seed: Sealed,
    /// The time step of the code that confirmed it.
    pub last_step: i64,
    /// Digests of the recovery codes that take the place of all others.
    pub codes: Vec<Digest>,
}

/// What a removal of a second factor has to leave.
#[derive(Clone, Copy, Debug)]
pub struct FactorRule {
    /// Whether the account must have a factor.
    pub required: bool,
    /// Whether passkeys are factors here.
    pub passkeys: bool,
}

/// A recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryCode {
    /// The digest of what counts of it.
    pub hash: Digest,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

impl Store {
    /// What second factors an account has.
    pub async fn factors(&self, user: UserId) -> Result<Factors, StoreError> {
        let Some(mut row) = self.db.read(&FACTORS, values![user]).await?.pop() else {
            return Ok(Factors::default());
        };
        let mut count = |what| row.integer(what).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        Ok(Factors {
            totp: count("count of authenticator apps")? > 0,
            recovery_codes: count("count of recovery codes")?,
            passkeys: count("count of passkeys")?,
        })
    }

    /// The authenticator app of an account.
    pub async fn totp(&self, user: UserId) -> Result<Option<Totp>, StoreError> {
        let row = self.db.read(&TOTP, values![user]).await?.pop();
        row.map(totp).transpose()
    }

    /// Takes the code of a time step, which `seed` made; false when it, or a later one, was taken before, or
    /// another app was set up meanwhile. Of several callers exactly one gets true.
    pub async fn take_totp(
        &self,
        user: UserId,
        (seed, step): (&Sealed, i64),
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new()
            .once(&TAKE_CODE, values![user, step, seed])
            .then(&FORGIVE, values![user])
            .then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Takes a recovery code; false when there is none such, or it was taken before. Of several callers
    /// exactly one gets true.
    pub async fn take_recovery_code(
        &self,
        user: UserId,
        code: &Digest,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new()
            .once(&TAKE_RECOVERY_CODE, values![user, code, event.at])
            .then(&FORGIVE, values![user])
            .then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// The recovery codes of an account, used ones included.
    pub async fn recovery_codes(&self, user: UserId) -> Result<Vec<RecoveryCode>, StoreError> {
        let rows = self.db.read(&RECOVERY_CODES, values![user]).await?;
        rows.into_iter().map(recovery_code).collect()
    }

    /// Counts a try before it is judged; false when `most` have failed in a row.
    pub async fn count_factor_try(&self, user: UserId, most: i64) -> Result<bool, StoreError> {
        Ok(self.db.count(&COUNT_TRY, values![user, most]).await? == 1)
    }

    /// Forgets the tries that failed.
    pub async fn forgive_factor_tries(&self, user: UserId) -> Result<(), StoreError> {
        self.db.count(&FORGIVE, values![user]).await.map(drop)
    }

    /// Begins to set up an authenticator app, in place of one that was begun before.
    pub async fn begin_totp(&self, user: UserId, new: &PendingTotp) -> Result<(), StoreError> {
        let codes: Vec<_> = new.codes.iter().map(Digest::to_hex).collect();
        let values = values![user, &new.seed, codes.join(" "), new.replaces, new.expires_at];
        self.db.count(&BEGIN_TOTP, values).await.map(drop)
    }

    /// The authenticator app that is being set up. Whether its time is over is for the caller to judge.
    pub async fn pending_totp(&self, user: UserId) -> Result<Option<PendingTotp>, StoreError> {
        let row = self.db.read(&PENDING_TOTP, values![user]).await?.pop();
        row.map(pending_totp).transpose()
    }

    /// Sets an authenticator app with its recovery codes; false when something else was set up meanwhile.
    pub async fn set_totp(
        &self,
        user: UserId,
        new: &NewTotp<'_>,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let set = if new.pending.replaces { &SET_TOTP } else { &ADD_TOTP };
        let batch = Batch::new()
            .once(&SPEND_PENDING, values![user, &new.pending.seed])
            .once(set, values![user, &new.seed, new.last_step, event.at])
            .then(&DISTRUST, values![user])
            .then(&FORGIVE, values![user]);
        let batch = with_codes(batch, user, &new.codes)
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(user));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Takes the authenticator app of an account away, and the recovery codes with it if nothing is left
    /// that they stand in for; false when there is none, or when it is the last factor and one is required.
    ///
    /// Of two callers that take the last two factors away at once, one is refused.
    pub async fn remove_totp(
        &self,
        user: UserId,
        rule: FactorRule,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new()
            // Whoever else takes a factor of this account away waits here until this is done.
            .then(&HOLD, values![user, event.at])
            .once(&REMOVE_TOTP, values![user, rule.required, rule.passkeys])
            .then(&DROP_PENDING, values![user])
            .then(&DISTRUST, values![user])
            .then(&DROP_STEPS, values![user])
            .then(&DROP_STRAY_CODES, values![user])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(user));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Puts new recovery codes in the place of all old ones.
    pub async fn set_recovery_codes(
        &self,
        user: UserId,
        codes: &[Digest],
        event: &Event,
    ) -> Result<(), StoreError> {
        let batch = with_codes(Batch::new(), user, codes).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(drop)
    }

    /// Notes that the person of a session has just used a second factor; false when the session is over.
    pub async fn step_up(
        &self,
        session: &Session,
        methods: Methods,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let methods = session.methods.and(methods).to_text();
        Ok(self.db.count(&STEP_UP, values![session.id, now, methods]).await? == 1)
    }

    /// Takes every second factor of an account away, all passkeys included, with what waits for one, and
    /// ends its sessions.
    pub async fn reset_factors(&self, user: UserId, event: &Event) -> Result<(), StoreError> {
        let batch = Batch::new()
            .then(&HOLD, values![user, event.at])
            .then(&END_ALL, values![user, ""])
            .then(&DROP_TOTP, values![user])
            .then(&DROP_PASSKEYS, values![user])
            .then(&DROP_PENDING, values![user])
            .then(&DROP_CODES, values![user])
            .then(&DISTRUST, values![user])
            .then(&DROP_STEPS, values![user])
            .then(&FORGIVE, values![user])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(user));
        self.db.write(batch).await.map(drop)
    }
}

/// Adds what puts `codes` in the place of all recovery codes.
fn with_codes(batch: Batch, user: UserId, codes: &[Digest]) -> Batch {
    let batch = batch.then(&DROP_CODES, values![user]);
    codes.iter().fold(batch, |batch, code| batch.then(&ADD_CODE, values![user, code]))
}

fn totp(mut row: Row) -> Result<Totp, StoreError> {
    Ok(Totp {
        seed: Sealed::new(row.text("seed of an authenticator app")?),
        last_step: row.integer("step of an authenticator app")?,
        added_at: row.time("time of an authenticator app")?,
    })
}

fn pending_totp(mut row: Row) -> Result<PendingTotp, StoreError> {
    let seed = Sealed::new(row.text("seed of an authenticator app")?);
    let codes = row.text("recovery codes")?;
    let codes = codes.split(' ').filter(|code| !code.is_empty());
    let codes = codes
        .map(|code| Digest::from_hex(code).ok_or_else(|| StoreError::unreadable("recovery code")));
    Ok(PendingTotp {
        seed,
        codes: codes.collect::<Result<_, _>>()?,
        replaces: row.integer("flag of an authenticator app")? != 0,
        expires_at: row.time("end of an authenticator app")?,
    })
}

fn recovery_code(mut row: Row) -> Result<RecoveryCode, StoreError> {
    Ok(RecoveryCode {
        hash: row.digest("recovery code")?,
        used_at: row.optional_integer("time of a recovery code")?.map(Timestamp),
    })
}
