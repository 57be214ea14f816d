//! Rows that seemed to be of the future when they came. Once they no longer are, because a clock that was slow is right again
//! or because time went by, nobody has to look at them: they are taken in.

use std::collections::BTreeSet;

use charter::Charter;
use jiff::Timestamp;

use super::packets::as_packets;
use super::page::{Page, Sought};
use super::{Meant, Standing, Which, With};
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
        let (mut tried, mut after) = (0, None);
        loop {
            let sought = Sought {
                feed: feed.to_owned(),
                which: Which::Check(AHEAD.to_owned()),
                after,
            };
            let page = Page::of(&self.inner.state(), sought).await?;
            let ready = self.ready(charter, feed, page.rows, at).await?;
            if !ready.is_empty() {
                tried += ready.len() as u64;
                let meant = Meant {
                    feed: feed.to_owned(),
                    which: Which::Ids(ready),
                    after: None,
                };
                let told = (BY.to_owned(), WORDS.to_owned());
                self.try_again(charter, &meant, &With::AsTheyAre, told, at)
                    .await?;
            }
            if page.next.is_none() {
                return Ok(tried);
            }
            after = page.next;
        }
    }

    /// Ids of the rows that are in the future no more. They go through their feed, and nothing of that is kept.
    async fn ready(
        &self,
        charter: &Charter,
        feed: &str,
        rows: Vec<super::SetAsideRow>,
        at: Timestamp,
    ) -> Result<Vec<String>, LakeError> {
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
