//! What becomes of each row of a chunk: passed over, set aside, or handed on to the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::compute::{filter_record_batch, take_record_batch};
use charter::canonical::ColumnUse;
use charter::feed::Severity;
use datafusion::common::DataFusionError;

use super::chunk::Chunk;
use super::identity::{Pseudonyms, keys, versions};
use super::mapping::Mapping;
use super::set_aside::{Reason, SetAside, raw_row};
use crate::catalog::Table;
use crate::{Counts, LakeError};

/// Name under which rows that no decoder could read are counted.
const UNREADABLE: &str = "unreadable";

/// Rows that are facts, and rows of which that cannot be said.
type FactsAndUnsure = (Vec<u32>, Vec<(usize, Reason)>);

/// What the rows of a file came to so far.
pub(super) struct Sieve<'a> {
    pub mapping: &'a Mapping,
    pub table: &'a Table,
    pub pseudonyms: &'a Pseudonyms,
    pub source: &'a str,
    pub feed: &'a str,
    pub batch: u64,
    pub counts: Counts,
    pub by_check: BTreeMap<String, u64>,
    pub warned: u64,
    pub set_aside: SetAside,
}

impl Sieve<'_> {
    /// Sieves a chunk. What comes back has the table's stored schema.
    pub(super) fn sift(&mut self, chunk: &Chunk) -> Result<Option<RecordBatch>, LakeError> {
        self.counts.received += (chunk.lines.len() + chunk.broken.len()) as u64;
        for broken in &chunk.broken {
            let reason = Reason {
                check: UNREADABLE.to_owned(),
                reason: broken.reason.clone(),
                hint: broken.hint.to_owned(),
            };
            self.put_aside(broken.line, &broken.raw, &reason);
        }
        let (places, unsure) = self.facts_only(&chunk.rows).map_err(engine)?;
        for (row, reason) in unsure {
            self.put_row_aside(chunk, row, &reason);
        }
        if places.is_empty() {
            return Ok(None);
        }
        let rows = if places.len() == chunk.rows.num_rows() {
            chunk.rows.clone()
        } else {
            take_record_batch(&chunk.rows, &UInt32Array::from(places.clone())).map_err(engine)?
        };
        let mut fates: Vec<Option<Reason>> = vec![None; rows.num_rows()];
        let facts = self.map(&rows, &mut fates).map_err(engine)?;
        let (key, version) = self.identify(&rows, &facts, &mut fates).map_err(engine)?;
        let line = |row: usize| {
            let place = places.get(row).copied().unwrap_or_default() as usize;
            chunk.lines.get(place).copied().unwrap_or_default()
        };
        self.check(&facts, &mut fates, line)?;
        let keep: BooleanArray = fates.iter().map(|fate| Some(fate.is_none())).collect();
        for (row, fate) in fates.iter().enumerate() {
            if let Some(reason) = fate {
                let place = places.get(row).copied().unwrap_or_default() as usize;
                self.put_row_aside(chunk, place, reason);
            }
        }
        let stored = self.store(&facts, key, version).map_err(engine)?;
        let kept = filter_record_batch(&stored, &keep).map_err(engine)?;
        Ok((kept.num_rows() > 0).then_some(kept))
    }

    /// The rows that are facts, and those for which the feed's `only` cannot say.
    fn facts_only(&mut self, rows: &RecordBatch) -> Result<FactsAndUnsure, DataFusionError> {
        let count = u32::try_from(rows.num_rows()).unwrap_or(u32::MAX);
        let Some(only) = &self.mapping.only else {
            return Ok(((0..count).collect(), Vec::new()));
        };
        let (values, bad) = only.values(rows)?;
        let values = values.as_boolean();
        let unsure: Vec<(usize, Reason)> = bad
            .into_iter()
            .map(|bad| (bad.row, cannot_read("only", &bad.reason)))
            .collect();
        let facts: Vec<u32> = (0..count)
            .filter(|row| values.is_valid(*row as usize) && values.value(*row as usize))
            .collect();
        self.counts.passed_over += (rows.num_rows() - facts.len() - unsure.len()) as u64;
        Ok((facts, unsure))
    }

    fn map(
        &self,
        rows: &RecordBatch,
        fates: &mut [Option<Reason>],
    ) -> Result<RecordBatch, DataFusionError> {
        let (mut facts, bad) = self.mapping.apply(rows)?;
        for (column, bad) in bad {
            for bad in bad {
                decide(fates, bad.row, || cannot_read(&column, &bad.reason));
            }
        }
        for mapped in &self.mapping.columns {
            let name = &mapped.column.name;
            let place = facts.schema_ref().index_of(name)?;
            if mapped.required {
                let column = facts.column(place);
                for row in (0..column.len()).filter(|row| column.is_null(*row)) {
                    decide(fates, row, || Reason {
                        check: format!("missing.{name}"),
                        reason: format!("`{name}` is empty"),
                        hint: "It says when the row counts, so the row cannot stand without it."
                            .to_owned(),
                    });
                }
            }
            if mapped.column.use_ == ColumnUse::Customer {
                let mut columns = facts.columns().to_vec();
                if let Some(column) = columns.get_mut(place) {
                    *column = self.pseudonyms.column(column);
                }
                facts = RecordBatch::try_new(facts.schema(), columns)?;
            }
        }
        Ok(facts)
    }

    fn identify(
        &self,
        rows: &RecordBatch,
        facts: &RecordBatch,
        fates: &mut [Option<Reason>],
    ) -> Result<(StringArray, ArrayRef), DataFusionError> {
        let mut parts = Vec::new();
        for part in &self.mapping.key {
            let (values, bad) = part.computed.values(rows)?;
            for bad in bad {
                decide(fates, bad.row, || cannot_read("key", &bad.reason));
            }
            for row in (0..values.len()).filter(|row| values.is_null(*row)) {
                decide(fates, row, || Reason {
                    check: "missing.key".to_owned(),
                    reason: format!("{} is empty, and it is part of the key", part.written),
                    hint: "Without its key a record cannot be told from others.".to_owned(),
                });
            }
            parts.push(if part.secret {
                self.pseudonyms.column(&values)
            } else {
                values
            });
        }
        let mut orders = Vec::new();
        for version in &self.mapping.version {
            let (values, bad) = version.values(rows)?;
            for bad in bad {
                decide(fates, bad.row, || cannot_read("version", &bad.reason));
            }
            orders.push(values);
        }
        Ok((keys(&parts), versions(&orders, facts)))
    }

    fn check(
        &mut self,
        facts: &RecordBatch,
        fates: &mut [Option<Reason>],
        line: impl Fn(usize) -> u64,
    ) -> Result<(), LakeError> {
        let mut warned = vec![false; fates.len()];
        for check in &self.mapping.checks {
            let (holds, bad) = check.holds.values(facts).map_err(engine)?;
            let holds = holds.as_boolean();
            let mut reasons: BTreeMap<usize, String> = bad
                .into_iter()
                .map(|bad| {
                    (
                        bad.row,
                        format!("`{}` cannot be computed: {}", check.name, bad.reason),
                    )
                })
                .collect();
            if holds.has_false() {
                for row in (0..holds.len()).filter(|row| holds.is_valid(*row) && !holds.value(*row))
                {
                    reasons.insert(row, format!("`{}` does not hold", check.name));
                }
            }
            for (row, reason) in reasons {
                if fates.get(row).is_none_or(Option::is_some) {
                    continue;
                }
                match check.severity {
                    Severity::Stop => {
                        return Err(LakeError::Stopped {
                            source_name: self.source.to_owned(),
                            line: line(row),
                            check: check.name.clone(),
                            hint: check.hint.clone(),
                        });
                    }
                    Severity::SetAside => decide(fates, row, || Reason {
                        check: check.name.clone(),
                        reason,
                        hint: check.hint.clone(),
                    }),
                    Severity::Warn => {
                        *self.by_check.entry(check.name.clone()).or_default() += 1;
                        if let Some(warned) = warned.get_mut(row) {
                            *warned = true;
                        }
                    }
                }
            }
        }
        let kept = |row: usize| fates.get(row).is_some_and(Option::is_none);
        self.warned += warned
            .iter()
            .enumerate()
            .filter(|(row, warned)| **warned && kept(*row))
            .count() as u64;
        Ok(())
    }

    fn store(
        &self,
        facts: &RecordBatch,
        key: StringArray,
        version: ArrayRef,
    ) -> Result<RecordBatch, DataFusionError> {
        let rows = facts.num_rows();
        let mut columns = facts.columns().to_vec();
        columns.push(Arc::new(key));
        columns.push(version);
        columns.push(Arc::new(StringArray::from(vec![self.feed; rows])));
        columns.push(Arc::new(Int64Array::from(vec![
            self.batch.cast_signed();
            rows
        ])));
        Ok(RecordBatch::try_new(self.table.stored_schema(), columns)?)
    }

    fn put_row_aside(&mut self, chunk: &Chunk, row: usize, reason: &Reason) {
        let raw = raw_row(chunk.raw.as_ref(), &chunk.rows, row);
        let line = chunk.lines.get(row).copied().unwrap_or_default();
        self.put_aside(line, &raw, reason);
    }

    fn put_aside(&mut self, line: u64, raw: &[u8], reason: &Reason) {
        self.counts.set_aside += 1;
        *self.by_check.entry(reason.check.clone()).or_default() += 1;
        self.set_aside.push(line, raw, reason);
    }
}

/// A row has one fate: the first reason stands.
fn decide(fates: &mut [Option<Reason>], row: usize, reason: impl FnOnce() -> Reason) {
    if let Some(fate) = fates.get_mut(row)
        && fate.is_none()
    {
        *fate = Some(reason());
    }
}

fn cannot_read(what: &str, reason: &str) -> Reason {
    Reason {
        check: format!("cannot_read.{what}"),
        reason: format!("cannot read `{what}`: {reason}"),
        hint: format!("Correct the value in the source, or `{what}` in the feed."),
    }
}

fn engine<E: std::fmt::Display>(error: E) -> LakeError {
    LakeError::table("mapping rows")(error)
}
