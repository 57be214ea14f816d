use calendar::{Grain, OpeningHours, Span, period_at, periods};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::zone;

const ZONES: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Beirut",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
];

fn any_zone() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(ZONES).prop_map(zone)
}

/// Instants from 2005 to 2037: before, in and after every rule change of the zones above.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    (1_104_537_600_000_i64..2_114_380_800_000)
        .prop_map(|ms| Timestamp::from_millisecond(ms).unwrap())
}

fn any_span() -> impl Strategy<Value = Span> {
    (0..96_i8, 0..96_i8).prop_map(|(opens, closes)| {
        let time = |quarter: i8| Time::new(quarter / 4, quarter % 4 * 15, 0, 0).unwrap();
        Span::new(time(opens), time(closes))
    })
}

fn any_hours() -> impl Strategy<Value = OpeningHours> {
    let spans = || prop::collection::vec(any_span(), 0..3);
    let weekly = prop::collection::vec(spans(), 7);
    let special = prop::collection::vec((0..12_000_i32, spans()), 0..5);
    (any_zone(), weekly, special).prop_map(|(zone, weekly, special)| {
        let monday = jiff::civil::Weekday::Monday;
        let hours = monday
            .cycle_forward()
            .zip(weekly)
            .fold(OpeningHours::new(zone), |hours, (weekday, spans)| {
                hours.weekly(weekday, spans)
            });
        special.into_iter().fold(hours, |hours, (days, spans)| {
            let date = Date::new(2005, 1, 1)
                .unwrap()
                .saturating_add(jiff::Span::new().days(days));
            hours.special(date, spans)
        })
    })
}

proptest! {
    #[test]
    fn periods_partition_their_range(
        zone in any_zone(),
        grain in prop::sample::select(&Grain::ALL[..]),
        from in any_instant(),
        length_seconds in 1..8_000_000_i64,
    ) {
        let to = from + jiff::SignedDuration::from_secs(length_seconds);
        let covering = periods(grain, from, to, &zone).unwrap();
        let (first, last) = (covering.first().unwrap(), covering.last().unwrap());
        prop_assert!(first.contains(from));
        prop_assert!(last.start < to && to <= last.end);
        for pair in covering.windows(2) {
            prop_assert_eq!(pair[0].end, pair[1].start);
        }
        for period in &covering {
            prop_assert!(period.start < period.end);
            prop_assert_eq!(period_at(grain, period.start, &zone).unwrap(), *period);
            let last_instant = period.end - jiff::SignedDuration::from_nanos(1);
            prop_assert_eq!(period_at(grain, last_instant, &zone).unwrap(), *period);
        }
        let mut labels: Vec<String> = covering.iter().map(|period| period.label()).collect();
        labels.sort_unstable();
        labels.dedup();
        prop_assert_eq!(labels.len(), covering.len(), "labels are unique");
    }

    #[test]
    fn labels_of_hours_name_their_instant(zone in any_zone(), instant in any_instant()) {
        let hour = period_at(Grain::Hour, instant, &zone).unwrap();
        prop_assert_eq!(hour.label().parse::<Timestamp>().unwrap(), hour.start);
    }

    #[test]
    fn business_time_adds_up(
        hours in any_hours(),
        a in any_instant(),
        b in any_instant(),
        c in any_instant(),
    ) {
        prop_assert_eq!(
            hours.business_seconds(a, b) + hours.business_seconds(b, c),
            hours.business_seconds(a, c)
        );
    }

    #[test]
    fn a_timeline_counts_as_its_hours_do(
        hours in any_hours(),
        mut instants in prop::collection::vec(any_instant(), 4),
    ) {
        instants.sort_unstable();
        let timeline = hours.timeline(instants[0], instants[3]);
        prop_assert_eq!(
            timeline.business_seconds(instants[1], instants[2]),
            Some(hours.business_seconds(instants[1], instants[2]))
        );
    }

    #[test]
    fn a_deadline_is_the_first_instant_by_which_the_time_has_passed(
        hours in any_hours(),
        from in any_instant(),
        seconds in 1..3_000_000_u64,
    ) {
        if let Ok(deadline) = hours.after_business_seconds(from, seconds) {
            prop_assert_eq!(hours.business_seconds(from, deadline), i64::try_from(seconds).unwrap());
            let before = deadline - jiff::SignedDuration::from_secs(1);
            prop_assert!(hours.business_seconds(from, before) < i64::try_from(seconds).unwrap());
        }
    }

    #[test]
    fn opening_and_closing_agree_with_the_count(hours in any_hours(), instant in any_instant()) {
        let whole = Timestamp::from_second(instant.as_second()).unwrap();
        let next_second = whole + jiff::SignedDuration::from_secs(1);
        let open = hours.is_open(instant);
        prop_assert_eq!(hours.business_seconds(whole, next_second), i64::from(open));
        if let Some(opens) = hours.next_open(instant) {
            prop_assert!(hours.is_open(opens));
            prop_assert_eq!(hours.business_seconds(instant, opens), 0);
            if let Some(closes) = hours.next_close(instant) {
                prop_assert!(!hours.is_open(closes));
                prop_assert_eq!(hours.business_seconds(opens, closes), closes.as_second() - opens.as_second());
            }
        } else {
            prop_assert!(!open);
        }
    }

    /// Against a plain walk, minute by minute, over what the wall clock shows. Shifts keep clear of the hours
    /// around midnight and early morning in which zones change their clocks, where the plain reading has no answer.
    #[test]
    fn business_time_is_what_the_wall_clock_shows(
        zone in any_zone(),
        open_quarter in 20..60_i8,
        length_quarters in 1..30_i8,
        from in any_instant(),
        minutes in 0..4_000_i64,
    ) {
        let from = Timestamp::from_second(from.as_second() / 60 * 60).unwrap();
        let time = |quarter: i8| Time::new(quarter / 4, quarter % 4 * 15, 0, 0).unwrap();
        let (opens, closes) = (time(open_quarter), time(open_quarter + length_quarters));
        let hours = jiff::civil::Weekday::Monday
            .cycle_forward()
            .take(7)
            .fold(OpeningHours::new(zone.clone()), |h, day| h.weekly(day, [Span::new(opens, closes)]));
        let plain: i64 = (0..minutes)
            .map(|minute| zone.to_datetime(from + jiff::SignedDuration::from_mins(minute)).time())
            .filter(|&shown| opens <= shown && shown < closes)
            .count()
            .try_into()
            .unwrap();
        let to = from + jiff::SignedDuration::from_mins(minutes);
        prop_assert_eq!(hours.business_seconds(from, to), plain * 60);
    }
}
