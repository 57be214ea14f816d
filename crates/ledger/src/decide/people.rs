//! Who decides, and in which role.

use access::Viewer;
use charter::partnership::{Partnership, Person, Right};
use jiff::Timestamp;

use super::Refusal;
use crate::command::Asking;
use crate::delegation::Delegated;
use crate::entry::Actor;
use crate::event::Event;

/// Most characters that somebody writes at once.
const MOST_CHARACTERS: usize = 2000;

/// The viewer as an actor, in the first role of theirs that holds the right.
pub(super) fn holder(asking: &Asking<'_>, right: Right) -> Result<Actor, Refusal> {
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
pub(super) fn name(asking: &Asking<'_>) -> String {
    let mut people = asking.partnership.people.iter();
    let person = people.find(|person| person.person == asking.viewer.person());
    person.map_or_else(
        || asking.viewer.person().to_owned(),
        |person| person.name.clone(),
    )
}

/// What somebody wrote, trimmed; lines are kept, other control characters are not text.
pub(super) fn text_of(what: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let characters = text.chars().count();
    if characters == 0 {
        return Err(Refusal::Invalid(format!("the {what} says nothing")));
    }
    if characters > MOST_CHARACTERS {
        return Err(Refusal::Invalid(format!(
            "the {what} has {characters} characters; at most {MOST_CHARACTERS} are taken"
        )));
    }
    if let Some(control) = text.chars().find(|one| one.is_control() && *one != '\n') {
        return Err(Refusal::Invalid(format!(
            "the {what} has the control character U+{:04X}",
            u32::from(control)
        )));
    }
    Ok(text.to_owned())
}

/// The viewer as an actor in a role that a decision right names.
pub(super) fn actor(asking: &Asking<'_>, role: &str) -> Actor {
    Actor {
        person: asking.viewer.person().to_owned(),
        role: role.to_owned(),
        party: asking.viewer.party().to_owned(),
    }
}

/// The person of the charter who asks; nobody at the command line of the machine.
pub(super) fn person<'a>(partnership: &'a Partnership, asking: &Asking<'_>) -> Option<&'a Person> {
    let mut people = partnership.people.iter();
    people.find(|person| person.person == asking.viewer.person())
}

/// The first of somebody's roles; the operator's has no role of the charter.
pub(super) fn first_role<'a>(partnership: &'a Partnership, asking: &Asking<'_>) -> &'a str {
    let role = person(partnership, asking).and_then(|person| person.roles.first());
    role.map_or("operator", String::as_str)
}

/// Longest time for which a right is lent, in days.
const MOST_DAYS_LENT: i64 = 90;

/// A person lends the own rights to approve.
pub(super) fn delegate(
    to: String,
    until: Timestamp,
    asking: &Asking<'_>,
) -> Result<(Actor, Vec<Event>), Refusal> {
    let Some(from) = person(asking.partnership, asking) else {
        return Err(Refusal::Invalid(
            "only a person of the partnership has rights to lend".to_owned(),
        ));
    };
    let mut people = asking.partnership.people.iter();
    let fits = people.any(|one| one.person == to && one.party == from.party && to != from.person);
    if !fits {
        return Err(Refusal::Invalid(format!(
            "`{to}` is no colleague of yours; a right is lent within a party"
        )));
    }
    let days = until.duration_since(asking.now).as_hours() / 24;
    if days > MOST_DAYS_LENT {
        return Err(Refusal::Invalid(format!(
            "a right is lent for at most {MOST_DAYS_LENT} days, found {days}"
        )));
    }
    Ok((
        actor(asking, first_role(asking.partnership, asking)),
        vec![Event::Delegated(Delegated { to, until })],
    ))
}
