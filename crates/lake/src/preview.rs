//! What a feed would make of a file, before anything of it is taken in.

use std::collections::{BTreeMap, HashMap, VecDeque};

use charter::Charter;
use jiff::Timestamp;

use crate::ingest::Intake;
use crate::intake::{First, ReadParcel};
use crate::quarantine::SetAsideRow;
use crate::{Counts, Fate, Lake, LakeError, Source};

/// What a feed would make of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// The columns of the table that are shown: those that the feed fills, without the customer's.
    pub columns: Vec<String>,
    /// The first rows that would be taken in, in the order of the file.
    pub rows: Vec<PreviewRow>,
    /// The first rows that would be set aside, in the order of the file.
    pub set_aside: Vec<SetAsideRow>,
    /// What would become of all rows of the file, in an empty table.
    pub counts: Counts,
    /// Check → rows that would be set aside under it.
    pub by_check: BTreeMap<String, u64>,
    /// Rows that would be kept with a warning.
    pub warned: u64,
}

/// A row as the table would hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// Its line in the file, from 1; in a JSON array its number.
    pub line: u64,
    /// What would become of it.
    pub fate: Fate,
    /// Its values, by column.
    pub values: Vec<Option<String>>,
}

impl Lake {
    /// Takes a source through the door, mapped, checked and settled among its own rows, and keeps nothing of it. The rows
    /// are held in memory: for the beginning of a file, not for a large one. `at` is now.
    ///
    /// # Errors
    /// When the source or the feed is bad, or a check of severity `stop` fails.
    pub async fn preview(
        &self,
        charter: &Charter,
        feed: &str,
        source: Source,
        rows_max: usize,
        at: Timestamp,
    ) -> Result<Preview, LakeError> {
        Intake::of(&self.inner, charter, feed, at)?
            .preview(source, rows_max)
            .await
    }
}

impl Preview {
    pub(crate) fn of(columns: Vec<String>, first: First, parcel: ReadParcel) -> Self {
        // Several objects may stand on one line.
        let mut fates: HashMap<u64, VecDeque<Fate>> = HashMap::new();
        for row in parcel.fates {
            if !matches!(row.fate, Fate::SetAside { .. } | Fate::PassedOver) {
                fates.entry(row.line).or_default().push_back(row.fate);
            }
        }
        let rows = first
            .lines
            .into_iter()
            .zip(first.facts)
            .map(|(line, values)| PreviewRow {
                line,
                fate: (fates.get_mut(&line).and_then(VecDeque::pop_front)).unwrap_or(Fate::Added),
                values,
            })
            .collect();
        Self {
            columns,
            rows,
            set_aside: first.aside,
            counts: parcel.counts,
            by_check: parcel.by_check,
            warned: parcel.warned,
        }
    }
}
