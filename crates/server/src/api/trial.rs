//! What a feed makes of the beginning of a file, as it is sent.

use std::collections::BTreeMap;
use std::path::Path;

use charter::diagnostic::{Diagnostic, Severity};
use charter::{Charter, Diagnostics};
use lake::{Head, LakeError, Preview, SetAsideRow};
use serde::Serialize;
use utoipa::ToSchema;

use super::records::{FateBody, FateWord};
use crate::app::App;
use crate::error::ApiError;
use crate::in_force::{self, path};
use charter::names::word;

/// Rows of each kind that are shown.
const ROWS: usize = 10;

/// What a feed makes of the beginning of a file. Where it cannot be tried, `problems` or `refused` say why.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct FeedTrial {
    /// What is wrong with the feed, each with its place.
    pub problems: Vec<FeedProblem>,
    /// Why the file cannot be taken in through it, where it is the file.
    pub refused: Option<FileRefused>,
    /// What became of the rows; absent where the feed was not tried.
    pub rows: Option<TriedRows>,
}

/// What is wrong with a feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedProblem {
    /// `error` or `warning`.
    pub severity: String,
    /// Line, from 1; 0 when it is the feed as a whole.
    pub line: u64,
    /// Column in characters, from 1; 0 when it is the line or the feed as a whole.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// What would have been right.
    pub expected: Option<String>,
    /// The valid name that is nearest to the one written.
    pub nearest: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

/// Why a file cannot be taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileRefused {
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// What became of the rows of a trial: `received = passed_over + set_aside + added + superseded + duplicates`.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedRows {
    /// Whether the whole file was tried; otherwise its beginning.
    pub whole: bool,
    /// Rows read.
    pub received: u64,
    /// No facts, by the feed's own rule.
    pub passed_over: u64,
    /// Rows that would be kept out of the table.
    pub set_aside: u64,
    /// Records that the table would hold.
    pub added: u64,
    /// Earlier versions of them.
    pub superseded: u64,
    /// The same version of the same record once more.
    pub duplicates: u64,
    /// Rows that would be kept with a warning.
    pub warned: u64,
    /// Check → rows that would be set aside under it.
    pub by_check: BTreeMap<String, u64>,
    /// The columns of the table that are shown: those that are filled, without the customer's.
    pub columns: Vec<String>,
    /// The first rows as the table would hold them, in the order of the file.
    pub kept: Vec<KeptRow>,
    /// The first rows that would be set aside, in the order of the file.
    pub aside: Vec<AsideRow>,
}

/// A row as the table would hold it.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptRow {
    /// Its line in the file, from 1; in a JSON array its number.
    pub line: u64,
    /// What would become of it.
    pub fate: FateWord,
    /// Its values, by column.
    pub values: Vec<Option<String>>,
}

/// A row that would be set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct AsideRow {
    /// Its line in the file, from 1; in a JSON array its number.
    pub line: u64,
    /// The check that it fails, or what cannot be done.
    pub check: String,
    /// The column of the table that is in question, where it is one.
    pub column: Option<String>,
    /// What is wrong with it.
    pub reason: String,
    /// What the person who mends it should know.
    pub hint: String,
    /// Its text as it came. It may hold personal data.
    pub raw: String,
}

/// A table, as whoever maps columns to it needs it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableOfFeed {
    /// Its name.
    pub table: String,
    /// What one row is.
    pub row: String,
    /// The column with the instant at which a row counts.
    pub at: String,
    /// Its columns.
    pub columns: Vec<ColumnOfTable>,
}

/// A column that a feed may fill.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnOfTable {
    /// Its name.
    pub column: String,
    /// `text`, `integer`, `number`, `boolean`, `instant` or `money`.
    #[serde(rename = "type")]
    pub column_type: String,
    /// The unit of its values, where they have one.
    pub unit: Option<String>,
    /// What it is for: `dimension`, `agent`, `customer`, `cost`, `free_text` or `detail`.
    #[serde(rename = "use")]
    pub use_: String,
    /// What it holds.
    pub means: String,
}

/// The table of that name.
pub(crate) fn table_of(charter: &Charter, name: &str) -> Option<TableOfFeed> {
    let table = charter.table(name)?;
    Some(TableOfFeed {
        columns: table
            .columns
            .iter()
            .map(|column| ColumnOfTable {
                column: column.name.clone(),
                column_type: word(&column.column_type),
                unit: column.unit().map(str::to_owned),
                use_: word(&column.use_),
                means: column.means.clone(),
            })
            .collect(),
        table: table.name,
        row: table.row,
        at: table.at,
    })
}

