//! Parts of the double on their own.

use jiff::civil::{Date, date};
use jiff::{Timestamp, tz::TimeZone};
use twin::double::{Arrival, Double, Log, Observed, Part, Patience, Served};

use super::centre;

/// The worked example of Kaplan and Meier's paper (1958, section 2): deaths at 0.8, 3.1, 5.4 and 9.2 months, losses at
/// 1.0, 2.7, 7.0 and 12.1 leave 7/8, 7/10, 21/40 and 21/80.
#[test]
fn patience_is_the_product_limit() {
    let patience = Patience::of(&[
        (9.2, true),
        (0.8, true),
        (1.0, false),
        (12.1, false),
        (2.7, false),
        (3.1, true),
        (7.0, false),
        (5.4, true),
    ])
    .unwrap();
    for (at, gone) in [
        (0.5, 0.0),
        (0.8, 1.0 / 8.0),
        (3.0, 1.0 / 8.0),
        (3.1, 3.0 / 10.0),
        (5.4, 19.0 / 40.0),
        (9.2, 59.0 / 80.0),
    ] {
        let found = patience.gone_by(at);
        assert!((found - gone).abs() < 1e-12, "{found} at {at}");
    }
    assert!(patience.gone_by(1e6) > 0.999, "nobody waits for ever");
    assert_eq!(Patience::of(&[(5.0, false)]), None);
    assert_eq!(Patience::of(&[]), None);
}

const FIRST: Date = date(2026, 3, 16);

#[test]
fn a_seed_repeats_and_another_differs() {
    let log = centre::log(FIRST, 7, 1);
    let double = Double::of(&log);
    let replay = |seed| double.replay(&log.arrivals(), [seed], 20.0);
    assert_eq!(replay(4), replay(4));
    assert_ne!(replay(4), replay(5));
}

/// Drawn days are as many as usual on such days, by the clocks, also where these have gone forward.
#[test]
fn drawn_contacts_are_like_those_that_came() {
    let log = centre::log(FIRST, 7, 1);
    let double = Double::of(&log);
    let sunday = date(2026, 3, 29);
    let drawn = double.draw(&[sunday], 2.0, 9);
    let came = log.days(date(2026, 3, 22), date(2026, 3, 22)).arrivals();
    let ratio = drawn.len() as f64 / came.len() as f64;
    assert!((1.85..2.15).contains(&ratio), "{ratio} times as many");
    assert!(drawn.is_sorted_by_key(|arrival| arrival.at));
    let (first, last) = (drawn[0].at, drawn[drawn.len() - 1].at);
    assert!(first >= centre::clock(sunday, 9) && last < centre::clock(sunday, 18));
    assert_eq!(double.draw(&[sunday], 0.0, 9), []);
}

/// An hour to which five times as many come as usual, asking something short, tells nothing of other days.
#[test]
fn an_outage_is_left_out() {
    let mut log = Log::new(TimeZone::UTC);
    let mut add = |day: i8, second: i32, seconds: f64| {
        let at: Timestamp = date(2026, 3, day)
            .at(10, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .unwrap()
            .timestamp()
            + jiff::Span::new().seconds(second);
        log.add(Observed {
            at,
            kind: "call",
            priority: None,
            wait_seconds: 0.0,
            served: Some(Served {
                agent: Some("Ada"),
                seconds,
            }),
        });
    };
    for day in 2..=8 {
        for call in 0..40 {
            add(day, call * 80, 100.0);
        }
    }
    for call in 0..160 {
        add(5, call * 20, 10.0);
    }
    let double = Double::of(&log);
    assert_eq!(
        double.unusual_hours(),
        ["2026-03-05T10:00:00Z".parse::<Timestamp>().unwrap()]
    );
    let quiet = log.days(date(2026, 3, 2), date(2026, 3, 2)).arrivals();
    let replays = double.replay(&quiet, [1], 20.0);
    assert_eq!(replays.runs[0].all().mean_service(), 100.0);
}

/// What a difference is due to: with the service of the other weeks, the replay has their service.
#[test]
fn parts_are_exchanged_one_by_one() {
    let both = centre::log(FIRST, 14, 1);
    let log = both.days(FIRST, date(2026, 3, 22));
    let other = both.days(date(2026, 3, 23), date(2026, 3, 29));
    let (double, another) = (Double::of(&log), Double::of(&other));
    let replay = |double: &Double| double.replay(&log.arrivals(), [1], 20.0);
    let before = replay(&double);
    assert_eq!(replay(&double.clone().with(Part::Service, &double)), before);
    for part in [Part::Service, Part::Patience, Part::Staffing] {
        assert_ne!(replay(&double.clone().with(part, &another)), before);
    }
    let all = double
        .with(Part::Service, &another)
        .with(Part::Patience, &another)
        .with(Part::Staffing, &another);
    let close = replay(&all).runs[0].all().mean_service();
    let theirs = replay(&another).runs[0].all().mean_service();
    assert!((close / theirs - 1.0).abs() < 0.05);
}

/// Ada takes claims on Monday. On Tuesday she leaves one waiting that has waited longer than the order she takes; on
/// Wednesday there is none.
#[test]
fn who_leaves_a_kind_waiting_does_not_take_it_that_day() {
    let mut log = Log::new(TimeZone::UTC);
    let clock = |day: i8, minute: i8, second: i8| -> Timestamp {
        let clocks = date(2026, 3, day).at(10, minute, second, 0);
        clocks.to_zoned(TimeZone::UTC).unwrap().timestamp()
    };
    let mut add = |at: Timestamp, kind: &str, wait_seconds: f64, seconds: Option<f64>| {
        log.add(Observed {
            at,
            kind,
            priority: None,
            wait_seconds,
            served: seconds.map(|seconds| Served {
                agent: Some("Ada"),
                seconds,
            }),
        });
    };
    for day in [16, 17, 18] {
        add(clock(day, 0, 0), "order", 0.0, Some(120.0));
        add(clock(day, 1, 0), "order", 60.0, Some(120.0));
        add(clock(day, 4, 0), "order", 0.0, Some(1_800.0));
    }
    add(clock(16, 34, 0), "claim", 0.0, Some(60.0));
    add(clock(17, 0, 30), "claim", 200.0, None);
    let double = Double::of(&log);
    let claim = log.kinds().iter().position(|kind| kind == "claim").unwrap();
    let answered = |day| {
        let arrival = Arrival {
            at: clock(day, 3, 0),
            kind: claim,
            priority: None,
        };
        let replays = double.replay(&[arrival], [1], 20.0);
        replays.runs[0].all().answered
    };
    assert_eq!([16, 17, 18].map(answered), [1, 0, 1]);
}

/// Whether claims have the priority or orders do decides which of them wait longer.
#[test]
fn a_priority_moves_ahead_in_the_replay() {
    let log = centre::log(FIRST, 7, 1);
    let double = Double::of(&log);
    let claim = log.kinds().iter().position(|kind| kind == "claim").unwrap();
    let wait = |claims_first: bool| {
        let mut arrivals = log.arrivals();
        for arrival in &mut arrivals {
            arrival.priority = Some(u8::from((arrival.kind == claim) == claims_first));
        }
        let replays = double.replay(&arrivals, 0..5, 20.0);
        let mean = replays.spread(|run| run.kinds[claim].mean_wait());
        mean.unwrap().mean
    };
    let (first, last) = (wait(true), wait(false));
    assert!(first < 0.95 * last, "{first} s and {last} s");
}
