//! A list that only grows. A copy of it shares what it holds, so that a state of a million notes is handed on, and grown by
//! one, in microseconds.

use std::sync::Arc;

/// Most items that are copied when one is added to a list that others hold too.
const CHUNK: usize = 512;

/// A list that only grows, of which copies are cheap.
#[derive(Debug, Clone)]
pub struct Grown<T> {
    /// Every chunk but the last holds `CHUNK` items.
    chunks: Vec<Arc<Vec<T>>>,
}

impl<T> Default for Grown<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T> Grown<T> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let last = self.chunks.last();
        last.map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// All of them, in the order in which they came.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The one that came last.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.chunks.last()?.last()
    }

    /// The parts that it lies in.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = &[T]> {
        self.chunks.iter().map(|chunk| chunk.as_slice())
    }
}

impl<T: Clone> Grown<T> {
    /// Adds one.
    pub fn push(&mut self, item: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => Arc::make_mut(last).push(item),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(item);
                self.chunks.push(Arc::new(chunk));
            }
        }
    }
}

impl<T: PartialEq> PartialEq for Grown<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Grown<T> {}

impl<T: Clone> Extend<T> for Grown<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_stays_as_it_was() {
        let mut grown = Grown::default();
        let mut copies = vec![grown.clone()];
        for number in 0..CHUNK * 2 + 1 {
            grown.push(number);
            copies.push(grown.clone());
        }
        for (many, copy) in copies.iter().enumerate() {
            assert_eq!((copy.len(), copy.is_empty()), (many, many == 0));
            assert!(copy.iter().copied().eq(0..many));
            assert_eq!(copy.last().copied(), many.checked_sub(1));
        }
        let mut anew = Grown::default();
        anew.extend(0..CHUNK * 2 + 1);
        assert_eq!(anew, grown);
        assert_ne!(copies[CHUNK], grown);
    }
}
