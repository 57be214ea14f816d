//! Whether a data file is still as it was written. Its digest is part of its name, so that it is told wherever the name
//! is told: in commits, in checkpoints, and to whoever looks into the folder.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::durable;
use crate::LakeError;

/// Hexadecimal digits of the BLAKE3 digest in a name: 64 bits, which no damage meets by accident.
const DIGITS: usize = 16;
/// Files remembered as sound; when there are more, they are looked at again.
const REMEMBERED_MAX: usize = 100_000;

/// Files that were found to be as they were written. They never change, so once in a process is enough.
static SOUND: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// A file being written, and the digest of what was.
pub(super) struct Written {
    file: File,
    hasher: blake3::Hasher,
}

impl Written {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::create(path)?,
            hasher: blake3::Hasher::new(),
        })
    }

    /// Makes it durable under its name for good, which has the digest in it. Gives that name, and the file's size.
    pub(super) fn finish(self, path: &Path) -> Result<(String, u64), LakeError> {
        let doing = || format!("writing {}", path.display());
        self.file.sync_all().map_err(LakeError::io(doing()))?;
        let size = self.file.metadata().map_err(LakeError::io(doing()))?.len();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{stem}.{}.parquet", digits(&self.hasher));
        let named = path.with_file_name(&name);
        fs::rename(path, &named).map_err(LakeError::io(doing()))?;
        if let Some(folder) = path.parent() {
            durable::sync_folder(folder)?;
        }
        remember(named);
        Ok((name, size))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Moves a file that was written into another folder of the same disk, durably.
pub(super) fn moved(path: &Path, folder: &Path) -> Result<(), LakeError> {
    let to = folder.join(path.file_name().unwrap_or_default());
    fs::rename(path, &to).map_err(LakeError::io(format!("writing {}", to.display())))?;
    durable::sync_folder(folder)?;
    sound().remove(path);
    remember(to);
    Ok(())
}

/// Removes a file, and what is known of it.
pub(super) fn remove(path: &Path) -> Result<(), LakeError> {
    sound().remove(path);
    fs::remove_file(path).map_err(LakeError::io(format!("removing {}", path.display())))
}

/// An error when a data file is not what was written under its name. Files from before names had digests pass.
///
/// # Errors
/// [`LakeError::Damaged`], or when the file cannot be read.
pub(crate) fn check(path: &Path) -> Result<(), LakeError> {
    let Some(expected) = digest_of(path) else {
        return Ok(());
    };
    if sound().contains(path) {
        return Ok(());
    }
    let doing = || format!("reading {}", path.display());
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(path).map_err(LakeError::io(doing()))?;
    io::copy(&mut file, &mut hasher).map_err(LakeError::io(doing()))?;
    if digits(&hasher) != expected {
        return Err(LakeError::Damaged {
            file: path.to_owned(),
            cause: "it is not what was written under this name".to_owned(),
        });
    }
    remember(path.to_owned());
    Ok(())
}

fn digits(hasher: &blake3::Hasher) -> String {
    let mut hex = hasher.finalize().to_hex().to_string();
    hex.truncate(DIGITS);
    hex
}

/// The digest in a file's name.
fn digest_of(path: &Path) -> Option<&str> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".parquet")?;
    let (_, digest) = stem.rsplit_once('.')?;
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (digest.len() == DIGITS && digest.bytes().all(hex)).then_some(digest)
}

fn sound() -> std::sync::MutexGuard<'static, HashSet<PathBuf>> {
    SOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remember(path: PathBuf) {
    let mut sound = sound();
    if sound.len() >= REMEMBERED_MAX {
        sound.clear();
    }
    sound.insert(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_a_digest() {
        let digest = |name: &str| digest_of(Path::new(name)).map(str::to_owned);
        assert_eq!(
            digest("t/calls-0000000001-0000.0123456789abcdef.parquet").as_deref(),
            Some("0123456789abcdef")
        );
        assert_eq!(digest("t/calls-0000000001-0000.parquet"), None);
        assert_eq!(digest("t/part-00000-5c2f-c000.snappy.parquet"), None);
    }
}
