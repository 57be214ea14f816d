//! The quantile sketch as an aggregate.

use arrow::array::{ArrayRef, AsArray, PrimitiveArray};
use arrow::datatypes::{DataType, Float64Type};
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{AggregateUDF, Expr, Signature, Volatility};
use stats::QuantileSketch;

use super::sketch::{Sketch, sketch_aggregate};

/// Aggregate that gives the serialised [`QuantileSketch`] of a number.
pub(crate) fn quantile_sketch(value: Expr) -> Expr {
    AggregateUDF::from(QuantileAggregate {
        signature: Signature::exact(vec![DataType::Float64], Volatility::Immutable),
    })
    .call(vec![value])
}

sketch_aggregate!(QuantileAggregate, QuantileSketch, "quantile_sketch");

impl Sketch for QuantileSketch {
    type Item = Float64Type;

    fn items(column: &ArrayRef) -> Result<PrimitiveArray<Float64Type>> {
        Ok(column.as_primitive::<Float64Type>().clone())
    }

    fn add(&mut self, item: f64) {
        Self::add(self, item);
    }

    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let other = Self::from_bytes(bytes)
            .map_err(|error| exec_datafusion_err!("quantile sketch: {error}"))?;
        self.merge(&other);
        Ok(())
    }

    fn to_bytes(&self) -> Vec<u8> {
        Self::to_bytes(self)
    }

    fn heap_size(&self) -> usize {
        self.heap_bytes()
    }
}
