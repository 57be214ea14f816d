//! Killed while a refusal is written down, and in the course of a deed over many rows: a log is whole, and every row is either
//! done or as it was.

use serde_json::Value;

use super::house::{kill_after, start};
use super::storm::timed;
use super::{Suite, say};
use crate::place::Place;
use crate::small::HEADER;

/// Three steps of a deed.
const ROWS: u64 = 11_000;

fn refused(place: &Place) -> Value {
    let args = ["feed", "status", "--data", "data", "--json", "calls"];
    let told: Value = serde_json::from_str(&place.run(&args).ends(0).answer).unwrap();
    told["refusals"]["calls"].clone()
}

#[test]
fn refusals_being_written_down() {
    let suite = Suite::asked();
    let mut chance = suite.chance("refusals", 0);
    let place = Place::small(&[]);
    place.write(
        "first.csv",
        format!("{HEADER}c1,1,alder,abel,w1,t,2026-03-02 10:00,1\n"),
    );
    place.ingest("calls", "first.csv");
    let (mut killed, mut number) = (0, 0);
    // One is always there, so that a log that is gone is noticed.
    place.write("odd0.csv", "");
    let usual = timed(|| {
        place.run(&["ingest", "calls", "odd0.csv"]).ends(4);
    });
    while killed < suite.moments {
        number += 1;
        let name = format!("odd{number}.csv");
        place.write(&name, "");
        let child = start(place.command(&["ingest", "calls", &name]));
        let ended = kill_after(child, usual.mul_f64(0.5 + 0.6 * chance.fraction()));
        killed += usize::from(ended.is_none());
        let log = refused(&place);
        assert!(log["damaged"].is_null(), "{log}");
        let there = |name: &str| {
            let all = log["refusals"].as_array().unwrap();
            all.iter().filter(|one| one["name"] == name).count()
        };
        assert_eq!(there("odd0.csv"), 1, "{log}");
        assert!(
            there(&name) == 1 || ended.is_none() && there(&name) == 0,
            "{log}"
        );
        place.run(&["ingest", "calls", &name]).ends(4);
        assert_eq!(refused(&place)["refusals"][0]["name"], name.as_str());
        if number % 40 == 0 {
            // Only the newest hundred are kept, and the first one is to stay among them.
            place.run(&["ingest", "calls", "odd0.csv"]).ends(4);
        }
    }
    say(&format!("refusals: killed at {killed} moments of {number}"));
}

/// How many rows stand so.
fn stand(place: &Place, standing: &str) -> u64 {
    let args = [
        "quarantine",
        "list",
        "--json",
        "--limit",
        "1",
        "--standing",
        standing,
    ];
    let listed: Value = serde_json::from_str(&place.run(&args).ends(0).answer).unwrap();
    listed["total"].as_u64().unwrap()
}

#[test]
fn a_deed_over_many_rows() {
    let suite = Suite::asked();
    let mut chance = suite.chance("deed", 0);
    let (mut killed, mut houses) = (0, 0);
    while killed < suite.moments {
        houses += 1;
        let place = Place::small(&[]);
        let rows = (0..ROWS).fold(HEADER.to_owned(), |text, row| {
            text + &format!("c{row},1,alder,abel,w1,billing,2026/03/02 10:00,1\n")
        });
        place.write("calls.csv", rows);
        let usual = timed(|| {
            place.ingest("calls", "calls.csv");
        });
        let mend = [
            "quarantine",
            "mend",
            "calls",
            "--set",
            "opened=replace(opened, '/', '-')",
        ];
        let mut stretch = 1.0;
        loop {
            let child = start(place.command(&mend));
            let ended = kill_after(child, usual.mul_f64(2.0 * stretch * chance.fraction()));
            let (waiting, mended) = (stand(&place, "waiting"), stand(&place, "mended"));
            assert_eq!(waiting + mended, ROWS);
            // A step is in as a whole or not at all.
            assert!(mended.is_multiple_of(5_000) || mended == ROWS, "{mended}");
            if mended > 0 {
                let calls = place.csv(&["calls", "--by", "party"]);
                assert!(calls.contains(&mended.to_string()), "{mended}: {calls}");
            }
            match ended {
                None => killed += 1,
                Some(code) => {
                    assert_eq!((code, mended), (0, ROWS));
                    break;
                }
            }
            // What takes longer than usual must come to its end as well.
            stretch *= 1.3;
        }
    }
    say(&format!(
        "deeds over many rows: killed at {killed} moments in {houses} houses"
    ));
}
