//! What was agreed, where a charter's folder says otherwise.

use access::Viewer;
use charter::Charter;
use charter::difference::edits;
use ledger::{Asking, Command, Refusal, decide};

use crate::charter_folder::Files;
use crate::cli::DataFolder;
use crate::clock;
use crate::failure::Failure;
use crate::output::Output;

/// The charter to work under, with its files: the folder's, unless others must agree to what it changes. Then it is what is in
/// force, and the person is told.
///
/// # Errors
/// When the ledger is another partnership's or cannot be read, or what is in force can no longer be read.
pub async fn upon(
    data: &DataFolder,
    (charter, files): (Charter, Files),
    output: &mut Output,
) -> Result<(Charter, Files), Failure> {
    let Some(ledger) = data.ledger_to_read(&charter).await? else {
        return Ok((charter, files));
    };
    let state = ledger.state();
    ledger.close().await;
    let partnership = &charter.partnership;
    let asking = Asking {
        viewer: &Viewer::operator(partnership),
        partnership,
        now: clock::now(),
    };
    let found = Command::Found {
        files: files.clone(),
    };
    let (Err(Refusal::NotAsItStands { .. }), Some((since, in_force))) =
        (decide(found, &state, &asking), &state.charter)
    else {
        return Ok((charter, files));
    };
    let changed: Vec<String> = edits(&in_force.files, &files).into_keys().collect();
    output.say(&format!(
        "! others must agree to what the charter's folder changes: {}\n  This works under what is in force since entry {since}. To propose the change: tandem push; to have what is in force in the folder: tandem pull",
        changed.join(", ")
    ));
    let agreed = Charter::read(&in_force.files)?;
    Ok((agreed, in_force.files.clone()))
}
