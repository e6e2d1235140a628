use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};

use super::*;

/// A folder of one test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = format!("doorward-secrets-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(folder))
    }

    fn file(&self) -> PathBuf {
        self.0.join(FILE)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Different bytes at each call, of some variety.
#[expect(clippy::unnecessary_wraps, reason = "it stands for a generator that may fail")]
fn random(bytes: &mut [u8]) -> Result<(), RandomFailed> {
    static SEED: AtomicU8 = AtomicU8::new(0);
    let seed = SEED.fetch_add(1, Ordering::Relaxed);
    for (byte, n) in bytes.iter_mut().zip(0_u8..) {
        *byte = n.wrapping_mul(37).wrapping_add(seed);
    }
    Ok(())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn secrets_are_made_once_for_the_owner_only() {
    let scratch = Scratch::new("once");
    let data = scratch.0.join("data");
    let first = load(&data, random).unwrap();
    assert_eq!(first.jwt.expose().len(), 64);
    assert_ne!(first.jwt.expose(), first.jwt_refresh.expose());
    assert_eq!((mode(&data), mode(&data.join(FILE))), (0o700, 0o600));
    let second = load(&data, |_: &mut [u8]| panic!("nothing is missing")).unwrap();
    assert_eq!(second.jwt.expose(), first.jwt.expose());
    assert_eq!(second.jwt_refresh.expose(), first.jwt_refresh.expose());
    assert!(!data.join(DRAFT).exists());
}

#[test]
fn processes_that_start_together_agree() {
    let scratch = Scratch::new("together");
    let secrets: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| load(&scratch.0, random))).collect();
        starts.into_iter().map(|start| start.join().unwrap().unwrap()).collect()
    });
    assert!(secrets.iter().all(|one| one.jwt.expose() == secrets[0].jwt.expose()));
}

#[test]
fn a_secret_that_is_missing_is_added_to_what_is_there() {
    let scratch = Scratch::new("missing");
    let kept = load(&scratch.0, random).unwrap();
    let line = format!("JWT_SECRET={}", kept.jwt.expose());
    fs::write(scratch.file(), &line).unwrap();
    let again = load(&scratch.0, random).unwrap();
    assert_eq!(again.jwt.expose(), kept.jwt.expose());
    assert_ne!(again.jwt_refresh.expose(), kept.jwt_refresh.expose());
    assert!(fs::read_to_string(scratch.file()).unwrap().starts_with(&line));
}

#[test]
fn a_file_that_others_can_read_is_refused_with_the_command_to_run() {
    let scratch = Scratch::new("open");
    load(&scratch.0, random).unwrap();
    fs::set_permissions(scratch.file(), fs::Permissions::from_mode(0o640)).unwrap();
    let complaint = load(&scratch.0, random).unwrap_err();
    assert_eq!(complaint.code, Code::SECRETS_FILE_OPEN);
    assert_eq!(complaint.remedy, format!("Run: chmod 600 {}", scratch.file().display()));
}

#[test]
fn damage_is_an_error_and_not_a_new_secret() {
    let scratch = Scratch::new("damage");
    load(&scratch.0, random).unwrap();
    for text in ["JWT_SECRET=0123\nJWT_REFRESH_SECRET=4567\n", "JWT_SECRET=\nJWT_REFRESH_SECRET=\n"]
    {
        fs::write(scratch.file(), text).unwrap();
        assert_eq!(load(&scratch.0, random).unwrap_err().code, Code::SECRETS_FILE);
        assert_eq!(fs::read_to_string(scratch.file()).unwrap(), text);
    }
    fs::write(scratch.file(), b"JWT_SECRET=\xff").unwrap();
    assert_eq!(load(&scratch.0, random).unwrap_err().code, Code::SECRETS_FILE);
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let scratch = Scratch::new("blocked");
    fs::create_dir(&scratch.0).unwrap();
    fs::write(scratch.0.join("data"), "").unwrap();
    let complaint = load(&scratch.0.join("data"), random).unwrap_err();
    assert_eq!(complaint.code, Code::SECRETS_FILE);
    assert!(load(&scratch.0, |_: &mut [u8]| Err(RandomFailed)).is_err());
    assert!(!scratch.file().exists());
}

#[test]
fn lines_for_a_settings_file_are_of_the_lengths_that_are_wanted() {
    let lines = lines(random).unwrap();
    let entries = dotenv::parse(&lines).entries;
    let lengths: Vec<_> = entries.iter().map(|(name, e)| (name.as_str(), e.value.len())).collect();
    let expected =
        [("CREDS_IV", 32), ("CREDS_KEY", 64), ("JWT_REFRESH_SECRET", 64), ("JWT_SECRET", 64)];
    assert_eq!(lengths, expected);
}
