//! The history of the tables, the same for both databases.
//!
//! A migration is never edited once it has been released: a new one follows it.

/// One step of the history.
#[derive(Debug)]
pub(crate) struct Migration {
    /// Its place in the order: 1, 2, 3, ...
    pub(crate) version: i64,
    /// The name of its file.
    pub(crate) name: &'static str,
    /// Its statements.
    pub(crate) sql: &'static str,
}

/// All steps, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "0001_accounts_and_sessions",
        sql: include_str!("../migrations/0001_accounts_and_sessions.sql"),
    },
    Migration {
        version: 2,
        name: "0002_session_origins",
        sql: include_str!("../migrations/0002_session_origins.sql"),
    },
    Migration {
        version: 3,
        name: "0003_linking",
        sql: include_str!("../migrations/0003_linking.sql"),
    },
    Migration {
        version: 4,
        name: "0004_guests",
        sql: include_str!("../migrations/0004_guests.sql"),
    },
    Migration {
        version: 5,
        name: "0005_renewal_failures",
        sql: include_str!("../migrations/0005_renewal_failures.sql"),
    },
    Migration { version: 6, name: "0006_heard", sql: include_str!("../migrations/0006_heard.sql") },
    Migration {
        version: 7,
        name: "0007_proofs",
        sql: include_str!("../migrations/0007_proofs.sql"),
    },
    Migration {
        version: 8,
        name: "0008_one_time_tokens",
        sql: include_str!("../migrations/0008_one_time_tokens.sql"),
    },
    Migration {
        version: 9,
        name: "0009_administration",
        sql: include_str!("../migrations/0009_administration.sql"),
    },
    Migration {
        version: 10,
        name: "0010_outbox",
        sql: include_str!("../migrations/0010_outbox.sql"),
    },
    Migration {
        version: 11,
        name: "0011_second_factors",
        sql: include_str!("../migrations/0011_second_factors.sql"),
    },
    Migration {
        version: 12,
        name: "0012_languages",
        sql: include_str!("../migrations/0012_languages.sql"),
    },
    Migration {
        version: 13,
        name: "0013_invitations",
        sql: include_str!("../migrations/0013_invitations.sql"),
    },
    Migration {
        version: 14,
        name: "0014_moderation",
        sql: include_str!("../migrations/0014_moderation.sql"),
    },
    Migration {
        version: 15,
        name: "0015_trusted_devices",
        sql: include_str!("../migrations/0015_trusted_devices.sql"),
    },
    Migration {
        version: 16,
        name: "0016_passkeys",
        sql: include_str!("../migrations/0016_passkeys.sql"),
    },
    Migration {
        version: 17,
        name: "0017_undone_addresses",
        sql: include_str!("../migrations/0017_undone_addresses.sql"),
    },
    Migration {
        version: 18,
        name: "0018_letters_of_accounts",
        sql: include_str!("../migrations/0018_letters_of_accounts.sql"),
    },
    Migration {
        version: 19,
        name: "0019_trusted_devices_by_name",
        sql: include_str!("../migrations/0019_trusted_devices_by_name.sql"),
    },
    Migration {
        version: 20,
        name: "0020_passkeys_of_sessions",
        sql: include_str!("../migrations/0020_passkeys_of_sessions.sql"),
    },
    Migration {
        version: 21,
        name: "0021_dry_runs",
        sql: include_str!("../migrations/0021_dry_runs.sql"),
    },
    Migration {
        version: 22,
        name: "0022_event_delivery",
        sql: include_str!("../migrations/0022_event_delivery.sql"),
    },
    Migration {
        version: 23,
        name: "0023_groups",
        sql: include_str!("../migrations/0023_groups.sql"),
    },
];

/// How `PostgreSQL` is told to order text by its bytes, whatever language the database speaks. `SQLite`
/// does so anyway, and knows no such name.
const BY_BYTES: &str = " COLLATE \"C\"";

impl Migration {
    /// Its statements as `SQLite` reads them.
    pub(crate) fn sqlite(&self) -> String {
        self.sql.replace(BY_BYTES, "")
    }
}

/// Where the steps taken are recorded.
pub(crate) const CREATE_LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (\
     version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)";

/// The newest step taken; 0 for none.
pub(crate) const NEWEST_TAKEN: &str = "SELECT coalesce(max(version), 0) FROM schema_migrations";

/// Records a step. Of several nodes that try at once, the key lets only one through.
pub(crate) const RECORD: &str = "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)";

/// What is to be done with a database.
#[derive(Debug)]
pub(crate) enum Plan {
    /// Take these steps, in order; none when it is up to date.
    Take(&'static [Migration]),
    /// It is newer than this program, which knows versions up to this one.
    Refuse {
        /// The newest version that this program knows.
        known: i64,
    },
}

/// Decides what a database at version `found` needs.
pub(crate) fn plan(found: i64) -> Plan {
    let known = MIGRATIONS.last().map_or(0, |newest| newest.version);
    if found > known {
        return Plan::Refuse { known };
    }
    let taken = MIGRATIONS.partition_point(|migration| migration.version <= found);
    Plan::Take(MIGRATIONS.get(taken..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_from_one_and_begin_the_file_name() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version, i64::try_from(index).unwrap() + 1);
            assert!(migration.name.starts_with(&format!("{:04}_", migration.version)));
        }
    }

    #[test]
    fn every_file_of_the_folder_is_in_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<_> = MIGRATIONS.iter().map(|m| format!("{}.sql", m.name)).collect();
        assert_eq!(files, listed);
    }

    #[test]
    fn an_empty_database_takes_every_step_and_a_newer_one_none() {
        assert!(matches!(plan(0), Plan::Take(steps) if steps.len() == MIGRATIONS.len()));
        let known = i64::try_from(MIGRATIONS.len()).unwrap();
        assert!(matches!(plan(known), Plan::Take([])));
        assert!(matches!(plan(known + 1), Plan::Refuse { known: k } if k == known));
    }

    #[test]
    fn only_types_and_words_that_both_databases_share_are_used() {
        for migration in MIGRATIONS {
            let code: String = migration
                .sql
                .lines()
                .filter(|line| !line.trim_start().starts_with("--"))
                .collect::<Vec<_>>()
                .join("\n")
                .to_uppercase();
            for word in ["CONSTRAINT", "SERIAL", "SEQUENCE", "BOOLEAN", "INTEGER", "TIMESTAMP"] {
                assert!(!code.contains(word), "{word} in {}", migration.name);
            }
        }
    }
}
