//! `decide`: command + state + viewer + time → events or a refusal.

use std::collections::BTreeMap;

use ledger::{Command, State, decide};

use crate::partnership::asking;

pub fn note(party: Option<&str>, text: &str) -> Command {
    Command::PinNote {
        kpi: "offered".to_owned(),
        party: party.map(str::to_owned),
        at: jiff::civil::date(2026, 3, 14),
        text: text.to_owned(),
    }
}

/// A note as it is pinned at a point of a party.
pub fn pinned(party: &str, text: &str) -> ledger::NotePinned {
    ledger::NotePinned {
        kpi: "offered".to_owned(),
        party: Some(party.to_owned()),
        rows: access::RowScope::Where(vec![("party".to_owned(), party.to_owned())]),
        at: jiff::civil::date(2026, 3, 14),
        text: text.to_owned(),
        author_name: "Cleo of Client".to_owned(),
    }
}

pub fn found(text: &str) -> Command {
    Command::Found {
        files: BTreeMap::from([("partnership.yaml".to_owned(), text.to_owned())]),
    }
}

/// The outcome in one line: who acted in which role and the kinds of the events, or the refusal and its hint.
fn check(person: &str, command: Command, expect: &str) {
    let outcome = asking(person, |asking| {
        match decide(command.clone(), &State::default(), &asking) {
            Ok((actor, events)) => format!(
                "{}/{}: {}",
                actor.person,
                actor.role,
                events
                    .iter()
                    .map(ledger::Event::kind)
                    .collect::<Vec<_>>()
                    .join(" ")
            ),
            Err(refusal) => format!("{refusal} | {}", refusal.hint().unwrap_or_default()),
        }
    });
    assert_eq!(outcome, expect, "{person}: {command:?}");
}

#[test]
fn a_note_is_pinned_by_who_holds_the_right_where_they_see() {
    check("cleo", note(None, "x"), "cleo/client.lead: note_pinned");
    check(
        "cleo",
        note(Some("birch"), "x"),
        "cleo/client.lead: note_pinned",
    );
    check(
        "ada",
        note(Some("alder"), "x"),
        "ada/provider.director: note_pinned",
    );
    check(
        "arne",
        note(Some("alder"), "x"),
        "you lack the right `pin_notes` | held by: CX lead, Account director, Site lead, Team lead, Agent",
    );
    check(
        "ada",
        note(None, "x"),
        "a note about all parties is pinned by someone who sees all of them | name a party whose numbers you see",
    );
    // A party that exists and one that does not are refused in the same words.
    for party in ["birch", "house", "nowhere", "client"] {
        check(
            "ada",
            note(Some(party), "x"),
            &format!(
                "you see no numbers of a party `{party}` | name a party whose numbers you see"
            ),
        );
    }
    check(
        "cleo",
        note(Some("client"), "x"),
        "you see no numbers of a party `client` | name a party whose numbers you see",
    );
}

#[test]
fn a_note_has_something_to_say_and_a_day_that_can_be() {
    check("cleo", note(None, " \n "), "the note says nothing | ");
    check(
        "cleo",
        note(None, &"x".repeat(2001)),
        "the note has 2001 characters; at most 2000 are taken | ",
    );
    check(
        "cleo",
        note(None, "a\u{7}b"),
        "the note has the control character U+0007 | ",
    );
    check(
        "cleo",
        note(None, "two\nlines"),
        "cleo/client.lead: note_pinned",
    );
    let on = |year| Command::PinNote {
        kpi: "offered".to_owned(),
        party: None,
        at: jiff::civil::date(year, 1, 1),
        text: "x".to_owned(),
    };
    check(
        "cleo",
        on(2206),
        "a note cannot be pinned to 2206-01-01: days from 1970 to a year ahead are taken | ",
    );
    check(
        "cleo",
        on(1969),
        "a note cannot be pinned to 1969-01-01: days from 1970 to a year ahead are taken | ",
    );
    check("cleo", on(2027), "cleo/client.lead: note_pinned");
}

#[test]
fn a_charter_is_put_in_force_by_the_operator() {
    check("operator", found("a"), "operator/operator: founded");
    check(
        "cleo",
        found("a"),
        "you lack the right `administer` | no role that you know of holds it; the charter's `roles` say who may do what",
    );
}
