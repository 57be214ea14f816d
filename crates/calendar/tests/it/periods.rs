use calendar::{Error, Grain, PERIODS_MAX, period_at, periods};

use crate::{at, zone};

/// The labels of the periods that cover a range, and each one's minutes.
fn check(grain: Grain, zone_name: &str, from: &str, to: &str, expect: &[(&str, i64)]) {
    let got = periods(grain, at(from), at(to), &zone(zone_name)).unwrap();
    let got: Vec<(String, i64)> = got.iter().map(|p| (p.label(), p.seconds() / 60)).collect();
    let expect: Vec<(String, i64)> = expect
        .iter()
        .map(|&(label, minutes)| (label.to_owned(), minutes))
        .collect();
    assert_eq!(got, expect, "{grain} in {zone_name}");
}

const DAY: i64 = 24 * 60;

#[test]
fn hours_over_the_change_to_summer_time() {
    check(
        Grain::Hour,
        "Europe/Berlin",
        "2026-03-29T01:00+01:00",
        "2026-03-29T04:00+02:00",
        &[
            ("2026-03-29T01:00+01:00", 60),
            ("2026-03-29T03:00+02:00", 60),
        ],
    );
}

#[test]
fn the_repeated_hour_of_autumn_comes_twice() {
    check(
        Grain::Hour,
        "Europe/Berlin",
        "2026-10-25T01:00+02:00",
        "2026-10-25T04:00+01:00",
        &[
            ("2026-10-25T01:00+02:00", 60),
            ("2026-10-25T02:00+02:00", 60),
            ("2026-10-25T02:00+01:00", 60),
            ("2026-10-25T03:00+01:00", 60),
        ],
    );
}

#[test]
fn daylight_saving_of_half_an_hour_halves_an_hour() {
    check(
        Grain::Hour,
        "Australia/Lord_Howe",
        "2026-10-04T01:00+10:30",
        "2026-10-04T04:00+11:00",
        &[
            ("2026-10-04T01:00+10:30", 60),
            ("2026-10-04T02:30+11:00", 30),
            ("2026-10-04T03:00+11:00", 60),
        ],
    );
    check(
        Grain::Hour,
        "Australia/Lord_Howe",
        "2026-04-05T01:00+11:00",
        "2026-04-05T03:00+10:30",
        &[
            ("2026-04-05T01:00+11:00", 60),
            ("2026-04-05T01:30+10:30", 30),
            ("2026-04-05T02:00+10:30", 60),
        ],
    );
}

#[test]
fn hours_of_a_half_hour_zone_follow_its_own_clock() {
    check(
        Grain::Hour,
        "Asia/Kolkata",
        "2026-03-29T00:00Z",
        "2026-03-29T01:00Z",
        &[
            ("2026-03-29T05:00+05:30", 60),
            ("2026-03-29T06:00+05:30", 60),
        ],
    );
    check(
        Grain::QuarterHour,
        "Asia/Kathmandu",
        "2026-03-29T00:00Z",
        "2026-03-29T00:20Z",
        &[
            ("2026-03-29T05:45+05:45", 15),
            ("2026-03-29T06:00+05:45", 15),
        ],
    );
}

#[test]
fn quarter_and_half_hours() {
    check(
        Grain::QuarterHour,
        "Europe/Berlin",
        "2026-03-29T01:50+01:00",
        "2026-03-29T03:15+02:00",
        &[
            ("2026-03-29T01:45+01:00", 15),
            ("2026-03-29T03:00+02:00", 15),
        ],
    );
    check(
        Grain::HalfHour,
        "America/New_York",
        "2026-11-01T01:30-04:00",
        "2026-11-01T01:30-05:00",
        &[
            ("2026-11-01T01:30-04:00", 30),
            ("2026-11-01T01:00-05:00", 30),
        ],
    );
}

