//! `tandem feed draft`: a file nobody has seen before becomes a feed, with reasons, doubts and a preview.

use std::fs;
use std::path::Path;

use access::Viewer;
use charter::Charter;
use charter::feed::Format;
use draft::{About, ColumnType, Columnar, Draft, Sample};
use lake::{Head, HeadType, Lake, Receipt, Scan, Secret, Settings, Source};

use super::ingest::said;
use super::{feed_status, init};
use crate::charter_folder::{self, Files};
use crate::cli::{Feed, FeedDraft};
use crate::clock;
use crate::failure::Failure;
use crate::output::Output;

/// How much of a file is looked at.
const HEAD_BYTES: usize = 4 << 20;
/// Rows that are shown as they would be taken in.
const PREVIEW_ROWS: usize = 10;
/// Longest value that is shown whole.
const VALUE_CHARACTERS: usize = 28;
const MEMORY_BYTES: usize = 256 << 20;
const QUERY_SECONDS_MAX: u64 = 30;

pub async fn run(asked: Feed, output: &mut Output) -> Result<(), Failure> {
    match asked {
        Feed::Draft(asked) => drafted(&asked, output).await,
        Feed::Status(asked) => feed_status::run(&asked, output).await,
    }
}

async fn drafted(asked: &FeedDraft, output: &mut Output) -> Result<(), Failure> {
    let mut files = match &asked.charter {
        Some(folder) => charter_folder::files(folder)?,
        None => init::starter()?,
    };
    let charter = Charter::read(&files)?;
    let head = Head::read(&asked.file, HEAD_BYTES)?;
    let name = asked
        .file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let sample = sample(&name, &head)?;
    let draft = draft::draft(&sample, &About::of(&charter)).map_err(refused)?;
    let path = format!("feeds/{}.yaml", draft.feed.feed);
    files.insert(path.clone(), draft.yaml.clone());
    match tried(&files, &draft, &asked.file, &head).await {
        Ok((receipt, preview)) => {
            output.say(&preview);
            output.say(&format!(
                "{}{}",
                if head_is_whole(&head) {
                    ""
                } else {
                    "of the beginning of the file: "
                },
                said(&receipt)
            ));
        }
        Err(failure) => output.say(&format!("it cannot be taken in as drafted: {failure}")),
    }
    for doubt in &draft.doubts {
        output.say(&format!(
            "? {}: {} ({})",
            doubt.about, doubt.says, doubt.why
        ));
    }
    match (&asked.charter, asked.write) {
        (Some(folder), true) => {
            let to = folder.join(&path);
            write(&to, &draft.yaml)?;
            output.say(&format!(
                "written to {}; look at its comments, then: tandem ingest --charter {} --data FOLDER {} {}",
                to.display(),
                folder.display(),
                draft.feed.feed,
                asked.file.display()
            ));
            Ok(())
        }
        _ => output.answer(&draft.yaml),
    }
}

fn sample(name: &str, head: &Head) -> Result<Sample, Failure> {
    match head {
        Head::Text { bytes, whole } => Sample::from_bytes(name, bytes, *whole),
        Head::Columnar {
            parquet,
            columns,
            rows,
            whole,
        } => {
            let format = if *parquet {
                Columnar::Parquet
            } else {
                Columnar::Arrow
            };
            let columns: Vec<(String, ColumnType)> = columns
                .iter()
                .map(|(name, column_type)| (name.clone(), of_head(*column_type)))
                .collect();
            Sample::from_columns(name, format, &columns, rows, *whole)
        }
    }
    .map_err(refused)
}

fn of_head(column_type: HeadType) -> ColumnType {
    match column_type {
        HeadType::Text => ColumnType::Text,
        HeadType::Integer => ColumnType::Integer,
        HeadType::Number => ColumnType::Number,
        HeadType::Boolean => ColumnType::Boolean,
        HeadType::Date => ColumnType::Date,
        HeadType::Instant { zoned } => ColumnType::Instant { zoned },
        HeadType::Other => ColumnType::Other,
    }
}

