//! Writing tables anew after a request: file by file, and only those in which something changes.
//!
//! The door applies a request before this begins, so no new row has to be looked for: only a file that was written anew
//! from older ones meanwhile, and that is seen at the commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::RecordBatch;
use charter::Charter;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::aside::Reading;
use super::known::Customers;
use super::rows::{Changed, Columns};
use super::{Contact, CustomerChange};
use crate::blocking::blocking;
use crate::catalog::SET_ASIDE;
use crate::lake::Inner;
use crate::parallel::in_order;
use crate::state::State;
use crate::table::commit::{Commit, Upkeep};
use crate::table::rewrite::Rewriting;
use crate::table::{DataFile, TableLog};
use crate::turn::Turn;
use crate::{Lake, LakeError};

/// Number of the first file that is written beside deliveries under a version of the lake.
const FIRST_BESIDE: usize = 7_000;
/// Number of the first file that is written while deliveries wait. Both may write at once, and never the same name.
const FIRST_WITHIN: usize = 8_000;

impl Lake {
    /// Does what is left to do of requests that were written down. Nothing happens when there is nothing.
    ///
    /// # Errors
    /// When the disk fails; what is left then is done another time.
    pub async fn finish_customers(
        &self,
        charter: &Charter,
        at: Timestamp,
    ) -> Result<(), LakeError> {
        if self.inner.customers().open().is_empty() || !self.inner.folder.may_write() {
            return Ok(());
        }
        let _turn = self.inner.upkeep.lock().await;
        let charter = Arc::new(charter.clone());
        for number in self.inner.customers().open() {
            self.bind_contacts(number).await?;
            let customers = Arc::new(self.inner.customers().until(number));
            for table in self.inner.tables() {
                let step = Step {
                    charter: Some(charter.clone()),
                    customers: customers.clone(),
                    number,
                    table,
                    first: FIRST_BESIDE,
                    at,
                };
                self.rewrite(step).await?;
            }
            let _turn = Turn::take(&self.inner).await?;
            let now = self.inner.customers();
            // Contacts that came meanwhile are looked for the next time.
            let same = now.request(number).map(|asked| &asked.contacts)
                == customers.request(number).map(|asked| &asked.contacts);
            if same {
                self.inner.keep_customers(now.with_done(number))?;
            }
        }
        Ok(())
    }

    /// Writes down which contacts were of who is to be forgotten, before the tables no longer tell.
    async fn bind_contacts(&self, number: u64) -> Result<(), LakeError> {
        if !self.inner.words_hang_on_contacts()? {
            return Ok(());
        }
        let customers = Arc::new(self.inner.customers().until(number));
        let found = self.inner.contacts(&customers).await?;
        if found.is_empty() {
            return Ok(());
        }
        let _turn = Turn::take(&self.inner).await?;
        let now = self.inner.customers().with_contacts(&found);
        self.inner.keep_customers(now)
    }

    async fn rewrite(&self, mut step: Step) -> Result<(), LakeError> {
        let inner = &self.inner;
        let Some(prepared) = inner.prepare(&inner.state(), &step).await? else {
            return Ok(());
        };
        let mut turn = Turn::take(inner).await?;
        if inner.commit(&mut turn, prepared, &step).await? {
            return Ok(());
        }
        tracing::debug!(
            table = step.table,
            "files changed while a customer's rows were sought"
        );
        step.first = FIRST_WITHIN;
        inner.rewrite_within(&mut turn, &step).await
    }

    /// What a request that was not written down would change.
    pub(super) async fn count_changes(
        &self,
        charter: &Charter,
        customers: Customers,
        at: Timestamp,
    ) -> Result<Vec<CustomerChange>, LakeError> {
        let inner = &self.inner;
        let charter = Arc::new(charter.clone());
        let Some(asked) = customers.asked().last().cloned() else {
            return Ok(Vec::new());
        };
        let mut customers = Arc::new(customers);
        if inner.words_hang_on_contacts()? {
            let found = inner.contacts(&customers).await?;
            customers = Arc::new(customers.with_contacts(&found));
        }
        let state = inner.state();
        let mut changes = Vec::new();
        for table in inner.tables() {
            let step = Step {
                charter: Some(charter.clone()),
                customers: customers.clone(),
                number: asked.number,
                table: table.clone(),
                first: FIRST_BESIDE,
                at,
            };
            let Some(writing) = inner.writing(&state, &step).await? else {
                continue;
            };
            let customers = customers.clone();
            let (_, by_feed) = blocking("counting a customer's rows", move || {
                writing.sought(&customers)
            })
            .await?;
            let rows = by_feed.values().sum();
            if rows > 0 {
                changes.push(CustomerChange {
                    request: asked.number,
                    did: asked.did,
                    table,
                    version: state.version,
                    rows,
                    by_feed,
                });
            }
        }
        Ok(changes)
    }
}

