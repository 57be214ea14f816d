//! From a scan and a viewer to a frame: the viewer's rows and columns are cut out before anything else is asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{RowScope, Viewer};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use charter::canonical::ColumnUse;
use charter::names::nearest;
use datafusion::common::{Column as ColumnName, DataFusionError, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::logical_expr::{Expr, lit};

use jiff::Timestamp;

use super::cache::{Cache, Key};
use super::cordon::fenced;
use super::follow_up::{FOLLOWED_UP, WINDOW_CLOSED, in_engine, in_memory, window_micros};
use super::reached::{Reached, newest_by_party};
use super::{CAME_WITH, Purpose, Scan};
use crate::LakeError;
use crate::blocking::blocking;
use crate::catalog::{PARTY, Table, arrow_type};
use crate::engine::{Engine, question};
use crate::parallel::in_order;
use crate::table::TableLog;
use crate::table::file::{DataFile, Files};
use crate::table::sound;

/// A table at a version, ready to be scanned.
pub(crate) struct Version<'a> {
    pub table: &'a Table,
    /// The log and the table's own version; nothing when it had no rows yet.
    pub log: Option<(&'a TableLog, u64, Files)>,
}

impl Version<'_> {
    pub(crate) async fn frame(
        &self,
        engine: &Engine,
        cache: &Cache,
        viewer: &Viewer,
        scan: &Scan,
    ) -> Result<DataFrame, LakeError> {
        let wanted = self.wanted(viewer, scan)?;
        let scope = match viewer.rows() {
            RowScope::Everything => Some(&[][..]),
            RowScope::Where(scope) => scope
                .iter()
                .all(|(column, _)| self.table.column(column).is_some())
                .then_some(scope.as_slice()),
            RowScope::Nothing => None,
        };
        let mut read: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        read.extend(
            scope
                .unwrap_or_default()
                .iter()
                .map(|(column, _)| column.as_str()),
        );
        let Some(scope) = scope else {
            return self.empty(engine, &read, &wanted, scan);
        };
        let frame = match &self.log {
            Some((log, version, files)) if !files.is_empty() => {
                self.rows(engine, cache, scan, &read, (log, *version, files))
                    .await?
            }
            _ => return self.empty(engine, &read, &wanted, scan),
        };
        let rows = scope.iter().try_fold(frame, |frame, (column, value)| {
            frame.filter(name(column).eq(lit(value.as_str())))
        });
        rows.and_then(|frame| within(frame, scope, &self.table.at, scan))
            .and_then(|frame| {
                if scope.is_empty() {
                    frame.select(selection(&wanted, scan))
                } else {
                    fenced(engine.session(), frame)?.select(selection(&wanted, scan))
                }
            })
            .map_err(|error| question(&error))
    }

    /// The columns asked for, in the table's order; an error where one does not exist or may not be read.
    fn wanted(&self, viewer: &Viewer, scan: &Scan) -> Result<Vec<String>, LakeError> {
        let may_read = |use_: ColumnUse| {
            viewer.may_read(use_)
                || (use_ == ColumnUse::Customer && scan.purpose == Purpose::Aggregate)
        };
        let same = scan.follow_up.iter().flat_map(|follow_up| &follow_up.same);
        for asked in scan.columns.iter().flatten().chain(same) {
            if self.table.column(asked).is_none() {
                return Err(LakeError::Unknown {
                    what: "column",
                    name: asked.clone(),
                    nearest: nearest(asked, self.table.names()).map(str::to_owned),
                });
            }
        }
        if let Some(asked) = scan.columns.iter().flatten().find(|asked| {
            self.table
                .column(asked)
                .is_some_and(|column| !may_read(column.use_))
        }) {
            return Err(LakeError::Forbidden {
                table: self.table.name.clone(),
                column: asked.clone(),
            });
        }
        Ok(self
            .table
            .columns
            .iter()
            .filter(|column| may_read(column.use_))
            .filter(|column| {
                scan.columns
                    .as_ref()
                    .is_none_or(|asked| asked.contains(&column.name))
            })
            .map(|column| column.name.clone())
            .collect())
    }

    async fn rows(
        &self,
        engine: &Engine,
        cache: &Cache,
        scan: &Scan,
        read: &BTreeSet<&str>,
        (log, version, files): (&TableLog, u64, &Files),
    ) -> Result<DataFrame, LakeError> {
        let mut names = read.clone();
        if let Some(follow_up) = &scan.follow_up {
            names.insert(&self.table.at);
            names.extend(follow_up.same.iter().map(String::as_str));
            names.extend(self.table.column(PARTY).map(|_| PARTY));
        }
        let fields = self.fields(&names, scan);
        let rows = files.iter().map(|file| file.rows).sum();
        if Cache::admits(rows, &fields) {
            let key = Key {
                table: self.table.name.clone(),
                version,
            };
            self.rows_in_memory(engine, cache, scan, key, log, files, &fields)
                .await
        } else {
            self.rows_in_files(engine, scan, log, files).await
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, each argument another thing"
    )]
    async fn rows_in_memory(
        &self,
        engine: &Engine,
        cache: &Cache,
        scan: &Scan,
        key: Key,
        log: &TableLog,
        files: &Files,
        fields: &[FieldRef],
    ) -> Result<DataFrame, LakeError> {
        let threads = engine.threads();
        let mut columns = cache
            .columns(&key.table, &log.folder, files, fields, threads)
            .await?;
        let mut fields = fields.to_vec();
        if let Some(follow_up) = &scan.follow_up {
            let window = window_micros(follow_up)?;
            let column = |name: &str| {
                let place = fields.iter().position(|field| field.name() == name);
                place.and_then(|place| columns.get(place)).cloned()
            };
            let same: Vec<_> = follow_up
                .same
                .iter()
                .filter_map(|name| column(name))
                .collect();
            let at = column(&self.table.at).unwrap_or_default();
            let party = column(PARTY);
            let (followed, closed) = cache
                .follow_up(&key, follow_up, move || {
                    let (followed, closed) = in_memory(&same, party.as_deref(), &at, window)
                        .map_err(LakeError::table("computing follow-ups"))?;
                    Ok((Arc::new(followed), Arc::new(closed)))
                })
                .await?;
            for (name, column) in [(FOLLOWED_UP, followed), (WINDOW_CLOSED, closed)] {
                fields.push(Arc::new(Field::new(name, DataType::Boolean, true)));
                columns.push(column);
            }
        }
        let schema = Arc::new(Schema::new(fields));
        // A scan without columns still counts rows: the column with the instant is always among the fields.
        let chunks = columns.first().map_or(0, |column| column.len());
        let mut partitions: Vec<Vec<RecordBatch>> = vec![Vec::new(); threads];
        for chunk in 0..chunks {
            let arrays = columns
                .iter()
                .filter_map(|column| column.get(chunk))
                .cloned()
                .collect();
            let batch = RecordBatch::try_new(schema.clone(), arrays)
                .map_err(LakeError::table("reading facts"))?;
            if let Some(partition) = partitions.get_mut(chunk % threads) {
                partition.push(batch);
            }
        }
        memory_frame(engine, schema, partitions)
    }

    async fn rows_in_files(
        &self,
        engine: &Engine,
        scan: &Scan,
        log: &TableLog,
        files: &Files,
    ) -> Result<DataFrame, LakeError> {
        let all: BTreeSet<&str> = self.table.names().collect();
        let schema = Arc::new(Schema::new(self.fields(&all, scan)));
        let needed = match scan.within {
            // A follow-up looks beyond the time asked for.
            Some(within) if scan.follow_up.is_none() => overlapping(files, within),
            _ => files.clone(),
        };
        let table = listing(engine, log, &needed, schema).await?;
        let frame = engine
            .session()
            .read_table(Arc::new(table))
            .map_err(|error| question(&error))?;
        let Some(follow_up) = &scan.follow_up else {
            return Ok(frame);
        };
        let window = window_micros(follow_up)?;
        let at = &self.table.at;
        let reached = if self.table.column(PARTY).is_some() {
            let asked = newest_by_party(frame.clone(), at).map_err(|error| question(&error))?;
            Reached::of(&engine.collect(asked).await?)
                .map_err(LakeError::table("computing follow-ups"))?
        } else {
            Reached::all(newest(files).unwrap_or(i64::MIN))
        };
        in_engine(frame, follow_up, at, window, &reached).map_err(|error| question(&error))
    }

    fn empty(
        &self,
        engine: &Engine,
        read: &BTreeSet<&str>,
        wanted: &[String],
        scan: &Scan,
    ) -> Result<DataFrame, LakeError> {
        let mut fields = self.fields(read, scan);
        if scan.follow_up.is_some() {
            for name in [FOLLOWED_UP, WINDOW_CLOSED] {
                fields.push(Arc::new(Field::new(name, DataType::Boolean, true)));
            }
        }
        let frame = memory_frame(engine, Arc::new(Schema::new(fields)), vec![Vec::new()])?;
        frame
            .select(selection(wanted, scan))
            .map_err(|error| question(&error))
    }

    /// Fields in the types in which the engine works fastest; the column with the instant is always among them.
    fn fields(&self, names: &BTreeSet<&str>, scan: &Scan) -> Vec<FieldRef> {
        let came_with = Field::new(CAME_WITH, DataType::Int64, true);
        let named = self
            .table
            .columns
            .iter()
            .filter(|column| column.name == self.table.at || names.contains(column.name.as_str()))
            .map(|column| {
                let data_type = match arrow_type(column.column_type) {
                    DataType::Utf8 => DataType::Utf8View,
                    other => other,
                };
                Arc::new(Field::new(&column.name, data_type, true))
            });
        let hidden = scan.came_with.then(|| Arc::new(came_with));
        named.chain(hidden).collect()
    }
}

