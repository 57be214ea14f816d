//! Facts on their way into a table, in runs of bounded size. A full run is written as the data file that it becomes if all its
//! rows still stand in the end, while the next one is read; it waits in the staging folder until then.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{concat, filter_record_batch, interleave_record_batch, sort_to_indices};
use arrow::datatypes::TimestampMicrosecondType as Micros;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::standing::Place;
use crate::LakeError;
use crate::table::Pressed;
use crate::table::file::{self, FULL_ROWS};

const DOING: &str = "writing rows";
/// Bytes of a run, about at most.
const RUN_BYTES: usize = 96 << 20;

/// How a run is written as a data file.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Where files wait.
    pub staging: PathBuf,
    pub feed: String,
    pub batch: u64,
    /// The column with the instant at which rows count.
    pub at: String,
    pub now: Timestamp,
}

/// A run as the data file that it may become.
pub(super) struct Draft {
    pub add: Add,
    rows: u32,
    places: Places,
}

/// Where in its run each row of a draft came.
enum Places {
    /// All rows of the run, as they came.
    AsTheyCame,
    /// In a file beside it, four bytes each: there may be very many drafts.
    Written(PathBuf),
}

/// Rows in runs, all but the last as drafts.
pub(super) struct Drafts {
    form: Form,
    /// Whether runs are put down: what is only looked at stays in memory, in the order in which it came.
    put_down: bool,
    written: Vec<Option<Draft>>,
    /// The run that is being written.
    writing: Option<JoinHandle<Result<Option<Draft>, LakeError>>>,
    current: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Drafts {
    pub(super) fn new(form: Form, put_down: bool) -> Self {
        Self {
            form,
            put_down,
            written: Vec::new(),
            writing: None,
            current: Vec::new(),
            rows: 0,
            bytes: 0,
        }
    }

    /// Whether the run must be put down before these rows come.
    pub(super) fn is_full_for(&self, rows: &RecordBatch) -> bool {
        self.put_down
            && self.rows > 0
            && (self.rows + rows.num_rows() > FULL_ROWS
                || self.bytes + rows.get_array_memory_size() > RUN_BYTES)
    }

    /// Adds rows and says where the first of them is; the others follow it.
    pub(super) fn push(&mut self, rows: RecordBatch) -> Place {
        let place = Place {
            run: u32::try_from(self.full()).unwrap_or(u32::MAX),
            row: u32::try_from(self.rows).unwrap_or(u32::MAX),
        };
        self.rows += rows.num_rows();
        self.bytes += rows.get_array_memory_size();
        self.current.push(rows);
        place
    }

    /// Has the run written as far as its rows stand by now, and begins the next one. Waits for the one before: two are in
    /// memory at most.
    pub(super) fn put_down(&mut self, stands: BooleanArray) -> Result<(), LakeError> {
        self.finish()?;
        let (form, number) = (self.form.clone(), self.written.len());
        let run = std::mem::take(&mut self.current);
        (self.rows, self.bytes) = (0, 0);
        let writing = thread::Builder::new().name("write a run".to_owned());
        let writing = writing.spawn(move || form.write(number, &run, &stands));
        self.writing = Some(writing.map_err(LakeError::io(DOING.to_owned()))?);
        Ok(())
    }

    /// Waits until all runs but the last are written.
    pub(super) fn finish(&mut self) -> Result<(), LakeError> {
        if let Some(writing) = self.writing.take() {
            let gave_up = |_| LakeError::Table {
                doing: DOING.to_owned(),
                cause: "the thread that writes gave up".to_owned(),
            };
            self.written.push(writing.join().map_err(gave_up)??);
        }
        Ok(())
    }

    /// How many runs are full.
    pub(super) fn full(&self) -> usize {
        self.written.len() + usize::from(self.writing.is_some())
    }

    /// The runs that are full, in their order; nothing where no row of one stood.
    pub(super) fn written(&self) -> &[Option<Draft>] {
        &self.written
    }

    /// The rows of the last run, in the order in which they came.
    pub(super) fn last(&self) -> &[RecordBatch] {
        &self.current
    }

    /// Makes a draft a file of the table, as far as its rows stand in the end. Nothing refers to it until it is committed.
    pub(super) fn settle(
        &self,
        draft: &Draft,
        number: usize,
        stands: impl Fn(u32) -> bool,
        folder: &Path,
    ) -> Result<Option<Add>, LakeError> {
        let path = self.form.staging.join(&draft.add.path);
        let keep = draft.places.those(draft.rows, stands)?;
        if !keep.has_false() {
            file::moved(&path, folder)?;
            return Ok(Some(draft.add.clone()));
        }
        let mut first = 0;
        let mut left = Vec::new();
        for rows in file::read(&path, None)? {
            let rows = rows?;
            let kept = keep.slice(first, rows.num_rows());
            first += rows.num_rows();
            left.push(filter_record_batch(&rows, &kept).map_err(LakeError::table(DOING))?);
        }
        file::remove(&path)?;
        let form = Form {
            staging: folder.to_owned(),
            ..self.form.clone()
        };
        form.file(number, &left)
    }
}

impl Drop for Drafts {
    /// The staging folder goes next: nothing may be made in it any more.
    fn drop(&mut self) {
        if let Some(writing) = self.writing.take()
            && writing.join().is_err()
        {
            tracing::warn!("a thread that wrote a run gave up");
        }
    }
}

impl Places {
    fn of(order: Option<Vec<u32>>, path: impl Fn() -> PathBuf) -> Result<Self, LakeError> {
        let Some(order) = order else {
            return Ok(Self::AsTheyCame);
        };
        let path = path();
        let bytes: Vec<u8> = order.iter().flat_map(|place| place.to_le_bytes()).collect();
        let doing = || format!("writing {}", path.display());
        fs::write(&path, bytes).map_err(LakeError::io(doing()))?;
        Ok(Self::Written(path))
    }

