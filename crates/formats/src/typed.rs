//! Rows of columnar files one by one, as text from which they can be read again as they were: each a JSON object of all
//! its columns, and beside it the types that JSON does not tell.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Int64Array, RecordBatch, new_null_array,
};
use arrow::compute::kernels::zip::zip;
use arrow::compute::{cast, is_not_null};
use arrow::datatypes::{DataType, Int64Type, Schema, TimeUnit};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::columnar::{as_json, read_type};

/// A zone that is known without a list of zones.
const UTC: &str = "+00:00";

/// Columns that are no text, with their types.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Types(BTreeMap<String, DataType>);

impl Types {
    pub(crate) fn of(schema: &Schema) -> Self {
        let fields = schema.fields().iter();
        let typed = fields.map(|field| (field.name().clone(), read_type(field.data_type())));
        Self(typed.filter(|(_, kind)| *kind != DataType::Utf8).collect())
    }

    /// As they are stored: a JSON object of names and types; nothing where all is text.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let types = self.0.iter();
        let types: BTreeMap<&String, String> =
            types.map(|(name, kind)| (name, kind.to_string())).collect();
        let text = (!types.is_empty()).then(|| serde_json::to_string(&types));
        text.transpose().unwrap_or_default()
    }

    /// Reads them as they are stored.
    ///
    /// # Errors
    /// When it is not what [`Types::text`] writes.
    pub fn read(text: &str) -> Result<Self, String> {
        let types: BTreeMap<String, String> =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let typed = types.into_iter().map(|(name, kind)| {
            let kind = kind
                .parse()
                .map_err(|error: ArrowError| error.to_string())?;
            Ok((name, kind))
        });
        typed.collect::<Result<_, String>>().map(Self)
    }

    pub(crate) fn get(&self, column: &str) -> Option<&DataType> {
        self.0.get(column)
    }
}

/// The rows, a JSON object each. A name that comes twice counts once, as where columns are sought by name.
pub(crate) fn objects(rows: &RecordBatch) -> Result<Vec<Vec<u8>>, ArrowError> {
    let mut seen = HashSet::new();
    let mut objects = vec![String::from("{"); rows.num_rows()];
    for (field, column) in rows.schema_ref().fields().iter().zip(rows.columns()) {
        if !seen.insert(field.name()) {
            continue;
        }
        let name = quoted(field.name());
        for (object, value) in objects.iter_mut().zip(values(column)?) {
            let Some(value) = value else { continue };
            let comma = if object.len() > 1 { "," } else { "" };
            write!(object, "{comma}{name}:{value}")
                .map_err(|_| ArrowError::JsonError(name.clone()))?;
        }
    }
    let ended = objects
        .into_iter()
        .map(|object| (object + "}").into_bytes());
    Ok(ended.collect())
}

/// Values as JSON that [`typed`] reads as they were.
fn values(column: &ArrayRef) -> Result<Vec<Option<String>>, ArrowError> {
    let kind = read_type(column.data_type());
    if column.data_type().is_nested() {
        return match as_json(column) {
            Ok(texts) => Ok(owned(&texts, str::to_owned)),
            Err(_) => shown(column),
        };
    }
    let Ok(column) = cast(column, &kind) else {
        return shown(column);
    };
    match &kind {
        DataType::Null => Ok(vec![None; column.len()]),
        DataType::Boolean => as_text(&column, str::to_owned),
        kind if kind.is_integer() || kind.is_decimal() => as_text(&column, str::to_owned),
        kind if kind.is_floating() => as_text(&column, |number| {
            let finite = number.bytes().any(|byte| byte.is_ascii_digit());
            if finite {
                number.to_owned()
            } else {
                quoted(number)
            }
        }),
        DataType::Duration(_) => as_text(&cast(&column, &DataType::Int64)?, str::to_owned),
        DataType::Timestamp(unit, _) => instants(&column, *unit),
        kind if is_binary(kind) => {
            let bytes = cast(&column, &DataType::Binary)?;
            let bytes = bytes.as_binary::<i32>().iter();
            Ok(bytes.map(|bytes| Some(quoted(&hex(bytes?)))).collect())
        }
        _ => as_text(&column, quoted).or_else(|_| shown(&column)),
    }
}

/// Instants as ISO 8601, in UTC where they have a zone; one that no calendar holds, as its number.
fn instants(column: &ArrayRef, unit: TimeUnit) -> Result<Vec<Option<String>>, ArrowError> {
    let utc = match column.data_type() {
        DataType::Timestamp(_, Some(_)) => {
            cast(column, &DataType::Timestamp(unit, Some(UTC.into())))?
        }
        _ => column.clone(),
    };
    let numbers = cast(column, &DataType::Int64)?;
    let numbers = numbers.as_primitive::<Int64Type>();
    let options = FormatOptions::default();
    let text = ArrayFormatter::try_new(&utc, &options)?;
    let told = |row: usize| match text.value(row).try_to_string() {
        Ok(text) => quoted(&text),
        Err(_) => numbers.value(row).to_string(),
    };
    Ok((0..column.len())
        .map(|row| column.is_valid(row).then(|| told(row)))
        .collect())
}

