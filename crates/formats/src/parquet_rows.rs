//! Some rows of a Parquet file with all their columns: read only where a row has to be kept as it came.

use std::path::PathBuf;

use ::parquet::arrow::arrow_reader::RowSelection;
use ::parquet::errors::ParquetError;

use crate::FormatError;
use crate::bytes::FileName;
use crate::chunk::DAMAGED;
use crate::columnar::open;
use crate::guarded::guarded;
use crate::parquet;
use crate::typed::objects;

/// Rows that are held at once with all their columns.
const ROWS_HELD: usize = 1_024;

/// The rows of one chunk, in the file that they were read from.
pub(crate) struct ParquetRows {
    pub name: FileName,
    pub path: PathBuf,
    /// Number of the first of them in the file, from 0.
    pub first: u64,
}

impl ParquetRows {
    /// The text of some rows, by their places in ascending order.
    pub(crate) fn texts(&self, places: &[u32]) -> Result<Vec<Vec<u8>>, FormatError> {
        let file = open(&self.path)?;
        let numbers = places.iter().map(|place| self.first + u64::from(*place));
        let numbers: Vec<u64> = numbers.collect();
        let texts = guarded(|| {
            let builder = parquet::builder(file)?;
            let groups = builder.metadata().row_groups().iter();
            let sizes: Vec<u64> = groups
                .map(|group| group.num_rows().unsigned_abs())
                .collect();
            let (groups, selection) = selected(&numbers, &sizes);
            let reader = builder
                .with_row_groups(groups)
                .with_row_selection(selection)
                .with_batch_size(ROWS_HELD)
                .build()?;
            let mut texts = Vec::with_capacity(numbers.len());
            for rows in reader {
                texts.extend(objects(&rows?)?);
            }
            Ok::<_, ParquetError>(texts)
        });
        let damaged = |cause: String| self.name.bad(cause, DAMAGED);
        let texts = texts.map_err(|error| damaged(format!("not a whole Parquet file: {error}")))?;
        if texts.len() != numbers.len() {
            return Err(damaged("some of its rows are not there twice".to_owned()));
        }
        Ok(texts)
    }
}

/// The row groups that have any of these rows, and where the rows are among theirs. Others are not looked at.
fn selected(numbers: &[u64], sizes: &[u64]) -> (Vec<usize>, RowSelection) {
    let (mut groups, mut ranges) = (Vec::new(), Vec::new());
    let (mut start, mut taken) = (0_u64, 0_u64);
    let mut left = numbers;
    for (group, size) in sizes.iter().enumerate() {
        let end = start.saturating_add(*size);
        let (here, later) = left.split_at(left.partition_point(|number| *number < end));
        if !here.is_empty() {
            groups.push(group);
            let places = here.iter().map(|number| number - start + taken);
            let places = places.filter_map(|place| usize::try_from(place).ok());
            ranges.extend(places.map(|place| place..place + 1));
            taken = taken.saturating_add(*size);
        }
        (start, left) = (end, later);
    }
    let rows = usize::try_from(taken).unwrap_or(usize::MAX);
    (
        groups,
        RowSelection::from_consecutive_ranges(ranges.into_iter(), rows),
    )
}
