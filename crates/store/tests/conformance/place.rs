//! A database of its own for each test.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use doorward_core::secret::Secret;
use doorward_store::{Location, Store};
use tokio_postgres::{Client, NoTls};

/// The variable that names the administrator of a server for tests.
const SERVER: &str = "DOORWARD_TEST_POSTGRES";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Where a test keeps its data.
pub(crate) struct Place {
    pub(crate) location: Location,
    /// A folder to be removed, or the name of a database.
    rest: Rest,
}

enum Rest {
    Folder(PathBuf),
    Database(String),
}

impl Place {
    /// A file in a folder of its own.
    pub(crate) fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(unique("doorward-store"));
        let location = Location::Sqlite(folder.join("data").join("doorward.db"));
        Self { location, rest: Rest::Folder(folder) }
    }

    /// An empty database on the server for tests.
    pub(crate) async fn postgres() -> Self {
        let name = unique("doorward_store").replace('-', "_");
        administer(&format!("CREATE DATABASE {name}")).await;
        let (server, _) = server().rsplit_once('/').map(|(a, b)| (a.to_owned(), b.len())).unwrap();
        let location = Location::Postgres(Secret::from(format!("{server}/{name}")));
        Self { location, rest: Rest::Database(name) }
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location).await.unwrap()
    }

    /// The file, of a place that has one.
    pub(crate) fn file(&self) -> &Path {
        match &self.location {
            Location::Sqlite(path) => path,
            Location::Postgres(_) => panic!("a server has no file"),
        }
    }

    /// A connection past the store, of a place on a server.
    pub(crate) async fn client(&self) -> Client {
        match &self.location {
            Location::Postgres(url) => connect(url.expose()).await,
            Location::Sqlite(_) => panic!("a file has no server"),
        }
    }

    pub(crate) async fn remove(self) {
        match self.rest {
            Rest::Folder(folder) => std::fs::remove_dir_all(folder).unwrap(),
            Rest::Database(name) => {
                administer(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }
}

fn unique(prefix: &str) -> String {
    format!("{prefix}-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

#[expect(clippy::disallowed_methods, reason = "a test has no settings to read it from")]
fn server() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: run scripts/test, which starts a PostgreSQL server")
    })
}

async fn administer(statement: &str) {
    connect(&server()).await.batch_execute(statement).await.unwrap();
}

async fn connect(url: &str) -> Client {
    let (client, wire) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio_util::task::TaskTracker::new().spawn(wire);
    client
}
