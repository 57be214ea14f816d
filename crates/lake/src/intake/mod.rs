//! Taking a file in: rows → facts → what stands.
//!
//! One thread decodes while another maps and checks; rows wait in runs of bounded size; nothing is visible until the
//! lake commits what comes out of here.

mod computed;
mod drafts;
mod engine_words;
mod fates;
mod filled;
mod first;
mod identity;
mod mapping;
mod outcomes;
mod parcel;
mod records;
mod runs;
mod set_aside;
mod settle;
mod sieve;
mod spread;
mod standing;
mod typed;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use charter::condition::Condition;
use charter::feed::Feed;
use datafusion::execution::context::SessionContext;
use deltalake::kernel::Add;
use jiff::Timestamp;
use redaction::{Country, Redactor};

use self::drafts::{Drafts, Form};
pub(crate) use self::first::First;
pub(crate) use self::identity::Pseudonyms;
use self::identity::version_bytes;
pub(crate) use self::mapping::Mend;
use self::mapping::Written;
use self::parcel::Door;
pub(crate) use self::parcel::{Parcel, ReadParcel};
use self::records::{Records, Room};
use self::runs::Runs;
pub(crate) use self::set_aside::id as row_id;
pub(crate) use self::settle::Change;
use self::settle::{Arrived, Target};
pub(crate) use self::sieve::AHEAD;
use crate::catalog::{Table, set_aside_schema};
use crate::customers::{Columns, Contact, Customers};
use crate::quarantine;
use crate::table::file;
use crate::table::{DataFile, KeyIndex, Pressed};
use crate::{LakeError, Progress, Secret, Stage};

/// The column of rows set aside that says when they were.
const AT: &str = "at";

/// What is to be taken in through one feed, in one commit.
pub(crate) struct Job {
    pub feed: Feed,
    pub table: Table,
    /// What rows must satisfy.
    pub conditions: Vec<Condition>,
    /// The partnership's zone, for feeds that name none.
    pub zone: String,
    /// The partnership's countries, whose numbers are taken out of free text.
    pub countries: Vec<String>,
    pub parcels: Vec<Parcel>,
    /// A session of its own, in which the feed's `local_time` is registered.
    pub session: SessionContext,
    pub customer_key: Secret,
    /// What was asked about customers.
    pub customers: Arc<Customers>,
    /// Whether rows are followed from contacts that belong to who was forgotten.
    pub contacts: bool,
    /// An empty folder for rows that wait.
    pub staging: PathBuf,
    /// Memory of which records that arrive take a share.
    pub memory_bytes: usize,
    /// Whether it is only looked at, and never settled against a table.
    pub looked_at: bool,
    /// Version that the lake will have.
    pub batch: u64,
    pub at: Timestamp,
    pub threads: usize,
}

/// What was read, mapped and checked.
pub(crate) struct Read {
    arrived: Arrived,
    set_aside: Runs,
    /// What each parcel came to, in their order.
    pub parcels: Vec<ReadParcel>,
    feed: String,
    table: Table,
    batch: u64,
    at: Timestamp,
    threads: usize,
}

impl Job {
    /// Reads, maps and checks everything. A parcel that cannot be taken in fails alone when the fates of its rows are
    /// wanted, and fails the job otherwise.
    pub(crate) fn read(self, progress: &dyn Fn(Progress)) -> Result<Read, LakeError> {
        let written = Written::read(&self.feed, &self.table, &self.zone, self.conditions)?;
        let pseudonyms = Pseudonyms::new(&self.customer_key).ok_or_else(|| LakeError::Table {
            doing: "hashing customers".to_owned(),
            cause: "the customer key cannot be used".to_owned(),
        })?;
        let redactor = redactor(&self.countries)?;
        let door = Door {
            written: &written,
            columns: written.source_columns(),
            feed: &self.feed,
            table: &self.table,
            session: &self.session,
            pseudonyms: &pseudonyms,
            customers: &self.customers,
            customer_columns: Columns::of(Some(&self.table), &self.table.stored_schema()),
            contacts: self.contacts,
            redactor: &redactor,
            staging: &self.staging,
            batch: self.batch,
            at: self.at,
            planned: RefCell::default(),
        };
        let form = Form {
            staging: self.staging.clone(),
            feed: self.feed.feed.clone(),
            batch: self.batch,
            at: self.table.at.clone(),
            now: self.at,
        };
        let width = version_bytes(written.version_parts());
        let mut arrived = Arrived::new(
            Drafts::new(form, !self.looked_at),
            Records::new(
                Room::new(self.staging.clone(), self.memory_bytes, width),
                width,
            ),
        );
        let mut set_aside = Runs::new(&self.staging);
        let mut parcels = Vec::with_capacity(self.parcels.len());
        for (number, parcel) in self.parcels.into_iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            parcels.push(door.take(parcel, number, &mut arrived, &mut set_aside, progress)?);
        }
        Ok(Read {
            arrived,
            set_aside,
            parcels,
            feed: self.feed.feed,
            table: self.table,
            batch: self.batch,
            at: self.at,
            threads: self.threads,
        })
    }
}

