use super::{Interval, Level};

/// Wilson's score interval for the share `successes / n`; `None` without cases or with more successes than cases.
///
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`, z the normal quantile of the level.
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
pub fn wilson(successes: u64, n: u64, level: Level) -> Option<Interval> {
    if n == 0 || successes > n {
        return None;
    }
    let (z, cases) = (level.z(), n as f64);
    let share = successes as f64 / cases;
    let z2 = z * z;
    let centre = share + z2 / (2.0 * cases);
    let half = z * (share * (1.0 - share) / cases + z2 / (4.0 * cases * cases)).sqrt();
    let scale = 1.0 + z2 / cases;
    // At the ends the formula gives 0 and 1 but for rounding.
    let low = if successes == 0 {
        0.0
    } else {
        ((centre - half) / scale).max(0.0)
    };
    let high = if successes == n {
        1.0
    } else {
        ((centre + half) / scale).min(1.0)
    };
    Some(Interval { low, high, level })
}
