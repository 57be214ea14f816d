//! `business_seconds(from, to, 'calendar')`: the seconds between two instants in which a calendar of the charter is open.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Builder};
use arrow::compute::{cast, max, min};
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use calendar::OpeningHours;
use charter::Charter;
use charter::names::nearest;
use datafusion::common::{Result, ScalarValue, exec_datafusion_err, plan_datafusion_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use jiff::Timestamp;

use super::seconds_between::is_instant;
use crate::LakeError;
use crate::catalog::instant;

/// When each calendar of a charter is open, by its name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calendars(Arc<BTreeMap<String, OpeningHours>>);

impl Calendars {
    pub(crate) fn of(charter: &Charter) -> std::result::Result<Self, LakeError> {
        let calendars = charter.calendars.calendars.iter();
        let hours = calendars
            .map(|one| Ok((one.calendar.clone(), one.hours()?)))
            .collect::<std::result::Result<_, charter::calendars::BadCalendar>>()
            .map_err(LakeError::table("reading the charter's calendars"))?;
        Ok(Self(Arc::new(hours)))
    }
}

#[derive(Debug)]
pub(super) struct BusinessSeconds {
    calendars: Calendars,
    signature: Signature,
}

impl BusinessSeconds {
    pub(super) fn of(calendars: Calendars) -> Self {
        Self {
            calendars,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

// The function of one charter is another than that of another one, even when their calendars read alike.
impl PartialEq for BusinessSeconds {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.calendars.0, &other.calendars.0)
    }
}

impl Eq for BusinessSeconds {}

impl Hash for BusinessSeconds {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.calendars.0).hash(state);
    }
}

impl ScalarUDFImpl for BusinessSeconds {
    fn name(&self) -> &'static str {
        "business_seconds"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match types {
            [from, to, _] if is_instant(from) && is_instant(to) => {
                Ok(vec![instant(), instant(), DataType::Utf8])
            }
            _ => plan_err!("business_seconds takes two instants and the name of a calendar"),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [from, to, calendar] = args.args.as_slice() else {
            return plan_err!("business_seconds takes two instants and the name of a calendar");
        };
        let ColumnarValue::Scalar(ScalarValue::Utf8(Some(calendar))) = calendar else {
            return plan_err!("the calendar of business_seconds must be a text in quotes");
        };
        let hours = self.calendars.0.get(calendar).ok_or_else(|| {
            let known = self.calendars.0.keys().map(String::as_str);
            let nearest = nearest(calendar, known).map(|name| format!("; there is `{name}`"));
            plan_datafusion_err!(
                "the charter has no calendar `{calendar}`{}",
                nearest.unwrap_or_default()
            )
        })?;
        let from = cast(&from.to_array(args.number_rows)?, &instant())?;
        let to = cast(&to.to_array(args.number_rows)?, &instant())?;
        Ok(ColumnarValue::Array(seconds(hours, &from, &to)?))
    }
}

/// Of many rows: the openings are laid out once, over all the time that the rows span.
fn seconds(hours: &OpeningHours, from: &ArrayRef, to: &ArrayRef) -> Result<ArrayRef> {
    let from = from.as_primitive::<TimestampMicrosecondType>();
    let to = to.as_primitive::<TimestampMicrosecondType>();
    let mut seconds = Float64Builder::with_capacity(from.len());
    let earliest = [min(from), min(to)].into_iter().flatten().min();
    let latest = [max(from), max(to)].into_iter().flatten().max();
    if let (Some(earliest), Some(latest)) = (earliest, latest) {
        let timeline = hours.timeline(at(earliest)?, at(latest)?);
        for (from, to) in from.iter().zip(to) {
            seconds.append_option(match (from, to) {
                #[expect(clippy::cast_precision_loss, reason = "exact below 2^53 seconds")]
                (Some(from), Some(to)) => timeline
                    .business_seconds(at(from)?, at(to)?)
                    .map(|seconds| seconds as f64),
                _ => None,
            });
        }
    } else {
        seconds.append_nulls(from.len());
    }
    Ok(Arc::new(seconds.finish()))
}

fn at(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| exec_datafusion_err!("an instant lies outside the years that calendars know"))
}
