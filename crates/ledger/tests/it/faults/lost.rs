//! The connection to the database is lost at the worst of moments: between the commit and its answer.

use ledger::{Ledger, LedgerError, Place};

use super::proxy::{Cut, Proxy};
use super::standing;
use crate::deciding::note;
use crate::places::{Kept, submit};

/// A ledger that is reached over a network that can be cut.
async fn over_a_network(kept: &Kept) -> (Proxy, Ledger) {
    let proxy = Proxy::to(kept.postgres().port()).await;
    let place = Place::postgres(&proxy.address("kept"), None);
    (proxy, Ledger::open_at(&place).await.unwrap())
}

async fn write(ledger: &Ledger, text: &str) -> Result<usize, LedgerError> {
    let entries = submit(ledger, "cleo", note(None, text)).await?;
    Ok(entries.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_not_written_twice_and_what_was_not_is_not_lost() {
    let Some(kept) = Kept::in_postgres().await else {
        return;
    };
    let (proxy, ledger) = over_a_network(&kept).await;
    write(&ledger, "calm").await.unwrap();
    for cut in [Cut::BeforeCommit, Cut::AfterCommit] {
        for number in 0..4 {
            proxy.cuts(cut);
            let written = write(&ledger, &format!("{cut:?} {number}")).await;
            assert_eq!(written.unwrap(), 1, "{cut:?}");
            assert_eq!(proxy.cut(), Cut::Never, "the connection was cut");
        }
    }
    let standing = standing(&ledger).await;
    assert!(standing.values().all(|times| *times == 1), "{standing:?}");
    assert_eq!((standing.len(), ledger.position()), (9, 9));
    ledger.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_told_is_said_to_be_unknown_and_stands_once() {
    let Some(kept) = Kept::in_postgres().await else {
        return;
    };
    let (proxy, ledger) = over_a_network(&kept).await;
    write(&ledger, "calm").await.unwrap();
    proxy.cuts(Cut::AfterCommitForGood);
    let error = write(&ledger, "unknown").await.unwrap_err();
    assert!(
        matches!(error, LedgerError::Unsure { position: 2 }),
        "{error}"
    );
    assert!(error.hint().is_some_and(|hint| hint.contains("entry 2")));
    // While it is away nothing is written, and that is said as well.
    let error = write(&ledger, "away").await.unwrap_err();
    assert!(matches!(error, LedgerError::Unreachable(_)), "{error}");
    assert_eq!(ledger.position(), 1);
    proxy.cuts(Cut::Never);
    write(&ledger, "back").await.unwrap();
    let standing = standing(&ledger).await;
    let texts: Vec<&str> = standing.keys().map(String::as_str).collect();
    assert_eq!(texts, ["back", "calm", "unknown"]);
    assert!(standing.values().all(|times| *times == 1));
    ledger.close().await;
}
