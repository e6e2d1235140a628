//! Where settings come from: a file, and the process environment over it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::complaint::{Code, Complaint, Origin, Severity};
use super::dotenv::{self, DoubtKind};

/// The file that is read when none is named.
const DEFAULT_FILE: &str = ".env";

/// The largest settings file that is read, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// Every name that was set, with its value, and what was wrong with the file.
///
/// It holds secrets, so it does not print.
pub struct Sources {
    file: BTreeMap<String, (String, Origin)>,
    environment: BTreeMap<String, String>,
    pub(super) complaints: Vec<Complaint>,
    folder: PathBuf,
}

impl Sources {
    /// Reads `env_file` and takes over `environment`, usually `std::env::vars_os()`.
    ///
    /// Without `env_file` the file `.env` in the working directory is read if it is there. A file
    /// that is named must be there. What fails is a complaint, never a lost setting.
    pub fn gather<N, V>(
        env_file: Option<&Path>,
        environment: impl IntoIterator<Item = (N, V)>,
    ) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let mut sources = Self {
            file: BTreeMap::new(),
            environment: environment
                .into_iter()
                .filter_map(|(name, value)| {
                    // No name of ours has bytes that are not UTF-8; a value that has is damaged, and
                    // the replacement character in it makes its check fail.
                    let name = name.into().into_string().ok()?;
                    Some((name, value.into().to_string_lossy().into_owned()))
                })
                .collect(),
            complaints: Vec::new(),
            folder: PathBuf::new(),
        };
        let path = env_file.unwrap_or(Path::new(DEFAULT_FILE));
        path.parent().unwrap_or(Path::new("")).clone_into(&mut sources.folder);
        match read(path) {
            Ok(bytes) => sources.take_file(&path.display().to_string(), &bytes),
            Err(error) if env_file.is_none() && error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => sources.complaints.push(unreadable(path, &error)),
        }
        sources
    }

    /// The folder of the settings file, whether that is there or not.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes over the text of a settings file.
    fn take_file(&mut self, path: &str, bytes: &[u8]) {
        let text = self.decode(path, bytes);
        let parsed = dotenv::parse(&text);
        for doubt in parsed.doubts {
            let at = Origin::File { path: path.to_owned(), line: doubt.line };
            self.complaints.push(doubtful(doubt.kind, at));
        }
        self.file = parsed
            .entries
            .into_iter()
            .map(|(name, entry)| {
                let origin = Origin::File { path: path.to_owned(), line: entry.line };
                (name, (entry.value, origin))
            })
            .collect();
    }

    fn decode(&mut self, path: &str, bytes: &[u8]) -> String {
        let mut complain = |line, what: String| {
            self.complaints.push(Complaint {
                severity: Severity::Error,
                code: Code::FILE_ENCODING,
                setting: None,
                source: Some(Origin::File { path: path.to_owned(), line }),
                what,
                remedy: "Save the file as UTF-8.".to_owned(),
            });
        };
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            complain(1, format!("{path} is UTF-16 text."));
            return String::new();
        }
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if std::str::from_utf8(line).is_err() {
                complain(index + 1, format!("Line {} of {path} is not UTF-8 text.", index + 1));
            }
        }
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The value of `name` and where it comes from. Blank counts as unset; an environment variable
    /// that is set to nothing switches the file's value off, as npm's `dotenv` has it.
    pub(super) fn get(&self, name: &str) -> Option<(&str, Origin)> {
        let (value, origin) = match self.environment.get(name) {
            Some(value) => (value, Origin::Environment),
            None => self.file.get(name).map(|(value, origin)| (value, origin.clone()))?,
        };
        (!value.trim().is_empty()).then_some((value, origin))
    }

    /// The first variable that is set of those by which other programs are told of a proxy for what they
    /// fetch. Its value may hold a password, so it is not given.
    pub fn outgoing_proxy(&self) -> Option<(&'static str, Origin)> {
        const NAMES: [&str; 7] = [
            "HTTPS_PROXY",
            "https_proxy",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "all_proxy",
            "PROXY",
        ];
        NAMES.into_iter().find_map(|name| self.get(name).map(|(_, origin)| (name, origin)))
    }

    /// Every name that is set to something, file first.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, Origin)> {
        let file = self.file.iter().filter(|(name, (value, _))| {
            !value.trim().is_empty() && !self.environment.contains_key(*name)
        });
        let environment = self.environment.iter().filter(|(_, value)| !value.trim().is_empty());
        file.map(|(name, (_, origin))| (name.as_str(), origin.clone()))
            .chain(environment.map(|(name, _)| (name.as_str(), Origin::Environment)))
    }

    /// Settings out of a text, as if it were the file `.env`, and nothing else.
    #[cfg(test)]
    pub(crate) fn from_text(text: &str) -> Self {
        let mut sources = Self::none();
        sources.take_file(DEFAULT_FILE, text.as_bytes());
        sources
    }

    /// Nothing set at all.
    pub(super) const fn none() -> Self {
        Self {
            file: BTreeMap::new(),
            environment: BTreeMap::new(),
            complaints: Vec::new(),
            folder: PathBuf::new(),
        }
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Complaint {
    let shown = path.display();
    let (code, what, remedy) = match error.kind() {
        io::ErrorKind::NotFound => (
            Code::FILE_MISSING,
            format!("The settings file {shown} does not exist."),
            "Create it, or name another one with --env-file.".to_owned(),
        ),
        io::ErrorKind::PermissionDenied => (
            Code::FILE_UNREADABLE,
            format!("The settings file {shown} may not be read by this user."),
            format!("Run: chown \"$USER\" {shown} && chmod 600 {shown}"),
        ),
        _ => (
            Code::FILE_UNREADABLE,
            format!("The settings file {shown} cannot be read: {error}."),
            "Name a readable text file with --env-file.".to_owned(),
        ),
    };
    Complaint { severity: Severity::Error, code, setting: None, source: None, what, remedy }
}

fn doubtful(kind: DoubtKind, source: Origin) -> Complaint {
    let (code, setting, what, remedy) = match kind {
        DoubtKind::Unreadable => (
            Code::LINE_UNREADABLE,
            None,
            "This line holds no setting and is ignored.".to_owned(),
            "Write NAME=value, or put # in front of a comment.".to_owned(),
        ),
        DoubtKind::Quotes(name) => (
            Code::LINE_QUOTES,
            Some(name.clone()),
            format!("{name} opens with a quote that does not close at its end."),
            "The quotes count as part of the value. Close the quote at the end, or quote the whole \
             value with another kind of quote."
                .to_owned(),
        ),
        DoubtKind::Repeated(name, earlier) => (
            Code::LINE_REPEATED,
            Some(name.clone()),
            format!("{name} already has another value on line {earlier}; this one counts."),
            "Remove one of the two lines.".to_owned(),
        ),
    };
    let severity = Severity::Warning;
    Complaint { severity, code, setting, source: Some(source), what, remedy }
}

#[cfg(test)]
mod tests;
