//! Which version of each record stands: among the rows of one file, then against the table.

use std::cmp::Ordering;
use std::collections::HashSet;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::identity::{DIGEST_BYTES, MAPPED_BYTES};
use crate::table::keys::{SOUGHT_MAX, mark};

/// Bytes of the digest with which versions of earlier formats end.
const OLDER_DIGEST_BYTES: usize = 16;

/// A row of the file: the run it is in, and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub run: u32,
    pub row: u32,
}

/// What a row that arrives means for the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// The record was not in the file yet.
    First,
    /// The same version with the same content was.
    Duplicate,
    /// A later version was.
    Late,
    /// It takes the place of an earlier version.
    Replaces(Place),
}

/// Bytes of a record in memory besides its version, about at most.
pub(super) const RECORD_BYTES: usize = 72;

/// The records of one file and their latest versions, at most [`RECORD_BYTES`] and a version each.
///
/// Records are told apart by a digest of 128 bits of their keys, so that keys need not be kept. The table has only
/// the slots in which they lie: it is small enough to stay near the processor.
pub(super) struct Standing {
    slots: HashTable<Slot>,
    digests: Vec<u128>,
    places: Vec<Place>,
    versions: Vec<u8>,
    width: usize,
}

/// Where a record lies, and enough of its digest to move it about in the table without looking there.
#[derive(Clone, Copy)]
struct Slot {
    place: u32,
    part: u32,
}

