//! Faults on purpose. Each test is short here and as long as asked by `make faults`: so many moments, from this seed.

mod alone;
mod chance;
mod course;
mod damaged;
mod full;
mod house;
mod input;
mod killed;
mod stopped;
mod storm;
mod upkeep;

use chance::Chance;

/// Moments for each kind of victim when nobody asks for more.
const MOMENTS: usize = 3;

/// How long, and from which seed.
struct Suite {
    moments: usize,
    seed: u64,
}

impl Suite {
    /// As `TANDEM_FAULT_MOMENTS` and `TANDEM_FAULT_SEED` say.
    fn asked() -> Self {
        Self {
            moments: variable("TANDEM_FAULT_MOMENTS").map_or(MOMENTS, |text| text.parse().unwrap()),
            seed: variable("TANDEM_FAULT_SEED").map_or(1, |text| text.parse().unwrap()),
        }
    }

    /// Whether somebody asked for more than what every run of the tests does.
    fn is_long(&self) -> bool {
        self.moments > MOMENTS
    }

    /// Chance for one house of one test.
    fn chance(&self, test: &str, house: u64) -> Chance {
        let name = test.bytes().fold(self.seed, |mixed, byte| {
            mixed.wrapping_mul(1_099_511_628_211) ^ u64::from(byte)
        });
        Chance::new(name.wrapping_add(house))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that is run longer is told so"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// For whoever watches a long run.
#[expect(clippy::print_stderr, reason = "figures for docs/reliability.md")]
fn say(text: &str) {
    eprintln!("{text}");
}
