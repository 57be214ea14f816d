//! Files that are sent: streamed to disk within a bound, and gone when the answer is given.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use access::Viewer;
use axum::body::Body;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use crate::error::ApiError;
use crate::receiving::{Receiving, Turn, Turns, Unreceived};

/// Longest name of a file, in bytes: file systems take 255.
const NAME_BYTES_MAX: usize = 200;
/// What the folders of files under way are called.
const PREFIX: &str = "upload-";

/// The place for files under way.
#[derive(Clone)]
pub(crate) struct Uploads {
    folder: PathBuf,
    turns: Turns,
}

/// A file that was sent. Dropping it removes it.
pub(crate) struct Upload {
    path: PathBuf,
    _folder: TempDir,
    _turn: Turn,
}

impl Upload {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Uploads {
    /// The place in a folder, without what an earlier process left there.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(PREFIX) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(Self {
            folder,
            turns: Turns::default(),
        })
    }

    /// Waits a little until the viewer may send a file.
    ///
    /// # Errors
    /// When others, or the viewer, are sending too many already.
    pub(crate) async fn turn(&self, viewer: &Viewer) -> Result<Turn, ApiError> {
        self.turns.take(viewer).await
    }

    /// Receives a body as a file of that name, of at most so many bytes.
    pub(crate) async fn receive(
        &self,
        turn: Turn,
        name: &str,
        body: Body,
        bytes_max: u64,
    ) -> Result<Upload, ApiError> {
        let upload = self.place(turn, name)?;
        let mut file = tokio::fs::File::create(upload.path()).await.map_err(disk)?;
        let mut receiving = Receiving::of(body, bytes_max);
        let told = |why: Unreceived| why.told(|| too_large(bytes_max));
        while let Some(part) = receiving.next().await.map_err(told)? {
            file.write_all(&part).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        Ok(upload)
    }

    /// Writes bytes that are here already as a file of that name.
    pub(crate) async fn keep(
        &self,
        turn: Turn,
        name: &str,
        bytes: &[u8],
    ) -> Result<Upload, ApiError> {
        let upload = self.place(turn, name)?;
        tokio::fs::write(upload.path(), bytes).await.map_err(disk)?;
        Ok(upload)
    }

    fn place(&self, turn: Turn, name: &str) -> Result<Upload, ApiError> {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(&self.folder)
            .map_err(disk)?;
        Ok(Upload {
            path: folder.path().join(file_name(name)),
            _folder: folder,
            _turn: turn,
        })
    }
}

/// What the sender calls the file, as a name that no file system takes for anything but a name.
pub(crate) fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain = String::new();
    for character in last.chars() {
        let fits = character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | ' ');
        let character = if fits { character } else { '_' };
        if plain.len() + character.len_utf8() > NAME_BYTES_MAX {
            break;
        }
        plain.push(character);
    }
    let plain = plain.trim_matches(['.', ' ']);
    if plain.is_empty() {
        "file".to_owned()
    } else {
        plain.to_owned()
    }
}

pub(crate) fn too_large(bytes_max: u64) -> ApiError {
    ApiError::too_much(format!("the file is larger than {} MiB", bytes_max >> 20)).hint(
        "on the machine itself, `tandem feed draft` and `tandem ingest` take files of any size",
    )
}

fn disk(error: io::Error) -> ApiError {
    if error.kind() == io::ErrorKind::StorageFull {
        tracing::error!(%error, "the disk is full");
        return ApiError::disk_full();
    }
    ApiError::internal(&error)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_only_a_name() {
        for (sent, expect) in [
            ("calls.csv", "calls.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\exports\\März 2026.csv", "März 2026.csv"),
            ("..", "file"),
            ("", "file"),
            (".ssh", "ssh"),
            ("a\0b\nc.csv", "a_b_c.csv"),
            ("/", "file"),
        ] {
            assert_eq!(file_name(sent), expect, "{sent:?}");
        }
        assert_eq!(file_name(&"x".repeat(5_000)).len(), 200);
        assert_eq!(file_name(&"語".repeat(5_000)).len(), 198);
    }
}
