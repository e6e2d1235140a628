use std::os::unix::fs::PermissionsExt as _;

use super::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The moment at which these tests begin: 2026-01-01T00:00:00Z.
const BEGIN: Timestamp = Timestamp(1_767_225_600_000);

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("doorward-tls-{}-{name}", std::process::id()));
    drop(std::fs::remove_dir_all(&path));
    path
}

fn text(folder: &std::path::Path) -> String {
    std::fs::read_to_string(self_signed::files(folder).key).unwrap()
}

#[test]
fn one_of_our_own_is_for_this_machine_and_the_public_host_and_is_made_anew_in_time() {
    let folder = folder("renewed");
    self_signed::keep(&folder, "chat.example.test", BEGIN).unwrap();
    let pair = Pair::read(&self_signed::files(&folder)).unwrap();
    for host in ["localhost", "127.0.0.1", "[::1]", "chat.example.test"] {
        assert_eq!(doubts(&pair, host, BEGIN), [], "{host}");
    }
    assert_eq!(doubts(&pair, "other.example.test", BEGIN), [Doubt::OtherName]);
    assert_eq!(doubts(&pair, "localhost", Timestamp(BEGIN.0 + 366 * DAY_MS)), [Doubt::Expired]);
    assert_eq!(doubts(&pair, "localhost", Timestamp(BEGIN.0 - 2 * DAY_MS)), [Doubt::NotYet]);
    let file = self_signed::files(&folder).key;
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);

    let first = text(&folder);
    let later = |days: i64| Timestamp(BEGIN.0 + days * DAY_MS);
    self_signed::keep(&folder, "chat.example.test", later(300)).unwrap();
    assert_eq!(text(&folder), first);
    self_signed::keep(&folder, "chat.example.test", later(340)).unwrap();
    let second = text(&folder);
    assert_ne!(second, first);
    self_signed::keep(&folder, "new.example.test", later(340)).unwrap();
    assert_ne!(text(&folder), second);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_pair_is_said_with_its_file() {
    let (ours, other) = (folder("ours"), folder("other"));
    for folder in [&ours, &other] {
        self_signed::keep(folder, "localhost", BEGIN).unwrap();
    }
    let [ours_file, other_file] = [&ours, &other].map(|folder| self_signed::files(folder).key);
    let plain = ours.join("plain.txt");
    std::fs::write(&plain, "nothing").unwrap();
    let said = |certificate: &PathBuf, key: &PathBuf| {
        let files = Files { certificate: certificate.clone(), key: key.clone() };
        Pair::read(&files).unwrap_err().to_string()
    };
    let (ours_at, other_at, plain_at) =
        (ours_file.display(), other_file.display(), plain.display());
    assert_eq!(
        said(&ours_file, &other_file),
        format!("the key in {other_at} is not that of the certificate in {ours_at}")
    );
    assert_eq!(said(&plain, &ours_file), format!("{plain_at} holds no certificate in PEM"));
    assert_eq!(
        said(&ours_file, &plain),
        format!("{plain_at} holds no key in PEM without a password")
    );
    assert!(said(&ours.join("none"), &plain).ends_with("none cannot be read"));
    for folder in [ours, other] {
        std::fs::remove_dir_all(folder).unwrap();
    }
}
