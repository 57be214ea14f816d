//! `tandem feed draft`: a file nobody has seen before becomes a feed, with reasons, doubts and a preview.

use std::io;
use std::path::Path;

use access::Viewer;
use charter::Charter;
use draft::{About, Draft, Sample};
use lake::{Head, Lake, LakeError, Receipt, Scan, Secret, Settings};
use store::whole_file;

use super::ingest::said;
use super::{feed_status, init};
use crate::charter_folder::{self, Files};
use crate::cli::{Feed, FeedDraft};
use crate::clock;
use crate::failure::Failure;
use crate::output::Output;

/// Rows that are shown as they would be taken in.
const PREVIEW_ROWS: usize = 10;
/// Longest value that is shown whole.
const VALUE_CHARACTERS: usize = 28;
/// What every terminal is wide.
const WIDTH: usize = 80;
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
    let head = Head::read(&asked.file, draft::HEAD_BYTES).map_err(LakeError::reading)?;
    let name = asked
        .file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let draft = Sample::of(&name, &head)
        .and_then(|sample| draft::draft(&sample, &About::of(&charter)))
        .map_err(refused)?;
    let path = format!("feeds/{}.yaml", draft.feed.feed);
    files.insert(path.clone(), draft.yaml.clone());
    match tried(&files, &draft, &asked.file, &head).await {
        Ok((receipt, preview)) => {
            output.say(&preview);
            output.say(&format!(
                "{}{}",
                if head.is_whole() {
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

fn refused(error: draft::DraftError) -> Failure {
    Failure::refused(error.to_string(), error.hint())
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
    let source = head.trial(path, &draft.feed.format);
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

/// A column of the table a line, with a few of its values, narrow enough for any terminal: there are more columns than one is
/// wide.
fn preview(columns: &[String], rows: &[Vec<Option<String>>]) -> String {
    let widest = columns.iter().map(|column| column.chars().count()).max();
    let margin = widest.unwrap_or_default() + 4;
    let mut text = format!(
        "the first {} rows as they would be taken in, a column of the table a line:\n",
        rows.len()
    );
    for (place, column) in columns.iter().enumerate() {
        let mut values: Vec<&str> = Vec::new();
        for value in rows.iter().filter_map(|row| row.get(place)?.as_deref()) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let room = WIDTH.saturating_sub(margin);
        let line = format!(
            "  {column:<width$}{}",
            few(&values, room),
            width = margin - 2
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// As many of the values as there is room for; the first one whatever its length, cut where it must be.
fn few(values: &[&str], room: usize) -> String {
    let mut said = String::new();
    for value in values {
        let value = plain(value);
        let value = if value.chars().count() > VALUE_CHARACTERS {
            let cut: String = value.chars().take(VALUE_CHARACTERS - 1).collect();
            format!("{}…", cut.trim_end())
        } else {
            value
        };
        let parted = if said.is_empty() {
            value
        } else {
            format!(" · {value}")
        };
        if !said.is_empty() && said.chars().count() + parted.chars().count() > room {
            break;
        }
        said.push_str(&parted);
    }
    if said.is_empty() {
        "(nothing)".to_owned()
    } else {
        said
    }
}

/// A value on one line.
fn plain(value: &str) -> String {
    let spaced = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    spaced.collect()
}

fn write(to: &Path, yaml: &str) -> Result<(), Failure> {
    whole_file::write_new(to, yaml.as_bytes()).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            Failure::refused(
                format!("{} exists", to.display()),
                "move it away, or leave --write out and put the draft where you want it",
            )
        } else {
            Failure::internal(to.display().to_string(), &error)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::preview;

    #[test]
    fn a_preview_fits_a_terminal() {
        let long = "x".repeat(90);
        let columns = ["contact_id", "party", "remark"].map(str::to_owned);
        let rows: Vec<Vec<Option<String>>> = (0..10)
            .map(|row| {
                vec![
                    Some(format!("T-{row:06}")),
                    Some("birch".to_owned()),
                    (row == 3).then(|| long.clone()),
                ]
            })
            .collect();
        let shown = preview(&columns, &rows);
        assert_eq!(
            shown,
            format!(
                "the first 10 rows as they would be taken in, a column of the table a line:\n  \
                 contact_id  T-000000 · T-000001 · T-000002 · T-000003 · T-000004 · T-000005\n  \
                 party       birch\n  \
                 remark      {}…\n",
                "x".repeat(27)
            )
        );
        assert!(
            shown.lines().all(|line| line.chars().count() <= 80),
            "{shown}"
        );
        assert!(preview(&columns, &[]).contains("(nothing)"));
    }
}
