//! The time axis of a board: the window of its levels and the periods of its trends.

use calendar::Grain;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::Window;
use crate::answer::PeriodHead;
use crate::engine::Engine;
use crate::error::KpiError;
use crate::extent::Extent;
use crate::question::{Moment, WindowQuestion};
use crate::range::{Cut, periods};

/// How many days a level looks back, unless asked otherwise: four whole weeks, so that weekdays weigh alike.
pub(crate) const WINDOW_DAYS: u8 = 28;
/// Facts of less than this give too few weeks to tell a change from chance.
const FEW_WEEKS: SignedDuration = SignedDuration::from_hours(12 * 7 * 24);
/// How many periods a trend shows.
pub(crate) const TREND_PERIODS: usize = 16;

/// Weeks, where there are enough of them to judge a trend by; days, where facts began less than twelve weeks ago.
pub(crate) fn usual_grain(extent: Extent) -> Grain {
    let reached = Option::zip(extent.oldest, extent.facts_to());
    match reached.map(|(oldest, newest)| newest.duration_since(oldest)) {
        Some(reached) if reached < FEW_WEEKS => Grain::Day,
        _ => Grain::Week,
    }
}

/// The time axis of a board.
pub(crate) struct Axis {
    pub window: Window,
    pub grain: Grain,
    pub start: Timestamp,
    pub end: Timestamp,
    pub heads: Vec<PeriodHead>,
    pub cut: Cut,
}

impl Engine {
    /// The window of levels and the periods of trends, cut so that both add up from the same pieces.
    pub(super) fn axis(&self, question: &WindowQuestion, extent: Extent) -> Result<Axis, KpiError> {
        let end = self.window_end(question.to, extent)?;
        let day = |instant: Timestamp| instant.to_zoned(self.zone.clone()).date();
        let from = match question.from {
            Some(from) => crate::range::first(from, &self.zone)?,
            None => {
                let last_day = day(crate::range::just_before(end));
                let back = last_day.saturating_sub((i64::from(WINDOW_DAYS) - 1).days());
                // Before the first fact there is nothing to look at.
                let first = extent.oldest.map_or(back, day).min(last_day);
                crate::range::first(Moment::Day(back.max(first)), &self.zone)?
            }
        };
        if end <= from {
            return Err(crate::range::ends_before_it_begins());
        }
        self.axis_of(
            from,
            end,
            question.grain.unwrap_or_else(|| usual_grain(extent)),
            TREND_PERIODS,
            extent,
        )
    }

    /// An axis of at least so many periods that end with the window.
    pub(crate) fn axis_of(
        &self,
        start: Timestamp,
        end: Timestamp,
        grain: Grain,
        at_least: usize,
        extent: Extent,
    ) -> Result<Axis, KpiError> {
        let reach = grain
            .nominal_seconds()
            .saturating_mul(i64::try_from(at_least).unwrap_or(i64::MAX));
        let back = end
            .checked_sub(SignedDuration::from_secs(reach))
            .unwrap_or(start)
            .min(start);
        let mut touched = periods(grain, back, end, &self.zone)?;
        if at_least > 0 && touched.len() > at_least {
            let inside = touched.iter().filter(|period| period.end > start).count();
            let keep = at_least.max(inside);
            touched.drain(..touched.len() - keep);
        }
        let trend_start = touched
            .first()
            .map_or(start, |period| period.start)
            .min(start);
        let cuts = touched
            .iter()
            .flat_map(|period| [period.start, period.end])
            .chain([start]);
        let mut heads = self.heads(&touched, extent);
        for head in &mut heads {
            head.complete &= head.end <= end;
        }
        let day = |instant: Timestamp| instant.to_zoned(self.zone.clone()).date();
        Ok(Axis {
            window: Window {
                from: day(start),
                to: day(crate::range::just_before(end)),
                grain: grain.name().to_owned(),
            },
            grain,
            start,
            end,
            cut: Cut::at(trend_start, end, cuts),
            heads,
        })
    }

    /// Where a window ends: where asked to, or with the newest day of which all facts are in. Tables that only plan
    /// ahead do not move it, nor do facts dated later than they were taken in; a table that reaches less far than the
    /// others shows as periods that are not complete.
    pub(crate) fn window_end(
        &self,
        to: Option<Moment>,
        extent: Extent,
    ) -> Result<Timestamp, KpiError> {
        match (to, extent.newest_whole_day(&self.zone)) {
            (Some(to), _) => crate::range::last(to, &self.zone),
            (None, Some(day)) => crate::range::last(Moment::Day(day), &self.zone),
            (None, None) => Ok(crate::range::just_after(Timestamp::UNIX_EPOCH)),
        }
    }
}
