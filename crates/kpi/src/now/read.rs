//! Columns of a batch, by name.

use arrow::array::{Array, AsArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use crate::error::{ErrorKind, KpiError};

fn column(
    batch: &RecordBatch,
    name: &str,
    of: &DataType,
) -> Result<arrow::array::ArrayRef, KpiError> {
    let array = batch.column_by_name(name).ok_or_else(|| {
        KpiError::new(
            ErrorKind::Internal,
            format!("the column `{name}` is missing"),
        )
    })?;
    Ok(cast(array, of)?)
}

pub(super) fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray, KpiError> {
    Ok(column(batch, name, &DataType::Utf8)?
        .as_string::<i32>()
        .clone())
}

/// Whole numbers; instants as microseconds.
pub(super) fn wholes(batch: &RecordBatch, name: &str) -> Result<Int64Array, KpiError> {
    Ok(column(batch, name, &DataType::Int64)?
        .as_primitive::<Int64Type>()
        .clone())
}

pub(super) fn numbers(batch: &RecordBatch, name: &str) -> Result<Float64Array, KpiError> {
    Ok(column(batch, name, &DataType::Float64)?
        .as_primitive::<Float64Type>()
        .clone())
}

pub(super) fn text(array: &StringArray, row: usize) -> Option<String> {
    array.is_valid(row).then(|| array.value(row).to_owned())
}

/// A count; nothing where none was told.
pub(super) fn whole(array: &Int64Array, row: usize) -> Option<u64> {
    array
        .is_valid(row)
        .then(|| u64::try_from(array.value(row)).unwrap_or(0))
}
