//! How the waiting lines stand, and what is usual of each at this time.

use std::collections::BTreeMap;

use arrow::array::Array;
use jiff::{SignedDuration, Timestamp};
use lake::PARTY;

use super::days::same_time;
use super::looks::{AT, Newest, QUEUES, Seen, is_stale};
use super::read::{numbers, text, texts, whole, wholes};
use super::usual::DAYS_MIN;
use super::{Compared, NowLine, Usual};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::range::just_after;

/// Looks within this time of the present time of day are looks at this time.
const THIS_TIME: SignedDuration = SignedDuration::from_mins(30);

/// How far a line must be beyond all looks at this time to be called out of the usual: by half of the most there was, and by no
/// less than this. Of many lines one is a little beyond eight days every now and then.
const BEYOND_SHARE: f64 = 0.5;
const BEYOND_SECONDS: f64 = 60.0;
const BEYOND_WAITING: f64 = 3.0;

/// A line: party and queue.
type Line = (String, String);

/// How a line stood at an instant.
#[derive(Debug, Default, Clone, Copy)]
struct Stood {
    waiting: Option<u64>,
    longest: Option<f64>,
    available: Option<u64>,
}

impl Stood {
    /// The same line as another site or team sees it.
    fn add(&mut self, other: Self) {
        let sum =
            |one: Option<u64>, other| one.into_iter().chain(other).reduce(u64::saturating_add);
        self.waiting = sum(self.waiting, other.waiting);
        self.available = sum(self.available, other.available);
        self.longest = self
            .longest
            .into_iter()
            .chain(other.longest)
            .reduce(f64::max);
    }
}

/// Site and team, where the source tells them apart.
type Place = (Option<String>, Option<String>);

/// A row of `queue_snapshot`.
struct Look {
    line: Line,
    of: Place,
    at: i64,
    stood: Stood,
}

/// What is usual of a line at this time.
struct UsualLine {
    days: u64,
    waiting: Option<Usual>,
    longest: Option<Usual>,
}

impl Engine {
    async fn looks(
        &self,
        seen: Seen<'_>,
        times: &[(Timestamp, Timestamp)],
    ) -> Result<Vec<Look>, KpiError> {
        let names = [
            PARTY,
            "site",
            "team",
            "queue",
            AT,
            "waiting",
            "longest_wait_seconds",
            "agents_available",
        ];
        let mut looks = Vec::new();
        for batch in self.looked(seen, QUEUES, &names, times).await? {
            let (parties, queues) = (texts(&batch, PARTY)?, texts(&batch, "queue")?);
            let (sites, teams) = (texts(&batch, "site")?, texts(&batch, "team")?);
            let (ats, waiting) = (wholes(&batch, AT)?, wholes(&batch, "waiting")?);
            let longest = numbers(&batch, "longest_wait_seconds")?;
            let available = wholes(&batch, "agents_available")?;
            for row in 0..batch.num_rows() {
                let (Some(party), Some(queue)) = (text(&parties, row), text(&queues, row)) else {
                    continue;
                };
                looks.push(Look {
                    line: (party, queue),
                    of: (text(&sites, row), text(&teams, row)),
                    at: ats.value(row),
                    stood: Stood {
                        waiting: whole(&waiting, row),
                        longest: longest.is_valid(row).then(|| longest.value(row)),
                        available: whole(&available, row),
                    },
                });
            }
        }
        Ok(looks)
    }

    /// How lines stand, and what is usual of each at this time.
    pub(super) async fn lines(
        &self,
        seen: Seen<'_>,
        newest: &Newest,
        compared: &Compared,
    ) -> Result<Vec<NowLine>, KpiError> {
        let Some(since) = newest.since() else {
            return Ok(Vec::new());
        };
        let looks = self.looks(seen, &[(since, just_after(seen.at))]).await?;
        let mut latest: BTreeMap<(Line, Place), (i64, Stood)> = BTreeMap::new();
        for look in looks {
            if !newest.is_of(&look.line.0, look.at) {
                continue;
            }
            let held = latest
                .entry((look.line, look.of))
                .or_insert((look.at, look.stood));
            if look.at > held.0 {
                *held = (look.at, look.stood);
            }
        }
        let mut lines: BTreeMap<Line, (i64, Stood)> = BTreeMap::new();
        for ((line, _), (at, stood)) in latest {
            let held = lines.entry(line).or_insert((at, Stood::default()));
            held.0 = held.0.min(at);
            held.1.add(stood);
        }
        let usual = self.usual_looks(seen, newest, compared).await?;
        let mut lines: Vec<NowLine> = lines
            .into_iter()
            .filter_map(|(line, stood)| self.line(seen, line, stood, &usual))
            .collect();
        let place = |line: &NowLine| {
            let mut queues = self.charter.taxonomy.queues.iter();
            queues
                .position(|queue| queue.queue == line.queue)
                .unwrap_or(usize::MAX)
        };
        lines.sort_by_key(|line| (place(line), line.queue.clone()));
        Ok(lines)
    }

