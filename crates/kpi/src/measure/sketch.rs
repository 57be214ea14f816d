//! One shape for aggregates whose state is a sketch: bytes between steps, an object while counting.

use std::fmt::Debug;
use std::mem::size_of;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BinaryBuilder, BooleanArray, PrimitiveArray,
};
use datafusion::common::{Result, ScalarValue, exec_datafusion_err};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

/// A mergeable summary of the values of a group.
pub(super) trait Sketch: Clone + Debug + Default + Send + Sync + 'static {
    /// The type of value it takes.
    type Item: ArrowPrimitiveType;

    /// The column as values it takes; nulls are left out by the caller.
    fn items(column: &ArrayRef) -> Result<PrimitiveArray<Self::Item>>;

    /// Adds a value.
    fn add(&mut self, item: <Self::Item as ArrowPrimitiveType>::Native);

    /// Adds what a serialised sketch holds.
    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<()>;

    /// Serialised form.
    fn to_bytes(&self) -> Vec<u8>;

    /// Bytes of memory it holds beside its own size.
    fn heap_size(&self) -> usize;
}

/// A sketch a group.
#[derive(Debug, Default)]
pub(super) struct SketchGroups<S> {
    groups: Vec<S>,
}

impl<S: Sketch> SketchGroups<S> {
    fn emit(&mut self, emit_to: EmitTo) -> ArrayRef {
        let emitted = emit_to.take_needed(&mut self.groups);
        let mut bytes = BinaryBuilder::with_capacity(emitted.len(), 0);
        for sketch in &emitted {
            bytes.append_value(sketch.to_bytes());
        }
        Arc::new(bytes.finish())
    }
}

fn only<'a, T>(values: &'a [T], what: &str) -> Result<&'a T> {
    values
        .first()
        .ok_or_else(|| exec_datafusion_err!("a sketch needs {what}"))
}

impl<S: Sketch> GroupsAccumulator for SketchGroups<S> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.groups.resize_with(total_num_groups, S::default);
        let items = S::items(only(values, "a column")?)?;
        let taken = |row: usize| {
            items.is_valid(row) && opt_filter.is_none_or(|f| f.is_valid(row) && f.value(row))
        };
        for (row, (group, item)) in group_indices.iter().zip(items.values()).enumerate() {
            if taken(row)
                && let Some(sketch) = self.groups.get_mut(*group)
            {
                sketch.add(*item);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        Ok(self.emit(emit_to))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.emit(emit_to)])
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.groups.resize_with(total_num_groups, S::default);
        let states = only(values, "a state")?.as_binary::<i32>();
        for (group, bytes) in group_indices.iter().zip(states) {
            if let (Some(bytes), Some(sketch)) = (bytes, self.groups.get_mut(*group)) {
                sketch.merge_bytes(bytes)?;
            }
        }
        Ok(())
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = only(values, "a column")?.len();
        let mut each = Self { groups: Vec::new() };
        each.update_batch(values, &(0..rows).collect::<Vec<_>>(), opt_filter, rows)?;
        Ok(vec![each.emit(EmitTo::All)])
    }

    fn size(&self) -> usize {
        self.groups.capacity() * size_of::<S>()
            + self.groups.iter().map(Sketch::heap_size).sum::<usize>()
    }
}

/// The sketch of all rows, when nothing is grouped.
#[derive(Debug, Default)]
pub(super) struct SketchOfAll<S> {
    sketch: S,
}

impl<S: Sketch> Accumulator for SketchOfAll<S> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for item in S::items(only(values, "a column")?)?.iter().flatten() {
            self.sketch.add(item);
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Binary(Some(self.sketch.to_bytes())))
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for bytes in only(states, "a state")?.as_binary::<i32>().iter().flatten() {
            self.sketch.merge_bytes(bytes)?;
        }
        Ok(())
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.sketch.heap_size()
    }
}

/// The parts of [`datafusion::logical_expr::AggregateUDFImpl`] that all sketches share.
macro_rules! sketch_aggregate {
    ($aggregate:ident, $sketch:ty, $name:literal) => {
        #[derive(Debug, PartialEq, Eq, Hash)]
        struct $aggregate {
            signature: datafusion::logical_expr::Signature,
        }

        impl datafusion::logical_expr::AggregateUDFImpl for $aggregate {
            fn name(&self) -> &'static str {
                $name
            }

            fn signature(&self) -> &datafusion::logical_expr::Signature {
                &self.signature
            }

            fn return_type(
                &self,
                _: &[arrow::datatypes::DataType],
            ) -> datafusion::common::Result<arrow::datatypes::DataType> {
                Ok(arrow::datatypes::DataType::Binary)
            }

            fn accumulator(
                &self,
                _: datafusion::logical_expr::function::AccumulatorArgs,
            ) -> datafusion::common::Result<Box<dyn datafusion::logical_expr::Accumulator>> {
                Ok(Box::new(
                    $crate::measure::sketch::SketchOfAll::<$sketch>::default(),
                ))
            }

            fn groups_accumulator_supported(
                &self,
                _: datafusion::logical_expr::function::AccumulatorArgs,
            ) -> bool {
                true
            }

            fn create_groups_accumulator(
                &self,
                _: datafusion::logical_expr::function::AccumulatorArgs,
            ) -> datafusion::common::Result<Box<dyn datafusion::logical_expr::GroupsAccumulator>>
            {
                Ok(Box::new(
                    $crate::measure::sketch::SketchGroups::<$sketch>::default(),
                ))
            }
        }
    };
}

pub(super) use sketch_aggregate;