fn as_text(
    column: &ArrayRef,
    written: impl Fn(&str) -> String,
) -> Result<Vec<Option<String>>, ArrowError> {
    Ok(owned(&cast(column, &DataType::Utf8)?, written))
}

fn owned(texts: &ArrayRef, written: impl Fn(&str) -> String) -> Vec<Option<String>> {
    let texts = texts.as_string::<i32>().iter();
    texts.map(|text| text.map(&written)).collect()
}

/// As people are shown it, where there is no other way: what cannot be shown is said.
fn shown(column: &ArrayRef) -> Result<Vec<Option<String>>, ArrowError> {
    let options = FormatOptions::default();
    let text = ArrayFormatter::try_new(column, &options)?;
    let told = |row: usize| quoted(&text.value(row).try_to_string().unwrap_or_default());
    Ok((0..column.len())
        .map(|row| column.is_valid(row).then(|| told(row)))
        .collect())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.extend(
            [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')),
        );
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = (text.chars())
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let pairs = digits.chunks_exact(2);
    Some(
        pairs
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

fn is_binary(kind: &DataType) -> bool {
    use DataType::{Binary, BinaryView, FixedSizeBinary, LargeBinary};
    matches!(kind, Binary | BinaryView | FixedSizeBinary(_) | LargeBinary)
}

/// Texts as values of a type again; null also for a text that is none.
pub(crate) fn typed(texts: &ArrayRef, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    let written = texts.as_string::<i32>();
    match kind {
        DataType::Null => Ok(new_null_array(kind, texts.len())),
        DataType::Timestamp(unit, zone) => {
            let utc = zone.as_ref().map(|_| UTC.into());
            let read = cast(texts, &DataType::Timestamp(*unit, utc))?;
            let read = cast(&read, kind)?;
            let number = |row: usize| written.value(row).parse().ok();
            let numbers: Int64Array = (0..written.len())
                .map(|row| written.is_valid(row).then(|| number(row)).flatten())
                .collect();
            if numbers.null_count() == numbers.len() {
                return Ok(read);
            }
            let told = is_not_null(&read)?;
            zip(&told, &read, &cast(&numbers, kind)?)
        }
        DataType::Duration(_) => cast(&cast(texts, &DataType::Int64)?, kind),
        DataType::Float16 => cast(&cast(texts, &DataType::Float32)?, kind),
        kind if is_binary(kind) => {
            let bytes = written.iter().map(|text| unhex(text?));
            let bytes: BinaryArray = bytes.collect();
            cast(&(Arc::new(bytes) as ArrayRef), kind)
        }
        kind => cast(texts, kind),
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::*;
    use arrow::datatypes::{IntervalMonthDayNano, i256};

    use super::*;

    /// A column of each type that is no text, with what is hard to write.
    fn columns() -> Vec<(&'static str, ArrayRef)> {
        let halves: ArrayRef = Arc::new(Float32Array::from(vec![
            Some(0.1),
            None,
            Some(f32::INFINITY),
        ]));
        let halves = cast(&halves, &DataType::Float16).unwrap();
        let micros = || TimestampMicrosecondArray::from(vec![Some(1), None, Some(i64::MAX)]);
        vec![
            (
                "bool",
                Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
            ),
            (
                "i8",
                Arc::new(Int8Array::from(vec![Some(-128), None, Some(1)])),
            ),
            (
                "i64",
                Arc::new(Int64Array::from(vec![
                    Some(i64::MIN),
                    None,
                    Some(9_007_199_254_740_993),
                ])),
            ),
            (
                "u64",
                Arc::new(UInt64Array::from(vec![Some(u64::MAX), None, Some(0)])),
            ),
            ("f16", halves),
            (
                "f32",
                Arc::new(Float32Array::from(vec![
                    Some(0.1),
                    None,
                    Some(f32::NEG_INFINITY),
                ])),
            ),
            (
                "f64",
                Arc::new(Float64Array::from(vec![
                    Some(1e300),
                    None,
                    Some(f64::INFINITY),
                ])),
            ),
            (
                "dec",
                Arc::new(
                    Decimal128Array::from(vec![Some(-5), None, Some(123_456)])
                        .with_precision_and_scale(20, 4)
                        .unwrap(),
                ),
            ),
            (
                "big",
                Arc::new(
                    Decimal256Array::from(vec![Some(i256::from(7)), None, Some(i256::MINUS_ONE)])
                        .with_precision_and_scale(50, 2)
                        .unwrap(),
                ),
            ),
            (
                "day",
                Arc::new(Date32Array::from(vec![Some(-1), None, Some(20_000)])),
            ),
            (
                "day64",
                Arc::new(Date64Array::from(vec![Some(86_400_000), None, Some(0)])),
            ),
            (
                "time",
                Arc::new(Time64NanosecondArray::from(vec![
                    Some(1),
                    None,
                    Some(86_399_999_999_999),
                ])),
            ),
            (
                "time32",
                Arc::new(Time32SecondArray::from(vec![Some(1), None, Some(86_399)])),
            ),
            (
                "nanos",
                Arc::new(TimestampNanosecondArray::from(vec![
                    Some(1),
                    None,
                    Some(-1),
                ])),
            ),
            ("micros", Arc::new(micros())),
            ("utc", Arc::new(micros().with_timezone("UTC"))),
            (
                "zoned",
                Arc::new(
                    TimestampMillisecondArray::from(vec![Some(1), None, Some(1_790_000_000_001)])
                        .with_timezone("+02:00"),
                ),
            ),
            (
                "lasted",
                Arc::new(DurationMillisecondArray::from(vec![
                    Some(-1),
                    None,
                    Some(1),
                ])),
            ),
            (
                "bytes",
                Arc::new(BinaryArray::from(vec![
                    Some(&b"\xff\x00"[..]),
                    None,
                    Some(b""),
                ])),
            ),
            (
                "fixed",
                Arc::new(
                    FixedSizeBinaryArray::try_from_sparse_iter_with_size(
                        [Some([1, 254]), None, Some([0, 0])].into_iter(),
                        2,
                    )
                    .unwrap(),
                ),
            ),
            (
                "months",
                Arc::new(IntervalMonthDayNanoArray::from(vec![
                    Some(IntervalMonthDayNano::new(1, -2, 3_000_000_000)),
                    None,
                    Some(IntervalMonthDayNano::new(0, 0, 0)),
                ])),
            ),
        ]
    }

    #[test]
    fn every_type_is_read_as_it_was() {
        let batch = RecordBatch::try_from_iter(columns()).unwrap();
        let types = Types::of(batch.schema_ref());
        assert_eq!(types, Types::read(&types.text().unwrap()).unwrap());
        let objects = objects(&batch).unwrap().into_iter();
        let objects: Vec<String> = objects
            .map(|object| String::from_utf8(object).unwrap())
            .collect();
        assert_eq!(objects[1], "{}");
        for (name, column) in columns() {
            let kind = types.get(name).unwrap();
            let texts: Vec<Option<String>> = objects
                .iter()
                .map(|object| {
                    let mut found = None;
                    crate::json::members(object, |member, value| {
                        if member == name {
                            found = value.text().map(|text| text.into_owned());
                        }
                    })
                    .unwrap();
                    // As an empty cell is.
                    found.filter(|text| !text.is_empty())
                })
                .collect();
            let texts: ArrayRef = Arc::new(StringArray::from(texts));
            let read = typed(&texts, kind).unwrap();
            let rows = if name == "bytes" { 2 } else { 3 };
            assert_eq!(
                &read.slice(0, rows),
                &column.slice(0, rows),
                "{name} {objects:?}"
            );
        }
    }

    /// What is stored stays to be read, whatever the library calls its types one day.
    #[test]
    fn types_are_stored_under_these_names() {
        let stored = r#"{"a":"Int64","b":"Timestamp(µs, \"UTC\")","c":"Decimal128(20, 4)","d":"Date32","e":"Float64","f":"Boolean"}"#;
        let types = Types::read(stored).unwrap();
        assert_eq!(types.text().unwrap(), stored);
        let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        assert_eq!(types.get("b"), Some(&utc));
        assert_eq!(types.get("c"), Some(&DataType::Decimal128(20, 4)));
        assert!(Types::read(r#"{"a":"Int65"}"#).is_err());
    }

    #[test]
    fn what_is_no_text_of_a_type_is_null() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["soon", "1", "2026-03-01"]));
        let check = |kind: &DataType, nulls: [bool; 3]| {
            let read = typed(&texts, kind).unwrap();
            let found = [0, 1, 2].map(|row| read.is_null(row));
            assert_eq!(found, nulls, "{kind}");
        };
        check(&DataType::Int64, [true, false, true]);
        check(&DataType::Date32, [true, true, false]);
        let plain = DataType::Timestamp(TimeUnit::Microsecond, None);
        check(&plain, [true, false, false]);
        check(&DataType::Binary, [true, true, true]);
    }
}
