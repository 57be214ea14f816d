//! Taking facts in, from the front door to the commit.
//!
//! Order matters: data files are written and flushed first, then the rows set aside are committed, then the facts. The
//! facts' commit is what makes a batch: until it stands, the lake is as it was, and what was left is tidied away.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use charter::Charter;
use charter::canonical::ColumnUse;
use charter::condition::Condition;
use charter::names::nearest;
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::blocking::blocking;
use crate::catalog::{Catalog, SET_ASIDE, set_aside_schema};
use crate::customers::{Contact, Customers, Values, Whose};
use crate::intake::{self, Job, Mend, Parcel, Read, ReadParcel};
use crate::lake::Inner;
use crate::quarantine::{Replay, Resolutions, update};
use crate::refusals::{self, Came, Vocabulary};
use crate::state::State;
use crate::table::commit::Commit;
use crate::table::{KeyIndex, TableLog};
use crate::turn::Turn;
use crate::{LakeError, Otherwise, Position, Preview, Progress, Receipt, RowFate, Sender, Source};

/// What goes through the door at once, through one feed, into one commit.
#[derive(Default)]
pub(crate) struct Shipment {
    pub packets: Vec<Packet>,
    /// Whose rows they were, when they had been set aside before and are tried again.
    pub replay: Option<Replay>,
}

/// One source, and what its receipt says besides.
pub(crate) struct Packet {
    pub parcel: Parcel,
    pub key: Option<String>,
    pub position: Option<Position>,
}

/// What a packet came to.
pub(crate) struct Taken {
    pub receipt: Receipt,
    /// The fate of every row, by line, where it is told.
    pub fates: Vec<RowFate>,
}

impl Packet {
    /// A file: taken in as a whole or not at all, and too large to tell the fate of every row.
    pub(crate) fn file(source: Source) -> Self {
        Self {
            parcel: Parcel {
                source,
                format: None,
                mend: Vec::new(),
                told: false,
                otherwise: Otherwise::Refused,
            },
            key: None,
            position: None,
        }
    }
}

