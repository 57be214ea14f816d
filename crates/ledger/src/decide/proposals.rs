//! How the charter is changed by agreement: proposed, discussed, agreed to, and in force with the last agreement.

use std::collections::BTreeMap;

use access::Viewer;
use charter::decisions::Part;
use charter::difference::{Change, Concerned, Edits, Files, changes, edited, parts};
use charter::partnership::{Partnership, PartyKind, Right};
use charter::{Charter, is_charter_file};
use jiff::{SignedDuration, Timestamp};

use super::Refusal;
use super::people::{actor, first_role, missing, name, person, text_of};
use crate::command::{Asking, Wanted};
use crate::entry::Actor;
use crate::event::{CharterText, Event};
use crate::proposal::{
    Amended, Approved, Ended, Made, Proposal, ProposalEvent, Remarked, Seat, digest, seated, seats,
    sha256,
};
use crate::state::State;
use crate::view;

type Decided = Result<(Actor, Vec<Event>), Refusal>;

const MOST_TITLE_CHARACTERS: usize = 120;
/// Within which a proposal is decided that no decision right is about: whoever administers has decided it at once.
const DAYS_WITHOUT_RIGHT: u16 = 30;

/// The charter in force, and what edits make of it.
struct Difference {
    entry: u64,
    files: Files,
    before: Charter,
    proposed: Charter,
    after: CharterText,
    changes: Vec<Change>,
    concerned: Concerned,
}

impl Difference {
    fn of(edits: &Edits, state: &State) -> Result<Self, Refusal> {
        let Some((entry, in_force)) = &state.charter else {
            return Err(Refusal::Invalid("no charter is in force yet".to_owned()));
        };
        if let Some(stranger) = edits.keys().find(|path| !is_charter_file(path)) {
            return Err(Refusal::Invalid(format!(
                "a charter has no file `{stranger}`"
            )));
        }
        let files = in_force.files.clone();
        let before = Charter::read(&files)
            .map_err(|problems| unreadable("the charter in force", &problems))?;
        let edited = edited(&files, edits);
        let after =
            Charter::read(&edited).map_err(|problems| unreadable("the charter", &problems))?;
        if after.partnership.partnership != before.partnership.partnership {
            return Err(Refusal::Invalid(
                "a partnership keeps its short name; its title may change".to_owned(),
            ));
        }
        let changes = changes(&files, edits);
        Ok(Self {
            entry: *entry,
            concerned: Concerned::of(&before, &after, &changes),
            after: CharterText::new(&after.partnership.partnership, edited),
            files,
            before,
            proposed: after,
            changes,
        })
    }

    fn parts(&self) -> Vec<Part> {
        parts(&self.changes)
    }
}

fn unreadable(what: &str, problems: &charter::Diagnostics) -> Refusal {
    let first = problems.iter().next().map(ToString::to_string);
    Refusal::Invalid(format!(
        "{what} would not be one: {}",
        first.unwrap_or_default()
    ))
}

pub(super) fn propose(wanted: Wanted, state: &State, asking: &Asking<'_>) -> Decided {
    let title = text_of("title", &wanted.title)?;
    if title.chars().count() > MOST_TITLE_CHARACTERS || title.contains('\n') {
        return Err(Refusal::Invalid(format!(
            "the title has one line of at most {MOST_TITLE_CHARACTERS} characters"
        )));
    }
    let why = text_of("reason", &wanted.why)?;
    let edits = wanted.edits;
    let difference = Difference::of(&edits, state)?;
    if wanted.base.is_some_and(|base| base != difference.entry) {
        return Err(Refusal::NotAsItStands {
            what: format!(
                "another charter is in force since entry {}",
                difference.entry
            ),
            hint: "take what is in force, and make the change in it".to_owned(),
        });
    }
    if edits
        .iter()
        .all(|(path, text)| difference.files.get(path) == text.as_ref())
    {
        return Err(Refusal::Invalid("nothing would be otherwise".to_owned()));
    }
    let charters = (&difference.before, &difference.proposed);
    let alone = decides_alone(charters, &difference.changes, &edits, asking);
    let role = match &alone {
        Ok(role) => role.clone(),
        Err(_) => may_propose(&difference, asking)?,
    };
    let number = state
        .proposals
        .keys()
        .next_back()
        .map_or(1, |last| last + 1);
    let mut events = Vec::new();
    if let Some(old) = wanted.instead_of {
        let old = own_open(old, state, asking)?;
        events.push(ProposalEvent::Superseded(Ended {
            proposal: old.number,
            by_proposal: Some(number),
        }));
    }
    events.push(ProposalEvent::Made(Made {
        proposal: number,
        title,
        why,
        by_name: name(asking),
        before: before(&difference.files, &edits),
        digest: digest(&edits, &before(&difference.files, &edits)),
        edits,
        concerned: difference.concerned.clone(),
        due: due(&difference, asking.now),
    }));
    let mut events: Vec<Event> = events.into_iter().map(Event::Proposal).collect();
    if alone.is_ok() {
        events.extend(put_in_force(number, difference.after));
    }
    Ok((actor(asking, &role), events))
}

