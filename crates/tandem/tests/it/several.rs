//! Several files at once: paths, patterns, standard input; a receipt for each and a sum.

use crate::place::Place;
use crate::small::{CALLS, HEADER, MORE_CALLS};

fn place() -> Place {
    let place = Place::small(&[]);
    std::fs::create_dir(place.path().join("exports")).unwrap();
    place.write("exports/2026-03-b.csv", MORE_CALLS);
    place.write("exports/2026-03-a.csv", CALLS);
    place.write("exports/.hidden.csv", "nothing\n");
    place.write("exports/notes.txt", "nothing\n");
    place
}

#[test]
fn a_pattern_is_taken_in_by_name_with_a_receipt_for_each_file_and_a_sum() {
    let said = place()
        .run(&["ingest", "calls", "exports/*.csv"])
        .ends(0)
        .said;
    let lines: Vec<&str> = said.lines().collect();
    let [first, second, sum] = lines[..] else {
        panic!("{said}");
    };
    assert!(
        first.starts_with("2026-03-a.csv: 6 rows received"),
        "{said}"
    );
    assert!(
        second.starts_with("2026-03-b.csv: 2 rows received"),
        "{said}"
    );
    assert_eq!(
        sum,
        "2 files taken in: 8 rows received: 7 added, 1 replaced"
    );
}

#[test]
fn a_file_named_twice_is_taken_in_once_and_standard_input_among_files() {
    let place = place();
    let said = place
        .run_with(
            &[
                "ingest",
                "calls",
                "-",
                "exports/2026-03-b.csv",
                "exports/*-b.csv",
            ],
            CALLS,
        )
        .ends(0)
        .said;
    assert!(said.contains("standard input: 6 rows received"), "{said}");
    assert!(said.contains("2 files taken in: 8 rows received"), "{said}");
    let refused = place.run(&["ingest", "calls", "-", "-"]).ends(4).said;
    assert!(
        refused.contains("standard input is named twice"),
        "{refused}"
    );
}

#[test]
fn a_file_whose_name_looks_like_a_pattern_is_that_file() {
    let place = place();
    place.write("calls[1].csv", CALLS);
    let said = place.run(&["ingest", "calls", "calls[1].csv"]).ends(0).said;
    assert!(said.starts_with("calls[1].csv: 6 rows received"), "{said}");
}

#[test]
fn what_matches_nothing_is_said_and_nothing_is_taken_in() {
    let place = place();
    for (named, expect) in [
        ("exports/*.tsv", "no file matches `exports/*.tsv`"),
        ("exports/[", "is no pattern"),
        ("exports", "exports is a folder"),
    ] {
        let said = place
            .run(&["ingest", "calls", "exports/*.csv", named])
            .ends(4)
            .said;
        assert!(said.contains(expect), "{said}");
        assert!(!said.contains("received"), "{said}");
    }
    assert!(!place.path().join("data").exists());
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let place = place();
    place.write("exports/2026-03-aa.csv", "quite,another,file\n1,2,3\n");
    let ran = place.run(&["ingest", "calls", "exports/*.csv"]).ends(4);
    assert!(ran.said.contains("error: 2026-03-aa.csv"), "{}", ran.said);
    assert!(
        ran.said.contains("2 files taken in: 8 rows received"),
        "{}",
        ran.said
    );
    assert!(
        ran.said.contains("1 of 3 files was not taken in"),
        "{}",
        ran.said
    );
    place.write("exports/2026-03-aa.csv", HEADER);
    let said = place
        .run(&["ingest", "calls", "exports/*.csv"])
        .ends(0)
        .said;
    assert!(
        said.contains("3 files taken in: 8 rows received: 1 superseded, 7 duplicates"),
        "{said}"
    );
}