    /// Which of so many rows stand.
    fn those(&self, rows: u32, stands: impl Fn(u32) -> bool) -> Result<BooleanArray, LakeError> {
        let Self::Written(path) = self else {
            return Ok((0..rows).map(|row| Some(stands(row))).collect());
        };
        let doing = || format!("reading {}", path.display());
        let bytes = fs::read(path).map_err(LakeError::io(doing()))?;
        let (places, _) = bytes.as_chunks();
        let places = places.iter().map(|place| u32::from_le_bytes(*place));
        Ok(places.map(|place| Some(stands(place))).collect())
    }
}

impl Form {
    /// Writes the rows of a run that stand, by when they count.
    fn write(
        &self,
        number: usize,
        run: &[RecordBatch],
        stands: &BooleanArray,
    ) -> Result<Option<Draft>, LakeError> {
        let (rows, order) = in_time(run, stands, &self.at)?;
        let Some(add) = self.file(number, &rows)? else {
            return Ok(None);
        };
        let path = || self.staging.join(format!("{}.places", add.path));
        let rows: usize = rows.iter().map(RecordBatch::num_rows).sum();
        Ok(Some(Draft {
            places: Places::of(order, path)?,
            rows: u32::try_from(rows).unwrap_or(u32::MAX),
            add,
        }))
    }

    fn file(&self, number: usize, rows: &[RecordBatch]) -> Result<Option<Add>, LakeError> {
        let Some(schema) = rows.first().map(RecordBatch::schema) else {
            return Ok(None);
        };
        if rows.iter().all(|rows| rows.num_rows() == 0) {
            return Ok(None);
        }
        let name = file::file_name(&self.feed, self.batch, number);
        file::write(
            &self.staging,
            name,
            &schema,
            rows,
            &self.at,
            (self.now, Pressed::Lightly),
        )
        .map(Some)
    }
}

/// The rows of a run that stand, by when they count, and the place of each in the run where it is not that of all as they came.
pub(super) fn in_time(
    run: &[RecordBatch],
    stands: &BooleanArray,
    at: &str,
) -> Result<(Vec<RecordBatch>, Option<Vec<u32>>), LakeError> {
    let doing = || LakeError::table(DOING);
    if !stands.has_false() && came_in_time(run, at) {
        return Ok((run.to_vec(), None));
    }
    let mut starts = vec![0];
    starts.extend(run.iter().scan(0, |rows, batch| {
        *rows += batch.num_rows();
        Some(*rows)
    }));
    let instants: Vec<&dyn Array> = (run.iter())
        .filter_map(|rows| Some(rows.column_by_name(at)?.as_ref()))
        .collect();
    let order = match instants.is_empty() {
        false => sort_to_indices(&concat(&instants).map_err(doing())?, None, None)
            .map_err(doing())?
            .values()
            .to_vec(),
        true => (0..u32::try_from(stands.len()).unwrap_or(u32::MAX)).collect(),
    };
    let order: Vec<u32> = order
        .into_iter()
        .filter(|place| stands.value(*place as usize))
        .collect();
    let places: Vec<(usize, usize)> = order
        .iter()
        .map(|place| {
            let place = *place as usize;
            let batch = starts.partition_point(|start| *start <= place) - 1;
            (
                batch,
                place - starts.get(batch).copied().unwrap_or_default(),
            )
        })
        .collect();
    if run.is_empty() {
        return Ok((Vec::new(), Some(order)));
    }
    let run: Vec<&RecordBatch> = run.iter().collect();
    let rows = interleave_record_batch(&run, &places).map_err(doing())?;
    Ok((vec![rows], Some(order)))
}

/// Whether rows are in the order of the instants at which they count, as those of most exports are.
fn came_in_time(run: &[RecordBatch], at: &str) -> bool {
    let columns: Option<Vec<_>> = (run.iter())
        .map(|rows| rows.column_by_name(at)?.as_primitive_opt::<Micros>())
        .collect();
    columns.is_some_and(|columns| {
        columns.iter().all(|instants| instants.null_count() == 0)
            && (columns.iter().flat_map(|instants| instants.values())).is_sorted()
    })
}
