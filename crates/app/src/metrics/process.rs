//! What the process takes of its machine, where `/proc` tells.

use std::fs;

/// What the process takes. What cannot be read is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Taken {
    /// Time on processors, in seconds.
    pub(super) cpu_s: Option<f64>,
    /// Memory that is in use, in bytes.
    pub(super) resident: Option<i64>,
    /// Open files and sockets.
    pub(super) open_fds: Option<i64>,
    /// How many of those there may be.
    pub(super) max_fds: Option<i64>,
}

/// Units of time in a second: `USER_HZ`, which Linux has fixed for all programs (proc(5)).
const TICKS: f64 = 100.0;

/// Looks it up. It takes some tens of microseconds, and no disk.
pub(super) fn taken() -> Taken {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let fds = fs::read_dir("/proc/self/fd").ok().map(Iterator::count);
    Taken {
        cpu_s: cpu(&stat),
        resident: resident(&status),
        open_fds: fds.and_then(|fds| i64::try_from(fds).ok()),
        max_fds: max_fds(&limits),
    }
}

/// The name of the program, which comes second, may hold blanks and brackets.
fn cpu(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

fn resident(status: &str) -> Option<i64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

fn max_fds(limits: &str) -> Option<i64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proc_says_is_read() {
        let stat = "7 (odd ) name) S 1 7 7 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 9 0 1 1 1";
        assert_eq!(cpu(stat), Some(2.0));
        assert_eq!(resident("Name:\tx\nVmRSS:\t    2048 kB\n"), Some(2_097_152));
        assert_eq!(
            max_fds("Max open files            1024                 4096   files\n"),
            Some(1024)
        );
        assert_eq!((cpu("nonsense"), resident(""), max_fds("")), (None, None, None));
    }
}
