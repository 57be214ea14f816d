//! One source's way through the door: decoded, mapped, checked, and handed on as a whole.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use arrow::array::RecordBatch;
use charter::feed::{Feed, Format};
use datafusion::execution::context::SessionContext;
use formats::{Bound, Chunk, Decode, FormatError, Reading};
use jiff::Timestamp;
use redaction::Redactor;

use super::filled;
use super::identity::Pseudonyms;
use super::mapping::{Mend, Written};
use super::runs::Runs;
use super::set_aside::SetAside;
use super::settle::{Arrived, Settled};
use super::sieve::{Facts, Sieve};
use crate::catalog::Table;
use crate::customers::{Columns, Customers, Whose};
use crate::{Counts, Fate, Filled, LakeError, Progress, RowFate, Source, Stage};

/// Chunks that wait between the thread that decodes and the one that maps.
const CHUNKS_WAITING: usize = 2;
/// Bytes of facts that a parcel in columns may hold in memory: a few bytes of a file can stand for very many rows.
const HELD_BYTES_MAX: usize = 256 << 20;

/// One source to be taken in.
pub(crate) struct Parcel {
    pub source: Source,
    /// How it is written, in UTF-8; as the feed says when absent.
    pub format: Option<Format>,
    /// What is put right in its rows before they are mapped.
    pub mend: Vec<Mend>,
    /// Whether the fate of every row is told. Such a parcel is held in memory and fails alone.
    pub told: bool,
}

/// What a parcel came to.
#[derive(Default)]
pub(crate) struct ReadParcel {
    pub name: String,
    pub digest: String,
    pub bytes: u64,
    pub counts: Counts,
    pub by_check: BTreeMap<String, u64>,
    pub warned: u64,
    pub filled: BTreeMap<String, Filled>,
    /// The fate of every row, by line, where it is told.
    pub fates: Vec<RowFate>,
    /// The rows that could be read, by line, with the request by which their customer was forgotten; where fates are told.
    pub whose: Whose,
    /// Why nothing of it was taken in.
    pub failed: Option<LakeError>,
}

impl ReadParcel {
    /// Counts a row whose version was settled.
    pub(super) fn settled(&mut self, settled: Settled) {
        let counts = &mut self.counts;
        match settled.fate {
            Fate::Added => counts.added += settled.rows,
            Fate::Replaced => counts.replaced += settled.rows,
            Fate::Superseded => counts.superseded += settled.rows,
            Fate::Duplicate => counts.duplicates += settled.rows,
            Fate::PassedOver | Fate::SetAside { .. } => {}
        }
        if let Some(line) = settled.line {
            self.fates.push(RowFate {
                line,
                fate: settled.fate,
            });
        }
    }
}

/// What all parcels of a feed go through.
pub(super) struct Door<'a> {
    pub written: &'a Written,
    /// The source columns that the mapping reads.
    pub columns: Vec<String>,
    pub feed: &'a Feed,
    pub table: &'a Table,
    pub session: &'a SessionContext,
    pub pseudonyms: &'a Pseudonyms,
    pub customers: &'a Customers,
    pub customer_columns: Columns,
    pub contacts: bool,
    pub redactor: &'a Redactor,
    pub staging: &'a Path,
    pub batch: u64,
    pub at: Timestamp,
}

