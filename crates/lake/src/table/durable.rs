//! Making files survive a power cut: what Delta's object store leaves to the operating system.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use crate::LakeError;

/// Flushes a folder, so that files made in it stay made.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), LakeError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(LakeError::io(format!("flushing {}", folder.display())))
}

/// Flushes a file and the folder it is in.
pub(crate) fn sync_file(path: &Path) -> Result<(), LakeError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(LakeError::io(format!("flushing {}", path.display())))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Writes a small file as a whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), LakeError> {
    let doing = || format!("writing {}", path.display());
    let draft = path.with_extension("draft");
    let mut file = File::create(&draft).map_err(LakeError::io(doing()))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(LakeError::io(doing()))?;
    fs::rename(&draft, path).map_err(LakeError::io(doing()))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes a folder empty, or makes it.
pub(crate) fn empty_folder(folder: &Path) -> Result<(), LakeError> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .map_err(LakeError::io(format!("emptying {}", folder.display())))?;
    }
    fs::create_dir_all(folder).map_err(LakeError::io(format!("making {}", folder.display())))
}
