//! Apache Parquet, read no further than it goes: the library makes room for as much as a file says that it holds, and what
//! a file says may be anything.

use std::fs::File;
use std::io::BufReader;

use ::bytes::Bytes;

use crate::guarded::guarded;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::reader::{ChunkReader, Length};

/// Reads a Parquet file.
pub(crate) type Builder = ParquetRecordBatchReaderBuilder<Within>;

/// A file of which nothing is asked that lies outside of it.
pub(crate) struct Within {
    file: File,
    size: u64,
}

pub(crate) fn builder(file: File) -> Result<Builder> {
    let size = Length::len(&file);
    guarded(|| ParquetRecordBatchReaderBuilder::try_new(Within { file, size }))
}

impl Length for Within {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for Within {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if start
            .checked_add(length as u64)
            .is_none_or(|end| end > self.size)
        {
            return Err(ParquetError::EOF(
                "it says that it holds more than it does".to_owned(),
            ));
        }
        self.file.get_bytes(start, length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn nothing_is_read_that_lies_outside_of_the_file() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let size = Length::len(&file);
        let within = Within { file, size };
        assert_eq!(within.get_bytes(3, 4).unwrap(), &b"3456"[..]);
        for (start, length) in [(7, 4), (0, 1 << 60), (1 << 60, 1), (u64::MAX, usize::MAX)] {
            assert!(within.get_bytes(start, length).is_err(), "{start} {length}");
        }
    }
}
