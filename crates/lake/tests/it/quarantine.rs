//! Rows that were set aside wait once, are mended, tried again or waived, and stay accounted for.

use std::collections::BTreeMap;

use charter::tables::AddedTable;
use jiff::SignedDuration;
use lake::{Fate, Keep, Kept, Meant, SetAsideRow, Standing, Step, Which, With};

use crate::fixture::{CALLS, Operation, now};

const FILE: &str = "id,rev,party,agent,who,topic,opened,wait\n\
    c1,1,alder,abel,w1,\"a\nb\",2026-03-01 10:00,1\n\
    c2,1,alder,abel,w1,\"p\nq\",2026/03/01 10:00,2\n\
    c3,1,alder,abel,w1,t,01.03.2026 10:00,3\n\
    c4,1,alder,abel,w1,t,2026-03-01 10:00\n";

async fn operation() -> Operation {
    let operation = Operation::found("csv", CALLS).await;
    let receipt = operation.ingest(FILE).await;
    assert_eq!((receipt.counts.added, receipt.counts.set_aside), (1, 3));
    operation
}

fn raw(rows: &[SetAsideRow]) -> String {
    let mut ids: Vec<&str> = rows.iter().map(|row| &row.raw[..2]).collect();
    ids.sort_unstable();
    ids.join(" ")
}

fn meant(which: Which, after: Option<String>) -> Meant {
    Meant {
        feed: "calls".to_owned(),
        which,
        after,
    }
}

async fn mend(operation: &Operation, which: Which, with: With) -> Step {
    mend_on(operation, meant(which, None), &with).await
}

async fn mend_on(operation: &Operation, meant: Meant, with: &With) -> Step {
    let viewer = operation.viewer("operator");
    let lake = &operation.lake;
    let step = lake.mend(&operation.charter, &viewer, &meant, with, now());
    step.await.unwrap()
}

async fn waive(operation: &Operation, which: Which, why: &str) -> u64 {
    let viewer = operation.viewer("operator");
    let meant = meant(which, None);
    let step = operation.lake.waive(&viewer, &meant, why, now());
    step.await.unwrap().done
}

