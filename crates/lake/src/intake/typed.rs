//! What becomes of rows whose value cannot be read as its column's type, where the feed says so: elsewhere they are set aside.

use std::collections::BTreeMap;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::nullif;
use charter::feed::{Feed, Rule, Severity};

use super::computed::BadRow;
use super::fates::Fates;
use super::set_aside::Reason;
use super::sieve::{cannot_read, engine};
use crate::LakeError;

/// A check of how a column is read.
#[derive(Debug, Clone)]
pub(super) struct TypeCheck {
    pub name: String,
    pub severity: Severity,
    pub hint: String,
}

/// Column → the check of how it is read.
pub(super) type TypeChecks = BTreeMap<String, TypeCheck>;

pub(super) fn checks(feed: &Feed) -> TypeChecks {
    let mut checks = TypeChecks::new();
    for check in &feed.checks {
        let Some(Rule::Type(said)) = check.rule() else {
            continue;
        };
        for column in &said.columns {
            let check = TypeCheck {
                name: check.check.clone(),
                severity: check.severity(),
                hint: check.hint.clone(),
            };
            checks.entry(column.clone()).or_insert(check);
        }
    }
    checks
}

/// Rows that are kept without a value, and the check that warns of each.
pub(super) type Warned<'a> = Vec<(usize, &'a str)>;

/// Decides about rows with values that could not be read. Gives the facts without those that are warned of. `stop` makes the
/// error for a row, where one stops it all.
pub(super) fn judged<'a>(
    checks: &'a TypeChecks,
    mut facts: RecordBatch,
    bad: BTreeMap<String, Vec<BadRow>>,
    fates: &mut Fates,
    stop: impl Fn(usize, &TypeCheck) -> Option<LakeError>,
) -> Result<(RecordBatch, Warned<'a>), LakeError> {
    let mut warned = Warned::new();
    // A row that is kept out anyhow stops nothing, whichever of its columns comes first.
    let (stopping, others): (Vec<_>, Vec<_>) = bad.into_iter().partition(|(column, _)| {
        let check = checks.get(column);
        check.is_some_and(|check| check.severity == Severity::Stop)
    });
    for (column, bad) in others.into_iter().chain(stopping) {
        let check = checks.get(&column);
        match check.map(|check| (check, check.severity)) {
            Some((check, Severity::Warn)) => {
                facts = without(&facts, &column, &bad)?;
                warned.extend(bad.iter().map(|bad| (bad.row, check.name.as_str())));
                continue;
            }
            Some((check, Severity::Stop)) => {
                let mut rows = bad.iter().map(|bad| bad.row);
                let first = rows.find(|row| fates.stands(*row));
                if let Some(error) = first.and_then(|row| stop(row, check)) {
                    return Err(error);
                }
            }
            Some((_, Severity::SetAside)) | None => {}
        }
        for bad in bad {
            fates.decide(bad.row, || {
                let reason = cannot_read(&column, &bad.reason);
                match check {
                    Some(check) => Reason {
                        check: check.name.clone(),
                        hint: check.hint.clone(),
                        ..reason
                    },
                    None => reason,
                }
            });
        }
    }
    Ok((facts, warned))
}

/// The rows, without the values of a column that could not be read: some leave one behind, such as infinity.
fn without(facts: &RecordBatch, column: &str, bad: &[BadRow]) -> Result<RecordBatch, LakeError> {
    let mut gone = vec![false; facts.num_rows()];
    for bad in bad {
        if let Some(gone) = gone.get_mut(bad.row) {
            *gone = true;
        }
    }
    let place = facts.schema_ref().index_of(column).map_err(engine)?;
    let mut columns = facts.columns().to_vec();
    if let Some(column) = columns.get_mut(place) {
        *column = nullif(column, &BooleanArray::from(gone)).map_err(engine)?;
    }
    RecordBatch::try_new(facts.schema(), columns).map_err(engine)
}
