//! Single facts under a name, such as "the set-up link that still counts".

use crate::db::{statements, values};
use crate::{Store, StoreError};

statements! {
    /// The value of a fact.
    FACT = "SELECT value FROM facts WHERE name = $1";

    /// The newest step that the tables have taken.
    SCHEMA = "SELECT coalesce(max(version), 0) FROM schema_migrations";

    /// States a fact that nobody has stated.
    CLAIM = "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

    /// States a fact, whatever it was before.
    SET = "INSERT INTO facts (name, value) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}

impl Store {
    /// The value of a fact.
    pub async fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = self.db.read(&FACT, values![name]).await?.pop();
        row.map(|mut row| row.text("fact")).transpose()
    }

    /// The newest migration that the tables have taken.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        let row = self.db.read(&SCHEMA, values![]).await?.pop();
        row.map_or(Ok(0), |mut row| row.integer("version of the tables"))
    }

    /// States a fact; false if it has been stated already. Of several callers one gets true.
    pub async fn claim_fact(&self, name: &str, value: &str) -> Result<bool, StoreError> {
        Ok(self.db.count(&CLAIM, values![name, value]).await? == 1)
    }

    /// States a fact, whatever it was before.
    pub async fn set_fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.db.count(&SET, values![name, value]).await.map(drop)
    }
}
