//! `local_time(text, format)`: the instant that a wall clock of the feed's zone shows.
//!
//! A clock time that a zone skips or repeats is read as `compatible` does (RFC 5545): after a gap it moves forward by
//! the gap's length, in a fold it is the first of the two.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, TimestampMicrosecondBuilder};
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use jiff::tz::TimeZone;

use calendar::{ClockFormat, ZoneClock};

use crate::catalog::instant;

/// The function for one zone.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct LocalTime {
    zone: TimeZoneName,
    /// Whether what cannot be read is null rather than an error.
    lenient: bool,
    signature: Signature,
}

/// A zone, compared by name because that is what a feed writes.
#[derive(Debug, Clone)]
struct TimeZoneName(TimeZone);

impl PartialEq for TimeZoneName {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for TimeZoneName {}

impl std::hash::Hash for TimeZoneName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.iana_name().hash(state);
    }
}

impl LocalTime {
    pub(crate) fn of(zone: TimeZone) -> Self {
        Self {
            zone: TimeZoneName(zone),
            lenient: false,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    /// The same, giving null for what it cannot read.
    pub(crate) fn lenient(zone: TimeZone) -> Self {
        Self {
            lenient: true,
            ..Self::of(zone)
        }
    }
}

impl ScalarUDFImpl for LocalTime {
    fn name(&self) -> &'static str {
        "local_time"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match types {
            [_, _] => Ok(vec![DataType::Utf8, DataType::Utf8]),
            _ => plan_err!("local_time takes a text and a format"),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(instant())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [text, format] = args.args.as_slice() else {
            return plan_err!("local_time takes a text and a format");
        };
        let ColumnarValue::Scalar(ScalarValue::Utf8(Some(format))) = format else {
            return plan_err!(
                "the format of local_time must be a text in quotes, e.g. '%Y-%m-%d %H:%M:%S'"
            );
        };
        let format = match ClockFormat::parse(format) {
            Ok(format) => format,
            Err(message) => return plan_err!("{message}"),
        };
        let text: ArrayRef = text.to_array(args.number_rows)?;
        let mut clock = ZoneClock::new(self.zone.0.clone());
        let mut instants = TimestampMicrosecondBuilder::with_capacity(args.number_rows);
        for value in text.as_string::<i32>() {
            let Some(value) = value else {
                instants.append_null();
                continue;
            };
            match format.read(value).and_then(|civil| clock.micros(&civil)) {
                Some(micros) => instants.append_value(micros),
                None if self.lenient => instants.append_null(),
                None => return exec_err!("`{value}` is not a time of the form {}", format.text()),
            }
        }
        Ok(ColumnarValue::Array(Arc::new(
            instants.finish().with_timezone("UTC"),
        )))
    }
}
