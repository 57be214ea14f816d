//! Small files that are there as a whole or not at all, and for their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Writes a file so that neither a full disk nor a power cut leaves half of it: a draft beside it, flushed, takes its
/// name.
///
/// # Errors
/// When the disk does not take it; what stood there before still stands then.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = draft_of(path);
    fill(&mut open(&draft)?, bytes)?;
    fs::rename(&draft, path)?;
    sync_folder_of(path)
}

/// Gives the bytes of a file, which are made where there is none. Of several processes that come at once, one makes
/// them and the others read them.
///
/// # Errors
/// When the disk does not give or take it.
pub fn read_or_make(path: &Path, make: impl FnOnce() -> Vec<u8>) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    let draft_path = draft_of(path);
    let mut draft = open(&draft_path)?;
    draft.lock()?;
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        // Somebody else was first while we waited.
        read => {
            let _ = fs::remove_file(&draft_path);
            return read;
        }
    }
    let bytes = make();
    fill(&mut draft, &bytes)?;
    fs::rename(&draft_path, path)?;
    sync_folder_of(path)?;
    Ok(bytes)
}

fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".draft");
    PathBuf::from(name)
}

/// Without emptying it: another process may hold it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn fill(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    // What an interrupted process left of a draft.
    file.set_len(0)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// So that the name survives a power cut as well.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent().filter(|folder| *folder != Path::new("")) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}
