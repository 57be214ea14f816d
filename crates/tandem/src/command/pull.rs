//! `tandem pull`: what is in force, byte for byte, in a folder.

use std::fs;
use std::io;
use std::path::Path;

use charter::difference::{Files, edits};
use charter::is_charter_file;
use ledger::{CharterText, Ledger};
use store::whole_file;

use super::push::nothing_in_force;
use crate::charter_folder;
use crate::cli::Pull;
use crate::failure::Failure;
use crate::ledger_place::LedgerPlace;
use crate::output::Output;

pub async fn run(asked: Pull, output: &mut Output) -> Result<(), Failure> {
    let folder = &asked.charter.charter;
    let there = match folder.join("partnership.yaml").exists() {
        true => charter_folder::files(folder)?,
        false if asked.discard || is_empty(folder) => Files::new(),
        false => {
            return Err(Failure::refused(
                format!("{} holds other files than a charter's", folder.display()),
                "name a charter's folder or a new one; --discard writes over what is there",
            ));
        }
    };
    let ledger = LedgerPlace::of(&asked.data.data).open_there().await?;
    let ledger = ledger.ok_or_else(|| nothing_in_force(&asked.data))?;
    let state = ledger.state();
    let Some((entry, in_force)) = &state.charter else {
        return Ok(());
    };
    let lost = !there.is_empty()
        && !asked.discard
        && !was_in_force(&ledger, &there, &in_force.partnership).await?;
    ledger.close().await;
    let edits = edits(&there, &in_force.files);
    if lost {
        let files: Vec<&str> = edits.keys().map(String::as_str).collect();
        return Err(Failure::refused(
            format!(
                "{} has changes that were never in force: {}",
                folder.display(),
                files.join(", ")
            ),
            "propose them with `tandem push`, or lose them with --discard",
        ));
    }
    for (path, text) in edits.iter().filter(|(path, _)| is_charter_file(path)) {
        write(folder, path, text.as_deref())?;
        output.say(&format!(
            "{} {path}",
            if text.is_some() { "written" } else { "removed" }
        ));
    }
    output.say(&match edits.len() {
        0 => format!("The folder is what is in force since entry {entry}."),
        _ => format!("The folder is now what is in force since entry {entry}."),
    });
    Ok(())
}

/// Whether the files were in force at some time: they can be had again.
async fn was_in_force(ledger: &Ledger, files: &Files, partnership: &str) -> Result<bool, Failure> {
    let digest = CharterText::new(partnership, files.clone()).digest;
    let state = ledger.state();
    for since in state.charters.iter().rev() {
        let charter = ledger.charter_at(*since).await?;
        if charter.is_some_and(|(_, charter)| charter.digest == digest) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut there| there.next().is_none())
}

fn write(folder: &Path, path: &str, text: Option<&str>) -> Result<(), Failure> {
    let file = folder.join(path);
    let done = match text {
        // For everyone, as files are that people read; the ledger has it, should this end in between.
        Some(text) => removed(&file).and_then(|()| whole_file::write_new(&file, text.as_bytes())),
        None => removed(&file),
    };
    done.map_err(|error| {
        Failure::refused(
            format!("{} cannot be written: {error}", file.display()),
            "name a folder that you may write to",
        )
    })
}

fn removed(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