impl Door<'_> {
    /// Takes a parcel in. One whose rows are told fails alone, and leaves nothing behind then.
    pub(super) fn take(
        &self,
        parcel: Parcel,
        number: u32,
        arrived: &mut Arrived,
        set_aside: &mut Runs,
        progress: &dyn Fn(Progress),
    ) -> Result<ReadParcel, LakeError> {
        let name = parcel.source.name();
        if !parcel.told {
            return self.read(
                parcel,
                |facts| arrived.push(facts, number, false),
                |rows| set_aside.push(rows).map(|_| ()),
                progress,
            );
        }
        let columnar = matches!(
            parcel.format.as_ref().unwrap_or(&self.feed.format),
            Format::Parquet | Format::Arrow
        );
        let (mut kept, mut aside, mut held) = (Vec::new(), Vec::new(), 0);
        let read = self.read(
            parcel,
            |facts| {
                held += facts.rows.get_array_memory_size();
                if columnar && held > HELD_BYTES_MAX {
                    return Err(LakeError::BadFile {
                        source_name: name.clone(),
                        cause: format!("it holds more than {} MiB of facts", HELD_BYTES_MAX >> 20),
                        hint: "Send it in parts, or take it in as a file with `tandem ingest`."
                            .to_owned(),
                    });
                }
                kept.push(facts);
                Ok(())
            },
            |rows| {
                aside.push(rows);
                Ok(())
            },
            progress,
        );
        match read {
            Ok(read) => {
                for facts in kept {
                    arrived.push(facts, number, true)?;
                }
                for rows in aside {
                    set_aside.push(rows)?;
                }
                Ok(read)
            }
            Err(error) => Ok(ReadParcel {
                name,
                failed: Some(error),
                ..ReadParcel::default()
            }),
        }
    }

    fn read(
        &self,
        parcel: Parcel,
        mut facts: impl FnMut(Facts) -> Result<(), LakeError>,
        mut aside: impl FnMut(RecordBatch) -> Result<(), LakeError>,
        progress: &dyn Fn(Progress),
    ) -> Result<ReadParcel, LakeError> {
        let name = parcel.source.name();
        let on_disk = !parcel.told;
        let columns = self.columns_with(&parcel.mend);
        let written = formats::Written {
            format: parcel.format.as_ref().unwrap_or(&self.feed.format),
            // What was sent in a format of its own is UTF-8.
            encoding: match parcel.format {
                Some(_) => None,
                None => self.feed.encoding.as_deref(),
            },
            nulls: &self.feed.nulls,
            columns: &columns,
            held: parcel.told,
        };
        let Reading {
            mut decoder,
            meter,
            size,
            still,
        } = formats::open(parcel.source, &written, &self.staging.join("source"))
            .map_err(LakeError::reading)?;
        let mapping = self
            .written
            .plan(self.session, &decoder.schema(), &parcel.mend)?;
        let mut sieve = Sieve {
            mapping: &mapping,
            table: self.table,
            pseudonyms: self.pseudonyms,
            customers: self.customers,
            customer_columns: &self.customer_columns,
            contacts: self.contacts,
            whose: (parcel.told && self.customers.anybody_forgotten()).then(Vec::new),
            redactor: self.redactor,
            source: &name,
            rules: self.feed,
            feed: &self.feed.feed,
            revision: self.feed.revision,
            batch: self.batch,
            at: self.at,
            told: parcel.told.then(Vec::new),
            counts: Counts::default(),
            by_check: BTreeMap::new(),
            warned: 0,
            filled: filled::counters(self.feed),
            set_aside: SetAside::new(
                &self.feed.feed,
                &name,
                (&decoder.raw_format(), &decoder.raw_types()),
                self.batch,
                self.at,
            )?,
        };
        let waiting = Cell::new(0);
        let waits = |rows: &RecordBatch| {
            waiting.set(waiting.get() + rows.get_array_memory_size() as u64);
            match Bound::Rows.allows(meter.bytes(), waiting.get()) {
                Err(swollen) if on_disk => Err(LakeError::BadFile {
                    source_name: name.clone(),
                    cause: swollen.to_string(),
                    hint: swollen.hint().to_owned(),
                }),
                _ => Ok(()),
            }
        };
        let (sender, receiver) = sync_channel(CHUNKS_WAITING);
        let sifted = std::thread::scope(|scope| {
            scope.spawn(move || decode(decoder.as_mut(), &sender));
            let facts = |kept: Facts| waits(&kept.rows).and_then(|()| facts(kept));
            let aside = |rows: RecordBatch| waits(&rows).and_then(|()| aside(rows));
            sift(receiver, &mut sieve, facts, aside, |rows| {
                progress(Progress {
                    bytes: meter.bytes(),
                    bytes_total: size,
                    rows,
                    stage: Stage::Reading,
                });
            })
        });
        // First, since a file that changed may be broken because it did.
        if let Some(still) = still {
            still.check(&name).map_err(LakeError::reading)?;
        }
        sifted?;
        let Sieve {
            counts,
            by_check,
            warned,
            told,
            filled,
            whose,
            ..
        } = sieve;
        filled::refuse(self.feed, &name, &filled)?;
        Ok(ReadParcel {
            digest: meter.fingerprint(),
            bytes: meter.bytes(),
            name,
            counts,
            by_check,
            warned,
            filled,
            fates: told.unwrap_or_default(),
            whose: whose.unwrap_or_default(),
            failed: None,
        })
    }

    /// The source columns that the mapping reads, and those that a mend reads besides: it may take a value from any
    /// column of the row.
    fn columns_with(&self, mend: &[Mend]) -> Vec<String> {
        let mended = mend.iter().flat_map(|mend| mend.value.columns());
        let mut columns: Vec<String> = self.columns.iter().chain(mended).cloned().collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

fn decode(decoder: &mut dyn Decode, sender: &SyncSender<Result<Chunk, FormatError>>) {
    loop {
        let (chunk, last) = match decoder.next() {
            Ok(Some(chunk)) => (Ok(chunk), false),
            Ok(None) => return,
            Err(error) => (Err(error), true),
        };
        // The other side hangs up when it has failed; there is nothing left to do then.
        if sender.send(chunk).is_err() || last {
            return;
        }
    }
}

fn sift(
    receiver: Receiver<Result<Chunk, FormatError>>,
    sieve: &mut Sieve<'_>,
    mut facts: impl FnMut(Facts) -> Result<(), LakeError>,
    mut aside: impl FnMut(RecordBatch) -> Result<(), LakeError>,
    progress: impl Fn(u64),
) -> Result<(), LakeError> {
    for chunk in receiver {
        if let Some(kept) = sieve.sift(&chunk.map_err(LakeError::reading)?)? {
            facts(kept)?;
        }
        if let Some(rows) = sieve
            .set_aside
            .take()
            .map_err(LakeError::table("setting rows aside"))?
        {
            aside(rows)?;
        }
        progress(sieve.counts.received);
    }
    Ok(())
}
