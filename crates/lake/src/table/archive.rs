//! What is kept of commits whose files were taken away: their receipts, and how far back the table reaches.
//!
//! Written before anything is taken away, so that after a crash either the commits are still there and not read any more,
//! or they are gone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::commit::Retired;
use super::durable;
use crate::{CustomerChange, LakeError, Receipt};

/// Newest format that is read and written.
const FORMAT: u64 = 1;
/// Receipts of one feed in one hour that are kept one by one; more are summed up.
const HOUR_RECEIPTS_MAX: usize = 12;

/// What is kept of commits that are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Archive {
    format: u64,
    /// The table's own oldest version whose data files are all there.
    pub oldest: u64,
    /// The first commit whose file is still there; a checkpoint stands in for those before it.
    pub base: u64,
    /// Version of the lake that the newest archived commit made.
    pub lake_version: u64,
    /// What the archived commits took in, oldest first.
    pub receipts: Vec<Receipt>,
    /// Stream → where it goes on, of receipts that were summed up.
    #[serde(default)]
    pub positions: BTreeMap<String, String>,
    /// Rows that the archived commits retired.
    #[serde(default)]
    pub retired: Vec<Retired>,
    /// Rows that the archived commits changed because of a request about a customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerChange>,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("_tandem").join("archive.json")
}

impl Archive {
    /// The archive of a table; an empty one where nothing was archived yet.
    pub(crate) fn read(folder: &Path) -> Result<Self, LakeError> {
        let path = path(folder);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
        };
        let archive: Self = serde_json::from_str(&text)
            .map_err(LakeError::table(format!("reading {}", path.display())))?;
        if archive.format > FORMAT {
            return Err(LakeError::NewerFormat {
                folder: folder.to_owned(),
                found: archive.format,
                known: FORMAT,
            });
        }
        Ok(archive)
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), LakeError> {
        let path = path(folder);
        let doing = || format!("writing {}", path.display());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(LakeError::io(doing()))?;
            durable::sync_folder(folder)?;
        }
        let written = Self {
            format: FORMAT,
            ..self.clone()
        };
        let bytes = serde_json::to_vec(&written).map_err(LakeError::table(doing()))?;
        durable::write(&path, &bytes)
    }

    /// Adds receipts, in order. Where a feed brought many in one hour, they become one that says their sums.
    pub(crate) fn add(&mut self, receipts: impl IntoIterator<Item = Receipt>) {
        let mut hours: BTreeMap<(i64, String, bool), Vec<Receipt>> = BTreeMap::new();
        for receipt in self.receipts.drain(..).chain(receipts) {
            let hour = receipt.at.as_second().div_euclid(3_600);
            hours
                .entry((hour, receipt.feed.clone(), receipt.replay))
                .or_default()
                .push(receipt);
        }
        let positions = &mut self.positions;
        self.receipts = hours
            .into_values()
            .flat_map(|receipts| {
                if receipts.len() > HOUR_RECEIPTS_MAX {
                    for position in receipts.iter().filter_map(|one| one.position.as_ref()) {
                        positions.insert(position.stream.clone(), position.at.clone());
                    }
                    sum(receipts).into_iter().collect()
                } else {
                    receipts
                }
            })
            .collect();
        self.receipts.sort_by_key(|receipt| receipt.batch);
    }
}

/// One receipt for many of the same feed.
fn sum(receipts: Vec<Receipt>) -> Option<Receipt> {
    let together = receipts.iter().map(Receipt::together).sum();
    let mut receipts = receipts.into_iter();
    let mut all = receipts.next()?;
    for one in receipts {
        all.batch = all.batch.max(one.batch);
        all.at = all.at.max(one.at);
        all.counts.add(&one.counts);
        for (check, rows) in one.by_check {
            *all.by_check.entry(check).or_default() += rows;
        }
        all.warned += one.warned;
        all.newest_fact = later(all.newest_fact, one.newest_fact);
        for (check, found) in one.filled {
            let filled = all.filled.entry(check).or_default();
            filled.rows += found.rows;
            filled.filled += found.filled;
        }
    }
    all.position = None;
    all.source = format!("{together} deliveries");
    all.digest = String::new();
    all.key = None;
    all.summed = Some(together);
    Some(all)
}

fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.max(other)
}
