//! What hashing a password costs, and how many are hashed at once.

use doorward_core::password::Cost;

use super::complaint::Code;
use super::reader::{Fault, Reader, number_fault};

/// Costs of argon2id that are equally strong, the weakest that are accepted
/// (OWASP Password Storage Cheat Sheet; ASVS 5.0 V11.4.2).
const ENOUGH: [(u32, u32); 5] = [(47104, 1), (19456, 2), (12288, 3), (9216, 4), (7168, 5)];

/// Bounds that keep a slip of the finger from stopping the machine: memory in KiB, passes, lanes.
const MOST: (u32, u32, u32) = (2 * 1024 * 1024, 100, 16);

const DEFAULT: Cost = Cost { memory_kib: 19456, passes: 2, lanes: 1 };

/// The hashing pool.
#[derive(Clone, Copy, Debug)]
pub struct Hashing {
    /// The cost of new hashes.
    pub cost: Cost,
    /// How many are hashed at once.
    pub threads: usize,
    /// How many may wait.
    pub queue: usize,
}

impl Hashing {
    /// Reads the settings for a machine of `cores` cores.
    pub(super) fn read(env: &mut Reader<'_>, cores: usize) -> Self {
        env.group("Password hashing");
        let cost = "The cost of argon2id: memory in KiB, passes, lanes.";
        let threads = "How many passwords are hashed at once.";
        Self {
            cost: env
                .parsed("DOORWARD_ARGON2", ("m=19456,t=2,p=1", cost), parse)
                .unwrap_or(DEFAULT),
            threads: env
                .parsed("DOORWARD_HASH_THREADS", ("half the cores", threads), thread_count)
                .unwrap_or((cores / 2).max(1)),
            queue: env.number(
                "DOORWARD_HASH_QUEUE",
                64,
                1..=10_000,
                "Passwords that may wait. Whoever comes later is asked to try again.",
            ),
        }
    }
}

fn thread_count(text: &str) -> Result<usize, Fault> {
    let count = text.parse().ok().filter(|count| (1..=256).contains(count));
    count.ok_or_else(|| number_fault(1, 256))
}

fn parse(text: &str) -> Result<Cost, Fault> {
    let cost = fields(text).ok_or_else(|| {
        let what = "is not of the form m=19456,t=2,p=1";
        Fault::new(Code::HASH_COST, what, "Write memory in KiB, passes and lanes.")
    })?;
    if cost.memory_kib > MOST.0 || cost.passes > MOST.1 || cost.lanes > MOST.2 {
        let (memory, passes, lanes) = MOST;
        let what = "is too high";
        let remedy = format!("The most is m={memory},t={passes},p={lanes}.");
        return Err(Fault::new(Code::HASH_COST, what, remedy));
    }
    let enough = |(memory, passes)| cost.memory_kib >= memory && cost.passes >= passes;
    if cost.lanes == 0 || !ENOUGH.into_iter().any(enough) {
        let least: Vec<_> = ENOUGH.iter().map(|(m, t)| format!("m={m},t={t},p=1")).collect();
        let remedy = format!("Write at least one of {}.", least.join("; "));
        return Err(Fault::new(Code::HASH_WEAK, "is too weak", remedy));
    }
    Ok(cost)
}

fn fields(text: &str) -> Option<Cost> {
    let mut parts = text.split(',').map(str::trim);
    let mut field = |name| parts.next()?.strip_prefix(name)?.parse().ok();
    let cost = Cost { memory_kib: field("m=")?, passes: field("t=")?, lanes: field("p=")? };
    parts.next().is_none().then_some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::source::Sources;

    #[test]
    fn each_of_the_equal_minima_is_accepted_and_less_is_not() {
        for (memory, passes) in ENOUGH {
            assert!(parse(&format!("m={memory},t={passes},p=1")).is_ok());
            let less = parse(&format!("m={},t={passes},p=1", memory - 1));
            assert_eq!(less.unwrap_err().code, Code::HASH_WEAK);
        }
        assert_eq!(
            parse("m=65536, t=3, p=4").unwrap(),
            Cost { memory_kib: 65536, passes: 3, lanes: 4 }
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for text in
            ["", "m=19456", "t=2,m=19456,p=1", "m=19456,t=2,p=1,x=1", "m=-1,t=2,p=1", "19456"]
        {
            assert_eq!(parse(text).unwrap_err().code, Code::HASH_COST, "{text}");
        }
        assert_eq!(parse("m=2097153,t=1,p=1").unwrap_err().code, Code::HASH_COST);
        assert_eq!(parse("m=47104,t=1,p=0").unwrap_err().code, Code::HASH_WEAK);
    }

    #[test]
    fn half_the_cores_hash_unless_told_otherwise() {
        let threads = |text: &str, cores| {
            let sources = Sources::from_text(text);
            Hashing::read(&mut Reader::new(&sources), cores).threads
        };
        assert_eq!([1, 2, 3, 16].map(|cores| threads("", cores)), [1, 1, 1, 8]);
        assert_eq!(threads("DOORWARD_HASH_THREADS=5", 2), 5);
    }
}
