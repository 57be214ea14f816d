//! A small partnership: a client, its in-house teams and two providers.

use access::Viewer;
use charter::partnership::{Partnership, Party, PartyKind, Person, Right, Role, Sees};
use ledger::Asking;

fn party(party: &str, kind: PartyKind) -> Party {
    Party {
        party: party.to_owned(),
        title: party.to_uppercase(),
        kind,
    }
}

fn role(role: &str, title: &str, sees: Sees, may: &[Right]) -> Role {
    Role {
        role: role.to_owned(),
        title: title.to_owned(),
        sees,
        may: may.to_vec(),
    }
}

fn person(name: &str, party: &str, role: &str) -> Person {
    Person {
        person: name.to_owned(),
        name: format!("{name} of {party}"),
        email: format!("{name}@example.org"),
        party: party.to_owned(),
        roles: vec![role.to_owned()],
        site: (party != "client").then(|| format!("{party}_site")),
        team: (party != "client").then(|| format!("{party}_team")),
        agent: Some(format!("{name}_agent")),
    }
}

pub fn partnership() -> Partnership {
    let pins = &[Right::PinNotes];
    Partnership {
        partnership: "small".to_owned(),
        title: "Small".to_owned(),
        purpose: "Tests".to_owned(),
        priorities: vec![],
        countries: Vec::new(),
        zone: "Europe/Amsterdam".to_owned(),
        currency: "EUR".to_owned(),
        parties: vec![
            party("client", PartyKind::Client),
            party("house", PartyKind::InHouse),
            party("alder", PartyKind::Provider),
            party("birch", PartyKind::Provider),
        ],
        roles: vec![
            role("client.lead", "CX lead", Sees::Everything, pins),
            role("in_house.lead", "In-house lead", Sees::Party, pins),
            role("provider.director", "Account director", Sees::Party, pins),
            role("provider.site_lead", "Site lead", Sees::Site, pins),
            role("provider.team_lead", "Team lead", Sees::Team, pins),
            role("provider.agent", "Agent", Sees::Own, pins),
            role("provider.reader", "Reader", Sees::Party, &[]),
        ],
        people: vec![
            person("cleo", "client", "client.lead"),
            person("hans", "house", "in_house.lead"),
            person("ada", "alder", "provider.director"),
            person("alf", "alder", "provider.site_lead"),
            person("amy", "alder", "provider.team_lead"),
            person("axel", "alder", "provider.agent"),
            person("arne", "alder", "provider.reader"),
            person("bea", "birch", "provider.director"),
        ],
    }
}

pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::constant(1_774_000_000, 0)
}

/// Runs with someone's question: `operator` is the one at the machine.
pub fn asking<T>(person: &str, run: impl FnOnce(Asking<'_>) -> T) -> T {
    let partnership = partnership();
    let viewer = viewer(&partnership, person);
    run(Asking {
        viewer: &viewer,
        partnership: &partnership,
        now: now(),
    })
}

pub fn viewer(partnership: &Partnership, person: &str) -> Viewer {
    match person {
        "operator" => Viewer::operator(partnership),
        person => Viewer::of(partnership, person).unwrap(),
    }
}
