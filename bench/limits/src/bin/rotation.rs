//! The bare group-commit loop: `rotation FOLDER SECONDS CLIENTS`.
//!
//! Clients in closed loops ask for rotations: find a session by the digest of its token, swap the
//! digest. One thread owns `SQLite` (WAL, `synchronous=FULL`) and commits whatever has queued,
//! without a timer. Prints `rotations/s, microseconds of CPU each, rotations a commit`.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

type Fault = Box<dyn std::error::Error + Send + Sync>;

const SESSIONS: i64 = 100_000;
const MOST_IN_A_COMMIT: usize = 1024;

/// One client's wish: this session, whose token is of this generation.
struct Rotation {
    session: i64,
    generation: u64,
    done: SyncSender<()>,
}

fn digest(session: i64, generation: u64) -> [u8; 32] {
    let mut token = [0; 16];
    token[..8].copy_from_slice(&session.to_le_bytes());
    token[8..].copy_from_slice(&generation.to_le_bytes());
    let mut digest = [0; 32];
    digest.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &token).as_ref());
    digest
}

fn seeded(path: &Path) -> rusqlite::Result<Connection> {
    let mut database = Connection::open(path)?;
    database.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;
         CREATE TABLE session(id INTEGER PRIMARY KEY, digest BLOB NOT NULL, previous BLOB,
                              generation INTEGER NOT NULL, expires INTEGER NOT NULL);
         CREATE UNIQUE INDEX by_digest ON session(digest);",
    )?;
    let seeding = database.transaction()?;
    for session in 0..SESSIONS {
        seeding
            .prepare_cached("INSERT INTO session VALUES (?, ?, NULL, 0, 0)")?
            .execute(params![session, digest(session, 0).as_slice()])?;
    }
    seeding.commit()?;
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(database)
}

fn rotate(database: &Connection, session: i64, generation: u64) -> Result<(), Fault> {
    let (old, new) = (digest(session, generation), digest(session, generation + 1));
    let found: i64 = database
        .prepare_cached("SELECT id FROM session WHERE digest = ?")?
        .query_row([old.as_slice()], |row| row.get(0))?;
    let changed = database
        .prepare_cached(
            "UPDATE session SET previous = digest, digest = ?, generation = generation + 1
             WHERE id = ? AND digest = ?",
        )?
        .execute(params![new.as_slice(), found, old.as_slice()])?;
    if changed == 1 { Ok(()) } else { Err("a rotation was lost".into()) }
}

/// Commits whatever has queued, until the last client has gone. Counts the commits.
fn write(database: &mut Connection, queue: &Receiver<Rotation>) -> Result<u64, Fault> {
    let mut commits = 0;
    while let Ok(first) = queue.recv() {
        let batch: Vec<_> =
            std::iter::once(first).chain(queue.try_iter().take(MOST_IN_A_COMMIT)).collect();
        let transaction = database.transaction()?;
        for wish in &batch {
            rotate(&transaction, wish.session, wish.generation)?;
        }
        transaction.commit()?;
        commits += 1;
        for wish in batch {
            wish.done.send(())?;
        }
    }
    Ok(commits)
}

/// One closed loop over sessions of the client's own.
fn client(queue: &Sender<Rotation>, first: i64, count: i64, until: Instant) -> Result<u64, Fault> {
    let (done, answer) = sync_channel(1);
    let mut generations = vec![0; usize::try_from(count)?];
    let mut random = first.unsigned_abs() + 77;
    let mut rotations = 0;
    while Instant::now() < until {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(random >> 33)? % generations.len();
        let session = first + i64::try_from(at)?;
        queue.send(Rotation { session, generation: generations[at], done: done.clone() })?;
        answer.recv()?;
        generations[at] += 1;
        rotations += 1;
    }
    Ok(rotations)
}

fn cpu_microseconds() -> Result<f64, Fault> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().ok_or("no fields")?.split_whitespace();
    let ticks: u32 = fields.skip(11).take(2).map(str::parse::<u32>).sum::<Result<_, _>>()?;
    Ok(f64::from(ticks) * 10_000.0)
}

fn measure(database: &mut Connection, seconds: u64, clients: i64) -> Result<String, Fault> {
    let (sender, queue) = channel();
    let total = AtomicU64::new(0);
    let (began, cpu) = (Instant::now(), cpu_microseconds()?);
    let until = began + Duration::from_secs(seconds);
    let commits = std::thread::scope(|scope| {
        for number in 0..clients {
            let (sender, total) = (sender.clone(), &total);
            let share = SESSIONS / clients;
            scope.spawn(move || {
                client(&sender, number * share, share, until)
                    .map(|done| total.fetch_add(done, Ordering::Relaxed))
            });
        }
        drop(sender);
        write(database, &queue)
    })?;
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_microseconds()? - cpu);
    let rotations = total.into_inner() as f64;
    Ok(format!(
        "{:.1} {:.2} {:.1}",
        rotations / elapsed,
        cpu / rotations,
        rotations / commits as f64
    ))
}

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, seconds, clients] = &arguments[..] else {
        return Err("usage: rotation FOLDER SECONDS CLIENTS".into());
    };
    let folder = Path::new(folder).join("rotation");
    std::fs::create_dir(&folder)?;
    let mut database = seeded(&folder.join("sessions.db"))?;
    println!("{}", measure(&mut database, seconds.parse()?, clients.parse()?)?);
    drop(database);
    Ok(std::fs::remove_dir_all(&folder)?)
}