/// Behind a fence the time asked for has to be said inside it, so that what lies without is not read.
fn within(
    rows: DataFrame,
    scope: &[(String, String)],
    at: &str,
    scan: &Scan,
) -> Result<DataFrame, DataFusionError> {
    let Some((start, end)) = scan.within.filter(|_| !scope.is_empty()) else {
        return Ok(rows);
    };
    let instant = |at: Timestamp| {
        lit(ScalarValue::TimestampMicrosecond(
            Some(at.as_microsecond()),
            Some("UTC".into()),
        ))
    };
    rows.filter(
        name(at)
            .gt_eq(instant(start))
            .and(name(at).lt(instant(end))),
    )
}

/// Newest instant in the files, microseconds.
fn newest(files: &Files) -> Option<i64> {
    files.iter().filter_map(|file| Some(file.at?.1)).max()
}

/// The files that may hold rows of a half-open time; at least one, so that there is something to read.
fn overlapping(files: &Files, (start, end): (Timestamp, Timestamp)) -> Files {
    let (start, end) = (start.as_microsecond(), end.as_microsecond());
    let overlaps = |file: &&DataFile| {
        file.at
            .is_none_or(|(oldest, newest)| newest >= start && oldest < end)
    };
    let found: Vec<DataFile> = files.iter().filter(overlaps).cloned().collect();
    if found.is_empty() {
        Arc::new(files.iter().take(1).cloned().collect())
    } else {
        Arc::new(found)
    }
}

