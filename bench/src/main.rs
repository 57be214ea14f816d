//! The ten queries of the peers, asked as KPI queries, on ten million contacts: warm, the median of several runs.
//!
//! `bench CHARTER DATA` takes the folder of the bench's charter and a data folder into which the contacts were taken in;
//! prints one JSON line with times in milliseconds, and writes the answers beside the data for comparison.

mod answers;
mod charter_files;
mod queries;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use access::Viewer;
use charter::Charter;
use kpi::Engine;
use lake::{Lake, Secret, Settings};
use serde_json::json;

/// Runs of each query after the first.
const RUNS: usize = 5;
/// Threads, as the peers have.
const THREADS: usize = 2;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let (Some(charter), Some(data)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bench CHARTER DATA".into());
    };
    let charter = Arc::new(Charter::read(&charter_files::read(&charter)?)?);
    let settings = Settings {
        folder: data.join("lake"),
        customer_key: Secret::new(*b"no customers in the bench"),
        memory_bytes: 1 << 30,
        threads: THREADS,
        query_seconds_max: 600,
    };
    let lake = Lake::open_read_only(settings, &charter).await?;
    let viewer = Viewer::operator(&charter.partnership);
    let engine = Engine::new(lake, charter)?;
    let mut times = serde_json::Map::new();
    let mut results = serde_json::Map::new();
    for query in queries::all()? {
        let mut millis = Vec::new();
        for _ in 0..=RUNS {
            let start = now();
            let answer = engine.answer(&viewer, &query.question, 0).await?;
            let rows = (query.finish)(&answer);
            millis.push(start.elapsed().as_secs_f64() * 1_000.0);
            results.insert(query.name.to_owned(), json!(rows));
        }
        let first = millis.remove(0);
        millis.sort_by(f64::total_cmp);
        let median = millis.get(RUNS / 2).copied().unwrap_or(first);
        times.insert(
            query.name.to_owned(),
            json!({ "median_ms": median, "first_ms": first }),
        );
    }
    std::fs::write(data.join("answers.json"), serde_json::to_vec(&results)?)?;
    let line = json!({ "engine": "tandem", "threads": THREADS, "peak_rss_mb": peak_rss_mb(), "queries": times });
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

/// Most memory this process ever held, as the kernel says it; `None` elsewhere than on Linux.
fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kib| kib / 1_024)
}
