//! Records beyond memory, as a Grace hash join has them (Kitsuregawa, Tanaka and Moto-oka 1983): what arrives and what is
//! stored is parted by the digests of its keys, so that each part fits into memory and is settled by itself. A part that
//! does not fit is parted again.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::records::{Found, Records, Room};
use super::standing::Place;
use crate::LakeError;

/// Bits of a digest that say in which part a record is.
const PART_BITS: u32 = 6;
const PARTS: usize = 1 << PART_BITS;
/// How often records can be parted before a digest has no bits left: the other half of it is for tables in memory.
const LEVELS: u32 = 64 / PART_BITS;
const BUFFER_BYTES: usize = 64 << 10;

/// A row of the table's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stored {
    pub file: u32,
    pub row: u32,
}

/// Records that are parted, on disk.
pub(super) struct Spread {
    parts: Vec<Part>,
    width: usize,
    level: u32,
}

/// Records whose digests begin alike.
struct Part {
    name: String,
    arrived: Pile,
    /// Files of the table are read by several threads.
    stored: Mutex<Pile>,
}

/// A file of entries, of one writer. There is none while nothing was written.
struct Pile {
    path: PathBuf,
    writer: Option<BufWriter<File>>,
    entries: u64,
}

/// A file of entries that is written.
struct Entries {
    path: PathBuf,
    count: u64,
}

impl Spread {
    /// Whether records of this level can be parted once more.
    pub(super) fn can(level: u32) -> bool {
        level < LEVELS
    }

    /// `width` is the number of bytes of a version that arrives; files are in `folder` and called `name` first.
    pub(super) fn new(folder: &Path, name: &str, width: usize, level: u32) -> Self {
        let parts = (0..PARTS).map(|part| {
            let name = format!("{name}-{part:02}");
            Part {
                arrived: Pile::new(folder.join(format!("{name}.arrived"))),
                stored: Mutex::new(Pile::new(folder.join(format!("{name}.stored")))),
                name,
            }
        });
        Self {
            parts: parts.collect(),
            width,
            level,
        }
    }

    fn part(&self, digest: u128) -> usize {
        let shift = u128::BITS - PART_BITS * (self.level + 1);
        usize::try_from(digest >> shift).unwrap_or_default() & (PARTS - 1)
    }

    pub(super) fn arrive(
        &mut self,
        digest: u128,
        version: &[u8],
        place: Place,
    ) -> Result<(), LakeError> {
        let part = self.part(digest);
        match self.parts.get_mut(part) {
            Some(part) => part.arrived.put(digest, (place.run, place.row), version),
            None => Ok(()),
        }
    }

    pub(super) fn stored(
        &self,
        digest: u128,
        version: &[u8],
        stored: Stored,
    ) -> Result<(), LakeError> {
        match self.parts.get(self.part(digest)) {
            Some(part) => {
                let mut pile = part.stored.lock().unwrap_or_else(PoisonError::into_inner);
                pile.put(digest, (stored.file, stored.row), version)
            }
            None => Ok(()),
        }
    }

    /// Settles part by part.
    pub(super) fn settle(self, room: &Room, found: &mut dyn FnMut(Found)) -> Result<(), LakeError> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in self.parts {
            let stored = part
                .stored
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner);
            parts.push((part.name, part.arrived.close()?, stored.close()?));
        }
        for (name, arrived, stored) in parts {
            let mut records = Records::of_level(room.clone(), self.width, self.level + 1, name);
            each(arrived, |digest, (run, row), version| {
                let place = Place { run, row };
                if let Some(arrival) = records.arrive(digest, version, place)? {
                    found(Found::Arrived(place, arrival));
                }
                Ok(())
            })?;
            each(stored, |digest, (file, row), version| {
                let stored = Stored { file, row };
                if let Some((place, ordering)) = records.compare(digest, version, stored)? {
                    found(Found::Compared(stored, place, ordering));
                }
                Ok(())
            })?;
            records.rest(found)?;
        }
        Ok(())
    }
}

impl Pile {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            writer: None,
            entries: 0,
        }
    }

    /// An entry: digest, place, length of the version, version.
    fn put(&mut self, digest: u128, place: (u32, u32), version: &[u8]) -> Result<(), LakeError> {
        let path = &self.path;
        let failed = |error| LakeError::io(format!("writing {}", path.display()))(error);
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let file = File::create(path).map_err(failed)?;
                none.insert(BufWriter::with_capacity(BUFFER_BYTES, file))
            }
        };
        let length = u16::try_from(version.len()).unwrap_or(u16::MAX);
        let mut put = |bytes: &[u8]| writer.write_all(bytes).map_err(failed);
        put(&digest.to_le_bytes())?;
        put(&place.0.to_le_bytes())?;
        put(&place.1.to_le_bytes())?;
        put(&length.to_le_bytes())?;
        put(version.get(..usize::from(length)).unwrap_or(version))?;
        self.entries += 1;
        Ok(())
    }

    /// Writes what is left; gives the file, where there is one.
    fn close(self) -> Result<Option<Entries>, LakeError> {
        let Some(mut writer) = self.writer else {
            return Ok(None);
        };
        let doing = || format!("writing {}", self.path.display());
        writer.flush().map_err(LakeError::io(doing()))?;
        Ok(Some(Entries {
            path: self.path,
            count: self.entries,
        }))
    }
}

/// Reads the entries of a file, in the order in which they were written, and removes it.
fn each(
    entries: Option<Entries>,
    mut entry: impl FnMut(u128, (u32, u32), &[u8]) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let Some(Entries { path, count }) = entries else {
        return Ok(());
    };
    let failed = |error| LakeError::io(format!("reading {}", path.display()))(error);
    let mut from = BufReader::with_capacity(BUFFER_BYTES, File::open(&path).map_err(failed)?);
    let mut version = Vec::new();
    for _ in 0..count {
        let (mut digest, mut first, mut second, mut length) = ([0; 16], [0; 4], [0; 4], [0; 2]);
        from.read_exact(&mut digest).map_err(failed)?;
        from.read_exact(&mut first).map_err(failed)?;
        from.read_exact(&mut second).map_err(failed)?;
        from.read_exact(&mut length).map_err(failed)?;
        version.resize(usize::from(u16::from_le_bytes(length)), 0);
        from.read_exact(&mut version).map_err(failed)?;
        let place = (u32::from_le_bytes(first), u32::from_le_bytes(second));
        entry(u128::from_le_bytes(digest), place, &version)?;
    }
    drop(from);
    fs::remove_file(&path).map_err(failed)
}
