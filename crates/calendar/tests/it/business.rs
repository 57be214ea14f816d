use calendar::{Error, OpeningHours, Span};
use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::{at, date, zone};

const HOUR: i64 = 3_600;

fn daily(zone_name: &str, span: &str) -> OpeningHours {
    let span: Span = span.parse().unwrap();
    Weekday::Monday
        .cycle_forward()
        .take(7)
        .fold(OpeningHours::new(zone(zone_name)), |hours, day| {
            hours.weekly(day, [span])
        })
}

fn check(hours: &OpeningHours, from: &str, to: &str, expect_seconds: i64) {
    let (from, to) = (at(from), at(to));
    assert_eq!(
        hours.business_seconds(from, to),
        expect_seconds,
        "{from} to {to}"
    );
    assert_eq!(
        hours.business_seconds(to, from),
        -expect_seconds,
        "{to} back to {from}"
    );
    let timeline = hours.timeline(from, to);
    assert_eq!(
        timeline.business_seconds(from, to),
        Some(expect_seconds),
        "timeline {from} to {to}"
    );
    if expect_seconds > 0 {
        let deadline = hours
            .after_business_seconds(from, expect_seconds as u64)
            .unwrap();
        assert!(
            deadline <= to && hours.business_seconds(from, deadline) == expect_seconds,
            "deadline {deadline}"
        );
    }
}

#[test]
fn a_day_and_a_weekend() {
    let office = daily("Europe/Berlin", "09:00-17:00")
        .weekly(Weekday::Saturday, [])
        .weekly(Weekday::Sunday, [])
        .closed_on(date("2026-04-03"));
    check(
        &office,
        "2026-03-30T08:00+02:00",
        "2026-03-30T18:00+02:00",
        8 * HOUR,
    );
    check(
        &office,
        "2026-03-30T10:30+02:00",
        "2026-03-30T11:00+02:00",
        HOUR / 2,
    );
    check(
        &office,
        "2026-03-27T16:00+01:00",
        "2026-03-30T10:00+02:00",
        2 * HOUR,
    );
    check(
        &office,
        "2026-04-02T16:00+02:00",
        "2026-04-06T10:00+02:00",
        2 * HOUR,
    );
    check(&office, "2026-03-28T00:00Z", "2026-03-28T20:00Z", 0);
}

#[test]
fn daylight_saving_shortens_and_lengthens_the_night() {
    let nights = daily("Europe/Berlin", "22:00-06:00");
    check(
        &nights,
        "2026-03-28T12:00+01:00",
        "2026-03-29T12:00+02:00",
        7 * HOUR,
    );
    check(
        &nights,
        "2026-10-24T12:00+02:00",
        "2026-10-25T12:00+01:00",
        9 * HOUR,
    );
    let always = OpeningHours::around_the_clock(zone("Australia/Lord_Howe"));
    check(
        &always,
        "2026-10-04T00:00+10:30",
        "2026-10-05T00:00+11:00",
        23 * HOUR + HOUR / 2,
    );
    check(
        &always,
        "2026-04-05T00:00+11:00",
        "2026-04-06T00:00+10:30",
        24 * HOUR + HOUR / 2,
    );
}

#[test]
fn a_day_without_midnight() {
    let mornings = daily("America/Sao_Paulo", "00:00-06:00");
    check(
        &mornings,
        "2018-11-03T12:00-03:00",
        "2018-11-04T12:00-02:00",
        5 * HOUR,
    );
}

#[test]
fn the_first_and_second_showing_of_a_repeated_hour() {
    // 02:30 happens twice; the opening lasts from the first showing, the closing falls on the first showing too.
    check(
        &daily("Europe/Berlin", "02:30-06:00"),
        "2026-10-25T00:00+02:00",
        "2026-10-25T12:00+01:00",
        4 * HOUR + HOUR / 2,
    );
    check(
        &daily("Europe/Berlin", "00:00-02:30"),
        "2026-10-25T00:00+02:00",
        "2026-10-25T12:00+01:00",
        2 * HOUR + HOUR / 2,
    );
}

#[test]
fn a_whole_year_is_made_of_its_days() {
    let office = daily("Europe/Berlin", "09:00-17:00");
    check(
        &office,
        "2026-01-01T00:00+01:00",
        "2027-01-01T00:00+01:00",
        365 * 8 * HOUR,
    );
    let nights = daily("Europe/Berlin", "22:00-06:00");
    // Over whole years, the hour lost in spring comes back in autumn.
    check(
        &nights,
        "2026-01-01T12:00+01:00",
        "2036-01-01T12:00+01:00",
        3652 * 8 * HOUR,
    );
}

