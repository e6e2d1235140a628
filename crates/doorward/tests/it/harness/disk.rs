//! A disk of a story's own under the folder `data`, which can be filled and made read-only.
//!
//! It is mounted where only the story's processes see it: in a mount namespace of their own, which is
//! gone when the story ends.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::Folder;
use super::process::{self, Process};

/// What such a story needs of the machine.
const NEEDS: &str = "this story mounts a disk of its own: run it as root on a machine where \
                     `unshare --mount` and `mount` are permitted";

/// A mounted disk.
pub(crate) struct Disk {
    /// Keeps the namespace, and with it the disk.
    holder: Child,
    folder: Folder,
}

impl Disk {
    /// A disk in memory.
    pub(crate) fn in_memory(size: &str) -> Self {
        Self::mounted(&format!("mount -t tmpfs -o size={size},mode=700 doorward data"))
    }

    /// A disk with a file system that can fail as those of real disks do.
    pub(crate) fn ext4() -> Self {
        Self::mounted(
            "truncate -s 32M image && mkfs.ext4 -q -F image && \
             mount -o loop,errors=remount-ro image data && rmdir data/lost+found && chmod 700 data",
        )
    }

    fn mounted(script: &str) -> Self {
        let folder = Folder::new();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        // It ends with its input, that is, with this process at the latest.
        let script = format!("{script} && echo mounted && exec cat");
        let mut holder = Command::new("unshare")
            .args(["--mount", "sh", "-c", &script])
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{NEEDS} ({error})"));
        let mut said = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "mounted\n", "{NEEDS}");
        Self { holder, folder }
    }

    /// Starts a server on the disk.
    pub(crate) fn start(&self, settings: &[(&str, &str)]) -> Process {
        Process::spawn(self.command(settings))
    }

    /// What a start says that cannot succeed.
    pub(crate) fn refused(&self) -> String {
        process::refused(self.command(&[]))
    }

    fn command(&self, settings: &[(&str, &str)]) -> Command {
        let target = self.target();
        // The way back to the folder leads through the new namespace.
        let enter = format!("cd '{}' && exec \"$0\"", self.folder.path().display());
        let wrapper = ["nsenter", &target, "--mount", "sh", "-c", &enter];
        process::command(&wrapper, self.folder.path(), settings)
    }

    /// Runs a shell command where the disk is seen.
    pub(crate) fn run(&self, script: &str) {
        let script = format!("cd '{}' && {script}", self.folder.path().display());
        let mut command = Command::new("nsenter");
        command.args([&self.target(), "--mount", "sh", "-c", &script]);
        assert!(command.status().unwrap().success(), "{script}");
    }

    fn target(&self) -> String {
        format!("--target={}", self.holder.id())
    }

    /// A file on the disk, as this process can reach it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        let below = self.folder.path().strip_prefix("/").unwrap();
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(below).join("data").join(name)
    }

    /// Takes all the room that is left.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.file("filler")).unwrap();
        let full = loop {
            if let Err(error) = file.write_all(&[0; 4096]) {
                break error;
            }
        };
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    }

    /// Gives it back.
    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.file("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
    }
}

/// Overwrites a file from a place on, as a failing disk would.
pub(crate) fn damage(file: &Path, from: u64) {
    use std::os::unix::fs::FileExt as _;

    let length = std::fs::metadata(file).unwrap().len();
    let rubbish = vec![0xA5; usize::try_from(length - from).unwrap()];
    let file = File::options().write(true).open(file).unwrap();
    file.write_all_at(&rubbish, from).unwrap();
}
