//! Secrets that nobody set: made once, and kept where only the owner can read them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use doorward_core::secret::Secret;
use doorward_jose::random::RandomFailed;
use zeroize::Zeroizing;

use super::complaint::{Code, Complaint, Severity};
use super::secrets::Secrets;
use super::{dotenv, published};

/// The file, in the data folder.
const FILE: &str = "secrets.env";

/// Where a new version of the file is written before it takes the old one's place.
const DRAFT: &str = "secrets.env.new";

const HEADER: &str = "# Made by Doorward. Whoever reads this can sign in as anybody.\n";

/// The names of the two signing secrets.
const SIGNING: [&str; 2] = ["JWT_SECRET", "JWT_REFRESH_SECRET"];

/// Reads the generated secrets of a data folder, making those that are missing.
///
/// Processes that start together agree, and a crash leaves the old file or the new one. `random`
/// fills its argument with random bytes. The complaint says what to do.
pub fn load(
    data: &Path,
    random: impl FnMut(&mut [u8]) -> Result<(), RandomFailed>,
) -> Result<Secrets, Complaint> {
    let failed = |error: &io::Error| {
        let what = format!("The secrets in {} cannot be kept: {error}.", data.display());
        let remedy = match error.kind() {
            io::ErrorKind::StorageFull => "The disk is full: make room there, then start again.",
            _ => "Let this user write there, or name another folder with DOORWARD_DATA.",
        };
        complaint(Code::SECRETS_FILE, what, remedy)
    };
    make_folder(data).map_err(|error| failed(&error))?;
    // Held until the end: whoever comes second finds a finished file.
    let folder = File::open(data).map_err(|error| failed(&error))?;
    folder.lock().map_err(|error| failed(&error))?;
    check_mode(&data.join(FILE))?;
    let kept = read(&data.join(FILE)).map_err(|error| failed(&error))?;
    let full = complete(&kept, random).map_err(|error| failed(&io::Error::other(error)))?;
    if full != kept {
        replace(data, &folder, &full).map_err(|error| failed(&error))?;
    }
    let [jwt, jwt_refresh] = SIGNING.map(|name| pick(&data.join(FILE), &full, name));
    Ok(Secrets { jwt: jwt?, jwt_refresh: jwt_refresh? })
}

/// Lines for a settings file with new secrets: what `doorward secrets generate` prints.
pub fn lines(
    mut random: impl FnMut(&mut [u8]) -> Result<(), RandomFailed>,
) -> Result<Zeroizing<String>, RandomFailed> {
    let mut text = Zeroizing::new(String::with_capacity(512));
    for name in SIGNING.into_iter().chain(["CREDS_KEY"]) {
        add_line::<32>(&mut text, name, &mut random)?;
    }
    add_line::<16>(&mut text, "CREDS_IV", &mut random)?;
    Ok(text)
}

fn make_folder(data: &Path) -> io::Result<()> {
    if data.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(data)
}

fn check_mode(path: &Path) -> Result<(), Complaint> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    let for_others = metadata.permissions().mode() & 0o077;
    if for_others == 0 {
        return Ok(());
    }
    let path = path.display();
    let what = format!("{path} can be read by other users of this machine.");
    Err(complaint(Code::SECRETS_FILE_OPEN, what, &format!("Run: chmod 600 {path}")))
}

/// The file's text; nothing when there is none.
fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    match File::open(path) {
        Ok(mut file) => file.read_to_string(&mut text).map(|_| text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(text),
        Err(error) => Err(error),
    }
}

/// The text with a line for each signing secret that it lacks.
fn complete(
    kept: &Zeroizing<String>,
    mut random: impl FnMut(&mut [u8]) -> Result<(), RandomFailed>,
) -> Result<Zeroizing<String>, RandomFailed> {
    let known = dotenv::parse(kept).entries;
    let mut text = kept.clone();
    for name in SIGNING.into_iter().filter(|name| !known.contains_key(*name)) {
        if text.is_empty() {
            text.push_str(HEADER);
        } else if !text.ends_with('\n') {
            text.push('\n');
        }
        add_line::<32>(&mut text, name, &mut random)?;
    }
    Ok(text)
}

/// Adds a line with a secret of `BYTES` random bytes in hexadecimal digits.
fn add_line<const BYTES: usize>(
    text: &mut String,
    name: &str,
    random: &mut impl FnMut(&mut [u8]) -> Result<(), RandomFailed>,
) -> Result<(), RandomFailed> {
    use std::fmt::Write as _;

    let mut bytes = Zeroizing::new([0; BYTES]);
    random(bytes.as_mut_slice())?;
    // Writing to a String cannot fail.
    _ = write!(text, "{name}=");
    for byte in *bytes {
        _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    Ok(())
}

/// Puts a new text in the file's place: all of it or nothing, also when the power fails.
fn replace(data: &Path, folder: &File, text: &str) -> io::Result<()> {
    let draft = data.join(DRAFT);
    // What lies there is left over, or planted: neither its owner nor its mode may be inherited.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, data.join(FILE))?;
    folder.sync_all()
}

fn pick(path: &Path, text: &str, name: &str) -> Result<Secret<String>, Complaint> {
    let mut entries = dotenv::parse(text).entries;
    let value = entries.remove(name).map(|entry| entry.value).unwrap_or_default();
    published::check_signing(&value).map(|()| Secret::new(value)).map_err(|fault| {
        let path = path.display();
        let what = format!("{name} in {path} {}.", fault.what);
        let remedy = format!("Delete {path}: a new one is made, and everybody signs in once more.");
        complaint(Code::SECRETS_FILE, what, &remedy)
    })
}

fn complaint(code: Code, what: String, remedy: &str) -> Complaint {
    let (setting, source) = (None, None);
    Complaint { severity: Severity::Error, code, setting, source, what, remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests;
