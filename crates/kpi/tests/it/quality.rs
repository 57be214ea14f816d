//! When the data behind a KPI are doubtful.

use std::collections::BTreeMap;

use charter::Charter;
use charter::lineage::Lineage;
use jiff::{SignedDuration, Timestamp};
use kpi::quality::{FeedDay, FeedStanding, QualityReason, RECENT_DAYS, ReasonKind, reasons};

use crate::operation::{Operation, charter, facts, files};

fn now() -> Timestamp {
    "2026-03-20T12:00:00Z".parse().unwrap()
}

/// The reasons of a KPI of Harbor's about its helpdesk's feed, which stands so.
fn of_contacts(charter: &Charter, kpi: &str, standing: &FeedStanding) -> Vec<QualityReason> {
    let lineage = Lineage::of(charter).behind(kpi);
    reasons(&charter.feeds["contacts"], standing, &lineage, now())
}

fn standing(days: &[(i64, u64, u64, u64)], hours_old: i64) -> FeedStanding {
    let today = FeedStanding::day_of(now());
    let days = days.iter().map(|(ago, accepted, waiting, warned)| {
        let failed = BTreeMap::from([("handle_time_plausible".to_owned(), *warned)]);
        let day = FeedDay {
            accepted: *accepted,
            judged: *accepted,
            waiting: *waiting,
            failed,
        };
        (today - ago, day)
    });
    FeedStanding {
        newest_fact: Some(now() - SignedDuration::from_hours(hours_old)),
        days: days.collect(),
    }
}

fn said(reasons: &[QualityReason]) -> Vec<(ReasonKind, &str)> {
    let each = reasons.iter();
    each.map(|one| (one.kind, one.words.as_str())).collect()
}

#[test]
fn all_is_well_and_nothing_is_said() {
    let charter = charter(&files("harbor"));
    let fine = standing(&[(0, 1_000, 0, 0), (40, 100_000, 90, 0)], 47);
    assert_eq!(of_contacts(&charter, "handle_time", &fine), []);
}

#[test]
fn a_late_feed_is_said_with_what_was_agreed() {
    let charter = charter(&files("harbor"));
    let late = standing(&[(3, 1_000, 0, 0)], 49);
    assert_eq!(
        said(&of_contacts(&charter, "handle_time", &late)),
        [(
            ReasonKind::Late,
            "Helpdesk tickets is late: its newest fact is 2 days 1 hour old, at most 2 days agreed"
        )]
    );
}

#[test]
fn rows_that_wait_are_said_from_one_in_a_thousand_on() {
    let charter = charter(&files("harbor"));
    let few = standing(&[(0, 9_991, 9, 0)], 1);
    assert_eq!(of_contacts(&charter, "handle_time", &few), []);
    let enough = standing(&[(0, 9_990, 10, 0)], 1);
    let found = of_contacts(&charter, "handle_time", &enough);
    assert_eq!(
        said(&found),
        [(
            ReasonKind::Waiting,
            "10 of 10,000 rows of Helpdesk tickets wait to be put right and are missing (0.1 %)"
        )]
    );
    assert_eq!((found[0].rows, found[0].of), (Some(10), Some(10_000)));
    // A bad week does not hide behind a good year.
    let lately = standing(
        &[(RECENT_DAYS - 1, 95, 5, 0), (RECENT_DAYS, 1_000_000, 1, 0)],
        1,
    );
    assert_eq!(
        said(&of_contacts(&charter, "handle_time", &lately)),
        [(
            ReasonKind::Waiting,
            "5 of 100 rows of Helpdesk tickets of the last 28 days wait to be put right and are missing (5 %)"
        )]
    );
}

