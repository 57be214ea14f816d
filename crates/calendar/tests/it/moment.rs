use calendar::{Ambiguity, LocalTimeError, end_of_day, instant_of, start_of_day};

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

/// A wall-clock time under each policy; `Refuse` as the instant, or the error's words.
fn check_local(
    zone_name: &str,
    wall: &str,
    refuse: Result<&str, &str>,
    earlier: &str,
    later: &str,
) {
    let (zone, wall) = (zone(zone_name), local(wall));
    let refused = instant_of(wall, &zone, Ambiguity::Refuse);
    assert_eq!(
        refused.map_err(|e| e.to_string()),
        refuse.map(at).map_err(str::to_owned)
    );
    assert_eq!(
        instant_of(wall, &zone, Ambiguity::Earlier).unwrap(),
        at(earlier)
    );
    assert_eq!(
        instant_of(wall, &zone, Ambiguity::Later).unwrap(),
        at(later)
    );
}

#[test]
fn wall_clock_times() {
    let plain = "2026-07-01T12:00+02:00";
    check_local("Europe/Berlin", "2026-07-01T12:00", Ok(plain), plain, plain);
    check_local(
        "Europe/Berlin",
        "2026-03-29T02:30",
        Err("2026-03-29T02:30:00 does not exist in Europe/Berlin: the clocks went forward past it"),
        "2026-03-29T03:00+02:00",
        "2026-03-29T03:00+02:00",
    );
    check_local(
        "Europe/Berlin",
        "2026-10-25T02:30",
        Err(
            "2026-10-25T02:30:00 happens twice in Europe/Berlin: at 2026-10-25T00:30:00Z and at 2026-10-25T01:30:00Z",
        ),
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:30+01:00",
    );
}

#[test]
fn refusals_say_what_to_do() {
    let refuse =
        |wall| instant_of(local(wall), &zone("Europe/Berlin"), Ambiguity::Refuse).unwrap_err();
    let gap = refuse("2026-03-29T02:30");
    assert!(
        matches!(gap, LocalTimeError::Gap { .. }) && gap.hint().contains("2026-03-29T01:00:00Z")
    );
    let fold = refuse("2026-10-25T02:30");
    assert!(
        matches!(fold, LocalTimeError::Fold { .. }) && fold.hint().contains("earlier or the later")
    );
}
