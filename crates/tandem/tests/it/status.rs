//! How the checks of feeds stand, as a steward reads it.

use crate::place::Place;
use crate::small::CALLS;

fn place() -> Place {
    let place = Place::small(&[(
        "  queue_seconds: cast(wait as double)\n",
        "  queue_seconds: cast(wait as double)
checks:
  - { check: topic_known, one_of: { column: contact_type, values: [billing] }, hint: Add it to the taxonomy. }
  - { check: short_wait, range: { column: queue_seconds, most: 1 minute }, severity: warn, hint: Ask the site. }
  - { check: usual_volume, volume: {}, hint: Ask whether the export is whole. }
",
    )]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    place
}

#[test]
fn a_steward_reads_what_fails_since_when_and_what_to_do() {
    let place = place();
    let all = place
        .run(&["feed", "status", "--data", "data"])
        .ends(0)
        .answer;
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines[0], "Calls (calls): 2 failed, 4 passed, 1 not judged");
    assert!(
        lines[1].starts_with("  FAILED  topic_known  2 rows wait for somebody; 2 of 6 rows in the last 7 days failed. Since 20"),
        "{all}"
    );
    assert_eq!(lines[2].trim(), "Add it to the taxonomy.");
    assert!(
        lines[3].starts_with(
            "  FAILED  short_wait   1 of 6 rows in the last 7 days failed and were kept. Since "
        ),
        "{all}"
    );
    assert_eq!(lines.len(), 5, "{all}");

    let one = place
        .run(&["feed", "status", "--data", "data", "calls"])
        .ends(0)
        .answer;
    assert!(
        one.contains("not judged  usual_volume   Not enough history yet"),
        "{one}"
    );
    assert!(
        one.contains("  passed      type           None of 6 rows in the last 7 days failed."),
        "{one}"
    );
}

#[test]
fn scripts_read_the_same_and_a_name_that_is_none_is_refused() {
    let place = place();
    let json = place
        .run(&["feed", "status", "--data", "data", "--json"])
        .ends(0)
        .answer;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let json = &json["checks"];
    assert_eq!(json[0]["check"], "topic_known");
    assert_eq!(
        (&json[0]["verdict"], &json[0]["failed"], &json[0]["n"]),
        (&"failed".into(), &2.into(), &6.into())
    );
    let refused = place
        .run(&["feed", "status", "--data", "data", "call"])
        .ends(4);
    assert!(
        refused.said.contains("did you mean `calls`?"),
        "{}",
        refused.said
    );
}