    fn line(
        &self,
        seen: Seen<'_>,
        line: Line,
        (at, stood): (i64, Stood),
        usual: &BTreeMap<Line, UsualLine>,
    ) -> Option<NowLine> {
        let usual = usual.get(&line);
        let (party, queue) = line;
        let spec = (self.charter.taxonomy.queues.iter()).find(|one| one.queue == queue);
        let channel = spec.map(|queue| queue.channel.clone());
        let title = |of: &str, name: &str| self.charter.value_title(of, name).map(str::to_owned);
        let (usual_waiting, usual_longest) = (
            usual.and_then(|usual| usual.waiting),
            usual.and_then(|usual| usual.longest),
        );
        let waiting = stood.waiting.map(|waiting| waiting as f64);
        let taken_at = Timestamp::from_microsecond(at).ok()?;
        let stale = is_stale(taken_at, seen.at);
        Some(NowLine {
            queue_title: title("queue", &queue).unwrap_or_else(|| queue.clone()),
            channel_title: channel.as_deref().and_then(|name| title("channel", name)),
            channel,
            party,
            queue,
            taken_at,
            waiting: stood.waiting,
            longest_wait_seconds: stood.longest,
            agents_available: stood.available,
            unusual: !stale
                && (is_beyond(stood.longest, usual_longest, BEYOND_SECONDS)
                    || is_beyond(waiting, usual_waiting, BEYOND_WAITING)),
            stale,
            usual_waiting,
            usual_longest_wait_seconds: usual_longest,
            usual_days: usual.map_or(0, |usual| usual.days),
        })
    }

    /// What is usual of lines at this time of day: of looks half an hour before and after it, on days like this.
    async fn usual_looks(
        &self,
        seen: Seen<'_>,
        newest: &Newest,
        compared: &Compared,
    ) -> Result<BTreeMap<Line, UsualLine>, KpiError> {
        let Some(now) = newest.0.values().max() else {
            return Ok(BTreeMap::new());
        };
        let times: Vec<(Timestamp, Timestamp)> = compared
            .days
            .iter()
            .filter_map(|day| same_time(*now, *day, &self.zone))
            .filter_map(|at| {
                Some((
                    at.checked_sub(THIS_TIME).ok()?,
                    just_after(at.checked_add(THIS_TIME).ok()?),
                ))
            })
            .collect();
        let mut stood: BTreeMap<Line, BTreeMap<i64, Stood>> = BTreeMap::new();
        for look in self.looks(seen, &times).await? {
            let of_line = stood.entry(look.line).or_default();
            of_line.entry(look.at).or_default().add(look.stood);
        }
        let day_of = |at: i64| {
            times
                .iter()
                .position(|(from, to)| from.as_microsecond() <= at && at < to.as_microsecond())
        };
        let usual = stood.into_iter().map(|(line, looks)| {
            let mut days: Vec<_> = looks.keys().filter_map(|at| day_of(*at)).collect();
            days.sort_unstable();
            days.dedup();
            let enough = days.len() >= DAYS_MIN;
            let of = |value: fn(&Stood) -> Option<f64>| {
                let values: Vec<f64> = looks.values().filter_map(value).collect();
                Usual::of(values).filter(|_| enough)
            };
            let usual = UsualLine {
                days: days.len() as u64,
                waiting: of(|stood| stood.waiting.map(|waiting| waiting as f64)),
                // Of a line in which nobody waits, the longest wait is none.
                longest: of(|stood| match stood.waiting {
                    Some(0) => Some(0.0),
                    _ => stood.longest,
                }),
            };
            (line, usual)
        });
        Ok(usual.collect())
    }
}

/// Whether a value is beyond the most that is usual, by half of it and no less than `by`.
fn is_beyond(value: Option<f64>, usual: Option<Usual>, by: f64) -> bool {
    let far = |usual: Usual| usual.most + (usual.most * BEYOND_SHARE).max(by);
    value
        .zip(usual)
        .is_some_and(|(value, usual)| value >= far(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_little_more_than_on_any_day_is_not_out_of_the_usual() {
        let usual = |most| {
            Some(Usual {
                n: 8,
                low: 0.0,
                median: 0.0,
                high: most,
                most,
            })
        };
        let check = |value, most, by, expect| {
            assert_eq!(is_beyond(Some(value), usual(most), by), expect, "{value}");
        };
        check(37.0, 0.0, BEYOND_SECONDS, false);
        check(60.0, 0.0, BEYOND_SECONDS, true);
        check(359.0, 240.0, BEYOND_SECONDS, false);
        check(360.0, 240.0, BEYOND_SECONDS, true);
        check(3.0, 1.0, BEYOND_WAITING, false);
        check(4.0, 1.0, BEYOND_WAITING, true);
        check(11.0, 8.0, BEYOND_WAITING, false);
        assert!(!is_beyond(None, usual(1.0), BEYOND_WAITING));
        assert!(!is_beyond(Some(9.0), None, BEYOND_WAITING));
    }
}
