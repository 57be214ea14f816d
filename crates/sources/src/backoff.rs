//! How long to wait before trying again.

use std::time::Duration;

/// Waits that double from one failure to the next, each shortened by chance so that many who failed together do not
/// come again together.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// Longest wait after the first failure.
    pub first: Duration,
    /// Longest wait after any.
    pub longest: Duration,
    /// A number from 0 to 1, another each time.
    pub chance: fn() -> f64,
}

impl Backoff {
    /// The wait after a number of failures in a row, from 1: between half of and the whole of the doubled time.
    #[must_use]
    pub fn after(&self, failures: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(failures.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let whole = self.first.saturating_mul(doubled).min(self.longest);
        whole.mul_f64(0.5 + (self.chance)().clamp(0.0, 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let backoff = |chance: fn() -> f64| Backoff {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(10),
            chance,
        };
        let seconds = |chance: fn() -> f64| -> Vec<f64> {
            [1, 2, 3, 4, 5, 31, 32, 33, 4_000]
                .map(|failures| backoff(chance).after(failures).as_secs_f64())
                .to_vec()
        };
        assert_eq!(
            seconds(|| 1.0),
            [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0, 10.0, 10.0]
        );
        assert_eq!(
            seconds(|| 0.0),
            [0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0]
        );
    }
}
