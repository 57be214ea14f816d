//! A log-linear histogram: what a sketch of many values is.

use super::key::{self, key};
use super::window::Window;

/// Every power of two is cut into 2^[`super::MANTISSA_BITS`] = 128 equal buckets.
///
/// Any order statistic is known to within [`super::RELATIVE_ERROR_MAX`] (0.4 %); zero, the smallest and the largest value are
/// exact, and so are whole numbers below 256 when nothing but whole numbers came in. Memory is 1 KiB per power of two
/// that the values span, on either side of zero.
///
/// The idea is that of HDR histograms and of DDSketch (C. Masson, J. E. Rim and H. K. Lee, "DDSketch: a fast and
/// fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12 (2019)), with the bits of the number
/// itself in place of a logarithm.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Histogram {
    pub(super) negative: Window,
    pub(super) zero: u64,
    pub(super) positive: Window,
    pub(super) count: u64,
    pub(super) min: f64,
    pub(super) max: f64,
    /// Whether every value was a whole number: then representatives are too, where they can be.
    pub(super) whole: bool,
}

impl Histogram {
    /// A sketch of nothing; allocates nothing.
    pub(super) const fn new() -> Self {
        Self {
            negative: Window::EMPTY,
            zero: 0,
            positive: Window::EMPTY,
            count: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            whole: true,
        }
    }

    /// A histogram of finite values.
    pub(super) fn of(values: &[f64]) -> Self {
        let mut histogram = Self::new();
        for value in values {
            histogram.add_n(*value, 1);
        }
        histogram
    }

    /// Takes in a finite value `n` times, `n` at least 1; of the two zeros, the positive one.
    #[inline]
    pub(super) fn add_n(&mut self, value: f64, n: u64) {
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
    pub(super) fn merge(&mut self, other: &Self) {
        self.negative.merge(&other.negative);
        self.positive.merge(&other.positive);
        self.zero = self.zero.saturating_add(other.zero);
        self.count = self.count.saturating_add(other.count);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.whole &= other.whole;
    }

    /// The value at `rank`, counted from 0 in ascending order; `None` from [`Self::count`] on.
    pub(super) fn value_at_rank(&self, rank: u64) -> Option<f64> {
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

    /// Bytes held on the heap, for whoever keeps account of memory.
    pub(super) fn heap_bytes(&self) -> usize {
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
