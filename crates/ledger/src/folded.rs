//! The fold: entry after entry, each checked against the one before it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::entry::{Actor, Entry, FORMAT_VERSION, Hash};
use crate::error::LedgerError;
use crate::event::Event;
use crate::state::State;
use crate::storage::{PAGE, Page, Storage, Writing};

/// The state with what the next entry is chained to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    pub(crate) state: Arc<State>,
    pub(crate) last_hash: Hash,
    /// When the last entry was decided.
    pub(crate) last_at: Timestamp,
}

impl Folded {
    /// Position of the last entry.
    pub(crate) fn position(&self) -> u64 {
        self.state.position
    }

    /// After one more entry.
    pub(crate) fn after(self, entry: &Entry) -> Result<Self, LedgerError> {
        stands_after(self.state.position, self.last_hash, entry)?;
        let event = entry.event()?;
        Ok(Self {
            state: Arc::new(Arc::unwrap_or_clone(self.state).after(entry, event)),
            last_hash: entry.hash,
            last_at: entry.at,
        })
    }

    fn after_page(self, page: Page) -> Result<Self, LedgerError> {
        page.into_iter()
            .try_fold(self, |folded, entry| folded.after(&entry?))
    }

    /// After all entries up to a position, or all there are. The next page is read while one is folded.
    pub(crate) async fn read_on(
        mut self,
        storage: &Storage,
        to: Option<u64>,
    ) -> Result<Self, LedgerError> {
        let most = |after: u64| to.map_or(PAGE, |to| to.saturating_sub(after).min(PAGE));
        let mut page = storage.page(self.position(), most(self.position())).await?;
        loop {
            let after = match page.last() {
                Some(Ok(last)) => last.position,
                // It ends here, or says why it does.
                _ => return self.after_page(page),
            };
            if page.len() < 64 {
                self = self.after_page(page)?;
                page = storage.page(after, most(after)).await?;
                continue;
            }
            let folding = tokio::task::spawn_blocking(move || self.after_page(page));
            let (folded, next) = tokio::join!(folding, storage.page(after, most(after)));
            // The entries that were read first are complained of first.
            self = folded??;
            page = next?;
        }
    }

    /// The same for whoever has the right to write.
    pub(crate) async fn read_on_in(mut self, writing: &mut Writing) -> Result<Self, LedgerError> {
        loop {
            let page = writing.page(self.position(), PAGE).await?;
            if page.is_empty() {
                return Ok(self);
            }
            self = self.after_page(page)?;
        }
    }

    /// The entries that follow from events, and what is true after them.
    pub(crate) fn entries(
        &self,
        actor: &Actor,
        events: Vec<Event>,
        now: Timestamp,
    ) -> Result<(Vec<Entry>, Self), LedgerError> {
        let mut folded = self.clone();
        let mut entries = Vec::with_capacity(events.len());
        for event in events {
            let mut entry = Entry {
                position: folded.position() + 1,
                format_version: FORMAT_VERSION,
                at: now,
                actor: actor.clone(),
                kind: event.kind().to_owned(),
                subject: event.subject(),
                payload: event.payload()?,
                previous_hash: folded.last_hash,
                hash: Hash::default(),
            };
            entry.hash = entry.computed_hash();
            folded = folded.after(&entry)?;
            entries.push(entry);
        }
        Ok((entries, folded))
    }
}

/// Whether an entry is as it was written and stands after the one before it, whatever it says.
pub(crate) fn follows(position: u64, hash: Hash, entry: &Entry) -> Result<(), LedgerError> {
    stands_after(position, hash, entry)?;
    entry.check()
}

fn stands_after(position: u64, hash: Hash, entry: &Entry) -> Result<(), LedgerError> {
    let broken = |what: &str| LedgerError::Broken {
        position: entry.position,
        what: what.to_owned(),
    };
    if entry.position != position + 1 {
        return Err(broken("an entry before it is missing"));
    }
    if entry.previous_hash != hash {
        return Err(broken("it does not follow the entry before it"));
    }
    Ok(())
}
