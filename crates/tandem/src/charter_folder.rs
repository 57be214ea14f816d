//! Reading a charter's folder; the charter itself does no I/O.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use access::Viewer;
use charter::{Charter, Diagnostics};

use crate::failure::Failure;

/// The file that every charter has.
const PARTNERSHIP: &str = "partnership.yaml";
/// What to do where there is none.
const A_CHARTER_IS: &str =
    "a charter is a folder with a partnership.yaml; `tandem init FOLDER` writes one to begin with";
/// A file larger than this is no charter file.
const BYTES_MAX: u64 = 1 << 20;
/// Folders deeper than this are not looked into.
const DEPTH_MAX: usize = 3;

/// The texts of a charter's files: path within the folder, with forward slashes → text.
pub type Files = BTreeMap<String, String>;

/// Reads all `.yaml` files of a folder.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is no text, which is an error of the charter.
pub fn files(folder: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    let mut found = Diagnostics::default();
    collect(folder, "", 0, &mut files, &mut found)?;
    if !found.is_empty() {
        return Err(found.into());
    }
    if files.is_empty() {
        return Err(Failure::refused(
            format!("{} holds no charter", folder.display()),
            A_CHARTER_IS,
        ));
    }
    // Without it, every other file would be found at fault as well.
    if !files.contains_key(PARTNERSHIP) {
        return Err(Failure::refused(
            format!("{} has no {PARTNERSHIP}", folder.display()),
            elsewhere(folder, &files).map_or_else(
                || "it says who the parties are; name the folder that holds it".to_owned(),
                |charter| format!("is the charter {}?", charter.display()),
            ),
        ));
    }
    Ok(files)
}

/// The charter that was probably meant: the folder above, or one within.
fn elsewhere(folder: &Path, files: &Files) -> Option<PathBuf> {
    let above = folder.canonicalize().ok()?.parent()?.to_owned();
    if above.join(PARTNERSHIP).is_file() {
        return Some(above);
    }
    files
        .keys()
        .find_map(|path| path.strip_suffix(PARTNERSHIP)?.strip_suffix('/'))
        .map(|within| folder.join(within))
}

/// Reads and checks a charter.
///
/// # Errors
/// As [`files`], or when the charter has errors.
pub fn read(folder: &Path) -> Result<(Charter, Files), Failure> {
    let files = files(folder)?;
    Ok((Charter::read(&files)?, files))
}

/// The person whose eyes a command looks with; the operator, who sees everything, when nobody is named.
///
/// # Errors
/// When the charter names no such person.
pub fn viewer(charter: &Charter, person: Option<&str>) -> Result<Viewer, Failure> {
    let partnership = &charter.partnership;
    match person {
        None => Ok(Viewer::operator(partnership)),
        Some(person) => {
            Viewer::of(partnership, person).map_err(|_| Failure::no_person(partnership, person))
        }
    }
}

fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Files,
    found: &mut Diagnostics,
) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Failure::refused(
            format!("there is no folder {}", folder.display()),
            A_CHARTER_IS,
        ),
        ErrorKind::NotADirectory => Failure::refused(
            format!("{} is a file", folder.display()),
            "name the folder that holds the charter's partnership.yaml",
        ),
        _ => Failure::refused(
            format!("{}: {error}", folder.display()),
            "name the folder that holds the charter's partnership.yaml",
        ),
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let inner = format!("{prefix}{name}");
        if path.is_dir() {
            if depth < DEPTH_MAX && !name.starts_with('.') {
                collect(&path, &format!("{inner}/"), depth + 1, files, found)?;
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let size = entry.metadata().map_err(unreadable)?.len();
            if size > BYTES_MAX {
                return Err(Failure::refused(
                    format!("{} has {size} bytes", path.display()),
                    format!("a charter's file has at most {BYTES_MAX} bytes"),
                ));
            }
            let bytes = fs::read(&path).map_err(|error| {
                Failure::refused(
                    format!("{}: {error}", path.display()),
                    "see that the file can be read by whoever runs this",
                )
            })?;
            match charter::text(&inner, bytes) {
                Ok(text) => {
                    files.insert(inner, text);
                }
                Err(problem) => found.0.push(*problem),
            }
        }
    }
    Ok(())
}
