//! Writing into the charter's folder: a new feed, and nothing else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use charter::names::is_snake_case;
use store::whole_file;

use crate::error::ApiError;
use crate::in_force::{path, taken};

/// A file that was written.
#[derive(Debug)]
pub(crate) struct Written(PathBuf);

impl Written {
    /// Removes it again.
    pub(crate) fn take_back(self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!(file = %self.0.display(), %error, "a feed that is not in force is still there");
        }
    }
}

/// Writes `feeds/<feed>.yaml`, as a whole or not at all. Nothing that is there is written over.
pub(crate) fn add_feed(folder: &Path, feed: &str, text: &str) -> Result<Written, ApiError> {
    // Letters, digits and `_` only: such a name leads nowhere else.
    if !is_snake_case(feed) {
        return Err(
            ApiError::invalid(format!("`{feed}` cannot be the name of a feed"))
                .hint("a lower-case letter, then lower-case letters, digits and `_`, at most 63"),
        );
    }
    let file = folder.join(path(feed));
    match whole_file::write_new(&file, text.as_bytes()) {
        Ok(()) => Ok(Written(file)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken(feed)),
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(ApiError::disk_full()),
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "a feed could not be written");
            Err(ApiError::conflict(
                "the charter's folder cannot be written to by the server",
            )
            .hint(format!(
                "save the text as {} in the charter's folder, and start `tandem serve` anew",
                path(feed)
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_written_once_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let add = |feed: &str| add_feed(folder.path(), feed, "feed: x\n").is_ok();
        assert!(add("calls"));
        assert!(!add("calls"));
        for name in [
            "../calls",
            "a/b",
            "",
            ".",
            "CALLS",
            "a b",
            "con.yaml",
            "é",
            &"x".repeat(64),
        ] {
            assert!(!add(name), "{name}");
        }
        let found: Vec<_> = fs::read_dir(folder.path().join("feeds"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(found, ["calls.yaml"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
