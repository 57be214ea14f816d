//! A quantile sketch whose states merge: the same rows give the same state in any order and grouping.

mod bytes;
mod key;
mod window;

pub use bytes::CorruptSketch;
pub use key::{MANTISSA_BITS, RELATIVE_ERROR_MAX, key, representative};

use crate::quantile::{between, ranks_type7};
use window::Window;

/// A log-linear histogram: every power of two is cut into 2^[`MANTISSA_BITS`] = 128 equal buckets.
///
/// Any order statistic is known to within [`RELATIVE_ERROR_MAX`] (0.4 %); zero, the smallest and the largest value are
/// exact, and so are whole numbers below 256 when nothing but whole numbers came in. Memory is 1 KiB per power of two
/// that the values span, on either side of zero.
///
/// The idea is that of HDR histograms and of DDSketch (C. Masson, J. E. Rim and H. K. Lee, "DDSketch: a fast and
/// fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12 (2019)), with the bits of the number
/// itself in place of a logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileSketch {
    negative: Window,
    zero: u64,
    positive: Window,
    count: u64,
    refused: u64,
    min: f64,
    max: f64,
    /// Whether every value was a whole number: then representatives are too, where they can be.
    whole: bool,
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
            negative: Window::EMPTY,
            zero: 0,
            positive: Window::EMPTY,
            count: 0,
            refused: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            whole: true,
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
        self.count = self.count.saturating_add(n);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.whole &= value.trunc() == value;
        match key(value) {
            0 => self.zero = self.zero.saturating_add(n),
            positive if positive > 0 => self.positive.add(positive.unsigned_abs() - 1, n),
            negative => self.negative.add(negative.unsigned_abs() - 1, n),
        }
    }

    /// Takes in everything that `other` has taken in.
    pub fn merge(&mut self, other: &Self) {
        self.negative.merge(&other.negative);
        self.positive.merge(&other.positive);
        self.zero = self.zero.saturating_add(other.zero);
        self.count = self.count.saturating_add(other.count);
        self.refused = self.refused.saturating_add(other.refused);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.whole &= other.whole;
    }

    /// How many values were taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many were not, being NaN or infinite.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// The smallest value, exact.
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// The largest value, exact.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }

    /// The value at `rank`, counted from 0 in ascending order; `None` from [`Self::count`] on.
    pub fn value_at_rank(&self, rank: u64) -> Option<f64> {
        if rank >= self.count {
            return None;
        }
        if rank == 0 {
            return Some(self.min);
        }
        if rank == self.count - 1 {
            return Some(self.max);
        }
        Some(self.bucket_at_rank(rank).clamp(self.min, self.max))
    }

    /// The `p`-quantile, interpolated between ranks as [`crate::quantile_type7`] does; `None` when empty or with `p`
    /// outside [0, 1].
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let (below, above, fraction) = ranks_type7(self.count, p)?;
        let low = self.value_at_rank(below)?;
        if fraction == 0.0 {
            return Some(low);
        }
        Some(between(low, self.value_at_rank(above)?, fraction))
    }

    /// Bytes held on the heap, for whoever keeps account of memory.
    pub fn heap_bytes(&self) -> usize {
        self.negative.heap_bytes() + self.positive.heap_bytes()
    }

    fn bucket_at_rank(&self, rank: u64) -> f64 {
        let below_zero = self.negative.total();
        if rank < below_zero {
            // Negative numbers ascend as their magnitudes descend.
            let index = self.negative.index_at_rank(below_zero - 1 - rank);
            return -self.magnitude(index);
        }
        match (rank - below_zero).checked_sub(self.zero) {
            None => 0.0,
            Some(rank) => self.magnitude(self.positive.index_at_rank(rank)),
        }
    }

    fn magnitude(&self, index: u32) -> f64 {
        let middle = key::magnitude(index);
        if !self.whole {
            middle
        } else if middle < key::WHOLE_EXACT_BELOW {
            // Buckets here are at most 1 wide, and the one whole number in each is its lower end.
            middle.floor()
        } else {
            // A bucket [a, b) holds the whole numbers a to b − 1.
            middle - 0.5
        }
    }
}