fn expressions(column: &str, expression: &str) -> With {
    With::Expressions(BTreeMap::from([(column.to_owned(), expression.to_owned())]))
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_mended_in_bulk_one_by_one_and_waived() {
    let operation = operation().await;
    assert_eq!(raw(&operation.quarantine(None).await), "c2 c3 c4");

    // An expression puts one row right; another one goes on waiting, with what is wrong now.
    let mended = mend(
        &operation,
        Which::Check("cannot_read.opened_at".to_owned()),
        expressions("opened", "replace(opened, '/', '-')"),
    )
    .await;
    let passed = mended
        .fates
        .values()
        .filter(|fate| **fate == Fate::Added)
        .count();
    assert_eq!((mended.fates.len(), passed), (2, 1));
    assert_eq!(
        operation.contacts(&["contact_id", "contact_type"]).await,
        "c1 a\nb\nc2 p\nq"
    );
    let waiting = operation.quarantine(Some(Standing::Waiting)).await;
    assert_eq!(raw(&waiting), "c3 c4");
    let done = operation.quarantine(Some(Standing::Mended)).await;
    assert_eq!(done[0].resolved_by.as_deref(), Some("operator"));
    assert_eq!(
        done[0].resolution.as_deref(),
        Some("opened = replace(opened, '/', '-')")
    );

    // One row gets a new text.
    let ragged = waiting
        .iter()
        .find(|row| row.raw.starts_with("c4"))
        .unwrap();
    let text = format!("{},4", ragged.raw);
    let mended = mend(
        &operation,
        Which::Ids(vec![ragged.id.clone()]),
        With::Text(text),
    )
    .await;
    assert_eq!(mended.fates.values().collect::<Vec<_>>(), [&Fate::Added]);

    // The last one does not matter.
    let viewer = operation.viewer("operator");
    let all = meant(Which::All, None);
    let refused = operation.lake.waive(&viewer, &all, " ", now()).await;
    assert_eq!(refused.unwrap_err().kind(), "bad_question");
    assert_eq!(waive(&operation, Which::All, "A test call.").await, 1);
    assert!(
        operation
            .quarantine(Some(Standing::Waiting))
            .await
            .is_empty()
    );

    // All of it is accounted for, and stays so after a start.
    let operation = operation.reopen(|_| {}).await;
    let counts = operation.lake.feeds().remove(0).counts;
    assert!(counts.add_up(), "{counts:?}");
    assert_eq!((counts.received, counts.added, counts.set_aside), (4, 3, 1));
    let waived = operation.quarantine(Some(Standing::Waived)).await;
    assert_eq!(waived[0].resolution.as_deref(), Some("A test call."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_row_waits_once_and_stays_resolved() {
    let operation = operation().await;
    let again = operation.ingest(FILE).await;
    assert_eq!((again.counts.duplicates, again.counts.set_aside), (1, 3));
    assert_eq!(operation.quarantine(None).await.len(), 3);
    assert_eq!(waive(&operation, Which::All, "Old.").await, 3);
    operation.ingest(FILE).await;
    assert_eq!(operation.quarantine(None).await.len(), 3);
    assert!(
        operation
            .quarantine(Some(Standing::Waiting))
            .await
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_pass_when_the_feed_was_put_right() {
    let operation = operation().await;
    let mended = mend(&operation, Which::All, With::AsTheyAre).await;
    assert_eq!(mended.fates.len(), 3);
    assert!(
        mended
            .fates
            .values()
            .all(|fate| matches!(fate, Fate::SetAside { .. }))
    );
    let right = CALLS.replace(
        "local_time(opened, '%Y-%m-%d %H:%M')",
        "local_time(replace(opened, '/', '-'), '%Y-%m-%d %H:%M')",
    );
    let operation = operation.with_feed("csv", &right).await;
    let mended = mend(&operation, Which::All, With::AsTheyAre).await;
    let passed = mended
        .fates
        .values()
        .filter(|fate| **fate == Fate::Added)
        .count();
    assert_eq!(passed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_json_go_over_lines_and_are_tried_one_by_one() {
    let operation = Operation::found("json", CALLS).await;
    let records = "[{\"id\":\"c1\",\"rev\":1,\n \"opened\":\"1 March\"},\n{\"id\":\"c2\",\n\"rev\":1,\"opened\":\"2026/03/01 10:00\"}]";
    operation.ingest(records).await;
    let mended = mend(
        &operation,
        Which::All,
        expressions("opened", "replace(opened, '/', '-')"),
    )
    .await;
    assert_eq!(mended.fates.len(), 2);
    assert_eq!(operation.contacts(&["contact_id"]).await, "c2");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_row_that_waits_no_more_does_not_hold_up_the_others() {
    let operation = operation().await;
    let waiting = operation.quarantine(Some(Standing::Waiting)).await;
    let mut ids: Vec<String> = waiting.iter().map(|row| row.id.clone()).collect();
    ids.push("gone".to_owned());
    let mended = mend(
        &operation,
        Which::Ids(ids.clone()),
        expressions("opened", "replace(opened, '/', '-')"),
    )
    .await;
    assert_eq!(
        (mended.fates.len(), mended.gone),
        (3, vec!["gone".to_owned()])
    );
    // Of those that were mended, nobody can waive one any more; the rest are waived.
    assert_eq!(waive(&operation, Which::Ids(ids), "Old.").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mend_may_take_a_value_from_any_column_of_the_row() {
    let operation = Operation::found("csv", CALLS).await;
    operation
        .ingest("id,rev,party,agent,who,topic,opened,wait,began\nc1,1,alder,abel,w1,t,soon,1,2026-03-01 10:00\n")
        .await;
    let mended = mend(&operation, Which::All, expressions("opened", "began")).await;
    assert_eq!(mended.fates.values().collect::<Vec<_>>(), [&Fate::Added]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_mended_is_said() {
    let operation = operation().await;
    let viewer = operation.viewer("operator");
    let ask = |which: Which, with: With| {
        let meant = meant(which, None);
        let (operation, viewer) = (&operation, &viewer);
        async move {
            let error = operation
                .lake
                .mend(&operation.charter, viewer, &meant, &with, now())
                .await
                .unwrap_err();
            (error.kind(), error.to_string())
        }
    };
    let (kind, _) = ask(Which::Ids(vec!["nothing".to_owned()]), With::AsTheyAre).await;
    assert_eq!(kind, "unknown_name");
    let (kind, said) = ask(Which::All, expressions("opened", "(select 1)")).await;
    assert_eq!(kind, "bad_feed");
    assert!(said.contains("mend of `opened`"), "{said}");
    let (kind, said) = ask(Which::All, expressions("opend", "'x'")).await;
    assert_eq!(kind, "bad_feed");
    assert!(said.contains("does not read this column"), "{said}");
    let (kind, _) = ask(Which::All, With::Text("x".to_owned())).await;
    assert_eq!(kind, "bad_question");
    let id = operation.quarantine(Some(Standing::Waiting)).await[0]
        .id
        .clone();
    let one = || Which::Ids(vec![id.clone()]);
    let row = "c9,1,alder,a,w,t,2026-03-01 10:00,1";
    let (kind, said) = ask(one(), With::Text(format!("{row}\n{row}"))).await;
    assert_eq!(kind, "bad_question");
    assert!(said.contains("read as 2 rows and not as 1"), "{said}");
    let (kind, said) = ask(one(), With::Text(String::new())).await;
    assert_eq!(kind, "bad_question");
    assert!(said.contains("read as 0 rows and not as 1"), "{said}");
    for person in ["clara", "albert"] {
        let error = operation
            .lake
            .waive(
                &operation.viewer(person),
                &meant(Which::All, None),
                "x",
                now(),
            )
            .await
            .unwrap_err();
        assert_eq!(error.kind(), "forbidden");
    }
    assert_eq!(operation.quarantine(Some(Standing::Waiting)).await.len(), 3);
}

/// Of a file whose rows have no `wait` at all, a member that nearly is one is a mistake; of rows that were picked out of a
/// file, it says nothing: they may be those that have none. Found by fuzzing.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_a_column_that_another_member_nearly_spells_is_tried_again() {
    let operation = Operation::found("ndjson", CALLS).await;
    let row = |id: &str, rest: &str| {
        format!(
            r#"{{"id":"{id}","party":"alder","agent":"abel","who":"w1","topic":"t","opened":"2026-03-01 10:00",{rest}}}"#
        )
    };
    let file = [
        row("c1", r#""rev":1,"wait":5"#),
        row("c2", r#""rev":"one","waits":2"#),
    ];
    let receipt = operation.ingest(file.join("\n")).await;
    assert_eq!((receipt.counts.added, receipt.counts.set_aside), (1, 1));
    let mended = mend(&operation, Which::All, expressions("rev", "'1'")).await;
    let fates: Vec<&Fate> = mended.fates.values().collect();
    assert_eq!(fates, [&Fate::Added]);
    let refused = operation.try_ingest(file[1].clone()).await.unwrap_err();
    assert!(refused.to_string().contains("`wait`"), "{refused}");
}

/// What is not UTF-8 is kept to the byte: it is never taken in with signs for what cannot be shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_not_utf8_waits_until_somebody_writes_it() {
    for (format, head) in [
        ("csv", &b"id,rev,party,agent,who,topic,opened,wait\n"[..]),
        ("ndjson", b""),
    ] {
        let operation = Operation::found(format, CALLS).await;
        let row = |id: &str, topic: &[u8]| {
            let (before, after) = match format {
                "csv" => (format!("{id},1,alder,abel,w1,"), ",2026-03-01 10:00,1\n"),
                _ => (
                    format!(
                        r#"{{"id":"{id}","rev":1,"party":"alder","opened":"2026-03-01 10:00","topic":""#
                    ),
                    "\"}\n",
                ),
            };
            [before.as_bytes(), topic, after.as_bytes()].concat()
        };
        let good: Vec<u8> = (0..100)
            .flat_map(|number| row(&format!("g{number}"), "é".as_bytes()))
            .collect();
        let receipt = operation
            .ingest([head, &good, &row("c1", b"caf\xe9")].concat())
            .await;
        assert_eq!((receipt.counts.added, receipt.counts.set_aside), (100, 1));
        for with in [With::AsTheyAre, expressions("rev", "'1'")] {
            let mended = mend(&operation, Which::All, with).await;
            let fates: Vec<&Fate> = mended.fates.values().collect();
            assert!(matches!(fates[..], [Fate::SetAside { .. }]), "{fates:?}");
        }
        let waiting = operation.quarantine(Some(Standing::Waiting)).await;
        assert!(waiting[0].raw.contains("caf\u{fffd}"), "{waiting:?}");
        let text = waiting[0].raw.replace('\u{fffd}', "é");
        let mended = mend(&operation, Which::All, With::Text(text)).await;
        assert_eq!(mended.fates.values().collect::<Vec<_>>(), [&Fate::Added]);
        let rows = operation.contacts(&["contact_id", "contact_type"]).await;
        assert!(rows.starts_with("c1 café\n"), "{rows}");
    }
}

/// Rows are read one by one: a quote that never closes takes no other row along, and keeps none from being mended.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_with_a_quote_that_never_closes_stays_alone() {
    let operation = Operation::found("csv", CALLS).await;
    let file = "id,rev,party,agent,who,topic,opened,wait\n\
        c1,1,alder,abel,w1,t,2026/03/01 10:00,1\n\
        c2,1,alder,abel,w1,\"t\"x,2026/03/01 10:00,1\n\
        c3,1,alder,abel,w1,t,2026/03/01 10:00,1\n\
        c4,1,alder,abel,w1,\"t,2026/03/01 10:00,1\n";
    assert_eq!(operation.ingest(file).await.counts.set_aside, 4);
    let mended = mend(
        &operation,
        Which::All,
        expressions("opened", "replace(opened, '/', '-')"),
    )
    .await;
    assert_eq!(mended.fates.len(), 4);
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1\nc3");
    let waiting = operation.quarantine(Some(Standing::Waiting)).await;
    let said: Vec<String> = waiting
        .iter()
        .map(|row| format!("{} {}", &row.raw[..2], row.reason))
        .collect();
    assert_eq!(
        said,
        [
            "c2 text follows a closing quote",
            "c4 a quote is opened and never closed"
        ]
    );
}

/// The text of a row that waits no more leaves after a while; the row, how it stands and all counts stay.
#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_resolved_rows_is_kept_for_as_long_as_agreed() {
    let mut operation = operation().await;
    let waiting = operation.quarantine(None).await;
    let [slashes, _, ragged] = waiting.as_slice() else {
        panic!("{waiting:?}")
    };
    let text = With::Text("c2,1,alder,abel,w1,t,2026-03-01 10:00,2".to_owned());
    mend(&operation, Which::Ids(vec![slashes.id.clone()]), text).await;
    let which = Which::Ids(vec![ragged.id.clone()]);
    assert_eq!(waive(&operation, which, "A test call.").await, 1);
    let counts = operation.lake.feeds().remove(0).counts;

    let after = |days: i64| now() + SignedDuration::from_hours(24 * days);
    let retain = async |operation: &Operation, days, dry_run| {
        let lake = &operation.lake;
        let gone = lake
            .retain(&operation.charter, after(days), dry_run)
            .await
            .unwrap();
        gone.into_iter()
            .map(|gone| (gone.table, gone.rows, gone.retain))
            .collect::<Vec<_>>()
    };
    let two = |kept: &str| vec![("set_aside".to_owned(), 2, kept.to_owned())];
    assert_eq!(retain(&operation, 89, false).await, []);
    assert_eq!(retain(&operation, 91, true).await, two("90 days"));
    assert_eq!(retain(&operation, 91, true).await, two("90 days"));
    let sooner = AddedTable {
        retain: Some("2 days".to_owned()),
        ..AddedTable::default()
    };
    let tables = &mut operation.charter.tables.tables;
    tables.insert("set_aside".to_owned(), sooner);
    let before = operation.lake.version();
    assert_eq!(retain(&operation, 3, false).await, two("2 days"));
    assert_eq!(retain(&operation, 4, false).await, []);
    assert_eq!(operation.lake.version(), before);
    let history = operation.lake.history("set_aside").unwrap();
    assert_eq!(
        (history[0].what, history[0].retired.as_ref().unwrap().rows),
        ("cleared", 2)
    );

    let operation = operation.reopen(|_| {}).await;
    let said = |rows: Vec<SetAsideRow>| -> Vec<String> {
        let said = rows.iter().map(|row| {
            format!(
                "{} {} {} {} {:?} {:?}",
                row.id, row.check, row.raw, row.reason, row.resolved_by, row.resolution
            )
        });
        said.collect()
    };
    let gone = "(removed: kept no longer, as it was resolved)";
    let by = r#"Some("operator")"#;
    assert_eq!(
        said(operation.quarantine(Some(Standing::Mended)).await),
        [format!(
            "{} cannot_read.opened_at {gone} {gone} {by} Some(\"{gone}\")",
            slashes.id
        )]
    );
    assert_eq!(
        said(operation.quarantine(Some(Standing::Waived)).await),
        [format!(
            "{} unreadable {gone} {gone} {by} Some(\"A test call.\")",
            ragged.id
        )]
    );
    // What waits keeps its text; the sums are those that they were; and what comes again is still known.
    assert_eq!(
        raw(&operation.quarantine(Some(Standing::Waiting)).await),
        "c3"
    );
    assert_eq!(operation.lake.feeds().remove(0).counts, counts);
    operation.ingest(FILE).await;
    assert_eq!(operation.quarantine(Some(Standing::Waiting)).await.len(), 1);
    assert_eq!(operation.quarantine(None).await.len(), 3);
    // And so it is after an upkeep of every kind.
    let keep = Keep {
        days: 0,
        forgotten_days: 0,
        versions: 0,
    };
    operation.lake.vacuum(&keep, after(5), false).await.unwrap();
    operation.lake.compact(after(5)).await.unwrap();
    assert_eq!(operation.quarantine(None).await.len(), 3);
}

/// A check that stops a file stops no other row that is tried again with one that fails it.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_would_stop_a_file_stays_alone() {
    let operation = operation().await;
    let stops = "\nchecks:\n  - { check: known, holds: contact_id <> 'c3', severity: stop, hint: Not ours. }\n";
    let operation = operation.with_feed("csv", &format!("{CALLS}{stops}")).await;
    let mended = mend(
        &operation,
        Which::Check("cannot_read.opened_at".to_owned()),
        expressions("opened", "'2026-03-01 10:00'"),
    )
    .await;
    assert_eq!(mended.fates.len(), 2);
    let waiting = operation.quarantine(Some(Standing::Waiting)).await;
    let mut said: Vec<String> = waiting
        .iter()
        .map(|row| format!("{} {}", &row.raw[..2], row.check))
        .collect();
    said.sort();
    assert_eq!(said, ["c3 known", "c4 unreadable"]);
}

/// A course over more rows than a step may have: every row is tried once, those that stay wrong starve none behind them,
/// and a course that is begun anew does no harm.
#[tokio::test(flavor = "multi_thread")]
async fn a_deed_over_many_rows_goes_through_all_of_them_in_steps() {
    let operation = Operation::found("csv", CALLS).await;
    let head = "id,rev,party,agent,who,topic,opened,wait\n";
    let file = |rows: std::ops::Range<u32>| {
        rows.fold(head.to_owned(), |text, row| {
            // The first half can never be mended by what is asked below.
            let opened = if row < 6_000 {
                "soon"
            } else {
                "2026/03/01 10:00"
            };
            text + &format!("c{row},1,alder,abel,w1,t,{opened},{row}\n")
        })
    };
    operation.ingest(file(6_000..12_000)).await;
    // Rows of the newest file come first.
    operation.ingest(file(0..6_000)).await;
    let with = expressions("opened", "replace(opened, '/', '-')");
    let (mut steps, mut after) = (Vec::new(), None);
    loop {
        let step = mend_on(&operation, meant(Which::All, after), &with).await;
        after = step.next.clone();
        steps.push((step.done, step.tried(), step.left));
        let why: Vec<&str> = step.kept.iter().map(|kept| kept.check.as_str()).collect();
        assert!(
            why.iter().all(|check| *check == "cannot_read.opened_at"),
            "{why:?}"
        );
        assert_eq!(step.fates.len() as u64, step.tried());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(
        steps,
        [(0, 5_000, 7_000), (4_000, 5_000, 2_000), (2_000, 2_000, 0)]
    );
    let counts = operation.lake.feeds().remove(0).counts;
    assert!(counts.add_up(), "{counts:?}");
    assert_eq!((counts.added, counts.set_aside), (6_000, 6_000));
    // Once more: what was done is done, and what waits waits.
    let again = mend_on(&operation, meant(Which::All, None), &with).await;
    assert_eq!((again.done, again.left), (0, 1_000));

    // A course of waivers that stops after its first step has done that step and no more.
    let viewer = operation.viewer("operator");
    let all = meant(Which::All, None);
    let first = operation.lake.waive(&viewer, &all, "Old.", now());
    let first = first.await.unwrap();
    assert_eq!((first.done, first.left), (5_000, 1_000));
    let operation = operation.reopen(|_| {}).await;
    let counts = operation.lake.set_aside_counts().await.unwrap();
    let stand = |standing: Standing| {
        let stand = counts.iter().filter(|count| count.standing == standing);
        stand.map(|count| count.rows).sum::<u64>()
    };
    assert_eq!(stand(Standing::Waived), 5_000);
    assert_eq!(
        (stand(Standing::Mended), stand(Standing::Waiting)),
        (6_000, 1_000)
    );
    let behind = meant(Which::All, first.next);
    let rest = operation.lake.waive(&viewer, &behind, "Old.", now());
    let rest = rest.await.unwrap();
    assert_eq!((rest.done, rest.left, rest.next), (1_000, 0, None));
}

/// Texts of a step are held together, so a step has no more of them than may be.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_has_fewer_rows_where_they_are_long() {
    let operation = Operation::found("csv", CALLS).await;
    let head = "id,rev,party,agent,who,topic,opened,wait\n".to_owned();
    let long = "x".repeat(3 << 20);
    let file = (0..7).fold(head, |text, row| {
        text + &format!("c{row},1,alder,abel,w1,{long},soon,{row}\n")
    });
    operation.ingest(file).await;
    let step = mend(&operation, Which::All, With::AsTheyAre).await;
    assert_eq!((step.tried(), step.left), (5, 2));
    let ids: Vec<String> = step.fates.into_keys().collect();
    let rest = mend_on(&operation, meant(Which::All, step.next), &With::AsTheyAre).await;
    assert_eq!((rest.tried(), rest.left, rest.next), (2, 0, None));
    assert!(rest.fates.keys().all(|id| !ids.contains(id)));
    // A new text is for one row, however few a step has.
    let viewer = operation.viewer("operator");
    let (all, text) = (meant(Which::All, None), With::Text("x".to_owned()));
    let refused = operation
        .lake
        .mend(&operation.charter, &viewer, &all, &text, now());
    assert_eq!(refused.await.unwrap_err().kind(), "bad_question");
    let nowhere = meant(Which::All, Some("soon".to_owned()));
    let refused = operation.lake.mend(
        &operation.charter,
        &viewer,
        &nowhere,
        &With::AsTheyAre,
        now(),
    );
    assert_eq!(refused.await.unwrap_err().kind(), "bad_question");
}

/// Rows that are written otherwise than the others and cannot be put right in the same way say so and keep no other waiting.
#[tokio::test(flavor = "multi_thread")]
async fn rows_of_another_form_keep_none_from_being_mended() {
    let operation = operation().await;
    let other = "id,rev,party,agent,who,topic,opened,wait,began\nc9,1,alder,abel,w1,t,soon,1,2026-03-01 10:00\n";
    operation.ingest(other).await;
    let step = mend(&operation, Which::All, expressions("opened", "began")).await;
    assert_eq!((step.done, step.tried(), step.next), (1, 4, None));
    let [
        Kept {
            reason, rows: 3, ..
        },
    ] = step.kept.as_slice()
    else {
        // Two checks, one reason.
        let reasons: Vec<&str> = step.kept.iter().map(|kept| kept.reason.as_str()).collect();
        assert!(
            reasons.iter().all(|reason| reason.contains("began")),
            "{reasons:?}"
        );
        return;
    };
    assert!(reason.contains("began"), "{reason}");
}
