//! Columns held in memory, so that a board asking the same tables again and again decodes them once.
//!
//! A column is held for one version of one table; a new version starts afresh. What was used least recently goes first.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{Array, ArrayRef, new_null_array};
use arrow::datatypes::{DataType, FieldRef, Schema};
use charter::kpi::FollowUp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

use crate::LakeError;
use crate::parallel::in_order;
use crate::table::file::Files;
use crate::table::sound;

/// Rows of a chunk.
const CHUNK_ROWS: usize = 16_384;
/// Tables with more rows are read from disk every time.
pub(super) const TABLE_ROWS_MAX: usize = 3_000_000;
/// Bytes held in all, about.
const BYTES_MAX: usize = 300 << 20;

/// A table at one of its own versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub table: String,
    pub version: u64,
}

/// One column in chunks.
pub(super) type Column = Arc<Vec<ArrayRef>>;

/// What is held of one table.
#[derive(Default)]
struct Held {
    columns: HashMap<String, Column>,
    follow_ups: HashMap<FollowUp, (Column, Column)>,
    used: u64,
    bytes: usize,
}

#[derive(Default)]
struct Contents {
    tables: HashMap<Key, Held>,
    clock: u64,
}

#[derive(Default)]
pub(crate) struct Cache {
    contents: Mutex<Contents>,
    /// Loading is done by one at a time: who comes second finds it done.
    loading: tokio::sync::Mutex<()>,
}

impl Cache {
    /// Whether a table may be held. `columns` are those of one question.
    pub(super) fn admits(rows: usize, columns: &[FieldRef]) -> bool {
        let width: usize = columns.iter().map(|field| width(field.data_type())).sum();
        rows <= TABLE_ROWS_MAX && rows.saturating_mul(width) <= BYTES_MAX
    }

    /// These columns of a table, read where they are not held.
    pub(super) async fn columns(
        &self,
        key: &Key,
        folder: &Path,
        files: &Files,
        wanted: &[FieldRef],
        threads: usize,
    ) -> Result<Vec<Column>, LakeError> {
        if let Some(columns) = self.held(key, wanted) {
            return Ok(columns);
        }
        let _loading = self.loading.lock().await;
        if let Some(columns) = self.held(key, wanted) {
            return Ok(columns);
        }
        let missing: Vec<FieldRef> = {
            let contents = self.lock();
            let held = contents.tables.get(key);
            wanted
                .iter()
                .filter(|field| held.is_none_or(|held| !held.columns.contains_key(field.name())))
                .cloned()
                .collect()
        };
        let (folder, files) = (folder.to_owned(), files.clone());
        let loaded = tokio::task::spawn_blocking(move || load(&folder, &files, &missing, threads))
            .await
            .map_err(LakeError::table("reading facts"))??;
        {
            let mut contents = self.lock();
            let held = contents.tables.entry(key.clone()).or_default();
            for (name, column) in loaded {
                held.bytes += bytes(&column);
                held.columns.insert(name, column);
            }
            contents.forget_what_is_too_much(key);
        }
        self.held(key, wanted).ok_or_else(|| LakeError::Table {
            doing: "reading facts".to_owned(),
            cause: "a column that was read is not there".to_owned(),
        })
    }

    /// The follow-up columns of a table, computed by `compute` where they are not held.
    pub(super) async fn follow_up(
        &self,
        key: &Key,
        follow_up: &FollowUp,
        compute: impl FnOnce() -> Result<(Column, Column), LakeError> + Send + 'static,
    ) -> Result<(Column, Column), LakeError> {
        let held = |contents: &Contents| {
            contents
                .tables
                .get(key)
                .and_then(|held| held.follow_ups.get(follow_up).cloned())
        };
        if let Some(columns) = held(&self.lock()) {
            return Ok(columns);
        }
        let _loading = self.loading.lock().await;
        if let Some(columns) = held(&self.lock()) {
            return Ok(columns);
        }
        let computed = tokio::task::spawn_blocking(compute)
            .await
            .map_err(LakeError::table("computing follow-ups"))??;
        let mut contents = self.lock();
        let held = contents.tables.entry(key.clone()).or_default();
        held.bytes += bytes(&computed.0) + bytes(&computed.1);
        held.follow_ups.insert(follow_up.clone(), computed.clone());
        Ok(computed)
    }

