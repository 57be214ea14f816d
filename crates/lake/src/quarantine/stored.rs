//! Stored rows, as they are told.

use arrow::array::{
    Array, AsArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use jiff::Timestamp;

use super::{SetAsideRow, Standing};

/// A column as text, whatever its type; all null when there is none of that name.
pub(crate) fn texts(batch: &RecordBatch, name: &str) -> StringArray {
    batch
        .column_by_name(name)
        .and_then(|column| cast(column, &DataType::Utf8).ok())
        .and_then(|column| Some(column.as_string_opt::<i32>()?.clone()))
        .unwrap_or_else(|| StringArray::new_null(batch.num_rows()))
}

pub(crate) fn at(column: &StringArray, row: usize) -> Option<String> {
    column.is_valid(row).then(|| column.value(row).to_owned())
}

/// Stored rows as they are told.
pub(crate) fn rows(batch: &RecordBatch) -> Vec<SetAsideRow> {
    let [
        id,
        feed,
        source,
        format,
        check,
        reason,
        hint,
        standing,
        resolved_by,
        resolution,
        types,
    ] = [
        "id",
        "feed",
        "source",
        "format",
        "check",
        "reason",
        "hint",
        "standing",
        "resolved_by",
        "resolution",
        "types",
    ]
    .map(|name| texts(batch, name));
    let [batches, lines] = ["batch", "line"].map(|name| {
        let column = batch.column_by_name(name);
        column.and_then(|column| column.as_primitive_opt::<Int64Type>())
    });
    let [came, resolved] = ["at", "resolved_at"].map(|name| {
        let column = batch.column_by_name(name);
        column.and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>())
    });
    let raw = batch
        .column_by_name("raw")
        .and_then(|column| cast(column, &DataType::Binary).ok());
    let raw = raw.as_ref().and_then(|raw| raw.as_binary_opt::<i32>());
    let bytes = |row: usize| raw.map_or(&[][..], |raw| raw.value(row));
    let number = |column: Option<&Int64Array>, row: usize| {
        column.map_or(0, |column| column.value(row).unsigned_abs())
    };
    let instant = |column: Option<&TimestampMicrosecondArray>, row: usize| {
        let column = column.filter(|column| column.is_valid(row))?;
        Timestamp::from_microsecond(column.value(row)).ok()
    };
    (0..batch.num_rows())
        .map(|row| SetAsideRow {
            id: at(&id, row).unwrap_or_default(),
            feed: at(&feed, row).unwrap_or_default(),
            batch: number(batches, row),
            source: at(&source, row).unwrap_or_default(),
            line: number(lines, row),
            format: at(&format, row).unwrap_or_default(),
            raw: String::from_utf8_lossy(bytes(row)).into_owned(),
            check: at(&check, row).unwrap_or_default(),
            reason: at(&reason, row).unwrap_or_default(),
            hint: at(&hint, row).unwrap_or_default(),
            at: instant(came, row).unwrap_or_default(),
            standing: at(&standing, row)
                .and_then(|word| Standing::of(&word))
                .unwrap_or(Standing::Waiting),
            resolved_at: instant(resolved, row),
            resolved_by: at(&resolved_by, row),
            resolution: at(&resolution, row),
            bytes: bytes(row).to_vec(),
            types: at(&types, row),
        })
        .collect()
}
