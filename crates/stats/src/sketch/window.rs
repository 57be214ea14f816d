//! Dense counts over the stretch of buckets in use.

use super::MANTISSA_BITS;

/// Windows begin and end on powers of two: growing is rare, and the window depends on the buckets seen alone.
const OCTAVE: u32 = 1 << MANTISSA_BITS;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The bucket of the first count; a multiple of [`OCTAVE`].
    first: u32,
    counts: Vec<u64>,
}

impl Window {
    pub(super) const EMPTY: Self = Self {
        first: 0,
        counts: Vec::new(),
    };

    /// Adds `n` (at least 1) to a bucket.
    #[inline]
    pub(super) fn add(&mut self, index: u32, n: u64) {
        // A bucket below the window wraps to a position far beyond it: one comparison covers both sides.
        if let Some(count) = self.counts.get_mut(index.wrapping_sub(self.first) as usize) {
            *count = count.saturating_add(n);
        } else {
            self.grow(index, index);
            if let Some(count) = self.counts.get_mut(index.wrapping_sub(self.first) as usize) {
                *count = n;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let Some(last) = other.last() else { return };
        if self
            .last()
            .is_none_or(|mine| other.first < self.first || last > mine)
        {
            self.grow(other.first, last);
        }
        let offset = other.first.wrapping_sub(self.first) as usize;
        for (mine, theirs) in self.counts.iter_mut().skip(offset).zip(&other.counts) {
            *mine = mine.saturating_add(*theirs);
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.counts
            .iter()
            .fold(0, |total, &count| total.saturating_add(count))
    }

    /// The bucket in which the value of this rank lies, counted from 0 by ascending magnitude.
    pub(super) fn index_at_rank(&self, rank: u64) -> u32 {
        let mut passed = 0_u64;
        for (index, &count) in self.indexed() {
            passed = passed.saturating_add(count);
            if passed > rank {
                return index;
            }
        }
        self.last().unwrap_or_default()
    }

    /// The buckets that hold something, ascending, with their counts.
    pub(super) fn occupied(&self) -> impl DoubleEndedIterator<Item = (u32, u64)> {
        self.indexed()
            .filter(|&(_, &count)| count > 0)
            .map(|(index, &count)| (index, count))
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.counts.capacity() * size_of::<u64>()
    }

    fn indexed(&self) -> impl DoubleEndedIterator<Item = (u32, &u64)> {
        let end = self.first + self.counts.len() as u32;
        (self.first..end).zip(&self.counts)
    }

    /// The last bucket of the window.
    fn last(&self) -> Option<u32> {
        (self.counts.len() as u32)
            .checked_sub(1)
            .map(|last| self.first + last)
    }

    #[cold]
    fn grow(&mut self, low: u32, high: u32) {
        let (low, high) = match self.last() {
            Some(last) => (low.min(self.first), high.max(last)),
            None => (low, high),
        };
        let first = low / OCTAVE * OCTAVE;
        let end = (high / OCTAVE + 1) * OCTAVE;
        let mut counts = vec![0; (end - first) as usize];
        let offset = self.first.saturating_sub(first) as usize;
        for (grown, &count) in counts.iter_mut().skip(offset).zip(&self.counts) {
            *grown = count;
        }
        *self = Self { first, counts };
    }
}
