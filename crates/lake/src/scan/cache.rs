//! Columns held in memory, so that a board asking the same tables again and again decodes them once.
//!
//! A column is held for one data file, which never changes: a new version of a table decodes only what came with it. What
//! follow-ups there were depends on all rows, so those columns are held for one version. What was used least recently
//! goes first, so that all together keep within a bound.

use std::collections::{HashMap, HashSet};
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
/// Bytes held in all. A question whose columns come to more by a rough count is not held at all; what one question holds
/// stays until the next.
const BYTES_MAX: usize = 300 << 20;

/// Questions after which a file that its table no longer has is let go of.
const LATELY: u64 = 16;

/// A table at one of its own versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub table: String,
    pub version: u64,
}

/// One column in chunks.
pub(super) type Column = Arc<Vec<ArrayRef>>;

/// What is held.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    /// A column of a table's file.
    Stored {
        table: String,
        file: String,
        column: String,
    },
    /// One of the two columns of a follow-up.
    FollowedUp(Key, FollowUp),
    WindowClosed(Key, FollowUp),
}

struct Held {
    column: Column,
    bytes: usize,
    used: u64,
}

struct Contents {
    held: HashMap<Name, Held>,
    bytes: usize,
    bytes_max: usize,
    clock: u64,
}

pub(crate) struct Cache {
    contents: Mutex<Contents>,
    /// Loading is done by one at a time: who comes second finds it done.
    loading: tokio::sync::Mutex<()>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            contents: Mutex::new(Contents::bounded(BYTES_MAX)),
            loading: tokio::sync::Mutex::default(),
        }
    }
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
        table: &str,
        folder: &Path,
        files: &Files,
        wanted: &[FieldRef],
        threads: usize,
    ) -> Result<Vec<Column>, LakeError> {
        let name = |file: &str, field: &FieldRef| Name::Stored {
            table: table.to_owned(),
            file: file.to_owned(),
            column: field.name().clone(),
        };
        let now = self.lock().tick();
        if let Some(columns) = self.lock().joined(files, wanted, name, now) {
            return Ok(columns);
        }
        let _loading = self.loading.lock().await;
        let missing: Vec<(String, Vec<FieldRef>)> = {
            let contents = self.lock();
            files
                .iter()
                .map(|file| {
                    let fields = wanted
                        .iter()
                        .filter(|field| !contents.held.contains_key(&name(&file.name, field)))
                        .cloned()
                        .collect::<Vec<_>>();
                    (file.name.clone(), fields)
                })
                .filter(|(_, fields)| !fields.is_empty())
                .collect()
        };
        let folder = folder.to_owned();
        let loaded = tokio::task::spawn_blocking(move || {
            let parts = load(&folder, &missing, threads)?;
            Ok(missing.into_iter().zip(parts).collect::<Vec<_>>())
        })
        .await
        .map_err(LakeError::table("reading facts"))??;
        let mut contents = self.lock();
        let now = contents.tick();
        for ((file, fields), columns) in loaded {
            for (field, column) in fields.iter().zip(columns) {
                contents.hold(name(&file, field), column, now);
            }
        }
        let columns = contents.joined(files, wanted, name, now);
        contents.forget_stale(table, files, now);
        contents.forget_what_is_too_much(now);
        columns.ok_or_else(|| LakeError::Table {
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
        let names = (
            Name::FollowedUp(key.clone(), follow_up.clone()),
            Name::WindowClosed(key.clone(), follow_up.clone()),
        );
        if let Some(columns) = self.lock().both(&names) {
            return Ok(columns);
        }
        let _loading = self.loading.lock().await;
        if let Some(columns) = self.lock().both(&names) {
            return Ok(columns);
        }
        let computed = tokio::task::spawn_blocking(compute)
            .await
            .map_err(LakeError::table("computing follow-ups"))??;
        let mut contents = self.lock();
        let now = contents.tick();
        contents.hold(names.0, computed.0.clone(), now);
        contents.hold(names.1, computed.1.clone(), now);
        contents.forget_what_is_too_much(now);
        Ok(computed)
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn bounded(bytes_max: usize) -> Self {
        Self {
            held: HashMap::new(),
            bytes: 0,
            bytes_max,
            clock: 0,
        }
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn used(&mut self, name: &Name, now: u64) -> Option<Column> {
        let held = self.held.get_mut(name)?;
        held.used = now;
        Some(held.column.clone())
    }

    fn both(&mut self, (one, other): &(Name, Name)) -> Option<(Column, Column)> {
        let now = self.tick();
        Some((self.used(one, now)?, self.used(other, now)?))
    }

    /// The columns of all files, one after the other; nothing when one is not held.
    fn joined(
        &mut self,
        files: &Files,
        wanted: &[FieldRef],
        name: impl Fn(&str, &FieldRef) -> Name,
        now: u64,
    ) -> Option<Vec<Column>> {
        wanted
            .iter()
            .map(|field| {
                let mut chunks = Vec::new();
                for file in files.iter() {
                    chunks.extend(self.used(&name(&file.name, field), now)?.iter().cloned());
                }
                Some(Arc::new(chunks))
            })
            .collect()
    }

    fn hold(&mut self, name: Name, column: Column, now: u64) {
        let bytes = bytes(&column);
        self.bytes += bytes;
        let held = Held {
            column,
            bytes,
            used: now,
        };
        if let Some(before) = self.held.insert(name, held) {
            self.bytes -= before.bytes;
        }
    }

    /// Lets go of files that the table no longer has and that nobody has asked for lately: a stream that corrects what just
    /// came writes files anew all the time.
    fn forget_stale(&mut self, table: &str, files: &Files, now: u64) {
        let there: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let lately = now.saturating_sub(LATELY);
        let mut freed = 0;
        self.held.retain(|name, held| {
            let stale = match name {
                Name::Stored {
                    table: of, file, ..
                } => of == table && !there.contains(file.as_str()),
                Name::FollowedUp(key, _) | Name::WindowClosed(key, _) => key.table == table,
            };
            let goes = stale && held.used < lately;
            if goes {
                freed += held.bytes;
            }
            !goes
        });
        self.bytes -= freed;
    }

    /// Lets go of what was used least recently until the rest is little enough. What was used now stays.
    fn forget_what_is_too_much(&mut self, now: u64) {
        if self.bytes <= self.bytes_max {
            return;
        }
        let mut old: Vec<(u64, Name)> = self
            .held
            .iter()
            .filter(|(_, held)| held.used < now)
            .map(|(name, held)| (held.used, name.clone()))
            .collect();
        old.sort_unstable_by_key(|(used, _)| *used);
        for (_, name) in old {
            if self.bytes <= self.bytes_max {
                return;
            }
            if let Some(gone) = self.held.remove(&name) {
                self.bytes -= gone.bytes;
            }
        }
    }
}

/// Reads columns of files, row group by row group: file → its fields → column.
fn load(
    folder: &Path,
    files: &[(String, Vec<FieldRef>)],
    threads: usize,
) -> Result<Vec<Vec<Column>>, LakeError> {
    let paths: Vec<_> = files.iter().map(|(name, _)| folder.join(name)).collect();
    in_order(threads, &paths, |path| sound::check(path))?;
    let mut groups = Vec::new();
    for (file, (path, (_, wanted))) in paths.iter().zip(files).enumerate() {
        let doing = || format!("reading {}", path.display());
        let open = File::open(path).map_err(LakeError::io(doing()))?;
        let metadata = ArrowReaderMetadata::load(&open, ArrowReaderOptions::default())
            .map_err(LakeError::table(doing()))?;
        let metadata = with_types(&metadata, wanted).map_err(LakeError::table(doing()))?;
        for group in 0..metadata.metadata().num_row_groups() {
            groups.push((file, path.clone(), metadata.clone(), group, wanted));
        }
    }
    let parts = in_order(threads, &groups, |(_, path, metadata, group, wanted)| {
        load_group(path, metadata, *group, wanted)
    })?;
    let mut columns: Vec<Vec<Vec<ArrayRef>>> = files
        .iter()
        .map(|(_, wanted)| vec![Vec::new(); wanted.len()])
        .collect();
    for ((file, ..), part) in groups.iter().zip(parts) {
        for (column, chunks) in columns.iter_mut().skip(*file).take(1).flatten().zip(part) {
            column.extend(chunks);
        }
    }
    Ok(columns
        .into_iter()
        .map(|columns| columns.into_iter().map(Arc::new).collect())
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

#[cfg(test)]
mod tests {
    use arrow::array::Int64Array;

    use super::*;

    fn column(rows: i64) -> Column {
        Arc::new(vec![Arc::new(Int64Array::from_iter_values(0..rows))])
    }

    fn name(file: &str) -> Name {
        Name::Stored {
            table: "contact".to_owned(),
            file: file.to_owned(),
            column: "opened_at".to_owned(),
        }
    }

    #[test]
    fn what_was_used_least_recently_goes_and_the_bound_holds() {
        let one = bytes(&column(1_000));
        let mut contents = Contents::bounded(3 * one);
        for file in ["a", "b", "c"] {
            let now = contents.tick();
            contents.hold(name(file), column(1_000), now);
            contents.forget_what_is_too_much(now);
        }
        let now = contents.tick();
        assert!(contents.used(&name("a"), now).is_some());
        let now = contents.tick();
        contents.hold(name("d"), column(1_000), now);
        contents.forget_what_is_too_much(now);
        assert_eq!(contents.bytes, 3 * one);
        let now = contents.tick();
        let there: Vec<&str> = ["a", "b", "c", "d"]
            .into_iter()
            .filter(|file| contents.used(&name(file), now).is_some())
            .collect();
        assert_eq!(there, ["a", "c", "d"]);
        // Held twice, it counts once.
        contents.hold(name("a"), column(1_000), now);
        assert_eq!(contents.bytes, 3 * one);
    }
}
