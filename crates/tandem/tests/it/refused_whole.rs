//! What was refused as a whole is told to who looks after the feed, and whose deed a deed was.

use serde_json::Value;

use crate::place::Place;
use crate::small::{CALLS, HEADER};

const CHECKS: (&str, &str) = (
    "  queue_seconds: cast(wait as double)\n",
    "  queue_seconds: cast(wait as double)\nchecks:\n  - { check: sane, range: { column: queue_seconds, most: 1 hour }, severity: stop, hint: See the clock. }\n",
);
const MAY: (&str, &str) = ("sees: everything }", "sees: everything, may: [ingest] }");

fn status(place: &Place) -> Value {
    let args = ["feed", "status", "--data", "data", "--json"];
    serde_json::from_str(&place.run(&args).ends(0).answer).unwrap()
}

#[test]
fn a_steward_reads_why_a_file_was_refused_until_it_comes_in_well() {
    let place = Place::small(&[CHECKS, MAY]);
    let row = |wait: &str| format!("{HEADER}c1,1,alder,abel,w1,billing,2026-03-02 10:00,{wait}\n");
    place.write("monday.csv", row("99999"));
    // Also where nothing has come in yet.
    place.run(&["ingest", "calls", "monday.csv"]).ends(4);
    place
        .run(&["ingest", "--as", "clara", "calls", "monday.csv"])
        .ends(4);
    let told = place
        .run(&["feed", "status", "--data", "data"])
        .ends(0)
        .answer;
    let says = "line 2: check `sane` failed and its severity is `stop`; nothing was taken in";
    for line in [
        "FAILED  sane",
        "refused as a whole, and not in since: 2\n",
        "monday.csv (ingest, by clara)\n",
        "monday.csv (ingest, by pat (system account))\n",
        &format!("    {says}\n    See the clock.\n"),
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let json = status(&place);
    let refused = &json["refusals"]["calls"]["refusals"][0];
    assert_eq!(
        (&refused["says"], &refused["way"]),
        (&says.into(), &"ingest".into())
    );
    assert_eq!(
        (&refused["check"], &refused["settled"]),
        (&"sane".into(), &false.into())
    );
    assert_eq!(
        (&json["checks"][0]["check"], &json["checks"][0]["verdict"]),
        (&"sane".into(), &"failed".into())
    );

    place.write("monday.csv", row("9"));
    place.ingest("calls", "monday.csv");
    let told = place
        .run(&["feed", "status", "--data", "data"])
        .ends(0)
        .answer;
    assert!(!told.contains("refused"), "{told}");
    let one = place
        .run(&["feed", "status", "--data", "data", "calls"])
        .ends(0)
        .answer;
    assert!(
        one.contains("monday.csv (ingest, by clara), in since\n"),
        "{one}"
    );
    assert_eq!(status(&place)["checks"][0]["verdict"], "passed");
    // A log that is damaged keeps nobody from the checks.
    place.write("data/lake/refusals/calls.json", "{");
    let told = place
        .run(&["feed", "status", "--data", "data"])
        .ends(0)
        .answer;
    assert!(
        told.contains("The log of refusals lake/refusals/calls.json is damaged ("),
        "{told}"
    );
    assert!(told.contains("passed"), "{told}");
}

#[test]
fn a_deed_is_of_who_is_named_or_of_the_account_of_the_machine() {
    let place = Place::small(&[MAY]);
    let bad = CALLS.replace("2026-03-02", "2026/03/02");
    place.write("calls.csv", bad);
    place.ingest("calls", "calls.csv");
    let waive = |who: &[&str]| {
        let args = ["quarantine", "waive", "calls", "--why", "Tests."];
        place.run(&[&args[..], who].concat())
    };
    let nobody = waive(&["--as", "clar"]).ends(4);
    assert!(nobody.said.contains("clar"), "{}", nobody.said);
    let may_not = waive(&["--as", "albert"]).ends(4);
    assert!(
        may_not.said.contains("albert may not hand facts in"),
        "{}",
        may_not.said
    );
    let set = ["--as", "clara", "--set", "opened=replace(opened, '/', '-')"];
    place
        .run(&[&["quarantine", "mend", "calls"][..], &set].concat())
        .ends(0);
    let listed = place
        .run(&["quarantine", "list", "--standing", "mended"])
        .ends(0)
        .answer;
    assert_eq!(
        listed.matches("mended by clara: opened = ").count(),
        3,
        "{listed}"
    );
    place.write(
        "more.csv",
        format!("{HEADER}c9,1,alder,abel,w1,billing,soon,1\n"),
    );
    place.ingest("calls", "more.csv");
    waive(&[]).ends(0);
    let listed = place
        .run(&["quarantine", "list", "--standing", "waived"])
        .ends(0)
        .answer;
    assert!(
        listed.contains("waived by pat (system account): Tests."),
        "{listed}"
    );
}
