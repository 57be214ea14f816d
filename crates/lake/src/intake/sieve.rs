//! What becomes of each row of a chunk: passed over, set aside, or handed on to the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray, StringBuilder,
    UInt32Array,
};
use arrow::compute::{filter_record_batch, take_record_batch};
use arrow::datatypes::TimestampMicrosecondType;
use arrow::util::display::array_value_to_string;
use charter::canonical::ColumnUse;
use charter::feed::{Feed, Severity};
use datafusion::common::DataFusionError;
use formats::Chunk;
use jiff::Timestamp;
use redaction::Redactor;

use super::fates::Fates;
use super::filled;
use super::identity::{Pseudonyms, keys, versions};
use super::mapping::{Check, Mapping};
use super::set_aside::{Reason, Removed, SetAside, UNREADABLE};
use super::typed::{self, Warned};
use crate::catalog::Table;
use crate::customers::{Columns, Contact, Customers, Values, Whose};
use crate::{Counts, Fate, Filled, LakeError, RowFate};

/// Check under which rows are set aside that say they happened after they were sent.
pub(crate) const AHEAD: &str = "in_the_future";
/// How far ahead of intake's clock a fact may be: sources' clocks and zones differ.
const AHEAD_MAX_MICROS: i64 = 86_400_000_000;

/// Rows of the table's stored schema, and the line of each.
pub(super) struct Facts {
    pub rows: RecordBatch,
    pub lines: Vec<u64>,
    /// Row → a contact of who was forgotten, and the request, where nobody knew of it.
    pub contacts: Vec<(usize, (u64, Contact))>,
}

/// Rows that are facts, and rows of which that cannot be said.
type FactsAndUnsure = (Vec<u32>, Vec<(usize, Reason)>);

/// A row of a chunk that is to be set aside.
struct Unfit {
    place: u32,
    reason: Reason,
    /// The request by which its customer was forgotten.
    forgotten: Option<u64>,
    /// Which values of its text may say whose it is.
    values: Values,
}

/// What the rows of a file came to so far.
pub(super) struct Sieve<'a> {
    pub mapping: &'a Mapping,
    pub table: &'a Table,
    pub pseudonyms: &'a Pseudonyms,
    /// What was asked about customers.
    pub customers: &'a Customers,
    pub customer_columns: &'a Columns,
    /// Whether any table has words that belong to contacts.
    pub contacts: bool,
    /// Line → the request by which the row's customer was forgotten, where that is told.
    pub whose: Option<Whose>,
    pub redactor: &'a Redactor,
    pub source: &'a str,
    pub rules: &'a Feed,
    pub feed: &'a str,
    /// Revision of the feed's mapping.
    pub revision: u16,
    /// Whether a row that fails a check of severity `stop` stops it all.
    pub stops: bool,
    pub batch: u64,
    pub at: Timestamp,
    /// Fates of the rows that end here, where they are told.
    pub told: Option<Vec<RowFate>>,
    pub counts: Counts,
    pub by_check: BTreeMap<String, u64>,
    pub warned: u64,
    /// Check of completeness → rows handed on, and those of them with a value.
    pub filled: BTreeMap<String, Filled>,
    pub set_aside: SetAside,
}

impl<'a> Sieve<'a> {
    /// Sieves a chunk.
    pub(super) fn sift(&mut self, chunk: &Chunk) -> Result<Option<Facts>, LakeError> {
        let mut aside = Vec::new();
        let facts = self.facts(chunk, &mut aside)?;
        self.put_rows_aside(chunk, aside)?;
        Ok(facts)
    }

