//! A certificate authority of a story's own.

use std::path::{Path, PathBuf};
use std::process::Command;

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
