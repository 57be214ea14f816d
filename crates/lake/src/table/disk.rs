//! The disk as Delta's object store. It is the file system, but for one question that every commit asks: which files of a
//! log come after a name. The file system's own store makes a path of every name of the log before it compares them, and a
//! log keeps thousands.

use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::{fmt, fs, io};

use async_trait::async_trait;
use bytes::Bytes;
use deltalake::logstore::LogStoreRef;
use deltalake::{DeltaTableBuilder, ensure_table_uri};
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt as _, PutMultipartOptions, PutOptions, PutPayload, PutResult,
    RenameOptions, Result,
};

use crate::LakeError;

/// A Delta table in a folder, which need not be there yet.
pub(super) fn table(folder: &FilePath) -> std::result::Result<DeltaTableBuilder, LakeError> {
    let doing = || format!("opening the table {}", folder.display());
    let url = ensure_table_uri(folder.to_string_lossy()).map_err(LakeError::table(doing()))?;
    let disk = Arc::new(Disk(Arc::new(LocalFileSystem::new())));
    Ok(DeltaTableBuilder::from_url(url.clone())
        .map_err(LakeError::table(doing()))?
        .with_storage_backend(disk, url))
}

/// The log store of a table in a folder.
pub(super) fn log_store(folder: &FilePath) -> std::result::Result<LogStoreRef, LakeError> {
    let doing = || format!("opening the table {}", folder.display());
    table(folder)?
        .build_storage()
        .map_err(LakeError::table(doing()))
}

/// Names of a folder that come after one. What is being written, whose name has a `#`, is no file yet; a folder that is not
/// there has none.
fn names_after(folder: &FilePath, after: &str) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        // What is no text was not written by us.
        let Ok(name) = entry?.file_name().into_string() else {
            continue;
        };
        if name.as_str() > after && !name.contains('#') {
            names.push(name);
        }
    }
    Ok(names)
}

#[derive(Debug, Clone)]
struct Disk(Arc<LocalFileSystem>);

impl Disk {
    /// The files of a folder whose names come after one. Folders in it are not looked into: a log's names no file there.
    async fn after(self, folder: Path, name: String) -> Result<Vec<ObjectMeta>> {
        let on_disk = self.0.path_to_filesystem(&folder)?;
        let names = tokio::task::spawn_blocking(move || names_after(&on_disk, &name)).await?;
        let names = names.map_err(|error| Error::Generic {
            store: "disk",
            source: Box::new(error),
        })?;
        let mut files = Vec::with_capacity(names.len());
        for name in names {
            match self.0.head(&Path::parse(format!("{folder}/{name}"))?).await {
                Ok(file) => files.push(file),
                // A folder, or taken away since.
                Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(files)
    }
}

impl fmt::Display for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[async_trait]
impl ObjectStore for Disk {
    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        let name = prefix.and_then(|folder| {
            let name = offset.as_ref().strip_prefix(folder.as_ref())?;
            let name = name.strip_prefix('/')?;
            (!name.contains('/')).then(|| (folder.clone(), name.to_owned()))
        });
        let Some((folder, name)) = name else {
            return self.0.list_with_offset(prefix, offset);
        };
        let files = self.clone().after(folder, name);
        stream::once(files)
            .map_ok(|files| stream::iter(files.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }

    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        self.0.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.0.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.0.get_ranges(location, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.0.rename_opts(from, to, options).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_comes_after_a_name_is_what_the_file_system_says() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("a café/_delta_log");
        fs::create_dir_all(&log).unwrap();
        for name in [
            "1.json",
            "2.json",
            "10.json",
            "2.json#1",
            "2.checkpoint.parquet",
            "é.json",
            "_last",
        ] {
            fs::write(log.join(name), name).unwrap();
        }
        let disk = Disk(Arc::new(LocalFileSystem::new()));
        let at = |path: &FilePath| Path::from_absolute_path(path).unwrap();
        let sorted = |files: Vec<ObjectMeta>| {
            let mut files: Vec<_> = files
                .into_iter()
                .map(|file| (file.location, file.size, file.last_modified))
                .collect();
            files.sort();
            files
        };
        for after in ["0", "1.json", "2.checkpoint.parquet", "2.json", "a", "ö"] {
            let (folder, offset) = (at(&log), at(&log).join(after));
            let ours: Vec<_> = disk
                .list_with_offset(Some(&folder), &offset)
                .try_collect()
                .await
                .unwrap();
            let plain: Vec<_> = disk
                .0
                .list_with_offset(Some(&folder), &offset)
                .try_collect()
                .await
                .unwrap();
            assert_eq!(sorted(ours), sorted(plain), "after {after}");
        }
        let nowhere = at(&folder.path().join("nowhere"));
        let none = disk.list_with_offset(Some(&nowhere), &nowhere.clone().join("0"));
        assert_eq!(none.count().await, 0);
    }
}
