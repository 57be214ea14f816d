//! `tandem ingest`: files in through a feed, each as a whole or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use access::Viewer;
use charter::Charter;
use lake::{Counts, Lake, Receipt, Sender, Source, Way};

use crate::cli::Ingest;
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock, named_files, progress, whose_deed};

pub async fn run(asked: Ingest, output: &mut Output) -> Result<(), Failure> {
    let (charter, charter_files) = charter_folder::read(&asked.charter.charter)?;
    // Before anything is made: a pattern that matches nothing is a slip of the pen.
    let files = named_files::expanded(&asked.files)?;
    let viewer = whose_deed::viewer(&charter, &asked.whose)?;
    let sender = Sender::person(Way::Ingest, viewer.person());
    let (charter, charter_files) =
        super::agreed::upon(&asked.data, (charter, charter_files), output).await?;
    let lake = asked.data.lake(&charter).await?;
    // Before the first row: the ledger says whose facts these are.
    super::serve::found(&asked.data, &charter, charter_files, clock::now()).await?;
    let mut receipts = Vec::new();
    let mut failures = Vec::new();
    for file in &files {
        match take_in(&lake, &charter, &asked.feed, file, sender.clone()).await {
            Ok(receipt) => {
                let first = first_set_aside(&lake, &charter, &receipt).await;
                output.say(&said_with(&receipt, &first));
                if receipt.counts.set_aside > 0 {
                    let folders = asked.data.said_with(&asked.charter);
                    output.say(&format!(
                        "  see them and what to do: tandem quarantine list {folders} {}",
                        receipt.feed
                    ));
                }
                receipts.push(receipt);
            }
            Err(failure) if files.len() == 1 => return Err(failure),
            // One bad file does not keep the others out.
            Err(failure) => {
                output.failure(&failure);
                failures.push(failure);
            }
        }
    }
    if files.len() > 1 {
        output.say(&summed(&receipts));
    }
    let failed = failures.len();
    match failures.into_iter().next() {
        Some(first) => Err(Failure::of_several(first, failed, files.len())),
        None => Ok(()),
    }
}

/// Takes one file in, with a progress bar.
///
/// # Errors
/// When the file or the feed is bad; nothing of the file is kept then.
pub async fn take_in(
    lake: &Lake,
    charter: &Charter,
    feed: &str,
    file: &Path,
    sender: Sender,
) -> Result<Receipt, Failure> {
    let source = if file == Path::new("-") {
        Source::Reader {
            name: "standard input".to_owned(),
            bytes: Box::new(std::io::stdin()),
        }
    } else {
        Source::Path(file.to_owned())
    };
    let size = std::fs::metadata(file).ok().map(|metadata| metadata.len());
    let bar = progress::bytes(size, &source.name());
    let receipt = lake
        .ingest(charter, feed, (source, sender), clock::now(), &|progress| {
            bar.set_position(progress.bytes)
        })
        .await;
    bar.finish_and_clear();
    Ok(receipt?)
}

/// What became of the rows, as [`said_with`] says it of a file that is not looked at row by row.
pub fn said(receipt: &Receipt) -> String {
    said_with(receipt, &BTreeMap::new())
}

/// The first line set aside by each check. The file is taken in by now: what cannot be told is left out, and stops nothing.
async fn first_set_aside(
    lake: &Lake,
    charter: &Charter,
    receipt: &Receipt,
) -> BTreeMap<String, u64> {
    if receipt.counts.set_aside == 0 {
        return BTreeMap::new();
    }
    let viewer = Viewer::operator(&charter.partnership);
    lake.first_set_aside(&viewer, receipt)
        .await
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "which rows were set aside first cannot be told");
            BTreeMap::new()
        })
}

/// What became of the rows, in the words of `docs/feeds.md`: every one of them is accounted for. `first` is the
/// first line of the file that each check set aside.
fn said_with(receipt: &Receipt, first: &BTreeMap<String, u64>) -> String {
    let counts = &receipt.counts;
    if counts.received == 0 {
        return format!(
            "{}: no rows: nothing came into {} (lake version {})",
            receipt.source, receipt.table, receipt.batch
        );
    }
    let mut said = format!(
        "{}: {} received into {}: {} (lake version {})",
        receipt.source,
        counted(counts.received, "row", "rows"),
        receipt.table,
        fates(counts),
        receipt.batch,
    );
    for (check, rows) in &receipt.by_check {
        // What a value could not be read as is its column's type: the check that nobody writes.
        let kind = if check.starts_with("cannot_read.") {
            " (type)"
        } else {
            ""
        };
        let line = match first.get(check) {
            Some(line) if *rows == 1 => format!(", in line {line}"),
            Some(line) => format!(", the first in line {line}"),
            None => String::new(),
        };
        said.push_str(&format!(
            "\n  {check}{kind}: {}{line}",
            counted(*rows, "row", "rows")
        ));
    }
    said
}

/// What became of the rows of several files together.
fn summed(receipts: &[Receipt]) -> String {
    let mut counts = Counts::default();
    for receipt in receipts {
        counts.add(&receipt.counts);
    }
    let files = counted(receipts.len() as u64, "file", "files");
    if counts.received == 0 {
        return format!("{files} taken in: no rows");
    }
    format!(
        "{files} taken in: {} received: {}",
        counted(counts.received, "row", "rows"),
        fates(&counts)
    )
}

/// How many rows became what, in the words of `docs/feeds.md`.
pub fn fates(counts: &Counts) -> String {
    let parts = [
        (counts.added, "added", "added"),
        (counts.replaced, "replaced", "replaced"),
        (counts.superseded, "superseded", "superseded"),
        (counts.duplicates, "duplicate", "duplicates"),
        (counts.set_aside, "set aside", "set aside"),
        (counts.passed_over, "passed over", "passed over"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(rows, ..)| *rows > 0)
        .map(|(rows, one, many)| counted(*rows, one, many))
        .collect();
    parts.join(", ")
}

/// A number with the word for what it counts.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
