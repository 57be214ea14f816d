//! Days begin and end where the partnership's clock says, also on the days when it is put forward or back.

use calendar::Grain;
use kpi::Question;

use crate::operation::{Operation, charter, facts, harbor, question};

/// Counts contacts, opened at these instants (UTC), in periods of a zone.
async fn check(
    zone: &str,
    instants: &[&str],
    grain: Grain,
    time: (&str, &str),
    expected: &[(&str, u64)],
) {
    let mut files = harbor();
    let partnership = files.get_mut("partnership.yaml").unwrap();
    *partnership = partnership.replace("zone: Europe/Amsterdam", &format!("zone: {zone}"));
    let operation = Operation::founded(charter(&files)).await;
    let rows: String = instants
        .iter()
        .map(|instant| format!("{instant} | handled | no\n"))
        .collect();
    operation
        .take_in_at(
            "contact",
            &facts(&format!("opened_at | outcome | automated\n{rows}")),
            "2027-12-31T12:00:00Z",
        )
        .await;
    let (from, to) = time;
    let moment = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    let asked = Question {
        grain: Some(grain),
        from: moment(from),
        to: moment(to),
        ..question(&["contacts_handled"], &[])
    };
    let answer = operation.ask(&asked).await.unwrap();
    assert_eq!(answer.zone, zone);
    let counted: Vec<(&str, u64)> = answer
        .rows
        .iter()
        .map(|row| (row.period.as_ref().unwrap().label.as_str(), row.values[0].n))
        .collect();
    assert_eq!(counted, expected, "{zone}, by {grain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn midnight_belongs_to_the_day_it_begins() {
    check(
        "Europe/Amsterdam",
        &[
            "2026-03-02T22:59:59.999999Z",
            "2026-03-02T23:00:00Z",
            "2026-03-03T22:59:59.999999Z",
            "2026-03-03T23:00:00Z",
        ],
        Grain::Day,
        ("", ""),
        &[("2026-03-02", 1), ("2026-03-03", 2), ("2026-03-04", 1)],
    )
    .await;
    // Days asked for are included whole; instants are not.
    let around = [
        "2026-03-02T22:59:59Z",
        "2026-03-02T23:00:00Z",
        "2026-03-03T22:59:59Z",
        "2026-03-03T23:00:00Z",
    ];
    check(
        "Europe/Amsterdam",
        &around,
        Grain::Day,
        ("2026-03-03", "2026-03-03"),
        &[("2026-03-03", 2)],
    )
    .await;
    check(
        "Europe/Amsterdam",
        &around,
        Grain::Day,
        ("2026-03-02T22:59:59Z", "2026-03-03T22:59:59Z"),
        &[("2026-03-02", 1), ("2026-03-03", 1)],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_of_23_hours_and_one_of_25() {
    // Amsterdam, 29 March 2026: 02:00 becomes 03:00. The day runs from 23:00Z to 22:00Z.
    let spring = [
        "2026-03-28T22:59:59Z",
        "2026-03-28T23:00:00Z",
        "2026-03-29T00:59:59Z",
        "2026-03-29T01:00:00Z",
        "2026-03-29T21:59:59Z",
        "2026-03-29T22:00:00Z",
    ];
    check(
        "Europe/Amsterdam",
        &spring,
        Grain::Day,
        ("", ""),
        &[("2026-03-28", 1), ("2026-03-29", 4), ("2026-03-30", 1)],
    )
    .await;
    check(
        "Europe/Amsterdam",
        &spring,
        Grain::Hour,
        ("2026-03-29", "2026-03-29"),
        &[
            ("2026-03-29T00:00+01:00", 1),
            ("2026-03-29T01:00+01:00", 1),
            ("2026-03-29T03:00+02:00", 1),
            ("2026-03-29T23:00+02:00", 1),
        ],
    )
    .await;
    // 25 October 2026: 03:00 becomes 02:00, and the hour from two comes twice.
    let autumn = [
        "2026-10-24T21:59:59Z",
        "2026-10-24T22:00:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-25T22:59:59Z",
        "2026-10-25T23:00:00Z",
    ];
    check(
        "Europe/Amsterdam",
        &autumn,
        Grain::Day,
        ("", ""),
        &[("2026-10-24", 1), ("2026-10-25", 4), ("2026-10-26", 1)],
    )
    .await;
    check(
        "Europe/Amsterdam",
        &autumn,
        Grain::Hour,
        ("2026-10-25", "2026-10-25"),
        &[
            ("2026-10-25T00:00+02:00", 1),
            ("2026-10-25T02:00+02:00", 1),
            ("2026-10-25T02:00+01:00", 1),
            ("2026-10-25T23:00+01:00", 1),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_instants_in_other_zones() {
    let instants = [
        "2026-03-31T15:59:00Z",
        "2026-03-31T16:01:00Z",
        "2026-04-01T03:59:00Z",
        "2026-04-01T04:01:00Z",
    ];
    for (zone, expected) in [
        ("UTC", [("2026-03", 2), ("2026-04", 2)]),
        ("Asia/Manila", [("2026-03", 1), ("2026-04", 3)]),
        ("America/New_York", [("2026-03", 3), ("2026-04", 1)]),
    ] {
        check(zone, &instants, Grain::Month, ("", ""), &expected).await;
    }
    check(
        "Asia/Kathmandu",
        &["2026-03-31T18:14:00Z", "2026-03-31T18:15:00Z"],
        Grain::Quarter,
        ("", ""),
        &[("2026-Q1", 1), ("2026-Q2", 1)],
    )
    .await;
    check(
        "Asia/Kathmandu",
        &["2026-03-31T18:20:00Z"],
        Grain::QuarterHour,
        ("", ""),
        &[("2026-04-01T00:00+05:45", 1)],
    )
    .await;
    check(
        "Europe/Amsterdam",
        &["2027-01-03T22:59:00Z", "2027-01-03T23:01:00Z"],
        Grain::Week,
        ("", ""),
        &[("2026-W53", 1), ("2027-W01", 1)],
    )
    .await;
}

/// How many of three contacts pass a filter: the last minute of 28 March in Amsterdam, the first of the 29th, and one after
/// the clocks went forward on that day.
async fn passing(operation: &Operation, filter: &str) -> u64 {
    let asked = Question {
        filter: Some(filter.to_owned()),
        ..question(&["contacts_handled"], &[])
    };
    operation.ask(&asked).await.unwrap().rows[0].values[0].n
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_says_days_and_hours_of_the_partnership() {
    let operation = Operation::founded(charter(&harbor())).await;
    let calls = "
opened_at            | outcome | automated
2026-03-28T22:59:00Z | handled | no
2026-03-28T23:00:00Z | handled | no
2026-03-29T08:30:00Z | handled | no
";
    operation.take_in("contact", &facts(calls)).await;
    for (filter, expected) in [
        ("opened_at < '2026-03-29'", 1),
        ("'2026-03-29' > opened_at", 1),
        ("opened_at >= date '2026-03-29'", 2),
        ("opened_at < '2026-03-29 00:00:01'", 2),
        ("opened_at < timestamp '2026-03-29 10:30:00'", 2),
        ("opened_at <= timestamp '2026-03-29 10:30:00'", 3),
        ("opened_at < '2026-03-28T23:00:00Z'", 1),
        ("opened_at < '2026-03-29T00:00:00+01:00'", 1),
        ("opened_at between '2026-03-29' and '2026-03-29T09:00'", 1),
        ("opened_at in ('2026-03-29', '2026-03-29T10:30')", 2),
        ("extract(hour from opened_at) = 10", 1),
        ("extract(hour from opened_at) = 0", 1),
        ("date_part('day', opened_at) = 28", 1),
        ("date_trunc('day', opened_at) = '2026-03-29'", 2),
        ("cast(opened_at as date) = date '2026-03-28'", 1),
        ("cast(opened_at as date) = '2026-03-29'", 2),
        (
            "opened_at >= date '2026-03-29' and opened_at < date '2026-03-29' + interval '1 day'",
            2,
        ),
        ("opened_at < date '2026-03-28' + interval '1 day'", 1),
        (
            "opened_at >= timestamp '2026-03-29 09:30:00' + interval '1 hour'",
            1,
        ),
        (
            "'2026-03-29' between opened_at and opened_at + interval '1 hour'",
            2,
        ),
        ("coalesce(resolved_at, '2026-03-29') <= opened_at", 2),
        ("opened_at = cast(opened_at as date)", 1),
    ] {
        assert_eq!(passing(&operation, filter).await, expected, "{filter}");
    }
    let refused = Question {
        filter: Some("opened_at < 'noon'".to_owned()),
        ..question(&["contacts_handled"], &[])
    };
    assert!(operation.ask(&refused).await.is_err());
}
