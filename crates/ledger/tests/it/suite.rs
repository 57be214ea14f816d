//! What a ledger keeps to, wherever it is kept.

use std::sync::Arc;
use std::time::Duration;

use ledger::{Entry, Ledger, LedgerError, State};

use crate::deciding::{found, note};
use crate::partnership::now;
use crate::places::{Kept, over_both, submit, submit_at};

over_both! {
    entries_are_in_order_without_a_gap
    an_entry_is_never_changed_deleted_or_put_in_between
    tampering_is_found_and_named
    of_several_who_write_at_once_all_are_heard_in_some_order
    who_decides_knows_what_others_wrote
    what_others_write_becomes_known_without_writing
    a_clock_that_steps_back_takes_no_entry_with_it
    what_is_later_or_something_else_is_refused
    a_question_founds_none
}

async fn pinned(ledger: &Ledger, texts: std::ops::Range<usize>) {
    for text in texts {
        submit(ledger, "cleo", note(None, &text.to_string()))
            .await
            .unwrap();
    }
}

fn texts(state: &State) -> Vec<String> {
    let notes = state.notes.iter();
    notes.map(|note| note.pinned.text.clone()).collect()
}

async fn entries_are_in_order_without_a_gap(kept: &Kept) {
    let ledger = kept.open().await;
    submit(&ledger, "operator", found("a")).await.unwrap();
    pinned(&ledger, 0..20).await;
    let entries = ledger.entries_after(0).await.unwrap();
    let positions: Vec<u64> = entries.iter().map(|entry| entry.position).collect();
    assert_eq!(positions, (1..=21).collect::<Vec<_>>());
    for pair in entries.windows(2) {
        assert_eq!(pair[1].previous_hash, pair[0].hash);
    }
    let state = ledger.state();
    let found = ledger.verify().await.unwrap();
    assert_eq!((found.entries, found.hash), (21, entries[20].hash));
    assert_eq!(found.partnership.as_deref(), Some("small"));
    ledger.close().await;
    // What is read again is, byte for byte, what was written.
    let again = kept.open().await;
    assert_eq!(again.entries_after(0).await.unwrap(), entries);
    assert_eq!(again.state(), state);
    assert_eq!(texts(&again.state_at(11).await.unwrap()).len(), 10);
    again.close().await;
}

async fn an_entry_is_never_changed_deleted_or_put_in_between(kept: &Kept) {
    let ledger = kept.open().await;
    pinned(&ledger, 0..3).await;
    let columns = "format_version, at, actor, role, party, kind, subject, payload, previous_hash";
    let mut refused = vec![
        (
            "update entry set payload = '{}' where position = 2".to_owned(),
            "never changed",
        ),
        (
            "delete from entry where position = 3".to_owned(),
            "never deleted",
        ),
        (
            format!(
                "insert into entry select 2, {columns}, previous_hash from entry where position = 3"
            ),
            "comes after the last",
        ),
        (
            format!(
                "insert into entry select 5, {columns}, previous_hash from entry where position = 3"
            ),
            "comes after the last",
        ),
    ];
    if kept.words().0 == "postgres" {
        refused.push(("truncate entry".to_owned(), "never deleted"));
        // Not even where triggers are told to rest.
        refused.push((
            "set session_replication_role = replica; delete from entry".to_owned(),
            "never deleted",
        ));
        refused.push((
            format!("insert into entry select 4, {columns}, hash from entry where position = 3"),
            "comes after the last",
        ));
    } else {
        refused.push((
            format!("insert or replace into entry select 3, {columns}, hash from entry where position = 3"),
            "comes after the last",
        ));
    }
    for (sql, why) in refused {
        let error = kept.by_hand(&sql).await.unwrap_err();
        assert!(error.contains(why), "{sql}: {error}");
    }
    assert_eq!(ledger.verify().await.unwrap().entries, 3);
    ledger.close().await;
}

/// What is done to the entries behind the triggers' back → what is said of it.
async fn tampering_is_found_and_named(kept: &Kept) {
    let ledger = kept.open().await;
    pinned(&ledger, 0..5).await;
    ledger.close().await;
    kept.without_triggers().await;
    for (done, undone, expect) in [
        (
            "update entry set payload = replace(payload, 'cleo', 'olec') where position = 2",
            "update entry set payload = replace(payload, 'olec', 'cleo') where position = 2",
            "entry 2 is not as it was written: its hash is another",
        ),
        (
            "update entry set at = 'yesterday' where position = 4; update entry set actor = 'mallory' where position = 3",
            "update entry set at = (select at from entry where position = 1) where position = 4; update entry set actor = 'cleo' where position = 3",
            "entry 3 is not as it was written: its hash is another",
        ),
        (
            "update entry set position = 9 where position = 4",
            "update entry set position = 4 where position = 9",
            "entry 5 is not as it was written: an entry before it is missing",
        ),
        (
            "update entry set format_version = 9 where position = 3",
            "update entry set format_version = 1 where position = 3",
            "the ledger has format 9; this version of Tandem reads up to 1",
        ),
        (
            "delete from entry where position = 2; update entry set position = 2 where position = 3",
            "",
            "entry 2 is not as it was written: it does not follow the entry before it",
        ),
    ] {
        kept.by_hand(done).await.unwrap();
        for error in [
            Ledger::open_at(&kept.place()).await.unwrap_err(),
            ledger::verify(&kept.place()).await.unwrap_err(),
        ] {
            assert_eq!(error.to_string(), expect, "{done}");
            assert!(error.hint().is_some(), "{done}");
        }
        kept.by_hand(undone).await.unwrap();
        if !undone.is_empty() {
            assert!(ledger::verify(&kept.place()).await.is_ok(), "{undone}");
        }
    }
}

