//! Faults on purpose. Each test is short here and as long as asked by `make faults`: so many moments, from this seed.

mod ended;
mod full;
mod killed;
mod lost;
mod proxy;
mod writer;

use std::collections::BTreeMap;

use ledger::Ledger;

/// Moments of each kind when nobody asks for more.
const MOMENTS: usize = 3;

fn moments() -> usize {
    variable("TANDEM_FAULT_MOMENTS").map_or(MOMENTS, |text| text.parse().unwrap())
}

/// Chance that can be had again: SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn of(test: &str) -> Self {
        let seed = variable("TANDEM_FAULT_SEED").map_or(1, |text| text.parse().unwrap());
        Self(test.bytes().fold(seed, |mixed: u64, byte| {
            mixed.wrapping_mul(1_099_511_628_211) ^ u64::from(byte)
        }))
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that is run longer, or as another's victim, is told so"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// How often each note stands in the ledger, whose chain is checked.
async fn standing(ledger: &Ledger) -> BTreeMap<String, usize> {
    ledger.catch_up().await.unwrap();
    let found = ledger.verify().await.unwrap();
    let state = ledger.state();
    assert_eq!(found.entries, state.position);
    let mut texts = BTreeMap::new();
    for note in state.notes.iter() {
        *texts.entry(note.pinned.text.clone()).or_default() += 1;
    }
    texts
}
