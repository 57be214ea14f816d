//! Cutting a stretch of time into the periods of a grain.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::{Error, Grain, start_of_day};

/// The most periods that [`periods`] returns: more points than that are not a chart but a scan.
pub const PERIODS_MAX: usize = 200_000;

/// A half-open stretch `[start, end)` that the zone's calendar or clock treats as one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
    /// The grain it is one of.
    pub grain: Grain,
    /// What names it: the first calendar day for days and coarser, the wall clock at `start` for the finer ones.
    local: DateTime,
    /// Offset from UTC at `start`.
    offset: Offset,
}

impl Period {
    /// A name that is unique within its grain and zone and sorts as time does within an offset:
    /// `2026-03-29T02:15+01:00`, `2026-03-29`, `2026-W13`, `2026-03` or `2026-Q1`.
    ///
    /// Periods shorter than a day carry the offset, so that the hour which autumn repeats has two labels.
    pub fn label(&self) -> String {
        let date = self.local.date();
        match self.grain {
            Grain::QuarterHour | Grain::HalfHour | Grain::Hour => {
                let time = self.local.time();
                let seconds = self.offset.seconds();
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
                format!(
                    "{date}T{:02}:{:02}{sign}{:02}:{:02}",
                    time.hour(),
                    time.minute(),
                    minutes / 60,
                    minutes % 60
                )
            }
            Grain::Day => date.to_string(),
            Grain::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Grain::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Grain::Quarter => format!("{:04}-Q{}", date.year(), (date.month() - 1) / 3 + 1),
        }
    }

    /// Whether `instant` lies in it.
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Its length in real seconds.
    pub fn seconds(&self) -> i64 {
        self.end.as_second() - self.start.as_second()
    }

    /// The calendar day in the zone on which it begins.
    pub fn date(&self) -> Date {
        self.local.date()
    }
}

/// The period of `grain` in `zone` that holds `instant`.
pub fn period_at(grain: Grain, instant: Timestamp, zone: &TimeZone) -> Result<Period, Error> {
    match grain.clock_seconds() {
        Some(step_seconds) => ClockWalk::new(grain, step_seconds, instant, zone).period_at(instant),
        None => calendar_period(grain, first_date(grain, instant, zone)?, zone),
    }
}

/// The consecutive periods of `grain` in `zone` that cover `[from, to)`, outermost ones whole.
///
/// Finer than a day they begin where the zone's clock shows a multiple of the grain, and wherever the clock is put
/// forward or back: an hour that daylight saving halves is a period of thirty minutes. None for an empty range.
///
/// # Errors
///
/// [`Error::Backwards`], [`Error::TooManyPeriods`] beyond [`PERIODS_MAX`], [`Error::OutOfRange`].
pub fn periods(
    grain: Grain,
    from: Timestamp,
    to: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<Period>, Error> {
    if to < from {
        return Err(Error::Backwards { from, to });
    }
    if to == from {
        return Ok(Vec::new());
    }
    let span_seconds = to.as_second() - from.as_second();
    let expected = usize::try_from(span_seconds / grain.nominal_seconds()).unwrap_or(usize::MAX);
    let too_many = || Error::TooManyPeriods {
        grain,
        from,
        to,
        coarser: finest_fitting(span_seconds),
    };
    if expected > PERIODS_MAX + PERIODS_MAX / 10 {
        return Err(too_many());
    }
    let mut covering = Vec::with_capacity(expected + 2);
    let mut push = |period: Period| {
        if covering.len() == PERIODS_MAX {
            return Err(too_many());
        }
        covering.push(period);
        Ok(())
    };
    match grain.clock_seconds() {
        Some(step_seconds) => {
            let mut walk = ClockWalk::new(grain, step_seconds, from, zone);
            let mut at = from;
            while at < to {
                let period = walk.period_at(at)?;
                at = period.end;
                push(period)?;
            }
        }
        None => {
            let mut date = first_date(grain, from, zone)?;
            loop {
                let period = calendar_period(grain, date, zone)?;
                if period.start >= to {
                    break;
                }
                // A zone that jumps over the date line skips a day: it has no instant, so it is no period.
                if period.start < period.end {
                    push(period)?;
                }
                date = next_date(grain, date)?;
            }
        }
    }
    Ok(covering)
}

fn finest_fitting(span_seconds: i64) -> Option<Grain> {
    let most = i64::try_from(PERIODS_MAX).unwrap_or(i64::MAX);
    // Below nine tenths of the bound, short months and halved hours cannot push the count over it.
    Grain::ALL
        .into_iter()
        .find(|grain| span_seconds / grain.nominal_seconds() < most / 10 * 9)
}

/// The day that names the period of `grain` holding `instant`.
fn first_date(grain: Grain, instant: Timestamp, zone: &TimeZone) -> Result<Date, Error> {
    let mut date = zone.to_datetime(instant).date();
    // Where clocks are put back over midnight, the evening shows yesterday's date again; the day has begun all the same.
    let tomorrow = date.tomorrow().map_err(|_| Error::OutOfRange)?;
    if start_of_day(tomorrow, zone)? <= instant {
        date = tomorrow;
    }
    match grain {
        Grain::Week => {
            let days_since_monday = date.weekday().to_monday_zero_offset();
            date.checked_sub(i64::from(days_since_monday).days())
                .map_err(|_| Error::OutOfRange)
        }
        Grain::Month => Ok(date.first_of_month()),
        Grain::Quarter => {
            Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).map_err(|_| Error::OutOfRange)
        }
        Grain::QuarterHour | Grain::HalfHour | Grain::Hour | Grain::Day => Ok(date),
    }
}

