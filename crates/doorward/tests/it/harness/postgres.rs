//! A `PostgreSQL` database of a story's own.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes an empty database and gives its URL. `scripts/test` starts the server.
#[expect(clippy::disallowed_methods, reason = "the test script says where its PostgreSQL is")]
pub(crate) fn database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let admin = std::env::var("DOORWARD_TEST_POSTGRES").expect(
        "DOORWARD_TEST_POSTGRES is not set: run scripts/test, which starts a PostgreSQL and sets it",
    );
    let name = format!("it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let sql = format!("CREATE DATABASE {name}");
    let made = Command::new("psql").args(["-q", "-c", &sql, &admin]).status().expect("psql");
    assert!(made.success(), "the test's PostgreSQL did not make a database");
    let (base, _) = admin.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
