//! Today so far, beside days like it.

use calendar::Grain;
use charter::kpi::Aspect;
use charter::kpi::{Direction, Formula, Kpi};
use jiff::Timestamp;
use jiff::civil::Date;

use super::days::{same_time, whole_day};
use super::looks::Seen;
use super::usual::DAYS_MIN;
use super::{Compared, CourseOf, CoursePoint, DayCourse, Usual};
use crate::board::BoardColumn;
use crate::catalog::Catalog;
use crate::compute::{Computed, Part, compute};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::head::head;
use crate::pass::Slice;
use crate::range::{Cut, periods};
use crate::reach::Reach;
use crate::scope::Scope;

/// The KPIs that tell how a day goes: how much comes in, how many are answered in time, how many give up. The first of
/// each kind that stands on a board the viewer may open, or else by name.
pub(super) fn telling<'a>(catalog: Catalog<'a>, boards: &[&charter::board::Board]) -> Vec<&'a Kpi> {
    let on_boards = boards.iter().flat_map(|board| &board.kpis);
    let mut known: Vec<&Kpi> = on_boards
        .filter_map(|name| catalog.kpi(name).ok())
        .collect();
    known.extend(catalog.kpis());
    let first = |is: fn(&Kpi) -> bool| {
        let plain = |kpi: &&&Kpi| {
            kpi.formula
                .rows()
                .is_some_and(|rows| rows.follow_up.is_none())
        };
        known.iter().filter(plain).find(|kpi| is(kpi)).copied()
    };
    [
        first(|kpi| {
            // What comes in is neither good nor bad.
            is_amount(kpi) && kpi.aspect == Aspect::Volume && kpi.direction == Direction::Within
        })
        .or_else(|| first(|kpi| is_amount(kpi) && kpi.aspect == Aspect::Volume)),
        first(|kpi| is_access(kpi) && kpi.direction == Direction::Higher),
        first(|kpi| is_access(kpi) && kpi.direction == Direction::Lower),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn is_amount(kpi: &Kpi) -> bool {
    matches!(kpi.formula, Formula::Count { .. })
}

fn is_access(kpi: &Kpi) -> bool {
    kpi.aspect == Aspect::Access && matches!(kpi.formula, Formula::Ratio { .. })
}

/// A day in pieces of half an hour.
struct Day {
    start: Timestamp,
    /// Up to when it is compared.
    until: Timestamp,
    halves: Vec<(Timestamp, Timestamp)>,
}

impl Day {
    fn of(day: Date, until: Timestamp, engine: &Engine) -> Result<Option<Self>, KpiError> {
        let Some((start, end)) = whole_day(day, &engine.zone) else {
            return Ok(None);
        };
        let halves = periods(Grain::HalfHour, start, end, &engine.zone)?;
        Ok(Some(Self {
            start,
            until,
            halves: halves.iter().map(|half| (half.start, half.end)).collect(),
        }))
    }

    /// The half hour that clocks show as they show this instant.
    fn half_at(&self, start: Timestamp, engine: &Engine) -> Option<(Timestamp, Timestamp)> {
        let shown = |at: Timestamp| at.to_zoned(engine.zone.clone()).time();
        let wanted = shown(start);
        self.halves
            .iter()
            .find(|half| shown(half.0) == wanted)
            .copied()
    }
}

/// What the courses of a day are made of.
struct Days<'a> {
    catalog: Catalog<'a>,
    reach: &'a Reach,
    cut: &'a Cut,
    today: &'a Day,
    like: &'a [Day],
}

