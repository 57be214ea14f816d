//! `seconds_between(from, to)`: the seconds from one instant to another; negative where the second is earlier.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array};
use arrow::compute::{binary, cast};
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::catalog::instant;

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct SecondsBetween {
    signature: Signature,
}

impl Default for SecondsBetween {
    fn default() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for SecondsBetween {
    fn name(&self) -> &'static str {
        "seconds_between"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match types {
            [from, to] if is_instant(from) && is_instant(to) => Ok(vec![instant(), instant()]),
            _ => plan_err!(
                "seconds_between takes two instants; write cast(… as timestamp) around texts"
            ),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let [from, to] = arrays.as_slice() else {
            return plan_err!("seconds_between takes two instants");
        };
        let from = micros(from)?;
        let to = micros(to)?;
        let from = from.as_primitive::<TimestampMicrosecondType>();
        let to = to.as_primitive::<TimestampMicrosecondType>();
        #[expect(
            clippy::cast_precision_loss,
            reason = "exact below 2^53 microseconds, which is 285 years"
        )]
        let seconds: Float64Array =
            binary(from, to, |from, to| to.wrapping_sub(from) as f64 / 1e6)?;
        Ok(ColumnarValue::Array(Arc::new(seconds)))
    }
}

pub(super) fn is_instant(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 | DataType::Null
    )
}

fn micros(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(cast(array, &instant())?)
}
