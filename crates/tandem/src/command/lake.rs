//! `tandem lake`: what the tables are like on disk, what their versions were, and keeping them well.

use charter::canonical::SET_ASIDE;
use jiff::Timestamp;
use lake::{Compacted, Keep, Lake, Retired, TableStatus, Vacuumed, VersionInfo};
use serde::Serialize;

use crate::aligned::{Side, by_column};
use crate::cli::{LakeCommand, LakeHistory, LakeOf, LakeVacuum};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

pub async fn run(asked: LakeCommand, output: &mut Output) -> Result<(), Failure> {
    match asked {
        LakeCommand::Status(asked) => status(&asked, output).await,
        LakeCommand::History(asked) => history(&asked, output).await,
        LakeCommand::Compact(asked) => compact(&asked, output).await,
        LakeCommand::Vacuum(asked) => vacuum(&asked, output).await,
        LakeCommand::Retain(asked) => {
            let (charter, _) = charter_folder::read(&asked.of.charter.charter)?;
            let lake = open(&asked.of, asked.dry_run).await?;
            let gone = lake.retain(&charter, clock::now(), asked.dry_run).await?;
            told(&asked.of, &gone, output, || retained(&gone, asked.dry_run))
        }
    }
}

/// The lake, to write where something is to be done.
async fn open(asked: &LakeOf, to_read: bool) -> Result<Lake, Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    asked.data.ledger_to_read(&charter).await?;
    let lake = asked.data.lake_to_read(&charter, &asked.charter).await?;
    if to_read {
        return Ok(lake);
    }
    drop(lake);
    asked.data.lake(&charter).await
}

/// As JSON where that is asked for, in words otherwise.
fn told<T: Serialize>(
    asked: &LakeOf,
    what: &T,
    output: &mut Output,
    words: impl FnOnce() -> String,
) -> Result<(), Failure> {
    if asked.json() {
        let json = serde_json::to_string_pretty(what)
            .map_err(|error| Failure::internal("it could not be written", &error))?;
        return output.answer(&format!("{json}\n"));
    }
    output.answer(&words())
}

#[derive(Serialize)]
struct Status {
    version: u64,
    tables: Vec<TableStatus>,
}

async fn status(asked: &LakeOf, output: &mut Output) -> Result<(), Failure> {
    let lake = open(asked, true).await?;
    let status = Status {
        version: lake.version(),
        tables: lake.status().await?,
    };
    told(asked, &status, output, || {
        let mut lines = vec![
            [
                "table", "rows", "files", "small", "size", "on disk", "commits", "version",
                "oldest", "kept for", "left",
            ]
            .map(str::to_owned)
            .to_vec(),
        ];
        lines.extend(status.tables.iter().map(|table| {
            vec![
                table.table.clone(),
                table.rows.to_string(),
                table.files.to_string(),
                table.small_files.to_string(),
                size(table.bytes),
                size(table.bytes_kept),
                table.commits.to_string(),
                table.version.to_string(),
                table.oldest.to_string(),
                table.retain.clone().unwrap_or_else(|| "ever".to_owned()),
                table.retired.to_string(),
            ]
        }));
        let mut text = by_column(&lines, |column| match column {
            0 | 9 => Side::Left,
            _ => Side::Right,
        });
        text.push_str(&format!("\nthe lake is at version {}\n", status.version));
        for table in &status.tables {
            if !table.forgotten_columns.is_empty() {
                text.push_str(&format!(
                    "{}: the charter no longer has {}; what is stored stays and is not read\n",
                    table.table,
                    table.forgotten_columns.join(", ")
                ));
            }
        }
        text
    })
}

async fn history(asked: &LakeHistory, output: &mut Output) -> Result<(), Failure> {
    let lake = open(&asked.of, true).await?;
    let mut versions = lake.history(&asked.table)?;
    let all = versions.len();
    versions.truncate(asked.limit);
    told(&asked.of, &versions, output, || {
        let mut lines = vec![
            ["version", "when", "what", "added", "replaced", "from"]
                .map(str::to_owned)
                .to_vec(),
        ];
        lines.extend(versions.iter().map(line));
        by_column(&lines, |column| match column {
            1 | 2 | 5 => Side::Left,
            _ => Side::Right,
        })
    })?;
    if all > versions.len() && !asked.of.json() {
        output.say(&format!(
            "{} of {all} versions; --limit shows more",
            versions.len()
        ));
    }
    Ok(())
}

