//! Where data is kept.

use std::path::PathBuf;

use doorward_core::secret::Secret;
use doorward_store::Location;
use url::Url;

use super::complaint::{Code, Severity};
use super::reader::{About, Fault, Reader};

/// The file of the embedded database, in the data folder.
const FILE: &str = "doorward.db";

/// Where data is kept.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The folder of what is kept in files, generated secrets among them.
    pub data: PathBuf,
    /// The database.
    pub location: Location,
}

impl Storage {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Storage");
        let folder = "The folder of the embedded database and of generated secrets.";
        let data = PathBuf::from(env.text("DOORWARD_DATA", "./data", folder));
        let url = "A PostgreSQL database to use instead, as postgres://user:password@host/name.";
        let about = About { secret: true, ..About::used("SQLite in DOORWARD_DATA", url) };
        let location = match env.ask("DATABASE_URL", about, postgres) {
            Some(url) => Location::Postgres(url),
            None => Location::Sqlite(data.join(FILE)),
        };
        mongo(env);
        Self { data, location }
    }
}

fn postgres(text: &str) -> Result<Secret<String>, Fault> {
    let text = text.trim();
    let bad = |what: &str| {
        let remedy = "Write postgres://user:password@host/name, with special characters in the \
                      password written as %XX.";
        Fault::new(Code::DATABASE_URL, what, remedy)
    };
    let url = Url::parse(text).map_err(|error| bad(&format!("is not a URL ({error})")))?;
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(bad(&format!("is for {}, not for PostgreSQL", url.scheme())));
    }
    Ok(Secret::new(text.to_owned()))
}

/// The chat app's own database may hold its password in the URL, so it is never shown.
fn mongo(env: &mut Reader<'_>) {
    let meaning = "The chat app's database. Doorward keeps a store of its own.";
    let about = About { used: false, secret: true, ..About::used("", meaning) };
    if env.find("MONGO_URI", about).is_some() {
        let what = "MONGO_URI is set, but Doorward keeps a store of its own.";
        let remedy = "Accounts are kept where DATABASE_URL or DOORWARD_DATA says.";
        let fault = Fault::new(Code::MONGO_IGNORED, what, remedy);
        env.object(Severity::Note, "MONGO_URI", fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::source::Sources;

    fn read(text: &str) -> (Storage, Vec<Code>) {
        let sources = Sources::from_text(text);
        let mut env = Reader::new(&sources);
        let storage = Storage::read(&mut env);
        (storage, env.finish().1.into_iter().map(|complaint| complaint.code).collect())
    }

    #[test]
    fn without_a_url_there_is_a_file() {
        let (storage, complaints) = read("DOORWARD_DATA=/srv/door");
        let Location::Sqlite(path) = storage.location else { panic!() };
        assert_eq!(path, PathBuf::from("/srv/door/doorward.db"));
        assert_eq!(complaints, []);
    }

    #[test]
    fn only_postgresql_urls_are_taken() {
        for url in ["postgres://u:p@h/d", "postgresql://h:5433/d?sslmode=require"] {
            let (storage, complaints) = read(&format!("DATABASE_URL={url}"));
            let Location::Postgres(kept) = storage.location else { panic!("{url}") };
            assert_eq!(kept.expose(), url);
            assert_eq!(complaints, []);
        }
        for url in ["mysql://u:p@h/d", "u:p@h/d", "h"] {
            assert_eq!(read(&format!("DATABASE_URL={url}")).1, [Code::DATABASE_URL], "{url}");
        }
        assert_eq!(read("MONGO_URI=mongodb://127.0.0.1/LibreChat").1, [Code::MONGO_IGNORED]);
    }
}