#[test]
fn a_warning_touches_the_kpis_that_read_what_it_looks_at() {
    let charter = charter(&files("harbor"));
    let warned = standing(&[(0, 1_000, 0, 12)], 1);
    assert_eq!(
        said(&of_contacts(&charter, "handle_time", &warned)),
        [(
            ReasonKind::Warned,
            "12 of 1,000 rows of Helpdesk tickets of the last 28 days fail the check `handle_time_plausible` and are counted all the same (1.2 %)"
        )]
    );
    assert_eq!(of_contacts(&charter, "escalation_rate", &warned), []);
    let few = standing(&[(0, 1_000, 0, 9), (60, 10, 0, 10)], 1);
    assert_eq!(of_contacts(&charter, "handle_time", &few), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lake_says_how_feeds_stand_and_a_party_is_told_of_its_own() {
    let mut charter_files = crate::operation::harbor();
    let feed = charter_files.get_mut("feeds/contact_facts.yaml").unwrap();
    feed.push_str("checks:\n  - check: channel_known\n    holds: channel is not null\n    hint: Map it.\nfreshness: 2 days\n");
    let operation = Operation::founded(charter(&charter_files)).await;
    let rows = "
contact_id | party | channel | opened_at | outcome
a          | alder | voice   | 2026-03-19T10:00:00Z | handled
b          | alder | chat    | 2026-03-19T11:00:00Z | handled
c          | birch |         | 2026-03-19T12:00:00Z | handled
";
    operation
        .hand_in("contact", &facts(rows), "2026-03-19T20:00:00Z")
        .await;
    let quality = |viewer: access::Viewer, at: Timestamp| {
        let engine = operation.engine.clone();
        async move { engine.quality(&viewer, at).await.unwrap() }
    };
    let of = |quality: &kpi::Quality, name: &str| {
        let found = quality.kpis.iter().find(|one| one.kpi == name);
        found
            .map(|one| (one.state.clone(), one.reasons.clone()))
            .unwrap()
    };
    let told = quality(operation.operator(), now()).await;
    let (state, reasons) = of(&told, "contacts_offered");
    assert_eq!(state, "doubtful");
    assert_eq!(
        said(&reasons),
        [(
            ReasonKind::Waiting,
            "1 of 3 rows of contact waits to be put right and is missing (33.3 %)"
        )]
    );
    // Nothing came in that a survey's KPI reads.
    assert_eq!(of(&told, "csat").0, "sound");
    // Of all parties' rows together a provider is told no counts.
    let (_, reasons) = of(
        &quality(operation.person("clara_pinto"), now()).await,
        "contacts_offered",
    );
    assert_eq!(
        said(&reasons),
        [(
            ReasonKind::Waiting,
            "Rows of contact wait to be put right; whose they are is not known yet"
        )]
    );
    assert_eq!((reasons[0].rows, reasons[0].share), (None, None));
    // Waiving changes no fact, and is known at once.
    let meant = lake::Meant {
        feed: "contact_facts".to_owned(),
        which: lake::Which::All,
        after: None,
    };
    let waived = operation
        .engine
        .lake()
        .waive(&operation.operator(), &meant, "A test row.", now())
        .await
        .unwrap();
    assert_eq!(waived.done, 1);
    let told = quality(operation.operator(), now()).await;
    assert_eq!(of(&told, "contacts_offered").0, "sound");
    // And a feed grows late by the clock alone.
    let later = now() + SignedDuration::from_hours(72);
    let (_, reasons) = of(
        &quality(operation.operator(), later).await,
        "contacts_offered",
    );
    assert_eq!(reasons[0].kind, ReasonKind::Late);
}

/// Harbor's feed of contacts, which sets rows without a channel aside and warns about long ones.
fn checked() -> crate::operation::Files {
    let mut files = crate::operation::harbor();
    let feed = files.get_mut("feeds/contact_facts.yaml").unwrap();
    feed.push_str("checks:\n  - check: channel_known\n    holds: channel is not null\n    hint: Map it.\n  - check: not_long\n    holds: handle_seconds < 500\n    severity: warn\n    hint: Look.\n");
    files
}

#[test]
fn a_full_dump_every_night_is_counted_as_often_as_it_comes() {
    let charter = charter(&files("harbor"));
    let mut dumped = standing(&[(0, 2_000, 0, 1_500)], 1);
    dumped
        .days
        .values_mut()
        .for_each(|day| day.judged = 100_000);
    let found = of_contacts(&charter, "handle_time", &dumped);
    assert_eq!((found[0].rows, found[0].of), (Some(1_500), Some(100_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_come_again_are_counted_on_both_sides_and_rows_tried_again_on_neither() {
    let operation = Operation::founded(charter(&checked())).await;
    let rows = facts(
        "
fact | revision | contact_id | party | channel | opened_at            | outcome | handle_seconds
1    | 1        | a          | alder | voice   | 2026-03-19T10:00:00Z | handled | 100
2    | 1        | b          | alder | chat    | 2026-03-19T11:00:00Z | handled | 100
3    | 1        | c          | alder | chat    | 2026-03-19T11:00:00Z | handled | 900
4    | 1        | d          | birch |         | 2026-03-19T12:00:00Z | handled | 900
",
    );
    for hour in 17..20 {
        operation
            .hand_in("contact", &rows, &format!("2026-03-19T{hour}:00:00Z"))
            .await;
    }
    let lake = operation.engine.lake();
    let meant = lake::Meant {
        feed: "contact_facts".to_owned(),
        which: lake::Which::All,
        after: None,
    };
    let with = lake::With::Expressions(BTreeMap::from([(
        "channel".to_owned(),
        "'voice'".to_owned(),
    )]));
    let operator = operation.operator();
    lake.mend(&operation.charter, &operator, &meant, &with, now())
        .await
        .unwrap();
    let told = operation.engine.quality(&operation.operator(), now()).await;
    let told = told.unwrap();
    let of = told
        .kpis
        .iter()
        .find(|one| one.kpi == "handle_time")
        .unwrap();
    let warned = of.reasons.iter().find(|one| one.kind == ReasonKind::Warned);
    let warned = warned.unwrap();
    assert_eq!(
        (warned.rows, warned.of),
        (Some(3), Some(12)),
        "{}",
        warned.words
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_wait_since_they_came_also_when_their_receipt_was_summed_up() {
    let operation = Operation::founded(charter(&checked())).await;
    let row = |fact: usize, channel: &str| {
        facts(&format!(
            "fact | contact_id | party | channel | opened_at | outcome\n{fact} | c{fact} | alder | {channel} | 2026-01-09T10:00:00Z | handled\n"
        ))
    };
    let many: Vec<_> = (0..40).flat_map(|fact| row(fact, "voice")).collect();
    operation
        .hand_in("contact", &many, "2026-01-10T12:00:00Z")
        .await;
    // So many that a checkpoint stands in for the commits before it.
    for minute in 0..60 {
        let channel = if minute == 10 { "" } else { "voice" };
        operation
            .hand_in(
                "contact",
                &row(100 + minute, channel),
                &format!("2026-03-19T20:{minute:02}:00Z"),
            )
            .await;
    }
    operation
        .hand_in("contact", &row(999, "voice"), "2026-03-20T10:00:00Z")
        .await;
    let told = async || {
        // An engine of its own, which has looked at nothing yet.
        let lake = operation.engine.lake().clone();
        let engine = kpi::Engine::new(lake, operation.charter.clone()).unwrap();
        let quality = engine.quality(&operation.operator(), now()).await;
        let quality = quality.unwrap();
        let of = quality
            .kpis
            .iter()
            .find(|one| one.kpi == "contacts_offered");
        of.unwrap().reasons.clone()
    };
    let before = told().await;
    assert_eq!(
        (before[0].rows, before[0].of),
        (Some(1), Some(61)),
        "{before:?}"
    );
    let lake = operation.engine.lake();
    let keep = lake::Keep {
        days: 1,
        versions: 1,
        ..lake::Keep::default()
    };
    lake.vacuum(&keep, now(), false).await.unwrap();
    let receipts = lake.receipts();
    assert!(
        receipts.iter().any(|one| one.summed.is_some()),
        "{receipts:?}"
    );
    assert_eq!(told().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_called_after_another_party_is_not_named() {
    let mut files = checked();
    let feed = files.get_mut("feeds/contact_facts.yaml").unwrap();
    *feed = feed.replace("check: not_long", "check: as_birch_agreed");
    let operation = Operation::founded(charter(&files)).await;
    let rows = "
party | channel | opened_at            | outcome | handle_seconds
alder | voice   | 2026-03-19T10:00:00Z | handled | 900
";
    operation
        .hand_in("contact", &facts(rows), "2026-03-19T20:00:00Z")
        .await;
    let told = async |viewer: access::Viewer| {
        let quality = operation.engine.quality(&viewer, now()).await.unwrap();
        let of = quality
            .kpis
            .into_iter()
            .find(|one| one.kpi == "handle_time");
        of.unwrap().reasons
    };
    let all = told(operation.operator()).await;
    assert_eq!(all[0].check.as_deref(), Some("as_birch_agreed"));
    let own = told(operation.person("clara_pinto")).await;
    assert_eq!(own[0].check, None);
    assert_eq!(
        said(&own),
        [(
            ReasonKind::Warned,
            "Rows of contact fail a check and are counted all the same"
        )]
    );
}
