//! A file nobody has seen before becomes a feed, and rows set aside are put right, from the command line.

use std::fs;

use crate::place::Place;

/// Tickets of a month, three of which came again when they changed.
fn tickets() -> String {
    let row = |number: u32, changed: &str| {
        let reason = ["billing", "delivery", "other"][number as usize % 3];
        format!(
            "T-{number};alder;{reason};{number:02}/03/2026 09:10;{number:02}/03/2026 09:15;{changed}\n"
        )
    };
    let first = (1..=24).map(|number| row(number, &format!("{number:02}/03/2026 10:00")));
    let again = [3, 7, 11].map(|number| row(number, "28/03/2026 08:00"));
    let header = "Ticket;Vendor;Reason;Opened;Answered;Changed\n".to_owned();
    [header].into_iter().chain(first).chain(again).collect()
}

#[test]
fn a_draft_is_written_into_the_charter_and_takes_the_file_in() {
    let place = Place::small(&[]);
    place.write("tickets.csv", tickets());
    let drafted = place
        .run(&["feed", "draft", "tickets.csv", "--write"])
        .ends(0);
    assert!(
        drafted.said.contains("as they would be taken in"),
        "{}",
        drafted.said
    );
    let file = place.path().join("charter/feeds/tickets.yaml");
    let yaml = fs::read_to_string(&file).unwrap();
    for part in [
        "\";\"",
        "%d/%m/%Y %H:%M",
        "\\\"Ticket\\\"",
        "\\\"Changed\\\"",
    ] {
        let part = part.replace('\\', "");
        assert!(yaml.contains(&part), "{part}\n{yaml}");
    }
    let said = place
        .run(&["ingest", "tickets", "tickets.csv"])
        .ends(0)
        .said;
    assert!(said.contains("27 rows received"), "{said}");
    assert!(said.contains("24 added, 3 superseded"), "{said}");
    // It is not written over, and the file has its feed already.
    place
        .run(&["feed", "draft", "tickets.csv", "--write"])
        .ends(4);
    assert_eq!(fs::read_to_string(&file).unwrap(), yaml);
}

#[test]
fn a_long_file_is_drafted_from_its_beginning_and_the_draft_says_so() {
    let place = Place::small(&[]);
    let header = "Ticket;Vendor;Reason;Opened\n".to_owned();
    let rows =
        (1..=12_000).map(|row| format!("T-{row};alder;billing;03/02/2026 09:{:02}\n", row % 60));
    place.write(
        "tickets.csv",
        [header].into_iter().chain(rows).collect::<String>(),
    );
    let drafted = place.run(&["feed", "draft", "tickets.csv"]).ends(0);
    let yaml = drafted.answer.replace("\n# ", " ");
    assert!(
        yaml.starts_with("# Drafted from tickets.csv, the first 10,049 rows (")
            && yaml.contains("KiB) of 4 columns."),
        "{yaml}"
    );
    // What is shown of it fits a terminal.
    let preview = drafted
        .said
        .lines()
        .skip_while(|line| !line.contains("as they would be taken in"));
    let preview: Vec<&str> = preview
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .collect();
    assert!(preview.len() > 3, "{}", drafted.said);
    assert!(
        preview.iter().all(|line| line.chars().count() <= 80),
        "{preview:#?}"
    );
}

#[test]
fn what_cannot_be_drafted_is_said() {
    let place = Place::small(&[]);
    place.write("empty.csv", "");
    let refused = place.run(&["feed", "draft", "empty.csv"]).ends(4);
    assert!(
        refused.said.contains("the file is empty"),
        "{}",
        refused.said
    );
    let refused = place.run(&["feed", "draft", "nowhere.csv"]).ends(4);
    assert!(
        refused.said.contains("there is no file"),
        "{}",
        refused.said
    );
}

#[test]
fn rows_set_aside_are_listed_mended_and_waived() {
    let place = Place::small(&[]);
    place.write(
        "calls.csv",
        "id,rev,party,agent,who,topic,opened,wait\n\
         c1,1,alder,abel,w1,billing,2026-03-02 10:00,12\n\
         c2,1,alder,abel,w1,billing,2026/03/02 10:00,12\n\
         c3,1,alder,abel,w1,billing,soon,12\n",
    );
    place.run(&["ingest", "calls", "calls.csv"]).ends(0);
    let listed = place.run(&["quarantine", "list"]).ends(0);
    assert!(listed.answer.contains("c3,1,alder"), "{}", listed.answer);
    assert!(listed.said.contains("2 rows"), "{}", listed.said);
    let mended = place
        .run(&[
            "quarantine",
            "mend",
            "calls",
            "--set",
            "opened=replace(opened, '/', '-')",
        ])
        .ends(0);
    assert!(
        mended.said.contains("2 rows tried, 1 passed, 1 wait"),
        "{}",
        mended.said
    );
    let listed = place.run(&["quarantine", "list"]).ends(0);
    assert!(listed.said.contains("1 row"), "{}", listed.said);
    let mistyped = [
        "quarantine",
        "mend",
        "calls",
        "--check",
        "cannot_read.opened",
    ];
    let mistyped = place.run(&mistyped).ends(0);
    assert!(
        mistyped.said.contains(
            "no row waits under cannot_read.opened; rows wait under cannot_read.opened_at"
        ),
        "{}",
        mistyped.said
    );
    let waived = place
        .run(&["quarantine", "waive", "calls", "--why", "A test call."])
        .ends(0);
    assert!(waived.said.contains("1 row waived"), "{}", waived.said);
    let listed = place
        .run(&["quarantine", "list", "--standing", "waived"])
        .ends(0);
    assert!(
        listed
            .answer
            .contains("waived by pat (system account): A test call."),
        "{}",
        listed.answer
    );
    let refused = place
        .run(&["quarantine", "mend", "calls", "--id", "no-such-row"])
        .ends(4);
    assert!(
        refused.said.contains("no row that waits named"),
        "{}",
        refused.said
    );
}
