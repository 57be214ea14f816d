use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{Interval, Level};

/// Student's interval for a mean, from a count, a sum and a sum of squares; `None` for fewer than two values.
///
/// `x̄ ± t(1−α/2; n−1) · s/√n` with `s² = (Σx² − (Σx)²/n) / (n−1)`.
/// Student (W. S. Gosset), "The probable error of a mean", Biometrika 6 (1908).
///
/// The sums lose about as many digits as the squared mean exceeds the variance by: a variance that rounding makes
/// negative is read as zero.
pub fn mean_t(n: u64, sum: f64, sum_of_squares: f64, level: Level) -> Option<Interval> {
    if n < 2 || !sum.is_finite() || !sum_of_squares.is_finite() {
        return None;
    }
    let cases = n as f64;
    let mean = sum / cases;
    let variance = ((sum_of_squares - sum * mean) / (cases - 1.0)).max(0.0);
    let t = -StudentsT::new(0.0, 1.0, cases - 1.0)
        .ok()?
        .inverse_cdf(level.tail());
    let half = t * (variance / cases).sqrt();
    Some(Interval {
        low: mean - half,
        high: mean + half,
        level,
    })
}