impl Engine {
    /// Today up to `at`, beside the days that it is held against.
    pub(super) async fn today(
        &self,
        catalog: Catalog<'_>,
        kpis: &[&Kpi],
        seen: Seen<'_>,
        (compared, parties): (&Compared, &[BoardColumn]),
    ) -> Result<Vec<DayCourse>, KpiError> {
        let Some(day) = compared.day.filter(|_| !kpis.is_empty()) else {
            return Ok(Vec::new());
        };
        let Some(today) = Day::of(day, seen.at, self)? else {
            return Ok(Vec::new());
        };
        let mut like = Vec::new();
        for day in &compared.days {
            if let Some(until) = same_time(seen.at, *day, &self.zone) {
                like.extend(Day::of(*day, until, self)?);
            }
        }
        let first = like
            .iter()
            .map(|day| day.start)
            .min()
            .unwrap_or(today.start);
        let edges = like.iter().chain([&today]).flat_map(|day| {
            let halves = day.halves.iter().flat_map(|half| [half.0, half.1]);
            halves.chain([day.until])
        });
        let cut = Cut::at(first, crate::range::just_after(seen.at), edges);
        let reach = self.reach(catalog, kpis, seen.version).await?;
        let days = Days {
            catalog,
            reach: &reach,
            cut: &cut,
            today: &today,
            like: &like,
        };
        let by = [lake::PARTY.to_owned()];
        let slice = |by| Slice {
            viewer: seen.viewer,
            version: seen.version,
            by,
            filter: None,
            cut: &cut,
            zone: &self.zone,
        };
        let all = compute(&self.lake, catalog, kpis, &slice(&[])).await?;
        let scope = Scope::of(self.lake.session(), seen.viewer, None)?;
        let each = match parties.len() > 1 {
            true => Some(compute(&self.lake, catalog, kpis, &slice(&by)).await?),
            false => None,
        };
        let courses = kpis.iter().map(|kpi| {
            let mut of = vec![self.course(&days, kpi, (&all, None, scope.party()))?];
            for party in parties {
                if let Some(each) = &each {
                    of.push(self.course(
                        &days,
                        kpi,
                        (each, Some(&party.party), Some(&party.party)),
                    )?);
                }
            }
            Ok(DayCourse {
                kpi: head(&self.charter, kpi),
                of,
            })
        });
        courses.collect()
    }

    fn course(
        &self,
        days: &Days<'_>,
        kpi: &Kpi,
        (computed, named, party): (&Computed, Option<&str>, Option<&str>),
    ) -> Result<CourseOf, KpiError> {
        let extent = days.reach.of([kpi.kpi.as_str()], party);
        let dimensions: Vec<_> = named
            .map(|name| Some(name.to_owned()))
            .into_iter()
            .collect();
        let value = |start: Timestamp, end: Timestamp| {
            let part = Part {
                dimensions: &dimensions,
                pieces: days.cut.pieces(start, end),
                known: extent.touches(start, end),
                party,
                all_rows: false,
                window: false,
            };
            computed.value(days.catalog, kpi, &part)
        };
        let known: Vec<&Day> = days
            .like
            .iter()
            .filter(|day| {
                extent.touches(day.start, day.until)
                    && extent.oldest.is_some_and(|oldest| oldest < day.until)
            })
            .collect();
        let usual = |of: &dyn Fn(&Day) -> Option<(Timestamp, Timestamp)>| -> Result<Option<Usual>, KpiError> {
            let mut values = Vec::new();
            for (start, end) in known.iter().filter_map(|day| of(day)) {
                values.extend(value(start, end)?.value);
            }
            Ok(Usual::of(values).filter(|usual| usual.n >= DAYS_MIN as u64))
        };
        let mut points = Vec::new();
        if is_amount(kpi) {
            for (start, end) in &days.today.halves {
                let until = days.today.until;
                let has_begun = *start < until;
                points.push(CoursePoint {
                    start: *start,
                    end: *end,
                    value: match has_begun {
                        true => value(*start, (*end).min(until))?.value,
                        false => None,
                    },
                    over: *end <= until,
                    usual: usual(&|day| day.half_at(*start, self))?,
                });
            }
            trim(&mut points);
        }
        Ok(CourseOf {
            party: named.map(str::to_owned),
            so_far: value(days.today.start, days.today.until)?,
            usual_so_far: usual(&|day| Some((day.start, day.until)))?,
            points,
        })
    }
}

/// Leaves out the night, in which nothing comes on any day.
fn trim(points: &mut Vec<CoursePoint>) {
    let is_empty = |point: &CoursePoint| {
        point.value.is_none_or(|value| value == 0.0)
            && point.usual.is_none_or(|usual| usual.most == 0.0)
    };
    let Some(first) = points.iter().position(|point| !is_empty(point)) else {
        points.clear();
        return;
    };
    let last = points
        .iter()
        .rposition(|point| !is_empty(point))
        .unwrap_or(first);
    points.truncate(last + 1);
    points.drain(..first);
}
