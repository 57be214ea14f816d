//! The one place where it is decided whether someone may decide: pure.

use access::{RowScope, Viewer};
use charter::partnership::{Partnership, PartyKind, Right};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::command::{Asking, Command};
use crate::entry::Actor;
use crate::event::{CharterText, Event, NotePinned};
use crate::state::State;

/// Most characters of a note.
const MOST_NOTE_CHARACTERS: usize = 2000;

/// Why something was not decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person lacks a right.
    #[error("you lack the right `{right}`")]
    MissingRight {
        /// The right, in `snake_case`.
        right: &'static str,
        /// Titles of the roles that hold it, as far as the person may know them.
        held_by: Vec<String>,
    },
    /// The point is not one that the person sees.
    #[error("{0}")]
    NotYours(String),
    /// What is recorded is another partnership's.
    #[error("what is kept here is of the partnership `{founded}`, not of `{asked}`")]
    AnotherPartnership {
        /// Short name of the partnership that it was founded under.
        founded: String,
        /// Short name of the partnership of the charter that was named.
        asked: String,
    },
    /// What was asked makes no sense.
    #[error("{0}")]
    Invalid(String),
}

impl Refusal {
    /// What would make it pass.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::MissingRight { held_by, .. } if held_by.is_empty() => Some(
                "no role that you know of holds it; the charter's `roles` say who may do what"
                    .to_owned(),
            ),
            Self::MissingRight { held_by, .. } => Some(format!("held by: {}", held_by.join(", "))),
            Self::NotYours(_) => Some("name a party whose numbers you see".to_owned()),
            Self::AnotherPartnership { founded, .. } => Some(format!(
                "name the charter of `{founded}`, or another data folder; a partnership keeps its short name, its title may change"
            )),
            Self::Invalid(_) => None,
        }
    }
}

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
        Command::Found { files } => {
            let actor = holder(asking, Right::Administer)?;
            state.of_partnership(&asking.partnership.partnership)?;
            let charter = CharterText::new(&asking.partnership.partnership, files);
            let events = match &state.charter {
                None => vec![Event::Founded(charter)],
                Some((_, in_force)) if in_force.digest == charter.digest => vec![],
                Some(_) => vec![Event::CharterReplaced(charter)],
            };
            Ok((actor, events))
        }
        Command::PinNote {
            kpi,
            party,
            at,
            text,
        } => {
            let actor = holder(asking, Right::PinNotes)?;
            let text = note_text(&text)?;
            check_day(at, asking.now)?;
            let rows = point(asking, party.as_deref())?;
            Ok((
                actor,
                vec![Event::NotePinned(NotePinned {
                    kpi,
                    party,
                    rows,
                    at,
                    text,
                    author_name: name(asking.partnership, asking.viewer),
                })],
            ))
        }
    }
}

/// The viewer as an actor, in the first role of theirs that holds the right.
fn holder(asking: &Asking<'_>, right: Right) -> Result<Actor, Refusal> {
    let Asking {
        viewer,
        partnership,
        ..
    } = asking;
    if !viewer.may(right) {
        return Err(missing(partnership, viewer, right));
    }
    let own = partnership
        .people
        .iter()
        .find(|person| person.person == viewer.person())
        .map_or(&[][..], |person| &person.roles);
    let role = partnership
        .roles
        .iter()
        .find(|role| own.contains(&role.role) && role.may.contains(&right))
        // Only the operator at the machine acts without a role of the charter.
        .map_or("operator", |role| role.role.as_str());
    Ok(Actor {
        person: viewer.person().to_owned(),
        role: role.to_owned(),
        party: viewer.party().to_owned(),
    })
}

/// Says who holds a right, without naming a side that the viewer may not know.
#[must_use]
pub fn missing(partnership: &Partnership, viewer: &Viewer, right: Right) -> Refusal {
    let named = |role: &str| {
        partnership.people.iter().any(|person| {
            viewer.may_name(partnership, &person.party)
                && person.roles.iter().any(|own| own == role)
        })
    };
    Refusal::MissingRight {
        right: right_name(right),
        held_by: partnership
            .roles
            .iter()
            .filter(|role| role.may.contains(&right) && named(&role.role))
            .map(|role| role.title.clone())
            .collect(),
    }
}

