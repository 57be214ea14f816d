//! The snapshot spares a start the folding, and is never believed where the entries say otherwise.

use std::fs;

use ledger::{Ledger, LedgerError};

use crate::many;
use crate::places::{Kept, over_both};

over_both! {
    a_start_from_a_snapshot_is_a_start_from_the_entries
    a_snapshot_that_is_not_of_these_entries_is_left
}

/// More than make a snapshot.
const ENTRIES: u64 = 20_100;

async fn filled(kept: &Kept) {
    many::import(&kept.place(), ENTRIES).await;
    let ledger = kept.open().await;
    assert_eq!(ledger.position(), ENTRIES);
    ledger.close().await;
    assert!(kept.snapshot().exists());
}

async fn a_start_from_a_snapshot_is_a_start_from_the_entries(kept: &Kept) {
    filled(kept).await;
    let from_it = kept.open().await;
    let found = from_it.verify().await.unwrap();
    assert_eq!((found.entries, found.snapshot), (ENTRIES, Some(ENTRIES)));
    let (state, hash) = (from_it.state(), from_it.last_hash());
    // States of before the snapshot are folded from the first entry, those of now are at hand.
    let early = from_it.state_at(7).await.unwrap();
    assert_eq!((early.position, early.notes.len()), (7, 6));
    from_it.close().await;
    fs::remove_file(kept.snapshot()).unwrap();
    let from_entries = kept.open().await;
    assert_eq!(from_entries.state(), state);
    assert_eq!(from_entries.last_hash(), hash);
    from_entries.close().await;
}

async fn a_snapshot_that_is_not_of_these_entries_is_left(kept: &Kept) {
    filled(kept).await;
    let good = fs::read(kept.snapshot()).unwrap();
    let another = kept.another().await;
    many::import(&another, ENTRIES + 900).await;
    let other = Ledger::open_at(&another).await.unwrap();
    other.close().await;
    let others = fs::read(kept.snapshot().with_file_name("another.snapshot")).unwrap();
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    let mut newer = good.clone();
    newer[15] = b'9';
    for (bytes, complaint) in [
        (&others, "entries are missing"),
        (&damaged, "damaged"),
        (&newer, "another format"),
        (&good[..good.len() - 1].to_vec(), "cut off"),
        (&good[..40].to_vec(), "cut off"),
        (&Vec::new(), "cut off"),
    ] {
        fs::write(kept.snapshot(), bytes).unwrap();
        let error = ledger::verify(&kept.place()).await.unwrap_err();
        assert!(matches!(error, LedgerError::Snapshot(_)), "{error}");
        assert!(
            error.to_string().contains(complaint),
            "{complaint}: {error}"
        );
        // It starts all the same, and makes a good one of it.
        let ledger = kept.open().await;
        assert_eq!(ledger.position(), ENTRIES);
        ledger.close().await;
        assert!(fs::read(kept.snapshot()).unwrap() == good, "{complaint}");
    }
}

/// Somebody who can write the file can also make its digest fit: the entries tell.
#[tokio::test]
async fn a_snapshot_that_was_made_up_is_found_by_verifying() {
    let kept = Kept::in_a_file();
    filled(&kept).await;
    let mut bytes = fs::read(kept.snapshot()).unwrap();
    let word = b"what is known of 20000";
    let at = bytes.windows(word.len()).position(|window| window == word);
    bytes[at.unwrap()] = b'W';
    let end = bytes.len() - 32;
    let digest = blake3::hash(&bytes[..end]);
    bytes[end..].copy_from_slice(digest.as_bytes());
    fs::write(kept.snapshot(), bytes).unwrap();
    let error = ledger::verify(&kept.place()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the snapshot of the ledger is not what its entries say: at entry 20100 it holds something else than follows from the entries"
    );
    assert!(
        error
            .hint()
            .is_some_and(|hint| hint.contains("delete `ledger.snapshot`"))
    );
    // An entry that was changed before the snapshot is not seen by a start from it, but it is by verifying, and told first.
    kept.without_triggers().await;
    kept.by_hand("update entry set role = 'mallory' where position = 3")
        .await
        .unwrap();
    kept.open().await.close().await;
    let error = ledger::verify(&kept.place()).await.unwrap_err();
    assert!(
        matches!(error, LedgerError::Broken { position: 3, .. }),
        "{error}"
    );
}