async fn of_several_who_write_at_once_all_are_heard_in_some_order(kept: &Kept) {
    // Two openings of one place are two processes as far as it can tell.
    let mut ledgers = Vec::new();
    for _ in 0..4 {
        ledgers.push(Arc::new(kept.open().await));
    }
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..80 {
        let ledger = Arc::clone(&ledgers[number % 4]);
        tasks.spawn(async move {
            let text = format!("note {number}");
            submit(&ledger, "cleo", note(None, &text))
                .await
                .unwrap()
                .len()
        });
    }
    assert!(
        tasks
            .join_all()
            .await
            .into_iter()
            .all(|written| written == 1)
    );
    for ledger in &ledgers {
        ledger.catch_up().await.unwrap();
        let mut texts = texts(&ledger.state());
        texts.sort();
        texts.dedup();
        assert_eq!((texts.len(), ledger.position()), (80, 80));
        assert_eq!(ledger.verify().await.unwrap().entries, 80);
        ledger.close().await;
    }
}

async fn who_decides_knows_what_others_wrote(kept: &Kept) {
    let (one, other) = (kept.open().await, kept.open().await);
    submit(&one, "operator", found("a")).await.unwrap();
    // The other has not heard of it, and still does not put the same charter in force again.
    assert_eq!(other.position(), 0);
    assert_eq!(submit(&other, "operator", found("a")).await.unwrap(), []);
    assert_eq!(other.position(), 1);
    one.close().await;
    other.close().await;
}

async fn what_others_write_becomes_known_without_writing(kept: &Kept) {
    let (one, other) = (kept.open().await, kept.open().await);
    pinned(&one, 0..3).await;
    other.catch_up().await.unwrap();
    let later = tokio::time::timeout(Duration::from_secs(60), other.later_than(2)).await;
    assert_eq!(later.unwrap(), 3);
    assert_eq!(other.state(), one.state());
    one.close().await;
    other.close().await;
}

async fn a_clock_that_steps_back_takes_no_entry_with_it(kept: &Kept) {
    let ledger = kept.open().await;
    let at = |seconds: i64| now() + jiff::SignedDuration::from_secs(seconds);
    let mut said = Vec::new();
    for seconds in [0, 60, -3_600, 30, 61] {
        let command = note(None, &seconds.to_string());
        let entries = submit_at(&ledger, "cleo", command, at(seconds))
            .await
            .unwrap();
        said.extend(entries.into_iter().map(|entry: Entry| entry.at));
    }
    assert_eq!(said, [at(0), at(60), at(60), at(60), at(61)]);
    for (asked, position) in [
        (at(-1), 0),
        (at(0), 1),
        (at(59), 1),
        (at(60), 4),
        (at(99), 5),
    ] {
        assert_eq!(ledger.position_as_of(asked).await.unwrap(), position);
    }
    // Whoever comes with a clock of their own keeps to it as well.
    let other = kept.open().await;
    let entries = submit_at(&other, "cleo", note(None, "x"), at(0))
        .await
        .unwrap();
    assert_eq!(entries[0].at, at(61));
    other.close().await;
    ledger.close().await;
}

async fn what_is_later_or_something_else_is_refused(kept: &Kept) {
    kept.open().await.close().await;
    let postgres = kept.words().0 == "postgres";
    let [newer, foreign] = if postgres {
        [
            "update about set format_version = 2",
            "update about set what = 'accounts'",
        ]
    } else {
        ["pragma user_version = 2", "pragma application_id = 0"]
    };
    kept.by_hand(newer).await.unwrap();
    let error = Ledger::open_at(&kept.place()).await.unwrap_err();
    assert!(
        matches!(error, LedgerError::NewerFormat { found: 2, known: 1 }),
        "{error}"
    );
    kept.by_hand(foreign).await.unwrap();
    let error = Ledger::open_at(&kept.place()).await.unwrap_err();
    assert!(matches!(error, LedgerError::NotALedger), "{error}");
    if postgres {
        kept.by_hand("drop schema tandem_ledger cascade; create schema tandem_ledger")
            .await
            .unwrap();
        let error = Ledger::open_at(&kept.place()).await.unwrap_err();
        assert!(matches!(error, LedgerError::NotALedger), "{error}");
    }
}

async fn a_question_founds_none(kept: &Kept) {
    assert!(Ledger::open_there(&kept.place()).await.unwrap().is_none());
    assert!(ledger::verify(&kept.place()).await.unwrap().is_none());
    kept.open().await.close().await;
    let ledger = Ledger::open_there(&kept.place()).await.unwrap().unwrap();
    assert_eq!(ledger.position(), 0);
    ledger.close().await;
}