/// The right as the charter writes it.
const fn right_name(right: Right) -> &'static str {
    match right {
        Right::DrillToContacts => "drill_to_contacts",
        Right::PinNotes => "pin_notes",
        Right::Ingest => "ingest",
        Right::SeeCost => "see_cost",
        Right::SeeAgents => "see_agents",
        Right::MakeTokens => "make_tokens",
        Right::Administer => "administer",
    }
}

/// Full name of the person who decides.
fn name(partnership: &Partnership, viewer: &Viewer) -> String {
    partnership
        .people
        .iter()
        .find(|person| person.person == viewer.person())
        .map_or_else(|| viewer.person().to_owned(), |person| person.name.clone())
}

/// A note's text, trimmed; lines are kept, other control characters are not text.
fn note_text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let characters = text.chars().count();
    if characters == 0 {
        return Err(Refusal::Invalid("the note says nothing".to_owned()));
    }
    if characters > MOST_NOTE_CHARACTERS {
        return Err(Refusal::Invalid(format!(
            "the note has {characters} characters; at most {MOST_NOTE_CHARACTERS} are taken"
        )));
    }
    if let Some(control) = text.chars().find(|one| one.is_control() && *one != '\n') {
        return Err(Refusal::Invalid(format!(
            "the note has the control character U+{:04X}",
            u32::from(control)
        )));
    }
    Ok(text.to_owned())
}

/// A year ahead suffices for what is known to come; beyond it, the year is a slip of the finger.
fn check_day(at: Date, now: Timestamp) -> Result<(), Refusal> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let days_ahead = (at - today).get_days();
    if at.year() < 1970 || days_ahead > 366 {
        return Err(Refusal::Invalid(format!(
            "a note cannot be pinned to {at}: days from 1970 to a year ahead are taken"
        )));
    }
    Ok(())
}

/// The rows behind the point as the author sees it.
fn point(asking: &Asking<'_>, party: Option<&str>) -> Result<RowScope, Refusal> {
    let Asking {
        viewer,
        partnership,
        ..
    } = asking;
    let Some(party) = party else {
        return match viewer.rows() {
            RowScope::Everything => Ok(RowScope::Everything),
            RowScope::Where(_) | RowScope::Nothing => Err(Refusal::NotYours(
                "a note about all parties is pinned by someone who sees all of them".to_owned(),
            )),
        };
    };
    let not_yours = || Refusal::NotYours(format!("you see no numbers of a party `{party}`"));
    let is_operation = partnership
        .parties
        .iter()
        .any(|one| one.party == party && one.kind != PartyKind::Client);
    let condition = |column: &str, value: &str| (column.to_owned(), value.to_owned());
    match viewer.rows() {
        _ if !is_operation => Err(not_yours()),
        RowScope::Everything => Ok(RowScope::Where(vec![condition("party", party)])),
        RowScope::Where(own) if own.contains(&condition("party", party)) => {
            // An agent's rows are among those of the agent's team and site, so that their leads see the note as well.
            let mut rows = own.clone();
            let person = partnership
                .people
                .iter()
                .find(|person| person.person == viewer.person());
            let (team, site) = person.map_or((None, None), |person| {
                (person.team.as_deref(), person.site.as_deref())
            });
            let has = |column: &str| own.iter().any(|(own, _)| own == column);
            if let Some(team) = team.filter(|_| has("agent")) {
                rows.push(condition("team", team));
            }
            if let Some(site) = site.filter(|_| has("agent") || has("team")) {
                rows.push(condition("site", site));
            }
            Ok(RowScope::Where(rows))
        }
        RowScope::Where(_) | RowScope::Nothing => Err(not_yours()),
    }
}
