//! The log on disk: nothing is lost, changed, or written twice.

use std::path::Path;
use std::task::Poll;
use std::time::Duration;

use ledger::{Asking, Command, Ledger, LedgerError, State};
use proptest::prelude::*;

use crate::deciding::{found, note};
use crate::partnership::{now, partnership, viewer};

async fn open(folder: &Path) -> Ledger {
    Ledger::open(&folder.join("ledger.sqlite")).await.unwrap()
}

async fn submit(ledger: &Ledger, person: &str, command: Command) -> Result<usize, LedgerError> {
    let partnership = partnership();
    let asking = Asking {
        viewer: &viewer(&partnership, person),
        partnership: &partnership,
        now: now(),
    };
    ledger
        .submit(command, &asking)
        .await
        .map(|entries| entries.len())
}

/// A future that is asked `times` times whether it is done, then dropped, as when a client goes away.
async fn dropped_after<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut asked = 0;
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if asked == times => Poll::Ready(None),
        Poll::Pending => {
            asked += 1;
            Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn a_charter_is_founded_once_and_replaced_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path()).await;
    let mut kinds = vec![];
    for text in ["a", "a", "b", "b", "a"] {
        submit(&ledger, "operator", found(text)).await.unwrap();
        kinds.push(ledger.position());
    }
    assert_eq!(kinds, [1, 1, 2, 2, 3]);
    let kinds: Vec<String> = ledger
        .entries_after(0)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(kinds, ["founded", "charter_replaced", "charter_replaced"]);
    let text_at = async |position| {
        let (_, charter) = ledger.state_at(position).await.unwrap().charter.unwrap();
        charter.files["partnership.yaml"].clone()
    };
    assert_eq!(text_at(1).await, "a");
    assert_eq!(text_at(2).await, "b");
    assert_eq!(ledger.state_at(0).await.unwrap(), State::default());
    assert_eq!(
        ledger.state_at(4).await.unwrap_err().to_string(),
        "the ledger has 3 entries; there is no position 4"
    );
    // A note later it is still the same charter.
    submit(&ledger, "cleo", note(None, "x")).await.unwrap();
    let charter_at = async |position| {
        let found = ledger.charter_at(position).await.unwrap();
        found.map(|(entry, charter)| (entry, charter.files["partnership.yaml"].clone()))
    };
    assert_eq!(charter_at(0).await, None);
    for (position, entry, text) in [(1, 1, "a"), (2, 2, "b"), (3, 3, "a"), (4, 3, "a")] {
        assert_eq!(charter_at(position).await, Some((entry, text.to_owned())));
        assert_eq!(ledger.charter_since(position), Some(entry));
    }
    assert!(matches!(
        ledger.charter_at(5).await,
        Err(LedgerError::NoSuchPosition { asked: 5, last: 4 })
    ));
}

#[tokio::test]
async fn a_refusal_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path()).await;
    assert!(matches!(
        submit(&ledger, "arne", note(Some("alder"), "x")).await,
        Err(LedgerError::Refused(_))
    ));
    assert_eq!(ledger.position(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_disk_is_in_memory_also_when_nobody_waited_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path()).await;
    let mut was_dropped = 0;
    for times in 0..64 {
        let text = format!("note {times}");
        let asked = submit(&ledger, "cleo", note(None, &text));
        match dropped_after(times % 16, asked).await {
            Some(written) => assert_eq!(written.unwrap(), 1),
            None => was_dropped += 1,
        }
        let mut tries = 0;
        loop {
            let on_disk = ledger.entries_after(0).await.unwrap().len() as u64;
            if ledger.position() == on_disk {
                break;
            }
            tries += 1;
            assert!(tries < 100, "{on_disk} entries are on disk");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    assert!(was_dropped > 0);
    assert_eq!(ledger.verify().await.unwrap().entries, ledger.position());
}

#[tokio::test]
async fn a_ledger_is_of_one_partnership() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path()).await;
    ledger.state().of_partnership("any").unwrap();
    submit(&ledger, "operator", found("a")).await.unwrap();
    ledger.state().of_partnership("small").unwrap();
    let mut other = partnership();
    other.partnership = "other".to_owned();
    let asking = Asking {
        viewer: &viewer(&other, "operator"),
        partnership: &other,
        now: now(),
    };
    let error = ledger.submit(found("b"), &asking).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "what is kept here is of the partnership `small`, not of `other`"
    );
    assert!(error.hint().is_some_and(|hint| hint.contains("`small`")));
    assert_eq!(ledger.position(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is asked by whomever, replaying the file gives the state that was held, at every position.
    #[test]
    fn replay_gives_the_same_state(asked in proptest::collection::vec((0..6_usize, 0..4_usize, "[a-c]{0,2}"), 0..20)) {
        let people = ["operator", "cleo", "ada", "bea", "arne", "axel"];
        let parties = [None, Some("alder"), Some("birch"), Some("house")];
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let ledger = open(folder.path()).await;
            let mut states = vec![(*ledger.state()).clone()];
            for (person, party, text) in asked {
                let command = if person == 0 { found(&text) } else { note(parties[party], &text) };
                if submit(&ledger, people[person], command).await.is_ok_and(|entries| entries > 0) {
                    states.push((*ledger.state()).clone());
                }
            }
            let last = states.last().cloned().unwrap();
            ledger.close().await;
            let replayed = open(folder.path()).await;
            prop_assert_eq!(&*replayed.state(), &last);
            for (position, state) in states.iter().enumerate() {
                prop_assert_eq!(&replayed.state_at(position as u64).await.unwrap(), state);
            }
            replayed.close().await;
            Ok(())
        })?;
    }
}
