//! How many facts of a feed there are for each quarter of an hour: every zone's hours are made of those.
//!
//! A data file never changes, so that each is counted once; what is kept of it is small.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::AsArray;
use arrow::datatypes::TimestampMicrosecondType;

use crate::LakeError;
use crate::parallel::in_order;
use crate::table::{DataFile, TableLog, file};

pub(super) const QUARTER_SECONDS: i64 = 900;
const QUARTER_MICROS: i64 = QUARTER_SECONDS * 1_000_000;

/// Quarter of an hour, in seconds since 1970 → facts in it.
pub(super) type Quarters = BTreeMap<i64, u64>;

/// What is known of files.
#[derive(Default)]
pub(super) struct Arrivals {
    /// Table and file → its facts.
    files: Mutex<HashMap<(String, String), Arc<Quarters>>>,
}

impl Arrivals {
    /// The facts of a feed in these files of a table, each as it stands. Files that are no longer among them are forgotten.
    pub(super) fn of(
        &self,
        table: &str,
        feed: &str,
        log: &TableLog,
        files: &[DataFile],
        threads: usize,
    ) -> Result<Quarters, LakeError> {
        let ours: Vec<&DataFile> = files
            .iter()
            .filter(|file| file.feed() == Some(feed))
            .collect();
        let key = |name: &str| (table.to_owned(), name.to_owned());
        let unknown: Vec<&DataFile> = {
            let mut known = self.lock();
            let all: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
            known.retain(|(of, name), _| of != table || all.contains(name.as_str()));
            ours.iter()
                .filter(|file| !known.contains_key(&key(&file.name)))
                .copied()
                .collect()
        };
        let counted = in_order(threads, &unknown, |one| {
            Ok((
                one.name.clone(),
                Arc::new(count(&log.folder.join(&one.name), &log.at)?),
            ))
        })?;
        let mut known = self.lock();
        for (name, quarters) in counted {
            known.insert(key(&name), quarters);
        }
        let mut sum = Quarters::new();
        for one in ours {
            for (quarter, facts) in known
                .get(&key(&one.name))
                .into_iter()
                .flat_map(|of| of.iter())
            {
                *sum.entry(*quarter).or_default() += facts;
            }
        }
        Ok(sum)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(String, String), Arc<Quarters>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(path: &Path, at: &str) -> Result<Quarters, LakeError> {
    let mut quarters = Quarters::new();
    for batch in file::read(path, Some(&[at]))? {
        let batch = batch?;
        let Some(instants) = batch
            .column_by_name(at)
            .and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>())
        else {
            continue;
        };
        for micros in instants.iter().flatten() {
            let quarter = micros.div_euclid(QUARTER_MICROS) * QUARTER_SECONDS;
            *quarters.entry(quarter).or_default() += 1;
        }
    }
    Ok(quarters)
}
