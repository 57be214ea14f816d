//! Small files that are there as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file for its owner only, so that neither a full disk nor a power cut leaves half of it: a draft beside it,
/// flushed, takes its name.
///
/// # Errors
/// When the disk does not take it; what stood there before still stands then.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = draft_of(path);
    fill(&mut open(&draft)?, bytes)?;
    fs::rename(&draft, path)?;
    sync_folder_of(path)
}

/// The same for a file that is too large to hold in memory first.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] while another process writes it, or when the disk does not take it or `fill` fails; what
/// stood there before still stands then.
pub fn write_by(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let draft_path = draft_of(path);
    let mut draft = open(&draft_path)?;
    draft.try_lock()?;
    // Whoever had the lock a moment ago has given the file its name.
    if !draft_path.exists() {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    // What an interrupted process left of a draft.
    draft.set_len(0)?;
    let filled = fill(&mut draft).and_then(|()| draft.sync_all());
    if let Err(error) = filled {
        take_back(&draft_path);
        return Err(error);
    }
    fs::rename(&draft_path, path)?;
    sync_folder_of(path)
}

/// Writes a file that was not there, for everyone; its folder is made where there is none. What is there already stays as it
/// is, and where this fails there is no file.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when the name is taken, or when the disk does not take it.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let named = |draft: NamedTempFile<File>| {
        let named = draft.persist_noclobber(path);
        named.map(drop).map_err(|failed| failed.error)
    };
    write_new_by(path, bytes, named, || sync_folder_of(path))
}

/// The same, with what gives the draft its name and what makes the name last.
fn write_new_by(
    path: &Path,
    bytes: &[u8],
    name: impl FnOnce(NamedTempFile<File>) -> io::Result<()>,
    last: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    // Gone with its variable, whatever fails.
    let mut draft = tempfile::Builder::new()
        .prefix(".")
        .suffix(".draft")
        .make_in(folder_of(path), create_new)?;
    draft.as_file_mut().write_all(bytes)?;
    draft.as_file().sync_all()?;
    match name(draft) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        // The file system knows neither links nor a renaming that never replaces: the name is taken first and filled then.
        Err(_) => {
            let mut file = create_new(path)?;
            let filled = file.write_all(bytes).and_then(|()| file.sync_all());
            filled.inspect_err(|_| take_back(path))?;
        }
    }
    // Whoever is told that it failed must not find it there.
    last().inspect_err(|_| take_back(path))
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn take_back(path: &Path) {
    // What failed is said; that it could not be taken back as well helps nobody.
    let _ = fs::remove_file(path);
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
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_new_file_is_written_whole_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feeds/calls.yaml");
        write_new(&path, b"first").unwrap();
        let taken = write_new(&path, b"second").unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(&folder.path().join("feeds")), ["calls.yaml"]);
    }

    #[test]
    fn a_file_that_is_written_by_parts_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        write_by(&path, |file| file.write_all(b"first")).unwrap();
        let full = write_by(&path, |file| {
            file.write_all(b"half of the sec")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["state"]);
    }

    #[test]
    fn where_a_draft_cannot_take_the_name_the_file_is_written_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.yaml");
        let no_links = |_: NamedTempFile<File>| Err(io::Error::from(io::ErrorKind::Unsupported));
        write_new_by(&path, b"whole", no_links, || Ok(())).unwrap();
        let taken = write_new_by(&path, b"other", no_links, || Ok(())).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["calls.yaml"]);
    }

    #[test]
    fn what_failed_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.yaml");
        let named = |draft: NamedTempFile<File>| {
            draft.persist_noclobber(&path).unwrap();
            Ok(())
        };
        let full = || Err(io::Error::from(io::ErrorKind::StorageFull));
        let failed = write_new_by(&path, b"whole", named, full).unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::StorageFull);
        assert_eq!(names(folder.path()), [] as [&str; 0]);
    }
}