    fn facts(&mut self, chunk: &Chunk, aside: &mut Vec<Unfit>) -> Result<Option<Facts>, LakeError> {
        self.counts.received += (chunk.lines.len() + chunk.broken.len()) as u64;
        for broken in &chunk.broken {
            let reason = Reason {
                check: UNREADABLE.to_owned(),
                reason: broken.reason.clone(),
                hint: broken.hint.to_owned(),
            };
            let forgotten = self.customers.holds(&broken.raw, self.unread());
            self.put_aside(broken.line, &broken.raw, &reason, forgotten);
        }
        let source = self.mapping.mended(&chunk.rows).map_err(engine)?;
        let (places, unsure) = self.facts_only(&source).map_err(engine)?;
        self.tell_passed_over(chunk, &places, &unsure);
        aside.extend(unsure.into_iter().map(|(row, reason)| Unfit {
            place: u32::try_from(row).unwrap_or(u32::MAX),
            reason,
            forgotten: None,
            values: self.unread(),
        }));
        if places.is_empty() {
            return Ok(None);
        }
        let rows = if places.len() == source.num_rows() {
            source
        } else {
            take_record_batch(&source, &UInt32Array::from(places.clone())).map_err(engine)?
        };
        let mut fates = Fates::default();
        let line = |row: usize| {
            let place = places.get(row).copied().unwrap_or_default() as usize;
            chunk.lines.get(place).copied().unwrap_or_default()
        };
        let (facts, unread) = self.read(&rows, &mut fates, line)?;
        let facts = self.map(facts, &rows, &mut fates).map_err(engine)?;
        let (key, version) = self.identify(&rows, &facts, &mut fates).map_err(engine)?;
        self.check(&facts, &mut fates, unread, line)?;
        self.tell_whose(&facts, line);
        for (row, reason) in fates.unfit() {
            let customers = self.customers;
            aside.push(Unfit {
                place: places.get(row).copied().unwrap_or_default(),
                reason: reason.clone(),
                forgotten: customers.forgotten_row(self.customer_columns, &facts, row),
                values: Values::Telling,
            });
        }
        let lines: Vec<u64> = (0..rows.num_rows())
            .filter(|row| fates.stands(*row))
            .map(line)
            .collect();
        let stored = self.store(&facts, key, version).map_err(engine)?;
        let rows = if lines.len() == stored.num_rows() {
            stored
        } else {
            let stands = (0..stored.num_rows()).map(|row| Some(fates.stands(row)));
            let keep: BooleanArray = stands.collect();
            filter_record_batch(&stored, &keep).map_err(engine)?
        };
        filled::count(self.rules, &rows, &mut self.filled);
        let contacts = match self.contacts {
            true => self.customers.contacts_in(self.customer_columns, &rows),
            false => Vec::new(),
        };
        let rows = self.as_asked(rows)?;
        Ok((rows.num_rows() > 0).then_some(Facts {
            rows,
            lines,
            contacts,
        }))
    }

    /// Rows as they are after what was asked about customers. Last of all: what a row was checked by and which version of
    /// its record it is, does not depend on when somebody asked.
    fn as_asked(&self, rows: RecordBatch) -> Result<RecordBatch, LakeError> {
        let changed = self
            .customers
            .changed(self.customer_columns, &rows)
            .map_err(engine)?;
        Ok(changed.map_or(rows, |changed| changed.rows))
    }

    /// Which values count in rows that cannot be read.
    fn unread(&self) -> Values {
        Values::unread(self.rules, self.table)
    }

    fn tell_whose(&mut self, facts: &RecordBatch, line: impl Fn(usize) -> u64) {
        let (customers, columns) = (self.customers, self.customer_columns);
        if let Some(whose) = &mut self.whose {
            whose.extend(
                (0..facts.num_rows())
                    .map(|row| (line(row), customers.forgotten_row(columns, facts, row))),
            );
        }
    }

