//! `tandem lake`: what there is, what came, what goes, and answers as they were.

use crate::place::Place;
use crate::small::{CALLS, MORE_CALLS};

fn place() -> Place {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.write("more.csv", MORE_CALLS);
    place.ingest("calls", "calls.csv");
    place
}

#[test]
fn an_answer_as_of_then_is_the_one_that_was_given() {
    let place = place();
    let question = ["calls,wait_seconds", "--by", "party"];
    let given = place.csv(&question);
    let first = place.json(&question);
    let between = now();
    place.ingest("calls", "more.csv");
    assert_ne!(place.csv(&question), given);
    for when in ["1", &between] {
        let asked = [&question[..], &["--as-of", when]].concat();
        assert_eq!(place.csv(&asked), given, "{when}");
        assert_eq!(place.json(&asked), first, "{when}");
    }
    place.run(&["lake", "compact"]).ends(0);
    assert_eq!(
        place.csv(&[&question[..], &["--as-of", "1"]].concat()),
        given
    );
    // Before there was anything, and after it was let go of.
    let none = place.run(&["query", "calls", "--as-of", "1999-01-01"]);
    assert_ne!(none.code, Some(0));
    let went = place
        .run(&["lake", "vacuum", "--keep-versions", "1"])
        .ends(0);
    assert!(
        went.answer.contains("can be asked from version 2 on"),
        "{}",
        went.answer
    );
    let gone = place.run(&["query", "calls", "--as-of", "1"]).ends(4);
    assert!(
        gone.said
            .contains("version 1 of the lake is no longer kept; the oldest that is kept is 2"),
        "{}",
        gone.said
    );
}

#[test]
fn status_and_history_in_words() {
    let place = place();
    place.ingest("calls", "more.csv");
    let status = place.run(&["lake", "status"]).ends(0).answer;
    let mut lines = status.lines();
    assert_eq!(
        lines.next().unwrap().split_whitespace().collect::<Vec<_>>(),
        [
            "table", "rows", "files", "small", "size", "on", "disk", "commits", "version",
            "oldest", "kept", "for", "left"
        ]
    );
    let contact: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(contact[..4], ["contact", "7", "2", "2"]);
    assert!(status.ends_with("the lake is at version 2\n"), "{status}");
    let history = place.run(&["lake", "history", "contact"]).ends(0).answer;
    let lines: Vec<&str> = history.lines().collect();
    assert_eq!(lines.len(), 3, "{history}");
    assert!(
        lines[1].contains("taken in") && lines[1].ends_with("calls: more.csv"),
        "{history}"
    );
    let wrong = place.run(&["lake", "history", "contacts"]).ends(4);
    assert!(
        wrong.said.contains("Did you mean `contact`?"),
        "{}",
        wrong.said
    );
}

#[test]
fn old_rows_go_as_the_charter_says_and_not_in_silence() {
    let place = place();
    let nothing = place.run(&["lake", "retain"]).ends(0).answer;
    assert_eq!(nothing, "no row is older than the charter keeps it\n");
    std::fs::write(
        place.path().join("charter/tables.yaml"),
        "tables:\n  contact: { retain: 1 day }\n",
    )
    .unwrap();
    let dry = place.run(&["lake", "retain", "--dry-run"]).ends(0).answer;
    assert!(
        dry.starts_with("contact: 6 rows from before")
            && dry.contains("would go (kept for 1 day): 6 of calls"),
        "{dry}"
    );
    place.run(&["lake", "retain"]).ends(0);
    let status = place.run(&["lake", "status", "--format", "json"]).ends(0);
    let status: serde_json::Value = serde_json::from_str(&status.answer).unwrap();
    assert_eq!(status["tables"][0]["rows"], 0);
    assert_eq!(status["tables"][0]["retired"], 6);
    let history = place.run(&["lake", "history", "contact"]).ends(0).answer;
    assert!(
        history.contains("retired") && history.contains("6 rows before"),
        "{history}"
    );
    std::fs::write(
        place.path().join("charter/tables.yaml"),
        "tables:\n  contact: { retain: some time }\n",
    )
    .unwrap();
    let wrong = place.run(&["lake", "retain"]).ends(3);
    assert!(
        wrong.said.contains("does not say how long rows are kept"),
        "{}",
        wrong.said
    );
}

/// Now, as the machine says it: what the binary writes into its commits.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is another process, with the machine's clock"
)]
fn now() -> String {
    jiff::Timestamp::now().to_string()
}
