use super::{Interval, Level};

/// The interval for a sum of amounts when the number of cases varies too: handle time in a week, credits in a month.
///
/// `Σx ± z √Σx²`. For a Poisson number of cases with independent amounts, `Var(ΣX) = λ E[X²]`, which Σx² estimates
/// without bias (S. M. Ross, *Introduction to Probability Models*, 12th ed., section 5.4.2). Normal approximation: it
/// wants a few dozen cases, none of which dominates. `None` when an input is not finite or the squares are negative.
pub fn total_compound_poisson(sum: f64, sum_of_squares: f64, level: Level) -> Option<Interval> {
    if !sum.is_finite() || !sum_of_squares.is_finite() || sum_of_squares < 0.0 {
        return None;
    }
    let half = level.z() * sum_of_squares.sqrt();
    Some(Interval {
        low: sum - half,
        high: sum + half,
        level,
    })
}