/// Whether a feed reads each column that is to be put right.
pub(crate) fn reads(
    feed: &Feed,
    table: &Table,
    zone: &str,
    mend: &[Mend],
) -> Result<(), LakeError> {
    Written::read(feed, table, zone, Vec::new())?.reads(mend)
}

fn redactor(countries: &[String]) -> Result<Redactor, LakeError> {
    let bad = |cause: String, hint: String| LakeError::BadCharter {
        part: "partnership.yaml, `countries`".to_owned(),
        cause,
        hint,
    };
    let countries = countries
        .iter()
        .map(|country| {
            country
                .parse::<Country>()
                .map_err(|error| bad(error.to_string(), error.hint().to_owned()))
        })
        .collect::<Result<_, _>>()?;
    Redactor::new(&redaction::Settings { countries })
        .map_err(|error| bad(error.to_string(), error.hint()))
}

impl Read {
    /// Settles which versions stand, against the table's files, and writes the files that change: rows that came in the
    /// first schema, rows that were there in the second, which also has the columns that the charter no longer has.
    pub(crate) fn settle(
        &mut self,
        folder: &Path,
        (schema, stored): (SchemaRef, SchemaRef),
        files: &[DataFile],
        keys: &KeyIndex,
        progress: &dyn Fn(Progress),
    ) -> Result<Change, LakeError> {
        let bytes = self.parcels.iter().map(|parcel| parcel.bytes).sum();
        progress(Progress {
            bytes,
            bytes_total: Some(bytes),
            rows: self
                .parcels
                .iter()
                .map(|parcel| parcel.counts.received)
                .sum(),
            stage: Stage::Writing,
        });
        let target = Target {
            folder,
            schema,
            stored,
            at: &self.table.at,
            feed: &self.feed,
            batch: self.batch,
            now: self.at,
            threads: self.threads,
            keys,
        };
        let change = self.arrived.settle(&target, files)?;
        for fate in self.arrived.fates() {
            if let Some(parcel) = self.parcels.get_mut(fate.parcel as usize) {
                parcel.settled(fate);
            }
        }
        Ok(change)
    }

    /// Contacts of who was forgotten, which nobody knew of, in rows that stand.
    pub(crate) fn contacts(&self) -> BTreeSet<(u64, Contact)> {
        self.arrived.contacts()
    }

    /// Whether any row was set aside.
    pub(crate) fn has_set_aside(&self) -> bool {
        self.set_aside.count() > 0
    }

    /// Writes the rows that were set aside and are not in `files` already: a row that came before, and waits or was
    /// resolved, is counted again and kept once.
    pub(crate) fn write_set_aside(
        &self,
        folder: &Path,
        files: &[DataFile],
        keys: &KeyIndex,
    ) -> Result<Vec<Add>, LakeError> {
        // What is known is asked of files run by run, those of earlier runs among them: there may be any number of runs.
        let mut files = files.to_vec();
        let mut add = Vec::new();
        for run in 0..self.set_aside.count() {
            let arrived = self.set_aside.load(run)?;
            let mut known = quarantine::known_ids(folder, &files, &self.feed, keys, &arrived)?;
            let rows = arrived
                .iter()
                .map(|rows| quarantine::new_rows(rows, &mut known))
                .collect::<Result<Vec<_>, LakeError>>()?;
            if rows.iter().any(|batch| batch.num_rows() > 0) {
                let name = file::unused_name(folder, &self.feed, self.batch, 0);
                let written = file::write(
                    folder,
                    name,
                    &set_aside_schema(),
                    &rows,
                    AT,
                    (self.at, Pressed::Well),
                )?;
                keys.written(&folder.join(&written.path), &rows, "id");
                files.push(DataFile::of_entry(&written, AT));
                add.push(written);
            }
        }
        Ok(add)
    }
}
