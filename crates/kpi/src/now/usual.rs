//! What is usual, of values of days like this.

use stats::quantile_type7;

use super::Usual;

/// Fewest days of which it is said what is usual.
pub(super) const DAYS_MIN: usize = 4;

impl Usual {
    /// Of values in any order; nothing without any.
    pub(super) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let at = |p| quantile_type7(&values, p);
        Some(Self {
            n: values.len() as u64,
            low: at(0.1)?,
            median: at(0.5)?,
            high: at(0.9)?,
            most: *values.last()?,
        })
    }
}
