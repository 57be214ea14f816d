//! Whose agreement a proposal needs, and which of the approvals given counts for what.

use charter::Charter;
use charter::decisions::{Approval, Decision, Of, Part};
use charter::difference::Concerned;
use charter::partnership::{Partnership, Person};
use jiff::Timestamp;

use super::{Given, Proposal};
use crate::delegation::Delegation;

/// One agreement that is needed, by a person of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The decision that asks for it.
    pub decision: String,
    /// Roles whose people may give it.
    pub by: Vec<String>,
    /// The party whose people may, where it must be that party's.
    pub party: Option<String>,
}

/// A seat, and the approval that counts for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated<'a> {
    /// What is needed.
    pub seat: Seat,
    /// What was given.
    pub given: Option<&'a Given>,
}

/// The agreements that a change of some parts of the charter needs, under a charter.
#[must_use]
pub fn seats(charter: &Charter, parts: &[Part], concerned: &Concerned) -> Vec<Seat> {
    let decisions = charter.decisions.by_decision(parts);
    let decisions = decisions
        .keys()
        .filter_map(|name| charter.decisions.named((*name)?));
    decisions
        .flat_map(|decision| of_decision(charter, decision, concerned))
        .collect()
}

fn of_decision(charter: &Charter, decision: &Decision, concerned: &Concerned) -> Vec<Seat> {
    let mut seats = Vec::new();
    for Approval { by, of } in &decision.approve {
        let mut needed = |by: Vec<String>, party: Option<String>| {
            seats.push(Seat {
                decision: decision.decision.clone(),
                by,
                party,
            });
        };
        match of {
            Of::AnyRole => needed(by.clone(), None),
            Of::EachRole => by.iter().for_each(|role| needed(vec![role.clone()], None)),
            Of::EachParty => {
                for party in &charter.partnership.parties {
                    let is_client = party.kind == charter::partnership::PartyKind::Client;
                    if !is_client && !concerned.0.contains(&party.party) {
                        continue;
                    }
                    let roles = charter.partnership.roles.iter();
                    let of_side = roles
                        .filter(|role| by.contains(&role.role) && role.side() == Some(party.kind));
                    let of_side: Vec<String> = of_side.map(|role| role.role.clone()).collect();
                    if !of_side.is_empty() {
                        needed(of_side, Some(party.party.clone()));
                    }
                }
            }
        }
    }
    seats
}

impl Seat {
    /// The role in which a person of the partnership may take the seat.
    #[must_use]
    pub fn role_of<'p>(&self, person: &'p Person) -> Option<&'p str> {
        let of_party = self
            .party
            .as_ref()
            .is_none_or(|party| *party == person.party);
        let mut roles = person.roles.iter().filter(|_| of_party);
        roles
            .find(|role| self.by.contains(role))
            .map(String::as_str)
    }

    /// The people who may take it.
    pub fn holders<'p>(&self, partnership: &'p Partnership) -> impl Iterator<Item = &'p Person> {
        let people = partnership.people.iter();
        people.filter(|person| self.role_of(person).is_some())
    }

    /// The role in which somebody may take it at an instant, and whose place that is, if it is delegated.
    pub(crate) fn right_of(
        &self,
        person: &str,
        partnership: &Partnership,
        delegations: &[Delegation],
        now: Timestamp,
    ) -> Option<(String, Option<String>)> {
        let find = |name: &str| partnership.people.iter().find(|one| one.person == name);
        if let Some(role) = find(person).and_then(|person| self.role_of(person)) {
            return Some((role.to_owned(), None));
        }
        let party = &find(person)?.party;
        let mut delegated = delegations
            .iter()
            .filter(|one| one.to == person && one.holds(now));
        delegated.find_map(|one| {
            let from = find(&one.from).filter(|from| from.party == *party)?;
            let role = self.role_of(from)?;
            Some((role.to_owned(), Some(from.person.clone())))
        })
    }
}

/// The seats of a proposal with the approvals that count for them: each approval for one seat, as many seats taken as can be.
/// An approval counts as long as who gave it has the right.
pub(crate) fn seated<'a>(
    seats: Vec<Seat>,
    proposal: &'a Proposal,
    partnership: &Partnership,
    delegations: &[Delegation],
    now: Timestamp,
) -> Vec<Seated<'a>> {
    let given = &proposal.approvals;
    let fits = |seat: usize, approval: usize| {
        let person = &given[approval].by.person;
        // A delegation that has ended since holds for what was approved while it lasted.
        let at = given[approval].at.min(now);
        let whose = given[approval].whose_right();
        // One person's right is used once, whoever uses it, and not by who proposed.
        let used = given[..approval]
            .iter()
            .any(|one| one.whose_right() == whose);
        ![person.as_str(), whose].contains(&proposal.by.person.as_str())
            && !used
            && seats[seat]
                .right_of(person, partnership, delegations, at)
                .is_some()
    };
    let mut taken: Vec<Option<usize>> = vec![None; seats.len()];
    for approval in 0..given.len() {
        let mut tried = vec![false; seats.len()];
        seat_one(approval, &fits, &mut taken, &mut tried);
    }
    seats
        .into_iter()
        .zip(taken)
        .map(|(seat, taken)| Seated {
            seat,
            given: taken.map(|approval| &given[approval]),
        })
        .collect()
}

/// Finds an approval a seat, moving others to seats that they fit as well (Kuhn 1955).
fn seat_one(
    approval: usize,
    fits: &impl Fn(usize, usize) -> bool,
    taken: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for seat in 0..taken.len() {
        if tried[seat] || !fits(seat, approval) {
            continue;
        }
        tried[seat] = true;
        let free = match taken[seat] {
            None => true,
            Some(other) => seat_one(other, fits, taken, tried),
        };
        if free {
            taken[seat] = Some(approval);
            return true;
        }
    }
    false
}
