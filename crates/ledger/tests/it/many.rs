//! Ledgers of many entries, made as an export and imported.

use std::io::Write as _;

use ledger::{Actor, Entry, Event, Hash, Place};

use crate::deciding;
use crate::partnership::now;

/// The founding, then notes: as lines of an export.
pub fn lines(many: u64) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut previous_hash = Hash::default();
    for position in 1..=many {
        let event = event(position);
        let mut entry = Entry {
            position,
            format_version: ledger::FORMAT_VERSION,
            at: now() + jiff::SignedDuration::from_secs(i64::try_from(position).unwrap()),
            actor: Actor {
                person: "cleo".to_owned(),
                role: "client.lead".to_owned(),
                party: "client".to_owned(),
            },
            kind: event.kind().to_owned(),
            subject: event.subject().to_owned(),
            payload: event.payload().unwrap(),
            previous_hash,
            hash: Hash::default(),
        };
        entry.hash = entry.computed_hash();
        previous_hash = entry.hash;
        writeln!(
            lines,
            "{}",
            serde_json::json!({
                "position": position, "format_version": entry.format_version, "at": entry.at.to_string(),
                "actor": entry.actor.person, "role": entry.actor.role, "party": entry.actor.party,
                "kind": entry.kind, "subject": entry.subject, "payload": entry.payload,
                "previous_hash": entry.previous_hash.to_string(), "hash": entry.hash.to_string(),
            })
        )
        .unwrap();
    }
    lines
}

fn event(position: u64) -> Event {
    if position == 1 {
        let files = [("partnership.yaml".to_owned(), "a".to_owned())];
        return Event::Founded(ledger::CharterText::new("small", files.into()));
    }
    let party = ["alder", "birch"][usize::try_from(position % 2).unwrap()];
    Event::NotePinned(deciding::pinned(
        party,
        &format!("what is known of {position}"),
    ))
}

pub async fn import(place: &Place, many: u64) {
    let imported = ledger::import(place, &mut lines(many).as_slice()).await;
    assert_eq!(imported.unwrap(), many);
}