/// Takes one file in.
pub(crate) async fn ingest(
    inner: &Arc<Inner>,
    charter: &Charter,
    feed: &str,
    (source, sender): (Source, Sender),
    at: Timestamp,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Receipt, LakeError> {
    let came = Came {
        feed: feed.to_owned(),
        name: source.name(),
        // What is read from standard input has no name of its own.
        named: sender.named && !matches!(source, Source::Reader { .. }),
        sender,
        at,
    };
    let path = match &source {
        Source::Path(path) => Some(path.clone()),
        Source::File { .. } | Source::Reader { .. } | Source::Rows { .. } => None,
    };
    let intake = match Intake::of(inner, charter, feed, at) {
        Ok(intake) => intake,
        Err(error) => {
            came.refused(inner, &error, None, || None).await;
            return Err(error);
        }
    };
    let (sender, mut receiver) = unbounded_channel();
    let shipment = Shipment {
        packets: vec![Packet::file(source)],
        replay: None,
    };
    // A task of its own: an intake that nobody waits for any more must not stop half way through its commits.
    let running = tokio::spawn(async move {
        let (inner, vocabulary) = (intake.inner.clone(), intake.vocabulary());
        let taken = intake.only(shipment, sender).await;
        // A name that was mistyped is nothing that came.
        let there = (path.as_ref()).is_none_or(|path| path.exists() && !path.is_dir());
        if let Err(error) = &taken
            && there
        {
            let digest = move || refusals::digest(path?.as_path());
            came.refused(&inner, error, Some(&vocabulary), digest).await;
        }
        taken
    });
    while let Some(step) = receiver.recv().await {
        progress(step);
    }
    running
        .await
        .map_err(LakeError::table("taking a file in"))?
}

/// One feed's way in.
pub(crate) struct Intake {
    pub inner: Arc<Inner>,
    catalog: Catalog,
    table: crate::catalog::Table,
    feed: charter::feed::Feed,
    conditions: Vec<Condition>,
    zone: String,
    countries: Vec<String>,
    pub at: Timestamp,
}

impl Intake {
    pub(crate) fn of(
        inner: &Arc<Inner>,
        charter: &Charter,
        feed: &str,
        at: Timestamp,
    ) -> Result<Self, LakeError> {
        if !inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        let catalog = Catalog::of(charter);
        let known = charter.feeds.get(feed).ok_or_else(|| LakeError::Unknown {
            what: "feed",
            name: feed.to_owned(),
            nearest: nearest(feed, charter.feeds.keys().map(String::as_str)).map(str::to_owned),
        })?;
        let conditions =
            charter
                .conditions(known)
                .map_err(|(check, misfit)| LakeError::BadFeed {
                    feed: feed.to_owned(),
                    part: format!("checks.{check}"),
                    cause: misfit.message,
                    hint: "Correct the check; `tandem check` shows where it is.".to_owned(),
                })?;
        Ok(Self {
            inner: inner.clone(),
            table: catalog.table(&known.table)?.clone(),
            catalog,
            feed: known.clone(),
            conditions,
            zone: charter.partnership.zone.clone(),
            countries: charter.partnership.countries.clone(),
            at,
        })
    }

    /// Takes the one packet of a shipment in.
    async fn only(
        self,
        shipment: Shipment,
        progress: UnboundedSender<Progress>,
    ) -> Result<Receipt, LakeError> {
        let turn = Turn::take(&self.inner).await?;
        let mut taken = self.run(turn, shipment, progress).await?;
        let nothing = || LakeError::Table {
            doing: "taking a file in".to_owned(),
            cause: "it came to nothing".to_owned(),
        };
        let taken = taken.pop().unwrap_or_else(|| Err(nothing()));
        taken.map(|taken| taken.receipt)
    }

    /// Names that a refusal may tell.
    pub(crate) fn vocabulary(&self) -> Vocabulary {
        Vocabulary::of(&self.feed, &self.table)
    }

    /// Whether the feed reads each column that is to be put right.
    pub(crate) fn reads(&self, mend: &[Mend]) -> Result<(), LakeError> {
        intake::reads(&self.feed, &self.table, &self.zone, mend)
    }

    /// Takes a shipment in, in one commit. What comes back is in the order of the packets; packets whose rows are told
    /// fail alone. Of rows that are tried again nothing is taken in where the machine is to blame.
    pub(crate) async fn run(
        self,
        mut turn: Turn,
        shipment: Shipment,
        progress: UnboundedSender<Progress>,
    ) -> Result<Vec<Result<Taken, LakeError>>, LakeError> {
        let (inner, at) = (self.inner.clone(), self.at);
        let batch = turn.state.version + 1;
        let staging = Staging::make(&inner, batch)?;
        let Shipment { packets, replay } = shipment;
        let (parcels, labels): (Vec<_>, Vec<_>) = packets
            .into_iter()
            .map(|packet| (packet.parcel, (packet.key, packet.position)))
            .unzip();
        let job = self.job(parcels, &staging, batch)?;
        let tell = progress.clone();
        let read = blocking("reading facts", move || {
            job.read(&|step| report(&tell, step))
        })
        .await?;
        let failed = |parcel: &ReadParcel| parcel.failed.is_some();
        let machine = |parcel: &ReadParcel| {
            let failed = parcel.failed.as_ref();
            failed.is_some_and(|error| !error.is_users())
        };
        if read.parcels.iter().all(failed) || (replay.is_some() && read.parcels.iter().any(machine))
        {
            return Ok(read
                .parcels
                .into_iter()
                .filter_map(|parcel| parcel.failed.map(Err))
                .collect());
        }

        turn.begins();
        let schema = self.table.stored_schema();
        let folder = inner.folder.table(&self.table.name);
        let log = match turn.state.tables.get(&self.table.name) {
            Some(log) => log.clone().with_at(&self.table.at),
            None => TableLog::create(&folder, &self.table.at, &schema).await?,
        };
        let widen = log.widen(&schema)?;
        let files = log.newest_files().await?;
        let keys = inner.keys.clone();
        let stored = union(&schema, &log.schema()?);
        let (mut read, change) = blocking("settling facts", move || {
            let mut read: Read = read;
            let schemas = (schema, stored);
            let change = read.settle(&folder, schemas, &files, &keys, &|step| {
                report(&progress, step);
            })?;
            Ok((read, change))
        })
        .await?;

        // Before any fact of them is committed: whoever comes after a crash knows them.
        let reopened = self.bind(&read.contacts())?;
        let parcels = std::mem::take(&mut read.parcels);
        let whose: Vec<_> = parcels.iter().map(|parcel| parcel.whose.clone()).collect();
        let newest_fact = change
            .newest_fact
            .and_then(|micros| Timestamp::from_microsecond(micros).ok());
        let taken: Vec<Result<Taken, LakeError>> = parcels
            .into_iter()
            .zip(labels)
            .map(|(parcel, label)| self.taken(parcel, label, batch, newest_fact, replay.is_some()))
            .collect();
        let aside = match replay {
            Some(replay) => {
                let fates = taken
                    .iter()
                    .map(|taken| taken.as_ref().map_or(&[][..], |taken| &taken.fates));
                let resolutions = replay.settled(fates, &whose);
                Some(self.resolve(&turn.state, resolutions, batch).await?)
            }
            None if read.has_set_aside() => Some(self.put_aside(&turn.state, read, batch).await?),
            None => None,
        };
        if let Some(log) = aside {
            turn.state.tables.insert(SET_ASIDE.to_owned(), log);
            // Known from now on; what says how many there are is the version of the facts that follow.
            turn.show();
        }
        let commit = Commit {
            receipts: taken
                .iter()
                .filter_map(|taken| Some(taken.as_ref().ok()?.receipt.clone()))
                .collect(),
            ..Commit::new(batch, self.at)
        };
        let rewrote = !change.remove.is_empty();
        let remove = log.removals(&change.remove, true)?;
        let log = log.commit(change.add, remove, widen, commit).await?;
        if rewrote {
            inner.keys.keep(&log.folder, &log.newest_files().await?);
        }
        turn.state.tables.insert(self.table.name.clone(), log);
        turn.state.version = batch;
        turn.state.catalog = Arc::new(self.catalog);
        turn.done();
        if let Err(error) = inner.finish_within(&mut turn, &reopened, at).await {
            tracing::warn!(%error, "words of a contact whose customer was forgotten are still there");
        }
        Ok(taken)
    }

    /// Keeps contacts of who was forgotten. Gives their requests, which are not done any more.
    fn bind(&self, found: &BTreeSet<(u64, Contact)>) -> Result<Vec<u64>, LakeError> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let customers = self.inner.customers().with_contacts(found);
        self.inner.keep_customers(customers)?;
        let requests: BTreeSet<u64> = found.iter().map(|(number, _)| *number).collect();
        Ok(requests.into_iter().collect())
    }

    /// Which values count in rows that cannot be read.
    pub(crate) fn unread(&self) -> Values {
        Values::unread(&self.feed, &self.table)
    }

    /// Whose rows are that were set aside: for each packet, the lines that can be read, with the request by which their
    /// customer was forgotten. Nothing else comes of it.
    pub(crate) fn whose(
        &self,
        packets: Vec<Packet>,
        customers: &Arc<Customers>,
    ) -> Result<Vec<Whose>, LakeError> {
        let read = self.looked_at(packets, |job| {
            job.customers = customers.clone();
            job.conditions.clear();
            job.feed.checks.clear();
        })?;
        Ok(read.into_iter().map(|parcel| parcel.whose).collect())
    }

    /// The fates of the rows of each packet that would not get to the table. Nothing else comes of it.
    pub(crate) fn fates(&self, packets: Vec<Packet>) -> Result<Vec<Vec<RowFate>>, LakeError> {
        let read = self.looked_at(packets, |_| {})?.into_iter();
        read.map(|parcel| parcel.failed.map_or(Ok(parcel.fates), Err))
            .collect()
    }

    /// Reads packets, and keeps nothing of them.
    fn looked_at(
        &self,
        packets: Vec<Packet>,
        differently: impl FnOnce(&mut Job),
    ) -> Result<Vec<ReadParcel>, LakeError> {
        let staging = Staging::make(&self.inner, 1)?;
        let parcels = packets.into_iter().map(|packet| packet.parcel).collect();
        let mut job = self.job(parcels, &staging, 1)?;
        job.looked_at = true;
        differently(&mut job);
        Ok(job.read(&|_| {})?.parcels)
    }

    fn job(&self, parcels: Vec<Parcel>, staging: &Staging, batch: u64) -> Result<Job, LakeError> {
        let inner = &self.inner;
        let customers = inner.customers();
        Ok(Job {
            contacts: customers.anybody_forgotten() && inner.words_hang_on_contacts()?,
            customers,
            feed: self.feed.clone(),
            conditions: self.conditions.clone(),
            table: self.table.clone(),
            zone: self.zone.clone(),
            countries: self.countries.clone(),
            parcels,
            session: inner.engine.new_session(),
            customer_key: inner.settings.customer_key.clone(),
            staging: staging.0.clone(),
            memory_bytes: inner.settings.memory_bytes,
            looked_at: false,
            batch,
            at: self.at,
            threads: inner.engine.threads(),
        })
    }

    /// Takes a source through the door and no further: nothing is committed, and nothing of it stays.
    pub(crate) async fn preview(
        self,
        source: Source,
        rows_max: usize,
    ) -> Result<Preview, LakeError> {
        // The first batch that any lake has: it is shown nowhere.
        let staging = Staging::make(&self.inner, 1)?;
        let parcel = Parcel {
            told: true,
            ..Packet::file(source).parcel
        };
        let mut job = self.job(vec![parcel], &staging, 1)?;
        job.looked_at = true;
        let (schema, folder) = (self.table.stored_schema(), staging.0.clone());
        // What is forgotten with the preview must not fill the index of what stays.
        let keys = KeyIndex::default();
        let columns: Vec<String> = self
            .table
            .columns
            .iter()
            .filter(|column| self.feed.columns.contains_key(&column.name))
            // Who the customer is, nobody is shown.
            .filter(|column| column.use_ != ColumnUse::Customer)
            .map(|column| column.name.clone())
            .collect();
        let previewed = blocking("showing what would be taken in", move || {
            let mut read = job.read(&|_| {})?;
            let first = read.first(&columns, rows_max)?;
            read.settle(&folder, (schema.clone(), schema), &[], &keys, &|_| {})?;
            let Some(parcel) = read.parcels.pop() else {
                return Ok(Preview::default());
            };
            match parcel.failed {
                Some(error) => Err(error),
                None => Ok(Preview::of(columns, first, parcel)),
            }
        })
        .await;
        drop(staging);
        previewed
    }

    /// Writes the rows that were set aside and do not wait already.
    async fn put_aside(
        &self,
        state: &State,
        read: Read,
        batch: u64,
    ) -> Result<TableLog, LakeError> {
        let folder = self.inner.folder.table(SET_ASIDE);
        let log = match state.tables.get(SET_ASIDE) {
            Some(log) => log.clone(),
            None => TableLog::create(&folder, "at", &set_aside_schema()).await?,
        };
        let files = log.newest_files().await?;
        let keys = self.inner.keys.clone();
        let add = blocking("setting rows aside", move || {
            read.write_set_aside(&folder, &files, &keys)
        })
        .await?;
        log.commit(add, Vec::new(), None, Commit::new(batch, self.at))
            .await
    }

    /// Writes what became of rows that had been set aside.
    async fn resolve(
        &self,
        state: &State,
        resolutions: Resolutions,
        batch: u64,
    ) -> Result<TableLog, LakeError> {
        let log = state
            .tables
            .get(SET_ASIDE)
            .ok_or_else(|| LakeError::Unknown {
                what: "row set aside",
                name: self.feed.feed.clone(),
                nearest: None,
            })?;
        update(log, &self.feed.feed, resolutions, batch, self.at).await
    }

    fn taken(
        &self,
        parcel: ReadParcel,
        (key, position): (Option<String>, Option<Position>),
        batch: u64,
        newest_fact: Option<Timestamp>,
        replay: bool,
    ) -> Result<Taken, LakeError> {
        if let Some(error) = parcel.failed {
            return Err(error);
        }
        let mut fates = parcel.fates;
        fates.sort_by_key(|row| row.line);
        Ok(Taken {
            receipt: Receipt {
                batch,
                feed: self.feed.feed.clone(),
                table: self.table.name.clone(),
                source: parcel.name,
                digest: parcel.digest,
                revision: self.feed.revision,
                at: self.at,
                counts: parcel.counts,
                by_check: parcel.by_check,
                filled: parcel.filled,
                warned: parcel.warned,
                newest_fact,
                key,
                position,
                replay,
                summed: None,
            },
            fates,
        })
    }
}

/// All columns of one schema, then those that only the other has.
pub(crate) fn union(first: &SchemaRef, other: &SchemaRef) -> SchemaRef {
    let more = other
        .fields()
        .iter()
        .filter(|field| first.field_with_name(field.name()).is_err());
    Arc::new(Schema::new(
        first
            .fields()
            .iter()
            .chain(more)
            .cloned()
            .collect::<Vec<_>>(),
    ))
}

/// Tells how far it has come; whoever asked may have stopped listening.
fn report(progress: &UnboundedSender<Progress>, step: Progress) {
    if progress.send(step).is_err() {
        tracing::trace!("nobody listens to the progress");
    }
}

/// A folder for rows that wait, gone when the intake is over.
struct Staging(PathBuf);

impl Staging {
    fn make(inner: &Inner, batch: u64) -> Result<Self, LakeError> {
        let path = inner
            .folder
            .staging()
            .join(format!("{batch}-{}", inner.next_attempt()));
        fs::create_dir_all(&path).map_err(LakeError::io(format!("making {}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "rows that waited are still there");
        }
    }
}
