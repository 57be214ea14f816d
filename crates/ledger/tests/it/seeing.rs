//! Which notes a viewer sees: those at points all of whose rows they see.

use ledger::{Command, Ledger};

use crate::deciding::note;
use crate::partnership::{now, partnership, viewer};

/// Who pins where → who of everyone sees it.
async fn check(author: &str, party: Option<&str>, seen_by: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite"))
        .await
        .unwrap();
    let partnership = partnership();
    let asking = ledger::Asking {
        viewer: &viewer(&partnership, author),
        partnership: &partnership,
        now: now(),
    };
    let command: Command = note(party, "x");
    ledger.submit(command, &asking).await.unwrap();
    let state = ledger.state();
    let seeing: Vec<&str> = partnership
        .people
        .iter()
        .map(|person| person.person.as_str())
        .filter(|person| !ledger::notes(&state, &viewer(&partnership, person)).is_empty())
        .collect();
    assert_eq!(seeing, seen_by, "{author} pinned at {party:?}");
    ledger.close().await;
}

#[tokio::test]
async fn a_note_is_seen_by_whoever_may_see_the_point() {
    check("cleo", None, &["cleo"]).await;
    check("cleo", Some("alder"), &["cleo", "ada", "arne"]).await;
    check("cleo", Some("house"), &["cleo", "hans"]).await;
    check("hans", Some("house"), &["cleo", "hans"]).await;
    check("ada", Some("alder"), &["cleo", "ada", "arne"]).await;
    check("bea", Some("birch"), &["cleo", "bea"]).await;
    check("alf", Some("alder"), &["cleo", "ada", "alf", "arne"]).await;
    check("amy", Some("alder"), &["cleo", "ada", "alf", "amy", "arne"]).await;
    check(
        "axel",
        Some("alder"),
        &["cleo", "ada", "alf", "amy", "axel", "arne"],
    )
    .await;
}
