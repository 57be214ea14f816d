//! Data files written anew: rows of one feed that were in others before, with every column that the table has today.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::{DataFile, KeyIndex, Pressed, TableLog, file};
use crate::LakeError;
use crate::catalog::{KEY, SET_ASIDE};

/// How a table's files are written anew.
pub(crate) struct Rewriting {
    pub folder: PathBuf,
    pub schema: SchemaRef,
    /// The column by which rows are sorted, where the charter knows it.
    pub at_column: String,
    /// The column that tells records apart.
    key: &'static str,
    /// Version of the lake in the files' names, and the number of the first of them.
    numbered: (u64, usize),
    now: Timestamp,
    keys: Arc<KeyIndex>,
}

impl Rewriting {
    pub(crate) fn of(
        (table, log): (&str, &TableLog),
        keys: &Arc<KeyIndex>,
        numbered: (u64, usize),
        now: Timestamp,
    ) -> Result<Self, LakeError> {
        Ok(Self {
            folder: log.folder.clone(),
            schema: log.schema()?,
            at_column: log.at.clone(),
            key: if table == SET_ASIDE { "id" } else { KEY },
            numbered,
            now,
            keys: keys.clone(),
        })
    }

    /// The rows of a file, all columns or some.
    pub(crate) fn read(
        &self,
        data: &DataFile,
        columns: Option<&[&str]>,
    ) -> Result<file::Reader, LakeError> {
        file::read(&self.folder.join(&data.name), columns)
    }

    /// Writes rows of a feed under a name that no file has yet.
    pub(crate) fn write(&self, feed: &str, rows: Vec<RecordBatch>) -> Result<Add, LakeError> {
        let rows = file::widened(rows, &self.schema)?;
        let (version, first) = self.numbered;
        let name = file::unused_name(&self.folder, feed, version, first);
        let (schema, at) = (&self.schema, &self.at_column);
        let add = file::write(
            &self.folder,
            name,
            schema,
            &rows,
            at,
            (self.now, Pressed::Well),
        )?;
        let path = self.folder.join(&add.path);
        self.keys.written(&path, &rows, self.key);
        Ok(add)
    }
}
