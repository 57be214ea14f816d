//! Which period an instant falls into, as a function that DataFusion can group by.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int32Array};
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};

/// Index of the first period that ends after the instant, for ascending period ends (UTC microseconds); the number of
/// periods when the instant is later than all. Null stays null.
///
/// The ends come from `calendar`, so daylight saving is settled before the first row is read; per row there is only a
/// search, which is short because facts are stored in the order of time and neighbours share a period.
pub(crate) fn period_index(ends: Arc<[i64]>, instant: Expr) -> Expr {
    ScalarUDF::from(PeriodIndex {
        ends,
        signature: Signature::one_of(
            vec![
                TypeSignature::Exact(vec![DataType::Timestamp(
                    TimeUnit::Microsecond,
                    Some("UTC".into()),
                )]),
                TypeSignature::Exact(vec![DataType::Timestamp(TimeUnit::Microsecond, None)]),
            ],
            Volatility::Immutable,
        ),
    })
    .call(vec![instant])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct PeriodIndex {
    ends: Arc<[i64]>,
    signature: Signature,
}

impl PeriodIndex {
    fn of(&self, instant: i64, near: usize) -> usize {
        let starts_before = near == 0 || self.ends.get(near - 1).is_some_and(|end| *end <= instant);
        let ends_after = self.ends.get(near).is_none_or(|end| instant < *end);
        if starts_before && ends_after {
            near
        } else {
            self.ends.partition_point(|end| *end <= instant)
        }
    }
}

impl ScalarUDFImpl for PeriodIndex {
    fn name(&self) -> &'static str {
        "period_index"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [argument] = args.args.as_slice() else {
            return exec_err!("period_index takes one instant");
        };
        let instants = argument.to_array(args.number_rows)?;
        let instants = instants.as_primitive::<TimestampMicrosecondType>();
        let mut near = 0;
        let indices = instants.values().iter().map(|instant| {
            near = self.of(*instant, near);
            i32::try_from(near).unwrap_or(i32::MAX)
        });
        let indices = Int32Array::new(indices.collect(), instants.nulls().cloned());
        Ok(ColumnarValue::Array(Arc::new(indices)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_period_that_ends_later() {
        let index = PeriodIndex {
            ends: [10, 20, 30].into(),
            signature: Signature::any(1, Volatility::Immutable),
        };
        for near in 0..=3 {
            let found: Vec<_> = [-5, 9, 10, 19, 20, 29, 30, 99]
                .map(|instant| index.of(instant, near))
                .into();
            assert_eq!(
                found,
                [0, 0, 1, 1, 2, 2, 3, 3],
                "whatever was near before: {near}"
            );
        }
    }
}
