//! What was refused as a whole: it leaves no row behind, so that only its sender would know why. A short log for each feed
//! keeps it for who looks after the feed.

mod kept;
mod stored;
mod told;

use std::fs;
use std::path::Path;

use access::Viewer;
use charter::names::is_snake_case;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use self::kept::{Came, Kept, refused};
pub(crate) use self::stored::Entry;
pub(crate) use self::told::Vocabulary;
use crate::blocking::blocking;
use crate::quarantine::may_see;
use crate::{Lake, LakeError};

/// How something came to a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A file on the command line.
    Ingest,
    /// A file or records over HTTP.
    Http,
    /// A file in a drop folder.
    Drop,
    /// Messages of a stream.
    Stream,
    /// A page of an API that is asked.
    Pull,
}

impl Way {
    /// As it is stored and sent.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Http => "http",
            Self::Drop => "drop",
            Self::Stream => "stream",
            Self::Pull => "pull",
        }
    }
}

/// Who brings something, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// How it comes.
    pub way: Way,
    /// Whose doing it is; nobody's where it comes by itself.
    pub who: Option<String>,
    /// Whether what comes has a name that is not everything's: another thing of that name is a later one of it.
    pub named: bool,
}

impl Sender {
    /// A person, by one of the ways.
    pub fn person(way: Way, who: impl Into<String>) -> Self {
        Self {
            way,
            who: Some(who.into()),
            named: true,
        }
    }

    /// As before, of something whose name is anything's.
    #[must_use]
    pub fn of_no_name(self) -> Self {
        Self {
            named: false,
            ..self
        }
    }

    /// A way that runs by itself.
    #[must_use]
    pub const fn itself(way: Way) -> Self {
        Self {
            way,
            who: None,
            // All pages of an API have its address for a name.
            named: !matches!(way, Way::Pull),
        }
    }
}

/// Something that was refused as a whole. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// When, the last time.
    pub at: Timestamp,
    /// When, the first time.
    pub first_at: Timestamp,
    /// How often the same was refused for the same reason.
    pub times: u64,
    /// How it came.
    pub way: Way,
    /// Who sent it; nobody where it came by itself.
    pub who: Option<String>,
    /// Name of the file, or of the delivery.
    pub name: String,
    /// BLAKE3 digest of its bytes, where they were all read.
    pub digest: Option<String>,
    /// A stable word for what was wrong.
    pub kind: String,
    /// The check that stopped it, where one did.
    pub check: Option<String>,
    /// What was wrong, and where; without what stands in its rows.
    pub says: String,
    /// What to do.
    pub hint: String,
    /// Whether the same bytes, or a file of the same name, came in well since.
    pub settled: bool,
}

/// What a feed refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// The newest first; at most 100.
    pub refusals: Vec<Refusal>,
    /// Why earlier ones cannot be told, where that is so.
    pub damaged: Option<String>,
}

impl Lake {
    /// What a feed refused, the newest first. For whoever may see its rows that were set aside.
    ///
    /// # Errors
    /// When the viewer may not see it, or the disk fails. A log that is damaged is no error: the answer says so.
    pub async fn refusals(&self, viewer: &Viewer, feed: &str) -> Result<Refusals, LakeError> {
        may_see(viewer)?;
        // Whatever is asked for becomes the name of a file.
        if !is_snake_case(feed) {
            return Ok(Refusals::default());
        }
        let read = self.logged(feed).await?;
        let refusals = read.entries.iter().rev();
        let refusals = refusals.map(|entry| entry.told(self.settled(feed, entry)));
        Ok(Refusals {
            refusals: refusals.collect(),
            damaged: read.damaged,
        })
    }

    /// How many things a feed refused since an instant that did not come in well after all.
    pub async fn refused_since(&self, feed: &str, since: Timestamp) -> u64 {
        self.still_refused(feed, since).await.len() as u64
    }

    /// What a feed refused since an instant and what did not come in well after all, with the check that stopped it.
    pub(crate) async fn stopped(&self, feed: &str, since: Timestamp) -> Vec<Entry> {
        let mut entries = self.still_refused(feed, since).await;
        entries.retain(|entry| entry.check.is_some());
        entries
    }

    async fn still_refused(&self, feed: &str, since: Timestamp) -> Vec<Entry> {
        let read = match self.logged(feed).await {
            Ok(read) => read,
            Err(error) => {
                tracing::warn!(feed, %error, "what was refused cannot be read");
                return Vec::new();
            }
        };
        let mut entries = read.entries;
        entries.retain(|entry| entry.at >= since && !self.settled(feed, entry));
        entries
    }

    async fn logged(&self, feed: &str) -> Result<stored::Read, LakeError> {
        let (inner, feed) = (self.inner.clone(), feed.to_owned());
        blocking("reading what was refused", move || {
            inner.refusals.read(&inner.folder, &feed)
        })
        .await
    }

    /// Whether what was refused came in after all: the same bytes, or another version of the file of that name.
    fn settled(&self, feed: &str, entry: &Entry) -> bool {
        let state = self.inner.state();
        state.receipts().any(|receipt| {
            receipt.feed == feed
                && receipt.batch > entry.version
                && !receipt.replay
                && (entry.digest.as_ref() == Some(&receipt.digest)
                    || entry.named && entry.name == receipt.source)
        })
    }
}

/// Digest of a small file that was refused: reading a large one once more is not worth it.
pub(crate) fn digest(path: &Path) -> Option<String> {
    const BYTES_MAX: u64 = 64 << 20;
    let file = fs::metadata(path).ok()?;
    if !file.is_file() || file.len() > BYTES_MAX {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    Some(blake3::hash(&bytes).to_hex().to_string())
}

/// Whether an error is a refusal that its sender hears of and others should too: what came, or the feed, is to blame.
pub(crate) fn is_refusal(error: &LakeError) -> bool {
    matches!(
        error,
        LakeError::BadFile { .. }
            | LakeError::Changed { .. }
            | LakeError::BadFeed { .. }
            | LakeError::BadCharter { .. }
            | LakeError::Retyped { .. }
            | LakeError::Stopped { .. }
            | LakeError::Incomplete { .. }
            | LakeError::KeyTaken { .. }
    )
}
