//! The one place where it is decided whether someone may decide: pure.

mod in_force;
mod notes;
mod people;
mod proposals;
mod refusal;

use charter::partnership::Right;

pub use people::missing;
pub use refusal::Refusal;

use crate::command::{Asking, Command};
use crate::entry::Actor;
use crate::event::Event;
use crate::state::State;

/// What follows from a command, by whom, or why nothing does.
///
/// # Errors
/// A refusal with its reason.
pub fn decide(
    command: Command,
    state: &State,
    asking: &Asking<'_>,
) -> Result<(Actor, Vec<Event>), Refusal> {
    match command {
        Command::Found { files } => in_force::found(files, state, asking),
        Command::PinNote {
            kpi,
            party,
            at,
            text,
        } => {
            let actor = people::holder(asking, Right::PinNotes)?;
            let note = notes::pinned(kpi, party, at, &text, asking)?;
            Ok((actor, vec![note]))
        }
        Command::Propose(wanted) => proposals::propose(wanted, state, asking),
        Command::Amend {
            proposal,
            edits,
            why,
        } => proposals::amend(proposal, edits, &why, state, asking),
        Command::Remark { proposal, text } => proposals::remark(proposal, &text, state, asking),
        Command::Approve { proposal, digest } => {
            proposals::approve(proposal, &digest, state, asking)
        }
        Command::Reject { proposal, why } => proposals::reject(proposal, &why, state, asking),
        Command::Withdraw { proposal } => proposals::withdraw(proposal, state, asking),
        Command::ExpireDue => Ok(proposals::expire(state, asking)),
        Command::Delegate { to, until } => people::delegate(to, until, asking),
    }
}
