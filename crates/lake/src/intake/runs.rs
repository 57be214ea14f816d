//! Rows that were set aside, in runs of bounded size. All but the last run wait on disk.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;

use crate::LakeError;
use crate::table::file::FULL_ROWS;

/// Bytes of a run, about at most: a run becomes one data file, and is held in memory for that.
const RUN_BYTES: usize = 96 << 20;

/// Rows in runs.
pub(super) struct Runs {
    folder: PathBuf,
    waiting: Vec<PathBuf>,
    current: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Runs {
    /// Runs whose files are in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            waiting: Vec::new(),
            current: Vec::new(),
            rows: 0,
            bytes: 0,
        }
    }

    /// Adds rows.
    pub(super) fn push(&mut self, batch: RecordBatch) -> Result<(), LakeError> {
        let bytes = batch.get_array_memory_size();
        if self.rows > 0
            && (self.rows + batch.num_rows() > FULL_ROWS || self.bytes + bytes > RUN_BYTES)
        {
            self.put_down(&batch.schema())?;
        }
        self.rows += batch.num_rows();
        self.bytes += bytes;
        self.current.push(batch);
        Ok(())
    }

    fn put_down(&mut self, schema: &SchemaRef) -> Result<(), LakeError> {
        let path = self
            .folder
            .join(format!("set_aside-{:06}.arrow", self.waiting.len()));
        let doing = || format!("writing {}", path.display());
        let file = File::create(&path).map_err(LakeError::io(doing()))?;
        let mut writer =
            FileWriter::try_new_buffered(file, schema).map_err(LakeError::table(doing()))?;
        for batch in self.current.drain(..) {
            writer.write(&batch).map_err(LakeError::table(doing()))?;
        }
        writer.finish().map_err(LakeError::table(doing()))?;
        self.rows = 0;
        self.bytes = 0;
        self.waiting.push(path);
        Ok(())
    }

    /// Number of runs.
    pub(super) fn count(&self) -> usize {
        self.waiting.len() + usize::from(!self.current.is_empty())
    }

    /// The rows of a run.
    pub(super) fn load(&self, run: usize) -> Result<Vec<RecordBatch>, LakeError> {
        let Some(path) = self.waiting.get(run) else {
            return Ok(self.current.clone());
        };
        let doing = || format!("reading {}", path.display());
        let file = File::open(path).map_err(LakeError::io(doing()))?;
        FileReader::try_new_buffered(file, None)
            .and_then(Iterator::collect)
            .map_err(LakeError::table(doing()))
    }
}
