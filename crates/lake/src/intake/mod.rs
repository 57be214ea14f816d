//! Taking a file in: bytes → rows → facts → what stands.
//!
//! One thread decodes while another maps and checks; rows wait in runs of bounded size; nothing is visible until the
//! lake commits what comes out of here.

mod bytes;
mod chunk;
mod columnar;
mod computed;
mod csv;
mod identity;
mod json_document;
mod mapping;
mod ndjson;
mod objects;
mod runs;
mod set_aside;
mod settle;
mod sieve;
mod standing;
mod transcoded;
mod window;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use charter::feed::{Feed, Format};
use datafusion::execution::context::SessionContext;
use deltalake::kernel::Add;
use jiff::Timestamp;

use self::bytes::{FileName, Meter};
use self::chunk::{Chunk, Decode, Nulls};
use self::columnar::ColumnarDecoder;
use self::csv::CsvDecoder;
use self::identity::{Pseudonyms, version_bytes};
use self::json_document::JsonDecoder;
use self::mapping::Written;
use self::ndjson::NdjsonDecoder;
use self::runs::Runs;
use self::set_aside::SetAside;
pub(crate) use self::settle::Change;
use self::settle::{Arrived, Target};
use self::sieve::Sieve;
use self::window::Window;
use crate::catalog::{Table, set_aside_schema};
use crate::table::{DataFile, file};
use crate::{Counts, LakeError, Progress, Secret, Source, Stage};

/// Chunks that wait between the thread that decodes and the one that maps.
const CHUNKS_WAITING: usize = 2;

/// One file to be taken in.
pub(crate) struct Job {
    pub feed: Feed,
    pub table: Table,
    /// The partnership's zone, for feeds that name none.
    pub zone: String,
    pub source: Source,
    /// A session of its own, in which the feed's `local_time` is registered.
    pub session: SessionContext,
    pub customer_key: Secret,
    /// An empty folder for rows that wait.
    pub staging: PathBuf,
    /// Version that the lake will have.
    pub batch: u64,
    pub at: Timestamp,
    pub threads: usize,
}

/// A file that was read, mapped and checked.
pub(crate) struct Read {
    arrived: Arrived,
    set_aside: Runs,
    pub counts: Counts,
    pub by_check: BTreeMap<String, u64>,
    pub warned: u64,
    pub digest: String,
    feed: String,
    table: Table,
    batch: u64,
    at: Timestamp,
    threads: usize,
    bytes: u64,
}

impl Job {
    /// Reads, maps and checks the whole file.
    pub(crate) fn read(self, progress: &dyn Fn(Progress)) -> Result<Read, LakeError> {
        let written = Written::read(&self.feed, &self.table, &self.zone)?;
        let columns = written.source_columns();
        let name = FileName(self.source.name());
        let (mut decoder, meter, size) = open(self.source, &self.feed, &columns, &self.staging)?;
        let mapping = written.plan(&self.session, &decoder.schema())?;
        let pseudonyms = Pseudonyms::new(&self.customer_key).ok_or_else(|| LakeError::Table {
            doing: "hashing customers".to_owned(),
            cause: "the customer key cannot be used".to_owned(),
        })?;
        let mut arrived = Arrived::new(
            Runs::new(&self.staging, "facts"),
            version_bytes(mapping.version.len()),
        );
        let mut set_aside = Runs::new(&self.staging, "set-aside");
        let mut sieve = Sieve {
            mapping: &mapping,
            table: &self.table,
            pseudonyms: &pseudonyms,
            source: &name.0,
            feed: &self.feed.feed,
            batch: self.batch,
            counts: Counts::default(),
            by_check: BTreeMap::new(),
            warned: 0,
            set_aside: SetAside::new(&self.feed.feed, &name.0, self.batch, self.at),
        };
        let (sender, receiver) = sync_channel(CHUNKS_WAITING);
        std::thread::scope(|scope| {
            scope.spawn(move || decode(decoder.as_mut(), &sender));
            sift(receiver, &mut sieve, &mut arrived, &mut set_aside, |rows| {
                progress(Progress {
                    bytes: meter.bytes(),
                    bytes_total: size,
                    rows,
                    stage: Stage::Reading,
                });
            })
        })?;
        let Sieve {
            counts,
            by_check,
            warned,
            ..
        } = sieve;
        Ok(Read {
            arrived,
            set_aside,
            counts,
            by_check,
            warned,
            digest: meter.fingerprint(),
            feed: self.feed.feed,
            table: self.table,
            batch: self.batch,
            at: self.at,
            threads: self.threads,
            bytes: meter.bytes(),
        })
    }
}