pub(super) fn amend(
    proposal: u64,
    edits: Edits,
    why: &str,
    state: &State,
    asking: &Asking<'_>,
) -> Decided {
    let proposal = own_open(proposal, state, asking)?;
    let why = text_of("reason", why)?;
    let difference = Difference::of(&edits, state)?;
    let role = may_propose(&difference, asking)?;
    let amended = ProposalEvent::Amended(Amended {
        proposal: proposal.number,
        why,
        by_name: name(asking),
        before: before(&difference.files, &edits),
        digest: digest(&edits, &before(&difference.files, &edits)),
        edits,
        concerned: difference.concerned,
    });
    Ok((actor(asking, &role), vec![Event::Proposal(amended)]))
}

pub(super) fn remark(proposal: u64, text: &str, state: &State, asking: &Asking<'_>) -> Decided {
    let proposal = known(proposal, state, asking)?;
    let said = said(proposal, text_of("remark", text)?, asking);
    Ok((
        actor(asking, first_role(asking.partnership, asking)),
        vec![Event::Proposal(ProposalEvent::Remarked(said))],
    ))
}

pub(super) fn approve(
    proposal: u64,
    approved: &str,
    state: &State,
    asking: &Asking<'_>,
) -> Decided {
    let proposal = open(proposal, state, asking)?;
    if approved != proposal.digest {
        return Err(Refusal::NotAsItStands {
            what: format!("P{} says something else by now", proposal.number),
            hint: "read it anew before you approve it".to_owned(),
        });
    }
    let what = || format!("approve P{}", proposal.number);
    let me = asking.viewer.person();
    if proposal.by.person == me {
        return Err(Refusal::NotAsItStands {
            what: format!("P{} is your own", proposal.number),
            hint: "somebody else agrees to what you propose".to_owned(),
        });
    }
    // Rights first: what else is wrong with it is not everybody's to know.
    let (charter, files) = in_force(state)?;
    let needed = seats(
        &charter,
        &parts(&changes(&files, &proposal.edits)),
        &proposal.concerned,
    );
    let (role, instead_of) = right(&needed, &charter.partnership, proposal, state, asking)
        .ok_or_else(|| refused(what(), &needed, asking))?;
    let outdated = || Refusal::NotAsItStands {
        what: format!("what P{} changes was changed since", proposal.number),
        hint: "who proposed it can amend it to what is in force now".to_owned(),
    };
    if !proposal.outdated(&files).is_empty() {
        return Err(outdated());
    }
    let difference = Difference::of(&proposal.edits, state).map_err(|_| outdated())?;
    if difference.concerned != proposal.concerned {
        return Err(outdated());
    }
    let has = proposal.approvals.iter().any(|given| given.by.person == me);
    let actor = actor(asking, &role);
    let given = ProposalEvent::Approved(Approved {
        proposal: proposal.number,
        digest: proposal.digest.clone(),
        by_name: name(asking),
        instead_of: instead_of.clone(),
    });
    let mut with_it = proposal.clone();
    if !has {
        with_it.approvals.push(crate::proposal::Given {
            by: actor.clone(),
            by_name: name(asking),
            instead_of,
            at: asking.now,
        });
    }
    let partnership = &difference.before.partnership;
    let all = seated(
        needed,
        &with_it,
        partnership,
        &state.delegations,
        asking.now,
    );
    let complete = all.iter().all(|one| one.given.is_some());
    // Who lost a right and has it again may have made it complete without anybody's deed.
    if has && !complete {
        return Err(Refusal::NotAsItStands {
            what: format!("you have approved P{} already", proposal.number),
            hint: "one person agrees once".to_owned(),
        });
    }
    let mut events = Vec::new();
    if !has {
        events.push(Event::Proposal(given));
    }
    if complete {
        events.extend(put_in_force(proposal.number, difference.after));
    }
    Ok((actor, events))
}

