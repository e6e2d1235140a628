//! The folder in which a demonstration lives.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

/// A folder for its owner's eyes only.
pub(super) struct Folder {
    path: PathBuf,
    kept: bool,
}

impl Folder {
    /// Makes `keep`, which is kept, or a temporary folder, which is removed with this value.
    pub(super) fn make(keep: Option<&Path>) -> anyhow::Result<Self> {
        let path = match keep {
            Some(keep) => std::path::absolute(keep)?,
            None => std::env::temp_dir().join(format!("doorward-demo-{}", super::random_text()?)),
        };
        let shown = path.display();
        DirBuilder::new()
            .recursive(keep.is_some())
            .mode(0o700)
            .create(&path)
            .with_context(|| format!("the folder {shown} cannot be made"))?;
        let empty = fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_none());
        ensure!(empty, "{shown} is not an empty folder; give --keep a new one");
        // One that was there may be open to others, and secrets come into it.
        fs::set_permissions(&path, Permissions::from_mode(0o700))
            .with_context(|| format!("{shown} belongs to somebody else; give --keep a new one"))?;
        Ok(Self { path, kept: keep.is_some() })
    }

    /// Where it is, from the root.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            drop(fs::remove_dir_all(&self.path));
        }
    }
}
