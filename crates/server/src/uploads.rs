//! Files that are sent: streamed to disk within a bound, and gone when the answer is given.

use std::fs;
use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::Body as _;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Files that are received at once: with their largest size, this bounds the disk.
const AT_ONCE: usize = 8;
/// Who sends nothing for so long has gone.
const SILENT_MAX: Duration = Duration::from_secs(30);
/// Longest name of a file, in bytes: file systems take 255.
const NAME_BYTES_MAX: usize = 200;
/// What the folders of files under way are called.
const PREFIX: &str = "upload-";

/// The place for files under way.
#[derive(Clone)]
pub(crate) struct Uploads {
    folder: PathBuf,
    places: Arc<Semaphore>,
}

/// A file that was sent. Dropping it removes it.
pub(crate) struct Upload {
    path: PathBuf,
    _folder: TempDir,
    _place: OwnedSemaphorePermit,
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
            places: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// Receives a body as a file of that name, of at most so many bytes.
    pub(crate) async fn receive(
        &self,
        name: &str,
        mut body: Body,
        bytes_max: u64,
    ) -> Result<Upload, ApiError> {
        let upload = self.place(name)?;
        let mut file = tokio::fs::File::create(upload.path()).await.map_err(disk)?;
        let mut received = 0_u64;
        while let Some(part) = next(&mut body).await? {
            received += part.len() as u64;
            if received > bytes_max {
                return Err(too_large(bytes_max));
            }
            file.write_all(&part).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        Ok(upload)
    }

    /// Writes bytes that are here already as a file of that name.
    pub(crate) async fn keep(&self, name: &str, bytes: &[u8]) -> Result<Upload, ApiError> {
        let upload = self.place(name)?;
        tokio::fs::write(upload.path(), bytes).await.map_err(disk)?;
        Ok(upload)
    }

    fn place(&self, name: &str) -> Result<Upload, ApiError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            ApiError::come_again("more files are being sent than are taken at once", 2)
        })?;
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(&self.folder)
            .map_err(disk)?;
        Ok(Upload {
            path: folder.path().join(file_name(name)),
            _folder: folder,
            _place: place,
        })
    }
}

/// The next bytes of a body; nothing at its end.
async fn next(body: &mut Body) -> Result<Option<Bytes>, ApiError> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        let Ok(frame) = tokio::time::timeout(SILENT_MAX, frame).await else {
            return Err(broken_off());
        };
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(broken_off()),
            Some(Ok(frame)) => {
                if let Ok(bytes) = frame.into_data() {
                    return Ok(Some(bytes));
                }
            }
        }
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

fn broken_off() -> ApiError {
    ApiError::malformed("the file broke off while it was sent")
        .hint("send it again; nothing of it was kept")
}

fn disk(error: io::Error) -> ApiError {
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
