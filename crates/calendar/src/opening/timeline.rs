use jiff::Timestamp;

use super::second_of;

/// Opening hours laid out over a fixed range, so that a question costs two binary searches.
///
/// For one question ask [`super::OpeningHours`]; for a column of them ask its timeline. Both give the same seconds.
#[derive(Clone, Debug)]
pub struct Timeline {
    from: i64,
    to: i64,
    /// Start of each opening, in seconds since the epoch.
    starts: Vec<i64>,
    /// Seconds open from `from` to the end of each opening.
    totals: Vec<i64>,
}

impl Timeline {
    pub(super) fn new(from: i64, to: i64, pieces: impl Iterator<Item = (i64, i64)>) -> Self {
        let (mut starts, mut totals, mut total) = (Vec::new(), Vec::new(), 0);
        for (start, end) in pieces.take_while(|&(start, _)| start < to) {
            let start = start.max(from);
            total += end.min(to) - start;
            starts.push(start);
            totals.push(total);
        }
        Self {
            from,
            to,
            starts,
            totals,
        }
    }

    /// Business seconds between two instants, as [`super::OpeningHours::business_seconds`] counts them.
    ///
    /// Only what lies in the timeline's range is counted; `None` when an instant lies outside it.
    pub fn business_seconds(&self, from: Timestamp, to: Timestamp) -> Option<i64> {
        Some(self.open_until(second_of(to))? - self.open_until(second_of(from))?)
    }

    /// Seconds open from the beginning of the range to `second`.
    fn open_until(&self, second: i64) -> Option<i64> {
        if second < self.from || second > self.to {
            return None;
        }
        let begun = self.starts.partition_point(|&start| start <= second);
        let Some(current) = begun.checked_sub(1) else {
            return Some(0);
        };
        let before = current
            .checked_sub(1)
            .and_then(|i| self.totals.get(i))
            .copied()
            .unwrap_or(0);
        let (start, total) = (self.starts.get(current)?, self.totals.get(current)?);
        Some(total.min(&(before + second - start)).to_owned())
    }
}