    fn held(&self, key: &Key, wanted: &[FieldRef]) -> Option<Vec<Column>> {
        let mut contents = self.lock();
        contents.clock += 1;
        let now = contents.clock;
        let held = contents.tables.get_mut(key)?;
        held.used = now;
        wanted
            .iter()
            .map(|field| held.columns.get(field.name()).cloned())
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    /// Lets other tables go, least recently used first, until the rest is little enough.
    fn forget_what_is_too_much(&mut self, keep: &Key) {
        while self.tables.values().map(|held| held.bytes).sum::<usize>() > BYTES_MAX {
            let oldest = self
                .tables
                .iter()
                .filter(|(key, _)| *key != keep)
                .min_by_key(|(_, held)| held.used)
                .map(|(key, _)| key.clone());
            match oldest {
                Some(key) => self.tables.remove(&key),
                None => return,
            };
        }
    }
}

/// Reads columns of all files, row group by row group.
fn load(
    folder: &Path,
    files: &Files,
    wanted: &[FieldRef],
    threads: usize,
) -> Result<Vec<(String, Column)>, LakeError> {
    let paths: Vec<_> = files.iter().map(|file| folder.join(&file.name)).collect();
    in_order(threads, &paths, |path| sound::check(path))?;
    let mut groups = Vec::new();
    for path in paths {
        let doing = || format!("reading {}", path.display());
        let open = File::open(&path).map_err(LakeError::io(doing()))?;
        let metadata = ArrowReaderMetadata::load(&open, ArrowReaderOptions::default())
            .map_err(LakeError::table(doing()))?;
        let metadata = with_types(&metadata, wanted).map_err(LakeError::table(doing()))?;
        for group in 0..metadata.metadata().num_row_groups() {
            groups.push((path.clone(), metadata.clone(), group));
        }
    }
    let parts = in_order(threads, &groups, |(path, metadata, group)| {
        load_group(path, metadata, *group, wanted)
    })?;
    Ok(wanted
        .iter()
        .enumerate()
        .map(|(place, field)| {
            let chunks = parts
                .iter()
                .filter_map(|columns| columns.get(place))
                .flatten()
                .cloned()
                .collect();
            (field.name().clone(), Arc::new(chunks))
        })
        .collect())
}

/// The file's own schema with the types in which the columns are wanted.
fn with_types(
    metadata: &ArrowReaderMetadata,
    wanted: &[FieldRef],
) -> Result<ArrowReaderMetadata, parquet::errors::ParquetError> {
    let fields: Vec<FieldRef> = metadata
        .schema()
        .fields()
        .iter()
        .map(|stored| {
            let wanted = wanted.iter().find(|field| field.name() == stored.name());
            wanted.unwrap_or(stored).clone()
        })
        .collect();
    let options = ArrowReaderOptions::default().with_schema(Arc::new(Schema::new(fields)));
    ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)
}

/// One row group: column → chunks.
fn load_group(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    group: usize,
    wanted: &[FieldRef],
) -> Result<Vec<Vec<ArrayRef>>, LakeError> {
    let doing = || format!("reading {}", path.display());
    let file = File::open(path).map_err(LakeError::io(doing()))?;
    let names = wanted.iter().map(|field| field.name().as_str());
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
    let mask = ProjectionMask::columns(builder.parquet_schema(), names);
    let reader = builder
        .with_projection(mask)
        .with_row_groups(vec![group])
        .with_batch_size(CHUNK_ROWS)
        .build()
        .map_err(LakeError::table(doing()))?;
    let mut columns: Vec<Vec<ArrayRef>> = vec![Vec::new(); wanted.len()];
    for batch in reader {
        let batch = batch.map_err(LakeError::table(doing()))?;
        for (column, field) in columns.iter_mut().zip(wanted) {
            column.push(
                batch
                    .column_by_name(field.name())
                    .cloned()
                    .unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows())),
            );
        }
    }
    Ok(columns)
}

fn bytes(column: &Column) -> usize {
    column
        .iter()
        .map(|chunk| chunk.get_array_memory_size())
        .sum()
}

/// Bytes of a value, about.
fn width(data_type: &DataType) -> usize {
    match data_type {
        DataType::Boolean => 1,
        DataType::Utf8View => 32,
        DataType::Decimal128(..) => 16,
        _ => 8,
    }
}