fn line(version: &VersionInfo) -> Vec<String> {
    let sum = |count: fn(&lake::Counts) -> u64| -> String {
        if version.receipts.is_empty() {
            return String::new();
        }
        version
            .receipts
            .iter()
            .map(|receipt| count(&receipt.counts))
            .sum::<u64>()
            .to_string()
    };
    let from = match (&version.receipts[..], &version.files, &version.retired) {
        ([receipt], ..) => format!("{}: {}", receipt.feed, receipt.source),
        ([first, ..], ..) => format!("{}: {} deliveries", first.feed, version.receipts.len()),
        (_, Some((before, after)), _) => format!("{before} files became {after}"),
        (.., Some(retired)) => format!("{} rows before {}", retired.rows, retired.before),
        _ => version
            .customers
            .as_ref()
            .map_or_else(String::new, |change| {
                let by_feed: Vec<String> = change
                    .by_feed
                    .iter()
                    .map(|(feed, rows)| format!("{rows} rows of {feed}"))
                    .collect();
                format!("request {}: {}", change.request, by_feed.join(", "))
            }),
    };
    let mut what = version.what.replace('_', " ");
    if !version.kept {
        what.push_str(" (let go)");
    }
    vec![
        version.version.to_string(),
        version.at.map_or_else(String::new, second),
        what,
        sum(|counts| counts.added),
        sum(|counts| counts.replaced),
        from,
    ]
}

async fn compact(asked: &LakeOf, output: &mut Output) -> Result<(), Failure> {
    let lake = open(asked, false).await?;
    let done = lake.compact(clock::now()).await?;
    told(asked, &done, output, || {
        if done.is_empty() {
            return "no table has two files that are not full\n".to_owned();
        }
        done.iter().map(compacted).collect()
    })
}

fn compacted(done: &Compacted) -> String {
    format!(
        "{}, feed {}: {} files became {}\n",
        done.table, done.feed, done.files_before, done.files_after
    )
}

async fn vacuum(asked: &LakeVacuum, output: &mut Output) -> Result<(), Failure> {
    let lake = open(&asked.of, asked.dry_run).await?;
    let keep: Keep = asked.keep.into();
    let done = lake.vacuum(&keep, clock::now(), asked.dry_run).await?;
    told(&asked.of, &done, output, || vacuumed(&done, asked.dry_run))
}

fn vacuumed(done: &[Vacuumed], dry_run: bool) -> String {
    if done.is_empty() {
        return "everything there is needed by a version that is kept\n".to_owned();
    }
    done.iter()
        .map(|table| {
            format!(
                "{}: {} data files ({}) and {} files of the log {}; it can be asked from version {} on\n",
                table.table,
                table.files,
                size(table.bytes),
                table.log_files,
                if dry_run { "would go" } else { "went" },
                table.oldest
            )
        })
        .collect()
}

fn retained(gone: &[Retired], dry_run: bool) -> String {
    if gone.is_empty() {
        return "no row is older than the charter keeps it\n".to_owned();
    }
    gone.iter()
        .map(|table| {
            let by_feed: Vec<String> = table
                .by_feed
                .iter()
                .map(|(feed, rows)| format!("{rows} of {feed}"))
                .collect();
            let what = if table.table == SET_ASIDE {
                "texts of rows resolved before"
            } else {
                "rows from before"
            };
            format!(
                "{}: {} {what} {} {} (kept for {}): {}\n",
                table.table,
                table.rows,
                second(table.before),
                if dry_run { "would go" } else { "went" },
                table.retain,
                by_feed.join(", ")
            )
        })
        .collect()
}

fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Bytes in words: three digits and a unit.
fn size(bytes: u64) -> String {
    let mut tenths = bytes.saturating_mul(10);
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if tenths < 10_240 {
            return match unit {
                "B" => format!("{} B", tenths / 10),
                unit => format!("{}.{} {unit}", tenths / 10, tenths % 10),
            };
        }
        tenths /= 1_024;
    }
    format!("{}.{} TiB", tenths / 10, tenths % 10)
}
