//! One source's way through the door: decoded, mapped, checked, and handed on as a whole.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use charter::feed::{Feed, Format};
use datafusion::execution::context::SessionContext;
use formats::{Bound, Chunk, Decode, FormatError, Reading, Types};
use jiff::Timestamp;
use redaction::Redactor;

use super::filled;
use super::identity::Pseudonyms;
use super::mapping::{Mapping, Mend, Written};
use super::runs::Runs;
use super::set_aside::{Reason, Removed, SetAside, UNREADABLE};
use super::settle::{Arrived, Settled};
use super::sieve::{Facts, Sieve};
use crate::catalog::{Table, set_aside_schema};
use crate::customers::{Columns, Customers, Values, Whose};
use crate::{Counts, Fate, Filled, LakeError, Otherwise, Progress, RowFate, Source, Stage};

/// Chunks that wait between the thread that decodes and the one that maps.
const CHUNKS_WAITING: usize = 4;
/// Bytes of facts that a parcel in columns may hold in memory: a few bytes of a file can stand for very many rows.
const HELD_BYTES_MAX: usize = 256 << 20;

const SETTING_ASIDE: &str = "setting rows aside";

/// One source to be taken in.
pub(crate) struct Parcel {
    pub source: Source,
    /// How it is written, in UTF-8; as the feed says when absent.
    pub format: Option<Format>,
    /// What is put right in its rows before they are mapped.
    pub mend: Vec<Mend>,
    /// Whether the fate of every row is told. Such a parcel is held in memory and fails alone.
    pub told: bool,
    /// What becomes of it where it would be refused.
    pub otherwise: Otherwise,
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
    /// The mapping of the parcel before, and the columns that it was planned over: deliveries that come together are mostly
    /// of one form, and planning takes longer than mapping a few rows.
    pub planned: RefCell<Option<(SchemaRef, Rc<Mapping>)>>,
}

impl Door<'_> {
    fn mapping(&self, source: &SchemaRef, mend: &[Mend]) -> Result<Rc<Mapping>, LakeError> {
        if let Some((of, planned)) = self.planned.borrow().as_ref()
            && mend.is_empty()
            && of == source
        {
            return Ok(Rc::clone(planned));
        }
        let mapping = Rc::new(self.written.plan(self.session, source, mend)?);
        if mend.is_empty() {
            self.planned
                .replace(Some((source.clone(), Rc::clone(&mapping))));
        }
        Ok(mapping)
    }

    /// Takes a parcel in. One whose rows are told fails alone, and leaves nothing behind then.
    pub(super) fn take(
        &self,
        parcel: Parcel,
        number: u32,
        arrived: &mut Arrived,
        set_aside: &mut Runs,
        progress: &dyn Fn(Progress),
    ) -> Result<ReadParcel, LakeError> {
        let (parcel, body) = match parcel.otherwise {
            Otherwise::Refused | Otherwise::RowsAside => (parcel, None),
            Otherwise::Aside | Otherwise::Unread { .. } => Body::of(parcel)?,
        };
        let name = parcel.source.name();
        if let (Otherwise::Unread { cause, hint }, Some(body)) = (&parcel.otherwise, &body) {
            let reason = Reason {
                check: UNREADABLE.to_owned(),
                reason: cause.clone(),
                hint: hint.clone(),
            };
            let (read, rows) = self.unread(body, &reason)?;
            set_aside.push(rows)?;
            return Ok(read);
        }
        if !parcel.told {
            return self.read(
                parcel,
                |facts| arrived.push(facts, number, false),
                |rows| set_aside.push(rows),
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
            Err(error) if let Some((body, reason)) = body.as_ref().zip(unfit(&error)) => {
                let (read, rows) = self.unread(body, &reason)?;
                set_aside.push(rows)?;
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
            optional: &self.feed.optional,
            held: parcel.told,
        };
        let Reading {
            mut decoder,
            meter,
            size,
            still,
        } = formats::open(parcel.source, &written, &self.staging.join("source"))
            .map_err(LakeError::reading)?;
        let mapping = self.mapping(&decoder.schema(), &parcel.mend)?;
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
            stops: parcel.otherwise == Otherwise::Refused,
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
        let sifted = thread::scope(|scope| {
            thread::Builder::new()
                .name("decode".to_owned())
                .spawn_scoped(scope, move || decode(decoder.as_mut(), &sender))
                .map_err(LakeError::io("reading in a thread of its own".to_owned()))?;
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

    /// A parcel that is set aside as one row, as it came.
    fn unread(&self, body: &Body, reason: &Reason) -> Result<(ReadParcel, RecordBatch), LakeError> {
        let feed = &self.feed.feed;
        let format = body.format.as_ref().unwrap_or(&self.feed.format);
        let form = (format, &Types::default());
        let mut aside = SetAside::new(feed, &body.name, form, self.batch, self.at)?;
        let values = Values::unread(self.feed, self.table);
        let forgotten = self.customers.holds(&body.bytes, values);
        let removed = forgotten.map(|number| Removed::by(self.customers, number));
        let id = aside.push(1, &body.bytes, reason, removed.as_ref());
        let rows = aside.take().map_err(LakeError::table(SETTING_ASIDE))?;
        let rows = rows.unwrap_or_else(|| RecordBatch::new_empty(set_aside_schema()));
        let fate = Fate::SetAside {
            id,
            check: reason.check.clone(),
            reason: removed.map_or_else(|| reason.reason.clone(), |removed| removed.note),
            hint: reason.hint.clone(),
        };
        let read = ReadParcel {
            name: body.name.clone(),
            digest: blake3::hash(&body.bytes).to_hex().to_string(),
            bytes: body.bytes.len() as u64,
            counts: Counts {
                received: 1,
                set_aside: 1,
                ..Counts::default()
            },
            by_check: BTreeMap::from([(reason.check.clone(), 1)]),
            filled: filled::counters(self.feed),
            fates: vec![RowFate { line: 1, fate }],
            ..ReadParcel::default()
        };
        Ok((read, rows))
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

/// What came in a parcel, kept until it is read.
struct Body {
    name: String,
    bytes: Vec<u8>,
    format: Option<Format>,
}

impl Body {
    /// The parcel, and what is in it.
    fn of(parcel: Parcel) -> Result<(Parcel, Option<Self>), LakeError> {
        let name = parcel.source.name();
        let Source::Reader {
            bytes: mut from, ..
        } = parcel.source
        else {
            return Ok((parcel, None));
        };
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)
            .map_err(LakeError::io(format!("reading {name}")))?;
        let body = Self {
            name: name.clone(),
            bytes: bytes.clone(),
            format: parcel.format.clone(),
        };
        let source = Source::Reader {
            name,
            bytes: Box::new(Cursor::new(bytes)),
        };
        Ok((Parcel { source, ..parcel }, Some(body)))
    }
}

/// Why a parcel is set aside as one row, where what came is to blame.
fn unfit(error: &LakeError) -> Option<Reason> {
    let check = match error {
        LakeError::Stopped { check, .. } | LakeError::Incomplete { check, .. } => check.as_str(),
        LakeError::BadFile { .. } => UNREADABLE,
        _ => return None,
    };
    Some(Reason {
        check: check.to_owned(),
        reason: error.to_string(),
        hint: error.hint(),
    })
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
            .map_err(LakeError::table(SETTING_ASIDE))?
        {
            aside(rows)?;
        }
        progress(sieve.counts.received);
    }
    Ok(())
}