/// What is done to one table for one request.
struct Step {
    /// Where it is known: only rows that were set aside are read by it.
    charter: Option<Arc<Charter>>,
    /// What the requests so far come to.
    customers: Arc<Customers>,
    number: u64,
    table: String,
    /// Number of the first file that is written.
    first: usize,
    at: Timestamp,
}

/// Files of a table, written anew and not committed yet.
struct Prepared {
    gone: Vec<String>,
    add: Vec<Add>,
    by_feed: BTreeMap<String, u64>,
}

impl Inner {
    /// Tables that have rows, facts first: as long as a row that was set aside is there, so is what tells whose it is.
    fn tables(&self) -> Vec<String> {
        let state = self.state();
        let facts = state.tables.keys().filter(|name| *name != SET_ASIDE);
        let aside = state.tables.keys().filter(|name| *name == SET_ASIDE);
        facts.chain(aside).cloned().collect()
    }

    /// Whether any table has words that belong to a contact.
    pub(crate) fn words_hang_on_contacts(&self) -> Result<bool, LakeError> {
        let state = self.state();
        for table in state.catalog.tables() {
            if Columns::of(Some(table), &table.stored_schema()).hangs() {
                return Ok(true);
            }
        }
        for (name, log) in &state.tables {
            let known = state.catalog.table(name).ok();
            if name != SET_ASIDE && Columns::of(known, &log.schema()?).hangs() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Contacts of who was forgotten that are not known yet, in all tables that name both.
    async fn contacts(
        self: &Arc<Self>,
        customers: &Arc<Customers>,
    ) -> Result<BTreeSet<(u64, Contact)>, LakeError> {
        let state = self.state();
        let mut found = BTreeSet::new();
        for table in self.tables() {
            let step = Step {
                charter: None,
                customers: customers.clone(),
                number: 0,
                table,
                first: FIRST_BESIDE,
                at: Timestamp::UNIX_EPOCH,
            };
            let Some(writing) = self.writing(&state, &step).await? else {
                continue;
            };
            let customers = customers.clone();
            found.extend(
                blocking("seeking a customer's contacts", move || {
                    writing.contacts(&customers)
                })
                .await?,
            );
        }
        Ok(found)
    }

    /// Looks once more for words of contacts that have just become known, for these requests. Rows that were set aside are
    /// left to [`Lake::finish_customers`].
    pub(crate) async fn finish_within(
        self: &Arc<Self>,
        turn: &mut Turn,
        requests: &[u64],
        at: Timestamp,
    ) -> Result<(), LakeError> {
        for number in requests.iter().copied() {
            let customers = Arc::new(self.customers().until(number));
            for table in self.tables() {
                if table == SET_ASIDE {
                    continue;
                }
                let step = Step {
                    charter: None,
                    customers: customers.clone(),
                    number,
                    table,
                    first: FIRST_WITHIN,
                    at,
                };
                self.rewrite_within(turn, &step).await?;
            }
        }
        Ok(())
    }

    async fn rewrite_within(
        self: &Arc<Self>,
        turn: &mut Turn,
        step: &Step,
    ) -> Result<(), LakeError> {
        if let Some(prepared) = self.prepare(&turn.state, step).await? {
            self.commit(turn, prepared, step).await?;
        }
        Ok(())
    }

    /// A table as it is to be written anew; nothing when it has no rows.
    async fn writing(
        self: &Arc<Self>,
        state: &State,
        step: &Step,
    ) -> Result<Option<Writing>, LakeError> {
        let Some(log) = state.tables.get(&step.table) else {
            return Ok(None);
        };
        let schema = log.schema()?;
        let kind = if step.table == SET_ASIDE {
            Kind::SetAside(Reading {
                inner: self.clone(),
                charter: step.charter.clone(),
                customers: step.customers.clone(),
                at: step.at,
            })
        } else {
            Kind::Facts(Columns::of(state.catalog.table(&step.table).ok(), &schema))
        };
        let numbered = (state.version, step.first);
        Ok(Some(Writing {
            files: log.newest_files().await?.as_ref().clone(),
            threads: self.engine.threads(),
            anew: Rewriting::of((&step.table, log), &self.keys, numbered, step.at)?,
            kind,
        }))
    }

    /// Writes the files that change; nothing when none does.
    async fn prepare(
        self: &Arc<Self>,
        state: &State,
        step: &Step,
    ) -> Result<Option<Prepared>, LakeError> {
        let Some(writing) = self.writing(state, step).await? else {
            return Ok(None);
        };
        let customers = step.customers.clone();
        blocking("writing tables anew", move || {
            let (files, by_feed) = writing.sought(&customers)?;
            if files.is_empty() {
                return Ok(None);
            }
            let add = files
                .iter()
                .map(|file| writing.written(file, &customers))
                .collect::<Result<_, _>>()?;
            Ok(Some(Prepared {
                gone: files.into_iter().map(|file| file.name).collect(),
                add,
                by_feed,
            }))
        })
        .await
    }

    /// Commits, and tells whether it could: not when one of the files is no longer there.
    async fn commit(
        &self,
        turn: &mut Turn,
        prepared: Prepared,
        step: &Step,
    ) -> Result<bool, LakeError> {
        let Prepared { gone, add, by_feed } = prepared;
        let (table, at) = (step.table.clone(), step.at);
        let asked = step.customers.request(step.number);
        let (Some(log), Some(asked)) = (turn.state.tables.get(&table), asked) else {
            return Ok(true);
        };
        let remove = log.removals(&gone, true)?;
        if remove.len() != gone.len() {
            for add in add {
                let written = log.folder.join(&add.path);
                if let Err(error) = std::fs::remove_file(&written) {
                    tracing::debug!(%error, file = %written.display(), "left for the vacuum");
                }
            }
            return Ok(false);
        }
        // No fact changes with a row that was set aside, so the lake's version stays.
        let version = turn.state.version + u64::from(table != SET_ASIDE);
        let commit = Commit {
            upkeep: Some(Upkeep::Customers(CustomerChange {
                request: step.number,
                did: asked.did,
                table: table.clone(),
                version,
                rows: by_feed.values().sum(),
                by_feed,
            })),
            ..Commit::new(version, at)
        };
        turn.begins();
        let log: TableLog = log.commit(add, remove, None, commit).await?;
        self.keys.keep(&log.folder, &log.newest_files().await?);
        turn.state.tables.insert(table, log);
        turn.state.version = version;
        turn.done();
        Ok(true)
    }
}

/// What kind of rows a table has.
enum Kind {
    Facts(Columns),
    SetAside(Reading),
}

/// A table, and how its files are written anew.
struct Writing {
    files: Vec<DataFile>,
    anew: Rewriting,
    kind: Kind,
    threads: usize,
}

impl Writing {
    fn changed(
        &self,
        customers: &Customers,
        feed: &str,
        rows: &RecordBatch,
    ) -> Result<Option<Changed>, LakeError> {
        match &self.kind {
            Kind::Facts(columns) => customers
                .changed(columns, rows)
                .map_err(LakeError::table("writing rows anew")),
            Kind::SetAside(reading) => reading.changed(feed, rows),
        }
    }

    /// The files in which something changes, and how many rows of each feed. Only the columns that tell are read.
    fn sought(
        &self,
        customers: &Customers,
    ) -> Result<(Vec<DataFile>, BTreeMap<String, u64>), LakeError> {
        let names = match &self.kind {
            Kind::Facts(columns) => Some(columns.names()),
            Kind::SetAside(_) => None,
        };
        let (mut files, mut by_feed) = (Vec::new(), BTreeMap::new());
        if names.as_ref().is_some_and(Vec::is_empty) {
            return Ok((files, by_feed));
        }
        let counts = in_order(self.threads, &self.files, |file| {
            let feed = file.feed().unwrap_or_default();
            let mut count = 0;
            for rows in self.anew.read(file, names.as_deref())? {
                let changed = self.changed(customers, feed, &rows?)?;
                count += changed.map_or(0, |rows| rows.count);
            }
            Ok(count)
        })?;
        for (file, count) in self.files.iter().zip(counts) {
            if count > 0 {
                let feed = file.feed().unwrap_or_default();
                *by_feed.entry(feed.to_owned()).or_default() += count;
                files.push(file.clone());
            }
        }
        Ok((files, by_feed))
    }

    fn written(&self, data: &DataFile, customers: &Customers) -> Result<Add, LakeError> {
        let feed = data.feed().unwrap_or_default();
        let mut rows = Vec::new();
        for batch in self.anew.read(data, None)? {
            let batch = batch?;
            rows.push(match self.changed(customers, feed, &batch)? {
                Some(changed) => changed.rows,
                None => batch,
            });
        }
        self.anew.write(feed, rows)
    }

    /// Contacts of who was forgotten that are not known yet.
    fn contacts(&self, customers: &Customers) -> Result<BTreeSet<(u64, Contact)>, LakeError> {
        let columns = match &self.kind {
            Kind::Facts(columns) if columns.binds() => columns,
            _ => return Ok(BTreeSet::new()),
        };
        let names = columns.names();
        let found = in_order(self.threads, &self.files, |file| {
            let mut found = BTreeSet::new();
            for rows in self.anew.read(file, Some(&names))? {
                let contacts = customers.contacts_in(columns, &rows?);
                found.extend(contacts.into_iter().map(|(_, contact)| contact));
            }
            Ok(found)
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}
