//! Whether what is streamed arrives as it is sent.

/// How the pieces of a stream arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// One by one.
    Smooth,
    /// Together: something in between holds them back.
    Held,
    /// Not all of them.
    Cut,
}

/// Judges the times, in milliseconds, at which pieces arrived of which `sent` were sent, `every_ms` apart.
///
/// A busy machine may deliver some of them late; what is held back comes in one go.
pub fn judge(arrived: &[u64], sent: usize, every_ms: u64) -> Flow {
    let (Some(first), Some(last)) = (arrived.first(), arrived.last()) else { return Flow::Cut };
    let gaps = u64::try_from(sent.saturating_sub(1)).unwrap_or(u64::MAX);
    let expected = every_ms.saturating_mul(gaps);
    if arrived.len() < sent {
        Flow::Cut
    } else if last.saturating_sub(*first) < expected / 2 {
        Flow::Held
    } else {
        Flow::Smooth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_comes_in_one_go_is_held() {
        let even: Vec<u64> = (0..10).map(|n| n * 200).collect();
        assert_eq!(judge(&even, 10, 200), Flow::Smooth);
        assert_eq!(judge(&[1900; 10], 10, 200), Flow::Held);
        assert_eq!(judge(&even[..4], 10, 200), Flow::Cut);
        assert_eq!(judge(&[], 10, 200), Flow::Cut);
        let late = [900, 900, 900, 900, 1000, 1200, 1400, 1600, 1800, 2000];
        assert_eq!(judge(&late, 10, 200), Flow::Smooth);
    }
}
