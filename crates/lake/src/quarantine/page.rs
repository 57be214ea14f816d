//! The rows of one step, bounded in number and in bytes, however many wait and however long they are.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use arrow::array::{Array, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Int64Type;

use super::place::Place;
use super::{SetAsideRow, Standing, Which, rows, texts};
use crate::LakeError;
use crate::blocking::blocking;
use crate::catalog::SET_ASIDE;
use crate::state::State;
use crate::table::{DataFile, file};

/// Rows of a step, at most.
pub(super) const STEP_ROWS: usize = 5_000;
/// Bytes of their texts, at most, but for one row that has more.
const STEP_BYTES: usize = 16 << 20;

/// Which rows are sought, among those that wait.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    pub feed: String,
    pub which: Which,
    /// Those behind this place.
    pub after: Option<Place>,
}

/// Rows that wait, in the order in which they are gone through.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub rows: Vec<SetAsideRow>,
    /// How many more wait behind them.
    pub left: u64,
    /// The last of these rows, where there are more.
    pub next: Option<Place>,
    /// Those of the ids sought that wait, on whatever page.
    pub there: HashSet<String>,
}

impl Page {
    /// The next rows, as the lake stands.
    pub(super) async fn of(state: &State, sought: Sought) -> Result<Self, LakeError> {
        let Some(log) = state.tables.get(SET_ASIDE) else {
            return Ok(Self::default());
        };
        let Some(version) = log.version_at(state.version)? else {
            return Ok(Self::default());
        };
        let files = log.files(version).await?;
        let folder = log.folder.clone();
        blocking("reading rows that wait", move || {
            gathered(&folder, &files, &sought)
        })
        .await
    }
}

fn gathered(folder: &Path, files: &[DataFile], sought: &Sought) -> Result<Page, LakeError> {
    let ids: Option<HashSet<&str>> = match &sought.which {
        Which::Ids(ids) => Some(ids.iter().map(String::as_str).collect()),
        Which::Check(_) | Which::All => None,
    };
    let mut page = Page::default();
    // The first of them, and the file that each is in. Texts are not read yet.
    let mut first: BTreeMap<Place, usize> = BTreeMap::new();
    let mut found = 0_u64;
    for (number, file) in files.iter().enumerate() {
        if file.feed() != Some(&sought.feed) {
            continue;
        }
        let columns = ["id", "batch", "line", "check", "standing"];
        for batch in file::read(&folder.join(&file.name), Some(&columns))? {
            let batch = batch?;
            let places = Places::of(&batch);
            for row in 0..batch.num_rows() {
                let Some((batch, line, id)) = places.waiting(row, &sought.which, ids.as_ref())
                else {
                    continue;
                };
                if ids.is_some() {
                    page.there.insert(id.to_owned());
                }
                let after = sought.after.as_ref();
                if after.is_some_and(|after| !after.is_before(batch, line, id)) {
                    continue;
                }
                found += 1;
                let full = first.len() == STEP_ROWS;
                if full
                    && first
                        .last_key_value()
                        .is_some_and(|(last, _)| last.is_before(batch, line, id))
                {
                    continue;
                }
                first.insert(Place::of(batch, line, id), number);
                if full {
                    first.pop_last();
                }
            }
        }
    }
    let kept = with_texts(folder, files, &first)?;
    page.left = found - kept.len() as u64;
    page.next = (page.left > 0)
        .then(|| kept.last_key_value().map(|(place, _)| place.clone()))
        .flatten();
    page.rows = kept.into_values().collect();
    Ok(page)
}

/// The first of these rows whose texts may be held together.
fn with_texts(
    folder: &Path,
    files: &[DataFile],
    first: &BTreeMap<Place, usize>,
) -> Result<BTreeMap<Place, SetAsideRow>, LakeError> {
    let of: BTreeSet<usize> = first.values().copied().collect();
    let (mut kept, mut bytes, mut end) = (BTreeMap::new(), 0, None::<Place>);
    for file in of.into_iter().filter_map(|number| files.get(number)) {
        for batch in file::read(&folder.join(&file.name), None)? {
            let batch = batch?;
            let places = Places::of(&batch);
            let wanted: BooleanArray = (0..batch.num_rows())
                .map(|row| {
                    let place = places.at(row);
                    Some(place.is_some_and(|place| first.contains_key(&place)))
                })
                .collect();
            let wanted = filter_record_batch(&batch, &wanted)
                .map_err(LakeError::table("reading rows that wait"))?;
            for row in rows(&wanted) {
                let place = Place::of(row.batch, row.line, &row.id);
                if end.as_ref().is_some_and(|end| place >= *end) {
                    continue;
                }
                bytes += row.bytes.len();
                kept.insert(place, row);
                while bytes > STEP_BYTES && kept.len() > 1 {
                    if let Some((place, row)) = kept.pop_last() {
                        bytes -= row.bytes.len();
                        end = Some(place);
                    }
                }
            }
        }
    }
    Ok(kept)
}

/// Where the rows of a batch stand, and how.
struct Places {
    ids: StringArray,
    checks: StringArray,
    standings: StringArray,
    batches: Option<Int64Array>,
    lines: Option<Int64Array>,
}

impl Places {
    fn of(batch: &RecordBatch) -> Self {
        let number = |name: &str| {
            let column = batch.column_by_name(name);
            column.and_then(|column| Some(column.as_primitive_opt::<Int64Type>()?.clone()))
        };
        Self {
            ids: texts(batch, "id"),
            checks: texts(batch, "check"),
            standings: texts(batch, "standing"),
            batches: number("batch"),
            lines: number("line"),
        }
    }

    fn numbers(&self, row: usize) -> (u64, u64) {
        let number = |column: &Option<Int64Array>| {
            column
                .as_ref()
                .map_or(0, |column| column.value(row).unsigned_abs())
        };
        (number(&self.batches), number(&self.lines))
    }

    fn at(&self, row: usize) -> Option<Place> {
        let (batch, line) = self.numbers(row);
        (self.ids.is_valid(row)).then(|| Place::of(batch, line, self.ids.value(row)))
    }

    /// Batch, line and id of a row that waits and is meant.
    fn waiting(
        &self,
        row: usize,
        which: &Which,
        ids: Option<&HashSet<&str>>,
    ) -> Option<(u64, u64, &str)> {
        let waits =
            self.standings.is_valid(row) && self.standings.value(row) == Standing::Waiting.word();
        if !waits || self.ids.is_null(row) {
            return None;
        }
        let id = self.ids.value(row);
        let meant = match which {
            Which::Ids(_) => ids.is_some_and(|ids| ids.contains(id)),
            Which::Check(check) => self.checks.is_valid(row) && self.checks.value(row) == check,
            Which::All => true,
        };
        let (batch, line) = self.numbers(row);
        meant.then_some((batch, line, id))
    }
}
