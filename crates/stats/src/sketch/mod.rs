//! A quantile sketch whose states merge: the same rows give the same state in any order and grouping.

mod bytes;
mod histogram;
mod key;
mod window;

pub use bytes::CorruptSketch;
pub use key::{MANTISSA_BITS, RELATIVE_ERROR_MAX, key, representative};

use crate::quantile::{between, ranks_type7};
use histogram::Histogram;

/// Up to so many values are kept as they are.
pub const EXACT_MAX: usize = 256;

/// The values themselves while they are few, a log-linear histogram of them when they are many.
///
/// Up to [`EXACT_MAX`] values, every order statistic is exact. Beyond, any is known to within [`RELATIVE_ERROR_MAX`]
/// (0.4 %); zero, the smallest and the largest value are exact, and so are whole numbers below 256 when nothing but whole
/// numbers came in. Memory is then 1 KiB per power of two that the values span, on either side of zero.
///
/// The idea of the histogram is that of HDR histograms and of DDSketch (C. Masson, J. E. Rim and H. K. Lee, "DDSketch: a
/// fast and fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12 (2019)), with the bits of the number
/// itself in place of a logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileSketch {
    values: Values,
    refused: u64,
}

/// Which of the two is said by the count alone, so that it does not depend on the order of arrival.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// At most [`EXACT_MAX`], ascending.
    Few(Vec<f64>),
    Many(Histogram),
}

impl Values {
    fn pour_into(&self, histogram: &mut Histogram) {
        match self {
            Self::Few(few) => {
                for value in few {
                    histogram.add_n(*value, 1);
                }
            }
            Self::Many(other) => histogram.merge(other),
        }
    }
}

impl Default for QuantileSketch {
    fn default() -> Self {
        Self::new()
    }
}

impl QuantileSketch {
    /// A sketch of nothing; allocates nothing.
    pub const fn new() -> Self {
        Self {
            values: Values::Few(Vec::new()),
            refused: 0,
        }
    }

    /// Takes in one value. What is not a finite number is not taken in, only counted as [`Self::refused`].
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.add_n(value, 1);
    }

    /// Takes in a value `n` times.
    #[inline]
    pub fn add_n(&mut self, value: f64, n: u64) {
        if !value.is_finite() {
            self.refused = self.refused.saturating_add(n);
            return;
        }
        if n == 0 {
            return;
        }
        // Adding zero turns -0.0 into 0.0: one zero, whatever the order of arrival.
        let value = value + 0.0;
        if let Values::Few(few) = &mut self.values {
            match usize::try_from(n) {
                Ok(n) if few.len().saturating_add(n) <= EXACT_MAX => {
                    let place = few.partition_point(|one| *one <= value);
                    few.splice(place..place, std::iter::repeat_n(value, n));
                    return;
                }
                _ => self.values = Values::Many(Histogram::of(few)),
            }
        }
        if let Values::Many(histogram) = &mut self.values {
            histogram.add_n(value, n);
        }
    }

    /// Takes in everything that `other` has taken in.
    pub fn merge(&mut self, other: &Self) {
        self.refused = self.refused.saturating_add(other.refused);
        match (&mut self.values, &other.values) {
            (Values::Few(few), Values::Few(others)) if few.len() + others.len() <= EXACT_MAX => {
                few.extend_from_slice(others);
                few.sort_unstable_by(f64::total_cmp);
            }
            (Values::Few(few), others) => {
                let mut histogram = Histogram::of(few);
                others.pour_into(&mut histogram);
                self.values = Values::Many(histogram);
            }
            (Values::Many(histogram), others) => others.pour_into(histogram),
        }
    }

    /// How many values were taken in.
    pub fn count(&self) -> u64 {
        match &self.values {
            Values::Few(few) => few.len() as u64,
            Values::Many(histogram) => histogram.count,
        }
    }

    /// How many were not, being NaN or infinite.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// The smallest value, exact.
    pub fn min(&self) -> Option<f64> {
        self.value_at_rank(0)
    }

    /// The largest value, exact.
    pub fn max(&self) -> Option<f64> {
        self.value_at_rank(self.count().checked_sub(1)?)
    }

    /// The value at `rank`, counted from 0 in ascending order; `None` from [`Self::count`] on.
    pub fn value_at_rank(&self, rank: u64) -> Option<f64> {
        match &self.values {
            Values::Few(few) => few.get(usize::try_from(rank).ok()?).copied(),
            Values::Many(histogram) => histogram.value_at_rank(rank),
        }
    }

    /// The `p`-quantile, interpolated between ranks as [`crate::quantile_type7`] does; `None` when empty or with `p`
    /// outside [0, 1].
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let (below, above, fraction) = ranks_type7(self.count(), p)?;
        let low = self.value_at_rank(below)?;
        if fraction == 0.0 {
            return Some(low);
        }
        Some(between(low, self.value_at_rank(above)?, fraction))
    }

    /// Bytes held on the heap, for whoever keeps account of memory.
    pub fn heap_bytes(&self) -> usize {
        match &self.values {
            Values::Few(few) => few.capacity() * size_of::<f64>(),
            Values::Many(histogram) => histogram.heap_bytes(),
        }
    }
}
