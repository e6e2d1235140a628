//! The bare password hash: `argon2id MEMORY_KIB PASSES LANES COUNT` prints the microseconds of CPU
//! that one hash takes, on one thread, with its memory reused.

use argon2::{Algorithm, Argon2, Block, Params, Version};

fn cpu_ticks() -> Result<u64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().ok_or("no fields")?.split_whitespace();
    Ok(fields.skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers =
        std::env::args().skip(1).map(|word| word.parse::<u32>()).collect::<Result<Vec<_>, _>>()?;
    let [memory, passes, lanes, count] = numbers[..] else {
        return Err("usage: argon2id MEMORY_KIB PASSES LANES COUNT".into());
    };
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(|error| error.to_string())?;
    let mut blocks = vec![Block::default(); params.block_count()];
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let before = cpu_ticks()?;
    for salt in 0..count {
        let mut hash = [0; 32];
        hasher
            .hash_password_into_with_memory(
                b"correct horse battery staple",
                &u128::from(salt).to_le_bytes(),
                &mut hash,
                &mut blocks,
            )
            .map_err(|error| error.to_string())?;
        std::hint::black_box(hash);
    }
    // The kernel counts in hundredths of a second.
    println!("{}", (cpu_ticks()? - before) as f64 * 10_000.0 / f64::from(count));
    Ok(())
}
