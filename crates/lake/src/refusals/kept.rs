//! What is known of logs, and how refusals get into one: one after the other, and never in the way of what was refused.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::stored::{Entry, Read, add, path, read};
use super::told::{Telling, Vocabulary};
use super::{Sender, is_refusal};
use crate::LakeError;
use crate::blocking::blocking;
use crate::folder::Folder;
use crate::lake::Inner;

/// Logs by feed. Whoever holds the folder is the only one who writes them, so that what it knows is so.
#[derive(Default)]
pub(crate) struct Kept {
    logs: Mutex<HashMap<String, Read>>,
}

impl Kept {
    /// The log of a feed.
    pub(super) fn read(&self, folder: &Folder, feed: &str) -> Result<Read, LakeError> {
        let path = path(&folder.refusals(), feed);
        if !folder.may_write() {
            return read(&path);
        }
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = logs.get(feed) {
            return Ok(known.clone());
        }
        let found = read(&path)?;
        logs.insert(feed.to_owned(), found.clone());
        Ok(found)
    }

    /// Adds refusals, in one write. What cannot be written is forgotten, and read anew the next time.
    fn add(&self, folder: &Folder, feed: &str, entries: Vec<Entry>) -> Result<(), LakeError> {
        let path = path(&folder.refusals(), feed);
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match logs.remove(feed) {
            Some(known) => known,
            None => read(&path)?,
        };
        let after = add(&path, before, entries)?;
        logs.insert(feed.to_owned(), after);
        Ok(())
    }
}

/// Something that came, as far as it tells in a refusal.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub feed: String,
    pub name: String,
    /// Whether the name is that of one thing, such as a file.
    pub named: bool,
    pub sender: Sender,
    pub at: Timestamp,
}

impl Came {
    /// Keeps why it was refused, where it was. What goes wrong with that is no matter of whoever is told the first error.
    pub(crate) async fn refused(
        self,
        inner: &Arc<Inner>,
        error: &LakeError,
        vocabulary: Option<&Vocabulary>,
        digest: impl FnOnce() -> Option<String> + Send + 'static,
    ) {
        let feed = self.feed.clone();
        refused(
            inner,
            &feed,
            vec![(self, error.clone(), digest)],
            vocabulary,
        )
        .await;
    }

    fn entry(
        &self,
        error: &LakeError,
        telling: &Telling,
        version: u64,
        digest: Option<String>,
    ) -> Entry {
        let (says, hint) = telling.told(error, &self.name);
        let check = match error {
            LakeError::Stopped { check, .. } | LakeError::Incomplete { check, .. } => {
                Some(check.clone())
            }
            _ => None,
        };
        Entry {
            at: self.at,
            first_at: self.at,
            times: 1,
            way: self.sender.way,
            who: self.sender.who.clone(),
            name: self.name.clone(),
            named: self.named,
            digest,
            kind: error.kind().to_owned(),
            check,
            says,
            hint,
            version,
        }
    }
}

/// Keeps why what came to a feed together was refused, where it was, each with its digest: one write, however many they are.
pub(crate) async fn refused(
    inner: &Arc<Inner>,
    feed: &str,
    mut all: Vec<(
        Came,
        LakeError,
        impl FnOnce() -> Option<String> + Send + 'static,
    )>,
    vocabulary: Option<&Vocabulary>,
) {
    all.retain(|(_, error, _)| is_refusal(error));
    if all.is_empty() || !inner.folder.may_write() {
        return;
    }
    let (inner, vocabulary, of) = (inner.clone(), vocabulary.cloned(), feed.to_owned());
    let kept = blocking("keeping why something was refused", move || {
        let version = inner.state().version;
        let telling = Telling::of(vocabulary.as_ref());
        let entries = all
            .into_iter()
            .map(|(came, error, digest)| came.entry(&error, &telling, version, digest()));
        inner.refusals.add(&inner.folder, &of, entries.collect())
    });
    if let Err(error) = kept.await {
        tracing::warn!(feed, %error, "why something was refused is not kept");
    }
}
