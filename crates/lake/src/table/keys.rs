//! Which records lie in which data file, in memory: a file is opened only when something that arrives is in it.
//!
//! A data file never changes, so what is known of one under its name stays true, whatever is committed or taken back. Of
//! a record 64 bits of its key's digest are held: they say where to look, and the file itself says what is there.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use arrow::array::{AsArray, RecordBatch};
use xxhash_rust::xxh3::xxh3_128_with_seed;

use super::DataFile;
use super::file;
use crate::LakeError;

/// Records held in all, at 8 bytes each: 128 MiB. What lies beyond is read from its file each time.
const RECORDS_MAX: usize = 16 << 20;
/// Files with more rows are not held when they are written, but when they are first looked into: a large export need not
/// wait for it.
const HELD_WHEN_WRITTEN_MAX: usize = 65_536;
/// What arrives with more records than this is compared with whole files at once.
pub(crate) const SOUGHT_MAX: usize = 262_144;

/// 128 bits that stand for a key, while this process runs: a key that somebody chose so that it has the digest of another has it
/// in no other process.
pub(crate) fn digest(key: &str) -> u128 {
    static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
    xxh3_128_with_seed(key.as_bytes(), *SEED)
}

/// The part of a digest by which a record is sought.
pub(crate) fn mark(digest: u128) -> u64 {
    (digest >> 64) as u64
}

/// Marks of the records of one file, in order.
type Marks = Arc<[u64]>;

#[derive(Default)]
struct Held {
    files: HashMap<PathBuf, Marks>,
    records: usize,
}

/// What is known of data files.
#[derive(Default)]
pub(crate) struct KeyIndex {
    held: Mutex<Held>,
}

impl KeyIndex {
    /// Whether a file may hold one of these records. `column` is the one that tells its records apart.
    pub(crate) fn may_hold(
        &self,
        folder: &Path,
        file: &DataFile,
        column: &str,
        sought: &HashSet<u64>,
    ) -> Result<bool, LakeError> {
        let marks = self.marks(&folder.join(&file.name), column)?;
        if sought.len().saturating_mul(16) < marks.len() {
            return Ok(sought.iter().any(|mark| marks.binary_search(mark).is_ok()));
        }
        Ok(marks.iter().any(|mark| sought.contains(mark)))
    }

    fn marks(&self, path: &Path, column: &str) -> Result<Marks, LakeError> {
        if let Some(marks) = self.lock().files.get(path) {
            return Ok(marks.clone());
        }
        let mut marks = Vec::new();
        for batch in file::read(path, Some(&[column]))? {
            marks.extend(marks_of(&batch?, column));
        }
        Ok(self.hold(path, marks))
    }

    /// Remembers the records of a file that was written.
    pub(crate) fn written(&self, path: &Path, rows: &[RecordBatch], column: &str) {
        let count: usize = rows.iter().map(RecordBatch::num_rows).sum();
        if count <= HELD_WHEN_WRITTEN_MAX {
            let marks = rows.iter().flat_map(|rows| marks_of(rows, column));
            self.hold(path, marks.collect());
        } else {
            self.lock().forget(path);
        }
    }

    fn hold(&self, path: &Path, mut marks: Vec<u64>) -> Marks {
        marks.sort_unstable();
        let marks: Marks = marks.into();
        let mut held = self.lock();
        held.forget(path);
        if held.records + marks.len() <= RECORDS_MAX {
            held.records += marks.len();
            held.files.insert(path.to_owned(), marks.clone());
        }
        marks
    }

    /// Forgets the files of a folder that are not among these.
    pub(crate) fn keep(&self, folder: &Path, files: &[DataFile]) {
        let names: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let mut held = self.lock();
        let gone: Vec<PathBuf> = held
            .files
            .keys()
            .filter(|path| path.parent() == Some(folder))
            .filter(|path| {
                path.file_name()
                    .and_then(|name| name.to_str())
                    .is_none_or(|name| !names.contains(name))
            })
            .cloned()
            .collect();
        for path in gone {
            held.forget(&path);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn forget(&mut self, path: &Path) {
        if let Some(marks) = self.files.remove(path) {
            self.records -= marks.len();
        }
    }
}

fn marks_of(rows: &RecordBatch, column: &str) -> Vec<u64> {
    rows.column_by_name(column)
        .and_then(|keys| keys.as_string_opt::<i32>())
        .map(|keys| keys.iter().flatten().map(|key| mark(digest(key))).collect())
        .unwrap_or_default()
}
