//! What is to happen, soonest first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::moment::Moment;

/// Events to come and the present instant. What was put down first comes first among events of one instant.
#[derive(Debug, Clone)]
pub struct Agenda<E> {
    now: Moment,
    put_down: u64,
    heap: BinaryHeap<Entry<E>>,
}

#[derive(Debug, Clone)]
struct Entry<E> {
    at: Moment,
    order: u64,
    event: E,
}

impl<E> Agenda<E> {
    /// An empty agenda at an instant.
    #[must_use]
    pub fn new(now: Moment) -> Self {
        Self {
            now,
            put_down: 0,
            heap: BinaryHeap::new(),
        }
    }

    /// The present: the instant of the event taken last.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Puts an event down for an instant; for now when the instant has passed.
    pub fn at(&mut self, at: Moment, event: E) {
        self.put_down += 1;
        self.heap.push(Entry {
            at: at.max(self.now),
            order: self.put_down,
            event,
        });
    }

    /// Takes the next event that lies before `end`, and moves the present there.
    pub fn take_before(&mut self, end: Moment) -> Option<E> {
        if self.heap.peek()?.at >= end {
            return None;
        }
        let entry = self.heap.pop()?;
        self.now = entry.at;
        Some(entry.event)
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Reversed: the heap gives its greatest first, and we want the soonest.
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Entry<E> {}
