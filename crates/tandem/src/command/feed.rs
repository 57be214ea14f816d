//! `tandem feed draft`: a file nobody has seen before becomes a feed, with reasons, doubts and a preview.

use std::io;
use std::path::Path;

use charter::Charter;
use draft::{About, Asked, Doubt, Draft, Fits, Sample};
use lake::{Head, Lake, LakeError, Preview, Secret, Settings};
use store::whole_file;

use super::{feed_status, init, preview};
use crate::charter_folder::{self, Files};
use crate::cli::{Feed, FeedDraft};
use crate::clock;
use crate::failure::Failure;
use crate::output::Output;

/// Rows that are shown as they would be taken in.
const PREVIEW_ROWS: usize = 10;
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
        .and_then(|sample| {
            let wanted = Asked {
                table: asked.table.clone(),
                name: asked.name.clone(),
            };
            let mut about = About::of(&charter);
            if asked.charter.is_none() {
                // The feed of the starter charter is nobody's.
                about.feeds.clear();
            }
            draft::draft_as(&sample, &about, &wanted)
        })
        .map_err(refused)?;
    let mut doubts: Vec<&Doubt> = draft.doubts.iter().collect();
    if let (Some(fits), Some(folder)) = (&draft.fits, &asked.charter) {
        already(asked, fits, folder, output)?;
        doubts.retain(|doubt| doubt.about != "feed");
    }
    let path = format!("feeds/{}.yaml", draft.feed.feed);
    files.insert(path.clone(), draft.yaml.clone());
    match tried(&files, &draft, &asked.file, &head).await {
        Ok(tried) => {
            let of = if head.is_whole() {
                ""
            } else {
                "of the beginning of the file, "
            };
            output.say(&format!("{of}{}", preview::shown(&tried)));
        }
        Err(failure) => output.say(&format!("it cannot be taken in as drafted: {failure}")),
    }
    for doubt in doubts {
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

/// Says that a feed takes the file in already; a second one is written only under a name that was given.
fn already(
    asked: &FeedDraft,
    fits: &Fits,
    folder: &Path,
    output: &mut Output,
) -> Result<(), Failure> {
    let fit = format!("this file fits the feed `{}`", fits.feed);
    let take = format!(
        "take it in with: tandem ingest --charter {} --data FOLDER {} {}",
        folder.display(),
        fits.feed,
        asked.file.display()
    );
    let party = fits.party.as_ref().map_or_else(String::new, |party| {
        format!(" (that feed takes every row to be of {party})")
    });
    if asked.write && asked.name.is_none() {
        return Err(Failure::refused(
            format!("{fit}, and what two feeds take in counts twice; nothing was written{party}"),
            format!("{take}; for a second feed nevertheless, give it a name: --name NAME"),
        ));
    }
    output.say(&format!("{fit}{party}; {take}"));
    Ok(())
}

fn refused(error: draft::DraftError) -> Failure {
    Failure::refused(error.to_string(), error.hint())
}

/// Takes the file's beginning in, through the real door, into a lake that goes at once.
async fn tried(files: &Files, draft: &Draft, path: &Path, head: &Head) -> Result<Preview, Failure> {
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
    let feed = &draft.feed.feed;
    Ok(lake
        .preview(&charter, feed, source, PREVIEW_ROWS, clock::now())
        .await?)
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
