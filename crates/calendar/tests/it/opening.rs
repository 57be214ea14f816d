use calendar::{OpeningHours, Span};
use jiff::civil::Weekday;

use crate::{at, date, zone};

#[test]
fn spans_read_and_written() {
    let check = |text: &str, expect: Option<(i32, i32)>| {
        let span = text.parse::<Span>();
        assert_eq!(
            span.as_ref()
                .ok()
                .map(|s| (s.opens_second(), s.closes_second())),
            expect,
            "{text}"
        );
        if let Ok(span) = span {
            assert_eq!(
                span.to_string().parse::<Span>().unwrap(),
                span,
                "{text} does not survive being written"
            );
        }
    };
    check("09:00-17:30", Some((32_400, 63_000)));
    check(" 09:00 - 17:30:15 ", Some((32_400, 63_015)));
    check("22:00-06:00", Some((79_200, 108_000)));
    check("00:00-24:00", Some((0, 86_400)));
    check("18:00-24:00", Some((64_800, 86_400)));
    check("18:00-00:00", Some((64_800, 86_400)));
    for wrong in [
        "",
        "9-17",
        "09:00",
        "09:00-09:00",
        "24:00-06:00",
        "09:00-24:01",
        "09:60-10:00",
        "09:00-17:00-18:00",
        "-1:00-02:00",
        "+9:00-10:00",
    ] {
        check(wrong, None);
    }
}

#[test]
fn a_wrong_span_says_what_was_expected() {
    assert_eq!(
        "9 to 5".parse::<Span>().unwrap_err().to_string(),
        "`9 to 5` is not an opening: expected from-to by the clock, like 09:00-17:30, 22:00-06:00 or 00:00-24:00"
    );
}

/// Monday to Friday 09:00-12:00 and 13:00-17:00 in Berlin, but Wednesday 1 April 2026 closed and Thursday mornings only.
fn office() -> OpeningHours {
    let spans = || ["13:00-17:00", "09:00-12:00"].map(|text| text.parse::<Span>().unwrap());
    [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ]
    .into_iter()
    .fold(OpeningHours::new(zone("Europe/Berlin")), |hours, day| {
        hours.weekly(day, spans())
    })
    .closed_on(date("2026-04-01"))
    .special(date("2026-04-02"), ["09:00-12:00".parse().unwrap()])
}

/// Whether it is open, and when it next opens and closes.
fn check(
    hours: &OpeningHours,
    instant: &str,
    open: bool,
    opens: Option<&str>,
    closes: Option<&str>,
) {
    let instant = at(instant);
    assert_eq!(hours.is_open(instant), open, "open at {instant}");
    assert_eq!(
        hours.next_open(instant),
        opens.map(at),
        "next open after {instant}"
    );
    assert_eq!(
        hours.next_close(instant),
        closes.map(at),
        "next close after {instant}"
    );
}

#[test]
fn an_office_week() {
    let office = office();
    let monday_open = Some("2026-03-30T09:00+02:00");
    let monday_noon = Some("2026-03-30T12:00+02:00");
    check(
        &office,
        "2026-03-28T12:00+01:00",
        false,
        monday_open,
        monday_noon,
    );
    check(
        &office,
        "2026-03-30T08:59:59.9+02:00",
        false,
        monday_open,
        monday_noon,
    );
    check(
        &office,
        "2026-03-30T09:00+02:00",
        true,
        monday_open,
        monday_noon,
    );
    check(
        &office,
        "2026-03-30T12:00+02:00",
        false,
        Some("2026-03-30T13:00+02:00"),
        Some("2026-03-30T17:00+02:00"),
    );
    check(
        &office,
        "2026-03-31T17:00+02:00",
        false,
        Some("2026-04-02T09:00+02:00"),
        Some("2026-04-02T12:00+02:00"),
    );
    check(
        &office,
        "2026-04-02T12:00+02:00",
        false,
        Some("2026-04-03T09:00+02:00"),
        Some("2026-04-03T12:00+02:00"),
    );
}

#[test]
fn a_night_shift_belongs_to_the_evening_it_begins() {
    let nights = OpeningHours::new(zone("Europe/Berlin"))
        .weekly(Weekday::Saturday, ["22:00-06:00".parse().unwrap()])
        .closed_on(date("2026-03-29"));
    check(
        &nights,
        "2026-03-29T05:00+02:00",
        true,
        Some("2026-03-29T05:00+02:00"),
        Some("2026-03-29T06:00+02:00"),
    );
    check(
        &nights,
        "2026-03-29T06:00+02:00",
        false,
        Some("2026-04-04T22:00+02:00"),
        Some("2026-04-05T06:00+02:00"),
    );
}

#[test]
fn always_open_never_closes() {
    let always = OpeningHours::around_the_clock(zone("America/Sao_Paulo"));
    check(
        &always,
        "2018-11-04T03:00Z",
        true,
        Some("2018-11-04T03:00Z"),
        None,
    );
    let but_christmas = always.closed_on(date("2030-12-25"));
    check(
        &but_christmas,
        "2018-11-04T03:00Z",
        true,
        Some("2018-11-04T03:00Z"),
        Some("2030-12-25T00:00-03:00"),
    );
}

#[test]
fn never_open_never_opens() {
    let never = OpeningHours::new(zone("UTC"));
    check(&never, "2026-01-01T00:00Z", false, None, None);
    let once = never.special(date("2026-06-01"), [Span::WHOLE_DAY]);
    check(
        &once,
        "2026-01-01T00:00Z",
        false,
        Some("2026-06-01T00:00Z"),
        Some("2026-06-02T00:00Z"),
    );
    check(&once, "2026-06-02T00:00Z", false, None, None);
}

#[test]
fn a_weekday_that_the_zone_skips_once_comes_a_week_later() {
    let fridays =
        OpeningHours::new(zone("Pacific/Apia")).weekly(Weekday::Friday, [Span::WHOLE_DAY]);
    check(
        &fridays,
        "2011-12-24T12:00-10:00",
        false,
        Some("2012-01-06T00:00+14:00"),
        Some("2012-01-07T00:00+14:00"),
    );
}

#[test]
fn an_opening_in_the_missing_hour_starts_after_it() {
    let early = OpeningHours::new(zone("Europe/Berlin"))
        .weekly(Weekday::Sunday, ["02:30-04:00".parse().unwrap()]);
    check(
        &early,
        "2026-03-29T00:00+01:00",
        false,
        Some("2026-03-29T03:00+02:00"),
        Some("2026-03-29T04:00+02:00"),
    );
}