/// The engine's own reader over exactly these files: they prune by period, and nothing is listed or replayed.
pub(crate) async fn listing(
    engine: &Engine,
    log: &TableLog,
    files: &Files,
    schema: SchemaRef,
) -> Result<ListingTable, LakeError> {
    let doing = || format!("reading {}", log.folder.display());
    let (within, all, threads) = (log.folder.clone(), files.clone(), engine.threads());
    blocking("looking at files before they are read", move || {
        in_order(threads, &all, |file| sound::check(&within.join(&file.name))).map(drop)
    })
    .await?;
    let folder = deltalake::ensure_table_uri(log.folder.to_string_lossy())
        .map_err(LakeError::table(doing()))?;
    let base = format!("{}/", folder.as_str().trim_end_matches('/'));
    let urls = files
        .iter()
        .map(|file| ListingTableUrl::parse(format!("{base}{}", file.name)))
        .collect::<Result<Vec<_>, DataFusionError>>()
        .map_err(LakeError::table(doing()))?;
    let parquet = engine.session().state().table_options().parquet.clone();
    let options = ListingOptions::new(Arc::new(ParquetFormat::default().with_options(parquet)));
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(options)
        .with_schema(schema);
    ListingTable::try_new(config).map_err(LakeError::table(doing()))
}

fn memory_frame(
    engine: &Engine,
    schema: SchemaRef,
    partitions: Vec<Vec<RecordBatch>>,
) -> Result<DataFrame, LakeError> {
    let table = MemTable::try_new(schema, partitions).map_err(|error| question(&error))?;
    engine
        .session()
        .read_table(Arc::new(table))
        .map_err(|error| question(&error))
}

fn selection(wanted: &[String], scan: &Scan) -> Vec<Expr> {
    let extra = scan
        .follow_up
        .iter()
        .flat_map(|_| [FOLLOWED_UP, WINDOW_CLOSED])
        .chain(scan.came_with.then_some(CAME_WITH));
    wanted
        .iter()
        .map(String::as_str)
        .chain(extra)
        .map(name)
        .collect()
}

/// A column by exactly this name, whatever its letters.
fn name(column: &str) -> Expr {
    Expr::Column(ColumnName::from_name(column))
}