/// Tries a feed, as part of the charter in force, on the beginning of a file.
pub(crate) async fn trial(
    app: &App,
    feed: &str,
    yaml: &str,
    head: &Head,
    file: &Path,
) -> Result<FeedTrial, ApiError> {
    let mut files = in_force::files(app);
    let own = path(feed);
    let taken = files.insert(own.clone(), yaml.to_owned()).is_some();
    let told = |problems: &Diagnostics| -> Vec<FeedProblem> {
        let of_feed = problems.iter().filter(|one| one.file == own);
        of_feed.map(Into::into).collect()
    };
    let charter = match Charter::read(&files) {
        Ok(charter) => charter,
        Err(problems) => {
            return Ok(FeedTrial {
                problems: told(&problems),
                ..FeedTrial::default()
            });
        }
    };
    let mut trial = FeedTrial {
        problems: told(&charter::check(&files)),
        ..FeedTrial::default()
    };
    if taken {
        trial.problems.insert(0, is_taken(yaml, feed));
    }
    let Some(known) = charter.feeds.get(feed) else {
        return Ok(trial);
    };
    let source = head.trial(file, &known.format);
    let lake = app.engine.lake();
    match lake.preview(&charter, feed, source, ROWS, app.now()).await {
        Ok(preview) => trial.rows = Some(rows(preview, head.is_whole())),
        Err(LakeError::BadFeed {
            part, cause, hint, ..
        }) => trial.problems.insert(
            0,
            error(line_of(yaml, &part), format!("{part}: {cause}"), hint),
        ),
        Err(error) if error.is_users() => {
            trial.refused = Some(FileRefused {
                message: error.to_string(),
                hint: error.hint(),
            });
        }
        Err(error) => return Err(error.into()),
    }
    Ok(trial)
}

/// A feed that is there is not written over; what this one would make of the file can be seen all the same.
fn is_taken(yaml: &str, feed: &str) -> FeedProblem {
    error(
        line_of(yaml, "feed"),
        format!("there is a feed named `{feed}` already"),
        "give this one another name".to_owned(),
    )
}

fn error(line: u64, message: String, hint: String) -> FeedProblem {
    FeedProblem {
        severity: word(&Severity::Error),
        line,
        column: 0,
        message,
        expected: None,
        nearest: None,
        hint: Some(hint),
    }
}

fn rows(preview: Preview, whole: bool) -> TriedRows {
    let counts = preview.counts;
    TriedRows {
        whole,
        received: counts.received,
        passed_over: counts.passed_over,
        set_aside: counts.set_aside,
        added: counts.added,
        superseded: counts.superseded,
        duplicates: counts.duplicates,
        warned: preview.warned,
        by_check: preview.by_check,
        columns: preview.columns,
        kept: preview
            .rows
            .into_iter()
            .map(|row| KeptRow {
                line: row.line,
                fate: FateBody::from(row.fate).fate,
                values: row.values,
            })
            .collect(),
        aside: preview.set_aside.into_iter().map(aside).collect(),
    }
}

fn aside(row: SetAsideRow) -> AsideRow {
    let column = row
        .check
        .split_once('.')
        .map(|(_, column)| column.to_owned());
    AsideRow {
        line: row.line,
        check: row.check,
        column,
        reason: row.reason,
        hint: row.hint,
        raw: row.raw,
    }
}

impl From<&Diagnostic> for FeedProblem {
    fn from(problem: &Diagnostic) -> Self {
        Self {
            severity: word(&problem.severity),
            line: problem.line as u64,
            column: problem.column as u64,
            message: problem.message.clone(),
            expected: problem.expected.clone(),
            nearest: problem.nearest.clone(),
            hint: problem.hint.clone(),
        }
    }
}

/// The line of a part of a feed, `columns.opened_at` or `key`; 0 where it cannot be told.
fn line_of(yaml: &str, part: &str) -> u64 {
    let (outer, inner) = part.split_once('.').unwrap_or((part, ""));
    let mut within = false;
    for (number, line) in (1..).zip(yaml.lines()) {
        let starts = |name: &str, text: &str| {
            text.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start().starts_with(':'))
        };
        if starts(outer, line) {
            if inner.is_empty() {
                return number;
            }
            within = true;
        } else if within && !line.starts_with([' ', '#', '-']) && !line.trim().is_empty() {
            within = false;
        } else if within {
            let text = line.trim_start().trim_start_matches("- ");
            let named = text.strip_prefix("check:").map(str::trim) == Some(inner);
            if starts(inner, text) || named {
                return number;
            }
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn parts_of_a_feed_are_found() {
        let yaml = "feed: x\nkey: [id]\n# columns:\ncolumns:\n  # opened_at: no\n  contact_id: id\n  opened_at: t\nchecks:\n  - check: late\n    holds: true\n";
        for (part, line) in [
            ("key", 2),
            ("columns.opened_at", 7),
            ("columns.closed_at", 0),
            ("checks.late", 9),
            ("only", 0),
        ] {
            assert_eq!(line_of(yaml, part), line, "{part}");
        }
    }
}
