//! How often a feed's deliveries are committed: at once while they are few, together while they stream.

use std::time::Duration;

use tokio::time::Instant;

/// Commits that may follow one another at once.
const BURST: u32 = 60;
/// Time between commits once the burst is used up: four a second, so that a stream makes few files and short logs.
const BETWEEN: Duration = Duration::from_millis(250);

/// A bucket of commits of one feed: one drops in every [`BETWEEN`], and at most [`BURST`] are in it.
pub(crate) struct Pace {
    /// When the bucket would have been empty, had it been used up.
    empty_since: Instant,
}

impl Default for Pace {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            empty_since: now.checked_sub(BETWEEN * BURST).unwrap_or(now),
        }
    }
}

impl Pace {
    /// Waits until a commit may be made, and takes it out of the bucket.
    pub(crate) async fn wait(&mut self) {
        tokio::time::sleep_until(self.next(Instant::now())).await;
    }

    /// When the next commit may be made, asked at an instant.
    fn next(&mut self, now: Instant) -> Instant {
        let full = now.checked_sub(BETWEEN * BURST).unwrap_or(now);
        self.empty_since = self.empty_since.max(full) + BETWEEN;
        self.empty_since.max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_at_once_and_a_stream_four_times_a_second() {
        let mut pace = Pace::default();
        let start = Instant::now() + Duration::from_secs(3_600);
        for _ in 0..BURST {
            assert_eq!(pace.next(start), start);
        }
        let mut now = start;
        for _ in 0..40 {
            now = pace.next(now);
        }
        assert_eq!(now, start + Duration::from_secs(10));
        // Rested for five seconds, twenty pass at once.
        let later = now + Duration::from_secs(5);
        for _ in 0..20 {
            assert_eq!(pace.next(later), later);
        }
        assert_eq!(pace.next(later), later + BETWEEN);
    }
}