fn next_date(grain: Grain, date: Date) -> Result<Date, Error> {
    let step = match grain {
        Grain::Week => 1.week(),
        Grain::Month => 1.month(),
        Grain::Quarter => 3.months(),
        Grain::QuarterHour | Grain::HalfHour | Grain::Hour | Grain::Day => 1.day(),
    };
    date.checked_add(step).map_err(|_| Error::OutOfRange)
}

fn calendar_period(grain: Grain, date: Date, zone: &TimeZone) -> Result<Period, Error> {
    let start = start_of_day(date, zone)?;
    let end = start_of_day(next_date(grain, date)?, zone)?;
    let local = date.to_datetime(jiff::civil::Time::midnight());
    Ok(Period {
        start,
        end,
        grain,
        local,
        offset: zone.to_offset(start),
    })
}

/// Steps along the wall clock, looking the zone up once per change of offset rather than once per step.
struct ClockWalk<'z> {
    zone: &'z TimeZone,
    grain: Grain,
    step_seconds: i64,
    /// The stretch in which `offset` holds; `None` where it is unbounded.
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    offset: Offset,
}

impl<'z> ClockWalk<'z> {
    fn new(grain: Grain, step_seconds: i64, at: Timestamp, zone: &'z TimeZone) -> Self {
        let mut walk = Self {
            zone,
            grain,
            step_seconds,
            since: None,
            until: None,
            offset: zone.to_offset(at),
        };
        walk.look_up(at);
        walk
    }

    fn look_up(&mut self, at: Timestamp) {
        let zone = self.zone;
        let offset = zone.to_offset(at);
        self.offset = offset;
        self.since = if at == Timestamp::MAX {
            zone.preceding(at).map(|t| t.timestamp()).next()
        } else {
            zone.preceding(at + SignedDuration::from_nanos(1))
                .map(|t| t.timestamp())
                .find(|&t| {
                    t > Timestamp::MIN
                        && zone.to_offset(t - SignedDuration::from_nanos(1)) != offset
                })
        };
        self.until = zone
            .following(at)
            .find(|t| t.offset() != offset)
            .map(|t| t.timestamp());
    }

    fn period_at(&mut self, at: Timestamp) -> Result<Period, Error> {
        if self.until.is_some_and(|until| at >= until) {
            self.look_up(at);
        }
        let shift = i64::from(self.offset.seconds());
        let local_seconds = at.as_nanosecond().div_euclid(1_000_000_000) as i64 + shift;
        let floor = local_seconds.div_euclid(self.step_seconds) * self.step_seconds;
        let instant = |second: i64| Timestamp::from_second(second).map_err(|_| Error::OutOfRange);
        let mut start = instant(floor - shift)?;
        let mut end = instant(floor + self.step_seconds - shift)?;
        if let Some(since) = self.since {
            start = start.max(since);
        }
        if let Some(until) = self.until {
            end = end.min(until);
        }
        Ok(Period {
            start,
            end,
            grain: self.grain,
            local: self.offset.to_datetime(start),
            offset: self.offset,
        })
    }
}
