//! A partnership with a whole charter, whose decisions need agreement.

use std::collections::BTreeMap;

use access::Viewer;
use charter::Charter;
use charter::difference::{Edits, Files};
use jiff::{SignedDuration, Timestamp};
use ledger::proposal::{Outcome, Proposal};
use ledger::{Actor, Asking, Command, Entry, Event, FORMAT_VERSION, Hash, State, Wanted, decide};

use crate::partnership::now;

const PARTNERSHIP: &str = "
partnership: quay
title: Quay
purpose: To test.
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: quay, title: Quay, kind: client }
  - { party: alder, title: Alder, kind: provider }
  - { party: birch, title: Birch, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything }
  - { role: client.manager, title: Manager, sees: everything }
  - { role: client.steward, title: Steward, sees: everything, may: [administer] }
  - { role: provider.director, title: Director, sees: party }
  - { role: provider.analyst, title: Analyst, sees: party }
people:
  - { person: cleo, name: Cleo, email: cleo@quay.example, party: quay, roles: [client.lead] }
  - { person: carl, name: Carl, email: carl@quay.example, party: quay, roles: [client.manager] }
  - { person: cees, name: Cees, email: cees@quay.example, party: quay, roles: [client.lead, client.manager] }
  - { person: stef, name: Stef, email: stef@quay.example, party: quay, roles: [client.steward] }
  - { person: ada, name: Ada, email: ada@alder.example, party: alder, roles: [provider.director] }
  - { person: arne, name: Arne, email: arne@alder.example, party: alder, roles: [provider.analyst] }
  - { person: bea, name: Bea, email: bea@birch.example, party: birch, roles: [provider.director] }
";

const DECISIONS: &str = "
decisions:
  - decision: definitions
    title: What a KPI means
    about: [definitions]
    propose: [client.lead, provider.director, provider.analyst]
    approve:
      - { by: [client.lead, client.manager] }
      - { by: [provider.director], of: each_party }
    within_days: 14
    tell: [client.manager]
  - decision: targets
    title: What it should reach
    about: [targets]
    propose: [client.lead, client.manager, provider.director]
    approve:
      - { by: [client.lead, client.manager], of: each_role }
      - { by: [provider.director], of: each_party }
    within_days: 7
  - decision: boards
    title: What is looked at
    about: [boards]
    propose: [client.lead]
    approve:
      - { by: [client.manager] }
    within_days: 7
    alone: [client.lead, provider.director]
";

const KPI: &str = "
kpi: offered
title: Contacts offered
asks: How much work comes in?
means: Contacts that came.
framework: operational
nature: leading
direction: within
aspect: volume
kind: count
table: contact
population: \"true\"
unit: count
";

/// The charter's files.
pub fn files() -> Files {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    BTreeMap::from([
        file("partnership.yaml", PARTNERSHIP),
        file("decisions.yaml", DECISIONS),
        file("kpis/offered.yaml", KPI),
        file("targets/all.yaml", "targets: []\n"),
    ])
}

/// A file of the charter with a text in it replaced, as an edit.
pub fn replaced(files: &Files, path: &str, from: &str, to: &str) -> Edits {
    let text = files.get(path).map_or("", String::as_str);
    assert!(text.contains(from), "{path} has no `{from}`");
    Edits::from([(path.to_owned(), Some(text.replacen(from, to, 1)))])
}

/// Another meaning of the KPI.
pub fn other_meaning() -> Edits {
    replaced(
        &files(),
        "kpis/offered.yaml",
        "\"true\"",
        "automated is not true",
    )
}

/// A target for one party.
pub fn target(party: &str) -> Edits {
    let text = format!(
        "targets:\n  - {{ kpi: offered, scope: {{ party: {party} }}, from: 2026-01-01, at_least: 10 }}\n"
    );
    Edits::from([("targets/all.yaml".to_owned(), Some(text))])
}

/// What people decided so far, without a file.
pub struct Log {
    pub state: State,
    pub now: Timestamp,
}

impl Log {
    pub fn founded() -> Self {
        Self::founded_with(files())
    }

    pub fn founded_with(files: Files) -> Self {
        let mut log = Self {
            state: State::default(),
            now: now(),
        };
        let founded = Event::Founded(ledger::CharterText::new("quay", files));
        log.take(
            &Actor {
                person: "operator".to_owned(),
                role: "operator".to_owned(),
                party: "quay".to_owned(),
            },
            vec![founded],
        );
        log
    }

    pub fn files(&self) -> Files {
        self.state.charter.as_ref().unwrap().1.files.clone()
    }

    /// Somebody's command: the kinds of what follows, or the refusal with its hint.
    pub fn say(&mut self, person: &str, command: Command) -> String {
        let charter = Charter::read(&self.files()).unwrap();
        let viewer = match person {
            "operator" => Viewer::operator(&charter.partnership),
            person => Viewer::of(&charter.partnership, person).unwrap(),
        };
        let asking = Asking {
            viewer: &viewer,
            partnership: &charter.partnership,
            now: self.now,
        };
        match decide(command, &self.state, &asking) {
            Ok((actor, events)) => {
                let kinds: Vec<&str> = events.iter().map(Event::kind).collect();
                let told = format!("{}: {}", actor.role, kinds.join(" "));
                self.take(&actor, events);
                told
            }
            Err(refusal) => format!("{refusal} | {}", refusal.hint().unwrap_or_default()),
        }
    }

    pub fn propose(&mut self, person: &str, edits: Edits) -> String {
        self.say(person, wanted(edits))
    }

    pub fn approve(&mut self, person: &str, number: u64) -> String {
        let digest = self.proposal(number).digest.clone();
        self.say(
            person,
            Command::Approve {
                proposal: number,
                digest,
            },
        )
    }

    pub fn proposal(&self, number: u64) -> &Proposal {
        self.state.proposals.get(&number).unwrap()
    }

    pub fn outcome(&self, number: u64) -> &Outcome {
        &self.proposal(number).outcome
    }

    pub fn days_pass(&mut self, days: i64) {
        self.now += SignedDuration::from_hours(24 * days);
    }

    /// Every event goes through its stored form.
    fn take(&mut self, actor: &Actor, events: Vec<Event>) {
        for event in events {
            let payload = event.payload().unwrap();
            let read = Event::read(event.kind(), &payload).unwrap();
            assert_eq!(read, event);
            let entry = Entry {
                position: self.state.position + 1,
                format_version: FORMAT_VERSION,
                at: self.now,
                actor: actor.clone(),
                kind: event.kind().to_owned(),
                subject: event.subject(),
                payload,
                previous_hash: Hash::default(),
                hash: Hash::default(),
            };
            self.state = std::mem::take(&mut self.state).after(&entry, read);
        }
    }
}

pub fn wanted(edits: Edits) -> Command {
    Command::Propose(Wanted {
        title: "Another thing".to_owned(),
        why: "It is better.".to_owned(),
        edits,
        base: None,
        instead_of: None,
    })
}
