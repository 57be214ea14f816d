//! `tandem push`: what a charter's folder says otherwise is proposed, or in force where nobody has to agree.

use access::Viewer;
use charter::Charter;
use charter::difference::{Change, changes, edits};
use ledger::proposal::Outcome;
use ledger::{Asking, Command, Wanted};

use crate::cli::{DataFolder, Push};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

pub async fn run(asked: Push, output: &mut Output) -> Result<(), Failure> {
    let (charter, files) = charter_folder::read(&asked.charter.charter)?;
    let ledger = asked.data.ledger_to_read(&charter).await?;
    let ledger = ledger.ok_or_else(|| nothing_in_force(&asked.data))?;
    let state = ledger.state();
    let (entry, before) = match &state.charter {
        Some((entry, in_force)) => (*entry, in_force.files.clone()),
        None => return Err(nothing_in_force(&asked.data)),
    };
    let edits = edits(&before, &files);
    if edits.is_empty() {
        output.say(&format!(
            "The folder is what is in force since entry {entry}: nothing to propose."
        ));
        return Ok(());
    }
    for change in changes(&before, &edits) {
        output.say(&told(&change));
    }
    let in_force = Charter::read(&before)?;
    let asking = Asking {
        viewer: &Viewer::operator(&in_force.partnership),
        partnership: &in_force.partnership,
        now: clock::now(),
    };
    let wanted = Command::Propose(Wanted {
        title: asked.title,
        why: asked.why,
        edits,
        base: Some(entry),
        instead_of: asked.instead_of,
    });
    ledger.submit(wanted, &asking).await?;
    let state = ledger.state();
    ledger.close().await;
    let Some(proposal) = state.proposals.values().next_back() else {
        return Ok(());
    };
    output.say(&match proposal.outcome {
        Outcome::Adopted(_) => {
            let since = state.charter.as_ref().map_or(0, |(since, _)| *since);
            format!("In force since entry {since}: nobody else has to agree.")
        }
        _ => {
            let standing = proposal.standing(&state, &in_force, clock::now());
            let seats = standing.seats.iter().map(|seated| {
                let holders: Vec<&str> = {
                    let holders = seated.seat.holders(&in_force.partnership);
                    holders.map(|person| person.name.as_str()).collect()
                };
                match holders.as_slice() {
                    [] => format!("\n  nobody holds {}: it waits until somebody does", seated.seat.by.join(" or ")),
                    holders => format!("\n  {}", holders.join(" or ")),
                }
            });
            format!(
                "Proposed as P{}, until {}. It is in force when these agree, each line by another person:{}",
                proposal.number,
                proposal.due.strftime("%Y-%m-%d %H:%M UTC"),
                seats.collect::<String>()
            )
        }
    });
    Ok(())
}

/// Nobody founded the partnership yet.
pub fn nothing_in_force(data: &DataFolder) -> Failure {
    Failure::refused(
        format!("no charter is in force in {}", data.data.display()),
        "the first is put in force by `tandem serve` or `tandem ingest`",
    )
}

fn told(change: &Change) -> String {
    let Change {
        file,
        place,
        before,
        after,
        ..
    } = change;
    let line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    match (before.as_deref().map(line), after.as_deref().map(line)) {
        (Some(before), Some(after)) => format!("  {file} {place}: {before} → {after}"),
        (None, Some(after)) => format!("+ {file} {place}: {after}"),
        (Some(before), None) => format!("- {file} {place}: {before}"),
        (None, None) => format!("  {file}: comments or layout"),
    }
}
