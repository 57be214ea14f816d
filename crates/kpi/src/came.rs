//! When facts came: of a table, and of each party.

use std::collections::BTreeMap;

use charter::Charter;
use charter::feed::Feed;
use jiff::Timestamp;
use lake::Lake;

/// When facts of a table came.
#[derive(Debug, Default)]
pub(crate) struct Came {
    /// Version of the lake → when its source had last sent something.
    at: BTreeMap<u64, Timestamp>,
    /// Party → when a feed that brings nobody else's facts last brought a file.
    by_own_feed: BTreeMap<String, Timestamp>,
}

impl Came {
    /// When facts of a table came, up to a version of the lake.
    pub(crate) fn of(lake: &Lake, charter: &Charter, table: &str, version: u64) -> Self {
        let mut came = Self::default();
        let later = |known: &mut Timestamp, at: Timestamp| *known = at.max(*known);
        // Feed → version → when it sent something.
        let mut sent: BTreeMap<String, BTreeMap<u64, Timestamp>> = BTreeMap::new();
        let mut tried_again = Vec::new();
        lake.each_receipt(|receipt| {
            if receipt.table != table || receipt.batch > version {
                return;
            }
            if receipt.replay {
                tried_again.push((receipt.feed.clone(), receipt.batch, receipt.at));
                return;
            }
            let of_feed = sent.entry(receipt.feed.clone()).or_default();
            of_feed.insert(receipt.batch, receipt.at);
            later(
                came.at.entry(receipt.batch).or_insert(receipt.at),
                receipt.at,
            );
            if let Some(party) = charter.feeds.get(&receipt.feed).and_then(Feed::party) {
                let own = came.by_own_feed.entry(party.to_owned());
                later(own.or_insert(receipt.at), receipt.at);
            }
        });
        // Rows that are tried again were sent before: they are no news of how far their feed has come.
        for (feed, batch, at) in tried_again {
            let before = sent
                .get(&feed)
                .and_then(|sent| sent.range(..=batch).next_back());
            let sent = before.map_or(at, |(_, sent)| *sent);
            came.at.entry(batch).or_insert(sent);
        }
        came
    }

    /// When anything last came.
    pub(crate) fn newest(&self) -> Option<Timestamp> {
        self.at.values().max().copied()
    }

    /// When facts of a party were last taken in: its own feed's last file, though it brought nothing new, or the file with its
    /// newest row. A file of several parties that has none of its rows is no news of it.
    pub(crate) fn last(&self, party: Option<&str>, came_with: u64) -> Option<Timestamp> {
        // Of receipts that were summed up, the one that holds this version is the next.
        let row = self.at.range(came_with..).next().map(|(_, at)| *at);
        row.max(party.and_then(|party| self.by_own_feed.get(party).copied()))
    }
}