impl Read {
    /// Settles which versions stand, against the table's files, and writes the files that change.
    pub(crate) fn settle(
        &mut self,
        folder: &Path,
        schema: SchemaRef,
        files: &[DataFile],
        progress: &dyn Fn(Progress),
    ) -> Result<Change, LakeError> {
        progress(Progress {
            bytes: self.bytes,
            bytes_total: Some(self.bytes),
            rows: self.counts.received,
            stage: Stage::Writing,
        });
        let target = Target {
            folder,
            schema,
            at: &self.table.at,
            feed: &self.feed,
            batch: self.batch,
            now: self.at,
            threads: self.threads,
        };
        self.arrived.settle(&target, files, &mut self.counts)
    }

    /// Writes the rows that were set aside.
    pub(crate) fn write_set_aside(&self, folder: &Path) -> Result<Vec<Add>, LakeError> {
        (0..self.set_aside.count())
            .map(|run| {
                let rows: Vec<RecordBatch> = self.set_aside.load(run)?;
                let name = file::file_name(&self.feed, self.batch, run);
                file::write(folder, name, &set_aside_schema(), &rows, "at", self.at)
            })
            .collect()
    }
}

/// A decoder, what it has read, and how much there is to read.
type Started = (Box<dyn Decode>, Meter, Option<u64>);

/// Opens a source as its feed says it is written.
fn open(
    source: Source,
    feed: &Feed,
    columns: &[String],
    staging: &Path,
) -> Result<Started, LakeError> {
    let opened = bytes::open(source)?;
    let (meter, size) = (opened.meter.clone(), opened.size);
    let nulls = Nulls::of(feed);
    let encoding = feed.encoding.as_deref();
    let text = |opened| -> Result<(FileName, Window), LakeError> {
        let (name, bytes) = bytes::plain(opened, encoding)?;
        Ok((name, Window::new(bytes)))
    };
    let whole = staging.join("source");
    let decoder: Box<dyn Decode> = match &feed.format {
        Format::Csv(written) | Format::Tsv(written) => {
            let delimiter = match feed.format {
                Format::Tsv(_) => '\t',
                _ => ',',
            };
            let (name, window) = text(opened)?;
            Box::new(CsvDecoder::open(
                name, window, written, delimiter, nulls, columns,
            )?)
        }
        Format::Ndjson => {
            let (name, window) = text(opened)?;
            Box::new(NdjsonDecoder::open(name, window, nulls, columns))
        }
        Format::Json { records } => {
            let (name, window) = text(opened)?;
            let records = records.as_deref();
            Box::new(JsonDecoder::open(name, window, nulls, columns, records)?)
        }
        Format::Parquet => {
            let name = bytes::copy_to(opened, &whole)?;
            Box::new(ColumnarDecoder::parquet(name, &whole, nulls, columns)?)
        }
        Format::Arrow => {
            let name = bytes::copy_to(opened, &whole)?;
            Box::new(ColumnarDecoder::arrow(name, &whole, nulls, columns)?)
        }
    };
    Ok((decoder, meter, size))
}

fn decode(decoder: &mut dyn Decode, sender: &SyncSender<Result<Chunk, LakeError>>) {
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
    receiver: Receiver<Result<Chunk, LakeError>>,
    sieve: &mut Sieve<'_>,
    arrived: &mut Arrived,
    set_aside: &mut Runs,
    progress: impl Fn(u64),
) -> Result<(), LakeError> {
    for chunk in receiver {
        if let Some(facts) = sieve.sift(&chunk?)? {
            arrived.push(facts, &mut sieve.counts)?;
        }
        if let Some(rows) = sieve
            .set_aside
            .take()
            .map_err(LakeError::table("setting rows aside"))?
        {
            set_aside.push(rows)?;
        }
        progress(sieve.counts.received);
    }
    Ok(())
}
