//! Killed with SIGKILL at random moments of everything that takes facts in: what was acknowledged is in once, what was not
//! is in as a whole or not at all, and in the end every number is that of a house that was left in peace.

use std::fs;
use std::thread;
use std::time::Duration;

use super::Suite;
use super::course::Packet;
use super::house::{
    MEND, SERVE, answers, answers_over_http, caller, deliver, kill_after, receipts, set_password,
    start,
};
use super::storm::{moments, now, timed};
use crate::http::Caller;
use crate::nats::Nats;
use crate::place::Place;
use crate::running::Running;

/// Longest wait for what was sent to be in.
const IN_WITHIN: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

#[test]
fn files_being_taken_in() {
    moments(&Suite::asked(), "ingest", |storm, moments| {
        while storm.killed < moments {
            let packet = storm.packet();
            storm.place.write("next.ndjson", &packet.text);
            loop {
                let moment = storm.moment();
                let child = start(storm.place.command(&["ingest", "calls", "next.ndjson"]));
                let ended = kill_after(child, moment);
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
fn records_handed_in() {
    moments(&Suite::asked(), "records", |storm, moments| {
        set_password(&storm.place);
        let mut known: Option<Caller> = None;
        let mut starts = storm.usual;
        while storm.killed < moments {
            let mut serving = None;
            starts = timed(|| {
                let mut running = Running::start(storm.place.command(&SERVE));
                let address = running.address();
                known = Some(match &known {
                    None => caller(&address),
                    Some(known) => known.at(&address),
                });
                serving = Some(running);
            })
            .min(starts * 2);
            let (serving, by) = (serving.unwrap(), known.take().unwrap());
            // Left alone once, for its time.
            let packet = storm.packet();
            storm.usual = timed(|| {
                deliver(&by, &packet).unwrap();
            });
            storm.arrived(&answers_over_http(&by));

            let together = 1 + storm.chance.below(3);
            let packets: Vec<Packet> = (0..together).map(|_| storm.packet()).collect();
            let moment = storm.moment().mul_f64(1.2);
            let told: Vec<bool> = thread::scope(|scope| {
                let sent: Vec<_> = packets
                    .iter()
                    .map(|packet| scope.spawn(|| deliver(&by, packet).is_ok()))
                    .collect();
                thread::sleep(moment);
                drop(serving);
                sent.into_iter().map(|one| one.join().unwrap()).collect()
            });
            storm.killed += 1;
            let receipts = receipts(&storm.place);
            for (packet, told) in packets.iter().zip(told) {
                let there = receipts
                    .iter()
                    .filter(|receipt| receipt["key"].as_str() == Some(&packet.key))
                    .count();
                assert!(there == 1 || !told && there == 0, "{} {told}", packet.key);
            }
            if together == 1 {
                storm.whole_or_not();
            }
            // While it starts, too.
            if storm.chance.once_in(3) {
                let moment = starts.mul_f64(storm.chance.fraction());
                kill_after(start(storm.place.command(&SERVE)), moment);
                storm.killed += 1;
            }
            let mut serving = Running::start(storm.place.command(&SERVE));
            let by = by.at(&serving.address());
            for packet in &packets {
                deliver(&by, packet).unwrap();
            }
            storm.arrived(&answers_over_http(&by));
            known = Some(by);
        }
    });
}

#[test]
fn streams() {
    let Some(mut nats) = Nats::start() else {
        return;
    };
    let mut house = 0;
    moments(&Suite::asked(), "stream", |storm, moments| {
        house += 1;
        // A server of its own for every house: the first message of a stream makes it.
        if house > 1 {
            nats = Nats::start().unwrap();
        }
        let url = nats.url();
        let serve = [&SERVE[..], &["--stream", &url]].concat();
        let taken = |place: &Place| -> u64 {
            receipts(place)
                .iter()
                .filter(|receipt| !receipt["position"].is_null())
                .map(|receipt| receipt["counts"]["received"].as_u64().unwrap())
                .sum()
        };
        let mut sent = 0;
        let mut serving = None;
        while storm.killed < moments {
            let mut running =
                serving.unwrap_or_else(|| Running::start(storm.place.command(&serve)));
            let packet = storm.packet();
            let lines: Vec<&str> = packet.text.lines().collect();
            if sent == 0 {
                running.says("is served at");
            }
            nats.send(&lines);
            sent += packet.rows;
            // It lingers for 200 ms before it takes in what came.
            thread::sleep(Duration::from_millis(400).mul_f64(storm.chance.fraction()));
            if storm.chance.once_in(4) {
                nats.kill();
                thread::sleep(Duration::from_millis(100));
                nats.begin();
            }
            drop(running);
            storm.killed += 1;
            assert!(taken(&storm.place) <= sent);
            let again = Running::start(storm.place.command(&serve));
            let end = now() + IN_WITHIN;
            while taken(&storm.place) < sent {
                assert!(now() < end, "{} of {sent} are in", taken(&storm.place));
                thread::sleep(PAUSE);
            }
            assert_eq!(taken(&storm.place), sent);
            let came = answers(&storm.place);
            storm.arrived(&came);
            serving = Some(again);
        }
    });
}

#[test]
fn dropped_files() {
    moments(&Suite::asked(), "drop", |storm, moments| {
        let serve = [&SERVE[..], &["--drop", "drop"]].concat();
        let folder = storm.place.path().join("drop/calls");
        fs::create_dir_all(&folder).unwrap();
        let mut number = 0;
        while storm.killed < moments {
            let running = Running::start(storm.place.command(&serve));
            let packet = storm.packet();
            number += 1;
            let name = format!("{number}.ndjson");
            fs::write(folder.join(&name), &packet.text).unwrap();
            fs::write(folder.join(format!("{name}.done")), "").unwrap();
            // It looks once a second.
            thread::sleep(Duration::from_millis(1_500).mul_f64(storm.chance.fraction()));
            drop(running);
            storm.killed += 1;
            storm.whole_or_not();
            let running = Running::start(storm.place.command(&serve));
            let end = now() + IN_WITHIN;
            while !folder.join("taken").join(&name).exists() || folder.join(&name).exists() {
                assert!(now() < end, "{name} is not in");
                thread::sleep(PAUSE);
            }
            let came = answers(&storm.place);
            storm.arrived(&came);
            // Taken in once, whenever it was moved.
            let receipts = receipts(&storm.place);
            let times = receipts
                .iter()
                .filter(|receipt| {
                    receipt["source"]
                        .as_str()
                        .is_some_and(|source| source == name)
                })
                .count();
            assert_eq!(times, 1, "{name}");
            drop(running);
        }
    });
}

#[test]
fn rows_tried_again() {
    moments(&Suite::asked(), "replay", |storm, moments| {
        let mend = ["quarantine", "mend", "calls", "--set", MEND];
        while storm.killed < moments {
            let packet = storm.packet();
            storm.place.write("next.ndjson", &packet.text);
            storm.place.ingest("calls", "next.ndjson");
            let came = answers(&storm.place);
            storm.arrived(&came);
            if !packet.text.contains("long") {
                continue;
            }
            storm.calm.mend();
            loop {
                let moment = storm.moment();
                let ended = kill_after(start(storm.place.command(&mend)), moment);
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
