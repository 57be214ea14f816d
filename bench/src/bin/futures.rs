//! A hundred futures of a day: `futures CHARTER` simulates a fortnight of the operation, then runs the next day on a
//! hundred times, each with six more agents of a team and without. Prints a line of JSON.
//!
//! What a double of the operation costs that is kept ready to be asked, a copy of it, is measured beside.

#[path = "../charter_files.rs"]
mod charter_files;

use std::error::Error;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use charter::Charter;
use jiff::civil::date;
use serde_json::json;
use twin::what_if::{Asking, During, FORMAT, Horizon, Lever, Levers, Measure, Menu, compare};
use twin::{Scenario, Settings, Simulation};

const REPLICATIONS: usize = 100;
const DAYS: u32 = 15;
const COPIES: u32 = 50;
const THREADS: NonZeroUsize = NonZeroUsize::new(2).unwrap();

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let files = charter_files::read(&folder.ok_or("usage: futures CHARTER")?)?;
    let charter = Charter::read(&files)?;
    let world = files.get("scenario.yaml").ok_or("there is no scenario")?;
    let settings = Settings {
        until: date(2026, 11, 20),
        days: DAYS,
        seed: 11,
    };
    let mut running = Simulation::new(&charter, &Scenario::read(world)?, settings)?.start();
    // A Thursday at 10:40 in Amsterdam.
    let present = "2026-11-19T09:40:00Z".parse()?;
    let begun = now();
    running.advance(present, &mut |_: &'static str, _: &str| Ok(()))?;
    let simulated = begun.elapsed();

    let begun = now();
    for _ in 0..COPIES {
        std::hint::black_box(running.clone());
    }
    let copied = begun.elapsed() / COPIES;

    let team = Menu::of(&running).teams.pop().ok_or("nobody works")?.team;
    let during = During {
        from: "11:00".parse()?,
        until: "15:00".parse()?,
    };
    let lever = Lever::Agents {
        team,
        more: 6,
        during: Some(during),
    };
    let asking = Asking {
        horizon: Horizon::Tomorrow,
        replications: REPLICATIONS,
        seed: 1,
        tried: vec![Levers {
            format: FORMAT,
            levers: vec![lever],
        }],
    };
    let begun = now();
    let answer = compare(&running, &asking, THREADS, &AtomicBool::new(false), &|_| {})?;
    let tried = begun.elapsed();
    let whole = answer.cells.first().and_then(|cell| cell.tried.first());
    let level = whole
        .and_then(|way| {
            way.iter()
                .find(|one| one.measured.measure == Measure::ServiceLevel)
        })
        .and_then(|one| one.difference.mean);
    let line = json!({
        "replications": answer.replications,
        "simulated_s": simulated.as_secs_f64(),
        "copy_ms": copied.as_secs_f64() * 1_000.0,
        "futures_s": tried.as_secs_f64(),
        "points_of_service_level": level,
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "measuring time is what a bench is for"
)]
fn now() -> Instant {
    Instant::now()
}
