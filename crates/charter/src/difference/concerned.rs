//! Whom a change concerns: all, or one party alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Change;
use crate::Charter;
use crate::decisions::Part;
use crate::partnership::PartyKind;

/// The parties other than the client that changes concern: those whose work is measured, aimed or staffed otherwise by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned(pub BTreeSet<String>);

impl Concerned {
    /// Whom changes from a charter to another concern. A target for one party and a person of one party concern that party; what
    /// is about no party in particular concerns all of them.
    #[must_use]
    pub fn of(before: &Charter, after: &Charter, changes: &[Change]) -> Self {
        let mut concerned = BTreeSet::new();
        for change in changes {
            // Who moves from one party to another concerns both.
            let about = [one(before, change), one(after, change)];
            match about {
                [None, None] => concerned.extend(operations(before).chain(operations(after))),
                about => concerned.extend(about.into_iter().flatten()),
            }
        }
        let client = |party: &String| {
            let kind = after.party(party).or_else(|| before.party(party));
            kind.is_some_and(|party| party.kind == PartyKind::Client)
        };
        Self(
            concerned
                .into_iter()
                .filter(|party| !client(party))
                .collect(),
        )
    }
}

fn operations(charter: &Charter) -> impl Iterator<Item = String> {
    let parties = charter.partnership.parties.iter();
    let operations = parties.filter(|party| party.kind != PartyKind::Client);
    operations.map(|party| party.party.clone())
}

/// The one party that a change is about.
fn one(charter: &Charter, change: &Change) -> Option<String> {
    let mut place = change.place.split('/');
    let (list, name) = (place.next()?, place.next()?);
    match (change.part, list) {
        (Part::People, "people") => {
            let mut people = charter.partnership.people.iter();
            people
                .find(|one| one.person == name)
                .map(|one| one.party.clone())
        }
        (Part::Targets, "targets") => {
            // As it is named in `flat`: the KPI, then the scope.
            let mut words = name.split(' ').skip(1).take_while(|word| *word != "from");
            words.find_map(|word| {
                let (dimension, value) = word.split_once('=')?;
                party_of(charter, dimension, value)
            })
        }
        (Part::Taxonomy, "sites") => party_of(charter, "site", name),
        (Part::Taxonomy, "teams") => party_of(charter, "team", name),
        _ => None,
    }
}

fn party_of(charter: &Charter, dimension: &str, value: &str) -> Option<String> {
    let taxonomy = &charter.taxonomy;
    let site = |name: &str| {
        let site = taxonomy.sites.iter().find(|one| one.site == name);
        site.map(|site| site.party.clone())
    };
    match dimension {
        "party" => Some(value.to_owned()),
        "site" => site(value),
        "team" => {
            let team = taxonomy.teams.iter().find(|one| one.team == value)?;
            site(&team.site)
        }
        _ => None,
    }
}
