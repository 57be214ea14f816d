//! A disk that takes no more: what does not fit is refused with a word about room, and is not there by halves.

use super::standing;
use super::writer::Writer;
use crate::places::Kept;

#[tokio::test]
async fn what_finds_no_room_is_refused_and_the_rest_stands() {
    let kept = Kept::in_a_file();
    kept.open().await.close().await;
    // No file may be larger than 200 KiB; the signal for it is ignored, so that writing fails as on a full disk.
    let limited = [
        "sh",
        "-c",
        "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\"",
    ];
    let (written, why) = Writer::start(&kept, "full", &limited).was_refused();
    assert!(written.len() > 3, "{why}");
    assert_eq!(
        why,
        "the ledger's file cannot be read or written | check that the disk has room and that the folder may be written"
    );
    let ledger = kept.open().await;
    let stands = standing(&ledger).await;
    assert_eq!(stands.len(), written.len());
    ledger.close().await;
    // Once there is room, it goes on.
    let writer = Writer::start(&kept, "room", &[]);
    assert_eq!(writer.has_written(2).len(), 2);
    drop(writer);
    let ledger = kept.open().await;
    assert!(standing(&ledger).await.len() >= written.len() + 2);
    ledger.close().await;
}
