//! A drop folder, and where its files go once it is settled what becomes of them.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::Path;

use lake::LakeError;

use super::folder::Folder;
use super::look::{Found, Sight};

/// A drop folder with its two shelves.
#[derive(Debug)]
pub(super) struct Shelves {
    folder: Folder,
    taken: Folder,
    refused: Folder,
}

/// A whole file, held open.
pub(super) struct Whole {
    pub file: File,
    /// BLAKE3 of it, lower-case hex.
    pub digest: String,
}

impl Shelves {
    /// Opens a drop folder; makes its shelves where they are missing.
    pub(super) fn open(path: &Path) -> Result<Self, LakeError> {
        let folder = Folder::open(path)?;
        Ok(Self {
            taken: folder.within("taken")?,
            refused: folder.within("refused")?,
            folder,
        })
    }

    /// A file that was found, read once in bounded memory and held from then on; none where another has its name by now,
    /// or it changed.
    pub(super) fn whole(&self, found: &Found) -> Result<Option<Whole>, LakeError> {
        let Some(mut file) = self.found(found)? else {
            return Ok(None);
        };
        let reading = || format!("reading {}", self.folder.path(&found.name).display());
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut file, &mut hasher).map_err(LakeError::io(reading()))?;
        file.rewind().map_err(LakeError::io(reading()))?;
        Ok(Some(Whole {
            file,
            digest: hasher.finalize().to_hex().to_string(),
        }))
    }

    /// A file as it was found; none where it is no longer.
    fn found(&self, found: &Found) -> Result<Option<File>, LakeError> {
        let Some(file) = self.folder.file(&found.name)? else {
            return Ok(None);
        };
        let doing = || format!("looking at {}", self.folder.path(&found.name).display());
        let metadata = file.metadata().map_err(LakeError::io(doing()))?;
        Ok((metadata.is_file() && Sight::of(&metadata) == found.sight).then_some(file))
    }

    /// Moves a file to `taken`, or, where there is a reason, to `refused` with the reason beside it in `<name>.why.txt`; each
    /// under a name that nothing there has. Says whether it was there still.
    pub(super) fn put(&self, found: &Found, why: Option<&str>) -> Result<bool, LakeError> {
        // The marker goes first: it must not vouch for the next file of the same name.
        for marker in &found.markers {
            self.folder.remove(marker)?;
        }
        // What came under that name meanwhile was not taken in.
        if self.found(found)?.is_none() {
            return Ok(false);
        }
        let shelf = match why {
            Some(_) => &self.refused,
            None => &self.taken,
        };
        let (place, note) = reserve(shelf, &found.name, why.is_some())?;
        let written = match (why, note) {
            (Some(why), Some(mut note)) => {
                note.write_all(why.as_bytes())
                    .map_err(LakeError::io(format!(
                        "writing {}",
                        shelf.path(&noted(&place)).display()
                    )))
            }
            _ => Ok(()),
        };
        let moved = written.and_then(|()| self.folder.rename(&found.name, shelf, &place));
        if moved.is_err() {
            shelf.remove(&place)?;
            if why.is_some() {
                shelf.remove(&noted(&place))?;
            }
        }
        moved.map(|()| true)
    }
}

/// A name on a shelf that nothing has, taken by making an empty file, so that two who move at once do not meet; the same
/// for its note.
fn reserve(
    shelf: &Folder,
    name: &OsStr,
    with_note: bool,
) -> Result<(OsString, Option<File>), LakeError> {
    let mut number = 1_u64;
    loop {
        let place = numbered(name, number);
        number += 1;
        if shelf.new_file(&place)?.is_none() {
            continue;
        }
        if !with_note {
            return Ok((place, None));
        }
        match shelf.new_file(&noted(&place))? {
            Some(note) => return Ok((place, Some(note))),
            None => shelf.remove(&place)?,
        }
    }
}

/// What says why a file was refused.
fn noted(place: &OsStr) -> OsString {
    let mut note = place.to_owned();
    note.push(".why.txt");
    note
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::super::look;
    use super::*;

    /// A file `calls.csv` in a drop folder, found there.
    fn found(folder: &Path) -> Option<Found> {
        fs::write(folder.join("calls.csv"), "id\n1\n").ok()?;
        look::files(folder).ok()?.pop()
    }

    #[test]
    fn what_took_the_place_of_a_file_is_neither_read_nor_moved()
    -> Result<(), Box<dyn std::error::Error>> {
        let home = tempfile::tempdir()?;
        let (folder, secret) = (home.path().join("calls"), home.path().join("secret"));
        fs::create_dir(&folder)?;
        fs::write(&secret, "id\n2\n")?;
        let shelves = Shelves::open(&folder)?;
        let found = found(&folder).ok_or("it was not found")?;
        assert!(shelves.whole(&found)?.is_some());
        // A link, a file as large as it was, a pipe, nothing.
        let file = folder.join("calls.csv");
        // Kept, so that no other gets its number.
        fs::rename(&file, home.path().join("kept"))?;
        symlink(&secret, &file)?;
        assert!(shelves.whole(&found)?.is_none() && !shelves.put(&found, None)?);
        fs::remove_file(&file)?;
        fs::write(&file, "id\n3\n")?;
        File::open(&file)?.set_modified(found.sight.modified.ok_or("no time")?)?;
        assert!(shelves.whole(&found)?.is_none() && !shelves.put(&found, None)?);
        fs::remove_file(&file)?;
        let pipe = std::process::Command::new("mkfifo").arg(&file).status()?;
        assert!(pipe.success());
        assert!(shelves.whole(&found)?.is_none() && !shelves.put(&found, None)?);
        fs::remove_file(&file)?;
        assert!(shelves.whole(&found)?.is_none() && !shelves.put(&found, None)?);
        assert_eq!(fs::read_dir(folder.join("taken"))?.count(), 0);
        assert_eq!(fs::read_to_string(&secret)?, "id\n2\n");
        Ok(())
    }

    #[test]
    fn a_shelf_that_becomes_a_link_leads_nowhere() -> Result<(), Box<dyn std::error::Error>> {
        let home = tempfile::tempdir()?;
        let (folder, elsewhere) = (home.path().join("calls"), home.path().join("elsewhere"));
        fs::create_dir(&folder)?;
        fs::create_dir(&elsewhere)?;
        let shelves = Shelves::open(&folder)?;
        let found = found(&folder).ok_or("it was not found")?;
        fs::rename(folder.join("refused"), folder.join("was-refused"))?;
        symlink(&elsewhere, folder.join("refused"))?;
        assert!(shelves.put(&found, Some("no"))?);
        assert_eq!(fs::read_dir(&elsewhere)?.count(), 0);
        assert!(folder.join("was-refused/calls.csv.why.txt").exists());
        let error = Shelves::open(&folder).err().ok_or("a link was followed")?;
        assert!(
            error
                .to_string()
                .ends_with("refused: it is a link, or no folder"),
            "{error}"
        );
        assert!(error.hint().contains("no link"), "{}", error.hint());
        Ok(())
    }
}
