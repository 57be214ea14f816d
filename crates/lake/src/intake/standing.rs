//! Which version of each record stands: among the rows of one file, then against the table.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::identity::{DIGEST_BYTES, MAPPED_BYTES};
use crate::table::keys::{SOUGHT_MAX, digest, mark};

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

/// The records of one file and their latest versions: about 60 bytes a record.
///
/// Records are told apart by 128 bits of the BLAKE3 digest of their keys, so that keys need not be kept.
pub(super) struct Standing {
    slots: HashMap<u128, u32, BuildHasherDefault<DigestHasher>>,
    places: Vec<Place>,
    versions: Vec<u8>,
    width: usize,
}

impl Standing {
    /// `width` is the number of bytes of a version.
    pub(super) fn new(width: usize) -> Self {
        Self {
            slots: HashMap::default(),
            places: Vec::new(),
            versions: Vec::new(),
            width,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What is sought in files; nothing when there is so much that files are better read.
    pub(super) fn sought(&self) -> Option<HashSet<u64>> {
        (self.slots.len() <= SOUGHT_MAX)
            .then(|| self.slots.keys().map(|digest| mark(*digest)).collect())
    }

    pub(super) fn arrive(&mut self, key: &str, version: &[u8], place: Place) -> Arrival {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let slot = *self.slots.entry(digest(key)).or_insert(next);
        if slot == next {
            self.places.push(place);
            self.versions.extend_from_slice(version);
            return Arrival::First;
        }
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
    pub(super) fn compare(&self, key: &str, stored: &[u8]) -> Option<(Place, Ordering)> {
        let slot = *self.slots.get(&digest(key))? as usize;
        let arrived = self
            .versions
            .get(slot * self.width..(slot + 1) * self.width)?;
        Some((*self.places.get(slot)?, order(stored, arrived)))
    }
}

/// How the version of a row that is stored compares to one that arrives. Rows of format 1 do not say how they were
/// mapped: of the same version with another content, the one that arrives stands.
fn order(stored: &[u8], arrived: &[u8]) -> Ordering {
    if stored.len() + MAPPED_BYTES != arrived.len() {
        return stored.cmp(arrived);
    }
    let parts = stored.len().saturating_sub(DIGEST_BYTES);
    let (stored, content) = stored.split_at_checked(parts).unwrap_or((stored, &[]));
    let (arrived, mapped) = arrived.split_at_checked(parts).unwrap_or((arrived, &[]));
    let same = mapped.get(MAPPED_BYTES..) == Some(content);
    stored.cmp(arrived).then(if same {
        Ordering::Equal
    } else {
        Ordering::Less
    })
}

/// A digest needs no hashing.
#[derive(Default)]
struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u128(&mut self, digest: u128) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "half of a digest is a hash"
        )]
        {
            self.0 = digest as u64;
        }
    }
}
