//! A charter put in force at once, by who needs nobody's agreement.

use charter::Charter;
use charter::difference::{Files, changes, edits};
use charter::partnership::Right;

use super::Refusal;
use super::people::holder;
use super::proposals::decides_alone;
use crate::command::Asking;
use crate::entry::Actor;
use crate::event::{CharterText, Event};
use crate::state::State;

/// The first charter, or another where no decision right asks for somebody's agreement.
pub(super) fn found(
    files: Files,
    state: &State,
    asking: &Asking<'_>,
) -> Result<(Actor, Vec<Event>), Refusal> {
    let actor = holder(asking, Right::Administer)?;
    state.of_partnership(&asking.partnership.partnership)?;
    let charter = CharterText::new(&asking.partnership.partnership, files);
    let events = match &state.charter {
        None => vec![Event::Founded(charter)],
        Some((_, in_force)) if in_force.digest == charter.digest => vec![],
        Some((_, in_force)) => {
            // What no longer reads has no rights that could be checked.
            let charters = (
                Charter::read(&in_force.files),
                Charter::read(&charter.files),
            );
            if let (Ok(before), Ok(after)) = charters {
                let edits = edits(&in_force.files, &charter.files);
                let changes = changes(&in_force.files, &edits);
                decides_alone((&before, &after), &changes, &edits, asking)?;
            }
            vec![Event::CharterReplaced(charter)]
        }
    };
    Ok((actor, events))
}