pub(super) fn reject(proposal: u64, why: &str, state: &State, asking: &Asking<'_>) -> Decided {
    let proposal = open(proposal, state, asking)?;
    let why = text_of("reason", why)?;
    let in_force = in_force(state)?;
    let after = Charter::read(&edited(&in_force.1, &proposal.edits)).ok();
    let changes = changes(&in_force.1, &proposal.edits);
    let concerned = after.map_or_else(
        || proposal.concerned.clone(),
        |after| Concerned::of(&in_force.0, &after, &changes),
    );
    let needed = seats(&in_force.0, &parts(&changes), &concerned);
    let (role, _) = right(&needed, &in_force.0.partnership, proposal, state, asking)
        .ok_or_else(|| refused(format!("reject P{}", proposal.number), &needed, asking))?;
    let said = said(proposal, why, asking);
    Ok((
        actor(asking, &role),
        vec![Event::Proposal(ProposalEvent::Rejected(said))],
    ))
}

pub(super) fn withdraw(proposal: u64, state: &State, asking: &Asking<'_>) -> Decided {
    let proposal = own_open(proposal, state, asking)?;
    let ended = ProposalEvent::Withdrawn(Ended::of(proposal.number));
    Ok((
        actor(asking, &proposal.by.role),
        vec![Event::Proposal(ended)],
    ))
}

/// The proposals whose time has passed end, by the rule that was agreed, as nobody's deed.
pub(super) fn expire(state: &State, asking: &Asking<'_>) -> (Actor, Vec<Event>) {
    let all = state.proposals.values();
    let passed = all.filter(|one| one.is_open() && one.due <= asking.now);
    let ended = passed.map(|one| Event::Proposal(ProposalEvent::Expired(Ended::of(one.number))));
    let nobody = Actor {
        person: "tandem".to_owned(),
        role: "clock".to_owned(),
        party: asking.viewer.party().to_owned(),
    };
    (nobody, ended.collect())
}

/// The role in which somebody may decide changes without anybody else. What no decision right is about is decided by who may
/// administer; a provider decides alone only what concerns nobody else.
///
/// # Errors
/// Whose agreement it takes.
pub(super) fn decides_alone(
    (charter, after): (&Charter, &Charter),
    changes: &[Change],
    edits: &Edits,
    asking: &Asking<'_>,
) -> Result<String, Refusal> {
    let own = person(&charter.partnership, asking).map_or(&[][..], |person| &person.roles);
    let mut role = first_role(&charter.partnership, asking).to_owned();
    let only_own = || {
        changes.iter().all(|change| {
            let concerned = Concerned::of(charter, after, std::slice::from_ref(change));
            concerned
                .0
                .iter()
                .all(|party| party == asking.viewer.party())
        })
    };
    for decision in charter.decisions.by_decision(&parts(changes)).into_keys() {
        let Some(decision) = decision.and_then(|name| charter.decisions.named(name)) else {
            if !asking.viewer.may(Right::Administer) {
                return Err(missing(
                    &charter.partnership,
                    asking.viewer,
                    Right::Administer,
                ));
            }
            continue;
        };
        let alone = decision.alone.iter().find(|role| own.contains(role));
        match alone {
            Some(held) if is_client(charter, asking.viewer) || only_own() => role.clone_from(held),
            _ => {
                let files: Vec<&str> = edits.keys().map(String::as_str).collect();
                return Err(Refusal::NotAsItStands {
                    what: format!(
                        "others must agree to it: {} (decision `{}`)",
                        files.join(", "),
                        decision.decision
                    ),
                    hint: "`tandem push` proposes it to them".to_owned(),
                });
            }
        }
    }
    Ok(role)
}

fn is_client(charter: &Charter, viewer: &Viewer) -> bool {
    let party = charter.party(viewer.party());
    party.is_some_and(|party| party.kind == PartyKind::Client)
}

/// The role in which somebody may propose; the operator at the machine hands in what people wrote.
fn may_propose(difference: &Difference, asking: &Asking<'_>) -> Result<String, Refusal> {
    let charter = &difference.before;
    let own = person(&charter.partnership, asking).map_or(&[][..], |person| &person.roles);
    let administers = asking.viewer.may(Right::Administer);
    let mut role = first_role(&charter.partnership, asking).to_owned();
    let mut covered = false;
    for decision in charter
        .decisions
        .by_decision(&difference.parts())
        .into_keys()
    {
        let Some(decision) = decision.and_then(|name| charter.decisions.named(name)) else {
            if !administers {
                return Err(missing(
                    &charter.partnership,
                    asking.viewer,
                    Right::Administer,
                ));
            }
            continue;
        };
        covered = true;
        match decision.propose.iter().find(|role| own.contains(role)) {
            Some(held) => role.clone_from(held),
            None if person(&charter.partnership, asking).is_none() && administers => {}
            None => {
                let may = [Seat {
                    decision: decision.decision.clone(),
                    by: decision.propose.clone(),
                    party: None,
                }];
                let what = format!("propose `{}`", decision.title);
                return Err(refused(what, &may, asking));
            }
        }
    }
    if covered {
        Ok(role)
    } else {
        Err(Refusal::Invalid("nobody has to agree to that".to_owned()))
    }
}