#[test]
fn overlapping_and_adjoining_spans_count_once() {
    let spans = ["09:00-13:00", "12:00-17:00", "17:00-18:00", "10:00-11:00"]
        .map(|s| s.parse::<Span>().unwrap());
    let hours = OpeningHours::new(zone("UTC"))
        .weekly(Weekday::Thursday, spans)
        .weekly(Weekday::Friday, ["20:00-19:00".parse().unwrap()])
        .weekly(Weekday::Saturday, [Span::WHOLE_DAY]);
    check(&hours, "2026-01-01T00:00Z", "2026-01-02T00:00Z", 9 * HOUR);
    check(&hours, "2026-01-02T12:00Z", "2026-01-04T12:00Z", 28 * HOUR);
    assert_eq!(
        hours.next_close(at("2026-01-01T09:30Z")),
        Some(at("2026-01-01T18:00Z"))
    );
}

#[test]
fn pauses_are_taken_out_once() {
    let office = daily("UTC", "09:00-17:00");
    let pause = |from: &str, to: &str| (at(from), at(to));
    let check = |pauses: &[(Timestamp, Timestamp)], expect: i64| {
        let (from, to) = (at("2026-01-01T08:00Z"), at("2026-01-02T12:00Z"));
        assert_eq!(office.business_seconds_excluding(from, to, pauses), expect);
        assert_eq!(office.business_seconds_excluding(to, from, pauses), -expect);
    };
    check(&[], 11 * HOUR);
    check(
        &[pause("2026-01-01T10:00Z", "2026-01-01T11:00Z")],
        10 * HOUR,
    );
    check(&[pause("2026-01-01T16:00Z", "2026-01-02T10:00Z")], 9 * HOUR);
    check(
        &[pause("2026-01-01T18:00Z", "2026-01-02T06:00Z")],
        11 * HOUR,
    );
    check(
        &[
            pause("2026-01-01T10:30Z", "2026-01-01T12:00Z"),
            pause("2026-01-01T10:00Z", "2026-01-01T11:00Z"),
        ],
        9 * HOUR,
    );
    check(&[pause("2025-01-01T00:00Z", "2027-01-01T00:00Z")], 0);
    check(
        &[pause("2026-01-01T12:00Z", "2026-01-01T11:00Z")],
        11 * HOUR,
    );
}

#[test]
fn deadlines() {
    let office = daily("Europe/Berlin", "09:00-17:00")
        .weekly(Weekday::Saturday, [])
        .weekly(Weekday::Sunday, []);
    let check = |from: &str, hours: u64, expect: &str| {
        assert_eq!(
            office.after_business_seconds(at(from), hours * 3_600),
            Ok(at(expect)),
            "{from} + {hours} h"
        );
    };
    check("2026-03-27T16:00+01:00", 2, "2026-03-30T10:00+02:00");
    check("2026-03-27T16:00+01:00", 1, "2026-03-27T17:00+01:00");
    check("2026-03-28T11:00+01:00", 8, "2026-03-30T17:00+02:00");
    check("2026-03-28T11:00+01:00", 0, "2026-03-28T11:00+01:00");
    check("2026-03-30T08:00+02:00", 400, "2026-06-05T17:00+02:00");
}

#[test]
fn a_deadline_that_never_comes_is_an_error() {
    let once = OpeningHours::new(zone("UTC"))
        .special(date("2026-06-01"), ["09:00-10:00".parse().unwrap()]);
    let from = at("2026-01-01T00:00Z");
    assert_eq!(
        once.after_business_seconds(from, 3_600),
        Ok(at("2026-06-01T10:00Z"))
    );
    for seconds in [3_601, u64::MAX] {
        let refused = once.after_business_seconds(from, seconds).unwrap_err();
        assert_eq!(refused, Error::NeverOpenLongEnough { from, seconds });
        assert!(refused.hint().contains("weekly opening hours"));
    }
}

#[test]
fn a_deadline_beyond_the_calendar_is_an_error() {
    let always = OpeningHours::around_the_clock(zone("Europe/Berlin"));
    assert!(
        always
            .after_business_seconds(at("2026-01-01T00:00Z"), 1 << 40)
            .is_err()
    );
}

#[test]
fn a_timeline_answers_only_for_its_range() {
    let office = daily("UTC", "09:00-17:00");
    let timeline = office.timeline(at("2026-01-01T12:00Z"), at("2026-01-03T12:00Z"));
    assert_eq!(
        timeline.business_seconds(at("2026-01-01T12:00Z"), at("2026-01-03T12:00Z")),
        Some(16 * HOUR)
    );
    assert_eq!(
        timeline.business_seconds(at("2026-01-01T11:00Z"), at("2026-01-02T12:00Z")),
        None
    );
    assert_eq!(
        timeline.business_seconds(at("2026-01-02T11:00Z"), at("2026-01-03T12:00:01Z")),
        None
    );
}