impl Slot {
    /// Multiplied, so that all bits count that the table looks at: Knuth's multiplicative hashing with the golden ratio
    /// (The Art of Computer Programming 3, 6.4).
    fn hash(part: u32) -> u64 {
        u64::from(part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

impl Standing {
    /// `width` is the number of bytes of a version.
    pub(super) fn new(width: usize) -> Self {
        Self {
            slots: HashTable::new(),
            digests: Vec::new(),
            places: Vec::new(),
            versions: Vec::new(),
            width,
        }
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Every record: its digest, the version that stands, and where it is.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u128, &[u8], Place)> {
        let versions = self.versions.chunks(self.width.max(1));
        (self.digests.iter().zip(versions).zip(&self.places))
            .map(|((digest, version), place)| (*digest, version, *place))
    }

    /// What is sought in files; nothing when there is so much that files are better read.
    pub(super) fn sought(&self) -> Option<HashSet<u64>> {
        (self.digests.len() <= SOUGHT_MAX)
            .then(|| self.digests.iter().map(|digest| mark(*digest)).collect())
    }

    /// Looks for many records, none of which waits for another: the memory in which they lie or will lie is fetched for all of
    /// them at once, where one that arrives would wait for its own.
    pub(super) fn approach<'a>(&self, digests: impl Iterator<Item = &'a u128>) {
        let there = digests.filter(|digest| {
            let part = part(**digest);
            let is_it = |slot: &Slot| slot.part == part;
            self.slots.find(Slot::hash(part), is_it).is_some()
        });
        // Nobody asks how many there are, but they are looked for only where somebody does.
        std::hint::black_box(there.count());
    }

    /// `digest` is that of the record's key.
    pub(super) fn arrive(&mut self, digest: u128, version: &[u8], place: Place) -> Arrival {
        let digests = &self.digests;
        let part = part(digest);
        if self.slots.len() == self.slots.capacity() {
            // They are small, so that there may well be too many; to move them again and again takes long.
            let more = self.slots.len() * 3;
            self.slots.reserve(more, |slot| Slot::hash(slot.part));
        }
        let entry = self.slots.entry(
            Slot::hash(part),
            |slot| slot.part == part && digests.get(slot.place as usize) == Some(&digest),
            |slot| Slot::hash(slot.part),
        );
        let slot = match entry {
            Entry::Occupied(slot) => slot.get().place,
            Entry::Vacant(free) => {
                free.insert(Slot {
                    place: u32::try_from(self.places.len()).unwrap_or(u32::MAX),
                    part,
                });
                self.digests.push(digest);
                self.places.push(place);
                self.versions.extend_from_slice(version);
                return Arrival::First;
            }
        };
        let start = slot as usize * self.width;
        let (Some(standing), Some(stands)) = (
            self.versions.get_mut(start..start + self.width),
            self.places.get_mut(slot as usize),
        ) else {
            return Arrival::Duplicate;
        };
        match version.cmp(standing) {
            Ordering::Equal => Arrival::Duplicate,
            Ordering::Less => Arrival::Late,
            Ordering::Greater => {
                standing.copy_from_slice(version);
                Arrival::Replaces(std::mem::replace(stands, place))
            }
        }
    }

    /// The row of the file with this record, and how the version in the table compares to it.
    pub(super) fn compare(&self, digest: u128, stored: &[u8]) -> Option<(Place, Ordering)> {
        let part = part(digest);
        let is_it = |slot: &Slot| {
            slot.part == part && self.digests.get(slot.place as usize) == Some(&digest)
        };
        let slot = self.slots.find(Slot::hash(part), is_it)?.place as usize;
        let arrived = self
            .versions
            .get(slot * self.width..(slot + 1) * self.width)?;
        Some((*self.places.get(slot)?, order(stored, arrived)))
    }
}

/// How the version of a row that is stored compares to one that arrives. Rows of earlier formats say their content by another
/// digest, and those of the first not how they were mapped: where all else is alike, the row that arrives stands.
fn order(stored: &[u8], arrived: &[u8]) -> Ordering {
    let older = |mapped_bytes: usize| {
        let stored = stored.get(..stored.len().checked_sub(OLDER_DIGEST_BYTES)?)?;
        let arrived = arrived.get(..arrived.len().checked_sub(mapped_bytes + DIGEST_BYTES)?)?;
        (stored.len() == arrived.len()).then(|| stored.cmp(arrived).then(Ordering::Less))
    };
    match stored.len() == arrived.len() {
        true => stored.cmp(arrived),
        false => (older(0).or_else(|| older(MAPPED_BYTES))).unwrap_or_else(|| stored.cmp(arrived)),
    }
}

/// The part of a digest that the table keeps.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a part of a digest is as good as any other"
)]
fn part(digest: u128) -> u32 {
    digest as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A version of one expression: its value, how the row was mapped, and its digest.
    fn version(value: u8, mapped: &[u8], digest: &[u8]) -> Vec<u8> {
        [&[1, 0, 0, 0, 0, 0, 0, 0, value], mapped, digest].concat()
    }

    #[test]
    fn versions_of_earlier_formats_keep_their_order() {
        let arrives = version(5, &[0, 1, 9], &[7; DIGEST_BYTES]);
        let check = |stored: Vec<u8>, expect: Ordering| {
            assert_eq!(order(&stored, &arrives), expect, "{stored:?}");
        };
        for digest in [[0; OLDER_DIGEST_BYTES], [u8::MAX; OLDER_DIGEST_BYTES]] {
            // The first format, which does not say how a row was mapped.
            check(version(4, &[], &digest), Ordering::Less);
            check(version(5, &[], &digest), Ordering::Less);
            check(version(6, &[], &digest), Ordering::Greater);
            // The one after it, which does.
            check(version(4, &[0, 2, 0], &digest), Ordering::Less);
            check(version(5, &[0, 1, 8], &digest), Ordering::Less);
            check(version(5, &[0, 1, 9], &digest), Ordering::Less);
            check(version(5, &[0, 1, 10], &digest), Ordering::Greater);
            check(version(6, &[0, 0, 0], &digest), Ordering::Greater);
        }
        check(arrives.clone(), Ordering::Equal);
        check(
            version(5, &[0, 1, 9], &[8; DIGEST_BYTES]),
            Ordering::Greater,
        );
    }
}
