//! `tandem verify`: that what was decided is what it was.

use std::fs;

use ledger::{Checkpoint, Verified};

use crate::aligned;
use crate::cli::Verify;
use crate::failure::Failure;
use crate::ledger_place::LedgerPlace;
use crate::output::Output;

pub async fn run(asked: Verify, output: &mut Output) -> Result<(), Failure> {
    let place = LedgerPlace::of(&asked.of.data);
    let checkpoint = match &asked.extends {
        Some(file) => {
            let text = fs::read_to_string(file).map_err(|error| {
                Failure::refused(
                    format!("{}: {error}", file.display()),
                    "name the checkpoint that was handed over",
                )
            })?;
            let read = Checkpoint::read(&text);
            Some(read.map_err(|error| Failure::from(error).of_file(file))?)
        }
        None => None,
    };
    if let (Some(checkpoint), Some(by)) = (&checkpoint, &asked.by)
        && checkpoint.signed_by != *by
    {
        return Err(Failure::refused(
            format!(
                "the checkpoint was signed by {}, not by {by}",
                checkpoint.signed_by
            ),
            "ask whoever handed it over which key is theirs, by another way than the checkpoint came",
        ));
    }
    let found = match &checkpoint {
        Some(checkpoint) => ledger::verify_extends(place.place(), checkpoint).await,
        None => ledger::verify(place.place()).await,
    };
    let found = found
        .map_err(|error| place.failed(error))?
        .ok_or_else(|| place.none())?;
    output.answer(&said(&found, checkpoint.as_ref()))?;
    if checkpoint.is_some() && asked.by.is_none() {
        output.say(
            "Whose key that is, is for you to know: name it with --by to have it insisted on.",
        );
    }
    Ok(())
}

fn said(found: &Verified, checkpoint: Option<&Checkpoint>) -> String {
    let line = |name: &str, value: String| vec![name.to_owned(), value];
    let mut lines = vec![
        line(
            "entries",
            format!(
                "{}, each as it was written and after the one before it",
                found.entries
            ),
        ),
        line("last hash", found.hash.to_string()),
        line(
            "snapshot",
            found.snapshot.map_or_else(
                || "none".to_owned(),
                |position| format!("of entry {position}, which says what the entries say"),
            ),
        ),
    ];
    if let Some(checkpoint) = checkpoint {
        lines.push(line(
            "extends",
            format!(
                "the checkpoint of entry {}, signed at {} by {}",
                checkpoint.position, checkpoint.at, checkpoint.signed_by
            ),
        ));
    }
    aligned::columns(&lines, 2)
}
