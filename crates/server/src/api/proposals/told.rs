//! A proposal as a viewer may know it: a provider never learns that another exists, not from what is proposed, either.

use access::{Discretion, Viewer};
use charter::Charter;
use charter::difference::{Change, Concerned, Files, changes, edited};
use jiff::Timestamp;
use ledger::proposal::{self, Outcome, Seated, Standing};
use ledger::{Actor, State};

use super::super::rights::held;
use super::body::{
    Proposal, ProposalApproval, ProposalChange, ProposalHead, ProposalRemark, ProposalSeat,
    ProposalStatus,
};

/// Who reads, when, and under what.
pub(super) struct Reader<'a> {
    pub charter: &'a Charter,
    pub viewer: &'a Viewer,
    pub state: &'a State,
    pub now: Timestamp,
}

impl Reader<'_> {
    pub fn head(&self, proposal: &proposal::Proposal, before: &Files) -> ProposalHead {
        let discretion = self.discretion(proposal, before).0;
        if !proposal.is_open() {
            return self.head_of(proposal, None, &discretion);
        }
        let standing = proposal.standing(self.state, self.charter, self.now);
        self.head_of(proposal, Some(&standing), &discretion)
    }

    /// What the viewer must not read, of those who are there, were there when it was proposed, or would be; with the charters
    /// before and after it.
    fn discretion(
        &self,
        proposal: &proposal::Proposal,
        before: &Files,
    ) -> (Discretion, Option<(Charter, Charter)>) {
        let own = Discretion::of(self.charter, self.viewer);
        if self.viewer.sees_everything() {
            return (own, None);
        }
        let after = edited(before, &proposal.edits);
        match (Charter::read(before), Charter::read(&after)) {
            (Ok(before), Ok(after)) => {
                let both = [&before, &after].map(|one| Discretion::of(one, self.viewer));
                let [of_before, of_after] = both;
                (own.and(of_before).and(of_after), Some((before, after)))
            }
            _ => (own, None),
        }
    }

    fn head_of(
        &self,
        proposal: &proposal::Proposal,
        standing: Option<&Standing<'_>>,
        discretion: &Discretion,
    ) -> ProposalHead {
        let (viewer, charter) = (self.viewer, self.charter);
        ProposalHead {
            number: proposal.number,
            title: discretion.sentences(&proposal.title),
            by_name: self.name(&proposal.by, &proposal.by_name),
            at: proposal.at,
            due: proposal.due,
            status: match proposal.outcome {
                Outcome::Open if proposal.due <= self.now => ProposalStatus::Expired,
                Outcome::Open => ProposalStatus::Open,
                Outcome::Adopted(_) => ProposalStatus::Adopted,
                Outcome::Rejected(_) => ProposalStatus::Rejected,
                Outcome::Withdrawn(_) => ProposalStatus::Withdrawn,
                Outcome::Expired(_) => ProposalStatus::Expired,
                Outcome::Superseded(_) => ProposalStatus::Superseded,
            },
            waits_for_me: standing.is_some_and(|standing| {
                standing.waits_for(proposal, viewer, self.state, charter, self.now)
            }),
        }
    }

    /// The whole of it; `before` are the charter's files that it changes.
    pub fn whole(&self, proposal: &proposal::Proposal, before: &Files) -> Proposal {
        let standing = proposal.standing(self.state, self.charter, self.now);
        let open = proposal.is_open();
        let (discretion, charters) = self.discretion(proposal, before);
        let changes = changes(before, &proposal.edits);
        let changes = changes
            .into_iter()
            .filter(|change| self.may_read(change, charters.as_ref(), &discretion));
        let rejected = match &proposal.outcome {
            Outcome::Rejected(said) => Some(said),
            _ => None,
        };
        let said = proposal.remarks.iter().chain(rejected);
        let remarks = said
            .filter_map(|said| self.remark(said, &discretion))
            .collect();
        let own = proposal.by.person == self.viewer.person();
        Proposal {
            head: self.head_of(proposal, Some(&standing), &discretion),
            why: discretion.sentences(&proposal.why),
            changes: changes.map(told).collect(),
            seats: {
                let seats = standing.seats.iter().filter(|_| open);
                seats
                    .filter_map(|seated| self.seat(seated, proposal))
                    .collect()
            },
            remarks,
            outdated: {
                let outdated = standing.outdated.iter().filter(|_| open);
                let told = outdated.filter(|path| !discretion.holds_hidden(path));
                told.map(|path| (*path).to_owned()).collect()
            },
            superseded_by: match proposal.outcome {
                Outcome::Superseded(by) => Some(by),
                _ => None,
            },
            digest: proposal.digest.clone(),
            may_withdraw: own && open && self.now < proposal.due,
        }
    }

    /// What concerns the viewer and names nobody whom the viewer must not know of.
    fn may_read(
        &self,
        change: &Change,
        charters: Option<&(Charter, Charter)>,
        discretion: &Discretion,
    ) -> bool {
        if self.viewer.sees_everything() {
            return true;
        }
        let Some((before, after)) = charters else {
            return false;
        };
        let concerned = Concerned::of(before, after, std::slice::from_ref(change));
        let texts = [
            Some(&change.file),
            Some(&change.place),
            change.before.as_ref(),
            change.after.as_ref(),
        ];
        let mut texts = texts.into_iter().flatten();
        concerned
            .0
            .iter()
            .any(|party| self.viewer.knows_party(party))
            // Whose agent it is, a name does not tell.
            && !change.place.contains(" agent=")
            && !texts.any(|text| discretion.holds_hidden(text) || discretion.names_hidden(text))
    }

    fn seat(&self, seated: &Seated<'_>, proposal: &proposal::Proposal) -> Option<ProposalSeat> {
        let partnership = &self.charter.partnership;
        let known = |party: &str| self.viewer.may_name(partnership, party);
        let seat = &seated.seat;
        if seat.party.as_deref().is_some_and(|party| !known(party)) {
            return None;
        }
        let roles = seat.by.iter();
        let roles = roles.filter_map(|role| held(self.charter, self.viewer, role));
        let roles = roles.map(|role| role.title);
        if (seated.given).is_some_and(|given| !known(&given.by.party)) {
            return None;
        }
        let decision = self.charter.decisions.named(&seat.decision);
        Some(ProposalSeat {
            decision: Discretion::of(self.charter, self.viewer)
                .sentences(decision.map_or("", |decision| &decision.title)),
            roles: roles.collect(),
            party: seat.party.as_deref().map(|party| {
                let party = self.charter.party(party);
                party.map_or_else(String::new, |party| party.title.clone())
            }),
            holders: {
                let holders = seat.holders(partnership);
                let holders =
                    holders.filter(|one| known(&one.party) && one.person != proposal.by.person);
                holders.map(|one| one.name.clone()).collect()
            },
            given: seated.given.map(|given| ProposalApproval {
                by_name: self.name(&given.by, &given.by_name),
                instead_of: given
                    .instead_of
                    .as_deref()
                    .filter(|_| known(&given.by.party))
                    .map(|name| {
                        let person = partnership.people.iter().find(|one| one.person == name);
                        person.map_or_else(|| name.to_owned(), |person| person.name.clone())
                    }),
                at: given.at,
            }),
        })
    }

    /// What people say whom the viewer may not know is not told, in nobody's name.
    fn remark(&self, said: &proposal::Remark, discretion: &Discretion) -> Option<ProposalRemark> {
        let known = (self.viewer).may_name(&self.charter.partnership, &said.by.party);
        known.then(|| ProposalRemark {
            by_name: said.by_name.clone(),
            at: said.at,
            text: discretion.sentences(&said.text),
        })
    }

    /// Whose party the viewer does not know is told as the client.
    fn name(&self, actor: &Actor, name: &str) -> String {
        if self
            .viewer
            .may_name(&self.charter.partnership, &actor.party)
        {
            return name.to_owned();
        }
        let client = self.charter.client();
        client.map_or_else(String::new, |client| client.title.clone())
    }
}

fn told(change: Change) -> ProposalChange {
    ProposalChange {
        file: change.file,
        place: change.place,
        before: change.before,
        after: change.after,
    }
}