    fn tell_passed_over(&mut self, chunk: &Chunk, facts: &[u32], unsure: &[(usize, Reason)]) {
        let Some(told) = &mut self.told else {
            return;
        };
        let mut other = vec![false; chunk.lines.len()];
        let places = facts.iter().map(|place| *place as usize);
        for place in places.chain(unsure.iter().map(|(row, _)| *row)) {
            if let Some(other) = other.get_mut(place) {
                *other = true;
            }
        }
        told.extend(
            chunk
                .lines
                .iter()
                .zip(other)
                .filter(|(_, other)| !other)
                .map(|(line, _)| RowFate {
                    line: *line,
                    fate: Fate::PassedOver,
                }),
        );
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

    /// The rows as facts, with what could not be read decided about.
    fn read(
        &self,
        rows: &RecordBatch,
        fates: &mut Fates,
        line: impl Fn(usize) -> u64,
    ) -> Result<(RecordBatch, Warned<'a>), LakeError> {
        let mapping = self.mapping;
        let (facts, bad) = mapping.apply(rows).map_err(engine)?;
        typed::judged(&mapping.types, facts, bad, fates, |row, check| {
            self.stops.then(|| LakeError::Stopped {
                source_name: self.source.to_owned(),
                line: line(row),
                check: check.name.clone(),
                hint: check.hint.clone(),
            })
        })
    }

    fn map(
        &self,
        mut facts: RecordBatch,
        rows: &RecordBatch,
        fates: &mut Fates,
    ) -> Result<RecordBatch, DataFusionError> {
        for mapped in &self.mapping.columns {
            let name = &mapped.column.name;
            let place = facts.schema_ref().index_of(name)?;
            if mapped.required {
                let column = facts.column(place);
                for row in (0..column.len()).filter(|row| column.is_null(*row)) {
                    fates.decide(row, || Reason {
                        check: format!("missing.{name}"),
                        reason: format!("`{name}` is empty"),
                        hint: "It says when the row counts, so the row cannot stand without it."
                            .to_owned(),
                    });
                }
                self.ahead(facts.column(place), name, fates);
            }
            if mapped.column.use_ == ColumnUse::Customer {
                let mut columns = facts.columns().to_vec();
                if let Some(column) = columns.get_mut(place) {
                    *column = self.pseudonyms.column(column);
                }
                facts = RecordBatch::try_new(facts.schema(), columns)?;
            }
            if mapped.column.use_ == ColumnUse::FreeText {
                let mut columns = facts.columns().to_vec();
                if let Some(column) = columns.get_mut(place) {
                    *column = self.redacted(column, rows)?;
                }
                facts = RecordBatch::try_new(facts.schema(), columns)?;
            }
        }
        Ok(facts)
    }

    /// Free text without personal data: what is found by its form, and the names that the row gives.
    fn redacted(&self, texts: &ArrayRef, rows: &RecordBatch) -> Result<ArrayRef, DataFusionError> {
        let names = self
            .mapping
            .names
            .iter()
            // A name that cannot be computed is none; the row's own columns say what is wrong with it.
            .map(|name| name.values(rows).map(|(values, _)| values))
            .collect::<Result<Vec<_>, _>>()?;
        let texts = texts.as_string::<i32>();
        let mut redacted = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
        for (row, text) in texts.iter().enumerate() {
            let Some(text) = text else {
                redacted.append_null();
                continue;
            };
            let names: Vec<&str> = names
                .iter()
                .map(|names| names.as_string::<i32>())
                .filter(|names| names.is_valid(row))
                .map(|names| names.value(row))
                .collect();
            redacted.append_value(&self.redactor.redact(text, &names).text);
        }
        Ok(Arc::new(redacted.finish()))
    }

    /// One wrong clock must not move the partnership's "now". Plans are of the future by nature.
    fn ahead(&self, instants: &ArrayRef, name: &str, fates: &mut Fates) {
        let Some(instants) = instants.as_primitive_opt::<TimestampMicrosecondType>() else {
            return;
        };
        if self.table.planned {
            return;
        }
        let latest = self.at.as_microsecond().saturating_add(AHEAD_MAX_MICROS);
        for row in (0..instants.len()).filter(|row| instants.is_valid(*row)) {
            if instants.value(row) > latest {
                fates.decide(row, || {
                    Reason {
                    check: AHEAD.to_owned(),
                    reason: format!("`{name}` is more than a day after the row was taken in"),
                    hint: "See whether the feed's zone and time format are right, or the source's clock is wrong."
                        .to_owned(),
                }
                });
            }
        }
    }

    fn identify(
        &self,
        rows: &RecordBatch,
        facts: &RecordBatch,
        fates: &mut Fates,
    ) -> Result<(ArrayRef, ArrayRef), DataFusionError> {
        let mut parts = Vec::new();
        for part in &self.mapping.key {
            let (values, bad) = part.computed.values(rows)?;
            for bad in bad {
                fates.decide(bad.row, || cannot_read("key", &bad.reason));
            }
            for row in (0..values.len()).filter(|row| values.is_null(*row)) {
                fates.decide(row, || Reason {
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
                fates.decide(bad.row, || cannot_read("version", &bad.reason));
            }
            orders.push(values);
        }
        Ok((keys(&parts), versions(&orders, self.revision, facts)))
    }

    fn check(
        &mut self,
        facts: &RecordBatch,
        fates: &mut Fates,
        unread: Warned<'a>,
        line: impl Fn(usize) -> u64,
    ) -> Result<(), LakeError> {
        if self.mapping.checks.is_empty() && unread.is_empty() {
            return Ok(());
        }
        let mut warned: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (row, check) in unread {
            let warned = warned.entry(row).or_default();
            if !warned.contains(&check) {
                warned.push(check);
            }
        }
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
                    reasons.insert(row, does_not_hold(check, facts, row));
                }
            }
            for (row, reason) in reasons {
                if !fates.stands(row) {
                    continue;
                }
                match check.severity {
                    Severity::Stop if self.stops => {
                        return Err(LakeError::Stopped {
                            source_name: self.source.to_owned(),
                            line: line(row),
                            check: check.name.clone(),
                            hint: check.hint.clone(),
                        });
                    }
                    Severity::Stop | Severity::SetAside => fates.decide(row, || Reason {
                        check: check.name.clone(),
                        reason,
                        hint: check.hint.clone(),
                    }),
                    Severity::Warn => warned.entry(row).or_default().push(&check.name),
                }
            }
        }
        // Only rows that stand are warned of; a later check may have set the row aside.
        for (_, warned) in warned.into_iter().filter(|(row, _)| fates.stands(*row)) {
            self.warned += 1;
            for check in warned {
                *self.by_check.entry(check.to_owned()).or_default() += 1;
            }
        }
        Ok(())
    }

