//! Files as a person names them: by path, by pattern, or `-` for standard input.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, glob_with};

use crate::failure::Failure;

/// What stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// As shells do it: a pattern does not reach into folders or hidden files that it does not name.
const MATCH: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The files that are named, each once: paths in the order given, those of a pattern by name.
///
/// # Errors
/// When a pattern cannot be read or matches nothing, when a folder is named, or standard input twice.
pub fn expanded(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for name in named {
        // A file may have a name that looks like a pattern.
        if name.as_os_str() == STANDARD_INPUT || !is_pattern(name) || name.exists() {
            files.push(name.clone());
        } else {
            files.extend(matching(name)?);
        }
    }
    let inputs = files
        .iter()
        .filter(|file| file.as_os_str() == STANDARD_INPUT)
        .count();
    if inputs > 1 {
        return Err(Failure::refused(
            "standard input is named twice",
            "it can be read once; name it once",
        ));
    }
    if let Some(folder) = files.iter().find(|file| file.is_dir()) {
        return Err(Failure::refused(
            format!("{} is a folder", folder.display()),
            format!("name its files, e.g. '{}/*.csv'", folder.display()),
        ));
    }
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}

fn is_pattern(name: &Path) -> bool {
    name.to_string_lossy().contains(['*', '?', '['])
}

fn matching(name: &Path) -> Result<Vec<PathBuf>, Failure> {
    let pattern = name.to_string_lossy();
    let found = glob_with(&pattern, MATCH).map_err(|error| {
        Failure::refused(
            format!("`{pattern}` is no pattern: {}", error.msg),
            "`*` stands for any letters, `?` for one, `[ab]` for one of these, `**` for any folders",
        )
    })?;
    let mut files = Vec::new();
    for file in found {
        let file = file.map_err(|error| {
            Failure::refused(
                error.to_string(),
                "see that the folder may be read, or name its files one by one",
            )
        })?;
        if file.is_file() {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Failure::refused(
            format!("no file matches `{pattern}`"),
            "patterns begin in the folder that the command is called in; `ls` shows what is there",
        ));
    }
    files.sort();
    Ok(files)
}
