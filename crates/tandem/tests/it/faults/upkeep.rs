//! Killed with SIGKILL at random moments of what keeps the tables well: no number is another one by it.

use jiff::civil::{Date, date};

use super::Suite;
use super::house::{
    answers, balances, keep_since, kill_after, receipts, rows_and_left, start, version,
};
use super::storm::moments;
use crate::place::Place;

/// Rows before this day leave: about half of what comes.
const KEPT_SINCE: Date = date(2026, 3, 14);
/// Versions of a table that a vacuum leaves.
const KEPT_VERSIONS: u64 = 3;

#[test]
fn small_files_made_one() {
    moments(&Suite::asked(), "compaction", |storm, moments| {
        while storm.killed < moments {
            for _ in 0..2 {
                let packet = storm.packet();
                storm.place.write("next.ndjson", &packet.text);
                storm.place.ingest("calls", "next.ndjson");
            }
            let came = answers(&storm.place);
            storm.arrived(&came);
            loop {
                let moment = storm.moment();
                let compact = storm.place.command(&["lake", "compact"]);
                let ended = kill_after(start(compact), moment);
                if storm.count(ended) {
                    break;
                }
                storm.whole_or_not();
            }
            let came = answers(&storm.place);
            storm.arrived(&came);
        }
    });
}

#[test]
fn old_versions_let_go() {
    let kept = KEPT_VERSIONS.to_string();
    let vacuum = ["lake", "vacuum", "--keep-versions", &kept];
    moments(&Suite::asked(), "vacuum", |storm, moments| {
        let mut rows = storm.rows_taken_in();
        // What was answered as at each version.
        let mut given: Vec<(u64, String)> = Vec::new();
        while storm.killed < moments {
            for _ in 0..4 {
                let packet = storm.packet();
                storm.place.write("next.ndjson", &packet.text);
                storm.place.ingest("calls", "next.ndjson");
                rows += packet.rows;
                let version = version(&storm.place);
                given.push((version, as_of(&storm.place, version).unwrap()));
            }
            let came = answers(&storm.place);
            storm.arrived(&came);
            loop {
                let moment = storm.moment();
                let ended = kill_after(start(storm.place.command(&vacuum)), moment);
                assert_eq!(answers(&storm.place), storm.stands);
                for (version, given) in given.iter().rev().step_by(2).take(4) {
                    let now = as_of(&storm.place, *version);
                    assert!(now.is_none_or(|now| now == *given), "version {version}");
                }
                if storm.count(ended) {
                    break;
                }
            }
            balances(&storm.place);
            assert_eq!(storm.rows_taken_in(), rows);
            let (newest, answer) = given.last().unwrap();
            assert_eq!(as_of(&storm.place, *newest).as_ref(), Some(answer));
            assert_eq!(as_of(&storm.place, newest - KEPT_VERSIONS - 1), None);
            // Nothing is left lying about.
            let again = storm
                .place
                .run(&[&vacuum[..], &["--dry-run", "--format", "json"]].concat());
            assert_eq!(again.ends(0).answer.trim(), "[]");
        }
    });
}

/// What was answered at a version of the lake; nothing once it is no longer kept.
fn as_of(place: &Place, version: u64) -> Option<String> {
    let version = version.to_string();
    let ran = place.run(&[
        "query",
        "calls,wait_sum",
        "--by",
        "agent",
        "--format",
        "csv",
        "--as-of",
        &version,
    ]);
    if ran.code == Some(4) && ran.said.contains("is no longer kept") {
        return None;
    }
    Some(ran.ends(0).answer)
}

#[test]
fn old_rows_leaving() {
    moments(&Suite::asked(), "retain", |storm, moments| {
        while storm.killed < moments {
            let packet = storm.packet();
            storm.place.write("next.ndjson", &packet.text);
            storm.place.ingest("calls", "next.ndjson");
            let came = answers(&storm.place);
            storm.arrived(&came);
            keep_since(&storm.place, KEPT_SINCE);
            storm.calm.retain(KEPT_SINCE);
            loop {
                let moment = storm.moment();
                let retain = storm.place.command(&["lake", "retain"]);
                let ended = kill_after(start(retain), moment);
                storm.whole_or_not();
                let (rows, left) = rows_and_left(&storm.place);
                let added: u64 = receipts(&storm.place)
                    .iter()
                    .map(|receipt| receipt["counts"]["added"].as_u64().unwrap())
                    .sum();
                assert_eq!(rows + left, added);
                if storm.count(ended) {
                    break;
                }
            }
            let came = answers(&storm.place);
            storm.arrived(&came);
        }
    });
}
