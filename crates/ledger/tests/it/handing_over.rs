//! A ledger out of one place and into another, and the word on how far it was.

use ledger::{Checkpoint, CheckpointKey, LedgerError, PublicKey};

use crate::deciding::{found, note};
use crate::many;
use crate::partnership::now;
use crate::places::{Kept, over_both, submit};

over_both! {
    what_was_exported_and_imported_is_byte_for_byte_the_same
    of_an_import_with_a_bad_line_nothing_is_kept
    a_later_ledger_extends_a_checkpoint_and_another_does_not
}

async fn what_was_exported_and_imported_is_byte_for_byte_the_same(kept: &Kept) {
    let ledger = kept.open().await;
    submit(
        &ledger,
        "operator",
        found("a \"quoted\"\n\u{1f37a}\u{0} text"),
    )
    .await
    .unwrap();
    for text in ["x", "zwei\nZeilen", "ŝ"] {
        submit(&ledger, "cleo", note(None, text)).await.unwrap();
    }
    let mut exported = Vec::new();
    assert_eq!(ledger.export(&mut exported).await.unwrap(), 4);
    assert_eq!(exported.iter().filter(|byte| **byte == b'\n').count(), 4);
    let another = kept.another().await;
    let imported = ledger::import(&another, &mut exported.as_slice()).await;
    assert_eq!(imported.unwrap(), 4);
    let other = ledger::Ledger::open_at(&another).await.unwrap();
    assert_eq!(other.state(), ledger.state());
    assert_eq!(other.last_hash(), ledger.last_hash());
    let mut again = Vec::new();
    other.export(&mut again).await.unwrap();
    assert_eq!(again, exported);
    // It goes on from there.
    submit(&other, "cleo", note(None, "y")).await.unwrap();
    assert_eq!(other.verify().await.unwrap().entries, 5);
    // A ledger that holds something takes nothing in.
    let error = ledger::import(&another, &mut exported.as_slice())
        .await
        .unwrap_err();
    assert!(
        matches!(error, LedgerError::NotEmpty { entries: 5 }),
        "{error}"
    );
    ledger.close().await;
    other.close().await;
}

async fn of_an_import_with_a_bad_line_nothing_is_kept(kept: &Kept) {
    let good = String::from_utf8(many::lines(3)).unwrap();
    let line: Vec<&str> = good.split_inclusive('\n').collect();
    let hash_of = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value["hash"].as_str().unwrap().to_owned()
    };
    let (first, zeros) = (hash_of(line[0]), "0".repeat(64));
    for (text, expect) in [
        (
            String::new(),
            "line 1: the file is empty; entry 1 was expected".to_owned(),
        ),
        (
            format!("{}{}", line[0], line[2]),
            "line 2: here stands entry 3; entry 2 was expected".to_owned(),
        ),
        (
            format!("{}{}{}", line[0], line[1], line[1]),
            "line 3: here stands entry 2; entry 3 was expected".to_owned(),
        ),
        (
            format!("{}{}", line[0], line[1].replace(&first, &zeros)),
            format!("line 2: entry 2 follows an entry with the hash {zeros}; {first} was expected"),
        ),
        (
            good.replace("what is known of 3", "what was said of 3"),
            "line 3: entry 3 says that its hash is ".to_owned(),
        ),
        (
            format!("{}{}", line[0], &line[1][..40]),
            "line 2: it is no entry (".to_owned(),
        ),
        (
            format!("{}\n", line[0]),
            "line 2: it is no entry (".to_owned(),
        ),
        (
            good.replace("\"format_version\":1", "\"format_version\":7"),
            "line 1: the ledger has format 7; this version of Tandem reads up to 1".to_owned(),
        ),
    ] {
        let error = ledger::import(&kept.place(), &mut text.as_bytes())
            .await
            .unwrap_err();
        assert!(matches!(error, LedgerError::BadLine { .. }), "{error}");
        assert!(error.to_string().starts_with(&expect), "{expect}: {error}");
        let ledger = kept.open().await;
        assert_eq!(ledger.entries_after(0).await.unwrap(), []);
        ledger.close().await;
    }
}

async fn a_later_ledger_extends_a_checkpoint_and_another_does_not(kept: &Kept) {
    let key = CheckpointKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
    // RFC 8032, section 7.1, test 1.
    assert_eq!(
        key.public().to_string(),
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    );
    assert_eq!(
        PublicKey::parse(&key.public().to_string()),
        Some(key.public())
    );
    assert!(CheckpointKey::parse("short").is_none());
    assert!(!format!("{key:?}").contains("nWGx"));

    many::import(&kept.place(), 5).await;
    let found = ledger::verify(&kept.place()).await.unwrap().unwrap();
    let checkpoint = Checkpoint::sign(&found, &key, now()).unwrap();
    let text = checkpoint.text().unwrap();
    let read = Checkpoint::read(&text).unwrap();
    assert_eq!(read, checkpoint);
    assert_eq!((read.position, read.signed_by), (5, key.public()));

    let ledger = kept.open().await;
    submit(&ledger, "cleo", note(None, "later")).await.unwrap();
    ledger.close().await;
    let extends = ledger::verify_extends(&kept.place(), &checkpoint).await;
    assert_eq!(extends.unwrap().unwrap().entries, 6);

    // Whoever changes a word of it has to sign it.
    for (word, other) in [("\"position\": 5", "\"position\": 4"), ("small", "large")] {
        let error = Checkpoint::read(&text.replace(word, other)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the checkpoint is not what was signed: its signature does not fit"
        );
    }
    let error = Checkpoint::read("{}").unwrap_err();
    assert!(
        error.to_string().starts_with("it is no checkpoint"),
        "{error}"
    );

    // A ledger that is sound, and shorter; and one that went another way after entry 4.
    let another = kept.another().await;
    many::import(&another, 4).await;
    let error = ledger::verify_extends(&another, &checkpoint)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "this ledger does not extend the checkpoint: it ends at entry 4, and entry 5 was signed"
    );
    let other = ledger::Ledger::open_at(&another).await.unwrap();
    submit(&other, "cleo", note(None, "another way"))
        .await
        .unwrap();
    other.close().await;
    let error = ledger::verify_extends(&another, &checkpoint)
        .await
        .unwrap_err();
    let expect = "this ledger does not extend the checkpoint: its entry 5 has the hash ";
    assert!(error.to_string().starts_with(expect), "{error}");
}
