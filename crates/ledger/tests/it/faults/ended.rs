//! Sessions are ended by whoever looks after the database, and the database dies and comes back, while several write.

use std::sync::Arc;
use std::time::Duration;

use ledger::{Ledger, LedgerError};
use tokio::task::JoinSet;

use super::{Chance, moments, standing};
use crate::deciding::note;
use crate::places::{Kept, submit};

/// What became of notes: text, and whether it was written, if that is known.
type Told = Vec<(String, Option<bool>)>;

/// Writes from several processes at once, as far as the database can tell.
async fn writers(kept: &Kept, each: usize) -> (Vec<Arc<Ledger>>, JoinSet<Told>) {
    let (mut ledgers, mut tasks) = (Vec::new(), JoinSet::new());
    for name in ["a", "b", "c"] {
        let ledger = Arc::new(kept.open().await);
        ledgers.push(Arc::clone(&ledger));
        tasks.spawn(async move {
            let mut told = Vec::new();
            for number in 0..each {
                let text = format!("{name} {number}");
                let written = match submit(&ledger, "cleo", note(None, &text)).await {
                    Ok(_) => Some(true),
                    Err(LedgerError::Unreachable(_) | LedgerError::Busy) => Some(false),
                    Err(LedgerError::Unsure { .. }) => None,
                    Err(error) => panic!("{error}"),
                };
                told.push((text, written));
            }
            told
        });
    }
    (ledgers, tasks)
}

/// What was told is so.
async fn check(ledgers: Vec<Arc<Ledger>>, told: Vec<Told>) {
    for ledger in ledgers {
        let standing = standing(&ledger).await;
        assert!(standing.values().all(|times| *times == 1), "{standing:?}");
        for (text, written) in told.iter().flatten() {
            let stands = standing.contains_key(text);
            assert!(
                written.is_none_or(|written| written == stands),
                "{text}: {written:?}"
            );
        }
        assert!(!standing.is_empty());
        ledger.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_are_ended_lose_nothing_and_double_nothing() {
    let Some(kept) = Kept::in_postgres().await else {
        return;
    };
    let mut chance = Chance::of("ended");
    let (ledgers, tasks) = writers(&kept, 10 * moments()).await;
    for _ in 0..10 * moments() {
        tokio::time::sleep(Duration::from_micros(chance.below(20_000))).await;
        let ended = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tandem ledger'";
        kept.postgres().run("kept", ended).await.unwrap();
    }
    check(ledgers, tasks.join_all().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_dies_and_comes_back_has_what_was_acknowledged() {
    let Some(mut kept) = Kept::in_postgres().await else {
        return;
    };
    let mut chance = Chance::of("died");
    for _ in 0..moments().min(20) {
        let (ledgers, tasks) = writers(&kept, 20).await;
        tokio::time::sleep(Duration::from_millis(chance.below(60))).await;
        kept.postgres_mut().crash();
        kept.postgres_mut().begin().await;
        check(ledgers, tasks.join_all().await).await;
        kept.begin_anew().await;
    }
}
