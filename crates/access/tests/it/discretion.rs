//! What may be said to whom.

use std::collections::BTreeMap;

use access::{Discretion, Viewer};
use charter::Charter;

const PARTNERSHIP: &str = "
partnership: orla
title: Orla
purpose: Glasses.
priorities: [It is solved.]
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: orla, title: Orla Optics, kind: client }
  - { party: quillon, title: Quillon Care, kind: provider }
  - { party: st_mary, title: St. Mary Services, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything }
  - { role: provider.director, title: Director, sees: party }
people:
  - { person: olive, name: Olive Marsh, email: olive@orla.example, party: orla, roles: [client.lead] }
  - { person: quin, name: Quin Adair, email: quin@quillon.example, party: quillon, roles: [provider.director] }
  - { person: ana, name: Dr. Ana Novak, email: ana@mary.example, party: st_mary, roles: [provider.director] }
";
const TAXONOMY: &str = "
sites:
  - { site: vexley, title: Vexley, party: quillon, zone: Europe/Lisbon }
  - { site: dunmoor, title: Dunmoor, party: st_mary, zone: Europe/Lisbon }
teams: []
channels:
  - { channel: voice, title: Telephone }
  - { channel: dunmoor_desk, title: Desk }
  - { channel: chat, title: Chat with Dr.  Ana Novak }
queues:
  - { queue: general, title: General, channel: voice }
  - { queue: dunmooroverflow, title: Overflow, channel: voice }
  - { queue: overflow_st_mary, title: Overflow, channel: voice }
  - { queue: second, title: To Dunmoor, channel: voice }
  - { queue: desk, title: Desk, channel: dunmoor_desk }
contact_types:
  - { contact_type: repair, title: Repair }
  - { contact_type: dunmoor_repair, title: Repair there }
languages: [en]
";

fn charter() -> Charter {
    let files = BTreeMap::from([
        ("partnership.yaml".to_owned(), PARTNERSHIP.to_owned()),
        ("taxonomy.yaml".to_owned(), TAXONOMY.to_owned()),
    ]);
    Charter::read(&files)
        .map_err(|problems| problems.to_string())
        .unwrap()
}

fn discretion(charter: &Charter, person: &str) -> Discretion {
    Discretion::of(charter, &Viewer::of(&charter.partnership, person).unwrap())
}

#[test]
fn sentences_that_name_someone_hidden_are_left_out() {
    let charter = charter();
    let quin = discretion(&charter, "quin");
    for (text, told) in [
        (
            "Orla is kind. Quillon Care helps.",
            "Orla is kind. Quillon Care helps.",
        ),
        (
            "Orla is kind. Dunmoor is far. It rains.",
            "Orla is kind. It rains.",
        ),
        // A full stop within a name ends no sentence: rather nothing than half of it.
        ("Call St. Mary Services now.", ""),
        ("Orla is kind. Dr. Ana Novak leads.", ""),
        (
            "Orla is kind. ST.\u{a0}Mary\nServices leads.",
            "Orla is kind.",
        ),
        ("St.\n Mary  Services", ""),
        ("Dunmoor is far. Ask Dr. Ana Novak.", ""),
    ] {
        assert_eq!(quin.sentences(text), told, "{text:?}");
    }
    let olive = discretion(&charter, "olive");
    assert_eq!(olive.sentences("Ask Dr. Ana Novak."), "Ask Dr. Ana Novak.");
}

#[test]
fn words_of_the_taxonomy_give_nobody_away() {
    let charter = charter();
    let taxonomy = &charter.taxonomy;
    let shown = |person: &str| {
        let discretion = discretion(&charter, person);
        let channels = (taxonomy.channels.iter())
            .filter(|one| discretion.may_show_channel(one))
            .map(|one| one.channel.as_str());
        let queues = (taxonomy.queues.iter())
            .filter(|one| discretion.may_show_queue(taxonomy, one))
            .map(|one| one.queue.as_str());
        let contact_types = (taxonomy.contact_types.iter())
            .filter(|one| discretion.may_show_contact_type(one))
            .map(|one| one.contact_type.as_str());
        let all: Vec<&str> = channels.chain(queues).chain(contact_types).collect();
        all.join(" ")
    };
    assert_eq!(shown("quin"), "voice general repair");
    assert_eq!(
        shown("olive"),
        "voice dunmoor_desk chat general dunmooroverflow overflow_st_mary second desk repair dunmoor_repair"
    );
}
