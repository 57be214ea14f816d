//! Rows that seemed to be of the future when they came. Once they no longer are, because a clock that was slow is right again
//! or because time went by, nobody has to look at them: they are taken in.

use std::collections::BTreeSet;

use access::Viewer;
use charter::Charter;
use jiff::Timestamp;

use super::retry::as_packets;
use super::{Mending, QuarantineQuestion, ROWS_MAX, Standing, Which, With};
use crate::blocking::blocking;
use crate::ingest::Intake;
use crate::intake::AHEAD;
use crate::{Fate, Lake, LakeError};

/// Who tries such rows again, and what is said of it.
const BY: &str = "tandem";
const WORDS: &str = "tried again, as it was no longer in the future";

impl Lake {
    /// Tries rows again that wait because they were in the future, where they no longer are; gives how many were tried.
    /// Nothing is written where there is none.
    ///
    /// # Errors
    /// When nothing could be tried, because the disk fails or a feed's mapping no longer fits; it is tried another time.
    pub async fn mend_ahead(&self, charter: &Charter, at: Timestamp) -> Result<u64, LakeError> {
        if !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        let counts = self.set_aside_counts().await?;
        let waits = counts
            .iter()
            .filter(|count| count.check == AHEAD && count.standing == Standing::Waiting)
            .filter(|count| charter.feeds.contains_key(&count.feed));
        let feeds: BTreeSet<&String> = waits.map(|count| &count.feed).collect();
        let (mut tried, mut failed) = (0, None);
        for feed in feeds {
            match self.mend_ahead_of(charter, feed, at).await {
                Ok(rows) => tried += rows,
                // One feed that cannot be read any more keeps no other out.
                Err(error) => {
                    tracing::warn!(feed, %error, "rows of the future wait on");
                    failed.get_or_insert(error);
                }
            }
        }
        match failed {
            Some(error) if tried == 0 => Err(error),
            _ => Ok(tried),
        }
    }

    async fn mend_ahead_of(
        &self,
        charter: &Charter,
        feed: &str,
        at: Timestamp,
    ) -> Result<u64, LakeError> {
        let viewer = Viewer::operator(&charter.partnership);
        let (mut tried, mut offset) = (0, 0);
        loop {
            let question = QuarantineQuestion {
                feed: Some(feed.to_owned()),
                check: Some(AHEAD.to_owned()),
                standing: Some(Standing::Waiting),
                offset,
                limit: ROWS_MAX,
                ..QuarantineQuestion::default()
            };
            let rows = self.quarantine(&viewer, &question).await?.rows;
            let seen = rows.len();
            let ready = self.ready(charter, feed, rows, at).await?;
            offset += seen - ready.len().min(seen);
            if !ready.is_empty() {
                tried += ready.len() as u64;
                let mending = Mending {
                    feed: feed.to_owned(),
                    which: Which::Ids(ready),
                    with: With::AsTheyAre,
                };
                let told = (BY.to_owned(), WORDS.to_owned());
                self.try_again(charter, &viewer, &mending, told, at).await?;
            }
            if seen < ROWS_MAX {
                return Ok(tried);
            }
        }
    }

    /// Ids of the rows that are in the future no more. They go through their feed, and nothing of that is kept.
    async fn ready(
        &self,
        charter: &Charter,
        feed: &str,
        mut rows: Vec<super::SetAsideRow>,
        at: Timestamp,
    ) -> Result<Vec<String>, LakeError> {
        // How an older Tandem's rows are written, nobody knows.
        rows.retain(|row| !row.format.is_empty());
        let intake = Intake::of(&self.inner, charter, feed, at)?;
        let (packets, ids) = as_packets(rows)?;
        let fates = blocking("looking at rows of the future", move || {
            intake.fates(packets)
        })
        .await?;
        let ahead = |fate: &Fate| matches!(fate, Fate::SetAside { check, .. } if check == AHEAD);
        let mut ready = Vec::new();
        for (mut lines, fates) in ids.into_iter().zip(fates) {
            for row in fates.iter().filter(|row| ahead(&row.fate)) {
                lines.remove(&row.line);
            }
            ready.extend(lines.into_values());
        }
        ready.sort_unstable();
        Ok(ready)
    }
}
