//! How checks stand: by row, over the last days, against what is usual.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use lake::{CheckStanding, Meant, Source, Verdict, Which};

use crate::fixture::{CALLS, Operation, sender};

async fn with(checks: &str) -> Operation {
    Operation::found("ndjson", &format!("{CALLS}\nchecks:\n{checks}")).await
}

fn at(day: i64) -> Timestamp {
    // Noon in Amsterdam of the nth of January.
    let noon = date(2026, 1, 1)
        .at(11, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .unwrap();
    noon.checked_add((day - 1).days()).unwrap().timestamp()
}

impl Operation {
    async fn ingest_at(&self, rows: &str, at: Timestamp) {
        let source = Source::Reader {
            name: "calls".to_owned(),
            bytes: Box::new(std::io::Cursor::new(rows.as_bytes().to_vec())),
        };
        self.lake
            .ingest(&self.charter, "calls", (source, sender()), at, &|_| {})
            .await
            .unwrap();
    }

    async fn standing(&self, check: &str, now: Timestamp) -> CheckStanding {
        let all = self.lake.checks(&self.charter, now).await.unwrap();
        let found = all.into_iter().find(|one| one.check == check);
        found.unwrap_or_else(|| panic!("no check {check}"))
    }

    /// Verdict, failed of n, the day of January since when, and what is said.
    async fn stands(&self, check: &str, day: i64) -> (Verdict, u64, u64, Option<i8>, String) {
        let found = self.standing(check, at(day)).await;
        let since = found.since.map(|since| since.to_zoned(TimeZone::UTC).day());
        (found.verdict, found.failed, found.n, since, found.says)
    }
}

fn call(id: &str, opened: &str, topic: &str, wait: &str) -> String {
    format!(
        r#"{{"id":{id:?},"rev":"1","party":"alder","topic":{topic},"opened":{opened:?},"wait":{wait}}}"#
    ) + "\n"
}

use Verdict::{Failed, NotJudged, Passed};

#[tokio::test]
async fn a_check_of_rows_stands_by_the_last_days_and_by_what_waits() {
    let operation = with(
        "
  - { check: wait, range: { column: queue_seconds, least: 0 }, hint: A wrong clock. }
  - { check: long, range: { column: queue_seconds, most: 100 }, severity: warn, hint: Long. }
  - { check: form, matches: { column: contact_id, pattern: '[A-Z].*' }, severity: stop, hint: No. }
",
    )
    .await;
    let nothing = "No row came in the last 7 days.";
    for check in ["wait", "long", "form", "type"] {
        assert_eq!(
            operation.stands(check, 1).await,
            (NotJudged, 0, 0, None, nothing.to_owned())
        );
    }
    let call = |id: &str, wait: &str| call(id, "2026-01-01 09:00", "null", wait);
    operation
        .ingest_at(&(call("A", r#""5""#) + &call("B", r#""101""#)), at(1))
        .await;
    operation
        .ingest_at(&(call("C", r#""-5""#) + &call("D", r#""x""#)), at(3))
        .await;

    assert_eq!(
        operation.stands("wait", 4).await,
        (
            Failed,
            1,
            4,
            Some(3),
            "1 row waits for somebody; 1 of 4 rows in the last 7 days failed.".to_owned()
        )
    );
    assert_eq!(
        operation.stands("type", 4).await,
        (
            Failed,
            1,
            4,
            Some(3),
            "1 row waits for somebody; 1 of 4 rows in the last 7 days failed.".to_owned()
        )
    );
    assert_eq!(
        operation.stands("long", 4).await,
        (
            Failed,
            1,
            4,
            Some(1),
            "1 of 4 rows in the last 7 days failed and were kept.".to_owned()
        )
    );
    let passed =
        "None of 4 rows in the last 7 days failed: a delivery with one that does is refused.";
    assert_eq!(
        operation.stands("form", 4).await,
        (Passed, 0, 4, Some(1), passed.to_owned())
    );

    // A week on, what was kept is forgotten; what waits is not.
    assert_eq!(
        operation.stands("long", 9).await,
        (
            Passed,
            0,
            2,
            Some(8),
            "None of 2 rows in the last 7 days failed.".to_owned()
        )
    );
    assert_eq!(operation.stands("wait", 20).await.0, Failed);

    let viewer = operation.viewer("operator");
    let meant = Meant {
        feed: "calls".to_owned(),
        which: Which::Check("wait".to_owned()),
        after: None,
    };
    operation
        .lake
        .waive(&viewer, &meant, "A test.", at(5))
        .await
        .unwrap();
    assert_eq!(
        operation.stands("wait", 6).await.4,
        "1 of 4 rows in the last 7 days failed; all of them were mended or waived."
    );
    assert_eq!(operation.stands("wait", 6).await.0, Passed);
}

#[tokio::test]
async fn completeness_is_judged_over_the_last_days() {
    let operation = with(
        "
  - { check: topic, completeness: { column: contact_type, least: 0.8 }, hint: Ask. }
",
    )
    .await;
    let calls = |from: usize, topics: [&str; 5]| -> String {
        let calls = topics.iter().enumerate();
        calls
            .map(|(nth, topic)| {
                call(
                    &format!("C{}", from + nth),
                    "2026-01-01 09:00",
                    topic,
                    "null",
                )
            })
            .collect()
    };
    let plain = r#""plain""#;
    operation.ingest_at(&calls(0, [plain; 5]), at(1)).await;
    operation
        .ingest_at(&calls(5, [plain, plain, "null", "null", "null"]), at(3))
        .await;
    assert_eq!(
        operation.stands("topic", 3).await,
        (
            Failed,
            3,
            10,
            Some(3),
            "70 % of 10 rows in the last 7 days have `contact_type`; at least 80 % must."
                .to_owned()
        )
    );
    assert_eq!(operation.stands("topic", 9).await.0, Failed);
    operation.ingest_at(&calls(10, [plain; 5]), at(9)).await;
    operation.ingest_at(&calls(15, [plain; 5]), at(9)).await;
    assert_eq!(
        operation.stands("topic", 9).await,
        (
            Passed,
            3,
            15,
            Some(9),
            "80 % of 15 rows in the last 7 days have `contact_type`; at least 80 % must."
                .to_owned()
        )
    );
    assert_eq!(operation.stands("topic", 30).await.0, NotJudged);
}

#[tokio::test]
async fn records_that_share_what_none_should_are_counted_as_they_stand() {
    let operation = with(
        "
  - { check: once, unique: { columns: [agent, opened_at] }, hint: Two at once. }
",
    )
    .await;
    let call = |id: &str, rev: &str, agent: &str, opened: &str| {
        format!(
            r#"{{"id":{id:?},"rev":{rev:?},"party":"alder","agent":{agent},"opened":"2026-01-01 {opened}"}}"#
        ) + "\n"
    };
    operation
        .ingest_at(
            &(call("A", "1", r#""ann""#, "09:00") + &call("B", "1", "null", "09:00")),
            at(1),
        )
        .await;
    assert_eq!(
        operation.stands("once", 1).await,
        (
            Passed,
            0,
            1,
            None,
            "No two of 1 record share `agent` and `opened_at`.".to_owned()
        )
    );
    operation
        .ingest_at(&call("C", "1", r#""ann""#, "09:00"), at(2))
        .await;
    assert_eq!(
        operation.stands("once", 2).await,
        (
            Failed,
            2,
            2,
            None,
            "2 of 2 records share `agent` and `opened_at` with another.".to_owned()
        )
    );
    // A later version parts them again: which of the two was wrong could not be told when it came.
    operation
        .ingest_at(&call("A", "2", r#""ann""#, "09:01"), at(3))
        .await;
    assert_eq!(operation.stands("once", 3).await.0, Passed);
}

/// Calls of one hour.
fn hour(day: Date, hour: i8, calls: usize) -> String {
    let call = |nth: usize| {
        let opened = format!("{day} {hour:02}:{:02}", nth % 60);
        call(&format!("{day}-{hour}-{nth}"), &opened, "null", "null")
    };
    (0..calls).map(call).collect()
}

#[tokio::test]
async fn volume_is_judged_against_the_same_hour_of_earlier_weeks() {
    let operation = with(
        "
  - { check: usual, volume: {}, hint: Ask whether the export is whole. }
",
    )
    .await;
    assert_eq!(
        operation.stands("usual", 1).await,
        (NotJudged, 0, 0, None, "Nothing has come yet.".to_owned())
    );
    // Five weeks, a little different each, all days alike; the clock goes forward on 29 March.
    let first = date(2026, 3, 2);
    let mut calls = String::new();
    for nth in 0..35 {
        let day = first.checked_add(nth.days()).unwrap();
        for of in 9..12 {
            calls += &hour(
                day,
                of,
                [38, 42, 40, 37, 43][usize::try_from(nth / 7).unwrap()],
            );
        }
    }
    operation.ingest_at(&calls, at(150)).await;
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let noon = |date: Date| {
        date.at(12, 30, 0, 0)
            .to_zoned(zone.clone())
            .unwrap()
            .timestamp()
    };

    let young = operation.standing("usual", noon(date(2026, 3, 20))).await;
    assert_eq!(young.verdict, NotJudged);
    assert!(
        young.says.starts_with("Not enough history yet"),
        "{}",
        young.says
    );

    // The last hours of Sunday 5 April are not judged yet: nothing came after them.
    let sunday = operation.standing("usual", noon(date(2026, 4, 5))).await;
    assert_eq!((sunday.verdict, sunday.n), (Passed, 24), "{}", sunday.says);

    // Monday brings a third of what is usual from ten to eleven, and the day goes on.
    let monday = date(2026, 4, 6);
    let calls = hour(monday, 9, 40) + &hour(monday, 10, 12) + &hour(monday, 11, 5);
    operation.ingest_at(&calls, at(150)).await;
    let found = operation.standing("usual", noon(monday)).await;
    assert_eq!(found.verdict, Failed, "{}", found.says);
    assert!(
        found.says.starts_with(
            "1 of the 24 hours until 11:00 on Mon 6 Apr is unusual; the latest had 12 facts "
        ),
        "{}",
        found.says
    );
    assert!(
        found
            .says
            .contains("in the hour from 10:00 on Mon 6 Apr, usually "),
        "{}",
        found.says
    );
    assert_eq!(
        found.since,
        Some(monday.at(10, 0, 0, 0).to_zoned(zone).unwrap().timestamp())
    );
}
