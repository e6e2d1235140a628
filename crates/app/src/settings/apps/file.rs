//! The file of apps as a text: where it is, and on which line what stands.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;

use crate::settings::complaint::{Code, Origin};
use crate::settings::reader::Fault;

/// The largest file of apps that is read, in bytes.
const MAX: u64 = 1 << 20;

/// A file that was read.
pub(super) struct Text {
    path: String,
    text: String,
}

impl Text {
    pub(super) fn read(path: &str) -> Result<Self, Fault> {
        let text = read(path).map_err(|error| {
            let remedy = "Write the path of a readable TOML file.";
            Fault::new(Code::APPS_FILE, format!("cannot be read ({error})"), remedy)
        })?;
        Ok(Self { path: path.to_owned(), text })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where a place in bytes is.
    pub(super) fn origin(&self, span: &Range<usize>) -> Origin {
        let line = self.text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
        Origin::File { path: self.path.clone(), line }
    }

    /// What stands there, on one line.
    pub(super) fn shown(&self, span: Range<usize>) -> String {
        let text = self.text.get(span).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn read(path: &str) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(MAX + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(text)
}
