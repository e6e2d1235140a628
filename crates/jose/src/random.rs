//! Random bytes from the operating system's generator.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};

/// The generator gave no bytes. Nothing secret can be made: stop what needed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system's random generator failed")]
pub struct RandomFailed;

/// Fills `bytes` with bytes that nobody can guess.
pub fn fill(bytes: &mut [u8]) -> Result<(), RandomFailed> {
    SystemRandom::new().fill(bytes).map_err(|_| RandomFailed)
}

#[cfg(test)]
mod tests {
    #[test]
    fn two_draws_differ() {
        let (mut one, mut two) = ([0_u8; 32], [0_u8; 32]);
        super::fill(&mut one).unwrap();
        super::fill(&mut two).unwrap();
        assert_ne!(one, two);
    }
}
