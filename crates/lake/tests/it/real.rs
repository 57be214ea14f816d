//! Two real exports, where they are at hand: `$TANDEM_DATA`, by default `../shared/data` beside the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use charter::Charter;
use lake::{Counts, Lake, Receipt, Source};

use crate::fixture::{now, sender, settings};

#[expect(clippy::disallowed_methods, reason = "a test says where its data are")]
#[expect(clippy::print_stderr, reason = "a test that cannot run says so")]
fn data(file: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data =
        std::env::var_os("TANDEM_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: there is no {}", path.display());
    None
}

fn read_charter(name: &str) -> Charter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../charters")
        .join(name);
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                let name = path
                    .strip_prefix(&folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    Charter::read(&files).unwrap_or_else(|problems| panic!("{problems:?}"))
}

async fn check(charter: &str, feed: &str, file: &str, expect: Counts) {
    let Some(path) = data(file) else { return };
    let folder = tempfile::tempdir().unwrap();
    let charter = read_charter(charter);
    let lake = Lake::open(settings(folder.path()), &charter).await.unwrap();
    let receipt: Receipt = lake
        .ingest(
            &charter,
            feed,
            (Source::Path(path.clone()), sender()),
            now(),
            &|_| {},
        )
        .await
        .unwrap();
    assert_eq!(receipt.counts, expect);
    let again = lake
        .ingest(
            &charter,
            feed,
            (Source::Path(path), sender()),
            now(),
            &|_| {},
        )
        .await
        .unwrap();
    assert_eq!(again.counts.accepted(), 0);
    assert!(again.counts.add_up());
    assert_eq!(again.digest, receipt.digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_a_banks_calls() {
    let expect = Counts {
        received: 33_344,
        passed_over: 278,
        added: 33_066,
        ..Counts::default()
    };
    check("bank", "calls", "bank-calls/calls-1999-02.tsv", expect).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_which_later_rows_supersede_earlier_ones() {
    let expect = Counts {
        received: 141_712,
        added: 24_918,
        superseded: 116_794,
        ..Counts::default()
    };
    check(
        "service-desk",
        "incidents",
        "incidents/incident-event-log.csv.gz",
        expect,
    )
    .await;
}
