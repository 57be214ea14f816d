//! Processes that write are killed where they stand: what they acknowledged is there, once, and nothing is there by halves.

use std::time::Duration;

use super::writer::Writer;
use super::{Chance, moments, standing};
use crate::places::{Kept, over_both};

over_both! { who_is_killed_while_writing_leaves_what_it_acknowledged }

async fn who_is_killed_while_writing_leaves_what_it_acknowledged(kept: &Kept) {
    let mut chance = Chance::of("killed");
    let ledger = kept.open().await;
    let mut acknowledged = Vec::new();
    for moment in 0..moments() {
        let names = ["a", "b"].map(|name| format!("{moment}{name}"));
        let writers = names.clone().map(|name| Writer::start(kept, &name, &[]));
        acknowledged.extend(writers[0].has_written(1 + chance.below(12)));
        std::thread::sleep(Duration::from_micros(chance.below(3_000)));
        for writer in writers {
            acknowledged.extend(writer.kill());
        }
        let standing = standing(&ledger).await;
        assert!(standing.values().all(|times| *times == 1), "{standing:?}");
        for text in &acknowledged {
            let times = standing.keys().filter(|key| is(key, text)).count();
            assert_eq!(times, 1, "`{text}` was acknowledged");
        }
        // At most the one that each was about to acknowledge.
        assert!(standing.len() <= acknowledged.len() + 2 * (moment + 1));
    }
    assert!(!acknowledged.is_empty());
    ledger.close().await;
}

/// Whether a note is the one that was told, which is not told as long as it is.
fn is(note: &str, told: &str) -> bool {
    note.strip_prefix(told)
        .is_some_and(|rest| rest.starts_with(' '))
}
