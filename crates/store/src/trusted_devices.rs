//! Browsers in which somebody chose not to be asked for a second factor.

use doorward_core::id::UserId;
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Remembers a browser.
    TRUST = "INSERT INTO trusted_devices (token_hash, id, user_id, password_digest, factor_since, \
            user_agent, created_at, expires_at, last_used_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)";

    /// A browser.
    FIND = "SELECT token_hash, id, user_id, password_digest, factor_since, user_agent, created_at, \
            expires_at, last_used_at \
        FROM trusted_devices WHERE token_hash = $1";

    /// The browsers of an account.
    OF_USER = "SELECT token_hash, id, user_id, password_digest, factor_since, user_agent, created_at, \
            expires_at, last_used_at \
        FROM trusted_devices WHERE user_id = $1 ORDER BY created_at DESC, token_hash";

    /// Notes that somebody signs in with a browser.
    USE = "UPDATE trusted_devices SET last_used_at = $2 WHERE token_hash = $1";

    /// Forgets a browser of an account.
    DISTRUST_ONE = "DELETE FROM trusted_devices WHERE user_id = $1 AND id = $2";

    /// Forgets all browsers of an account.
    pub(crate) DISTRUST = "DELETE FROM trusted_devices WHERE user_id = $1";

    /// Forgets what is over, a bounded number at a time.
    pub(crate) SWEEP_DEVICES = "DELETE FROM trusted_devices WHERE token_hash IN \
        (SELECT token_hash FROM trusted_devices WHERE expires_at <= $1 LIMIT $2)";
}

/// A browser in which somebody chose not to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedDevice {
    /// Digest of its cookie.
    pub token: Digest,
    /// What the account page calls it. No other browser of the account has this name.
    pub id: String,
    /// The account.
    pub user: UserId,
    /// Digest of the password's hash on that day, if the account had a password.
    pub password: Option<Digest>,
    /// Since when the account had its authenticator app on that day.
    pub factor_since: Option<Timestamp>,
    /// The browser's own words about itself.
    pub user_agent: String,
    /// When it was chosen.
    pub created_at: Timestamp,
    /// When it stops counting.
    pub expires_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Timestamp,
}

impl Store {
    /// Remembers a browser, which is used at this moment.
    pub async fn trust_device(
        &self,
        device: &TrustedDevice,
        event: &Event,
    ) -> Result<(), StoreError> {
        let values = values![
            &device.token,
            &device.id,
            device.user,
            device.password.as_ref(),
            device.factor_since.map(|at| at.0),
            &device.user_agent,
            device.created_at,
            device.expires_at
        ];
        let batch = Batch::new().then(&TRUST, values).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(drop)
    }

    /// The browser that has this cookie. Whether it still counts is for the caller to judge.
    pub async fn trusted_device(
        &self,
        token: &Digest,
    ) -> Result<Option<TrustedDevice>, StoreError> {
        let row = self.db.read(&FIND, values![token]).await?.pop();
        row.map(device).transpose()
    }

    /// The browsers of an account, the last chosen first, ended ones that were not swept included.
    pub async fn trusted_devices_of(&self, user: UserId) -> Result<Vec<TrustedDevice>, StoreError> {
        let rows = self.db.read(&OF_USER, values![user]).await?;
        rows.into_iter().map(device).collect()
    }

    /// Notes that somebody signs in with a browser; false when it is not trusted any more.
    pub async fn use_trusted_device(
        &self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.db.count(&USE, values![token, now]).await? == 1)
    }

    /// Forgets one browser of an account; false when the account has none of this name.
    pub async fn distrust_device(
        &self,
        user: UserId,
        id: &str,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch =
            Batch::new().once(&DISTRUST_ONE, values![user, id]).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Forgets all browsers of an account, and says how many those were.
    pub async fn distrust_devices(&self, user: UserId, event: &Event) -> Result<u64, StoreError> {
        let batch = Batch::new().then(&DISTRUST, values![user]).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.rows_of(0))
    }
}

fn device(mut row: Row) -> Result<TrustedDevice, StoreError> {
    Ok(TrustedDevice {
        token: row.digest("cookie of a device")?,
        id: row.text("name of a device")?,
        user: row.parsed("account of a device")?,
        password: row.optional_digest("password of a device")?,
        factor_since: row.optional_integer("factor of a device")?.map(Timestamp),
        user_agent: row.text("browser of a device")?,
        created_at: row.time("time of a device")?,
        expires_at: row.time("end of a device")?,
        last_used_at: row.time("last use of a device")?,
    })
}