#[test]
fn days_have_the_length_they_have() {
    check(
        Grain::Day,
        "Europe/Berlin",
        "2026-03-28T12:00+01:00",
        "2026-03-30T00:00+02:00",
        &[("2026-03-28", DAY), ("2026-03-29", DAY - 60)],
    );
    check(
        Grain::Day,
        "Africa/Cairo",
        "2026-04-23T12:00+02:00",
        "2026-04-24T12:00+03:00",
        &[("2026-04-23", DAY), ("2026-04-24", DAY - 60)],
    );
    check(
        Grain::Day,
        "Pacific/Apia",
        "2011-12-29T12:00-10:00",
        "2011-12-31T12:00+14:00",
        &[("2011-12-29", DAY), ("2011-12-31", DAY)],
    );
}

#[test]
fn weeks_are_iso_weeks() {
    check(
        Grain::Week,
        "Europe/Berlin",
        "2025-12-31T00:00+01:00",
        "2026-01-06T00:00+01:00",
        &[("2026-W01", 7 * DAY), ("2026-W02", 7 * DAY)],
    );
    check(
        Grain::Week,
        "Europe/Berlin",
        "2027-01-01T00:00Z",
        "2027-01-02T00:00Z",
        &[("2026-W53", 7 * DAY)],
    );
    check(
        Grain::Week,
        "Europe/Berlin",
        "2026-03-29T00:00Z",
        "2026-03-29T12:00Z",
        &[("2026-W13", 7 * DAY - 60)],
    );
}

#[test]
fn months_and_quarters() {
    check(
        Grain::Month,
        "America/New_York",
        "2024-02-29T12:00Z",
        "2024-03-15T00:00Z",
        &[("2024-02", 29 * DAY), ("2024-03", 31 * DAY - 60)],
    );
    check(
        Grain::Quarter,
        "UTC",
        "2025-12-31T23:59:59Z",
        "2026-01-01T00:00:01Z",
        &[("2025-Q4", 92 * DAY), ("2026-Q1", 90 * DAY)],
    );
}

#[test]
fn an_empty_range_has_no_periods() {
    check(
        Grain::Day,
        "UTC",
        "2026-01-01T12:00Z",
        "2026-01-01T12:00Z",
        &[],
    );
}

#[test]
fn a_range_that_runs_backwards_is_refused() {
    let refused = periods(
        Grain::Day,
        at("2026-01-02T00:00Z"),
        at("2026-01-01T00:00Z"),
        &zone("UTC"),
    )
    .unwrap_err();
    assert!(matches!(refused, Error::Backwards { .. }));
    assert_eq!(refused.hint(), "swap the two ends of the range");
}

#[test]
fn too_many_periods_are_refused_with_the_grain_that_fits() {
    let ten_years = (at("2016-01-01T00:00Z"), at("2026-01-01T00:00Z"));
    let refused = periods(Grain::QuarterHour, ten_years.0, ten_years.1, &zone("UTC")).unwrap_err();
    assert_eq!(
        refused.hint(),
        "take grain `half_hour` or coarser, or a shorter range"
    );
    let fitting = periods(Grain::HalfHour, ten_years.0, ten_years.1, &zone("UTC")).unwrap();
    assert!(fitting.len() <= PERIODS_MAX);

    let always = periods(
        Grain::QuarterHour,
        jiff::Timestamp::MIN,
        jiff::Timestamp::MAX,
        &zone("UTC"),
    )
    .unwrap_err();
    assert_eq!(
        always.hint(),
        "take grain `quarter` or coarser, or a shorter range"
    );
}

#[test]
fn exactly_the_bound_is_allowed() {
    let from = at("2020-01-01T00:00Z");
    let to = from + jiff::SignedDuration::from_mins(15 * i64::try_from(PERIODS_MAX).unwrap());
    assert_eq!(
        periods(Grain::QuarterHour, from, to, &zone("UTC"))
            .unwrap()
            .len(),
        PERIODS_MAX
    );
    let one_more = to + jiff::SignedDuration::from_secs(1);
    assert!(matches!(
        periods(Grain::QuarterHour, from, one_more, &zone("UTC")),
        Err(Error::TooManyPeriods { .. })
    ));
}

#[test]
fn the_ends_of_the_calendar_are_errors_not_panics() {
    for instant in [jiff::Timestamp::MIN, jiff::Timestamp::MAX] {
        for grain in Grain::ALL {
            if let Err(refused) = period_at(grain, instant, &zone("Pacific/Kiritimati")) {
                assert_eq!(refused, Error::OutOfRange);
            }
        }
    }
}
