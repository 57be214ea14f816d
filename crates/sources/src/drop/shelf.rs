//! Where files go once it is settled what becomes of them.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Shelves of every drop folder.
const SHELVES: [&str; 2] = ["taken", "refused"];

/// Makes a drop folder and its shelves.
pub(super) fn make(folder: &Path) -> std::io::Result<()> {
    SHELVES
        .iter()
        .try_for_each(|shelf| fs::create_dir_all(folder.join(shelf)))
}

/// BLAKE3 of a file, lower-case hex, in bounded memory.
pub(super) fn digest(path: &Path) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    std::io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Moves a file onto a shelf, under a name that nothing there has; beside it, in `<name>.why.txt`, why it is there.
pub(super) fn put(
    folder: &Path,
    name: &OsStr,
    shelf: &str,
    why: Option<&str>,
) -> std::io::Result<()> {
    make(folder)?;
    let shelf = folder.join(shelf);
    let mut number = 1_u64;
    // Reserved by making it, so that two who move at once do not meet.
    let place = loop {
        let place = shelf.join(numbered(name, number));
        if reserve(&place)?.is_some() {
            break place;
        }
        number += 1;
    };
    if let Some(why) = why {
        let mut note = place.clone().into_os_string();
        note.push(".why.txt");
        fs::write(PathBuf::from(note), why)?;
    }
    fs::rename(folder.join(name), place)
}

/// `calls.csv`, `calls-2.csv`, `calls-3.csv`.
fn numbered(name: &OsStr, number: u64) -> OsString {
    if number == 1 {
        return name.to_owned();
    }
    let path = Path::new(name);
    let mut numbered = path.file_stem().unwrap_or(name).to_owned();
    numbered.push(format!("-{number}"));
    if let Some(ending) = path.extension() {
        numbered.push(".");
        numbered.push(ending);
    }
    numbered
}

/// Makes a file that is not there yet.
fn reserve(path: &Path) -> std::io::Result<Option<File>> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error),
    }
}