fn refused(error: draft::DraftError) -> Failure {
    Failure::refused(error.to_string(), error.hint())
}

fn head_is_whole(head: &Head) -> bool {
    match head {
        Head::Text { whole, .. } => *whole,
        // The file itself is tried, not the rows that were looked at.
        Head::Columnar { .. } => true,
    }
}

/// Takes the file's beginning in, through the real door, into a lake that goes at once.
async fn tried(
    files: &Files,
    draft: &Draft,
    path: &Path,
    head: &Head,
) -> Result<(Receipt, String), Failure> {
    let charter = Charter::read(files)?;
    let folder = tempfile::tempdir()
        .map_err(|error| Failure::internal("a folder to try the feed in", &error))?;
    let lake = Lake::open(
        Settings {
            folder: folder.path().to_owned(),
            customer_key: Secret::new("only for a preview"),
            memory_bytes: MEMORY_BYTES,
            threads: 1,
            query_seconds_max: QUERY_SECONDS_MAX,
        },
        &charter,
    )
    .await?;
    let source = match head {
        Head::Text {
            bytes,
            whole: false,
        } => Source::Reader {
            name: path.display().to_string(),
            bytes: Box::new(std::io::Cursor::new(
                whole_lines(bytes, &draft.feed.format).to_vec(),
            )),
        },
        _ => Source::Path(path.to_owned()),
    };
    let receipt = lake
        .ingest(&charter, &draft.feed.feed, source, clock::now(), &|_| {})
        .await?;
    let viewer = Viewer::operator(&charter.partnership);
    // Who the customer is, nobody is shown.
    let shown = draft
        .feed
        .columns
        .keys()
        .filter(|column| column.as_str() != "customer")
        .cloned()
        .collect();
    let scan = Scan {
        columns: Some(shown),
        ..Scan::of(&draft.feed.table)
    };
    let (columns, rows) = lake.first_rows(&viewer, &scan, PREVIEW_ROWS).await?;
    Ok((receipt, preview(&columns, &rows)))
}

/// The head up to its last line end, so that a record that was cut off is not tried. A document that is cut off cannot
/// be tried at all, and says so.
fn whole_lines<'a>(bytes: &'a [u8], format: &Format) -> &'a [u8] {
    match format {
        Format::Csv(_) | Format::Tsv(_) | Format::Ndjson => {
            let end = bytes.iter().rposition(|byte| *byte == b'\n');
            bytes.get(..end.map_or(0, |end| end + 1)).unwrap_or(bytes)
        }
        Format::Json { .. } | Format::Parquet | Format::Arrow => bytes,
    }
}

/// Rows side by side, a column of the table a line: there are more columns than a terminal is wide.
fn preview(columns: &[String], rows: &[Vec<Option<String>>]) -> String {
    let shown = |value: &Option<String>| match value {
        None => "-".to_owned(),
        Some(text) if text.chars().count() > VALUE_CHARACTERS => text
            .chars()
            .take(VALUE_CHARACTERS - 1)
            .chain(['…'])
            .collect(),
        Some(text) => text.clone(),
    };
    let name_width = columns
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default();
    let widths: Vec<usize> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|value| shown(value).chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut text = format!("the first {} rows as they would be taken in:\n", rows.len());
    for (place, column) in columns.iter().enumerate() {
        text.push_str(&format!("  {column:name_width$}"));
        for (row, width) in rows.iter().zip(&widths) {
            let value = row.get(place).map(shown).unwrap_or_default();
            text.push_str(&format!("  {value:width$}"));
        }
        let end = text.trim_end().len();
        text.truncate(end);
        text.push('\n');
    }
    text
}

fn write(to: &Path, yaml: &str) -> Result<(), Failure> {
    if to.exists() {
        return Err(Failure::refused(
            format!("{} exists", to.display()),
            "move it away, or leave --write out and put the draft where you want it",
        ));
    }
    let failed = |error: std::io::Error| Failure::internal(to.display().to_string(), &error);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(to, yaml).map_err(failed)
}
