//! Real exports, where they are at hand: what a person would write is what the draft says.

use std::io::Read;
use std::path::{Path, PathBuf};

use draft::{About, Draft};

use crate::fixture::{about, column, doubts, drafted_for};

/// So much of a file is looked at.
const HEAD: u64 = 1 << 20;

/// The file; says so when it is absent.
fn file(path: &str) -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told by the environment where the data is"
    )]
    let folder = std::env::var_os("TANDEM_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = folder.join(path);
    if file.is_file() {
        return Some(file);
    }
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    {
        eprintln!(
            "SKIPPED: {} is absent. Set TANDEM_DATA to the folder that holds `{path}` to run this test.",
            file.display()
        );
    }
    None
}

fn head(path: &str, most: u64) -> Option<(Vec<u8>, bool)> {
    let opened = std::fs::File::open(file(path)?).unwrap();
    let mut bytes = Vec::new();
    if path.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(opened)
            .take(most + 1)
            .read_to_end(&mut bytes)
            .unwrap();
    } else {
        opened.take(most + 1).read_to_end(&mut bytes).unwrap();
    }
    let complete = bytes.len() as u64 <= most;
    bytes.truncate(usize::try_from(most).unwrap());
    Some((bytes, complete))
}

fn export(path: &str, about: &About) -> Option<Draft> {
    let (bytes, complete) = head(path, HEAD)?;
    Some(drafted_for(path, &bytes, complete, about))
}

#[test]
fn dump() {
    for path in [
        "bank-calls/calls-1999-02.tsv",
        "incidents/incident-event-log.csv.gz",
        "call-volume/bank-calls-5min-2003.csv",
        "strangers/receipt.csv",
        "strangers/call_center_daily.csv",
        "strangers/nyc311_sample.csv",
    ] {
        let (bytes, complete) = head(path, HEAD).unwrap();
        let t = std::time::Instant::now();
        let s = draft::Sample::from_bytes(path, &bytes, complete).unwrap();
        let t1 = t.elapsed();
        let d = draft::draft(&s, &about()).unwrap();
        println!("######## {path} {:?} {:?}\n{}", t1, t.elapsed(), d.yaml);
    }
    for path in [
        "bank-calls/calls-1999-02.tsv",
        "incidents/incident-event-log.csv.gz",
        "call-volume/bank-calls-5min-2003.csv",
        "strangers/receipt.csv",
        "strangers/call_center_daily.csv",
        "strangers/nyc311_sample.csv",
    ] {
        let d = export(path, &about()).unwrap();
        let _ = (column(&d, "x"), doubts(&d, "x", "y"));
    }
}