    fn store(
        &self,
        facts: &RecordBatch,
        key: ArrayRef,
        version: ArrayRef,
    ) -> Result<RecordBatch, DataFusionError> {
        let rows = facts.num_rows();
        let mut columns = facts.columns().to_vec();
        columns.push(key);
        columns.push(version);
        columns.push(Arc::new(StringArray::from(vec![self.feed; rows])));
        columns.push(Arc::new(Int64Array::from(vec![
            self.batch.cast_signed();
            rows
        ])));
        Ok(RecordBatch::try_new(self.table.stored_schema(), columns)?)
    }

    /// Sets rows aside; their customers may have been forgotten, as the row or a value of its text says.
    fn put_rows_aside(&mut self, chunk: &Chunk, mut aside: Vec<Unfit>) -> Result<(), LakeError> {
        if aside.is_empty() {
            return Ok(());
        }
        aside.sort_by_key(|row| row.place);
        let places: Vec<u32> = aside.iter().map(|row| row.place).collect();
        let texts = chunk.texts(&places).map_err(LakeError::reading)?;
        for (row, raw) in aside.into_iter().zip(texts) {
            let line = chunk.lines.get(row.place as usize);
            let forgotten = row.forgotten;
            let forgotten = forgotten.or_else(|| self.customers.holds(&raw, row.values));
            self.put_aside(
                line.copied().unwrap_or_default(),
                &raw,
                &row.reason,
                forgotten,
            );
        }
        Ok(())
    }

    fn put_aside(&mut self, line: u64, raw: &[u8], reason: &Reason, forgotten: Option<u64>) {
        self.counts.set_aside += 1;
        *self.by_check.entry(reason.check.clone()).or_default() += 1;
        let removed = forgotten.map(|number| Removed::by(self.customers, number));
        let id = self.set_aside.push(line, raw, reason, removed.as_ref());
        if let Some(told) = &mut self.told {
            told.push(RowFate {
                line,
                fate: Fate::SetAside {
                    id,
                    check: reason.check.clone(),
                    reason: removed.map_or_else(|| reason.reason.clone(), |removed| removed.note),
                    hint: reason.hint.clone(),
                },
            });
        }
    }
}

/// What is wrong with a row for which a check is false: what its value is and must be, where the check is about one.
fn does_not_hold(check: &Check, facts: &RecordBatch, row: usize) -> String {
    let value = check.expects.as_ref().and_then(|(column, expected)| {
        let values = facts.column_by_name(column)?;
        let value = array_value_to_string(values, row).ok()?;
        Some(format!(
            "`{column}` is `{}` and must be {expected}",
            shortened(&value)
        ))
    });
    value.unwrap_or_else(|| format!("`{}` does not hold", check.name))
}

/// Long enough to recognise a value by.
fn shortened(value: &str) -> String {
    const SHOWN: usize = 60;
    if value.chars().count() <= SHOWN {
        return value.to_owned();
    }
    value.chars().take(SHOWN - 1).chain(['…']).collect()
}

pub(super) fn cannot_read(what: &str, reason: &str) -> Reason {
    Reason {
        check: format!("cannot_read.{what}"),
        reason: format!("cannot read `{what}`: {reason}"),
        hint: format!("Correct the value in the source, or `{what}` in the feed."),
    }
}

pub(super) fn engine<E: std::fmt::Display>(error: E) -> LakeError {
    LakeError::table("mapping rows")(error)
}
