//! A certificate authority of a story's own.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use doorward_app::ports::Clock;
use doorward_app::time::DAY_MS;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use super::Folder;

/// An authority and what it has signed.
pub(crate) struct Authority {
    folder: Folder,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let made = Self { folder: Folder::new() };
        made.openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=An authority of this story",
            "-days",
            "2",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        ]);
        made
    }

    /// Signs the certificate `name` for `host`, for this many days.
    pub(crate) fn sign(&self, name: &str, host: &str, days: &str) {
        let (key, request) = (format!("{name}.key"), format!("{name}.csr"));
        let (subject, names) = (format!("/CN={host}"), format!("subjectAltName=DNS:{host}"));
        self.openssl(&[
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            &subject,
            "-addext",
            &names,
            "-keyout",
            &key,
            "-out",
            &request,
        ]);
        let certificate = format!("{name}.pem");
        self.openssl(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-copy_extensions",
            "copyall",
            "-days",
            days,
            "-out",
            &certificate,
        ]);
    }

    fn openssl(&self, arguments: &[&str]) {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("openssl runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// A file of it: `ca.pem`, and for each certificate `.pem` and `.key`.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }
}

/// A path as settings have it.
pub(crate) fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Writes a certificate that has signed itself, with its key, to one file. It is for `names`, and valid for these
/// days, counted from today.
pub(crate) fn write_self_signed(file: &Path, names: &[&str], days: Range<i64>) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    let moment = |days: i64| {
        let ms = Clock::System.now().plus(days * DAY_MS).0;
        date_time_ymd(1970, 1, 1) + Duration::from_millis(ms.unsigned_abs())
    };
    (params.not_before, params.not_after) = (moment(days.start), moment(days.end));
    let pem = params.self_signed(&key).unwrap().pem() + &key.serialize_pem();
    drop(std::fs::remove_file(file));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    made.unwrap().write_all(pem.as_bytes()).unwrap();
}
