//! Passwords known from breaches of other services: a file that the operator keeps
//! (`DOORWARD_BREACHED_PASSWORDS`), asked when somebody chooses a password.
//!
//! Its lines are SHA-1 digests in hexadecimal, sorted, each with a colon and a count behind it or not:
//! the form in which Have I Been Pwned publishes its list. Such a file has tens of gigabytes, so it is
//! searched where it lies. Nothing of a password leaves this machine.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::Path;

use doorward_core::password;
use doorward_core::secret::Secret;
use doorward_jose::digest::sha1;

/// The longest line that is read, in bytes: a digest, a colon and a count, with room to spare.
const LINE_MAX: u64 = 128;

/// Whether a password is on the list. A list that cannot be read keeps nobody out: it is told to the
/// log.
pub(super) fn contains(file: &Path, password: &Secret<String>) -> bool {
    // Published lists were made of passwords as they were typed, mostly in ASCII, where the canonical
    // form is the same.
    let digest = hexadecimal(&sha1(password::canonical(password.expose()).as_bytes()));
    search(file, &digest).unwrap_or_else(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the file of DOORWARD_BREACHED_PASSWORDS cannot be searched; passwords are accepted without it"
        );
        false
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(40), |text, byte| text + &format!("{byte:02x}"))
}

/// Halves the file until the line is found or cannot be there.
fn search(path: &Path, digest: &str) -> io::Result<bool> {
    let mut file = BufReader::new(File::open(path)?);
    let (mut from, mut to) = (0, file.seek(SeekFrom::End(0))?);
    while from < to {
        let middle = from + (to - from) / 2;
        let Some((line, next)) = line_after(&mut file, middle)? else {
            to = middle;
            continue;
        };
        let known = line.get(..digest.len()).unwrap_or(&line).to_ascii_lowercase();
        match known.as_str().cmp(digest) {
            std::cmp::Ordering::Equal => return Ok(true),
            std::cmp::Ordering::Less => from = next,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    Ok(false)
}

/// The first line that begins at `at` or later, and where the next one begins; nothing at the end.
fn line_after(file: &mut BufReader<File>, at: u64) -> io::Result<Option<(String, u64)>> {
    let mut begin = at;
    if at > 0 {
        // From one before, so that a line which begins right here is seen.
        file.seek(SeekFrom::Start(at - 1))?;
        begin = at - 1 + read(file)?.len() as u64;
    } else {
        file.seek(SeekFrom::Start(0))?;
    }
    let line = read(file)?;
    if line.is_empty() {
        return Ok(None);
    }
    let next = begin + line.len() as u64;
    Ok(Some((String::from_utf8_lossy(&line).trim_end().to_owned(), next)))
}

fn read(file: &mut BufReader<File>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::Read::take(file, LINE_MAX).read_until(b'\n', &mut line)?;
    match line.last() {
        None | Some(b'\n') => Ok(line),
        Some(_) if (line.len() as u64) < LINE_MAX => Ok(line),
        Some(_) => {
            Err(io::Error::new(io::ErrorKind::InvalidData, "a line is too long for a digest"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn list(name: &str, text: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("doorward-{name}-{}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    }

    fn digest(index: usize) -> String {
        hexadecimal(&sha1(format!("password {index}").as_bytes()))
    }

    /// Checklist item 75.
    #[test]
    fn every_line_of_a_sorted_file_is_found_and_nothing_else() {
        for (name, ending) in [("counts", ":12\r\n"), ("plain", "\n")] {
            let mut lines: Vec<_> = (0..300).map(|index| digest(index).to_uppercase()).collect();
            lines.sort();
            let path = list(name, &(lines.join(ending) + ending));
            for index in 0..300 {
                assert!(search(&path, &digest(index)).unwrap(), "{index} in {name}");
            }
            for index in 300..600 {
                assert!(!search(&path, &digest(index)).unwrap(), "{index} in {name}");
            }
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn a_file_without_lines_has_nothing_and_one_with_endless_lines_is_an_error() {
        let path = list("empty", "");
        assert!(!search(&path, &digest(1)).unwrap());
        std::fs::remove_file(path).unwrap();
        let path = list("endless", &"x".repeat(1000));
        assert!(search(&path, &digest(1)).is_err());
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_list_that_cannot_be_read_keeps_nobody_out() {
        let is_known = |file: &Path, text: &str| contains(file, &Secret::new(text.to_owned()));
        assert!(!is_known(Path::new("/nonexistent/breached"), "anything"));
        let path = list("one", &digest(7));
        assert!(is_known(&path, "password 7"));
        assert!(!is_known(&path, "password 8"));
        std::fs::remove_file(path).unwrap();
    }
}
