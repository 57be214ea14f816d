//! The same seed gives the same bytes.

use jiff::ToSpan as _;
use sha2::{Digest, Sha256};
use twin::{Settings, Simulation, Sink};

use crate::harbor;

/// Of the exports, and of the truth about them.
fn fingerprints(seed: u64) -> [String; 2] {
    let mut exports = Sha256::new();
    let told = harbor::run(&harbor::scenario(), 7, seed, |feed, line| {
        exports.update(feed);
        exports.update(line);
    });
    let truth = Sha256::new().chain_update(serde_json::to_string(&told).unwrap());
    [exports, truth].map(|hash| {
        let bytes = hash.finalize();
        let first = bytes.iter().take(8);
        first.map(|byte| format!("{byte:02x}")).collect()
    })
}

/// The fingerprint is written here, so that a machine whose arithmetic differs is found out. It changes with the
/// scenario and with every change of the simulation, which is to be told in the changelog.
#[test]
fn a_seed_gives_the_same_bytes_everywhere() {
    insta::assert_snapshot!(fingerprints(7).join(" "), @"f725eb140a5fead3 c5877be3eaeca2cf");
}

#[test]
fn another_seed_gives_another_world() {
    assert_ne!(fingerprints(1)[0], fingerprints(2)[0]);
}

/// Steps of any length, and a clone that somebody else runs on, change nothing.
#[test]
fn how_it_is_run_makes_no_difference() {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: 3,
        seed: 5,
    };
    let start = || Simulation::new(&harbor::charter(), &harbor::scenario(), settings).unwrap();
    let mut whole = Lines::default();
    let truth = start().run(&mut whole, |_| {}).unwrap();

    let mut stepped = Lines::default();
    let mut running = start().start();
    for step in 0_i64.. {
        if running.now() >= running.ends() {
            break;
        }
        let next = running.now() + (7 + step % 5_000).seconds();
        running.advance(next, &mut stepped).unwrap();
        if step == 100 {
            let mut apart = running.clone();
            apart.advance(apart.ends(), &mut Lines::default()).unwrap();
        }
    }
    assert_eq!(running.finish(&mut stepped).unwrap(), truth);
    assert!(whole == stepped);
}

/// What was exported, feed by feed.
#[derive(Default, PartialEq)]
struct Lines(Vec<(&'static str, String)>);

impl Sink for Lines {
    fn line(&mut self, feed: &'static str, json: &str) -> std::io::Result<()> {
        self.0.push((feed, json.to_owned()));
        Ok(())
    }
}
