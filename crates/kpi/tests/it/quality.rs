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
            "Helpdesk tickets is late: its newest fact is 2 days old, at most 2 days agreed"
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
            "5 of 100 rows of Helpdesk tickets of the last 28 days wait to be put right and are missing (5.0 %)"
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
    let waived = operation
        .engine
        .lake()
        .waive(
            &operation.operator(),
            "contact_facts",
            &lake::Which::All,
            "A test row.",
            now(),
        )
        .await
        .unwrap();
    assert_eq!(waived, 1);
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
