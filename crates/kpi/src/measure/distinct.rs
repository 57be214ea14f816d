//! Counting different values: exact up to 65,536 a group, a theta sketch beyond.

use arrow::array::{Array, ArrayRef, PrimitiveArray};
use arrow::datatypes::UInt64Type;
use datafusion::common::hash_utils::create_hashes;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{AggregateUDF, Expr, Signature, Volatility};
use datasketches::common::NumStdDev;
use datasketches::theta::{CompactThetaSketch, ThetaSketch, ThetaSketchBuilder, ThetaUnionBuilder};

use super::sketch::{Sketch, sketch_aggregate};

/// Base-2 logarithm of how many values are kept: exact below, standard error 1/√65,536 = 0.4 % beyond.
const LG_K: u8 = 16;

/// Aggregate that gives the serialised [`DistinctSketch`] of a column of any type.
pub(crate) fn distinct_sketch(value: Expr) -> Expr {
    AggregateUDF::from(DistinctAggregate {
        signature: Signature::any(1, Volatility::Immutable),
    })
    .call(vec![value])
}

sketch_aggregate!(DistinctAggregate, DistinctSketch, "distinct_sketch");

/// Values seen lately that need not be looked up again: few values recur often, as agents do in contacts.
const RECENT: usize = 4_096;
/// Groups with fewer values than this, of which a sparse breakdown has many, do without.
const WORTH_REMEMBERING: usize = 64;

/// A set of values, or a sample of it that tells its size (Dasgupta, Lang, Rhodes, Thaler 2016, "A framework for
/// estimating stream expression cardinalities").
#[derive(Default)]
pub(crate) struct DistinctSketch {
    /// What was added one by one; made when first needed, as most groups of a sparse breakdown stay small.
    added: Option<ThetaSketch>,
    /// Values added lately, each at the place that its lower bits say; empty until something is added.
    recent: Vec<u64>,
    /// What was merged in.
    merged: Option<CompactThetaSketch>,
}

impl Clone for DistinctSketch {
    fn clone(&self) -> Self {
        Self {
            added: None,
            recent: Vec::new(),
            merged: self.whole(),
        }
    }
}

impl std::fmt::Debug for DistinctSketch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DistinctSketch")
            .field("estimate", &self.whole().map(|whole| whole.estimate()))
            .finish()
    }
}

impl PartialEq for DistinctSketch {
    fn eq(&self, other: &Self) -> bool {
        Sketch::to_bytes(self) == Sketch::to_bytes(other)
    }
}

impl DistinctSketch {
    /// Number of different values, with the ends of its 95 % interval (which are the number itself while exact).
    pub(crate) fn estimate(&self) -> (f64, f64, f64) {
        self.whole().map_or((0.0, 0.0, 0.0), |whole| {
            (
                whole.estimate(),
                whole.lower_bound(NumStdDev::Two),
                whole.upper_bound(NumStdDev::Two),
            )
        })
    }

    /// Adds what another holds.
    pub(crate) fn merge(&mut self, other: &Self) -> Result<()> {
        let parts = [self.whole(), other.whole()];
        self.added = None;
        self.recent = Vec::new();
        self.merged = union(parts.iter().flatten())?;
        Ok(())
    }

    /// Reads the serialised form.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut sketch = Self::default();
        sketch.merge_bytes(bytes)?;
        Ok(sketch)
    }

    fn whole(&self) -> Option<CompactThetaSketch> {
        let added = self.added.as_ref().map(|added| added.compact(true));
        match (&added, &self.merged) {
            (None, None) => None,
            (Some(_), None) => added,
            (None, Some(merged)) => Some(merged.clone()),
            (Some(added), Some(merged)) => union([added, merged].into_iter()).ok().flatten(),
        }
    }
}

fn union<'a>(
    parts: impl Iterator<Item = &'a CompactThetaSketch>,
) -> Result<Option<CompactThetaSketch>> {
    let wrong = |error| exec_datafusion_err!("distinct sketch: {error}");
    let mut union = ThetaUnionBuilder::default()
        .lg_k(LG_K)
        .build()
        .map_err(wrong)?;
    let mut any = false;
    for part in parts {
        union.update(part).map_err(wrong)?;
        any = true;
    }
    Ok(any.then(|| union.to_sketch(true)))
}

impl Sketch for DistinctSketch {
    type Item = UInt64Type;

    fn items(column: &ArrayRef) -> Result<PrimitiveArray<UInt64Type>> {
        // A fixed state: the same value must hash alike in every batch, partition and process.
        let state = datafusion::common::hash_utils::QualityRandomState::with_seed(0);
        let mut hashes = vec![0; column.len()];
        create_hashes([column], &state, &mut hashes)?;
        Ok(PrimitiveArray::new(hashes.into(), column.logical_nulls()))
    }

    fn add(&mut self, item: u64) {
        if self.added.is_none() {
            self.added = ThetaSketchBuilder::default().lg_k(LG_K).build().ok();
        }
        let Some(added) = &mut self.added else { return };
        let place = usize::try_from(item % RECENT as u64).unwrap_or_default();
        match self.recent.get_mut(place) {
            Some(seen) if *seen == item => {}
            Some(seen) => {
                *seen = item;
                added.update(item);
            }
            None => {
                added.update(item);
                if added.num_retained() >= WORTH_REMEMBERING {
                    // An empty place holds a value that belongs elsewhere, so that nothing looks seen before it is.
                    self.recent = (0..RECENT as u64).map(|place| !place).collect();
                }
            }
        }
    }

    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let other = CompactThetaSketch::deserialize(bytes)
            .map_err(|error| exec_datafusion_err!("distinct sketch: {error}"))?;
        self.merged = match self.merged.take() {
            None => Some(other),
            Some(mine) => union([&mine, &other].into_iter())?,
        };
        Ok(())
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.whole()
            .map(|whole| whole.serialize())
            .unwrap_or_default()
    }

    fn heap_size(&self) -> usize {
        self.added.as_ref().map_or(0, ThetaSketch::estimated_size)
            + self.recent.capacity() * size_of::<u64>()
            + self
                .merged
                .as_ref()
                .map_or(0, CompactThetaSketch::estimated_size)
    }
}
