//! How much may come out of little: a few bytes can stand for more than a disk holds.

use std::io::{self, Read};

use crate::bytes::Meter;

/// What comes out of an archive that is held in memory.
const HELD_BYTES_MAX: u64 = 64 << 20;
/// What may come out of any file, however small it is: more than an export of a day, less than a disk.
const ANY_BYTES_MAX: u64 = 1 << 30;
/// What may come out of a file beyond that, for each of its own bytes. Exports are text of which Zstandard and gzip make a
/// tenth to a fiftieth; an archive made to fill a disk is a thousand times smaller than what comes out of it, or more.
const TIMES_PACKED: u64 = 100;
/// The same of rows as they wait to be written: a file in columns holds a repeated value once, and a short line that cannot
/// be read is set aside with its reason.
const TIMES_ROWS: u64 = 1_000;

/// What bounds that which comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// It is held in memory.
    Held,
    /// It is an archive, and what comes out may be written to disk.
    OnDisk,
    /// It is rows that wait on disk.
    Rows,
}

impl Bound {
    /// The most bytes that may have come out of so many.
    fn most(self, packed: u64) -> u64 {
        match self {
            Self::Held => HELD_BYTES_MAX,
            Self::OnDisk => packed.saturating_mul(TIMES_PACKED).max(ANY_BYTES_MAX),
            Self::Rows => packed.saturating_mul(TIMES_ROWS).max(ANY_BYTES_MAX),
        }
    }

    /// Refuses what is more than may have come out of so many bytes.
    ///
    /// # Errors
    /// When it is more.
    pub fn allows(self, packed: u64, unpacked: u64) -> Result<(), Swollen> {
        let most = self.most(packed);
        if unpacked > most {
            return Err(Swollen { bound: self, most });
        }
        Ok(())
    }
}

/// Too much came out of a file.
#[derive(Debug, thiserror::Error)]
#[error("{} more than {} MiB", .bound.what(), .most >> 20)]
pub struct Swollen {
    bound: Bound,
    most: u64,
}

impl Bound {
    fn what(self) -> &'static str {
        match self {
            Self::Held | Self::OnDisk => "the archive holds",
            Self::Rows => "its rows come to",
        }
    }
}

impl Swollen {
    /// What to do.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.bound {
            Bound::Held => "Send it in parts, or take it in as a file with `tandem ingest`.",
            Bound::OnDisk => {
                "So much from so little is seldom an export. See what it holds; where it is right, unpack it and take in what comes out."
            }
            Bound::Rows => {
                "So much from so little is seldom an export. See what it holds; where it is right, take it in in parts."
            }
        }
    }
}

/// An archive being unpacked, as far as its own size bears out.
pub(crate) struct Unpacked<R> {
    inner: R,
    bound: Bound,
    packed: Meter,
    given: u64,
}

impl<R: Read> Unpacked<R> {
    /// `packed` counts what was read of the archive itself.
    pub(crate) fn new(inner: R, bound: Bound, packed: Meter) -> Self {
        Self {
            inner,
            bound,
            packed,
            given: 0,
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.given += count as u64;
        self.bound
            .allows(self.packed.bytes(), self.given)
            .map_err(io::Error::other)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;
    use crate::bytes::{decompressed, open};

    #[test]
    fn what_may_come_out_grows_with_what_goes_in() {
        let check = |bound: Bound, packed: u64, unpacked: u64, fits: bool| {
            let allowed = bound.allows(packed, unpacked);
            assert_eq!(allowed.is_ok(), fits, "{bound:?} {packed} {unpacked}");
        };
        check(Bound::Held, 1 << 30, 64 << 20, true);
        check(Bound::Held, 1 << 30, (64 << 20) + 1, false);
        check(Bound::OnDisk, 10, 1 << 30, true);
        check(Bound::OnDisk, 10, (1 << 30) + 1, false);
        check(Bound::OnDisk, 1 << 30, 100 << 30, true);
        check(Bound::OnDisk, 1 << 30, (100 << 30) + 1, false);
        check(Bound::Rows, 1 << 30, 1_000 << 30, true);
    }

    #[test]
    fn an_archive_is_read_as_far_as_it_bears_out() {
        let packed = Meter::default();
        let mut unpacked = Unpacked::new(io::repeat(b'0'), Bound::Held, packed);
        let mut block = vec![0; 1 << 20];
        for _ in 0..64 {
            assert!(unpacked.read_exact(&mut block).is_ok());
        }
        let error = unpacked.read(&mut block).map_err(|error| error.to_string());
        assert_eq!(error, Err("the archive holds more than 64 MiB".to_owned()));
    }

    #[test]
    fn an_archive_of_zeros_does_not_fill_the_disk() {
        let zeros = zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap_or_default();
        assert!(!zeros.is_empty());
        let archive = zeros.repeat(17);
        let opened = open(Source::Reader {
            name: "zeros.zst".to_owned(),
            bytes: Box::new(io::Cursor::new(archive)),
        });
        let unpacked = opened.and_then(|opened| {
            let (name, mut bytes) = decompressed(opened)?;
            let mut block = vec![0; 1 << 20];
            loop {
                match bytes.read(&mut block) {
                    Ok(0) => return Ok(()),
                    Ok(_) => {}
                    Err(error) => return Err(name.unreadable(error)),
                }
            }
        });
        let error = unpacked.map_err(|error| error.to_string());
        let told = "zeros.zst: the archive holds more than 1024 MiB".to_owned();
        assert_eq!(error, Err(told));
    }
}