/// In which role, and in whose place, somebody may take one of the seats.
fn right(
    needed: &[Seat],
    partnership: &Partnership,
    proposal: &Proposal,
    state: &State,
    asking: &Asking<'_>,
) -> Option<(String, Option<String>)> {
    let me = asking.viewer.person();
    let mut rights = needed.iter().filter_map(|seat| {
        seat.right_of(
            me,
            partnership,
            &proposal.lent_by(&state.delegations),
            asking.now,
        )
    });
    rights.next()
}

/// Says who may, without naming a side that the viewer may not know.
fn refused(what: String, needed: &[Seat], asking: &Asking<'_>) -> Refusal {
    let partnership = asking.partnership;
    let mut held_by = Vec::new();
    for seat in needed {
        for holder in seat.holders(partnership) {
            if !asking.viewer.may_name(partnership, &holder.party) {
                continue;
            }
            let role = seat.role_of(holder);
            let role = partnership
                .roles
                .iter()
                .find(|one| Some(one.role.as_str()) == role);
            let title = role.map_or("", |role| role.title.as_str());
            let told = format!("{} ({title})", holder.name);
            if !held_by.contains(&told) {
                held_by.push(told);
            }
        }
    }
    Refusal::NoDecisionRight { what, held_by }
}

fn in_force(state: &State) -> Result<(Charter, Files), Refusal> {
    let Some((_, in_force)) = &state.charter else {
        return Err(Refusal::Invalid("no charter is in force yet".to_owned()));
    };
    let charter = Charter::read(&in_force.files)
        .map_err(|problems| unreadable("the charter in force", &problems))?;
    Ok((charter, in_force.files.clone()))
}

fn known<'s>(number: u64, state: &'s State, asking: &Asking<'_>) -> Result<&'s Proposal, Refusal> {
    let proposal = state.proposals.get(&number).map(AsRef::as_ref);
    let seen = proposal.filter(|one| view::sees_proposal(asking.viewer, one));
    seen.ok_or(Refusal::NoSuchProposal(number))
}

fn open<'s>(number: u64, state: &'s State, asking: &Asking<'_>) -> Result<&'s Proposal, Refusal> {
    let proposal = known(number, state, asking)?;
    let ended = |what: &str| Refusal::NotAsItStands {
        what: format!("P{number} {what}"),
        hint: "propose it anew, if it is still wanted".to_owned(),
    };
    if !proposal.is_open() {
        return Err(ended("is decided already"));
    }
    if proposal.due <= asking.now {
        return Err(ended("was to be decided by now, and has expired"));
    }
    Ok(proposal)
}

fn own_open<'s>(
    number: u64,
    state: &'s State,
    asking: &Asking<'_>,
) -> Result<&'s Proposal, Refusal> {
    let proposal = open(number, state, asking)?;
    if proposal.by.person == asking.viewer.person() {
        return Ok(proposal);
    }
    Err(Refusal::NoDecisionRight {
        what: format!("change or withdraw P{number}"),
        held_by: vec![proposal.by_name.clone()],
    })
}

fn said(proposal: &Proposal, text: String, asking: &Asking<'_>) -> Remarked {
    Remarked {
        proposal: proposal.number,
        by_name: name(asking),
        text,
    }
}

fn before(files: &Files, edits: &Edits) -> BTreeMap<String, Option<String>> {
    let hash = |path: &String| files.get(path).map(|text| sha256(text));
    edits
        .keys()
        .map(|path| (path.clone(), hash(path)))
        .collect()
}

/// By the shortest of the times agreed for what is changed.
fn due(difference: &Difference, now: Timestamp) -> Timestamp {
    let decisions = &difference.before.decisions;
    let touched = decisions.by_decision(&difference.parts()).into_keys();
    let days = touched.filter_map(|name| Some(decisions.named(name?)?.within_days));
    let days = days.min().unwrap_or(DAYS_WITHOUT_RIGHT);
    now.saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
        .unwrap_or(Timestamp::MAX)
}

fn put_in_force(proposal: u64, charter: CharterText) -> [Event; 2] {
    [
        Event::CharterReplaced(charter),
        Event::Proposal(ProposalEvent::Adopted(Ended::of(proposal))),
    ]
}
