use calendar::{end_of_day, first_instant_at, start_of_day};

use crate::{at, date, local, zone};

/// Where a day begins and how long it is.
fn check_day(zone_name: &str, day: &str, starts: &str, hours: f64) {
    let (zone, day) = (zone(zone_name), date(day));
    let start = start_of_day(day, &zone).unwrap();
    let end = end_of_day(day, &zone).unwrap();
    assert_eq!(start, at(starts), "{day} in {zone_name}");
    assert_eq!(
        (end.as_second() - start.as_second()) as f64 / 3_600.0,
        hours,
        "{day} in {zone_name}"
    );
}

#[test]
fn days_begin_at_their_first_instant() {
    check_day(
        "Europe/Berlin",
        "2026-01-15",
        "2026-01-15T00:00+01:00",
        24.0,
    );
    check_day(
        "Europe/Berlin",
        "2026-03-29",
        "2026-03-29T00:00+01:00",
        23.0,
    );
    check_day(
        "Europe/Berlin",
        "2026-10-25",
        "2026-10-25T00:00+02:00",
        25.0,
    );
    check_day("Asia/Kolkata", "2026-03-29", "2026-03-29T00:00+05:30", 24.0);
    check_day(
        "Australia/Lord_Howe",
        "2026-04-05",
        "2026-04-05T00:00+11:00",
        24.5,
    );
    check_day(
        "Australia/Lord_Howe",
        "2026-10-04",
        "2026-10-04T00:00+10:30",
        23.5,
    );
}

#[test]
fn a_day_without_midnight_begins_when_the_gap_ends() {
    check_day(
        "America/Sao_Paulo",
        "2018-11-04",
        "2018-11-04T01:00-02:00",
        23.0,
    );
    check_day("Asia/Beirut", "2026-03-29", "2026-03-29T01:00+03:00", 23.0);
    check_day("Africa/Cairo", "2026-04-24", "2026-04-24T01:00+03:00", 23.0);
    // Half an hour before midnight the clocks went to half past: the gap holds midnight, not only begins there.
    check_day(
        "America/Toronto",
        "1919-03-31",
        "1919-03-31T00:30-04:00",
        23.5,
    );
}

#[test]
fn an_evening_shown_twice_makes_the_day_longer() {
    check_day(
        "America/Sao_Paulo",
        "2018-02-17",
        "2018-02-17T00:00-02:00",
        25.0,
    );
    check_day(
        "America/Havana",
        "2026-11-01",
        "2026-11-01T00:00-04:00",
        25.0,
    );
    // A minute past midnight the clocks went back to yesterday: the day had begun.
    check_day(
        "America/St_Johns",
        "2009-11-01",
        "2009-11-01T00:00-02:30",
        25.0,
    );
}

#[test]
fn a_day_that_the_zone_skipped_is_empty() {
    check_day("Pacific/Apia", "2011-12-29", "2011-12-29T00:00-10:00", 24.0);
    check_day("Pacific/Apia", "2011-12-30", "2011-12-31T00:00+14:00", 0.0);
    check_day("Pacific/Apia", "2011-12-31", "2011-12-31T00:00+14:00", 24.0);
}

#[test]
fn a_wall_clock_time_stands_for_the_first_instant_at_it_or_past_it() {
    let check = |wall, instant| {
        let read = first_instant_at(local(wall), &zone("Europe/Berlin"));
        assert_eq!(read, Ok(at(instant)), "{wall}");
    };
    check("2026-07-01T12:00", "2026-07-01T12:00+02:00");
    check("2026-03-29T02:30", "2026-03-29T03:00+02:00");
    check("2026-10-25T02:30", "2026-10-25T02:30+02:00");
}
