//! The records of one file, however many: in memory as far as it goes, and spread over files on disk beyond that.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::path::PathBuf;

use super::spread::{Spread, Stored};
use super::standing::{Arrival, Place, RECORD_BYTES, Standing};
use crate::LakeError;

/// The share of the memory that records may take.
const SHARE: usize = 4;

/// How much memory records may take, and where they are put beyond it.
#[derive(Debug, Clone)]
pub(super) struct Room {
    /// A folder for files of our own.
    pub folder: PathBuf,
    /// How many records there may be in memory.
    pub records_max: usize,
}

impl Room {
    /// `width` is the number of bytes of a version.
    pub(super) fn new(folder: PathBuf, memory_bytes: usize, width: usize) -> Self {
        Self {
            folder,
            records_max: memory_bytes / SHARE / (RECORD_BYTES + width),
        }
    }
}

/// What is found out of rows.
pub(super) enum Found {
    /// What a row that arrived means for its record.
    Arrived(Place, Arrival),
    /// How the version of a row that is stored compares to the one that arrived.
    Compared(Stored, Place, Ordering),
}

/// The records of one file. What cannot be said at once, since not all records are in memory, is said by [`Records::rest`].
pub(super) struct Records {
    held: Standing,
    spread: Option<Spread>,
    room: Room,
    width: usize,
    /// How often these records were parted from others already.
    level: u32,
    /// What files of ours are called first.
    name: String,
}

impl Records {
    /// `width` is the number of bytes of a version.
    pub(super) fn new(room: Room, width: usize) -> Self {
        Self::of_level(room, width, 0, "records".to_owned())
    }

    pub(super) fn of_level(room: Room, width: usize, level: u32, name: String) -> Self {
        Self {
            held: Standing::new(width),
            spread: None,
            room,
            width,
            level,
            name,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.len() == 0 && self.spread.is_none()
    }

    /// What is sought in files; nothing when there is so much that files are better read.
    pub(super) fn sought(&self) -> Option<HashSet<u64>> {
        match self.spread {
            None => self.held.sought(),
            Some(_) => None,
        }
    }

    /// Looks where these records will be put, so that the memory is near by when they arrive.
    pub(super) fn approach<'a>(&self, digests: impl Iterator<Item = &'a u128>) {
        if self.spread.is_none() {
            self.held.approach(digests);
        }
    }

    /// Takes a row; says what it means for its record, where that is known yet.
    pub(super) fn arrive(
        &mut self,
        digest: u128,
        version: &[u8],
        place: Place,
    ) -> Result<Option<Arrival>, LakeError> {
        if self.held.len() > self.room.records_max && Spread::can(self.level) {
            self.put_down()?;
        }
        match &mut self.spread {
            None => Ok(Some(self.held.arrive(digest, version, place))),
            Some(spread) => spread.arrive(digest, version, place).map(|()| None),
        }
    }

    /// Spreads the records that are in memory, and all that follow.
    fn put_down(&mut self) -> Result<(), LakeError> {
        let room = &self.room;
        let mut spread = Spread::new(&room.folder, &self.name, self.width, self.level);
        for (digest, version, place) in self.held.iter() {
            spread.arrive(digest, version, place)?;
        }
        self.held = Standing::new(self.width);
        self.spread = Some(spread);
        Ok(())
    }

    /// Compares the version of a row that is stored to the one that arrived, where that can be said yet.
    pub(super) fn compare(
        &self,
        digest: u128,
        version: &[u8],
        stored: Stored,
    ) -> Result<Option<(Place, Ordering)>, LakeError> {
        match &self.spread {
            None => Ok(self.held.compare(digest, version)),
            Some(spread) => spread.stored(digest, version, stored).map(|()| None),
        }
    }

    /// Says what could not be said before. Nothing arrives any more, and nothing is compared.
    pub(super) fn rest(&mut self, found: &mut dyn FnMut(Found)) -> Result<(), LakeError> {
        match self.spread.take() {
            None => Ok(()),
            Some(spread) => spread.settle(&self.room, found),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    type Row = (u8, u8);

    /// Digests of which many begin alike, as somebody might choose them.
    fn digest(key: u8) -> u128 {
        match key % 3 {
            0 => u128::from(key),
            1 => u128::from(key) << 120,
            _ => u128::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        }
    }

    /// What is found in the end: what became of each row that arrived, and of each that is stored.
    fn settled(records_max: usize, arrive: &[Row], stored: &[Row]) -> (Vec<u8>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let room = Room {
            folder: folder.path().to_owned(),
            records_max,
        };
        let mut records = Records::new(room, 1);
        let mut became = vec![0; arrive.len()];
        let mut arrived = |place: Place, arrival: Arrival| {
            became[place.row as usize] = match arrival {
                Arrival::First => 1,
                Arrival::Duplicate => 2,
                Arrival::Late => 3,
                Arrival::Replaces(earlier) => {
                    became[earlier.row as usize] = 3;
                    1
                }
            };
        };
        for (row, (key, version)) in (0..).zip(arrive) {
            let place = Place { run: 0, row };
            if let Some(arrival) = records.arrive(digest(*key), &[*version], place).unwrap() {
                arrived(place, arrival);
            }
        }
        let mut hits = HashMap::new();
        for (row, (key, version)) in (0..).zip(stored) {
            let at = Stored { file: 7, row };
            if let Some((place, ordering)) = records.compare(digest(*key), &[*version], at).unwrap()
            {
                hits.insert(row, (place.row, ordering));
            }
        }
        let rest = records.rest(&mut |found| match found {
            Found::Arrived(place, arrival) => arrived(place, arrival),
            Found::Compared(at, place, ordering) => {
                assert_eq!(at.file, 7);
                assert_eq!(hits.insert(at.row, (place.row, ordering)), None);
            }
        });
        rest.unwrap();
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        let hits = (0..)
            .zip(stored)
            .map(|(row, _)| format!("{:?}", hits.get(&row)));
        let hits = hits.collect();
        (became, hits)
    }

    proptest! {
        #[test]
        fn records_beyond_memory_are_settled_as_those_within(
            records_max in 0..20_usize,
            arrive in vec((0..40_u8, 0..5_u8), 0..120),
            stored in vec((0..60_u8, 0..5_u8), 0..60),
        ) {
            prop_assert_eq!(
                settled(records_max, &arrive, &stored),
                settled(usize::MAX, &arrive, &stored)
            );
        }
    }
}
